"""The unit tests of the models (models/**/_*__unit_tests.yml), on both engines.

They read the columns of what a build has made.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import Workplace
from .exports import dbt_command


def run(environment: Mapping[str, str]) -> str:
    """Run all unit tests; return what dbt says of them."""
    command, whole = dbt_command(environment, None, "test", "--resource-type", "unit_test")
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
@pytest.mark.long
def test_on_spark(spark_night: Workplace) -> None:
    said = run({**spark_night.environment, "STRATA_TARGET": "spark"})
    assert "SKIP=0" in said
    assert "PASS=0" not in said
