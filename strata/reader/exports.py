"""Which files of the raw folder belong to which feed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath

from strata.contract import Contract
from strata.errors import StrataError


class Kind(Enum):
    """How a file is read."""

    DELIMITED = "delimited"
    JSON_LINES = "json lines"
    PARQUET = "parquet"


_KINDS = {
    ".csv": Kind.DELIMITED,
    ".tsv": Kind.DELIMITED,
    ".txt": Kind.DELIMITED,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".parquet": Kind.PARQUET,
}
# <feed> or <feed> and a date or number: crm_accounts, crm_accounts_2026-01-09, crm_accounts.001
_STEM = re.compile(r"(?P<feed>[a-z_]+?)(?:[-_.][0-9][0-9tz_.:-]*)?")


@dataclass(frozen=True)
class Export:
    """One file of one feed; `file` is its path relative to the raw folder."""

    feed: str
    path: Path
    file: str
    kind: Kind

    @property
    def drop(self) -> str:
        """The sort key of the file: plain text order of keys is natural order of names."""
        return re.sub(r"[0-9]+", lambda digits: digits.group().zfill(20), self.file)


@dataclass(frozen=True)
class Found:
    """What lies in the raw folder: exports in natural order and the files of no feed."""

    exports: tuple[Export, ...]
    strangers: tuple[str, ...]


def find_exports(raw_dir: Path, contract: Contract) -> Found:
    """List the raw folder: `<feed>.<ext>`, `<feed>_<date or number>.<ext>` and `<feed>/**`.

    Hidden files and those that begin with an underscore (_SUCCESS) are passed over.
    Raises StrataError when the folder does not exist.
    """
    if not raw_dir.is_dir():
        raise StrataError(
            f"the folder of raw exports {raw_dir} does not exist",
            remedy="set STRATA_RAW_DIR to the folder that holds the exports",
        )
    exports: list[Export] = []
    strangers: list[str] = []
    for path in _files(raw_dir):
        parts = path.relative_to(raw_dir).parts
        file = "/".join(parts).encode("utf-8", "backslashreplace").decode("utf-8")
        stem, kind = _split(path.name)
        feed = parts[0].lower() if len(parts) > 1 else _feed_of(stem)
        if kind is None or feed not in contract:
            strangers.append(file)
        else:
            exports.append(Export(feed, path, file, kind))
    return Found(tuple(sorted(exports, key=lambda e: (e.feed, e.drop, e.file))), tuple(strangers))


def _files(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            yield from _files(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _split(name: str) -> tuple[str, Kind | None]:
    """Stem and kind of a file name; the kind is None where the ending is not ours."""
    path = PurePath(name.lower())
    if path.suffix == ".gz" and path.with_suffix("").suffix != ".parquet":
        path = path.with_suffix("")
    return path.stem, _KINDS.get(path.suffix)


def _feed_of(stem: str) -> str:
    match = _STEM.fullmatch(stem)
    return match["feed"] if match else stem
