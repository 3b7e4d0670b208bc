"""The same exports give the same marts on DuckDB and on Spark, row by row."""

from __future__ import annotations

import duckdb
import pytest

from .conftest import Workplace

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def both_engines(spark_night: Workplace) -> duckdb.DuckDBPyConnection:
    """Give a connection whose schemas `duck` and `spark` hold the marts."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{spark_night.warehouse}' as duck (read_only)")
    connection.execute("create schema spark")
    tables = sorted((spark_night.folder / "spark" / "warehouse" / "strata_marts.db").iterdir())
    for table in tables:
        connection.execute(
            f"create view spark.{table.name} as select * from"
            f" read_parquet('{table}/**/*.parquet', hive_partitioning = true)"
        )
    return connection


def comparable(name: str, kind: str) -> str:
    """Doubles agree to nine decimals, or to the 15 digits they hold; all else to the last sign."""
    if kind not in {"DOUBLE", "FLOAT"}:
        return f'"{name}"'
    is_short = f'abs("{name}") < 1e5 or not isfinite("{name}")'
    power = f'cast(floor(log10(greatest(1, abs("{name}")))) as int)'
    digits = f"case when {is_short} then 9 else 14 - {power} end"
    return f'round("{name}", {digits}) as "{name}"'


def test_every_mart_is_the_same(both_engines: duckdb.DuckDBPyConnection) -> None:
    described = both_engines.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = 'duck' and schema_name = 'marts' order by all"
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column, kind in described:
        tables.setdefault(table, []).append(comparable(column, kind))
    assert tables, "the night published nothing"

    differences = {}
    for table, columns in tables.items():
        duck = f"select {', '.join(columns)} from duck.marts.{table}"
        spark = f"select {', '.join(columns)} from spark.{table}"
        if table == "rpt_runs":  # the publisher fills in checks and warnings on one side only
            duck, spark = (f"select as_of_date, accounts from ({s})" for s in (duck, spark))
        rows = both_engines.execute(
            f"(select 'only DuckDB' as side, * from ({duck} except all {spark}) limit 3)"
            f" union all (select 'only Spark', * from ({spark} except all {duck}) limit 3)"
        ).fetchall()
        if rows:
            differences[table] = rows
    assert not differences, "\n".join(
        f"{table}: {row}" for table, rows in differences.items() for row in rows
    )
