"""Every feed of the contract with every kind of bad row: nothing is lost without a word."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from strata.contract import Column, Feed, load_contract

from .exports import ROOT, Exports

AS_OF = "2024-06-30"
VALUES = {
    "integer": "12",
    "decimal": "12.5",
    "boolean": "true",
    "date": "2024-05-01",
    "timestamp": "2024-05-01 10:00:00",
}
# texts that stand for something in a seed; others are rejects
WORDS = {("manual_tags", "tag"): "vip"}
CONTRACT = load_contract()


def time_columns() -> dict[str, str]:
    with (ROOT / "seeds/mappings/feeds.csv").open(encoding="utf-8") as lines:
        return {row["feed"]: row["time_column"] for row in csv.DictReader(lines)}


TIME_COLUMNS = time_columns()


def record(feed: Feed, number: int, **changed: str) -> dict[str, str]:
    """A valid row; its text columns tell records apart."""
    row = {
        column.name: WORDS.get(
            (feed.name, column.name), VALUES.get(column.data_type, f"{column.name}-{number}")
        )
        for column in feed.columns
    }
    return {**row, **changed}


def first(feed: Feed, fits: Callable[[Column], bool]) -> str | None:
    return next((column.name for column in feed.columns if fits(column)), None)


@dataclass(frozen=True)
class Expected:
    """What becomes of the rows of a feed."""

    rows: int
    rejected_rows: int
    rejected_values: int
    duplicate_rows: int
    later_rows: int
    rows_out: int


def write(exports: Exports, feed: Feed) -> Expected:
    """Two drops of a feed: a record in three versions and one row of each kind that goes wrong."""
    first_drop = [record(feed, 1), record(feed, 1), record(feed, 2)]
    rejected_rows, rejected_values, later_rows, rows_out = 1, 0, 0, 2

    missing = first(feed, lambda column: column.is_required)
    assert missing is not None
    first_drop.append(record(feed, 3, **{missing: "N/A"}))
    rejected_rows += 1

    misspelt = first(feed, lambda c: c.is_required and c.data_type != "text")
    if misspelt:
        first_drop.append(record(feed, 4, **{misspelt: "garbage"}))
        rejected_rows += 1

    optional = first(feed, lambda c: not c.is_required and c.data_type != "text")
    if optional:
        first_drop.append(record(feed, 5, **{optional: "garbage"}))
        rejected_values += 1
        rows_out += 1

    if TIME_COLUMNS[feed.name] != "-":
        first_drop.append(record(feed, 6, **{TIME_COLUMNS[feed.name]: "2024-07-01"}))
        later_rows += 1

    exports.write(f"{feed.name}/2024-06-01.csv", first_drop, tail="one,value,too,many" * 20 + "\n")
    exports.write(f"{feed.name}/2024-06-02.csv", [record(feed, 1)])
    return Expected(len(first_drop) + 2, rejected_rows, rejected_values, 2, later_rows, rows_out)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Exports, dict[str, Expected]]:
    exports = Exports(tmp_path_factory.mktemp("rows_add_up"))
    expected = {feed.name: write(exports, feed) for feed in CONTRACT.values()}
    exports.read()
    exports.dbt(
        "build", "--select", "+rpt_source_coverage", "int_rejects", "rows_add_up",
        "+feeds_are_those_of_the_contract", "--indirect-selection", "buildable",
        "--exclude-resource-type", "unit_test",
        as_of=AS_OF,
    )  # fmt: skip
    return exports, expected


@pytest.mark.parametrize("feed", list(CONTRACT))
def test_every_row_is_accounted_for(built: tuple[Exports, dict[str, Expected]], feed: str) -> None:
    exports, expected = built
    [counts] = exports.query(
        "select rows, rejected_rows, rejected_values, duplicate_rows, later_rows, rows_out"
        f" from marts.rpt_source_coverage where feed = '{feed}'"
    )
    assert Expected(*counts) == expected[feed]


def test_freshness_ends_at_the_date(built: tuple[Exports, dict[str, Expected]]) -> None:
    exports, _ = built
    assert exports.query(
        "select feed, strftime(newest_record_at, '%Y-%m-%d %H:%M'), days_behind, is_late"
        " from marts.rpt_source_coverage"
        " where feed in ('erp_orders', 'fx_rates', 'erp_products', 'crm_contacts') order by feed"
    ) == [
        ("crm_contacts", "2024-05-01 10:00", 60, False),  # no rule: never late
        ("erp_orders", "2024-05-01 10:00", 60, True),
        ("erp_products", None, None, False),
        ("fx_rates", "2024-05-01 00:00", 60, True),
    ]


def test_a_reject_names_file_row_column_and_reason(
    built: tuple[Exports, dict[str, Expected]],
) -> None:
    exports, _ = built
    rejects = exports.query(
        "select export_file, row_number, column_name, reason, left(raw_value, 13), is_row_out"
        " from intermediate.int_rejects where feed = 'erp_orders' order by row_number"
    )
    file = "erp_orders/2024-06-01.csv"
    assert rejects == [
        (file, 5, "order_id", "required and empty", None, True),
        (file, 6, "ordered_at", "not a timestamp", "garbage", True),
        (file, 7, "discount_amount", "not a decimal(18, 6)", "garbage", False),
        # a line that is no record may name one of the erased persons of these exports
        (file, 9, None, "too_many_values", None, True),
    ]


@pytest.mark.parametrize(
    ("breaks", "feed"),
    [
        pytest.param(
            "delete from staging.stg_crm__accounts where account_name = 'name-2'",
            "crm_accounts",
            id="staging lost a record",
        ),
        pytest.param(
            "delete from staging.base_commerce_csv__orders where order_id = 'order_id-2'",
            "erp_orders",
            id="base lost a row",
        ),
        pytest.param(
            "insert into staging.base_billing_csv__invoices"
            " select * from staging.base_billing_csv__invoices where is_rejected limit 1",
            "ar_invoices",
            id="base has a row twice",
        ),
    ],
)
def test_the_check_can_fail(
    built: tuple[Exports, dict[str, Expected]], tmp_path: Path, breaks: str, feed: str
) -> None:
    exports, _ = built
    saved = tmp_path / "build.duckdb"
    build = exports.folder / "build.duckdb"
    saved.write_bytes(build.read_bytes())
    try:
        exports.change(breaks)
        printed = exports.dbt(
            "build", "--select", "int_feed_coverage", "rows_add_up",
            "--indirect-selection", "buildable", as_of=AS_OF, fails=True,
        )  # fmt: skip
        assert "Got 1 result, configured to fail if != 0" in printed
        assert exports.query(
            "select feed from intermediate.int_feed_coverage"
            " where rows <> rows_out + rejected_rows + duplicate_rows + later_rows"
        ) == [(feed,)]
    finally:
        build.write_bytes(saved.read_bytes())
