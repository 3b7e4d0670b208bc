"""The night: read the exports, build, audit, publish; only the last step changes what is public.

Steps: lock, date, rules, build file, read, feed gate, raw audit, dbt build, marts audit, publish,
summary. Any failure before the last step leaves the published tables as they are.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb

from strata import audit, dbt, lock, old_rules, publish, rules, summary
from strata.config import Settings
from strata.contract import Contract, load_contract
from strata.currency import base_currency
from strata.engines import ROOT, Engine, LastNight, engine, memory
from strata.erased import ErasedPersons
from strata.errors import StrataError
from strata.loaded import LoadedFiles
from strata.reader import read_exports

if TYPE_CHECKING:
    from gx.runner import Auditor

ALLOW_MISSING = "allow_missing"  # the name of an accepted feed in rpt_runs.accepted_exceptions


class NightFailedError(StrataError):
    """The night stopped; the last published tables are untouched. `found` has a line a finding."""

    def __init__(self, problem: str, *, remedy: str, found: Sequence[str] = ()) -> None:
        super().__init__(problem, remedy=remedy)
        self.found = found

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  - {text}" for text in self.found)])


@dataclass(frozen=True)
class Options:
    """What a night is asked to do. `as_of_date` null means yesterday in the time zone."""

    as_of_date: date | None = None
    allow_missing: Sequence[str] = ()
    accept: Sequence[str] = ()
    fresh: bool = False


@dataclass
class Steps:
    """What went on and how long each step took, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, title: str) -> Iterator[None]:
        """Tell the title of a step and take its time."""
        tell(title)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def tell(text: str) -> None:
    """Print a line for whoever watches."""
    print(text, flush=True)


def run(settings: Settings, options: Options) -> str:
    """Run a night to its end and return its summary.

    Raises lock.AlreadyRunningError while another night has the warehouse or the build file,
    NightFailedError when something blocks the night, and other StrataErrors when the settings
    can't be worked with.
    """
    return alone(settings, lambda: Run(settings, options).to_the_end())


def alone(settings: Settings, work: Callable[[], str]) -> str:
    """Do the work of a night while no other does, and keep its summary in last_run.txt."""
    with lock.held(settings.warehouse), lock.held(settings.build):
        try:
            text = work()
        except StrataError as error:
            _write_last_run(settings, f"The night failed.\n\n{error}\n")
            raise
        _write_last_run(settings, text)
        return text


