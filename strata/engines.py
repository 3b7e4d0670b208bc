"""The engines a night can run on: the same steps, each done the way the engine does it best.

A night asks its engine for the last published night, lets it make its build ready, and hands it the
audited build to publish. Everything else of a night knows no engine.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import duckdb
import yaml
from typing_extensions import override

from strata import publish
from strata.config import Settings
from strata.errors import StrataError
from strata.old_rules import RuleRow
from strata.quoting import sql_text

if TYPE_CHECKING:
    from gx.runner import Source
    from strata.rules import Book

ROOT = Path(__file__).resolve().parents[1]
SECONDS_FOR_A_LOCK = 5.0
VALUE_RULES = (
    "select valid_from, seed, column_names, rule_row from {marts}.fct_rules where object = 'value'"
)
LAST = "strata_last"  # the alias of the published file while tonight's is audited

Ask = Callable[[str], Sequence[Sequence[Any]]]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class LastNight:
    """The newest published night.

    `feeds` holds the rows of each feed that it had, `currency` is null when it had no customer,
    `erased` counts the names in its list of erased persons.
    """

    as_of_date: date
    feeds: Mapping[str, int]
    accepted_exceptions: str
    currency: str | None = None
    erased: int = 0


class Engine(Protocol):
    """Where a night builds and publishes."""

    def environment(self) -> dict[str, str]:
        """Tell what dbt must know beyond the settings."""

    def dbt_options(self) -> list[str]:
        """Give dbt's options beyond those of every night; asked after `open_build`."""

    def last_night(self) -> LastNight | None:
        """Find the newest published night; null before the first one."""

    def rule_rows(self) -> Sequence[RuleRow]:
        """Give the rules of the value score of all published nights; none where none are there."""

    def open_build(self, fresh: bool) -> str | None:
        """Make the build ready; return a sentence when it had to begin anew."""

    def begin_anew(self) -> bool:
        """Let go of what the build holds, before dbt; say whether there was anything."""

    def record_of(self, name: str) -> Path:
        """Give the place for a record of what the build holds."""

    def holds(self, book: Book) -> bool:
        """Say whether the build holds all seeds as they are, so that dbt need not load them."""

    def schemas(self) -> tuple[str, str | None]:
        """Name the schema with tonight's marts and the one with last night's (null: none)."""

    def source(self) -> Source:
        """Give both schemas to the audit."""

    def write(self, facts: publish.RunFacts, descriptions: publish.Descriptions) -> None:
        """Bring the audited marts to where one step publishes them."""

    def query(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query over both schemas, after `write` and before `swap`."""

    def with_built(self, work: Callable[[Ask], Answer]) -> Answer:
        """Let work ask what dbt has built of schemas `state`, `intermediate` and `marts`.

        dbt may run again after it.
        """

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query on the published schema `marts`."""

    def show(self, sql: str) -> None:
        """Print the rows of a query on the published tables."""

    def swap(self) -> None:
        """Publish what `write` wrote."""

    def place(self) -> str:
        """Say where the published tables are."""


def engine(settings: Settings) -> Engine:
    """Make the engine of STRATA_TARGET."""
    if settings.target.startswith("spark"):
        from strata.spark import SparkEngine

        return SparkEngine(settings)
    return DuckDBEngine(settings)


class Cache:
    """The belonging of a build, in a small file: a build is only a cache, and of these settings."""

    def __init__(self, settings: Settings, path: Path) -> None:
        self.settings = settings
        self.path = path

    def _belongs_to(self) -> dict[str, str]:
        """Name what the rows that are kept in the build depend on."""
        return {
            "strata version": version(),
            "raw folder": str(self.settings.raw_dir),
            "warehouse": str(self.settings.warehouse),
            "time zone": self.settings.timezone,
            "base currency": self.settings.base_currency,
            "date order": self.settings.date_order,
            "decimal mark": self.settings.decimal_mark,
            "salt": hashlib.sha256(self.settings.salt.encode()).hexdigest()[:16],
        }

    def why_anew(self, but: str = "") -> str | None:
        """Say why the build can't be gone on with; null when it can, or when there is none.

        A difference in `but` doesn't matter to the caller.
        """
        if not self.path.exists():
            return None
        try:
            before = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError:
            return f"{self.path} can't be read"
        if _parts(before.get("strata version", "0")) > _parts(version()):
            return f"the old one was made by the newer Strata {before['strata version']}"
        for name, value in self._belongs_to().items():
            if name not in ("strata version", but) and before.get(name) != value:
                return f"the old one belongs to another {name}"
        return None

    def write(self) -> None:
        """Remember what the build belongs to from now on."""
        self.path.write_text(json.dumps(self._belongs_to(), indent=2) + "\n", encoding="utf-8")


class DuckDBEngine(Engine):
    """Builds in the file STRATA_BUILD and publishes the file STRATA_WAREHOUSE.

    `before` is the file with the marts of the night before, which tonight is compared with.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.build = settings.build
        self.warehouse = settings.warehouse
        self.before = settings.warehouse

    @override
    def environment(self) -> dict[str, str]:
        return {}

    @override
    def dbt_options(self) -> list[str]:
        return []

    @override
    def last_night(self) -> LastNight | None:
        if not self.warehouse.exists():
            return None
        try:
            with _open(self.warehouse) as connection:
                (newest,) = connection.execute(
                    "select max_by(r, r.as_of_date) from marts.rpt_runs as r"
                ).fetchone() or (None,)
                feeds = connection.execute(
                    "select c.feed, c.rows from marts.rpt_source_coverage as c where c.is_provided"
                ).fetchall()
                (currency,) = connection.execute(
                    "select any_value(t.currency) from marts.customer_tiers as t"
                ).fetchone() or (None,)
                erased = _erased(connection)
        except duckdb.Error as error:
            raise StrataError(
                f"{self.warehouse} is not a published Strata file ({_first_line(error)})",
                remedy="move it away or set another STRATA_WAREHOUSE",
            ) from None
        if newest is None:
            return None
        exceptions = newest["accepted_exceptions"] or ""
        return LastNight(newest["as_of_date"], dict(feeds), exceptions, currency, erased)

    @override
    def rule_rows(self) -> Sequence[RuleRow]:
        return rules_of(self.warehouse)

    @override
    def open_build(self, fresh: bool) -> str | None:
        self.build.parent.mkdir(parents=True, exist_ok=True)
        cache = Cache(self.settings, self.record_of("meta"))
        reason = "as asked" if fresh else cache.why_anew() or self._why_useless(cache)
        if reason:
            self.begin_anew()
            if (self.settings.landing / "catalog.json").exists():
                shutil.rmtree(self.settings.landing)
        cache.write()
        return f"Starting a new build file: {reason}." if reason else None

    @override
    def begin_anew(self) -> bool:
        was_there = self.build.exists()
        self.build.unlink(missing_ok=True)
        self.build.with_name(self.build.name + ".wal").unlink(missing_ok=True)
        return was_there

    def _why_useless(self, cache: Cache) -> str | None:
        if not self.build.exists():
            return None
        if not cache.path.exists():
            return "nothing says what the old one was built from"
        try:
            _open(self.build).close()
        except duckdb.Error:
            return "the old one can't be opened"
        return None

    def _attachments(self, tonight: Path) -> list[str]:
        # Views in the build name its catalogue, which is the stem of the file.
        attach = [f"attach {sql_text(tonight)} as {self._catalog} (read_only)"]
        if self.before.exists():
            attach.append(f"attach {sql_text(self.before)} as {LAST} (read_only)")
        return ["set TimeZone = 'UTC'", f"set memory_limit = '{memory()}'", *attach]

    @property
    def _catalog(self) -> str:
        return '"' + self.build.stem.replace('"', '""') + '"'

    @override
    def record_of(self, name: str) -> Path:
        return self.build.with_name(f"{self.build.name}.{name}.json")

    @override
    def holds(self, book: Book) -> bool:
        return self.build.exists() and not book.differing(self.build)

    @override
    def schemas(self) -> tuple[str, str | None]:
        return f"{self._catalog}.marts", f"{LAST}.marts" if self.before.exists() else None

    @override
    def source(self) -> Source:
        from gx.runner import DuckDBSource

        return DuckDBSource("marts", self._attachments(self.build))

    @override
    def write(self, facts: publish.RunFacts, descriptions: publish.Descriptions) -> None:
        publish.write_next(self.build, self.warehouse, facts, descriptions)

    @override
    def query(self, sql: str) -> Sequence[Sequence[Any]]:
        with duckdb.connect() as connection:
            for statement in self._attachments(publish.next_path(self.warehouse)):
                connection.execute(statement)
            return connection.execute(sql).fetchall()

    @override
    def with_built(self, work: Callable[[Ask], Answer]) -> Answer:
        with _open(self.build) as connection:
            return work(lambda sql: connection.execute(sql).fetchall())

    @override
    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        with _open(self.warehouse) as connection:
            return connection.execute(sql).fetchall()

    @override
    def show(self, sql: str) -> None:
        if not self.warehouse.exists():
            raise StrataError(
                f"nothing is published at {self.warehouse} yet", remedy="run `make nightly` first"
            )
        with _open(self.warehouse) as connection:
            try:
                connection.sql(sql).show(max_width=200)
            except duckdb.Error as error:
                raise StrataError(str(error), remedy="correct the query") from None

    @override
    def swap(self) -> None:
        publish.swap_in(self.warehouse)

    @override
    def place(self) -> str:
        return f"{self.warehouse} (schema marts)"


def _erased(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the list of erased persons; files of older versions have none."""
    found = connection.execute(
        "select table_name from duckdb_tables()"
        " where schema_name = 'marts' and table_name = 'erased_persons'"
    ).fetchall()
    if not found:
        return 0
    ((count,),) = connection.execute("select count(*) from marts.erased_persons").fetchall()
    return int(count)


def rules_of(path: Path) -> Sequence[RuleRow]:
    """Give the rules of the value score that a published file holds, none where it has none."""
    if not path.exists():
        return []
    with _open(path) as connection:
        try:
            rows = connection.execute(VALUE_RULES.format(marts="marts")).fetchall()
        except duckdb.CatalogException:  # published by a Strata that didn't keep them
            return []
    return [RuleRow(*row) for row in rows]


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only; wait a moment for a process that is just ending.

    Raises StrataError when another process keeps the file open for writing.
    """
    until = time.monotonic() + SECONDS_FOR_A_LOCK
    while True:
        try:
            return duckdb.connect(str(path), read_only=True)
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if time.monotonic() > until:
                raise StrataError(
                    f"{path} is open for writing in another process",
                    remedy="close it there (readers open it read-only) and run the night again",
                ) from None
            time.sleep(0.2)


def version() -> str:
    """Read the version of the project, as dbt_project.yml says it."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    return str(project["version"])


def memory() -> str:
    """Give the memory that DuckDB may use, for dbt and for what runs beside it."""
    return os.environ.get("STRATA_MEMORY", "5GB")


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
