"""Event feeds in several drops: night by night gives what one full refresh gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from .exports import Commands, Exports

AS_OF = "2024-06-30"
MODELS = ["+stg_web__events", "+stg_service__product_usage"]


def event(event_id: str, occurred_at: str, page: str = "/") -> dict[str, str]:
    return {
        "event_id": event_id,
        "visitor_id": "v1",
        "event_name": "page_view",
        "occurred_at": occurred_at,
        "page_url": page,
    }


def usage(day: str, feature: str, events: str) -> dict[str, str]:
    return {"account_id": "a1", "usage_date": day, "feature": feature, "events": events}


FIRST_DROP = [
    event("moved", "2024-05-01 10:00:00"),
    event("sent again", "2024-05-01 11:00:00"),
    event("sent again", "2024-05-01 11:00:00", page="/twice"),
    event("hurt", "2024-05-02 10:00:00"),
    event("untouched", "2024-05-09 10:00:00"),
    event("unreadable", "some day"),
]
SECOND_DROP = [
    event("moved", "2024-05-03 10:00:00"),
    event("sent again", "2024-05-01 11:00:00", page="/again"),
    event("hurt", "some day"),  # can't be read, so it replaces nothing
    event("late", "2024-05-02 09:00:00"),
    event("new", "2024-05-04 10:00:00"),
]


@dataclass(frozen=True)
class Build:
    """The exports, built on one engine."""

    exports: Exports
    engine: str
    commands: Commands

    def run(self, *options: str) -> None:
        selected = ["--select", *MODELS, "--cache-selected-only"]
        result = self.commands.result("run", *selected, *options, as_of=AS_OF)
        assert result.succeeded, result.reasons()

    def rows(self, table: str, columns: str) -> list[Any]:
        """Ask a base table of schema staging, whichever engine made it."""
        if self.engine == "duckdb":
            return self.exports.query(f"select {columns} from staging.{table} order by all")
        files = self.exports.folder / "spark/warehouse/strata_staging.db" / table / "**/*.parquet"
        return duckdb.execute(
            f"select {columns} from read_parquet('{files}', hive_partitioning = true) order by all"
        ).fetchall()

    def everything(self) -> list[Any]:
        """All that incremental runs and a full refresh must agree on: all but changed_at."""
        return self.rows(
            "base_web_csv__events",
            "event_id, cast(occurred_at as timestamp), page_url, _file, _row, is_rejected,"
            " is_latest, cast(loaded_day as date)",
        ) + self.rows(
            "base_service_csv__product_usage",
            "account_id, usage_date, feature, events, _file, _row, is_latest",
        )

    def changed_at(self) -> dict[str, int]:
        days = self.rows("base_web_csv__events", "cast(loaded_day as string), changed_at")
        return dict(days)


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def nights(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two nights, a second run of the last one, and a full refresh of the same exports."""
    exports = Exports(tmp_path_factory.mktemp(f"increments_{request.param}"))
    target = "spark" if request.param == "spark" else "nightly"
    with Commands({**exports.environment, "STRATA_TARGET": target}) as commands:
        return run_nights(Build(exports, request.param, commands))


def run_nights(build: Build) -> dict[str, Any]:
    exports = build.exports
    exports.write("crm_accounts.csv", [{"account_id": "a1", "name": "Acme"}])
    exports.write("erp_orders.csv", [{"order_id": "1", "ordered_at": AS_OF, "net_amount": "1"}])
    exports.write("web_events/2024-05-09.csv", FIRST_DROP)
    exports.write(
        "product_usage_daily/1.csv",
        [usage("2024-05-01", "", "5"), usage("2024-05-01", "chat", "2")],
    )
    exports.read()
    build.run()
    first_night = build.changed_at()

    exports.write("web_events/2024-05-10.csv", SECOND_DROP)
    exports.write("product_usage_daily/2.csv", [usage("2024-05-01", "", "7")])
    exports.read()
    build.run()
    second_night, increments = build.changed_at(), build.everything()
    build.run()
    again, increments_again = build.changed_at(), build.everything()
    build.run("--full-refresh")
    return {
        "first_night": first_night,
        "second_night": second_night,
        "again": again,
        "increments": increments,
        "increments_again": increments_again,
        "full_refresh": build.everything(),
    }


def test_increments_equal_a_full_refresh(nights: dict[str, Any]) -> None:
    assert nights["increments"] == nights["full_refresh"]


def test_a_second_run_changes_nothing(nights: dict[str, Any]) -> None:
    assert nights["increments_again"] == nights["increments"]
    assert nights["again"] == nights["second_night"]


def test_the_latest_readable_version_counts(nights: dict[str, Any]) -> None:
    assert sum(len(row) == 8 for row in nights["increments"]) == len(FIRST_DROP + SECOND_DROP)
    kept = [row for row in nights["increments"] if len(row) == 8 and row[6]]
    assert [(row[0], str(row[7]), row[2]) for row in kept] == [
        ("hurt", "2024-05-02", "/"),
        ("late", "2024-05-02", "/"),
        ("moved", "2024-05-03", "/"),
        ("new", "2024-05-04", "/"),
        ("sent again", "2024-05-01", "/again"),
        ("untouched", "2024-05-09", "/"),
    ]
    usage_kept = [row[2:4] for row in nights["increments"] if len(row) == 7 and row[6]]
    assert sorted(usage_kept, key=str) == [("chat", 2), (None, 7)]


def test_only_days_that_were_touched_say_so(nights: dict[str, Any]) -> None:
    before, after = nights["first_night"], nights["second_night"]
    changed = {day for day in after if after[day] != before.get(day)}
    assert changed == {"2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04", "1900-01-01"}
    assert after["2024-05-09"] == before["2024-05-09"]
