"""`python -m strata`: the night and what goes with it, and a look at what is published."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from strata import bench, demo, nightly, rules, seeds, what_if
from strata.config import Settings
from strata.engines import engine
from strata.errors import StrataError
from strata.lock import AlreadyRunningError

FAILED = 1
ALREADY_RUNNING = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 when it failed, 3 when another night is running."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except AlreadyRunningError as error:
        print(error, file=sys.stderr)
        return ALREADY_RUNNING
    except StrataError as error:
        print(f"\n{error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nStopped; the published tables stay as they were.", file=sys.stderr)
        return FAILED
    return 0


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    commands = argparse.ArgumentParser(prog="python -m strata", description=__doc__)
    kinds = commands.add_subparsers(required=True, metavar="COMMAND")

    night = kinds.add_parser("nightly", help="read, build, audit and publish one night")
    night.add_argument(
        "--as-of", type=date.fromisoformat, default=os.environ.get("AS_OF") or None, metavar="DATE",
        help="the last day that counts (AS_OF; default: yesterday in STRATA_TIMEZONE)",
    )  # fmt: skip
    _add_exceptions(night)
    night.add_argument("--target", help="where to build, a target of profiles.yml (STRATA_TARGET)")
    night.add_argument(
        "--fresh", action="store_true", help="start a new build file (it is only a cache)"
    )
    night.set_defaults(command=_nightly)

    sound = kinds.add_parser("check-rules", help="look for mistakes in the rule files")
    sound.add_argument(
        "--repair", action="store_true",
        help="first save as UTF-8 with commas what a spreadsheet saved its own way",
    )  # fmt: skip
    sound.set_defaults(command=_check_rules)

    replay = kinds.add_parser(
        "backfill", help="replay the nights of a range of dates, publish once"
    )
    replay.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=os.environ.get("FROM") or None,
        metavar="DATE", help="the first date; what was published from it on goes (FROM)",
    )  # fmt: skip
    replay.add_argument(
        "--to", dest="last", type=date.fromisoformat, default=os.environ.get("TO") or None,
        metavar="DATE", help="the last date, which is published (TO)",
    )  # fmt: skip
    _add_exceptions(replay)
    replay.set_defaults(command=_backfill)

    trial = kinds.add_parser(
        "what-if", help="say what the rules as they are written now would change; publish nothing"
    )
    trial.add_argument(
        "--csv", type=Path, default=os.environ.get("CSV") or None, metavar="FILE",
        help="write all moves to this file (CSV)",
    )  # fmt: skip
    trial.set_defaults(command=_what_if)

    show = kinds.add_parser("demo", help="a night on sample exports, then queries to try")
    show.set_defaults(command=lambda _: demo.run(Settings.from_env()))

    timed = kinds.add_parser("bench", help="time two nights on sample exports of a chosen scale")
    for measure in dataclasses.fields(bench.Scale):
        timed.add_argument(f"--{measure.name}", type=int, default=measure.default)
    timed.add_argument(
        "--parts", action="store_true", help="one night, then the parts: no script, no next night"
    )
    timed.set_defaults(command=_bench)

    fit = kinds.add_parser(
        "fit-clv", help="fit customer lifetime value to the published orders, for review"
    )
    fit.add_argument("--dry-run", action="store_true", help="show the parameters, write nothing")
    fit.set_defaults(command=_fit_clv)

    fit = kinds.add_parser("fit-leads", help="fit the weights of the lead score to your own leads")
    fit.add_argument(
        "--seeds", type=Path, default=seeds.SEEDS / "rules",
        help="folder of the rules that get the new version (default: seeds/rules)",
    )  # fmt: skip
    fit.set_defaults(command=_fit_leads)

    fit = kinds.add_parser(
        "fit-clusters", help="group customers that are alike, to compare with the segments of rules"
    )
    fit.set_defaults(command=_fit_clusters)

    query = kinds.add_parser("query", help="run a query on the published tables")
    query.add_argument("sql")
    query.set_defaults(command=_query)
    return commands


def _add_exceptions(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-missing", default=os.environ.get("ALLOW_MISSING", ""), metavar="FEED[,FEED]",
        help="feeds that may be gone or far smaller tonight (ALLOW_MISSING)",
    )  # fmt: skip
    command.add_argument(
        "--accept", action="append", default=None, metavar="'CHECK: REASON'",
        help="a check that may fail tonight, and why; repeatable (ACCEPT, one a line)",
    )  # fmt: skip


def _nightly(options: argparse.Namespace) -> None:
    night = dataclasses.replace(_exceptions(options), as_of_date=options.as_of, fresh=options.fresh)
    print("\n" + nightly.run(_settings(options.target), night), end="")


def _exceptions(options: argparse.Namespace) -> nightly.Options:
    accept = options.accept
    if accept is None:
        accept = os.environ.get("ACCEPT", "").splitlines()
    return nightly.Options(
        allow_missing=[f.strip() for f in options.allow_missing.split(",") if f.strip()],
        accept=[text for text in accept if text.strip()],
    )


def _backfill(options: argparse.Namespace) -> None:
    from strata import backfill  # fits need scipy, which takes its time

    if options.first is None or options.last is None:
        raise StrataError(
            "a backfill needs its first and its last date",
            remedy="give both: make backfill FROM=2026-09-01 TO=2026-10-31",
        )
    dates = backfill.Range(options.first, options.last)
    print("\n" + backfill.run(Settings.from_env(), dates, _exceptions(options)), end="")


def _settings(target: str | None) -> Settings:
    return Settings.from_env({**os.environ, "STRATA_TARGET": target} if target else None)


def _check_rules(options: argparse.Namespace) -> None:
    for file in seeds.repair() if options.repair else ():
        print(f"{file} is saved as UTF-8 with commas now.")
    print(f"{len(rules.check().seeds)} rule files, no mistake.")


def _what_if(options: argparse.Namespace) -> None:
    print("\n" + what_if.run(Settings.from_env(), options.csv), end="")


def _bench(options: argparse.Namespace) -> None:
    names = [measure.name for measure in dataclasses.fields(bench.Scale)]
    scale = bench.Scale(**{name: getattr(options, name) for name in names})
    print("\n" + bench.run(scale, parts_only=options.parts))


def _fit_clv(options: argparse.Namespace) -> None:
    from strata import fit_clv

    fit_clv.run(Settings.from_env(), dry_run=options.dry_run)


def _fit_leads(options: argparse.Namespace) -> None:
    from strata import fit_leads

    print("\n" + fit_leads.run(Settings.from_env(), options.seeds))


def _fit_clusters(_: argparse.Namespace) -> None:
    from strata import fit_clusters

    print("\n" + fit_clusters.run(Settings.from_env()))


def _query(options: argparse.Namespace) -> None:
    engine(Settings.from_env()).show(options.sql)


if __name__ == "__main__":
    sys.exit(main())