class Run:
    """One night on its way."""

    def __init__(self, settings: Settings, options: Options, builder: Engine | None = None) -> None:
        now = datetime.now(UTC)
        self.settings = settings
        self.options = options
        self.engine: Engine = builder or engine(settings)
        self.published_at = now.strftime("%Y-%m-%d %H:%M:%S")
        self.as_of_date = options.as_of_date or yesterday(now, settings.timezone)
        self.suites = audit.suites()
        known = set().union(*(suite.names for suite in self.suites.values()))
        self.accepted = audit.parse_accepted(options.accept, known)
        self.findings = audit.Findings()
        self.currency = settings.base_currency
        self.steps = Steps()
        self.dbt = dbt.Process()
        self.target = Path(os.environ.get("DBT_TARGET_PATH", settings.build.parent / "target"))

    def to_the_end(self) -> str:
        """Take every step; return the summary."""
        tell(f"Night of {self.as_of_date}, target {self.settings.target}")
        book = rules.check()
        last = self.engine.last_night()
        self._check_date(last)
        note = self.engine.open_build(self.options.fresh)
        if note:
            tell(note)
        with self.steps.step("read", f"Reading exports of {self.settings.raw_dir}"):
            read_exports(self.settings, tell)
        rows = landed_rows(self.settings.landing)
        self._feed_gate(last, rows)
        erased = ErasedPersons(self.engine.record_of("erased"), self.settings)
        if erased.are_more(last.erased if last else 0) and self.engine.begin_anew():
            tell("Starting a new build: the old one holds persons who are erased by now.")
        self.currency = base_currency(self.settings, last.currency if last else None)
        self.dbt.begin(dbt_options(self.settings, self.currency), self._environment({}))

        from gx.runner import Auditor  # takes as long as dbt takes to start

        auditor = Auditor(self.settings.warehouse.parent / "data_docs")
        try:
            with self.dbt:
                with self.steps.step("audit raw", "Auditing the raw exports"):
                    self._audit_raw(auditor, rows)
                with self.steps.step("build", "Building"):
                    self._build(book)
            with self.steps.step("audit marts", "Auditing the marts"):
                self._audit_marts(auditor, rows, last)
        finally:
            docs = auditor.write_docs()
        with self.steps.step("publish", "Publishing"):
            facts = self._publish(last)
        erased.done(facts.erased)
        return summary.render(facts, self._night(docs))

    def _check_date(self, last: LastNight | None) -> None:
        refuse_earlier(self.as_of_date, last, self.settings.warehouse)

    def _feed_gate(self, last: LastNight | None, rows: Mapping[str, int]) -> None:
        if last is None:
            return
        lost = audit.lost_feeds(last.feeds, rows)
        refused = [feed for feed in lost if feed.feed not in self.options.allow_missing]
        for feed in lost:
            if feed not in refused:
                self.findings.accepted[f"{ALLOW_MISSING} {feed.feed}"] = str(feed)
        if refused:
            names = ",".join([*self.options.allow_missing, *(feed.feed for feed in refused)])
            raise NightFailedError(
                ", and ".join(map(str, refused)),
                remedy="if that is meant, accept it with "
                f"`make nightly AS_OF={self.as_of_date} ALLOW_MISSING={names}`",
            )

    def _audit_raw(self, auditor: Auditor, rows: Mapping[str, int]) -> None:
        """Look at the landing through the reader's selects: what schema raw will show."""
        from gx.runner import DuckDBSource

        setup = ["set TimeZone = 'UTC'", f"set memory_limit = '{memory()}'"]
        setup += LoadedFiles(self.engine.record_of("files"), self.settings.landing).views()
        contract = load_contract()
        personal = [(c.feed, c.name) for f in contract.values() for c in f.columns if c.is_pii]
        checks, _ = audit.checks(self.suites["raw"], "raw", None, scopes(contract, rows), personal)
        self.findings.add(auditor.run(DuckDBSource("raw", setup), checks), self.accepted)
        self._stop_on_failures("the audit of the raw exports", self._how_to_accept)

    def _build(self, book: rules.Book) -> None:
        options = self.engine.dbt_options()
        loaded = LoadedFiles(self.engine.record_of("files"), self.settings.landing)
        if changed := loaded.changed():
            tell(f"  {shortened(changed)} changed or went, so all days are built anew")
            options += ["--full-refresh"]
        loaded.begin()
        step = self._run_old_rules(options)
        if self.engine.holds(book):
            options += ["--exclude-resource-type", "seed"]
        self._build_models(options, step, fit_first=self.engine.last_night() is None)
        loaded.done()

    def _build_models(
        self, options: Sequence[str], tonight: Mapping[str, str], *, fit_first: bool
    ) -> None:
        """Build all models, and what hangs on fits of lifetime value again if there are new ones.

        With `fit_first`, where they are likely, it waits for them and is built once.
        """
        from strata import fit_clv

        waiting = ["--exclude", "int_clv_fits+"] if fit_first else []
        self._dbt([*options, *waiting], tonight)
        fits = self.engine.with_built(partial(fit_clv.tonight, as_of_date=self.as_of_date))
        if fits:
            tell(f"  fitted {', '.join(dict.fromkeys(each.model for each in fits))}")
            tonight = {**tonight, "STRATA_NIGHT_CLV_FIT": fit_clv.as_variable(fits)}
        if fits or fit_first:
            self._dbt([*options, "--select", "int_clv_fits+"], tonight)

    def _dbt(self, options: Sequence[str], tonight: Mapping[str, str]) -> None:
        """Build with dbt; stop where a model or a test fails."""
        result = self._succeeded(self._run_dbt(options, tonight))
        self.findings.checks += result.tests
        self.findings.warnings += map(str, result.warnings)

    def _succeeded(self, result: dbt.Result) -> dbt.Result:
        """Stop where a model or a test failed."""
        self.findings.failures += result.reasons()
        self._stop_on_failures("the build", f"the whole log is {result.log}")
        return result

    def _run_dbt(self, options: Sequence[str], tonight: Mapping[str, str]) -> dbt.Result:
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        # strata.rules has done the tests of the rule files; those that read them among others stay
        arguments += ["--exclude", "path:seeds,resource_type:test", "--indirect-selection", "empty"]
        arguments += ["--exclude", dbt.KEYS]
        return self._command([*arguments, *options], tonight, tell)

    def _command(
        self, arguments: Sequence[str], tonight: Mapping[str, str], progress: dbt.Progress
    ) -> dbt.Result:
        """Run a command of dbt on the build, as of the night's date."""
        options = dbt_options(self.settings, self.currency)
        return self.dbt.run(arguments, options, self._environment(tonight), self._logs, progress)

    def _environment(self, tonight: Mapping[str, str]) -> dict[str, str]:
        return {
            **dbt_environment(self.settings, self.as_of_date, self.published_at),
            **self.engine.environment(),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self._logs),
            **tonight,
        }

    def _run_old_rules(self, options: Sequence[str]) -> dict[str, str]:
        """Let dbt know what last night's rules make of tonight's data, where the rules changed.

        Returns what the build of tonight must be told of it.
        """
        seeds = old_rules.changed(self.engine.rule_rows(), self.as_of_date)
        if not seeds:
            return {}
        tell("  the rules of the value score changed: first the old ones on the new data")
        selected = ["--select", *(f"+{model}" for model in old_rules.TIERS), "--exclude", *seeds]
        without_tests = [*options, "--exclude-resource-type", "test", *selected]
        if self._run_dbt(without_tests, {old_rules.STEP: "run"}).succeeded:
            return {old_rules.STEP: "kept"}
        self.findings.warnings.append(
            "the old rules could not be run on the new data, so every tier that moved tonight"
            " has the cause rules_changed"
        )
        return {}

    @property
    def _logs(self) -> Path:
        return self.settings.build.parent / "logs"

    def _audit_marts(
        self, auditor: Auditor, rows: Mapping[str, int], before: LastNight | None
    ) -> None:
        tonight, last = self.engine.schemas()
        checks, self.findings.skipped = audit.checks(
            self.suites["marts"],
            tonight,
            last,
            scopes(load_contract(), rows),
            nights_apart=(self.as_of_date - before.as_of_date).days if before else 0,
        )
        self.findings.add(auditor.run(self.engine.source(), checks), self.accepted)
        self._stop_on_failures("the audit of the marts", self._how_to_accept)

    def _stop_on_failures(self, where: str, remedy: str) -> None:
        if not self.findings.failures:
            return
        raise NightFailedError(
            f"{where} failed, so nothing was published", remedy=remedy, found=self.findings.failures
        )

    @property
    def _how_to_accept(self) -> str:
        return (
            "what is meant is accepted once, by the name of the check, with "
            f"`make nightly AS_OF={self.as_of_date} ACCEPT='name: reason'`"
        )

    def _publish(self, last: LastNight | None) -> summary.Facts:
        run_facts = publish.RunFacts(
            self.as_of_date,
            self.published_at,
            self.findings.checks,
            len(self.findings.warnings),
            accepted_text(self.findings.accepted, last, self.as_of_date),
        )
        self.engine.write(run_facts, dbt.descriptions(self.target))
        tonight, _ = self.engine.schemas()
        self.findings.failures += audit.mail_addresses(
            self.engine.query, tonight, dbt.text_columns(self.target)
        )
        self._stop_on_failures(
            "the look for personal data",
            "see the model that lets it through: texts of exports come through clean_text",
        )
        facts = summary.collect(self.engine.query, *self.engine.schemas())
        self.engine.swap()
        return facts

    def _night(self, docs: Path) -> summary.Night:
        return summary.Night(
            as_of_date=self.as_of_date,
            published_at=self.published_at,
            checks=self.findings.checks,
            warnings=self.findings.warnings,
            skipped=self.findings.skipped,
            accepted=self.findings.accepted,
            seconds=self.steps.seconds,
            place=self.engine.place(),
            data_docs=str(docs),
            query_command=query_command(
                self.settings, "select * from marts.customer_tiers limit 5"
            ),
        )


