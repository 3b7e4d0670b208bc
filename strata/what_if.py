"""What an edited rule would change: counts before and after, and who moves, without publishing.

The build file of the last published night is copied, the seeds whose rows differ and all that
depends on them are built in the copy, and its marts are compared with the published ones. The
copy is removed in any case; nothing else is written.
"""

from __future__ import annotations

import csv
import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from strata import dbt, lock, nightly, rules
from strata.config import Settings
from strata.currency import base_currency
from strata.engines import Cache, DuckDBEngine, memory
from strata.errors import StrataError
from strata.quoting import sql_name, sql_text
from strata.summary import TIERS

SHOWN = 15  # moves in the text; a file holds all of them
BEFORE = "strata_before"

# The factor of each score whose points moved most.
LARGEST = """
with points as (
    select entity_type, score_name, entity_id, factor,
        coalesce(a.points, 0) - coalesce(b.points, 0) as moved
    from {after}.fct_score_factors as a
    full join {before}.fct_score_factors as b using (entity_type, entity_id, score_name, factor)
),
largest as (
    select entity_type, score_name, entity_id, max_by(factor, (abs(moved), factor)) as factor,
        max_by(moved, (abs(moved), factor)) as moved
    from points where moved <> 0 group by all
)"""

# One row per customer whose tier is another one, tonight or once it is no longer held.
TIER_MOVES = (
    LARGEST
    + """,
then_tiers as (
    select *, case when tier_reason = 'held' then scored_tier else tier end as goes_to
    from {before}.customer_tiers
),
now_tiers as (
    select *, case when tier_reason = 'held' then scored_tier else tier end as goes_to
    from {after}.customer_tiers
)
select
    'tier', account_id, coalesce(a.account_name, b.account_name, ''), 'value',
    coalesce(b.tier, 'none'), coalesce(a.tier, 'none'), coalesce(a.goes_to, 'none'),
    a.held_until, b.value_score, a.value_score, largest.factor, largest.moved
from now_tiers as a
full join then_tiers as b using (account_id)
left join largest
    on account_id = entity_id and entity_type = 'account' and score_name = 'value'
where a.tier is distinct from b.tier or a.goes_to is distinct from b.goes_to
order by greatest(a.revenue_12m_amount, b.revenue_12m_amount) desc nulls last, account_id
"""
)

# One row per lead whose grade is another one.
GRADE_MOVES = (
    LARGEST
    + """,
now_grades as (
    select * from {after}.fct_lead_scores
    qualify as_of_date = max(as_of_date) over ()
),
then_grades as (
    select * from {before}.fct_lead_scores
    qualify as_of_date = max(as_of_date) over ()
)
select
    'grade', lead_id, '', 'lead', coalesce(b.grade, 'none'), coalesce(a.grade, 'none'),
    coalesce(a.grade, 'none'), null, b.lead_score, a.lead_score, largest.factor, largest.moved
from now_grades as a
full join then_grades as b using (lead_id)
left join largest on lead_id = entity_id and entity_type = 'lead' and score_name = 'lead'
where a.grade is distinct from b.grade
order by a.lead_score desc nulls last, lead_id
"""
)

# One row per account and tag that goes on or off; unknown where it can't be decided.
TAG_MOVES = """
select
    'tag', account_id, coalesce(names.account_name, ''), tag,
    case when b.tag is null then 'off' else 'on' end,
    case when a.tag is null then 'off' else 'on' end,
    case when a.tag is null then 'off' else 'on' end,
    null, null, null, null, null
from {after}.customer_tags as a
full join {before}.customer_tags as b using (account_id, tag)
left join {after}.dim_accounts as names using (account_id)
where a.tag is null or b.tag is null
order by tag, account_id
"""

MOVES = {"customer_tiers": TIER_MOVES, "fct_lead_scores": GRADE_MOVES, "customer_tags": TAG_MOVES}

COUNTS = {
    "customer_tiers": """
        select 'Tier', tier, count(*) from {marts}.customer_tiers group by tier
        union all
        select
            'Tier in the end', case when tier_reason = 'held' then scored_tier else tier end,
            count(*)
        from {marts}.customer_tiers group by all
    """,
    "fct_lead_scores": """
        select 'Grade', grade, count(*) from
        (select grade from {marts}.fct_lead_scores qualify as_of_date = max(as_of_date) over ())
        group by grade
    """,
    "customer_tags": "select 'Tag', tag, count(*) from {marts}.customer_tags group by tag",
}


