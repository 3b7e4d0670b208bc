"""Web sessions: built drop by drop they are what a build from scratch gives, and what a few lines
of Python give.

dbt compiles the models twice, once for an empty file and once where their tables are there; the
statements then run on DuckDB alone, on many tiny sets of drops made by chance: late events that
extend, join or reorder sessions over midnight, events re-sent with another time or visitor, wrong
clocks, bots, busy visitors, sessions longer than a day, days that lose all their events, and rules
edited between two nights.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from .exports import Commands, environment_in

ROOT = Path(__file__).resolve().parents[2]
BASE, STAGED, DAYS = "base_web_csv__events", "stg_web__events", "stg_web__event_days"
RULES, BOTS, EVENTS = "int_web_rules", "int_web_bots", "int_web_events"
VISITS, SESSION_DAYS, IDENTIFIERS = (
    "int_web_visits",
    "int_web_session_days",
    "int_visitor_identifiers",
)
DAY_OF = {BASE: "loaded_day", VISITS: "visit_day", IDENTIFIERS: "identified_day"}
VIEWS = [STAGED, DAYS, EVENTS, SESSION_DAYS]
# What every night runs, in this order.
NIGHT = [BASE, RULES, BOTS, VISITS, IDENTIFIERS]
SCHEMA = dict.fromkeys([BASE, STAGED, DAYS], "staging")
COLUMNS = ["event_id", "visitor_id", "user_id", "email", "event_name"]
COLUMNS += ["occurred_at", "received_at", "page_url", "user_agent"]
GAP, TOLERANCE, BUSY = 1800, 24, 4
FIRST_DAY = datetime(2026, 3, 1, tzinfo=UTC)
SECONDS_FROM_MIDNIGHT = [-7200, -5400, -3600, -901, -900, 899, 900, 2700, 5400, 7200]
TRIALS = 30
AS_OF = date(2026, 10, 31)


@dataclass(frozen=True)
class Statements:
    """Compiled SQL by model: for a build from scratch, and for a night after others."""

    full: dict[str, str]
    incremental: dict[str, str]


def compile_models(commands: Commands, folder: Path) -> dict[str, str]:
    models = [*NIGHT, *VIEWS]
    result = commands.result("compile", "--select", *models, as_of=str(AS_OF))
    assert result.succeeded, result.reasons()
    compiled = folder / "target" / "compiled" / "strata" / "models"
    return {path.stem: path.read_text() for path in compiled.rglob("*.sql") if path.stem in models}


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> Statements:
    folder = tmp_path_factory.mktemp("web")
    with Commands(environment_in(folder, folder / "raw")) as commands:
        full = compile_models(commands, folder)
        with duckdb.connect(str(folder / "build.duckdb")) as connection:
            prepare(connection)
            build(connection, full)
        return Statements(full, compile_models(commands, folder))


def name(model: str) -> str:
    return f"{SCHEMA.get(model, 'intermediate')}.{model}"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty exports of the contract, and the seeds as shipped but for smaller thresholds."""
    connection.execute("set TimeZone = 'UTC'")
    for schema in ("raw", "staging", "intermediate", "rules"):
        connection.execute(f"create schema {schema}")
    with (ROOT / "seeds/mappings/feed_columns.csv").open(encoding="utf-8") as file:
        contract = [row for row in csv.DictReader(file) if row["feed"] == "web_events"]
    texts = ", ".join(f"{row['column_name']} varchar" for row in contract)
    connection.execute(
        f"create table raw.web_events ({texts}, _file varchar, _row bigint, _drop varchar, "
        "_loaded_at bigint)"
    )
    connection.execute(
        "create view raw.files as"
        " select distinct 'web_events' as feed, _loaded_at, true as is_current from raw.web_events"
    )
    for seed in ("web_rules", "web_bots", "web_conversions"):
        connection.execute(
            f"create table rules.{seed} as from read_csv('{ROOT}/seeds/rules/{seed}.csv')"
        )
    connection.execute(
        f"update rules.web_rules set threshold = {BUSY} where rule = 'max_events_per_day'"
    )