def dbt_options(settings: Settings, currency: str) -> list[str]:
    """Give the options of dbt that every run of a night's models has."""
    variables = {
        "timezone": settings.timezone,
        "base_currency": currency,
        "date_order": settings.date_order,
        "decimal_mark": settings.decimal_mark,
        "salt": settings.salt,
    }
    options = ["--target", settings.target, "--vars", json.dumps(variables)]
    return [*options, "--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]


def dbt_environment(settings: Settings, as_of_date: date, published_at: str) -> dict[str, str]:
    """Give the environment of such a run.

    What is another each night stands here and not among --vars: dbt parses everything anew when
    one of those is another.
    """
    return {
        **settings.environment(),
        "STRATA_NIGHT_AS_OF_DATE": str(as_of_date),
        "STRATA_NIGHT_PUBLISHED_AT": published_at,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }


def shortened(names: Sequence[str]) -> str:
    """Name the first three, and say how many more there are."""
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more files" if more > 0 else "")


def yesterday(now: datetime, timezone: str) -> date:
    """Give the last whole day in the time zone."""
    return now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)


def refuse_earlier(as_of_date: date, last: LastNight | None, warehouse: Path) -> None:
    """Refuse a date before the newest published night, since state only goes forward."""
    if last is None or as_of_date >= last.as_of_date:
        return
    raise StrataError(
        f"{warehouse} already holds the night of {last.as_of_date}, and {as_of_date} is before it",
        remedy=f"run {last.as_of_date} or a later date, replay the nights from there on with"
        f" `make backfill FROM={as_of_date} TO={last.as_of_date}`, or build the past beside it"
        " with STRATA_WAREHOUSE and STRATA_BUILD set to other files",
    )


