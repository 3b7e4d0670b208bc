"""Weights fitted to the company's own leads: what they find, and what they leave alone."""

from __future__ import annotations

import csv
import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from strata import fit_leads
from strata.errors import StrataError

SHIPPED = {
    "L1a": Decimal("0.2"),
    "L3b": Decimal("0.3"),
    "L8b": Decimal("0.4"),
    "L2b": Decimal("0.1"),
}
DATES = [date(2026, 1, 31) + timedelta(days=30 * month) for month in range(6)]


def examples(leads: int = 200, seed: int = 1) -> fit_leads.Examples:
    """L3b decides who is won, L1a and L8b are noise, nobody has L2b."""
    rng = np.random.default_rng(seed)
    rows = leads * len(DATES)
    shares = rng.integers(1, 11, (rows, 3)) / 10
    won = rng.random(rows) < 1 / (1 + np.exp(5 - 8 * shares[:, 1]))
    return fit_leads.Examples(
        ["L1a", "L3b", "L8b"],
        shares,
        won,
        np.repeat(np.array(DATES, dtype="datetime64[D]"), leads),
        np.array([f"L{number}" for number in range(rows)]),
    )


def test_the_indicator_that_tells_gets_the_weight() -> None:
    fit = fit_leads.fit_weights(examples(), SHIPPED)
    assert sum(fit.weights.values()) == 1
    assert list(fit.weights) == list(SHIPPED)
    assert fit.weights["L2b"] == SHIPPED["L2b"], "nobody has it: it keeps its weight"
    assert fit.weights["L3b"] > Decimal("0.6")
    assert fit.auc > fit.shipped_auc


def test_a_worse_answer_never_brings_points() -> None:
    turned = examples()
    turned.shares[:, 0] = 1.1 - turned.shares[:, 1]
    assert min(fit_leads.logistic(turned, 1.0)) == 0


def test_held_out_leads_are_later_and_new() -> None:
    data = examples()
    data.lead_id[-1] = data.lead_id[0]
    train, test = fit_leads.split(data)
    assert train.scored_on.max() < test.scored_on.min()
    assert not set(train.lead_id) & set(test.lead_id)
    assert len(train.won) + len(test.won) == len(data.won) - 1


def test_too_few_decided_leads_are_said_so() -> None:
    with pytest.raises(StrataError, match="too few leads"):
        fit_leads.fit_weights(examples(leads=20), SHIPPED)


def test_a_new_version_stands_beside_the_shipped_one_and_is_off(tmp_path: Path) -> None:
    for name in ("lead_weights", "lead_weight_versions", "lead_rules"):
        shutil.copy(fit_leads.SEEDS / f"{name}.csv", tmp_path)
    before = (tmp_path / "lead_weights.csv").read_text(encoding="utf-8")
    shipped = fit_leads.read_weights(tmp_path)
    assert sum(shipped.values()) == 1
    fit = fit_leads.Fit(shipped, 500, 0.81234, 0.7)
    assert fit_leads.write_version(tmp_path, fit, date(2026, 2, 3)) == 2
    assert fit_leads.write_version(tmp_path, fit, date(2026, 2, 3)) == 3
    assert (tmp_path / "lead_weights.csv").read_text(encoding="utf-8").startswith(before)
    with (tmp_path / "lead_weight_versions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["is_active"] for row in rows] == ["true", "false", "false"]
    assert rows[1]["holdout_auc"] == "0.8123" and rows[1]["shipped_holdout_auc"] == "0.7000"


def test_examples_are_scored_leads_whose_time_is_over(tmp_path: Path) -> None:
    """Won in time, won too late, won before the date, not yet decided."""
    warehouse = tmp_path / "strata.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.fct_leads as select * from (values
                ('in_time', timestamp '2026-04-30 12:00:00'), ('late', timestamp '2026-05-02'),
                ('before', timestamp '2026-01-31 08:00:00'), ('open', null)
            ) as leads (lead_id, won_at);
            create table marts.fct_lead_scores as select date '2026-06-30' as as_of_date;
            create table marts.fct_score_factors as
            select 'lead' as score_name, lead_id as entity_id, as_of_date, factor,
                cast(4 as decimal(18, 2)) as points, cast(8 as decimal(18, 2)) as max_points
            from marts.fct_leads
            cross join (values (date '2026-01-31'), (date '2026-04-30')) as dates (as_of_date)
            cross join (values ('L1a'), ('L8b')) as factors (factor)
        """)
    found = fit_leads.read_examples(warehouse, 90)
    assert found.indicators == ["L1a", "L8b"]
    assert dict(zip(found.lead_id, found.won, strict=True)) == {
        "in_time": True, "late": False, "open": False,
    }  # fmt: skip
    assert set(found.shares.ravel()) == {0.5}


def test_without_a_published_file_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(StrataError, match="make nightly"):
        fit_leads.read_examples(tmp_path / "none.duckdb", 90)
