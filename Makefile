# Every command sets up what it needs on first use. `make help` lists them.
# Settings are environment variables (STRATA_RAW_DIR, STRATA_WAREHOUSE, ...): `STRATA_RAW_DIR=exports make nightly` and
# `make nightly STRATA_RAW_DIR=exports` do the same.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# A stamp carries the checksum of its list of packages, so a changed list, and only that, installs again.
stamp = $(VENV)/.$(1)-$(shell cat $(2) 2>/dev/null | cksum | cut -d ' ' -f 1)
RUNTIME := $(call stamp,runtime,requirements.txt)
SPARK := $(call stamp,spark,requirements-spark.txt)
DEV := $(call stamp,dev,requirements-dev.txt)
INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps

# The Java that Spark would use, as its major version; empty where there is none.
JAVA_VERSION = $(shell "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version 2>&1 | \
	sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
HAS_JAVA = $(shell [ "$(JAVA_VERSION)0" -ge 170 ] && echo yes)

# dbt started by hand, and by the linters, finds the project's own profile and writes to a place of its own.
LINT = DBT_PROFILES_DIR="$(CURDIR)" DBT_TARGET_PATH="$(CURDIR)/target/lint" DBT_LOG_PATH="$(CURDIR)/target/lint" \
	STRATA_BUILD="$(CURDIR)/target/lint/lint.duckdb" STRATA_TARGET=dev

.PHONY: help
help: ## List the commands
	@echo "Strata: from raw exports to customer tiers and tags."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='	' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done
	@echo
	@echo "CONTRIBUTING.md says how the project is worked on."

# --- set up ----------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(RUNTIME) $(DEV) ## Install everything but Spark into .venv
	@echo "$(VENV) is ready."

$(VENV)/.python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Strata needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
		exit 1; fi
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(RUNTIME): | $(VENV)/.python
	@echo "Installing dbt, DuckDB and Great Expectations into $(VENV) (once, about a minute) ..."
	@$(INSTALL) -r requirements.txt
	@rm -f $(VENV)/.runtime-* && touch $@

$(SPARK): | $(RUNTIME)
	@echo "Installing Spark into $(VENV) (once, about a minute) ..."
	@$(INSTALL) -r requirements-spark.txt
	@rm -f $(VENV)/.spark-* && touch $@

$(DEV): | $(RUNTIME)
	@echo "Installing the linters and the tests' tools into $(VENV) (once, about a minute) ..."
	@$(INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/.dev-* && touch $@

# --- run -------------------------------------------------------------------------------------------------------------

# The Spark targets need the Spark packages, the others don't.
ENGINE = $(if $(filter spark%,$(or $(TARGET),$(STRATA_TARGET))),$(SPARK),$(RUNTIME))
export AS_OF ALLOW_MISSING ACCEPT TARGET ACCOUNTS EVENTS ORDERS Q REPAIR CSV FROM TO

.PHONY: demo
demo: $(RUNTIME) ## Make sample exports and run a night on them
	@$(BIN)/python -m strata demo

# The night reads AS_OF, ALLOW_MISSING and ACCEPT from its environment.
.PHONY: nightly
nightly: $(ENGINE) ## Read, build, audit, publish: AS_OF=2026-11-20 ALLOW_MISSING=feed ACCEPT='check: reason' TARGET=spark
	@$(BIN)/python -m strata nightly $${TARGET:+--target "$$TARGET"}

.PHONY: backfill
backfill: $(RUNTIME) ## Replay the nights of a range of dates and publish the last: FROM=2026-09-01 TO=2026-10-31
	@$(BIN)/python -m strata backfill

.PHONY: check-rules
check-rules: $(RUNTIME) ## Look for mistakes in the rule files; REPAIR=yes undoes what a spreadsheet did to them
	@$(BIN)/python -m strata check-rules $${REPAIR:+--repair}

.PHONY: what-if
what-if: $(RUNTIME) ## After an edit in seeds/rules: tiers and tags before and after, and who moves; CSV=moves.csv
	@$(BIN)/python -m strata what-if

.PHONY: sql
sql: $(RUNTIME) ## Ask the published file: Q='select tier, count(*) from marts.customer_tiers group by all'
	@$(BIN)/python -m strata query "$${Q:-show all tables}"

.PHONY: bench
bench: $(RUNTIME) ## Time a full refresh and the next night: ACCOUNTS=20000 EVENTS=20000000 ORDERS=200000
	@$(BIN)/python -m strata bench $${ACCOUNTS:+--accounts "$$ACCOUNTS"} $${EVENTS:+--events "$$EVENTS"} \
		$${ORDERS:+--orders "$$ORDERS"} $${LEADS:+--leads "$$LEADS"} $${USAGE:+--usage "$$USAGE"} \
		$${DAYS:+--days "$$DAYS"} $${PARTS:+--parts}

.PHONY: docs
docs: $(RUNTIME) ## Write the data dictionary and the lineage graph to target/docs/static_index.html
	@mkdir -p target/docs
	@$(LINT) DBT_TARGET_PATH="$(CURDIR)/target/docs" sh -c '$(BIN)/dbt --quiet parse && \
		$(BIN)/dbt --quiet docs generate --static --empty-catalog --no-compile'
	@echo "Open target/docs/static_index.html in a browser."

# --- work on it ------------------------------------------------------------------------------------------------------

# A night in dbt keeps little more than one core busy, so the tests run in two rows side by side: those on Spark and the
# stories of many nights in one, the others in the other.
# PYTEST_ARGS narrows the run: make test PYTEST_ARGS='-k rfm'. Status 5 of pytest: no test is meant.
PYTEST = $(BIN)/python -m pytest $(PYTEST_ARGS)

.PHONY: test
test: java-in-ci $(DEV) lint ## Lint, then every test on DuckDB and on Spark
	@[ -z "$(HAS_JAVA)" ] || $(MAKE) $(SPARK)
	@mkdir -p target
	@{ beside=0; \
		[ -z "$(HAS_JAVA)" ] || $(PYTEST) -m "spark and not long" --junitxml=target/test-report-spark.xml || [ $$? -eq 5 ] || beside=1; \
		$(PYTEST) -m "story and not spark and not long" --junitxml=target/test-report-stories.xml || [ $$? -eq 5 ] || beside=1; \
		exit $$beside; } > target/test-beside.txt 2>&1 & beside=$$!; \
	$(PYTEST) -m "not spark and not story" --junitxml=target/test-report.xml; status=$$?; [ $$status -ne 5 ] || status=0; \
	wait $$beside || status=1; cat target/test-beside.txt; \
	[ -n "$(HAS_JAVA)" ] || { echo; \
		echo "Spark was NOT tested: it needs Java 17 or newer, on the PATH or in JAVA_HOME, and none was found."; \
		echo "  Debian, Ubuntu   sudo apt install openjdk-17-jre-headless"; \
		echo "  macOS            brew install openjdk@17"; \
		echo "  others           https://adoptium.net"; \
	}; exit $$status

.PHONY: test-long
test-long: java-in-ci $(DEV) ## Tests too long for every day: thirty nights, old rules, unit tests on Spark
	@[ -z "$(HAS_JAVA)" ] || $(MAKE) $(SPARK)
	@$(PYTEST) -m "long$(if $(HAS_JAVA),, and not spark)"

.PHONY: java-in-ci
java-in-ci:
	@[ "$$CI" != true ] || [ -n "$(HAS_JAVA)" ] || { \
		echo "CI=true, and no Java 17 or newer: Spark can't be tested." >&2; exit 1; }

.PHONY: lint
lint: lint-python lint-project lint-sql ## Check style and conventions: ruff, mypy, dbt-bouncer, sqlfluff

.PHONY: lint-python
lint-python: $(DEV)
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --quiet --check
	@$(BIN)/mypy --no-error-summary

.PHONY: lint-project
lint-project: $(DEV)
	@mkdir -p target/lint
	@$(LINT) $(BIN)/dbt --quiet parse
	@COLUMNS=180 $(BIN)/dbt-bouncer run --show-all-failures

BASE_MODELS = $(wildcard models/staging/*/base)
OTHER_SQL = $(wildcard models/staging/*/*.sql models/intermediate models/marts \
	tests/staging tests/intermediate tests/marts analyses)
SQLFLUFF_FLAGS := --processes 2 --disable-progress-bar --nocolor

.PHONY: lint-sql
lint-sql: $(DEV)
	@mkdir -p target/lint
	@$(BIN)/sqlfluff lint $(SQLFLUFF_FLAGS) --config .sqlfluff-base $(BASE_MODELS); base=$$?; \
	$(LINT) $(BIN)/sqlfluff lint $(SQLFLUFF_FLAGS) $(OTHER_SQL) && exit $$base

.PHONY: format
format: $(DEV) ## Rewrite Python and SQL in the project's style
	@mkdir -p target/lint
	@$(BIN)/ruff check --quiet --fix
	@$(BIN)/ruff format --quiet
	@$(BIN)/sqlfluff fix $(SQLFLUFF_FLAGS) --config .sqlfluff-base $(BASE_MODELS)
	@$(LINT) $(BIN)/sqlfluff fix $(SQLFLUFF_FLAGS) $(OTHER_SQL)

# One resolution for all lists, so that they fit together in one environment. Pins stay where they can:
# `make requirements UPGRADE=--upgrade` takes the newest of everything.
PIN = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11
LISTS := requirements requirements-spark requirements-dev

.PHONY: requirements
requirements: $(DEV) ## Pin the packages again, after a change in requirements*.in
	@cat $(LISTS:=.txt) > $(VENV)/pins.txt
	@$(PIN) $(UPGRADE) $(LISTS:=.in) --output-file $(VENV)/pins.txt
	@for list in $(LISTS); do \
		$(PIN) --upgrade --custom-compile-command 'make requirements' --constraint $(VENV)/pins.txt $$list.in \
			--output-file $(VENV)/$$list.txt && sed '/#   -c /d' $(VENV)/$$list.txt > $$list.txt || exit 1; done

.PHONY: clean
clean: ## Remove what commands leave behind (.venv and data stay)
	@rm -rf target logs dbt_packages spark-warehouse metastore_db derby.log .pytest_cache .mypy_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