def scopes(contract: Contract, rows: Mapping[str, int]) -> dict[str, list[dict[str, object]]]:
    """Give the values for `each` in the suites; a feed is provided when it has rows."""
    provided = [feed for feed in contract.values() if feed.name in rows]
    return {
        "feed": [
            {"feed": feed.name, "columns": [column.name for column in feed.columns]}
            for feed in contract.values()
        ],
        "provided_feed": [{"feed": feed.name} for feed in provided],
        "required_column": [
            {"feed": feed.name, "column": column.name}
            for feed in provided
            for column in feed.columns
            if column.is_required
        ],
    }


def landed_rows(landing: Path) -> dict[str, int]:
    """Count the rows of each feed that has any, with malformed lines: as rpt_source_coverage."""
    found = duckdb.execute(
        "select feed, cast(sum(rows + rejected_lines) as bigint) from read_parquet($1)"
        " where is_current group by feed having sum(rows + rejected_lines) > 0",
        [str(landing / "_files" / "*.parquet")],
    ).fetchall()
    return dict(found)


def accepted_text(accepted: Mapping[str, str], last: LastNight | None, as_of_date: date) -> str:
    """Tell the exceptions for rpt_runs, '; ' between them, '' for none.

    The same date run again keeps what was accepted before: the published tables already hold it.
    """
    before: list[str] = []
    if last is not None and last.as_of_date == as_of_date and last.accepted_exceptions:
        before = last.accepted_exceptions.split("; ")
    texts = [f"{name}: {reason.replace(';', ',')}" for name, reason in accepted.items()]
    return "; ".join(dict.fromkeys([*before, *texts]))


def query_command(settings: Settings, sql: str) -> str:
    """Give a command line that runs a query on the published tables."""
    usual = Settings.from_env({}).environment()
    names = ("STRATA_WAREHOUSE", "STRATA_TARGET")
    mine = {name: settings.environment()[name] for name in names}
    unusual = [f"{name}={shlex.quote(mine[name])}" for name in names if mine[name] != usual[name]]
    return " ".join([*unusual, sys.executable, "-m", "strata", "query", f'"{sql}"'])


def _write_last_run(settings: Settings, text: str) -> None:
    (settings.warehouse.parent / "last_run.txt").write_text(text, encoding="utf-8")
