"""On the night of new rules the old ones run on the new data: whose doing is a move?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from strata.old_rules import RuleRow, changed, rule_rows

from .conftest import ROOT
from .test_nightly import write_exports

TONIGHT = date(2026, 11, 1)
OLD_BANDS = [("A", 80), ("B", 65), ("C", 50), ("D", 35), ("E", 0)]
YAML = """
seeds:
  - name: bands
    config:
      column_types: {tier: string, lower_bound: "decimal(18,2)", label: string}
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    (tmp_path / "_bands__seeds.yml").write_text(YAML, encoding="utf-8")
    write_bands(tmp_path, "A,80,Best", 'B,0,"Good, still"')
    return tmp_path


def write_bands(seeds: Path, *rows: str) -> None:
    text = "\n".join(["tier,lower_bound,label", *rows]) + "\n"
    (seeds / "bands.csv").write_text(text, encoding="utf-8")


def held(
    *rows: str, since: date = date(2026, 10, 31), columns: str = "tier|lower_bound"
) -> list[RuleRow]:
    return [RuleRow(since, "bands", columns, row) for row in ("bands", *rows)]


def test_rows_are_written_as_the_models_write_them(seeds: Path) -> None:
    assert rule_rows("bands", ["tier", "lower_bound"], seeds) == [
        "bands",
        "bands|A|80.00",
        "bands|B|0.00",
    ]


def test_a_label_or_another_order_changes_no_rule(seeds: Path) -> None:
    write_bands(seeds, "B,0.0,Fair", "A,80,Best")
    assert changed(held("bands|A|80.00", "bands|B|0.00"), TONIGHT, seeds) == []


@pytest.mark.parametrize("row", ["A,79.99,Best", "A,80,Best\nC,10,New"])
def test_a_value_or_a_row_changes_the_rules(seeds: Path, row: str) -> None:
    write_bands(seeds, row, "B,0,Good")
    assert changed(held("bands|A|80.00", "bands|B|0.00"), TONIGHT, seeds) == ["bands"]


def test_rules_before_tonight_count(seeds: Path) -> None:
    rows = [
        *held("bands|A|80.00", "bands|B|0.00", since=date(2026, 9, 1)),
        *held("bands|A|70.00", "bands|B|0.00", since=date(2026, 10, 1)),
        *held("bands|A|80.00", "bands|B|0.00", since=TONIGHT),
    ]
    assert changed(rows, TONIGHT, seeds) == ["bands"], "also when the night is run again"
    assert changed(rows, date(2026, 9, 30), seeds) == []


def test_old_rules_that_no_longer_fit_are_not_run(seeds: Path) -> None:
    assert changed([], TONIGHT, seeds) == []
    assert changed(held("bands|A|80.00|x", columns="tier|lower_bound|gone"), TONIGHT, seeds) == []
    assert changed([RuleRow(date(2026, 10, 1), "gone", "a", "gone|1")], TONIGHT, seeds) == []


@pytest.mark.story
@pytest.mark.long
def test_what_the_customers_did_and_what_the_rules_did(tmp_path: Path) -> None:
    """Bands move and one customer buys much more: only the tiers by the old bands tell them apart.

    Nobody waits to rise; the 31st is a month end, so whoever falls below is held and counted once.
    """
    away = shutil.ignore_patterns(".*", "data", "target", "docs", "__pycache__")
    project = shutil.copytree(ROOT, tmp_path / "project", ignore=away)
    write_exports(tmp_path / "exports", 600)
    night(project, tmp_path, "2026-10-30")
    last = dict(ask(tmp_path, "select account_id, tier from marts.customer_tiers"))
    (lowest,) = ask(
        tmp_path,
        "select split_part(min_by(account_id, value_score), ':', 2) from marts.customer_tiers",
    )[0]
    with (tmp_path / "exports" / "erp_orders.csv").open("a", encoding="utf-8") as orders:
        for n in range(20):
            orders.write(f"{900 + n},{lowest},2026-10-31 10:00:00,delivered,9000\n")
    move_bands(project, {"C": 40, "D": 37})
    assert "first the old ones on the new data" in night(project, tmp_path, "2026-10-31")

    tonight = ask(
        tmp_path,
        "select account_id, tier, tier_reason, value_score from marts.customer_tiers",
    )
    causes = {
        (kind, account): cause
        for kind, account, cause in ask(
            tmp_path,
            "select object, account_id, cause from marts.fct_state_log"
            " where as_of_date = date '2026-10-31' and object in ('tier', 'demotion')",
        )
    }
    expected = {}
    for account, tier, reason, score in tonight:
        by_old_bands = next(band for band, bound in OLD_BANDS if score >= bound)
        if tier != last[account]:
            moved = by_old_bands != last[account]
            expected["tier", account] = "customer_changed" if moved else "rules_changed"
        if reason == "held":
            below = by_old_bands > last[account]  # E comes after D
            expected["demotion", account] = "customer_changed" if below else "rules_changed"
    assert causes == expected
    assert {cause for (kind, _), cause in causes.items() if kind == "tier"} == {
        "customer_changed",
        "rules_changed",
    }
    assert ("demotion", "rules_changed") in {(kind, cause) for (kind, _), cause in causes.items()}


def move_bands(project: Path, bounds: dict[str, int]) -> None:
    path = project / "seeds" / "rules" / "tier_bands.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    assert [(tier, int(bound)) for tier, bound, *_ in cells] == OLD_BANDS
    moved = [[tier, str(bounds.get(tier, bound)), *rest] for tier, bound, *rest in cells]
    path.write_text("\n".join([header, *map(",".join, moved)]) + "\n", encoding="utf-8")


def night(project: Path, place: Path, as_of: str) -> str:
    environment = {
        **os.environ,
        "STRATA_RAW_DIR": str(place / "exports"),
        "STRATA_WAREHOUSE": str(place / "strata.duckdb"),
        "STRATA_BUILD": str(place / "build.duckdb"),
        "DBT_TARGET_PATH": str(place / "target"),
        "DBT_LOG_PATH": str(place / "logs"),
        "DBT_PROFILES_DIR": str(project),
    }
    result = subprocess.run(
        [sys.executable, "-m", "strata", "nightly", "--as-of", as_of],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def ask(place: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(place / "strata.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()
