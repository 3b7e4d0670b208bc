"""How fast and how large: the real night on sample exports, beside a script written by hand.

`python -m strata bench` makes sample exports at the chosen scale (kept for the next time), runs two
nights on them and, in between, strata/bench_by_hand.sql on the same files. Then it makes parts of
the models once more, and the tables of the script from the first row on, each by itself. It prints
what each costs as a whole tree of processes, the ratios, and where the time of the nights goes.
With `--parts` it runs the first night and makes the parts once more, no more.
Everything is built anew in a folder of its own; the project's tables are not touched.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from strata import dbt
from strata.config import Settings
from strata.currency import base_currency
from strata.engines import ROOT, DuckDBEngine, memory, version
from strata.errors import StrataError
from strata.measure import Cost, measure
from strata.nightly import dbt_environment, dbt_options

FOLDER = ROOT / "data" / "bench"
LAST_DAY = date(2026, 10, 31)
FIRST_NIGHT = LAST_DAY - timedelta(days=1)
BY_HAND = Path(__file__).with_name("bench_by_hand.sql")
STRATA = [sys.executable, "-m", "strata"]
AS_A_NIGHT = [sys.executable, "-m", "strata.bench", "dbt"]
SLOWEST = 10
MOST_TIMES_SCRIPT, MOST_GIB, MOST_NEXT_NIGHT = 3.0, 8.0, 0.2


@dataclass(frozen=True)
class Part:
    """Models that are made anew from staging: at most `most` seconds where there is `scale`."""

    most: int
    scale: str
    models: Sequence[str]

    @property
    def command(self) -> list[str]:
        """Give the command of dbt that makes them."""
        return ["run", "--select", *(f"path:models/{path}" for path in self.models)]


PARTS = {
    "tiers and tags": Part(
        60,
        "200,000 companies",
        ["intermediate/scoring", "intermediate/tags", "marts/scores", "marts/tags", "marts/*.sql"],
    ),
    "leads, channels and funnel": Part(
        240,
        "1 million leads",
        [
            "intermediate/leads", "intermediate/channels", "intermediate/funnel", "marts/leads",
            "marts/funnel",
        ],
    ),
    "customers": Part(
        360,
        "200,000 companies, 5 million orders",
        [
            "intermediate/commerce", "intermediate/rfm", "intermediate/lifecycle",
            "intermediate/clv", "intermediate/cost", "intermediate/segments",
            "intermediate/service", "intermediate/relations", "intermediate/activation",
            "intermediate/quality", "marts/core", "marts/value", "marts/lifecycle",
            "marts/segments", "marts/activation", "marts/review",
        ],
    ),
    "lifetime value": Part(
        30,
        "1 million scores, one a customer and date",
        ["intermediate/clv", "marts/value/fct_account_clv.sql"],
    ),
}  # fmt: skip
# What the script makes too: sessions, daily sums, orders and RFM, with all they hang on.
SCRIPTED = ["+fct_web_sessions", "+int_account_web_days", "+fct_orders", "+fct_account_rfm"]
FEEDS = {
    "web_events": "web events",
    "erp_orders": "rows of orders",
    "crm_accounts": "records of companies",
    "crm_leads": "leads",
    "crm_activities": "activities",
    "mkt_email_events": "mail events",
    "crm_opportunity_stage_history": "stage changes",
    "product_usage_daily": "rows of use",
}

# What both must find: name -> (query on the script's file, query on the published file).
FINDINGS = {
    "sessions of the last year": (
        "select count(*) from sessions where started_at >= getvariable('as_of') - interval 364 day",
        "select count(*) from marts.fct_web_sessions"
        " where started_at >= getvariable('as_of') - interval 364 day",
    ),
    "customers with orders": (
        "select count(*) from rfm",
        "select count(*) from marts.fct_account_rfm"
        " where as_of_date = getvariable('as_of') and frequency > 0",
    ),
    "revenue in the RFM window": (
        "select sum(monetary) from rfm",
        "select sum(monetary) from marts.fct_account_rfm"
        " where as_of_date = getvariable('as_of') and frequency > 0",
    ),
    "RFM segments": (
        "select string_agg(n, ' ' order by s) from"
        " (select rfm_segment as s, s || '=' || count(*) as n from rfm group by s)",
        "select string_agg(n, ' ' order by s) from"
        " (select rfm_segment as s, s || '=' || count(*) as n from marts.fct_account_rfm"
        " where as_of_date = getvariable('as_of') and frequency > 0 group by s)",
    ),
}


@dataclass(frozen=True)
class Scale:
    """How much is made: companies, web events, orders, and over how many days."""

    accounts: int = 2_000
    events: int = 2_000_000
    orders: int = 20_000
    days: int = 540
    leads: int | None = None
    usage: int | None = None

    @property
    def name(self) -> str:
        """Name the folder of this scale."""
        asked = {"l": self.leads, "u": self.usage}
        more = "".join(f"_{number}{letter}" for letter, number in asked.items() if number)
        return f"{self.accounts}a_{self.events}e_{self.orders}o_{self.days}d{more}"


@dataclass(frozen=True)
class OnceMore:
    """What it cost to make tables once more: the whole command, and the seconds of the tables.

    `seconds` go from the start of the first table to the end of the last, tests included; before
    them dbt starts, reads the project and restores its state, which a night does once for all.
    """

    whole: Cost
    seconds: float


@dataclass(frozen=True)
class Result:
    """What was measured. `findings`: name -> (the script's, the project's).

    `scripted` are the tables of the script, made and checked by the project; reading comes on top.
    """

    first: Cost
    script: Cost
    scripted: OnceMore
    following: Cost
    parts: Mapping[str, OnceMore]
    rows: Mapping[str, int]
    steps: Mapping[str, tuple[float, float]]
    nodes: tuple[Mapping[str, float], Mapping[str, float]]
    findings: Mapping[str, tuple[str, str]]


def run(
    scale: Scale,
    folder: Path = FOLDER,
    tell: Callable[[str], None] = print,
    *,
    parts_only: bool = False,
) -> str:
    """Measure at a scale, keep the report beside the exports and return it.

    Raises StrataError when a night or the script fails.
    """
    place = folder / scale.name
    tell(f"Benchmark in {place}")
    work = place / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if parts_only:
        report = _report_of_parts(scale, place, tell)
    else:
        report = render(scale, _measured(scale, place, tell))
    (place / "report.txt").write_text(report, encoding="utf-8")
    return report


def make_exports(scale: Scale, folder: Path, until: date, tell: Callable[[str], None]) -> Path:
    """Make the exports as they are at the end of a day, unless they are there."""
    exports = folder / str(until)
    mark = folder / f"{until}.json"
    wanted = {**vars(scale), "version": version()}
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == wanted:
        tell(f"The exports of {until} are there")
        return exports
    shutil.rmtree(exports, ignore_errors=True)
    tell(f"Making the exports of {until}")
    arguments = {
        "accounts": scale.accounts, "web-events": scale.events, "orders": scale.orders,
        "leads": scale.leads, "usage": scale.usage, "days": scale.days, "end-date": LAST_DAY,
        "until": until, "format": "parquet", "drops": "day", "out": exports,
    }  # fmt: skip
    options = [f"--{name}={value}" for name, value in arguments.items() if value is not None]
    command = [sys.executable, "-m", "strata.sample", *options]
    folder.mkdir(parents=True, exist_ok=True)
    measure(command, os.environ, folder / f"{until}.log")
    mark.write_text(json.dumps(wanted) + "\n", encoding="utf-8")
    return exports


def put_in_place(exports: Path, raw: Path) -> None:
    """Bring a raw folder to the state of the exports; files that are the same stay untouched."""
    for path in sorted(exports.rglob("*.parquet")):
        there = raw / path.relative_to(exports)
        if there.exists() and filecmp.cmp(path, there, shallow=False):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        there.unlink(missing_ok=True)
        there.hardlink_to(path)


def _measured(scale: Scale, place: Path, tell: Callable[[str], None]) -> Result:
    days = (FIRST_NIGHT, LAST_DAY)
    exports = {day: make_exports(scale, place / "exports", day, tell) for day in days}
    work = place / "work"
    raw = work / "raw"
    put_in_place(exports[FIRST_NIGHT], raw)
    first, first_steps, first_nodes = _night(FIRST_NIGHT, work, tell)
    tell("The script written by hand")
    command = [sys.executable, "-m", "strata.bench", str(raw), str(work / "by_hand.duckdb")]
    script = measure(command, os.environ, work / "by_hand.log")
    found = findings(work / "by_hand.duckdb", work / "strata.duckdb", FIRST_NIGHT)
    rows = _rows(raw)
    put_in_place(exports[LAST_DAY], raw)
    following, next_steps, next_nodes = _night(LAST_DAY, work, tell)
    parts = _parts(work, tell)
    checked = ["--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]
    checked += ["--exclude", dbt.KEYS]
    command = ["build", "--full-refresh", "--select", *SCRIPTED, *checked]
    scripted = _once_more("tables of the script", command, work, tell)
    names = dict.fromkeys([*first_steps, *next_steps])
    steps = {n: (first_steps.get(n, 0.0), next_steps.get(n, 0.0)) for n in names}
    return Result(
        first, script, scripted, following, parts, rows, steps, (first_nodes, next_nodes), found
    )


def _report_of_parts(scale: Scale, place: Path, tell: Callable[[str], None]) -> str:
    work = place / "work"
    put_in_place(make_exports(scale, place / "exports", FIRST_NIGHT, tell), work / "raw")
    first, _, _ = _night(FIRST_NIGHT, work, tell)
    rows = _rows(work / "raw")
    lines = [
        _scale_line(scale, rows),
        "",
        f"{'':<34} {'seconds':>8} {'CPU s':>8} {'peak GiB':>9} {'s per million rows':>21}",
        _cost_line("full refresh (first night)", first, sum(rows.values()) / 1e6),
        "",
        *_part_lines(_parts(work, tell)),
    ]
    return "\n".join(lines) + "\n"


def _parts(work: Path, tell: Callable[[str], None]) -> dict[str, OnceMore]:
    return {name: _once_more(name, part.command, work, tell) for name, part in PARTS.items()}


def _night(
    as_of: date, work: Path, tell: Callable[[str], None]
) -> tuple[Cost, dict[str, float], dict[str, float]]:
    """Run a night; return its cost, the seconds of its steps and those of its dbt nodes."""
    tell(f"The night of {as_of}")
    command = [*STRATA, "nightly", "--as-of", str(as_of)]
    cost = measure(command, _environment(work), work / f"night_{as_of}.log")
    summary = (work / "last_run.txt").read_text(encoding="utf-8")
    (line,) = [line for line in summary.splitlines() if line.startswith("Seconds")]
    steps = {n: float(s) for n, s in re.findall(r"([a-z ]+) ([0-9.]+)", line.split(" ", 1)[1])}
    nodes = {
        node["unique_id"]: float(node["execution_time"])
        for ran in sorted((work / "target").glob("run_results*.json"))
        for node in json.loads(ran.read_text(encoding="utf-8"))["results"]
    }
    return cost, {name.strip(): seconds for name, seconds in steps.items()}, nodes


def _environment(work: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    return {
        **kept,
        "STRATA_RAW_DIR": str(work / "raw"),
        "STRATA_WAREHOUSE": str(work / "strata.duckdb"),
        "STRATA_BUILD": str(work / "build.duckdb"),
        "DBT_TARGET_PATH": str(work / "target"),
    }


def _once_more(
    name: str, command: Sequence[str], work: Path, tell: Callable[[str], None]
) -> OnceMore:
    """Make models once more with a command of dbt, as the last night did; tell what that costs."""
    tell(f"Once more: {name}")
    environment = _environment(work)
    settings = Settings.from_env(environment)
    published = DuckDBEngine(settings)
    last = published.last_night()
    if last is None:
        raise StrataError(f"{settings.warehouse} holds no night")
    options = dbt_options(settings, base_currency(settings, last.currency))
    ((published_at,),) = published.ask("select max(published_at) from marts.rpt_runs")
    tonight = dbt_environment(settings, last.as_of_date, str(published_at))
    request = json.dumps([command, options, str(work / "logs")])
    log = work / f"once_more_{name.replace(' ', '_').replace(',', '')}.log"
    whole = measure([*AS_A_NIGHT, request], {**environment, **tonight}, log)
    ran = json.loads((work / "target" / "run_results.json").read_text(encoding="utf-8"))
    spans = [
        span
        for node in ran["results"]
        if not node["unique_id"].startswith("operation.")
        for span in node["timing"]
    ]
    began = min(datetime.fromisoformat(span["started_at"]) for span in spans)
    ended = max(datetime.fromisoformat(span["completed_at"]) for span in spans)
    return OnceMore(whole, (ended - began).total_seconds())


def as_a_night(command: Sequence[str], options: Sequence[str], logs: str) -> bool:
    """Run a command of dbt in a process of its own, as a night does; say whether it succeeded."""
    with dbt.Process() as process:
        result = process.run(command, options, os.environ, Path(logs), print)
    print(*result.reasons(), sep="\n")
    return result.succeeded


# Settings of the caller's own nights that would change what is measured.
_OTHERS = {
    "AS_OF", "ALLOW_MISSING", "ACCEPT", "TARGET", "STRATA_TARGET", "STRATA_LANDING",
    "STRATA_TIMEZONE", "STRATA_BASE_CURRENCY", "STRATA_DATE_ORDER", "STRATA_SALT",
}  # fmt: skip


def by_hand(raw: Path, database: Path, as_of: date = FIRST_NIGHT) -> None:
    """Run the script, with the memory that a night has, into a new database file."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set memory_limit = '{memory()}'")
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set TimeZone = 'UTC'")
        variables = {"raw": str(raw), "rules": str(ROOT / "seeds"), "as_of": as_of}
        for name, value in variables.items():
            connection.execute(f"set variable {name} = $1", [value])
        connection.execute(BY_HAND.read_text(encoding="utf-8"))


