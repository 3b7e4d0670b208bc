"""The end of a night in a few lines: what came in, what came out, what moved, what to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

TIERS = ("A", "B", "C", "D", "E", "unrated")
BAR_WIDTH = 30
CONSENT_FEED = "consent_events"

Query = Callable[[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Moves:
    """Customers since the last published night. unrated is neither up nor down: see `unrated`."""

    since: date
    up: int
    down: int
    rerated: int
    joined: int
    left: int


@dataclass(frozen=True)
class Facts:
    """What the new tables say. Counts are rows; `tiers` counts customers, `erased` names."""

    feeds: int
    absent: Sequence[str]
    rows: int
    rejected: int
    duplicates: int
    accounts: int
    customers: int
    tiers: Mapping[str, int]
    moves: Moves | None
    erased: int = 0


def collect(query: Query, tonight: str, last: str | None) -> Facts:
    """Read the facts from the schema of tonight's tables and of the last published ones."""
    coverage = query(
        "select c.feed, c.is_provided, coalesce(c.rows, 0), coalesce(c.rejected_rows, 0),"
        f" coalesce(c.duplicate_rows, 0) from {tonight}.rpt_source_coverage as c order by c.feed"
    )
    tiers = query(f"select tier, count(*) from {tonight}.customer_tiers group by tier")
    accounts = query(f"select count(*) from {tonight}.dim_accounts")
    return Facts(
        feeds=len(coverage),
        absent=[row[0] for row in coverage if not row[1]],
        rows=sum(row[2] for row in coverage),
        rejected=sum(row[3] for row in coverage),
        duplicates=sum(row[4] for row in coverage),
        accounts=accounts[0][0],
        customers=sum(row[1] for row in tiers),
        tiers={row[0]: row[1] for row in tiers},
        moves=_moves(query, tonight, last) if last else None,
        erased=query(f"select count(*) from {tonight}.erased_persons")[0][0],
    )


def _moves(query: Query, tonight: str, last: str) -> Moves:
    (row,) = query(
        f"""
        select
            count(*) filter (
                where now_tiers.tier < then_tiers.tier and then_tiers.tier <> 'unrated'
            ),
            count(*) filter (
                where now_tiers.tier > then_tiers.tier and now_tiers.tier <> 'unrated'
            ),
            count(*) filter (
                where (now_tiers.tier = 'unrated' or then_tiers.tier = 'unrated')
                and now_tiers.tier <> then_tiers.tier
            ),
            count(*) filter (where then_tiers.account_id is null),
            count(*) filter (where now_tiers.account_id is null)
        from {tonight}.customer_tiers as now_tiers
        full outer join {last}.customer_tiers as then_tiers
            on now_tiers.account_id = then_tiers.account_id
        """
    )
    ((since,),) = query(f"select max(as_of_date) from {last}.rpt_runs")
    return Moves(since, *row)


@dataclass(frozen=True)
class Night:
    """What the summary tells besides the tables."""

    as_of_date: date
    published_at: str
    checks: int
    warnings: Sequence[str]
    skipped: Mapping[str, str]
    accepted: Mapping[str, str]
    seconds: Mapping[str, float]
    place: str
    query_command: str
    data_docs: str


def render(facts: Facts, night: Night) -> str:
    """Give the summary as plain text, ready for the terminal and for last_run.txt."""
    lines = [
        f"Night of {night.as_of_date}, published {night.published_at} UTC",
        "",
        _line("Feeds", f"{facts.feeds - len(facts.absent)} of {facts.feeds} provided"),
        *([_line("  absent", ", ".join(facts.absent))] if facts.absent else []),
        _line(
            "Rows",
            f"{facts.rows:,} read, {facts.rejected:,} rejected, {facts.duplicates:,} duplicates",
        ),
        _line("Accounts", f"{facts.accounts:,}, of which {facts.customers:,} customers"),
        "",
        *_tier_lines(facts),
        "",
        _line("Moved", _told_moves(facts.moves)),
        _line("Checks", f"{night.checks:,} run, {len(night.warnings)} warnings"),
        *[f"  warn      {text}" for text in night.warnings],
        *[f"  skipped   {name}: {why}" for name, why in night.skipped.items()],
        *[f"  accepted  {name}: {reason}" for name, reason in night.accepted.items()],
        *_consent_lines(facts),
        _line("Seconds", "  ".join(f"{step} {took:.1f}" for step, took in night.seconds.items())),
        "",
        _line("Published", night.place),
        _line("Data Docs", night.data_docs),
        _line("Try", night.query_command),
    ]
    return "\n".join(lines) + "\n"


def _line(label: str, text: str) -> str:
    return f"{label:<11} {text}"


def _tier_lines(facts: Facts) -> list[str]:
    lines = [f"{'Tier':<11} {'customers':>9}  {'share':>6}"]
    for tier in TIERS:
        customers = facts.tiers.get(tier, 0)
        share = customers / max(facts.customers, 1)
        bar = "#" * round(share * BAR_WIDTH)
        lines.append(f"{tier:<11} {customers:>9,}  {share:>6.1%}  {bar}".rstrip())
    return lines


def _told_moves(moves: Moves | None) -> str:
    if moves is None:
        return "nothing to compare with: this is the first published night"
    told = f"{moves.up:,} up, {moves.down:,} down, {moves.joined:,} new, {moves.left:,} gone"
    if moves.rerated:
        told += f", {moves.rerated:,} into or out of unrated"
    return f"{told} since {moves.since}"


def _consent_lines(facts: Facts) -> list[str]:
    if CONSENT_FEED not in facts.absent:
        return []
    return [_line("Consent", f"no feed {CONSENT_FEED}, so every audience is empty")]
