"""Command line of the sample exports: `python -m strata.sample --out DIR`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from strata.sample.generate import generate
from strata.sample.settings import SampleSettings


def main(arguments: list[str] | None = None) -> int:
    """Write sample exports; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = SampleSettings(
            accounts=options.accounts,
            days=options.days,
            seed=options.seed,
            end_date=options.end_date,
            until=options.until,
            web_events=options.web_events,
            orders=options.orders,
            leads=options.leads,
            usage=options.usage,
            file_format=options.format,
            drops=options.drops,
            clean=options.clean,
        )
    except ValueError as problem:
        print(f"sample: {problem}", file=sys.stderr)
        return 2
    out: Path = options.out.resolve()
    truth: Path = options.truth or out.with_name(f"{out.name}_truth")
    if truth.resolve().is_relative_to(out):
        print("sample: --truth must lie outside of --out", file=sys.stderr)
        return 2
    rows = generate(settings, out, truth)
    print(f"sample: {sum(rows.values()):,} rows in {len(rows)} feeds in {out}, truth in {truth}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m strata.sample", description="Write sample exports for all feeds."
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the exports")
    parser.add_argument("--truth", type=Path, help="folder of the truth (default: OUT_truth)")
    parser.add_argument("--accounts", type=int, default=2000, help="true companies in the CRM")
    parser.add_argument("--days", type=int, default=540, help="days of history")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--end-date", type=date.fromisoformat, default=date(2026, 10, 31), help="last day of data"
    )
    parser.add_argument(
        "--until", type=date.fromisoformat, help="write only what existed at the end of this day"
    )
    parser.add_argument("--web-events", type=int, help="about how many (default: 60 an account)")
    parser.add_argument("--orders", type=int, help="about how many (default: 8.5 an account)")
    parser.add_argument("--leads", type=int, help="about how many (default: 1.3 a company)")
    parser.add_argument(
        "--usage", type=int, help="about how many rows of product use (default: 1.25 a day of use)"
    )
    parser.add_argument(
        "--format",
        choices=("csv", "parquet"),
        default="csv",
        help="parquet = text columns, for large runs",
    )
    parser.add_argument(
        "--drops",
        nargs="?",
        const="mixed",
        choices=("mixed", "month", "day"),
        help="event feeds as one file per drop; alone: web by day, others by month",
    )
    parser.add_argument("--clean", action="store_true", help="no dirt")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
