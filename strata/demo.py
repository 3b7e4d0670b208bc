"""The demo: a night on sample exports, and three queries to try on what it published."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from datetime import date

from strata import nightly
from strata.config import Settings
from strata.engines import ROOT, version

AS_OF = date(2026, 10, 31)
SAMPLE = {"accounts": 2000, "days": 540, "seed": 7}
EXPORTS = ROOT / "data" / "demo_exports"
MADE_WITH = EXPORTS.with_name(
    "demo_exports.json"
)  # beside the exports, where no feed is looked for

QUERIES = {
    "How many customers are in each tier, and what do they bring?": (
        "select tier, count(*) as customers, sum(revenue_12m_amount) as revenue_12m"
        " from marts.customer_tiers group by tier order by tier"
    ),
    "Why is the best customer the best?": (
        "select factor, dimension, points, max_points from marts.fct_score_factors"
        " where entity_id = (select account_id from marts.customer_tiers"
        " order by value_score desc nulls last, account_id limit 1) order by points desc, factor"
    ),
    "Which feeds came, and what would the others switch on?": (
        "select feed, is_provided, days_behind, switches_on from marts.rpt_source_coverage"
        " order by is_provided desc, feed"
    ),
}


def run(settings: Settings) -> None:
    """Make the sample unless it is there, run its night and print queries to try."""
    make_sample()
    settings = dataclasses.replace(settings, raw_dir=EXPORTS)
    print("\n" + nightly.run(settings, nightly.Options(as_of_date=AS_OF)))
    print("Three queries to try:")
    for question, sql in QUERIES.items():
        print(f"\n  {question}\n  {nightly.query_command(settings, sql)}")


def make_sample() -> None:
    """Generate the sample exports, unless they were made with the same arguments and version."""
    wanted = {**SAMPLE, "version": version()}
    if MADE_WITH.exists() and json.loads(MADE_WITH.read_text(encoding="utf-8")) == wanted:
        nightly.tell(f"Sample exports are there: {EXPORTS}")
        return
    nightly.tell(f"Making sample exports in {EXPORTS}")
    MADE_WITH.unlink(missing_ok=True)
    shutil.rmtree(EXPORTS, ignore_errors=True)
    arguments = [f"--{name}={value}" for name, value in SAMPLE.items()]
    subprocess.run(
        [sys.executable, "-m", "strata.sample", *arguments, "--out", str(EXPORTS)],
        cwd=ROOT,
        check=True,
    )
    MADE_WITH.write_text(json.dumps(wanted) + "\n", encoding="utf-8")
