"""The unit tests of the models (models/**/_*__unit_tests.yml), on both engines.

They read the columns of what a build has made.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import ROOT, Workplace
from .exports import dbt_command

# Models with golden numbers: figures that were published elsewhere or worked out by hand.
GOLDEN = sorted(
    path.stem.removeprefix("_").removesuffix("__unit_tests")
    for path in (ROOT / "models").rglob("_*__unit_tests.yml")
    if "golden" in path.read_text(encoding="utf-8").lower()
)


def run(environment: Mapping[str, str], *selected: str) -> str:
    """Run all unit tests, or those of some models; return what dbt says of them."""
    options = ("--select", *selected) if selected else ()
    command, whole = dbt_command(
        environment, None, "test", "--resource-type", "unit_test", *options
    )
    result = subprocess.run(command, env=whole, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-6000:]
    return result.stdout


def test_on_duckdb(sample_night: Workplace, tmp_path: Path) -> None:
    shutil.copy(sample_night.folder / "build.duckdb", tmp_path)
    said = run(
        {
            **sample_night.environment,
            "STRATA_BUILD": str(tmp_path / "build.duckdb"),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
        }
    )
    assert "SKIP=0" in said
    assert "PASS=0" not in said


@pytest.mark.spark
def test_golden_numbers_on_spark(spark_night: Workplace) -> None:
    said = run({**spark_night.environment, "STRATA_TARGET": "spark"}, *GOLDEN)
    assert "SKIP=0" in said
    tests = re.search(r"PASS=(\d+)", said)
    assert tests is not None
    assert int(tests[1]) > len(GOLDEN)


@pytest.mark.spark
@pytest.mark.long
def test_on_spark(spark_night: Workplace) -> None:
    said = run({**spark_night.environment, "STRATA_TARGET": "spark"})
    assert "SKIP=0" in said
    assert "PASS=0" not in said
