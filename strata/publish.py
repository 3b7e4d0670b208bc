"""Publishes a DuckDB build: schema `marts` alone, in a new file that takes the old one's place.

The new file is complete, checked and on disk before one rename makes it the published one. Readers
that have the old file open keep reading it; whoever opens the path gets either the old file or the
new one. A killed publication leaves a `.next` file behind, which the next one overwrites.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from strata.errors import StrataError
from strata.quoting import sql_name, sql_text

SORT_BELOW_ROWS = 5_000_000
NEXT = "strata_next"  # the alias of the new file while it is written

Descriptions = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class RunFacts:
    """What the night knows only at its end, for its row of `rpt_runs`."""

    as_of_date: date
    published_at: str
    checks: int
    warnings: int
    accepted_exceptions: str


def write_next(
    build: Path, warehouse: Path, facts: RunFacts, descriptions: Descriptions
) -> dict[str, int]:
    """Write `<warehouse>.next` from the build and prove it; return the rows of each table.

    Raises StrataError when the file that was written does not hold what the build holds.
    """
    following = next_path(warehouse)
    _remove(following)
    following.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(build), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {sql_text(following)} as {NEXT} (read_write)")
        connection.execute(f"create schema {NEXT}.marts")
        rows = {table: _copy(connection, table) for table in _tables(connection)}
        _complete_run(connection, facts)
        _describe(connection, rows, descriptions)
        connection.execute(f"checkpoint {NEXT}")
        connection.execute(f"detach {NEXT}")
    _prove(following, rows)
    return rows


def swap_in(warehouse: Path) -> None:
    """Make `<warehouse>.next` the published file, in one step that survives a power cut."""
    following = next_path(warehouse)
    _sync(following)
    following.replace(warehouse)
    _sync(warehouse.parent)


def next_path(warehouse: Path) -> Path:
    """Say where the next published file is written, on the same file system as the present one."""
    return warehouse.with_name(warehouse.name + ".next")


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = current_database() and table_schema = 'marts'"
        " and table_name not like '%\\_\\_dbt\\_%' escape '\\' order by table_name"
    ).fetchall()
    if not found:
        raise StrataError(
            "the build has no table in schema marts", remedy="see the log of dbt for what it built"
        )
    return [name for (name,) in found]


def _copy(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Copy a table or view; small ones sorted by their first two columns, which are the key."""
    source = f"marts.{sql_name(table)}"
    rows = _count(connection, source)
    width = len(connection.execute(f"select * from {source} limit 0").description or [])
    order = f" order by {', '.join('12'[:width])}" if rows < SORT_BELOW_ROWS else ""
    connection.execute(
        f"create table {NEXT}.marts.{sql_name(table)} as select * from {source}{order}"
    )
    return rows


def _complete_run(connection: duckdb.DuckDBPyConnection, facts: RunFacts) -> None:
    updated = connection.execute(
        f"update {NEXT}.marts.rpt_runs set published_at = cast($1 as timestamp), checks = $2,"
        " warnings = $3, accepted_exceptions = $4 where as_of_date = $5",
        [
            facts.published_at,
            facts.checks,
            facts.warnings,
            facts.accepted_exceptions,
            facts.as_of_date,
        ],
    ).fetchone()
    if updated is None or updated[0] != 1:
        raise StrataError(
            f"marts.rpt_runs of the build does not hold one row for {facts.as_of_date}",
            remedy="see the model rpt_runs",
        )


def _describe(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, int], descriptions: Descriptions
) -> None:
    """Put the descriptions of the models into the file, where every client shows them."""
    for table in rows:
        about, columns = descriptions.get(table, ("", {}))
        target = f"{NEXT}.marts.{sql_name(table)}"
        if about:
            connection.execute(f"comment on table {target} is {sql_text(about)}")
        present = [c[0] for c in connection.execute(f"select * from {target} limit 0").description]
        for column in present:
            if columns.get(column):
                connection.execute(
                    f"comment on column {target}.{sql_name(column)} is {sql_text(columns[column])}"
                )


def _prove(path: Path, rows: Mapping[str, int]) -> None:
    with duckdb.connect(str(path), read_only=True) as connection:
        for table, expected in rows.items():
            found = _count(connection, f"marts.{sql_name(table)}")
            if found != expected:
                raise StrataError(
                    f"{path} holds {found} rows of {table}, the build {expected}",
                    remedy="the published file is left as it was, so run the night again",
                )


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"select count(*) from {table}").fetchone()
    return int(found[0]) if found else 0


def _sync(path: Path) -> None:
    """Bring a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