def findings(database: Path, warehouse: Path, as_of: date) -> dict[str, tuple[str, str]]:
    """Ask the script's file and the published file the same questions."""
    found: dict[str, list[str]] = {name: [] for name in FINDINGS}
    for side, path in enumerate((database, warehouse)):
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute("set variable as_of = $1", [as_of])
            for name, queries in FINDINGS.items():
                rows = connection.execute(queries[side]).fetchall()
                found[name].append(str(rows[0][0]))
    return {name: (both[0], both[1]) for name, both in found.items()}


def _rows(raw: Path) -> dict[str, int]:
    sql = "select sum(num_rows) from parquet_file_metadata($1)"
    counted = {}
    for feed in FEEDS:
        files = [
            str(path) for path in raw.rglob("*.parquet") if feed in (path.stem, path.parent.name)
        ]
        counted[feed] = int((duckdb.execute(sql, [files]).fetchone() or (0,))[0] or 0)
    return counted


def render(scale: Scale, result: Result) -> str:
    """Give the report as plain text."""
    first, script, following = result.first, result.script, result.following
    million = max(result.rows["web_events"], 1) / 1e6
    peak = max(first.peak_bytes, following.peak_bytes) / 2**30
    next_share = following.seconds / first.seconds
    same_work = result.steps["read"][0] + result.scripted.whole.seconds
    lines = [
        _scale_line(scale, result.rows),
        "",
        f"{'':<34} {'seconds':>8} {'CPU s':>8} {'peak GiB':>9} {'s per million events':>21}",
        _cost_line("full refresh (first night)", first, million),
        _cost_line("script written by hand", script, million),
        _cost_line("next night (one more day)", following, million),
        "",
        _ratio("full refresh / script", first.seconds / script.seconds, MOST_TIMES_SCRIPT),
        _ratio("the same in CPU seconds", first.cpu_seconds / script.cpu_seconds, None),
        _ratio("the script's tables alone / script", same_work / script.seconds, None),
        _ratio("next night / full refresh", next_share, MOST_NEXT_NIGHT),
        _ratio("peak memory of a night, GiB", peak, MOST_GIB),
        "",
        *_part_lines(result.parts),
        _part_line("tables of the script", result.scripted),
        "",
        f"{'Steps, seconds':<34} {'first':>8} {'next':>8}",
        *[f"  {name:<32} {a:>8.1f} {b:>8.1f}" for name, (a, b) in result.steps.items()],
        "",
        f"{'Inside the build, seconds of work':<34} {'first':>8} {'next':>8}",
        *_node_lines(*result.nodes),
        "",
        "Found by the script and by the project",
        *[
            f"  {name}: {a}" + ("" if a == b else f", project {b}")
            for name, (a, b) in result.findings.items()
        ],
    ]
    return "\n".join(lines) + "\n"


