"""The export files that the incremental tables of a build hold.

Incremental tables take in new files only. When a file that they hold is overwritten or goes, its
old rows must leave, and only a full refresh makes them. So the files are remembered beside the
build: from before a build, which may die half-way, until after it.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from strata.engines import ROOT
from strata.seeds import rows_of

FEEDS = ROOT / "seeds" / "mappings" / "feeds.csv"


class LoadedFiles:
    """The record of one build, a JSON list of [file, time it was read]."""

    def __init__(self, record: Path, landing: Path) -> None:
        self.record = record
        self._there = _incremental_files(landing)

    def changed(self) -> list[str]:
        """Name the files whose old rows the build may hold: overwritten since, or gone."""
        return sorted({file for file, _ in self._held() - self._there})

    def begin(self) -> None:
        """Remember what a build that starts now may hold, however it ends."""
        self._write(self._held() | self._there)

    def done(self) -> None:
        """Remember what a build that came to its end holds."""
        self._write(self._there)

    def _held(self) -> set[tuple[str, int]]:
        if not self.record.exists():
            return set()
        return {(file, at) for file, at in json.loads(self.record.read_text(encoding="utf-8"))}

    def _write(self, files: set[tuple[str, int]]) -> None:
        following = self.record.with_suffix(".next")
        following.write_text(json.dumps(sorted(files), indent=0) + "\n", encoding="utf-8")
        following.replace(self.record)


def _incremental_files(landing: Path) -> set[tuple[str, int]]:
    feeds = [row["feed"] for row in rows_of(FEEDS) if row["is_incremental"] == "true"]
    found = duckdb.execute(
        "select _file, _loaded_at from read_parquet($1)"
        " where is_current and list_contains($2, feed)",
        [str(landing / "_files" / "*.parquet"), feeds],
    ).fetchall()
    return {(file, at) for file, at in found}
