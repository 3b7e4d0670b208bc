"""The landing: what the reader leaves for both engines, and its own memory of it.

New files are staged beside the landing's own and put in place only when every export has been
read, so that a failed run changes nothing. The catalog goes last; before files are swapped it
forgets those that are about to change, so that a run killed in between is made good by the next.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Contract, Feed
from strata.reader.chunks import Chunk
from strata.reader.exports import Export
from strata.reader.records import Reject

# Raise it when the same export would be turned into other rows than before.
READER_VERSION = 1

ROW_GROUP_ROWS = 1_000_000
ROW_GROUP_BYTES = 256 << 20
IN_PLACE = "_in_place"

_LABEL = pa.dictionary(pa.int32(), pa.string())
_REJECTS = pa.schema(
    [
        ("feed", pa.string()),
        ("_file", pa.string()),
        ("_row", pa.int64()),
        ("column_name", pa.string()),
        ("raw_value", pa.string()),
        ("reason", pa.string()),
    ]
)
_FILES = pa.schema(
    [
        ("feed", pa.string()),
        ("_file", pa.string()),
        ("_drop", pa.string()),
        ("_loaded_at", pa.int64()),
        ("rows", pa.int64()),
        ("rejected_lines", pa.int64()),
        ("unknown_columns", pa.string()),
        ("missing_columns", pa.string()),
        ("encoding", pa.string()),
        ("delimiter", pa.string()),
        ("bytes", pa.int64()),
        ("sha256", pa.string()),
        ("is_current", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Entry:
    """What the catalog knows of one export file.

    `stamp` is size, change times and inode: while it stays, the file was not touched. `in_place`
    maps contract columns to the names in a Parquet export that is used where it lies: the landing
    holds a link to it.
    """

    feed: str
    file: str
    drop: str
    loaded_at: int
    rows: int
    rejected_lines: int
    unknown_columns: list[str]
    missing_columns: list[str]
    encoding: str | None
    delimiter: str | None
    bytes: int
    sha256: str
    stamp: list[int]
    contract: str
    in_place: dict[str, str] | None

    @property
    def file_name(self) -> str:
        """Name of the landing file and of the file of rejects."""
        return landing_name(self.file)

    @property
    def link_folder(self) -> Path:
        """Where the landing links to the exports of a feed with the same names of columns."""
        return Path(IN_PLACE) / self.feed / _short_hash(json.dumps(self.in_place, sort_keys=True))

    @property
    def link(self) -> Path:
        """Where the landing links to an export that is used in place.

        Each lies in a partition of its `_loaded_at`, so that both engines read a folder at once
        and pass over what they have already.
        """
        return self.link_folder / f"_loaded_at={self.loaded_at}" / self.file_name


@dataclass
class Catalog:
    """All exports of the landing by `_file`; `last_loaded_at` never falls."""

    entries: dict[str, Entry] = field(default_factory=dict)
    last_loaded_at: int = 0

    @classmethod
    def load(cls, landing: Path) -> Catalog:
        """Read the catalog; one that is missing, broken or of another version is empty."""
        try:
            raw = json.loads((landing / "catalog.json").read_text(encoding="utf-8"))
            catalog = cls(last_loaded_at=int(raw["last_loaded_at"]))
            if raw["version"] == READER_VERSION:
                catalog.entries = {item["file"]: Entry(**item) for item in raw["files"]}
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
        return catalog

    def in_place(self) -> list[Entry]:
        """Give the exports that are used where they lie."""
        return [entry for entry in self.entries.values() if entry.in_place is not None]

    def save(self, landing: Path) -> None:
        """Write the catalog in one step."""
        raw = {
            "version": READER_VERSION,
            "last_loaded_at": self.last_loaded_at,
            "files": [vars(entry) for _, entry in sorted(self.entries.items())],
        }
        write_json(landing / "catalog.json", raw)


class StagedExport:
    """The rows and rejects of one export, written as they come."""

    def __init__(self, stage: Path, export: Export, feed: Feed, loaded_at: int) -> None:
        self.rows = 0
        self.rejected_lines = 0
        self._export = export
        self._feed = feed
        self._loaded_at = loaded_at
        self._paths = [
            stage / folder / landing_name(export.file) for folder in (feed.name, "_rejected_lines")
        ]
        for path in self._paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = _writer(self._paths[0], _feed_schema(feed, _LABEL))
        self._reject_writer: Any = None
        self._waiting: list[Any] = []

    def add(self, chunk: Chunk) -> None:
        """Take over a chunk; it is on disk when its row group is full."""
        self.rows += len(chunk.rows)
        self.rejected_lines += len(chunk.rejects)
        if len(chunk.rows):
            absent = pa.nulls(len(chunk.rows), pa.string())
            columns = [chunk.columns.get(name, absent) for name in self._feed.column_names]
            names = [*self._feed.column_names, "_row"]
            rows = pa.array(chunk.rows, pa.int64())
            self._waiting.append(pa.table([*columns, rows], names=names))
        if chunk.rejects:
            self._add_rejects(chunk.rejects)
        if (
            sum(table.num_rows for table in self._waiting) >= ROW_GROUP_ROWS
            or sum(table.nbytes for table in self._waiting) >= ROW_GROUP_BYTES
        ):
            self._flush()

    def close(self) -> None:
        """Finish both files."""
        if self._waiting:
            self._flush()
        self._writer.close()
        if self._reject_writer is not None:
            self._reject_writer.close()

    def _flush(self) -> None:
        table = pa.concat_tables(self._waiting)
        self._waiting = []
        count = table.num_rows
        file, drop = (_repeated(t, count) for t in (self._export.file, self._export.drop))
        loaded_at = pa.repeat(pa.scalar(self._loaded_at, pa.int64()), count)
        *columns, rows = table.columns
        schema = _feed_schema(self._feed, _LABEL)
        complete = pa.table([*columns, file, rows, drop, loaded_at], schema=schema)
        self._writer.write_table(complete, row_group_size=ROW_GROUP_ROWS)

    def _add_rejects(self, rejects: Sequence[Reject]) -> None:
        if self._reject_writer is None:
            self._reject_writer = _writer(self._paths[1], _REJECTS)
        columns = {
            "feed": [self._feed.name] * len(rejects),
            "_file": [self._export.file] * len(rejects),
            "_row": [reject.row for reject in rejects],
            "column_name": [reject.column for reject in rejects],
            "raw_value": [reject.raw_value for reject in rejects],
            "reason": [reject.reason for reject in rejects],
        }
        self._reject_writer.write_table(pa.table(columns, schema=_REJECTS))


class Landing:
    """The folder STRATA_LANDING."""

    def __init__(self, folder: Path, contract: Contract) -> None:
        self.folder = folder
        self.contract = contract
        self.stage = folder / "_stage"
        self.can_link = True

    def open(self) -> None:
        """Make the folder, clear what a killed run left behind and see if the disk knows links."""
        shutil.rmtree(self.stage, ignore_errors=True)
        self.stage.mkdir(parents=True)
        probe = self.stage / "link"
        try:
            probe.symlink_to("nowhere")
        except OSError:
            self.can_link = False
        else:
            probe.unlink()

    def close(self) -> None:
        """Leave nothing half-written, whether the read came to its end or not."""
        shutil.rmtree(self.stage, ignore_errors=True)

    def is_whole(self, entry: Entry) -> bool:
        """Say whether the landing still holds what the catalog says of an export."""
        in_feed = self.folder / entry.feed / entry.file_name
        rejects = self.folder / "_rejected_lines" / entry.file_name
        return (entry.in_place is not None or in_feed.is_file()) and (
            not entry.rejected_lines or rejects.is_file()
        )

    def commit(
        self, old: Catalog, new: Catalog, raw_dir: Path, views: Mapping[str, object]
    ) -> None:
        """Put the staged files in place, remove what vanished and write the catalog."""
        self._stage_shared(new)
        unchanged = {f: e for f, e in new.entries.items() if old.entries.get(f) == e}
        Catalog(unchanged, new.last_loaded_at).save(self.folder)
        for staged in sorted(self.stage.rglob("*.parquet")):
            final = self.folder / staged.relative_to(self.stage)
            final.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(final)
        self._sweep(new, self._link(new, raw_dir.resolve()))
        write_json(self.folder / "views.json", views)
        new.save(self.folder)

    def _stage_shared(self, catalog: Catalog) -> None:
        """Stage the list of files and one empty file a folder, which keeps its schema."""
        for feed in self.contract.values():
            self._stage_table(f"{feed.name}/empty.parquet", _feed_schema(feed).empty_table())
        self._stage_table("_rejected_lines/empty.parquet", _REJECTS.empty_table())
        rows = [_files_row(entry) for entry in catalog.entries.values()]
        self._stage_table("_files/files.parquet", pa.Table.from_pylist(rows, schema=_FILES))

    def _stage_table(self, name: str, table: Any) -> None:
        path = self.stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with _writer(path, table.schema) as writer:
            writer.write_table(table)

    def _link(self, catalog: Catalog, raw_dir: Path) -> set[Path]:
        """Link to the exports that are used in place; the list of files makes them count."""
        links = set()
        for entry in catalog.in_place():
            link, export = self.folder / entry.link, raw_dir / entry.file
            links.add(link)
            if not (link.is_symlink() and link.readlink() == export):
                link.parent.mkdir(parents=True, exist_ok=True)
                link.unlink(missing_ok=True)
                link.symlink_to(export)
        return links

    def _sweep(self, catalog: Catalog, links: set[Path]) -> None:
        """Remove the landing files of exports that vanished or moved, and all but these links."""
        wanted: dict[str, set[str]] = {name: {"empty.parquet"} for name in self.contract}
        wanted["_rejected_lines"] = {"empty.parquet"}
        for entry in catalog.entries.values():
            if entry.in_place is None:
                wanted[entry.feed].add(entry.file_name)
            if entry.rejected_lines:
                wanted["_rejected_lines"].add(entry.file_name)
        for folder, names in wanted.items():
            for path in (self.folder / folder).glob("*.parquet"):
                if path.name not in names:
                    path.unlink()
        for link in (self.folder / IN_PLACE).glob("*/*/*/*"):
            if link not in links:
                shutil.rmtree(link.parent)


def landing_name(file: str) -> str:
    """Name of the landing file of an export: always the same, so a new read replaces the old."""
    return _short_hash(file) + ".parquet"


def contract_stamp(feed: Feed) -> str:
    """Change of this text means that the columns of a feed have changed."""
    return ",".join(f"{c.name}{'!' if c.is_required else ''}" for c in feed.columns)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file in one step."""
    temporary = path.with_name(f"_{path.name}.part")
    temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def _feed_schema(feed: Feed, label: Any = None) -> Any:
    text = label or pa.string()
    return pa.schema(
        [
            *((name, pa.string()) for name in feed.column_names),
            ("_file", text),
            ("_row", pa.int64()),
            ("_drop", text),
            ("_loaded_at", pa.int64()),
        ]
    )


def _writer(path: Path, schema: Any) -> Any:
    # Without the Arrow schema every engine sees plain text, whatever it was written from.
    return pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, store_schema=False
    )


def _repeated(text: str, count: int) -> Any:
    zeros = pa.repeat(pa.scalar(0, pa.int32()), count)
    return pa.DictionaryArray.from_arrays(zeros, pa.array([text]))


def _files_row(entry: Entry) -> dict[str, object]:
    return {
        "feed": entry.feed,
        "_file": entry.file,
        "_drop": entry.drop,
        "_loaded_at": entry.loaded_at,
        "rows": entry.rows,
        "rejected_lines": entry.rejected_lines,
        "unknown_columns": _joined(entry.unknown_columns),
        "missing_columns": _joined(entry.missing_columns),
        "encoding": entry.encoding,
        "delimiter": entry.delimiter,
        "bytes": entry.bytes,
        "sha256": entry.sha256,
        "is_current": True,
    }


def _joined(names: Iterable[str]) -> str | None:
    return ";".join(names) or None