def _cost_line(name: str, cost: Cost, million: float) -> str:
    return (
        f"{name:<34} {cost.seconds:>8.1f} {cost.cpu_seconds:>8.1f}"
        f" {cost.peak_bytes / 2**30:>9.2f} {cost.seconds / million:>21.2f}"
    )


def _scale_line(scale: Scale, rows: Mapping[str, int]) -> str:
    counted = ", ".join(f"{rows[feed]:,} {words}" for feed, words in FEEDS.items())
    return f"{counted}, {scale.days} days; {os.cpu_count()} cores, STRATA_MEMORY {memory()}"


def _part_lines(parts: Mapping[str, OnceMore]) -> list[str]:
    return [
        f"{'Made once more':<34} {'seconds':>8} {'with the start of dbt':>22} {'CPU s':>8}"
        f" {'peak GiB':>9}",
        *[
            f"{_part_line(name, cost)}  with {PARTS[name].scale} at most {PARTS[name].most}"
            for name, cost in parts.items()
        ],
    ]


def _part_line(name: str, cost: OnceMore) -> str:
    whole = cost.whole
    return (
        f"  {name:<32} {cost.seconds:>8.1f} {whole.seconds:>22.1f} {whole.cpu_seconds:>8.1f}"
        f" {whole.peak_bytes / 2**30:>9.2f}"
    )