@dataclass(frozen=True)
class Move:
    """What changes for an account or a lead. Names of the fields are the header of the file.

    `kind` is tier, grade or tag, `item` the score or the tag. A tier that falls is held first:
    `in_the_end` says where it goes then and `held_until` when. `factor` is the one whose points
    moved most, null when none moved.
    """

    kind: str
    id: str
    name: str
    item: str
    before: str
    after: str
    in_the_end: str
    held_until: date | None
    score_before: Any
    score_after: Any
    factor: str | None
    factor_moved: Any


@dataclass(frozen=True)
class Comparison:
    """Counts by (what, value) before and after, and the moves."""

    as_of_date: date
    changed: Sequence[str]
    counts: dict[tuple[str, str], list[int]]
    moves: Sequence[Move]


def run(settings: Settings, to_csv: Path | None = None, tell: Callable[[str], None] = print) -> str:
    """Compare the rules as they are written now with those of the last published night.

    Writes the moves to `to_csv` when it is given. Raises StrataError when a rule is wrong, or when
    the build file of the last published night isn't there.
    """
    book = rules.check()
    engine = DuckDBEngine(settings)
    night = _last_night(settings, engine)
    changed = book.differing(settings.build)
    tell(f"Rules now, against those of the night of {night.as_of_date}")
    if not changed:
        return "No rule differs: nothing would change.\n"
    tell(f"Building what depends on {', '.join(changed)} in a copy")
    with _copied(settings) as copy:
        _build(copy, night, changed)
        comparison = _compared(settings, copy, night.as_of_date, changed)
    if to_csv is not None:
        _write(to_csv, comparison.moves)
    return render(comparison, to_csv)


@dataclass(frozen=True)
class _Night:
    """The last published night, as its build must have it too."""

    as_of_date: date
    published_at: str
    currency: str


def _last_night(settings: Settings, engine: DuckDBEngine) -> _Night:
    if settings.target.startswith("spark"):
        raise StrataError(
            "what-if compares the files of a DuckDB night",
            remedy="run it without STRATA_TARGET on files that a night on DuckDB published",
        )
    last = engine.last_night()
    if last is None:
        raise StrataError(
            f"nothing is published at {settings.warehouse} yet", remedy="run `make nightly` first"
        )
    remedy = f"run `make nightly AS_OF={last.as_of_date}` with the rules as they were first"
    if not settings.build.exists() or not (settings.landing / "views.json").exists():
        raise StrataError(
            f"there is no build file of the last night at {settings.build}", remedy=remedy
        )
    cache = Cache(settings, engine.record_of("meta"))
    # the exports are not read again, so it doesn't matter where they are looked for now
    if not cache.path.exists() or cache.why_anew(but="raw folder"):
        raise StrataError(f"{settings.build} was built with other settings", remedy=remedy)
    night = _newest(settings.warehouse)
    if night != _newest(settings.build):
        raise StrataError(
            f"{settings.build} holds another night than the published {settings.warehouse}",
            remedy=remedy,
        )
    return _Night(last.as_of_date, night[1], base_currency(settings, last.currency))


def _newest(path: Path) -> tuple[str, str]:
    """Tell the date and the moment of publishing of the newest night of a file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            found = connection.execute(
                "select cast(max(as_of_date) as text), strftime(max_by(published_at, as_of_date),"
                " '%Y-%m-%d %H:%M:%S') from marts.rpt_runs"
            ).fetchone()
        except duckdb.CatalogException:
            found = None
    return found or ("", "")


@contextmanager
def _copied(settings: Settings) -> Iterator[Settings]:
    """Give the settings of a copy of the build; its name stays, since its views name it."""
    folder = Path(tempfile.mkdtemp(prefix="what_if_", dir=settings.build.parent))
    try:
        with lock.held(settings.build):
            for suffix in ("", ".wal"):
                path = settings.build.with_name(settings.build.name + suffix)
                if path.exists():
                    shutil.copyfile(path, folder / path.name)
        yield dataclasses.replace(settings, build=folder / settings.build.name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _build(copy: Settings, night: _Night, changed: Sequence[str]) -> None:
    folder = copy.build.parent
    command = ["build", "--select", *(f"{name}+" for name in changed)]
    command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
    options = nightly.dbt_options(copy, night.currency)
    environment = {
        **nightly.dbt_environment(copy, night.as_of_date, night.published_at),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    with dbt.Process() as process:
        result = process.run(command, options, environment, folder / "logs", lambda _: None)
    if not result.succeeded:
        raise nightly.NightFailedError(
            "the models can't be built with these rules, so nothing can be compared",
            remedy="correct the rules, or run `make nightly` first if models have changed",
            found=[text.split("\n")[0] for text in result.reasons()],
        )


def _compared(
    settings: Settings, copy: Settings, as_of_date: date, changed: Sequence[str]
) -> Comparison:
    build = sql_name(copy.build.stem)
    with duckdb.connect() as connection:
        connection.execute(f"set TimeZone = 'UTC'; set memory_limit = '{memory()}'")
        connection.execute(f"attach {sql_text(settings.warehouse)} as {BEFORE} (read_only)")
        connection.execute(f"attach {sql_text(copy.build)} as {build} (read_only)")
        before, after = f"{BEFORE}.marts", f"{build}.marts"
        counts: dict[tuple[str, str], list[int]] = {}
        moves: list[Move] = []
        for table, sql in MOVES.items():
            if not _is_there(connection, table):
                continue
            for place, marts in enumerate((before, after)):
                for what, value, rows in connection.execute(
                    COUNTS[table].format(marts=marts)
                ).fetchall():
                    counts.setdefault((what, value), [0, 0])[place] = rows
            found = connection.execute(sql.format(before=before, after=after)).fetchall()
            moves += [Move(*row) for row in found]
    return Comparison(as_of_date, changed, counts, moves)


def _is_there(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Say whether both files have the table."""
    found = connection.execute(
        "select count(distinct table_catalog) from information_schema.tables"
        " where table_schema = 'marts' and table_name = $1",
        [table],
    ).fetchone()
    return found is not None and found[0] == 2


