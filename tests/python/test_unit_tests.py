"""The unit tests of the models (models/**/_*__unit_tests.yml), on both engines.

They read the columns of what a build has made.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from strata.dbt import Result

from .conftest import ROOT, BothEngines, Workplace
from .exports import Commands

# Models with golden numbers: figures that were published elsewhere or worked out by hand.
GOLDEN = sorted(
    path.stem.removeprefix("_").removesuffix("__unit_tests")
    for path in (ROOT / "models").rglob("_*__unit_tests.yml")
    if "golden" in path.read_text(encoding="utf-8").lower()
)
UNIT_TESTS = ("test", "--resource-type", "unit_test")


def test_on_duckdb(sample_night: Workplace, tmp_path: Path) -> None:
    shutil.copy(sample_night.folder / "build.duckdb", tmp_path)
    copied = {
        **sample_night.environment,
        "STRATA_BUILD": str(tmp_path / "build.duckdb"),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
    }
    with Commands(copied) as commands:
        all_passed(commands.result(*UNIT_TESTS, as_of=None), at_least=400)


@pytest.mark.spark
def test_golden_numbers_on_spark(spark_night: BothEngines) -> None:
    told = spark_night.spark.result(*UNIT_TESTS, "--select", *GOLDEN, as_of=None)
    all_passed(told, at_least=len(GOLDEN) + 1)


@pytest.mark.spark
@pytest.mark.long
def test_on_spark(spark_night: BothEngines) -> None:
    all_passed(spark_night.spark.result(*UNIT_TESTS, as_of=None), at_least=400)


def all_passed(told: Result, *, at_least: int) -> None:
    assert told.succeeded, told.reasons()
    assert told.skipped == 0
    assert told.tests >= at_least
