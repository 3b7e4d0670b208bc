"""Fits the parameters of customer lifetime value, by maximum likelihood with scipy.

Three models of customer base analysis: BG/NBD (Fader, Hardie, Lee 2005) for orders without a
contract, Gamma-Gamma (Fader, Hardie 2013) for the money an order brings, sBG (Fader, Hardie 2007)
for contracts. Everything after the fit is SQL: see docs/clv.md.

A night fits what nobody has fitted and what has grown old, and publishes it in `rpt_clv_fits`.
`python -m strata fit-clv` writes the parameters to seeds/rules/clv_parameters.csv instead, where
they are reviewed and go before those of the nights. The same data give the same parameters: no
randomness, no clock; `fitted_on` is the last day of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from strata.config import Settings
from strata.engines import ROOT, Ask, engine
from strata.errors import StrataError
from strata.seeds import rows_of, write_rows

RULES = ROOT / "seeds" / "rules" / "clv_rules.csv"
PARAMETERS = ROOT / "seeds" / "rules" / "clv_parameters.csv"
MODELS = ("bg_nbd", "gamma_gamma", "sbg")
SCORE, HOLDOUT = "score", "holdout"
MOST_CUSTOMERS = 100_000  # enough for every digit that matters; the sample is by hash
DIGITS = 6
LEAST, MOST = 1e-3, 1e3  # of every parameter that has no unit
LEAST_Q = 1.01  # below 1 the mean amount of all customers would be infinite

# What is fitted to: as it is published, and in a build, where that table waits for the fit.
PUBLISHED = "select * from marts.fct_account_clv"
HISTORIES = "int_clv_histories"
BUILT = (
    "select *, cast(round(cast(mean_repeat_amount as decimal(28, 8)), 2) as decimal(18, 2))"
    f" as mean_order_amount from intermediate.{HISTORIES}"
)

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """The parameters of one model. `fitted_until` is the last day of the orders that it saw.

    The purpose is `score`, or `holdout` for a fit that leaves out the last months before
    `fitted_on`. `customers` counts those that it was fitted on.
    """

    fitted_on: date
    fitted_until: date
    model: str
    purpose: str
    values: Mapping[str, float]
    customers: int

    def rows(self) -> list[dict[str, str]]:
        """One row a parameter, as the seed has them."""
        return [
            {
                "version": str(self.fitted_on),
                "fitted_on": str(self.fitted_on),
                "fitted_until": str(self.fitted_until),
                "model": self.model,
                "purpose": self.purpose,
                "parameter": parameter,
                "value": f"{value:.{DIGITS}f}",
                "customers": str(self.customers),
                "is_active": "true",
            }
            for parameter, value in self.values.items()
        ]


def bg_nbd(frequency: Numbers, recency: Numbers, age: Numbers) -> dict[str, float]:
    """Fit r, alpha, a, b to repeat purchases, and weeks from the first to the last and to the end.

    alpha is in weeks. Neither a nor a + b is exactly 1, where the formula of expected orders has
    a hole.
    """
    again = frequency > 0

    def loss(logs: Numbers) -> float:
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + frequency) - gammaln(r) + r * np.log(alpha)
        common += betaln(a, b + frequency) - betaln(a, b)
        alive = -(r + frequency) * np.log(alpha + age)
        left = np.full_like(alive, -np.inf)
        left[again] = np.log(a / (b + frequency[again] - 1))
        left[again] -= (r + frequency[again]) * np.log(alpha + recency[again])
        return -float(np.mean(common + np.logaddexp(alive, left)))

    between = (frequency.sum() + 1) / (age.sum() + 1)
    r, alpha, a, b = _minimum(loss, [1, 1 / between, 1, 1], [LEAST, LEAST, LEAST, LEAST])
    a += 10.0**-DIGITS * (a == 1)
    b += 10.0**-DIGITS * (round(a + b, DIGITS) == 1)
    return {"r": r, "alpha": alpha, "a": a, "b": b}


def gamma_gamma(frequency: Numbers, mean_amount: Numbers) -> dict[str, float]:
    """Fit p, q, v to the repeat purchases of each customer and their mean amount, both above 0.

    v is in money.
    """
    unit = float(np.mean(mean_amount))
    amount = mean_amount / unit

    def loss(logs: Numbers) -> float:
        p, q, v = np.exp(logs)
        shape = p * frequency
        likelihood = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v)
        likelihood += shape * np.log(frequency * amount) - np.log(amount)
        likelihood -= (shape + q) * np.log(frequency * amount + v)
        return -float(np.mean(likelihood))

    p, q, v = _minimum(loss, [1, 2, 1], [LEAST, LEAST_Q, LEAST])
    return {"p": p, "q": q, "v": round(v * unit, DIGITS)}


def sbg(periods: Numbers, is_running: NDArray[np.bool_], customers: Numbers) -> dict[str, float]:
    """Fit alpha, beta to whole contract periods and whether the contract still runs after them."""

    def loss(logs: Numbers) -> float:
        alpha, beta = np.exp(logs)
        survived = betaln(alpha, beta + periods) - betaln(alpha, beta)
        leaves = np.log(alpha / (alpha + beta + periods))
        likelihood = survived + np.where(is_running, 0.0, leaves)
        return -float(np.sum(customers * likelihood) / np.sum(customers))

    alpha, beta = _minimum(loss, [1, 1], [LEAST, LEAST])
    return {"alpha": alpha, "beta": beta}


def _minimum(
    loss: Callable[[Numbers], float], start: Sequence[float], least: Sequence[float]
) -> list[float]:
    """Find the parameters, all positive, that lose least, to DIGITS decimals.

    A quasi-Newton search comes near; a simplex, which needs no derivatives, finds the last digits.
    """
    bounds = [
        (np.log(low), np.log(max(MOST, 100 * first)))
        for low, first in zip(least, start, strict=True)
    ]
    near = minimize(loss, np.log(start), method="L-BFGS-B", bounds=bounds)
    exact = minimize(
        loss,
        near.x,
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 5000, "maxfev": 5000},
    )
    return [round(float(value), DIGITS) for value in np.exp(exact.x)]


def fit(ask_tables: Ask, as_of_date: date, models: Iterable[str], histories: str) -> list[Fit]:
    """Fit the models to the newest date of the histories; leave out those short of data.

    The order model is fitted a second time, without the last months, for the hold-out report.
    """

    def ask(sql: str) -> Sequence[Sequence[Any]]:
        return ask_tables(f"with histories as ({histories}) {sql}")

    rules = read_rules()
    dates = [row[0] for row in ask(
        "select distinct as_of_date from histories"
        f" where as_of_date <= date '{as_of_date}' order by as_of_date desc"
    )]  # fmt: skip
    if not dates:
        return []
    found: list[Fit | None] = []
    if "bg_nbd" in models:
        found.append(_fit_orders(ask, as_of_date, dates[0], SCORE, rules))
        until = _held_out(ask, dates, int(rules["holdout_months"]))
        if found[-1] and until:
            found.append(_fit_orders(ask, as_of_date, until, HOLDOUT, rules))
    if "gamma_gamma" in models:
        found.append(_fit_amounts(ask, as_of_date, dates[0], rules))
    if "sbg" in models:
        found.append(_fit_contracts(ask, as_of_date, dates[0], rules))
    return [each for each in found if each and np.isfinite(list(each.values.values())).all()]


def _held_out(ask: Ask, dates: Sequence[date], months: int) -> date | None:
    """Choose the month end to stop at: that many back, or fewer, so that half of the past is left.

    None where the past is too short for a single month.
    """
    newest = dates[0]
    ((past_days,),) = ask(f"select max(age_days) from histories where as_of_date = date '{newest}'")
    return next(
        (day for day in dates[months:0:-1] if 2 * (newest - day).days <= (past_days or 0)), None
    )


def _fit_orders(
    ask: Ask, fitted_on: date, until: date, purpose: str, rules: Mapping[str, float]
) -> Fit | None:
    frequency, recency, age = _columns(
        ask, "frequency, recency_days / 7e0, age_days / 7e0", until, "frequency is not null"
    )
    if np.count_nonzero(frequency) < rules["minimum_repeat_customers"]:
        return None
    values = bg_nbd(frequency, recency, age)
    return Fit(fitted_on, until, "bg_nbd", purpose, values, len(frequency))


def _fit_amounts(ask: Ask, fitted_on: date, until: date, rules: Mapping[str, float]) -> Fit | None:
    frequency, amount = _columns(
        ask, "frequency, mean_order_amount", until, "frequency > 0 and mean_order_amount > 0"
    )
    if len(frequency) < rules["minimum_repeat_customers"]:
        return None
    values = gamma_gamma(frequency, amount)
    return Fit(fitted_on, until, "gamma_gamma", SCORE, values, len(frequency))


def _columns(ask: Ask, columns: str, until: date, condition: str) -> list[Numbers]:
    """Read the customers without a contract, in an order that depends on nothing but their ids."""
    rows = ask(
        f"select {columns} from histories where as_of_date = date '{until}'"
        f" and model = 'bg_nbd' and {condition}"
        f" order by md5(account_id), account_id limit {MOST_CUSTOMERS}"
    )
    width = columns.count(",") + 1
    return list(np.array([tuple(row) for row in rows], dtype=float).reshape(-1, width).T)


def _fit_contracts(
    ask: Ask, fitted_on: date, until: date, rules: Mapping[str, float]
) -> Fit | None:
    rows = ask(
        "select contract_months, months_since_contract, has_contract, count(*) as customers"
        f" from histories where as_of_date = date '{until}'"
        " and contract_months is not null group by 1, 2, 3 order by 1, 2, 3"
    )
    months, since, running, customers = (
        np.array([tuple(row) for row in rows], float).reshape(-1, 4).T
    )
    period = rules["contract_period_months"]
    periods = np.floor(months / period)
    # Who left in a period counts once the period is over, as do those who stayed.
    is_running = (running > 0) | (np.floor(since / period) <= periods)
    if customers[~is_running].sum() < rules["minimum_ended_contracts"]:
        return None
    values = sbg(periods, is_running, customers)
    return Fit(fitted_on, until, "sbg", SCORE, values, int(customers.sum()))


def tonight(ask: Ask, as_of_date: date) -> list[Fit]:
    """Fit what a build lacks: models neither kept in the file nor fitted lately."""
    models = due(ask, as_of_date)
    return fit(ask, as_of_date, models, BUILT) if models else []


def due(ask: Ask, as_of_date: date) -> list[str]:
    """Name the models without an active version in the file and without a recent one of a night."""
    kept = {row["model"] for row in rows_of(PARAMETERS) if row["is_active"] == "true"}
    newest = {
        row[0]: row[1]
        for row in ask(
            "select model, max(fitted_on) as fitted_on from state.rpt_clv_fits"
            f" where origin = 'night' and purpose = '{SCORE}' group by model"
        )
    }
    days = read_rules()["refit_days"]
    return [
        model
        for model in MODELS
        if model not in kept and (model not in newest or (as_of_date - newest[model]).days >= days)
    ]


def as_variable(fits: Iterable[Fit]) -> str:
    """Write fits as the dbt variable `clv_fit`, which the model int_clv_fits takes apart."""
    names = ("fitted_on", "fitted_until", "model", "purpose", "parameter", "value", "customers")
    return ";".join("|".join(row[name] for name in names) for each in fits for row in each.rows())


def write(fits: Iterable[Fit], path: Path = PARAMETERS) -> None:
    """Add the fits to the seed as the active version of their models; keep older ones, inactive."""
    rows = [row for each in fits for row in each.rows()]
    fitted = {(row["version"], row["model"]) for row in rows}
    models = {row["model"] for row in rows}
    kept = [row for row in rows_of(path) if (row["version"], row["model"]) not in fitted]
    for row in kept:
        if row["model"] in models:
            row["is_active"] = "false"
    write_rows(path, [*kept, *rows])


def run(settings: Settings, dry_run: bool) -> None:
    """Fit all models to the newest published night, show the parameters and write the seed.

    Raises StrataError when nothing is published, or nothing can be fitted to it.
    """
    ours = engine(settings)
    last = ours.last_night()
    if last is None:
        raise StrataError("nothing is published yet", remedy="run `make nightly` first")
    fits = fit(ours.ask, last.as_of_date, MODELS, PUBLISHED)
    if not fits:
        raise StrataError(
            "too few customers bought again, and too few contracts ended, to fit anything",
            remedy=f"see the minima in {RULES.name}",
        )
    for each in fits:
        values = "  ".join(f"{name} {value:.{DIGITS}f}" for name, value in each.values.items())
        print(f"{each.model:12}{each.purpose:8}until {each.fitted_until}  {values}")
        print(f"{'':20}of {each.customers:,} customers")
    if not dry_run:
        write(fits)
        print(f"\nWritten to {PARAMETERS}. Look at the change, commit it; the next night uses it.")


def read_rules(path: Path = RULES) -> dict[str, float]:
    """Read the rules of customer lifetime value by name."""
    return {row["rule"]: float(row["value"]) for row in rows_of(path)}
