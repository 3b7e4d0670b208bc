"""Data that others wrote runs through the same command as the sample.

The expected figures are known from outside: golden numbers of UCI Online Retail, and counts that
plain queries find in the sources.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from .conftest import ROOT, Workplace

UCI = ROOT.parent / "shared" / "data" / "uci_online_retail_2011.parquet"
EXAMPLES = ROOT / "docs" / "examples"


def exports(script: str, source: Path, out: Path) -> Path:
    """Run a worked example of docs/connect-your-data.md."""
    subprocess.run([sys.executable, str(EXAMPLES / script), str(source), str(out)], check=True)
    return out


@pytest.fixture(scope="module")
def uci(
    make_workplace: Callable[[str, Path], Workplace], tmp_path_factory: pytest.TempPathFactory
) -> Workplace:
    if not UCI.exists():
        pytest.skip(f"NOT TESTED: UCI Online Retail is not at {UCI}")
    raw_dir = exports("uci_online_retail.py", UCI, tmp_path_factory.mktemp("uci") / "exports")
    place = make_workplace("uci_night", raw_dir)
    place.night("2011-12-10", patch="")
    return place


def test_uci_customers_and_revenue(uci: Workplace) -> None:
    customers, revenue, once = uci.query(
        "select count(*), sum(monetary), count_if(frequency = 1) from marts.fct_account_rfm"
        " where as_of_date = date '2011-12-10' and frequency > 0"
    )[0]
    assert customers == 4338
    # 8,911,407.904 over unrounded lines; an order is rounded to cents once
    assert math.isclose(revenue, 8_911_407.904, abs_tol=1)
    assert once == 1493


@pytest.mark.parametrize(
    ("measure", "cuts"),
    [
        ("recency_days", [13.8, 33, 72, 180]),
        ("frequency", [1, 2, 3, 6]),
        ("monetary", [250.194, 490.096, 942.276, 2058.426]),
    ],
)
def test_uci_quintile_cuts(uci: Workplace, measure: str, cuts: list[float]) -> None:
    (found,) = uci.query(
        f"select quantile_cont(cast({measure} as double), [0.2, 0.4, 0.6, 0.8])"
        " from marts.fct_account_rfm where as_of_date = date '2011-12-10' and frequency > 0"
    )[0]
    assert found == pytest.approx(cuts, abs=0.005)


def test_uci_scores_follow_from_the_cuts(uci: Workplace) -> None:
    """One account on either side of each published cut has the score that the cut gives it."""
    wrong = uci.query(
        """
        select account_id
        from marts.fct_account_rfm
        where as_of_date = date '2011-12-10' and frequency > 0
            and (
                r_score <> 5 - (recency_days > 13.8)::int - (recency_days > 33)::int
                    - (recency_days > 72)::int - (recency_days > 180)::int
                or f_score <> least(frequency, 1 + (frequency > 1)::int + (frequency > 2)::int
                    + (frequency > 3)::int + (frequency > 6)::int)
                or m_score <> 1 + (monetary > 250.194)::int + (monetary > 490.096)::int
                    + (monetary > 942.276)::int + (monetary > 2058.426)::int
            )
        """
    )
    assert wrong == []


def test_uci_concentration(uci: Workplace) -> None:
    ((accounts, share),) = uci.query(
        "select round(account_share * 4338), revenue_share from marts.rpt_pareto"
        " where as_of_date = date '2011-12-10' and percentile = 20"
    )
    assert accounts == 868
    assert round(share, 4) == 0.7462


def test_uci_anonymous_sales_count_in_totals_and_in_no_tier(uci: Workplace) -> None:
    ((orders, total),) = uci.query("select count(*), sum(net_amount) from marts.fct_orders")
    lines = duckdb.connect().execute(
        "select count(distinct InvoiceNo), sum(Quantity * UnitPrice)"
        f" from '{UCI}' where Quantity > 0 and UnitPrice > 0"
    )
    expected_orders, expected_total = lines.fetchone() or (0, 0)
    assert orders == expected_orders
    assert math.isclose(total, expected_total, abs_tol=2)
    assert uci.query("select count(*) from marts.customer_tiers") == [(4338,)]
    assert uci.query("select count(*) from marts.fct_orders where account_id is null") != [(0,)]


@pytest.fixture(scope="module")
def leadforge_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = tmp_path_factory.mktemp("leadforge") / "world"
    subprocess.run(
        [str(Path(sys.executable).with_name("leadforge")), "generate"]
        + ["--recipe", "b2b_saas_procurement_v1", "--seed", "42", "--mode", "student_public"]
        + ["--difficulty", "intermediate", "--n-leads", "5000", "--out", str(world)],
        check=True,
        capture_output=True,
    )
    return world


@pytest.fixture(scope="module")
def leadforge(
    make_workplace: Callable[[str, Path], Workplace],
    tmp_path_factory: pytest.TempPathFactory,
    leadforge_world: Path,
) -> Workplace:
    out = tmp_path_factory.mktemp("leadforge_exports") / "exports"
    place = make_workplace("leadforge_night", exports("leadforge_world.py", leadforge_world, out))
    place.night("2024-03-31", patch="")
    return place


def test_leadforge_customers_are_the_companies_that_won(
    leadforge: Workplace, leadforge_world: Path
) -> None:
    tables = leadforge_world / "tables"
    won = duckdb.connect().execute(
        f"select count(distinct account_id) from '{tables}/opportunities.parquet'"
        f" inner join '{tables}/leads.parquet' using (lead_id) where stage = 'closed_won'"
    )
    assert leadforge.query("select count(*) from marts.customer_tiers") == won.fetchall()


def test_leadforge_sessions_belong_to_known_accounts(
    leadforge: Workplace, leadforge_world: Path
) -> None:
    tables = leadforge_world / "tables"
    pages = duckdb.connect().execute(
        f"select sum(greatest(page_views, 1)) from '{tables}/sessions.parquet'"
    )
    assert leadforge.query("select sum(page_views) from marts.fct_web_sessions") == pages.fetchall()
    assert leadforge.query(
        "select count(*) from marts.fct_web_sessions where account_id is null"
    ) == [(0,)]


def test_leadforge_has_no_order_so_rfm_is_unknown(leadforge: Workplace) -> None:
    assert leadforge.query("select distinct rfm_segment from marts.customer_tiers") == [
        ("unknown",)
    ]
    assert leadforge.query(
        "select is_provided from marts.rpt_source_coverage where feed = 'erp_orders'"
    ) == [(False,)]
