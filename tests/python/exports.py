"""Small exports written by a test, read and built in a folder of their own."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from strata import dbt
from strata.config import Settings
from strata.nightly import dbt_environment, dbt_options

ROOT = Path(__file__).resolve().parents[2]
PROCESS = str(Path(__file__).with_name("dbt_process.py"))

Row = Mapping[str, str]


def environment_in(folder: Path, raw_dir: Path) -> dict[str, str]:
    """Give the environment in which all that is read, built and published lies in a folder."""
    return {
        **os.environ,
        "STRATA_RAW_DIR": str(raw_dir),
        "STRATA_WAREHOUSE": str(folder / "strata.duckdb"),
        "STRATA_BUILD": str(folder / "build.duckdb"),
        "STRATA_LANDING": str(folder / "landing"),
        "STRATA_SPARK_DIR": str(folder / "spark"),
        "STRATA_SPARK_CODEGEN": "false",
        # Java compiles quickly what is run a few times, and keeps it.
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=400m"
        " -XX:+UseSerialGC",
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_PROFILES_DIR": str(ROOT),
    }


@dataclass(frozen=True)
class Exports:
    """A folder with raw exports, a landing and a build file."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def environment(self) -> dict[str, str]:
        return environment_in(self.folder, self.raw)

    def write(self, file: str, rows: Iterable[Row], tail: str = "") -> None:
        """Write one export; `tail` goes below the rows as it is."""
        listed = list(rows)
        path = self.raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(listed[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(listed)
            lines.write(tail)

    def read(self) -> None:
        """Run the reader."""
        self._run([sys.executable, "-m", "strata.reader"], self.environment)

    def dbt(self, *arguments: str, as_of: str, fails: bool = False) -> str:
        """Run dbt, which must succeed unless `fails`; return what it printed."""
        options, environment = of_a_night({**self.environment, "STRATA_TARGET": "nightly"}, as_of)
        return self._run([sys.executable, PROCESS, *arguments, *options], environment, fails)

    def query(self, sql: str) -> list[Any]:
        """Ask the build file."""
        with duckdb.connect(str(self.folder / "build.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Break something in the build file."""
        with duckdb.connect(str(self.folder / "build.duckdb")) as connection:
            connection.execute(sql)

    def _run(self, command: list[str], environment: Mapping[str, str], fails: bool = False) -> str:
        result = subprocess.run(
            command, cwd=ROOT, env=dict(environment), capture_output=True, text=True
        )
        said = result.stdout + result.stderr
        assert (result.returncode != 0) == fails, f"{result.returncode}: {said[-6000:]}"
        return result.stdout


class Commands(dbt.Process):
    """dbt in one process for many commands, on either engine: it starts and parses once."""

    STARTED_BY = (sys.executable, PROCESS, "stay")

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__()
        self.environment = environment

    def result(self, *arguments: str, as_of: str | None) -> dbt.Result:
        """Run a command; see `of_a_night` for the date. Its failure is no error here."""
        options, environment = of_a_night(self.environment, as_of)
        logs = Path(environment["DBT_LOG_PATH"])
        return self.run(arguments, options, environment, logs, lambda _: None)


def of_a_night(
    environment: Mapping[str, str], as_of: str | None
) -> tuple[list[str], dict[str, str]]:
    """Give options of dbt and an environment as a night has them, so that all share a parse.

    Without a date it is the one that each unit test has as a variable.
    """
    settings = Settings.from_env(environment)
    date_of = date.fromisoformat(as_of) if as_of else date.max
    whole = {**environment, **dbt_environment(settings, date_of, "1970-01-01 00:00:00")}
    if as_of is None:
        whole = {name: v for name, v in whole.items() if not name.startswith("STRATA_NIGHT_")}
    return dbt_options(settings, "EUR"), whole
