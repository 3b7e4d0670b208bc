"""Customer lifetime value: the fits reproduce the papers, the series its function.

CDNOW (Fader, Hardie, Lee 2005) comes as raw purchases with the package `lifetimes`.
"""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import numpy as np
import pytest
from scipy.special import hyp2f1

from strata import fit_clv

from .conftest import ROOT

CALIBRATED_UNTIL = date(1997, 9, 30)


@pytest.fixture(scope="module")
def cdnow() -> duckdb.DuckDBPyConnection:
    """Frequency, weeks and mean amount of 2,357 customers, from one line a purchase."""
    package = importlib.util.find_spec("lifetimes")
    assert package is not None and package.origin is not None, "see requirements-dev.in"
    connection = duckdb.connect()
    connection.execute(
        r"""
        create table histories as
        with purchases as (
            select split_part(line, ' ', 2) as customer,
                cast(strptime(split_part(line, ' ', 3), '%Y%m%d') as date) as bought_on,
                cast(split_part(line, ' ', 5) as decimal(18, 2)) as amount
            from (
                select trim(regexp_replace(content_line, '\s+', ' ', 'g')) as line
                from (select unnest(string_split(content, chr(10))) as content_line
                    from read_text($1))
            ) where line <> ''
        ),
        days as (
            select customer, bought_on, sum(amount) as amount,
                min(bought_on) over (partition by customer) as first_on
            from purchases where bought_on <= $2 group by customer, bought_on
        )
        select customer, count(*) - 1 as frequency, max(bought_on) - any_value(first_on) as recency,
            $2 - any_value(first_on) as age,
            avg(cast(amount as double)) filter (where bought_on > first_on) as mean_amount
        from days group by customer order by customer""",
        [str(Path(package.origin).parent / "datasets" / "CDNOW_sample.txt"), CALIBRATED_UNTIL],
    )
    return connection


def numbers(connection: duckdb.DuckDBPyConnection, sql: str) -> list[fit_clv.Numbers]:
    return list(np.array(connection.execute(sql).fetchall(), dtype=float).T)


def test_bg_nbd_on_cdnow(cdnow: duckdb.DuckDBPyConnection) -> None:
    frequency, recency, age = numbers(
        cdnow, "select frequency, recency / 7, age / 7 from histories"
    )
    assert len(frequency) == 2357
    fitted = fit_clv.bg_nbd(frequency, recency, age)
    assert fitted == pytest.approx({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, abs=0.01)
    assert fitted == fit_clv.bg_nbd(frequency, recency, age), "the same data, the same parameters"


def test_gamma_gamma_on_cdnow(cdnow: duckdb.DuckDBPyConnection) -> None:
    frequency, amount = numbers(
        cdnow, "select frequency, mean_amount from histories where frequency > 0"
    )
    assert len(frequency) == 946
    fitted = fit_clv.gamma_gamma(frequency, amount)
    assert fitted == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, abs=0.01)
    # Another currency changes the unit of v and nothing else.
    dearer = fit_clv.gamma_gamma(frequency, amount * 1000)
    assert dearer["v"] == pytest.approx(fitted["v"] * 1000, rel=1e-5)
    assert (dearer["p"], dearer["q"]) == pytest.approx((fitted["p"], fitted["q"]), rel=1e-5)


@pytest.mark.parametrize(
    ("survival", "alpha", "beta"),
    [
        ([1, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491], 0.668, 3.806),
        ([1, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241], 0.704, 1.182),
    ],
)
def test_sbg_on_both_cohorts(survival: list[float], alpha: float, beta: float) -> None:
    left = [*(-np.diff(survival)), survival[-1]]
    periods = np.array([*range(7), 7], dtype=float)
    fitted = fit_clv.sbg(periods, periods == 7, np.array(left))
    assert fitted == pytest.approx({"alpha": alpha, "beta": beta}, abs=0.001)


def test_the_series_is_the_function() -> None:
    """The macro of the formulae, as DuckDB runs it, against scipy."""
    shapes = [(0.243, 0.793, 2.426), (2.0, 1.5, 5.0), (0.5, 0.05, 0.3), (0.3, 2.5, 1.2)]
    allowed = {0.1: 1e-12, 0.5: 1e-12, 0.9: 1e-12, 0.95: 1e-12, 0.975: 1e-8, 0.99: 1e-4}
    points = [
        (a + b - 1 - r, a - 1, a + b + frequency - 1, z)
        for r, a, b in shapes
        for frequency in (0, 2, 50, 5000)
        for z in allowed
    ]
    sql = _macros("rules/customer_base_models.sql", "cross_db/fold_down.sql").hyp2f1(*"abcz")
    connection = duckdb.connect()
    connection.execute("create table points (a double, b double, c double, z double)")
    connection.executemany("insert into points values ($1, $2, $3, $4)", points)
    found = connection.execute(f"select *, {sql} from points").fetchall()
    assert len(found) == len(points)
    for *point, value in found:
        assert value == pytest.approx(hyp2f1(*point), rel=allowed[point[3]]), point