def _ratio(name: str, value: float, most: float | None) -> str:
    verdict = ""
    if most is not None:
        verdict = f"  at most {most:g}: {'met' if value <= most else 'MISSED'}"
    return f"{name:<34} {value:>8.2f}{verdict}"


def _node_lines(first: Mapping[str, float], following: Mapping[str, float]) -> list[str]:
    kinds = {kind: (_sum(first, kind), _sum(following, kind)) for kind in ("seed", "model", "test")}
    lines = [f"  all {kind + 's':<28} {a:>8.1f} {b:>8.1f}" for kind, (a, b) in kinds.items()]
    slowest = sorted(first, key=lambda node: -max(first[node], following.get(node, 0)))[:SLOWEST]
    return lines + [
        f"  {node.split('.', 2)[2][:32]:<32} {first[node]:>8.1f} {following.get(node, 0):>8.1f}"
        for node in slowest
    ]


def _sum(nodes: Mapping[str, float], kind: str) -> float:
    return sum(seconds for node, seconds in nodes.items() if node.startswith(kind + "."))


if __name__ == "__main__":
    if sys.argv[1:2] == ["dbt"]:
        sys.exit(not as_a_night(*json.loads(sys.argv[2])))
    by_hand(Path(sys.argv[1]), Path(sys.argv[2]))
