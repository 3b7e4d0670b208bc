"""Nights, their replay, and rules that are edited in between, in a copy of the project."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .conftest import DRIVER, ROOT, UNCHECKED, make_sample

pytestmark = pytest.mark.story

PROJECT = (
    "analyses", "gx", "macros", "models", "seeds", "strata", "tests", "dbt_project.yml",
    "profiles.yml",
)  # fmt: skip
FIRST, BEFORE, NIGHT, LAST, NEXT = (
    "2026-10-27", "2026-10-29", "2026-10-30", "2026-10-31", "2026-11-01",
)  # fmt: skip
KILLED_WHILE_REPLAYING = (
    "import os, signal\nfrom strata import backfill\n"
    "backfill.carry_over = lambda connection: os.kill(os.getpid(), signal.SIGKILL)"
)
# What the night says about itself, and a replayed night does not.
HIDDEN = {"rpt_runs": " exclude (published_at, checks, warnings, accepted_exceptions)"}


@dataclass(frozen=True)
class Company:
    """A project with rules of its own, and a folder for what its nights leave."""

    project: Path
    folder: Path
    raw_dir: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "strata.duckdb"

    def strata(self, *arguments: str, patch: str = UNCHECKED) -> subprocess.CompletedProcess[str]:
        driver = self.folder / "driver.py"
        driver.write_text(DRIVER.format(patch=patch), encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(driver), *arguments],
            cwd=self.project,
            env={
                **os.environ,
                "PYTHONPATH": str(self.project),
                "STRATA_RAW_DIR": str(self.raw_dir),
                "STRATA_WAREHOUSE": str(self.warehouse),
                "STRATA_BUILD": str(self.folder / "build.duckdb"),
                "STRATA_TARGET": "nightly",
                "DBT_TARGET_PATH": str(self.folder / "target"),
            },
            capture_output=True,
            text=True,
        )

    def done(self, *arguments: str, patch: str = UNCHECKED) -> str:
        """Run a command that must succeed; return what it printed."""
        result = self.strata(*arguments, patch=patch)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def query(self, sql: str) -> list[Any]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def tables(self) -> dict[str, list[str]]:
        """Give every published row as text, by table."""
        names = self.query("select table_name from duckdb_tables() where schema_name = 'marts'")
        return {
            name: sorted(
                str(row) for row in self.query(f"select *{HIDDEN.get(name, '')} from marts.{name}")
            )
            for (name,) in names
        }

    def hash(self) -> str:
        return hashlib.sha256(self.warehouse.read_bytes()).hexdigest()

    def edit(self, seed: str, pattern: str, replacement: str) -> None:
        path = self.project / "seeds" / "rules" / f"{seed}.csv"
        text, edits = re.subn(pattern, replacement, path.read_text(encoding="utf-8"))
        assert edits == 1
        path.write_text(text, encoding="utf-8")


def copied_project(to: Path) -> Path:
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "python", "target", "logs")
            shutil.copytree(source, to / name, ignore=ignored)
        else:
            shutil.copy(source, to / name)
    return to


@dataclass(frozen=True)
class Story:
    """A company with a few published nights, and a fresh machine that went one night further."""

    company: Company
    fresh: Company


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Nights by a backfill on nothing, one by itself, and one that has the published file only."""
    folder = tmp_path_factory.mktemp("replay")
    raw_dir = make_sample(folder / "exports", "--accounts", "150", "--days", "400")
    project = copied_project(folder / "project")
    company = Company(project, folder / "company", raw_dir)
    fresh = Company(project, folder / "fresh", raw_dir)
    company.folder.mkdir()
    fresh.folder.mkdir()
    company.done("backfill", "--from", FIRST, "--to", BEFORE)
    company.done("nightly", "--as-of", NIGHT)
    shutil.copy(company.warehouse, fresh.warehouse)
    fresh.done("nightly", "--as-of", LAST)
    return Story(company, fresh)


def test_state_moves_in_these_nights(story: Story) -> None:
    nights = "select count(distinct as_of_date) from marts.fct_state_log"
    assert story.fresh.query(nights) > [(3,)]
    assert story.fresh.query("select count(*) from marts.rpt_runs") == [(5,)]


def test_a_killed_backfill_changes_nothing(story: Story) -> None:
    before = story.company.hash()
    killed = story.company.strata(
        "backfill", "--from", BEFORE, "--to", LAST, patch=UNCHECKED + KILLED_WHILE_REPLAYING
    )
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr
    assert story.company.hash() == before


def test_a_backfill_gives_what_nights_on_a_fresh_machine_gave(story: Story) -> None:
    output = story.company.done("backfill", "--from", BEFORE, "--to", LAST, patch="")
    assert f"Replaying from {BEFORE}: 2 published nights go" in output
    assert story.company.tables() == story.fresh.tables()


