"""What is asked of the SQL itself, on a good build of the sample.

Every singular test can fail: its fixture tests/fixtures/<test>.sql spoils the built tables, and the
test finds it; it is rolled back after its test. And no model compares all rows with all others.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from strata import dbt

from .conftest import ROOT, Workplace
from .exports import Commands

FIXTURES = sorted((ROOT / "tests" / "fixtures").glob("*.sql"))
TESTS = {
    path.stem for layer in ("staging", "intermediate", "marts")
    for path in (ROOT / "tests" / layer).glob("*.sql")
}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """A good build and its compiled SQL; the file keeps its name, which the SQL uses.

    What is published is a table, so that a fixture can change its rows.
    """

    connection: duckdb.DuckDBPyConnection
    tests: dict[str, str]
    models: dict[str, str]


def sql_of(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.sql"))}


def write_views(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Turn the views of a schema into tables of the same rows."""
    views = connection.execute(
        "select view_name from duckdb_views() where schema_name = $1", [schema]
    ).fetchall()
    assert views
    for (view,) in views:
        connection.execute(f"create table {schema}.written as select * from {schema}.{view}")
        connection.execute(f"drop view {schema}.{view}")
        connection.execute(f"alter table {schema}.written rename to {view}")


@pytest.fixture(scope="module")
def built(sample_night: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    copy = tmp_path_factory.mktemp("fixtures") / "build.duckdb"
    shutil.copy(sample_night.folder / "build.duckdb", copy)
    compiled = sample_night.folder / "target" / "compiled" / "strata"
    with duckdb.connect(str(copy)) as connection:
        write_views(connection, "marts")
        yield Built(connection, sql_of(compiled / "tests"), sql_of(compiled / "models"))


def test_every_singular_test_has_a_fixture() -> None:
    assert {path.stem for path in FIXTURES} == TESTS


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_fixture_makes_its_test_fail(built: Built, fixture: Path) -> None:
    test = built.tests[fixture.stem]
    assert built.connection.execute(test).fetchall() == [], "fails on a good build already"
    built.connection.execute("begin")
    try:
        built.connection.execute(fixture.read_text(encoding="utf-8"))
        assert built.connection.execute(test).fetchall() != []
    finally:
        built.connection.execute("rollback")


def test_keys_asked_at_the_end_are_those_asked_one_by_one(
    sample_night: Workplace, tmp_path: Path
) -> None:
    build = tmp_path / "build.duckdb"
    shutil.copy(sample_night.folder / "build.duckdb", build)
    places = {"STRATA_BUILD": build, "DBT_TARGET_PATH": tmp_path / "target"}
    made = ["build", "--select", "fct_orders", "customer_tiers"]
    made += ["--exclude-resource-type", "unit_test"]
    with Commands({**sample_night.environment, **{k: str(v) for k, v in places.items()}}) as night:
        one_by_one = night.result(*made, as_of="2026-10-31")
        at_the_end = night.result(*made, "--exclude", dbt.KEYS, as_of="2026-10-31")
        assert one_by_one.succeeded and at_the_end.succeeded
        assert one_by_one.tests == at_the_end.tests

        with duckdb.connect(str(build)) as connection:
            connection.execute(
                "insert into intermediate.int_orders select * from intermediate.int_orders limit 2"
            )
        broken = night.result(*made, "--exclude", dbt.KEYS, as_of="2026-10-31")
    assert not broken.succeeded
    (reason,) = broken.reasons()
    assert re.search(r"unique_key_fct_orders_\w+: 2 rows", reason)
    assert "customer_tiers" not in reason


def all_with_all(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Find outer joins that have a key and compare all rows with all nevertheless."""
    ((_, text),) = connection.execute(f"explain (format json) {sql}").fetchall()

    def conditions(node: dict[str, Any]) -> Iterator[str]:
        said = node["extra_info"]
        if node["name"].strip() == "BLOCKWISE_NL_JOIN" and said["Join Type"] != "INNER":
            yield str(said["Condition"])
        for child in node["children"]:
            yield from conditions(child)

    found = [condition for node in json.loads(text) for condition in conditions(node)]
    return [each for each in found if re.search(r"\([a-z_]\w* = [a-z_]\w*\)", each)]


def test_no_model_compares_all_rows_with_all(built: Built) -> None:
    assert len(built.models) > 300
    found = {name: all_with_all(built.connection, sql) for name, sql in built.models.items()}
    assert {name: joins for name, joins in found.items() if joins} == {}


def test_a_join_of_all_with_all_is_found(built: Built) -> None:
    orders = "(select * from marts.fct_orders)"
    left_join = f"select 1 from {orders} as a left join {orders} as b on a.order_id = b.order_id"
    assert all_with_all(built.connection, left_join) == []
    assert all_with_all(built.connection, f"{left_join} and a.is_counted") != []
