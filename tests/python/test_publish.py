"""The published file: what is in it, and that the swap disturbs nobody."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from strata import publish
from strata.errors import StrataError

NIGHT = date(2026, 10, 31)
FACTS = publish.RunFacts(NIGHT, "2026-11-01 02:00:00", 12, 3, "tier_mix_drift: new bands")
DESCRIPTIONS = {"dim_accounts": ("One row per company.", {"account_id": "The company's id."})}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema staging; create schema marts;
            create table staging.people as select 'ada@example.com' as email;
            create table marts.dim_accounts as
                select * from (values ('b', 2), ('a', 1)) as rows(account_id, n);
            create view marts.customer_tiers as select account_id from build.marts.dim_accounts;
            create table marts.rpt_runs as select * from (values
                (date '2026-10-30', timestamp '2026-10-31 02:00:00', 'v1', 2, 9, 0, ''),
                (date '2026-10-31', null, 'v2', 2, null, null, null)
            ) as runs(as_of_date, published_at, rules_version, accounts, checks, warnings,
                accepted_exceptions);
            """
        )
    return path


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "published" / "strata.duckdb"


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_only_marts_are_published_as_tables(build: Path, warehouse: Path) -> None:
    counts = publish.write_next(build, warehouse, FACTS, DESCRIPTIONS)
    publish.swap_in(warehouse)
    assert counts == {"customer_tiers": 2, "dim_accounts": 2, "rpt_runs": 2}
    tables = rows(
        warehouse,
        "select table_schema, table_name, table_type from information_schema.tables order by 2",
    )
    assert tables == [("marts", name, "BASE TABLE") for name in counts]
    assert rows(warehouse, "select account_id from marts.dim_accounts") == [("a",), ("b",)]
    assert b"ada@example.com" not in warehouse.read_bytes()


def test_nothing_but_the_file_is_left(build: Path, warehouse: Path) -> None:
    publish.write_next(build, warehouse, FACTS, {})
    publish.swap_in(warehouse)
    assert [path.name for path in warehouse.parent.iterdir()] == ["strata.duckdb"]


def test_tonights_row_of_rpt_runs_is_completed(build: Path, warehouse: Path) -> None:
    publish.write_next(build, warehouse, FACTS, {})
    runs = rows(publish.next_path(warehouse), "select * from marts.rpt_runs order by as_of_date")
    assert runs == [
        (date(2026, 10, 30), datetime(2026, 10, 31, 2), "v1", 2, 9, 0, ""),
        (NIGHT, datetime(2026, 11, 1, 2), "v2", 2, 12, 3, "tier_mix_drift: new bands"),
    ]


def test_a_build_of_another_night_is_not_published(build: Path, warehouse: Path) -> None:
    tomorrow = publish.RunFacts(date(2026, 11, 1), "2026-11-02 02:00:00", 1, 0, "")
    with pytest.raises(StrataError, match="2026-11-01"):
        publish.write_next(build, warehouse, tomorrow, {})
    assert not warehouse.exists()


def test_descriptions_travel_with_the_tables(build: Path, warehouse: Path) -> None:
    publish.write_next(build, warehouse, FACTS, DESCRIPTIONS)
    path = publish.next_path(warehouse)
    assert rows(path, "select comment from duckdb_tables() where table_name = 'dim_accounts'") == [
        ("One row per company.",)
    ]
    assert rows(
        path, "select comment from duckdb_columns() where column_name = 'account_id' order by 1"
    ) == [("The company's id.",), (None,)]


def test_a_reader_keeps_the_file_it_has_open(build: Path, warehouse: Path) -> None:
    publish.write_next(build, warehouse, FACTS, {})
    publish.swap_in(warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as reader:
        with duckdb.connect(str(build)) as connection:
            connection.execute("insert into marts.dim_accounts values ('c', 3)")
        publish.write_next(build, warehouse, FACTS, {})
        publish.swap_in(warehouse)
        assert reader.execute("select count(*) from marts.dim_accounts").fetchall() == [(2,)]
    assert rows(warehouse, "select count(*) from marts.dim_accounts") == [(3,)]


def test_leftovers_of_a_killed_publication_are_overwritten(build: Path, warehouse: Path) -> None:
    warehouse.parent.mkdir()
    following = publish.next_path(warehouse)
    following.write_bytes(b"half a file")
    following.with_name(following.name + ".wal").write_bytes(b"half a log")
    publish.write_next(build, warehouse, FACTS, {})
    publish.swap_in(warehouse)
    assert rows(warehouse, "select count(*) from marts.dim_accounts") == [(2,)]


def test_a_build_without_marts_is_refused(tmp_path: Path, warehouse: Path) -> None:
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    with pytest.raises(StrataError, match="no table in schema marts"):
        publish.write_next(empty, warehouse, FACTS, {})


def test_a_short_copy_is_found(build: Path, warehouse: Path) -> None:
    counts = publish.write_next(build, warehouse, FACTS, {})
    with pytest.raises(StrataError, match="dim_accounts"):
        publish._prove(publish.next_path(warehouse), {**counts, "dim_accounts": 3})
