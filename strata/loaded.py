"""The export files that the incremental tables of a build hold.

Incremental tables take in new files only. When a file that they hold is overwritten or goes, its
old rows must leave, and only a full refresh makes them. So the files are remembered beside the
build: from before a build, which may die half-way, until after it.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

import duckdb

from strata.engines import ROOT
from strata.seeds import rows_of

FEEDS = ROOT / "seeds" / "mappings" / "feeds.csv"


class LoadedFiles:
    """The record of one build, a JSON list of [file, time it was read]."""

    def __init__(self, record: Path, landing: Path) -> None:
        self.record = record
        self.landing = landing

    @cached_property
    def _there(self) -> set[tuple[str, int]]:
        return _incremental_files(self.landing)

    def changed(self) -> list[str]:
        """Name the files whose old rows the build may hold: overwritten since, or gone."""
        return sorted({file for file, _ in self._held() - self._there})

    def views(self) -> list[str]:
        """Write the statements for views of the landing: raw.<feed>, and raw.new_<feed> of the new.

        New are files of event feeds that came after those which the build holds, and all others.
        """
        newest = max((at for _, at in self._held()), default=0)
        incremental = _incremental_feeds()
        selects = json.loads((self.landing / "views.json").read_text(encoding="utf-8"))["duckdb"]
        statements = ["create schema raw"]
        for feed, select in selects.items():
            since = newest if feed in incremental else 0
            statements += [
                f"create view raw.{feed} as {select}",
                f"create view raw.new_{feed} as from raw.{feed} where _loaded_at > {since}",
            ]
        return statements

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


def _incremental_feeds() -> list[str]:
    return [row["feed"] for row in rows_of(FEEDS) if row["is_incremental"] == "true"]


def _incremental_files(landing: Path) -> set[tuple[str, int]]:
    found = duckdb.execute(
        "select _file, _loaded_at from read_parquet($1)"
        " where is_current and list_contains($2, feed)",
        [str(landing / "_files" / "*.parquet"), _incremental_feeds()],
    ).fetchall()
    return {(file, at) for file, at in found}
