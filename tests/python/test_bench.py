"""The benchmark: the script by hand does the same work as the project, told by its numbers."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from strata import bench
from strata.errors import StrataError
from strata.measure import Cost, measure

from .conftest import DRIVER, ROOT, UNCHECKED

SMALL = bench.Scale(accounts=200, events=20_000, orders=2_000, days=90)
PART = "lifetime value"  # one is enough to see that parts are made
SCRIPTED = ["+int_account_web_days"]  # and one of the script's tables


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    driver = folder / "driver.py"
    driver.write_text(DRIVER.format(patch=UNCHECKED), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setattr(bench, "STRATA", [sys.executable, str(driver)])
        patch.setattr(bench, "PARTS", {PART: bench.PARTS[PART]})
        patch.setattr(bench, "SCRIPTED", SCRIPTED)
        bench.run(SMALL, folder, tell=lambda _: None)
    return folder / SMALL.name


@pytest.fixture(scope="module")
def report(place: Path) -> str:
    return (place / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("finding", bench.FINDINGS)
def test_script_and_project_agree(report: str, finding: str) -> None:
    (told,) = [line for line in report.splitlines() if line.startswith(f"  {finding}: ")]
    assert ", project " not in told, "a difference is told only where there is one"
    assert not told.endswith((": 0", ": None"))


def test_report_tells_costs_and_steps(report: str) -> None:
    told = ("full refresh / script", "next night / full refresh", "peak memory", "audit raw")
    for words in (*told, PART, "the script's tables alone"):
        assert words in report


def test_exports_are_kept_for_the_next_time(place: Path) -> None:
    told: list[str] = []
    bench.make_exports(SMALL, place / "exports", bench.LAST_DAY, told.append)
    assert told == [f"The exports of {bench.LAST_DAY} are there"]


def test_next_night_brings_only_what_changed(tmp_path: Path) -> None:
    exports = [tmp_path / name for name in ("first", "next")]
    for folder, content in zip(exports, (b"old", b"new"), strict=True):
        (folder / "web_events").mkdir(parents=True)
        (folder / "web_events" / "1.parquet").write_bytes(b"same")
        (folder / "crm_accounts.parquet").write_bytes(content)
    (exports[1] / "web_events" / "2.parquet").write_bytes(b"added")
    raw = tmp_path / "raw"
    bench.put_in_place(exports[0], raw)
    untouched = (raw / "web_events" / "1.parquet").stat().st_ino
    bench.put_in_place(exports[1], raw)
    assert (raw / "web_events" / "1.parquet").stat().st_ino == untouched
    assert (raw / "crm_accounts.parquet").read_bytes() == b"new"
    assert (raw / "web_events" / "2.parquet").exists()
    assert (exports[0] / "crm_accounts.parquet").read_bytes() == b"old"


def test_memory_and_time_of_children_count(tmp_path: Path) -> None:
    grandchild = "import time; block = b'x' * (200 << 20); time.sleep(1)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    cost = measure([sys.executable, "-c", child], os.environ, tmp_path / "log")
    assert cost.peak_bytes > 200 << 20
    assert cost.seconds > 1


def test_failed_command_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(StrataError, match="out of order"):
        measure([sys.executable, "-c", "raise SystemExit('out of order')"], {}, tmp_path / "log")


@pytest.mark.parametrize(
    ("seconds", "peak", "next_seconds", "missed"),
    [(30.0, 8.0, 6.0, 0), (30.1, 8.0, 6.0, 1), (30.0, 8.1, 6.0, 1), (30.0, 8.0, 6.1, 1)],
)
def test_a_missed_target_is_told(
    seconds: float, peak: float, next_seconds: float, missed: int
) -> None:
    result = bench.Result(
        first=Cost(seconds, seconds, int(peak * 2**30)),
        script=Cost(10.0, 10.0, 2**30),
        scripted=bench.OnceMore(Cost(19.0, 19.0, 2**30), 15.0),
        following=Cost(next_seconds, next_seconds, 2**30),
        parts={"tiers and tags": bench.OnceMore(Cost(61.0, 50.0, 2**30), 52.0)},
        rows=dict.fromkeys(bench.FEEDS, 1_000_000),
        steps={"read": (1.0, 0.5)},
        nodes=({"model.strata.one": 1.0}, {"model.strata.one": 0.5}),
        findings={"sessions": ("5", "6")},
    )
    report = bench.render(SMALL, result)
    assert re.search(r"the script's tables alone / script +2\.00\n", report), (
        "with reading: 20 to 10"
    )
    assert report.count("MISSED") == missed
    assert "sessions: 5, project 6" in report
