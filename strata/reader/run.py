"""Read the raw folder into the landing."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from strata.config import Settings
from strata.contract import ONE_OF_FEEDS, REQUIRED_FEED, Contract, Feed, load_contract
from strata.errors import StrataError
from strata.lock import held
from strata.reader.chunks import Opened
from strata.reader.delimited import DelimitedExport
from strata.reader.exports import Export, Kind, find_exports
from strata.reader.json_lines import JsonLinesExport
from strata.reader.landing import Catalog, Entry, Landing, StagedExport, contract_stamp
from strata.reader.parquet import ParquetExport
from strata.reader.views import views

Progress = Callable[[str], None]

# Files are read side by side; each may hold a row group in memory.
MOST_READERS = 4
SECONDS_BETWEEN_WORDS = 5.0
_SHOWN = 8


@dataclass(frozen=True)
class ReadReport:
    """What a read found; rows and rejects count the whole landing, not only the files read now."""

    files_read: int
    files_unchanged: int
    files_gone: int
    rows: int
    rejected_lines: int
    rejected_lines_of: Mapping[str, int]
    unknown_columns: Mapping[str, tuple[str, ...]]
    strangers: tuple[str, ...]
    absent_feeds: tuple[str, ...]

    def lines(self) -> list[str]:
        """Say it for people; warnings come last and carry no value of any row."""
        said = [
            f"Read {self.files_read} export files, {self.files_unchanged} unchanged,"
            f" {self.files_gone} gone: {self.rows:,} rows,"
            f" {self.rejected_lines:,} rejected lines."
        ]
        if self.absent_feeds:
            said.append(f"Feeds without an export: {', '.join(self.absent_feeds)}.")
        for file, count in _first(self.rejected_lines_of.items()):
            said.append(f"Warning: {file} has {count:,} rejected lines, see raw.rejected_lines.")
        for feed, names in self.unknown_columns.items():
            said.append(f"Warning: {feed} has columns that are not read: {_listed(names)}.")
        if self.strangers:
            said.append(f"Warning: files that belong to no feed: {_listed(self.strangers)}.")
        return said


def read_exports(settings: Settings, progress: Progress) -> ReadReport:
    """Read every new or changed export once and leave the landing for both engines.

    Raises StrataError, and leaves the landing as it was, when a required feed or column is
    missing, when a file can't be read, or when another read is at work on the same landing.
    """
    contract = load_contract()
    _check_folders(settings)
    found = find_exports(settings.raw_dir, contract)
    _check_feeds({export.feed for export in found.exports}, settings.raw_dir)
    try:
        settings.landing.mkdir(parents=True, exist_ok=True)
        with held(settings.landing / "reader"):
            return _Reading(settings, contract, progress).run(found.exports, found.strangers)
    except OSError as error:
        raise StrataError(
            f"{error.filename or settings.landing}: {error.strerror or error}",
            remedy="check the rights and the free space, then read again",
        ) from error


class _Reading:
    """One read of the raw folder."""

    def __init__(self, settings: Settings, contract: Contract, progress: Progress) -> None:
        self.settings = settings
        self.contract = contract
        self.progress = progress
        self.landing = Landing(settings.landing, contract)
        self.old = Catalog.load(settings.landing)
        self.new = Catalog(last_loaded_at=self.old.last_loaded_at)

    def run(self, exports: Iterable[Export], strangers: tuple[str, ...]) -> ReadReport:
        self.landing.open()
        try:
            return self._run(exports, strangers)
        finally:
            self.landing.close()

    def _run(self, exports: Iterable[Export], strangers: tuple[str, ...]) -> ReadReport:
        changed = [export for export in exports if not self._keep_unchanged(export)]
        unchanged = len(self.new.entries)
        # Small files first: what is wrong shows before the long ones are read.
        changed.sort(key=lambda export: (export.path.stat().st_size, export.drop))
        with ThreadPoolExecutor(min(MOST_READERS, os.cpu_count() or 1)) as readers:
            entries = readers.map(self._read, changed, self._stamps(changed))
            self.new.entries |= {entry.file: entry for entry in entries}
        selects = views(self.contract, self.landing.folder, self.new.in_place())
        self.landing.commit(self.old, self.new, self.settings.raw_dir, selects)
        return self._report(len(changed), unchanged, strangers)

    def _keep_unchanged(self, export: Export) -> bool:
        entry = self.old.entries.get(export.file)
        if (
            entry is None
            or entry.feed != export.feed
            or entry.contract != contract_stamp(self.contract[export.feed])
            or not self.landing.is_whole(entry)
        ):
            return False
        stamp = _stamp(export)
        if stamp != entry.stamp:
            if stamp[0] != entry.bytes or _sha256(export.path) != entry.sha256:
                return False
            entry = replace(entry, stamp=stamp)
        self.new.entries[export.file] = entry
        return True

    def _stamps(self, exports: Iterable[Export]) -> Iterator[int]:
        """Give every read a time of its own, later than those of all reads before it."""
        for _ in exports:
            now = time.time_ns() // 1_000_000
            self.new.last_loaded_at = max(now, self.new.last_loaded_at + 1)
            yield self.new.last_loaded_at

    def _read(self, export: Export, loaded_at: int) -> Entry:
        feed = self.contract[export.feed]
        stamp = _stamp(export)
        source = _open(export, feed)
        in_place = None
        rejected_lines = 0
        if isinstance(source, ParquetExport) and self.landing.can_link:
            in_place = source.columns_in_place()
        if isinstance(source, ParquetExport) and in_place is not None:
            rows = source.rows()
        else:
            rows, rejected_lines = self._convert(source, export, loaded_at)
        sha256 = _sha256(export.path)
        if _stamp(export) != stamp:
            raise StrataError(
                "the file was written to while it was read",
                remedy="wait until the export is complete, then read again",
                feed=export.feed,
                file=export.file,
            )
        return Entry(
            feed=export.feed,
            file=export.file,
            drop=export.drop,
            loaded_at=loaded_at,
            rows=rows,
            rejected_lines=rejected_lines,
            unknown_columns=source.profile.unknown_columns,
            missing_columns=source.profile.missing_columns,
            encoding=source.profile.encoding,
            delimiter=source.profile.delimiter,
            bytes=stamp[0],
            sha256=sha256,
            stamp=stamp,
            contract=contract_stamp(feed),
            in_place=in_place,
        )

    def _convert(self, source: Opened, export: Export, loaded_at: int) -> tuple[int, int]:
        """Stage the rows of an export; return how many rows and rejected lines there are."""
        feed = self.contract[export.feed]
        staged = StagedExport(self.landing.stage, export, feed, loaded_at)
        said = time.monotonic()
        for chunk in source.chunks():
            staged.add(chunk)
            if time.monotonic() - said > SECONDS_BETWEEN_WORDS:
                said = time.monotonic()
                self.progress(f"{export.file}: {chunk.share:.0%}, {staged.rows:,} rows")
        staged.close()
        return staged.rows, staged.rejected_lines

    def _report(self, read: int, unchanged: int, strangers: tuple[str, ...]) -> ReadReport:
        entries = sorted(self.new.entries.values(), key=lambda entry: (entry.feed, entry.drop))
        unknown: dict[str, dict[str, None]] = {}
        for entry in entries:
            if entry.unknown_columns:
                unknown.setdefault(entry.feed, {}).update(dict.fromkeys(entry.unknown_columns))
        present = {entry.feed for entry in entries}
        return ReadReport(
            files_read=read,
            files_unchanged=unchanged,
            files_gone=len(self.old.entries.keys() - self.new.entries.keys()),
            rows=sum(entry.rows for entry in entries),
            rejected_lines=sum(entry.rejected_lines for entry in entries),
            rejected_lines_of={e.file: e.rejected_lines for e in entries if e.rejected_lines},
            unknown_columns={feed: tuple(names) for feed, names in unknown.items()},
            strangers=strangers,
            absent_feeds=tuple(name for name in self.contract if name not in present),
        )


def _open(export: Export, feed: Feed) -> Opened:
    if export.kind is Kind.PARQUET:
        return ParquetExport(export, feed)
    if export.kind is Kind.JSON_LINES:
        return JsonLinesExport(export, feed)
    return DelimitedExport(export, feed)


def _check_folders(settings: Settings) -> None:
    raw = settings.raw_dir.resolve()
    landing = settings.landing.resolve()
    if landing == raw or raw in landing.parents:
        raise StrataError(
            f"the landing {settings.landing} lies in the folder of raw exports",
            remedy="set STRATA_LANDING to a folder outside of STRATA_RAW_DIR",
        )


def _check_feeds(present: set[str], raw_dir: Path) -> None:
    if REQUIRED_FEED not in present:
        raise StrataError(
            f"no export of it lies in {raw_dir}, and no night runs without this feed",
            remedy=f"add {REQUIRED_FEED}.csv or a folder {REQUIRED_FEED}",
            feed=REQUIRED_FEED,
        )
    if not present.intersection(ONE_OF_FEEDS):
        raise StrataError(
            f"none of them has an export in {raw_dir}, and one of the three is needed",
            remedy=f"add one, such as {ONE_OF_FEEDS[0]}.csv",
            feed=" or ".join(ONE_OF_FEEDS),
        )


def _stamp(export: Export) -> list[int]:
    stat = export.path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(items, key=lambda item: -item[1])[:_SHOWN]


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
