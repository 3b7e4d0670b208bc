"""Small exports written by a test, read and built in a folder of their own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parents[2]

Row = Mapping[str, str]


@dataclass(frozen=True)
class Exports:
    """A folder with raw exports, a landing and a build file."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "STRATA_RAW_DIR": str(self.raw),
            "STRATA_BUILD": str(self.folder / "build.duckdb"),
            "STRATA_WAREHOUSE": str(self.folder / "strata.duckdb"),
            "STRATA_LANDING": str(self.folder / "landing"),
            "STRATA_SPARK_DIR": str(self.folder / "spark"),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_PROFILES_DIR": str(ROOT),
        }

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
        self._run([sys.executable, "-m", "strata.reader"])

    def dbt(self, *arguments: str, as_of: str, fails: bool = False) -> str:
        """Run dbt, which must succeed unless `fails`; return what it printed."""
        program = str(Path(sys.executable).with_name("dbt"))
        variables = ["--vars", json.dumps({"as_of_date": as_of})]
        command = [program, *arguments, *variables, "--project-dir", str(ROOT)]
        return self._run(command, fails)

    def query(self, sql: str) -> list[Any]:
        """Ask the build file."""
        with duckdb.connect(str(self.folder / "build.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Break something in the build file."""
        with duckdb.connect(str(self.folder / "build.duckdb")) as connection:
            connection.execute(sql)

    def _run(self, command: list[str], fails: bool = False) -> str:
        result = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        said = result.stdout + result.stderr
        assert (result.returncode != 0) == fails, f"{result.returncode}: {said[-6000:]}"
        return result.stdout
