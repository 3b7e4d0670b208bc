"""What many tests need: a workplace of its own for a night, and exports to run it on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from . import nasty
from .exports import PROCESS, Commands, environment_in

ROOT = Path(__file__).resolve().parents[2]


# Starts the command line after a patch. It is run from a file: started by `python -c`, pyspark 4.3
# takes itself for a doctest and ends the process with code 0.
DRIVER = f"""
import sys
from strata import dbt
dbt.Process.STARTED_BY = [sys.executable, {PROCESS!r}]
{{patch}}
from strata.__main__ import main
if __name__ == "__main__":
    sys.exit(main())
"""
# dbt's data tests are half of a night; tests of what a night does, not what it checks, go without,
# and without Great Expectations.
UNTESTED = """
run = dbt.Process.run
less = ["--exclude-resource-type", "test"]
dbt.Process.run = lambda at, to_do, *rest: run(
    at, [*to_do, *less * (to_do[0] == "build")], *rest
)
"""
UNCHECKED = f"""{UNTESTED}
sys.path.append({str(Path(__file__).parent)!r})
import no_audit
no_audit.take_its_place()
"""


@dataclass(frozen=True)
class Workplace:
    """A folder with its own build, warehouse and logs; `raw_dir` may be shared."""

    folder: Path
    raw_dir: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "strata.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        return environment_in(self.folder, self.raw_dir)

    def night(self, as_of: str, *arguments: str, patch: str = UNCHECKED) -> str:
        """Run a night that must succeed; return what it printed."""
        driver = self.folder / "driver.py"
        driver.write_text(DRIVER.format(patch=patch), encoding="utf-8")
        result = subprocess.run(
            [sys.executable, str(driver), "nightly", "--as-of", as_of, *arguments],
            cwd=ROOT,
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def query(self, sql: str) -> list[Any]:
        """Ask the published file."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def make_workplace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Workplace]:
    def make(name: str, raw_dir: Path) -> Workplace:
        return Workplace(tmp_path_factory.mktemp(name), raw_dir)

    return make


def make_sample(out: Path, *arguments: str) -> Path:
    """Write sample exports that end on 2026-10-31."""
    subprocess.run(
        [sys.executable, "-m", "strata.sample", "--seed", "7", "--out", str(out), *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return out


@pytest.fixture(scope="session")
def small_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 accounts over 540 days."""
    out = tmp_path_factory.mktemp("sample") / "exports"
    return make_sample(out, "--accounts", "300", "--days", "540")


@pytest.fixture(scope="session")
def sample_night(make_workplace: Callable[[str, Path], Workplace], small_sample: Path) -> Workplace:
    """A whole night on it, with all checks; who changes what it left takes a copy."""
    place = make_workplace("sample_night", small_sample)
    place.night("2026-10-31", patch="")
    return place


@pytest.fixture(scope="session")
def short_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 accounts over 60 days (Spark keeps a folder a day); one value in a hundred is nasty."""
    out = tmp_path_factory.mktemp("short_sample") / "exports"
    make_sample(out, "--accounts", "400", "--days", "60")
    nasty.spoil(out, one_in=100)
    return out


@dataclass(frozen=True)
class BothEngines(Workplace):
    """A night on DuckDB, and dbt on Spark, which has built the same exports."""

    spark: Commands


@pytest.fixture(scope="session")
def spark_night(
    tmp_path_factory: pytest.TempPathFactory, short_sample: Path
) -> Iterator[BothEngines]:
    """The short sample built on both engines: a night on DuckDB, and its models on Spark."""
    made = Workplace(tmp_path_factory.mktemp("parity"), short_sample)
    made.night("2026-10-31", patch="")
    with Commands({**made.environment, "STRATA_TARGET": "spark"}) as spark:
        # no data tests: they would ask rows that are compared with those of DuckDB
        result = spark.result(
            "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
            as_of="2026-10-31",
        )  # fmt: skip
        assert result.succeeded, result.reasons()
        yield BothEngines(made.folder, made.raw_dir, spark)
