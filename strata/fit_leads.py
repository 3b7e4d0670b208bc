"""Fit the weights of the lead score to the company's own leads.

`python -m strata fit-leads` reads the published file: what the sixteen indicators said of every
lead at past month ends, and which of these leads were won in the days that a back-test waits. A
logistic regression, ridge penalty, no weight below zero, turns that into weights. They are written
beside the shipped ones as a version of seeds lead_weights and lead_weight_versions, with the AUC of
both on later leads that the fit has not seen. The version is not active: whoever owns the rules
switches it on.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from strata.config import Settings
from strata.engines import ROOT
from strata.errors import StrataError
from strata.seeds import rows_of

SEEDS = ROOT / "seeds" / "rules"
HELD_OUT = 0.3
LEAST_OF_A_KIND = 30
PENALTIES = (0.1, 1.0, 10.0, 100.0)
PLACES = Decimal("0.0001")

# Reached share of an indicator, 0.1 to 1. Rows whose outcome was not yet open to see are left out.
EXAMPLES = """
select
    factors.as_of_date as scored_on,
    factors.entity_id as lead_id,
    factors.factor,
    cast(factors.points as double) / nullif(cast(factors.max_points as double), 0) as share,
    coalesce(
        date_diff('day', factors.as_of_date, cast(leads.won_at as date)) <= $days, false
    ) as won
from marts.fct_score_factors as factors
inner join marts.fct_leads as leads on factors.entity_id = leads.lead_id
where
    factors.score_name = 'lead'
    and factors.as_of_date <= (select max(as_of_date) from marts.fct_lead_scores) - $days
    and coalesce(cast(leads.won_at as date) > factors.as_of_date, true)
