"""Replays the nights of a range of dates: their state is removed and made again, date by date.

Each date gives what a night of that date would have given on today's exports and rules. Only what
goes from night to night is built for the dates in between; the last one is a whole night, with
all models, tests and audits, and is published. Until then the published file stays as it was.

dbt compiles the models for two dates. Where the texts differ only in the date, the text is what a
date in between needs too, so DuckDB runs it without dbt, whose start costs more than the models.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import yaml
from typing_extensions import override

from strata import audit, fit_clv, nightly, rules
from strata.config import Settings
from strata.engines import ROOT, DuckDBEngine, LastNight, memory, rules_of
from strata.errors import StrataError
from strata.loaded import LoadedFiles
from strata.old_rules import RuleRow
from strata.quoting import sql_text

DAY = timedelta(days=1)
SECONDS_BETWEEN_LINES = 3
PUBLISHED = "strata_published"  # the alias of the published file
WITHOUT_TESTS = ["--exclude-resource-type", "test"]
NIGHT_COLUMNS = ("as_of_date", "fitted_on", "valid_from")  # that state tables tell a night in
FOR_SUMMARY = {"customer_tiers", "rpt_runs"}  # of the night before; the audits name theirs


@dataclass(frozen=True)
class Range:
    """The dates to replay, both inclusive."""

    first: date
    last: date

    def check(self) -> None:
        """Raise StrataError when it holds no date."""
        if self.first > self.last:
            raise StrataError(
                f"a backfill from {self.first} to {self.last} has no date",
                remedy="give FROM a date that is not after TO",
            )


def run(settings: Settings, dates: Range, options: nightly.Options) -> str:
    """Replay the dates, publish the last one and return its summary.

    Raises what nightly.run raises; then the published file is as it was.
    """
    dates.check()
    if settings.target.startswith("spark"):
        raise StrataError(
            "a backfill runs on DuckDB",
            remedy="run the nights one by one there, or the backfill without STRATA_TARGET",
        )

    def replay() -> str:
        settings.build.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix="backfill_", dir=settings.build.parent, ignore_cleanup_errors=True
        ) as folder:
            return Replay(settings, dates, options, Path(folder)).to_the_end()

    return nightly.alone(settings, replay)


class ReplayEngine(DuckDBEngine):
    """Takes another file for the published one, whose nights from `first` on are to go.

    `past` is the file with the state that the next date builds on, `options` are those of dbt for
    it. Where `first` comes after all published nights, `past` is the published file at first, as
    for every night.
    """

    def __init__(self, settings: Settings, first: date, folder: Path) -> None:
        super().__init__(settings)
        nights = self._nights()
        earlier = [night for night in nights if night < first]
        self.removed = [night for night in nights if night >= first]
        self.night_before = max(earlier, default=None)
        self.past = folder / "past.duckdb" if self.removed else self.warehouse
        self.before = folder / "before.duckdb" if self.removed else self.warehouse
        self.options: Sequence[str] = []

    def _nights(self) -> list[date]:
        if super().last_night() is None:
            return []
        return [row[0] for row in self.ask("select as_of_date from marts.rpt_runs")]

    @override
    def last_night(self) -> LastNight | None:
        """Give the night before the first date, with the feeds of the newest published one."""
        newest = super().last_night()
        if newest is None or not self.removed:
            return newest
        night = self.night_before or date.min
        return LastNight(night, newest.feeds, "", newest.currency, newest.erased)

    @override
    def rule_rows(self) -> Sequence[RuleRow]:
        return rules_of(self.past)

    @override
    def environment(self) -> dict[str, str]:
        return {"STRATA_WAREHOUSE": str(self.past)}

    @override
    def dbt_options(self) -> list[str]:
        return [*self.options]


class Replay(nightly.Run):
    """A night whose build replays the dates before it first."""

    def __init__(
        self, settings: Settings, dates: Range, options: nightly.Options, folder: Path
    ) -> None:
        self.replayed = ReplayEngine(settings, dates.first, folder)
        super().__init__(settings, options, self.replayed)
        self.dates = dates
        self.as_of_date = dates.last
        self.folder = folder
        self.files = 0  # with the past of a date
        self.told = time.monotonic()

    @override
    def _check_date(self, last: LastNight | None) -> None:
        gone = self.replayed.removed
        if gone:
            nightly.tell(f"Replaying from {self.dates.first}: {len(gone)} published nights go")
        if gone and max(gone) > self.dates.last:
            nightly.tell(f"  {self.dates.last} is the newest night then, not {max(gone)}")

    @override
    def _build(self, book: rules.Book) -> None:
        self.replayed.options = WITHOUT_TESTS
        if self.replayed.removed:
            self._go_back()
        if self.dates.first < self.dates.last:
            manifest = self._whole_night(self.dates.first)
            self._nights_between(manifest)
        self.replayed.options = []
        self.as_of_date = self.dates.last
        super()._build(book)

    def _go_back(self) -> None:
        """Make the past of the first date: what the night before it had left.

        What was published says what the log, the rules and the runs were, and who is erased: that
        stays. Which records and ids there were is found out by building that night once more.
        """
        night = self.replayed.night_before
        with duckdb.connect(str(self.replayed.past)) as connection:
            _attach(connection, self.settings.warehouse)
            connection.execute("create schema marts")
            unknown = {"bridge_account_sources"} | (set() if night else {"account_redirects"})
            for table in set(_published(connection)) - unknown:
                rows = _published_until(connection, table, night or self.dates.first)
                connection.execute(f"create table marts.{table} as {rows}")
        if night is None:
            return
        tables = sorted(compared_tables() | set(state_tables()))
        self._dbt_as_of(night, ["--select", *(f"+{name}" for name in tables)], {})
        with _opened(self.replayed.build, self.settings.warehouse) as connection:
            self._keep_compared(connection)
            restore(connection, self.dates.first)
            self._keep_past(connection)

    def _keep_compared(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep what the audits compare with; its tiers are those that were published."""
        with _written(connection, self.replayed.before) as alias:
            for table in sorted(compared_tables()):
                connection.execute(
                    f"create table {alias}.marts.{table} as select * from marts.{table}"
                )
            connection.execute(
                f"""
                update {alias}.marts.customer_tiers as tiers set tier = published.tier
                from (
                    select account_id, max_by(value_text, as_of_date) as tier
                    from {PUBLISHED}.marts.fct_state_log
                    where object = 'tier' and item = 'value' and as_of_date < $1
                    group by account_id
                ) as published
                where tiers.account_id = published.account_id and published.tier <> 'none'
                """,
                [self.dates.first],
            )

    def _keep_past(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Write the state of the build to a file, for dbt to take it for the published one."""
        self.files += 1
        self.replayed.past = self.folder / f"past_{self.files}.duckdb"
        with _written(connection, self.replayed.past) as alias:
            for table in state_tables():
                connection.execute(
                    f"create table {alias}.marts.{table} as select * from state.{table}"
                )

    def _whole_night(self, night: date) -> Mapping[str, Any]:
        """Build all models as of a date, whose past is in its file; give dbt's manifest.

        Rules that changed and fits that are due have their say.
        """
        nightly.tell(f"  {night}")
        self.told = time.monotonic()
        self.as_of_date = night
        manifest = self._dbt_as_of(night, [], self._run_old_rules(WITHOUT_TESTS))
        with _opened(self.replayed.build) as connection:
            carry_over(connection)
        return manifest

    def _dbt_as_of(
        self, night: date, options: Sequence[str], step: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """Build with dbt, the facts of all dates with it; give the manifest."""
        self.as_of_date = night
        loaded = LoadedFiles(self.engine.record_of("files"), self.settings.landing)
        refresh = ["--full-refresh"] if loaded.changed() else []
        loaded.begin()
        if options:
            self._dbt([*WITHOUT_TESTS, *options, *refresh], step)
        else:
            self._build_models([*WITHOUT_TESTS, *refresh], step, fit_first=True)
            loaded.done()
        return _manifest(self.target)

    def _nights_between(self, manifest: Mapping[str, Any]) -> None:
        """Build the dates after the first up to the last, and keep the past of the last one."""
        night = self.dates.first + DAY
        models = self._models(manifest) if night < self.dates.last else ([], [])
        while True:
            with _opened(self.replayed.build) as connection:
                night = self._until_a_fit(connection, models, night)
                self._keep_past(connection)
            if night == self.dates.last:
                return
            self._whole_night(night)
            night += DAY

    def _models(self, manifest: Mapping[str, Any]) -> tuple[list[Model], list[Model]]:
        """Find what each date builds anew: for the state, and for a fit of lifetime value."""
        self.as_of_date = self.dates.last
        tables = [*state_tables(), fit_clv.HISTORIES]
        no_tests = ["--exclude", "resource_type:test", "resource_type:unit_test"]
        self._succeeded(
            self._command(
                ["compile", "--select", *(f"+{name}" for name in tables), *no_tests], {}, _quiet
            )
        )
        ends = (manifest, self.dates.first), (_manifest(self.target), self.dates.last)
        always = dated_models(*ends, state_tables())
        names = {model.name for model in always}
        return always, [m for m in dated_models(*ends, tables) if m.name not in names]

    def _until_a_fit(
        self,
        connection: duckdb.DuckDBPyConnection,
        models: tuple[Sequence[Model], Sequence[Model]],
        night: date,
    ) -> date:
        """Build dates from `night` on; give the last one, or one that must be a whole night.

        That is a night on which parameters of lifetime value are fitted, which is rare. The state
        is that of the night before then.
        """

        def ask(sql: str) -> Sequence[Sequence[Any]]:
            return connection.execute(sql).fetchall()

        for_state, for_fits = models
        while night < self.dates.last:
            connection.execute("begin")
            is_due = bool(fit_clv.due(ask, night))
            for model in [*for_state, *(for_fits if is_due else ())]:
                model.build(connection, night)
            if is_due and fit_clv.tonight(ask, night):
                connection.execute("rollback")
                return night
            carry_over(connection)
            connection.execute("commit")
            if time.monotonic() - self.told >= SECONDS_BETWEEN_LINES:
                self.told = time.monotonic()
                nightly.tell(f"  {night}")
            night += DAY
        return night


@dataclass(frozen=True)
class Model:
    """A model that is another one each date: its SQL is `parts` with the date between them."""

    name: str
    table: str
    is_view: bool
    parts: Sequence[str]

    def build(self, connection: duckdb.DuckDBPyConnection, night: date) -> None:
        """Build it as of a date; a table keeps its columns and their types."""
        sql = str(night).join(self.parts)
        if self.is_view:
            connection.execute(f"create or replace view {self.table} as {sql}")
            return
        connection.execute(f"truncate {self.table}")
        connection.execute(f"insert into {self.table} by name {sql}")


def state_tables() -> list[str]:
    """Name the tables that go from night to night: the sources of schema state that are models."""
    tables: list[dict[str, str]] = []
    for path in sorted((ROOT / "models").rglob("_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            tables += source["tables"] if source["name"] == "state" else []
    models = {path.stem for path in (ROOT / "models").rglob("*.sql")}
    return sorted(table["name"] for table in tables if table["name"] in models)


def compared_tables() -> set[str]:
    """Name the tables of the night before that the audits of marts and the summary look at."""
    queries = " ".join(audit.suites()["marts"].batches.values())
    return FOR_SUMMARY | set(re.findall(r"\{last\}\.(\w+)", queries))


def dated_models(
    one: tuple[Mapping[str, Any], date],
    other: tuple[Mapping[str, Any], date],
    tables: Sequence[str],
) -> list[Model]:
    """Find the models that tables need and that are others each date, in the order to build them.

    `one` and `other` are dbt's manifests with the models compiled for two dates. Raises
    StrataError when a text differs in more than the date.
    """
    manifest, _ = one
    sources = manifest["sources"].items()
    dated = {key for key, source in sources if source["source_name"] == "state"}
    models = []
    for key in _upstream_first(manifest, tables):
        node = manifest["nodes"][key]
        kind = node["config"]["materialized"]
        parts = _around_the_date(key, one, other)
        if kind == "incremental" or not (len(parts) > 1 or dated & {*node["depends_on"]["nodes"]}):
            continue
        dated.add(key)
        if kind != "view" or len(parts) > 1:
            models.append(Model(node["name"], node["relation_name"], kind == "view", parts))
    return models


def _around_the_date(
    key: str, one: tuple[Mapping[str, Any], date], other: tuple[Mapping[str, Any], date]
) -> list[str]:
    """Cut the compiled text of a model where it holds the date; one part where it does not."""
    node = one[0]["nodes"][key]
    text, other_text = (manifest["nodes"][key]["compiled_code"] for manifest, _ in (one, other))
    parts: list[str] = text.split(str(one[1]))
    if node["config"]["materialized"] == "incremental":
        # its text is another one when the table is built from scratch, but has no date in it
        follows = len(parts) == 1
    elif text == other_text:
        return [text]
    else:
        follows = parts == other_text.split(str(other[1]))
    if not follows:
        raise StrataError(
            f"model {node['name']} depends on the date otherwise than a backfill can follow",
            remedy="use as_of_date() there, and not in an incremental model",
            file=node["original_file_path"],
        )
    return parts


def _upstream_first(manifest: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """List the models of these names and all that they need, each after what it needs."""
    nodes = manifest["nodes"]
    keys = {node["name"]: key for key, node in nodes.items() if node["resource_type"] == "model"}
    found: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in found or key not in keys.values():
            return
        for parent in nodes[key]["depends_on"]["nodes"]:
            visit(parent)
        found[key] = None

    for name in names:
        visit(keys[name])
    return list(found)


def carry_over(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the night that was just built be the past of the next one."""
    for table in state_tables():
        _fill(connection, table, f"select {_columns(connection, table)} from marts.{table}")


def restore(connection: duckdb.DuckDBPyConnection, first: date) -> None:
    """Make the past of the first date, after the night before it was built once more.

    What tells its night is taken as it was published. Records and ids are those that were built,
    but for redirects of ids that came later only.
    """
    carry_over(connection)
    for table in _published(connection):
        if night_column(connection, table):
            columns = _columns(connection, table)
            until = _published_until(connection, table, first)
            _fill(connection, table, f"select {columns} from ({until})")
    connection.execute(
        "delete from state.account_redirects where account_id is null and old_account_id not in"
        f" (select old_account_id from {PUBLISHED}.marts.account_redirects where changed_on < $1)",
        [first],
    )


def night_column(connection: duckdb.DuckDBPyConnection, table: str) -> str | None:
    """Name the column that tells in which night a published row came; null where none does."""
    columns = connection.execute(f"select * from {PUBLISHED}.marts.{table} limit 0").description
    return next((name for name in NIGHT_COLUMNS if name in {c[0] for c in columns}), None)


def _published(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the state tables that the published file has."""
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = $1", [PUBLISHED]
    ).fetchall()
    return [table for table in state_tables() if (table,) in found]


def _published_until(connection: duckdb.DuckDBPyConnection, table: str, night: date) -> str:
    """Write the select of the rows of the nights before, or of all where they tell no night."""
    column = night_column(connection, table)
    where = f" where {column} < date '{night}'" if column else ""
    return f"select * from {PUBLISHED}.marts.{table}{where}"


def _fill(connection: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    """Give a table of the state other rows, which may come from a view of those it has."""
    connection.execute(f"create temp table filled as {sql}")
    connection.execute(f"truncate state.{table}")
    connection.execute(f"insert into state.{table} by name from filled")
    connection.execute("drop table filled")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    described = connection.execute(f"select * from state.{table} limit 0").description
    return ", ".join(column[0] for column in described)


@contextmanager
def _opened(build: Path, published: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(build)) as connection:
        connection.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
        connection.execute(f"set memory_limit = '{memory()}'")
        if published:
            _attach(connection, published)
        yield connection


def _attach(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    connection.execute(f"attach {sql_text(published)} as {PUBLISHED} (read_only)")


@contextmanager
def _written(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    """Give the alias of a new file with an empty schema marts."""
    alias = f"strata_{path.stem}"
    connection.execute(f"attach {sql_text(path)} as {alias}")
    connection.execute(f"create schema {alias}.marts")
    yield alias
    connection.execute(f"detach {alias}")


def _quiet(_: str) -> None:
    """Tell nobody how far dbt is."""


def _manifest(target: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return found