def render(comparison: Comparison, to_csv: Path | None = None) -> str:
    """Tell a comparison as plain text."""
    files = ", ".join(f"{name}.csv" for name in comparison.changed)
    lines = [f"Night of {comparison.as_of_date}, changed: {files}", ""]
    lines += _tier_lines(comparison)
    for kind, title in (("Grade", "Leads by grade"), ("Tag", "Accounts by tag, where it moves")):
        lines += _count_lines(comparison, kind, title)
    lines += _move_lines(comparison, "tier", "customers move to another tier", to_csv)
    lines += _move_lines(comparison, "grade", "leads get another grade", to_csv)
    lines += _move_lines(comparison, "tag", "tags go on or off", to_csv)
    if not comparison.moves:
        lines += ["Nothing would move."]
    return "\n".join([*lines, "", "Nothing was published."]) + "\n"


def _tier_lines(comparison: Comparison) -> list[str]:
    lines = [f"{'Tier':<11} {'before':>9} {'tonight':>9} {'in the end':>11}"]
    for tier in TIERS:
        before, after = comparison.counts.get(("Tier", tier), [0, 0])
        end = comparison.counts.get(("Tier in the end", tier), [0, 0])[1]
        lines.append(f"{tier:<11} {before:>9,} {after:>9,} {end:>11,}")
    held = any(move.held_until for move in comparison.moves)
    note = ["In the end: when customers that fall are no longer held."] if held else []
    return [*lines, *note, ""]


def _count_lines(comparison: Comparison, kind: str, title: str) -> list[str]:
    counts = {value: rows for (what, value), rows in comparison.counts.items() if what == kind}
    moving = {value: rows for value, rows in counts.items() if rows[0] != rows[1]}
    if not moving:
        return []
    lines = [f"{title:<33} {'before':>7} {'after':>7}"]
    return [
        *lines,
        *(f"  {value:<31} {rows[0]:>7,} {rows[1]:>7,}" for value, rows in sorted(moving.items())),
        "",
    ]


def _move_lines(comparison: Comparison, kind: str, title: str, to_csv: Path | None) -> list[str]:
    moves = [move for move in comparison.moves if move.kind == kind]
    if not moves:
        return []
    lines = [f"{len(moves):,} {title}", *(f"  {_told(move)}" for move in moves[:SHOWN])]
    if len(moves) > SHOWN:
        place = f"in {to_csv}" if to_csv else "with CSV=moves.csv"
        lines.append(f"  and {len(moves) - SHOWN:,} more, {place}")
    return [*lines, ""]


def _told(move: Move) -> str:
    who = f"{move.id} {move.name}".strip()
    if move.kind == "tag":
        return f"{move.item}: {move.before} -> {move.after}  {who}"
    way = f"{move.before} -> {move.after}"
    if move.in_the_end != move.after:
        way = f"{move.before} -> {move.in_the_end}, held until {move.held_until}"
    score = f"score {_number(move.score_after)}"
    if move.score_before != move.score_after:
        score = f"score {_number(move.score_before)} -> {_number(move.score_after)}"
    why = f"{move.factor} {move.factor_moved:+}" if move.factor else "no points moved"
    return f"{way}  {who}  ({score}, {why})"


def _number(value: Any) -> str:
    return "none" if value is None else str(value)


def _write(path: Path, moves: Sequence[Move]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in dataclasses.fields(Move)])
        writer.writerows(dataclasses.astuple(move) for move in moves)