def _macros(*paths: str) -> Any:
    """Load macros outside dbt; what is dispatched goes to DuckDB's."""
    source = "".join((ROOT / "macros" / path).read_text(encoding="utf-8") for path in paths)
    environment = jinja2.Environment(autoescape=False)  # noqa: S701, it is SQL
    environment.globals["return"] = lambda value: value

    class Adapter:
        def dispatch(self, name: str, _: str) -> Any:
            return getattr(macros, f"duckdb__{name}")

    environment.globals["adapter"] = Adapter()
    macros: Any = environment.from_string(source).module
    return macros


class Marts:
    """Marts with what a fit asks for: customers on seven month ends, and the fits so far."""

    def __init__(self, customers: int = 120) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(
            "create schema state; create schema intermediate; create table state.rpt_clv_fits"
            " (origin varchar, model varchar, purpose varchar, fitted_on date)"
        )
        self.connection.execute(
            """
            create table intermediate.int_clv_histories as
            select cast(last_day(date '2023-12-01' + interval (m) month) as date) as as_of_date,
                'a' || i as account_id, if(i % 3 = 0, 'sbg', 'bg_nbd') as model,
                i % 7 as frequency, (i % 7) * 9 as recency_days, 90 + i + 30 * m as age_days,
                if(i % 7 = 0, null, 10 + i % 13) as mean_repeat_amount,
                i % 2 = 0 as has_contract, if(i % 3 = 0, i % 20, null) as contract_months,
                if(i % 3 = 0, 24, null) as months_since_contract
            from range($1) as c(i), range(7) as d(m)""",
            [customers],
        )

    def __call__(self, sql: str) -> Sequence[Sequence[Any]]:
        return self.connection.execute(sql).fetchall()


def test_a_night_fits_what_is_missing_or_old(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = fit_clv.read_rules() | {"minimum_repeat_customers": 10, "minimum_ended_contracts": 10}
    monkeypatch.setattr(fit_clv, "read_rules", lambda: rules)
    marts, night = Marts(), date(2024, 6, 30)
    fits = fit_clv.tonight(marts, night)
    found = [(each.model, each.purpose, each.fitted_until) for each in fits]
    assert found == [
        ("bg_nbd", "score", night),
        ("bg_nbd", "holdout", date(2023, 12, 31)),
        ("gamma_gamma", "score", night),
        ("sbg", "score", night),
    ]
    assert fits == fit_clv.tonight(marts, night)
    for each in fits:
        marts.connection.execute(
            "insert into state.rpt_clv_fits values ('night', $1, $2, $3)",
            [each.model, each.purpose, each.fitted_on],
        )
    days = timedelta(days=int(rules["refit_days"]))
    assert fit_clv.due(marts, night + days - timedelta(days=1)) == []
    assert fit_clv.due(marts, night + days) == list(fit_clv.MODELS)


@pytest.mark.parametrize(
    ("past_days", "back"), [(122, 2), (121, 1), (60, 1), (59, None), (None, None)]
)
def test_the_held_out_months_leave_half_of_the_past(
    past_days: int | None, back: int | None
) -> None:
    dates = [date(2024, 6, 30), date(2024, 5, 31), date(2024, 4, 30), date(2024, 3, 31)]
    until = fit_clv._held_out(lambda sql: [(past_days,)], dates, 2)
    assert until == (None if back is None else dates[back])


def test_too_few_customers_stay_unknown() -> None:
    assert fit_clv.tonight(Marts(customers=40), date(2024, 6, 30)) == []


def test_the_seed_keeps_older_versions(tmp_path: Path) -> None:
    path = tmp_path / "clv_parameters.csv"
    path.write_bytes(fit_clv.PARAMETERS.read_bytes())

    def fit(day: int, r: float) -> fit_clv.Fit:
        fitted_on = date(2024, 6, day)
        return fit_clv.Fit(fitted_on, fitted_on, "bg_nbd", "score", {"r": r}, 9)

    shipped = path.read_text(encoding="utf-8").splitlines()
    fit_clv.write([fit(1, 0.1)], path)
    fit_clv.write([fit(2, 0.2)], path)
    fit_clv.write([fit(2, 0.25)], path)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert path.read_text(encoding="utf-8").splitlines()[: len(shipped)] == shipped
    assert [
        (row["version"], row["value"], row["is_active"]) for row in rows[len(shipped) - 1 :]
    ] == [
        ("2024-06-01", "0.100000", "false"),
        ("2024-06-02", "0.250000", "true"),
    ]


def test_fits_travel_to_dbt_as_one_text() -> None:
    fit = fit_clv.Fit(
        date(2024, 6, 30), date(2023, 12, 31), "sbg", "score", {"alpha": 0.5, "beta": 2.0}, 9
    )
    assert fit_clv.as_variable([fit]) == (
        "2024-06-30|2023-12-31|sbg|score|alpha|0.500000|9;"
        "2024-06-30|2023-12-31|sbg|score|beta|2.000000|9"
    )