@pytest.mark.long
def test_thirty_nights_are_what_a_backfill_of_thirty_gives(tmp_path: Path) -> None:
    raw_dir = make_sample(tmp_path / "exports", "--accounts", "150", "--days", "400")
    by_night, replayed = (Company(ROOT, tmp_path / name, raw_dir) for name in ("nights", "replay"))
    nights = [f"2026-10-{day:02d}" for day in range(2, 32)]
    by_night.folder.mkdir()
    replayed.folder.mkdir()
    for night in nights:
        by_night.done("nightly", "--as-of", night)
    replayed.done("backfill", "--from", nights[0], "--to", nights[-1])
    assert by_night.query("select count(*) from marts.rpt_runs") == [(30,)]
    there, here = by_night.tables(), replayed.tables()
    assert {name for name in there if there[name] != here.get(name)} == set()


def test_an_earlier_night_is_refused_and_a_way_told(story: Story) -> None:
    refused = story.company.strata("nightly", "--as-of", NIGHT)
    assert refused.returncode == 1
    assert f"make backfill FROM={NIGHT} TO={LAST}" in refused.stderr


def test_a_backfill_without_a_date_is_refused(story: Story) -> None:
    refused = story.company.strata("backfill", "--from", LAST, "--to", NIGHT)
    assert refused.returncode == 1
    assert f"a backfill from {LAST} to {NIGHT} has no date" in refused.stderr


def test_no_edit_changes_nothing(story: Story) -> None:
    assert "No rule differs: nothing would change." in story.company.done("what-if")


def test_a_bad_rule_stops_before_anything_is_built(story: Story) -> None:
    build = story.company.folder / "build.duckdb"
    before = build.stat().st_mtime_ns
    story.company.edit("tier_bands", r"\nB,65,", "\nB,85,")
    try:
        for command in (["nightly", "--as-of", NEXT], ["what-if"],
                        ["backfill", "--from", LAST, "--to", NEXT], ["check-rules"]):  # fmt: skip
            stopped = story.company.strata(*command)
            assert stopped.returncode == 1
            assert "tier_bands.csv, line 3, column lower_bound: '85'" in stopped.stderr
    finally:
        story.company.edit("tier_bands", r"\nB,85,", "\nB,65,")
    assert build.stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def lowered(story: Story) -> Decimal:
    """Tier C begins lower, so that the upper half of tier D rises. The edit stays."""
    ((bound,),) = story.company.query(
        "select quantile_disc(value_score, 0.5) from marts.customer_tiers"
        " where tier = 'D' and scored_tier = 'D' and tier_reason = 'score'"
    )
    story.company.edit("tier_bands", r"\nC,50,", f"\nC,{bound},")
    return Decimal(bound)


def test_what_if_tells_exactly_who_moves(story: Story, lowered: Decimal, tmp_path: Path) -> None:
    before = story.company.hash()
    moves_csv = tmp_path / "moves.csv"
    output = story.company.done("what-if", "--csv", str(moves_csv))
    assert story.company.hash() == before
    assert not list(story.company.folder.glob("what_if_*"))

    expected = story.company.query(
        f"select account_id from marts.customer_tiers where scored_tier = 'D' and tier = 'D'"
        f" and tier_reason = 'score' and value_score >= {lowered}"
    )
    assert expected
    with moves_csv.open(encoding="utf-8", newline="") as file:
        moves = [row for row in csv.DictReader(file) if row["kind"] == "tier"]
    rising = [row for row in moves if row["before"] != row["after"]]
    assert {row["id"] for row in rising} == {account for (account,) in expected}
    assert {(row["before"], row["after"]) for row in rising} == {("D", "C")}
    assert {row["factor"] for row in rising} == {""}  # a band moved, no points did
    assert "changed: tier_bands.csv" in output
    counted = dict(
        story.company.query("select tier, count(*) from marts.customer_tiers group by 1")
    )
    assert re.search(rf"^C +{counted['C']} +{counted['C'] + len(expected)} ", output, re.MULTILINE)


def test_only_the_rule_moves_accounts_by_the_cause_rules_changed(
    story: Story, lowered: Decimal
) -> None:
    story.company.done("nightly", "--as-of", NEXT)
    causes = dict(
        story.company.query(
            f"select account_id, cause from marts.fct_state_log"
            f" where as_of_date = date '{NEXT}' and object = 'tier' and item = 'value'"
        )
    )
    over_the_edge = story.company.query(
        f"select account_id from marts.customer_tiers"
        f" where tier = 'C' and value_score >= {lowered} and value_score < 50"
        f" and previous_tier = 'D' and tier_since = date '{NEXT}'"
    )
    assert over_the_edge
    by_rules = {account for account, cause in causes.items() if cause == "rules_changed"}
    assert by_rules == {account for (account,) in over_the_edge}