order by scored_on, lead_id, factor
"""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Examples:
    """One row a lead and scoring date, ordered by date. `shares`: a column an indicator."""

    indicators: list[str]
    shares: Floats
    won: Bools
    scored_on: NDArray[Any]
    lead_id: NDArray[Any]

    def only(self, rows: Bools) -> Examples:
        """Return some of the rows."""
        return Examples(
            self.indicators,
            self.shares[rows],
            self.won[rows],
            self.scored_on[rows],
            self.lead_id[rows],
        )


@dataclass(frozen=True)
class Fit:
    """Weights that add up to 1; how well they and the shipped ones tell unseen leads apart."""

    weights: Mapping[str, Decimal]
    leads: int
    auc: float
    shipped_auc: float


def run(settings: Settings, seeds: Path = SEEDS) -> str:
    """Fit, write the new version beside the others and say how good it is.

    Raises StrataError when nothing is published or too few leads are decided.
    """
    shipped = read_weights(seeds)
    fit = fit_weights(read_examples(settings.warehouse, outcome_days(seeds)), shipped)
    version = write_version(seeds, fit, date.today())
    return (
        f"Version {version} of the weights is written to {seeds / 'lead_weights.csv'}, fitted on"
        f" {fit.leads} scored leads.\n"
        f"AUC on later leads: {fit.auc:.3f} fitted, {fit.shipped_auc:.3f} shipped.\n"
        f"It is not active. To use it, set is_active in lead_weight_versions.csv: true for version"
        f" {version}, false for the other."
    )


def read_examples(warehouse: Path, days: int) -> Examples:
    """Read what was scored at past dates and what became of it."""
    if not warehouse.exists():
        raise StrataError(f"{warehouse} is not there; run `make nightly` first")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(EXAMPLES, {"days": days}).df()
    if rows.empty:
        raise StrataError("no lead was scored long enough ago to know its outcome")
    table = rows.pivot_table(
        index=["scored_on", "lead_id"], columns="factor", values="share", aggfunc="first"
    )
    won = rows.groupby(["scored_on", "lead_id"])["won"].first().reindex(table.index)
    # An indicator that was in play at some dates only has its mean at the others.
    shares = table.fillna(table.mean()).to_numpy(dtype=np.float64)
    return Examples(
        [str(name) for name in table.columns],
        shares,
        won.to_numpy(dtype=bool),
        table.index.get_level_values("scored_on").to_numpy(),
        table.index.get_level_values("lead_id").to_numpy(),
    )


def fit_weights(examples: Examples, shipped: Mapping[str, Decimal]) -> Fit:
    """Choose the penalty on the later training leads, fit, and measure on later ones still."""
    train, test = split(examples)
    inner_train, inner_test = split(train)
    for name, part in (("training", inner_train), ("hold-out", test)):
        if min(part.won.sum(), (~part.won).sum()) < LEAST_OF_A_KIND:
            raise StrataError(
                f"too few leads to fit weights: the {name} part has {int(part.won.sum())} won and"
                f" {int((~part.won).sum())} other leads, {LEAST_OF_A_KIND} of each are needed"
            )
    penalty = max(PENALTIES, key=lambda choice: auc(inner_test, logistic(inner_train, choice)))
    slopes = logistic(train, penalty)
    prior = np.array([float(shipped.get(name, Decimal(0))) for name in examples.indicators])
    return Fit(
        as_weights(dict(zip(examples.indicators, slopes, strict=True)), shipped),
        len(train.won),
        auc(test, slopes),
        auc(test, prior),
    )


def split(examples: Examples) -> tuple[Examples, Examples]:
    """Hold out the latest dates; a lead that was scored before them is no new one."""
    dates = np.unique(examples.scored_on)
    border = dates[min(int(len(dates) * (1 - HELD_OUT)), len(dates) - 1)]
    is_early = examples.scored_on < border
    is_new = ~np.isin(examples.lead_id, examples.lead_id[is_early])
    return examples.only(is_early), examples.only(~is_early & is_new)


def logistic(examples: Examples, penalty: float) -> Floats:
    """Slopes of a logistic regression, none below zero: a better answer never costs points."""
    shares, won = examples.shares - examples.shares.mean(axis=0), examples.won.astype(np.float64)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        slopes = parameters[1:]
        odds = parameters[0] + shares @ slopes
        value = np.logaddexp(0.0, odds).sum() - (won * odds).sum() + penalty / 2 * slopes @ slopes
        error = 1.0 / (1.0 + np.exp(-odds)) - won
        gradient = np.concatenate([[error.sum()], shares.T @ error + penalty * slopes])
        return float(value), gradient

    start = np.zeros(shares.shape[1] + 1)
    bounds = [(None, None), *[(0.0, None)] * shares.shape[1]]
    result = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(result.x[1:], dtype=np.float64)


def auc(examples: Examples, slopes: Floats) -> float:
    """Chance that a won lead has the higher score than another; ties count half."""
    ranks = rankdata(np.round(examples.shares @ slopes, 9))
    won, lost = int(examples.won.sum()), int((~examples.won).sum())
    if not won or not lost:
        return float("nan")
    return float((ranks[examples.won].sum() - won * (won + 1) / 2) / (won * lost))


def as_weights(slopes: Mapping[str, float], shipped: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Shares of 1 with four places. An indicator without data keeps its shipped weight."""
    kept = {name: weight for name, weight in shipped.items() if name not in slopes}
    room = Decimal(1) - sum(kept.values(), Decimal(0))
    total = sum(slopes.values())
    if total <= 0:
        raise StrataError("no indicator tells won leads from others; the shipped weights stay")
    fitted = {
        name: (room * Decimal(slope / total)).quantize(PLACES, ROUND_DOWN)
        for name, slope in slopes.items()
    }
    strongest = max(fitted, key=lambda name: (fitted[name], name))
    fitted[strongest] += room - sum(fitted.values(), Decimal(0))
    return {name: kept.get(name, fitted.get(name, Decimal(0))) for name in shipped}


def read_weights(seeds: Path) -> dict[str, Decimal]:
    """Read the first version, the one that is shipped."""
    return {
        row["indicator"]: Decimal(row["weight"])
        for row in rows_of(seeds / "lead_weights.csv")
        if row["version"] == "1"
    }


def outcome_days(seeds: Path) -> int:
    """Days in which a lead has to be won, as the back-test has it."""
    rules = {row["rule"]: row["value"] for row in rows_of(seeds / "lead_rules.csv")}
    return int(rules["outcome_days"])


def write_version(seeds: Path, fit: Fit, made_on: date) -> int:
    """Append the weights to both seeds under the next number; nothing that is there changes."""
    versions = seeds / "lead_weight_versions.csv"
    version = 1 + max(int(row["version"]) for row in rows_of(versions))
    _append(
        versions,
        [
            [
                version, "false", made_on.isoformat(), fit.leads, f"{fit.auc:.4f}",
                f"{fit.shipped_auc:.4f}", f"Fitted on {made_on}", f"{made_on}拟合",
            ]
        ],
    )  # fmt: skip
    _append(
        seeds / "lead_weights.csv",
        [[version, name, f"{weight:.4f}"] for name, weight in fit.weights.items()],
    )
    return version


def _append(path: Path, rows: list[list[object]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