def build(connection: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    """From scratch: tables in their order, each view as soon as what it reads is there."""
    for model in [BASE, STAGED, DAYS, RULES, BOTS, EVENTS, VISITS, SESSION_DAYS, IDENTIFIERS]:
        kind = "view" if model in VIEWS else "table"
        connection.execute(f"create or replace {kind} {name(model)} as {sql[model]}")


def run_night(connection: duckdb.DuckDBPyConnection, sql: dict[str, str]) -> None:
    """As dbt does: the days that the select returns take the place of the stored ones."""
    for model in NIGHT:
        if model not in DAY_OF:
            connection.execute(f"create or replace table {name(model)} as {sql[model]}")
            continue
        day = DAY_OF[model]
        connection.execute(f"create or replace temp table tonight as {sql[model]}")
        connection.execute(f"delete from {name(model)} where {day} in (select {day} from tonight)")
        connection.execute(f"insert into {name(model)} by name from tonight")


def random_event(chance: random.Random) -> dict[str, str | None]:
    """Around the midnights of three days, at distances that make gaps hit the edge."""
    midnight = FIRST_DAY + timedelta(days=chance.randrange(4))
    occurred = midnight + timedelta(seconds=chance.choice(SECONDS_FROM_MIDNIGHT))
    delay = chance.choice([timedelta(seconds=2), timedelta(days=1), timedelta(days=-1, seconds=-1)])
    received = occurred + delay if chance.random() < 0.6 else None
    return {
        "event_id": f"e{chance.randrange(20)}" if chance.random() < 0.97 else None,
        "visitor_id": chance.choice("vwxy"),
        "user_id": chance.choice([None, None, "C1"]),
        "email": chance.choice([None, None, None, "jo@acme.example"]),
        "event_name": chance.choice(["page_view", "page_view", "sign_up", "click"]),
        "occurred_at": f"{occurred:%Y-%m-%d %H:%M:%S}" if chance.random() < 0.97 else "soon",
        "received_at": f"{received:%Y-%m-%d %H:%M:%S}" if received else None,
        "page_url": chance.choice([None, "https://acme.example/a", "https://acme.example/b?x=1"]),
        "user_agent": chance.choice([None, "Mozilla/5.0", "Mozilla/5.0", "Googlebot/2.1"]),
    }


def load(
    connection: duckdb.DuckDBPyConnection, drop: int, events: list[dict[str, str | None]]
) -> None:
    for row, event in enumerate(events):
        values = [event[column] for column in COLUMNS]
        connection.execute(
            f"insert into raw.web_events ({', '.join(COLUMNS)}, _file, _row, _drop, _loaded_at) "
            f"values ({', '.join('?' * len(COLUMNS))}, ?, ?, ?, ?)",
            [*values, f"{drop}.csv", row, f"{drop}", 1000 + drop],
        )


def expected_sessions(
    events: list[dict[str, str | None]], gap: int
) -> list[tuple[datetime, datetime, int]]:
    """Start, end and number of events of every session, from the definition."""
    latest = {
        event["event_id"]: event
        for event in events
        if event["event_id"] and event["occurred_at"] != "soon"
    }
    by_visitor_day: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for event in latest.values():
        if "bot/" in (event["user_agent"] or "").lower():
            continue
        moment = datetime.fromisoformat(str(event["occurred_at"]))
        arrival = datetime.fromisoformat(event["received_at"]) if event["received_at"] else moment
        if moment > arrival + timedelta(hours=TOLERANCE):
            moment = arrival
        by_visitor_day[str(event["visitor_id"]), f"{moment:%Y-%m-%d}"].append(moment)
    by_visitor: dict[str, list[datetime]] = defaultdict(list)
    for (visitor, _), moments in by_visitor_day.items():
        if len(moments) <= BUSY:
            by_visitor[visitor] += moments
    sessions = []
    for moments in by_visitor.values():
        moments.sort()
        start = previous = moments[0]
        count = 0
        for moment in moments:
            if (moment - previous).total_seconds() > gap:
                sessions.append((start, previous, count))
                start, count = moment, 0
            previous = moment
            count += 1
        sessions.append((start, previous, count))
    return sorted(sessions)


def rows_of(connection: duckdb.DuckDBPyConnection, model: str) -> list[tuple[object, ...]]:
    """All rows, but for the column that says when a row was built."""
    built_at = "" if model == SESSION_DAYS else "exclude (changed_at)"
    return connection.execute(f"select * {built_at} from {name(model)} order by all").fetchall()


@pytest.mark.parametrize("seed", range(TRIALS))
def test_drop_by_drop_is_what_a_build_from_scratch_gives(statements: Statements, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as build")
    connection.execute("use build")
    prepare(connection)
    build(connection, statements.full)
    events: list[dict[str, str | None]] = []
    gap = GAP
    for drop in range(chance.randint(2, 5)):
        new = [random_event(chance) for _ in range(chance.randint(0, 9))]
        events += new
        load(connection, drop, new)
        if chance.random() < 0.3:
            gap = chance.choice([600, 2000, 90000])
            connection.execute(
                f"update rules.web_rules set threshold = {gap} where rule = 'session_gap_seconds'"
            )
        run_night(connection, statements.incremental)
    models = (VISITS, SESSION_DAYS, IDENTIFIERS)
    after_nights = {model: rows_of(connection, model) for model in models}

    sessions = connection.execute(
        f"select min(first_event_at), max(last_event_at), sum(events)::bigint "
        f"from {name(SESSION_DAYS)} group by session_id order by all"
    ).fetchall()
    assert sessions == expected_sessions(events, gap)

    build(connection, statements.full)
    for model in models:
        assert after_nights[model] == rows_of(connection, model)
