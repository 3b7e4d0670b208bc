"""Parquet exports: typed ones are turned into text, text ones can be used where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from strata.contract import Feed
from strata.errors import StrataError
from strata.quoting import as_glob, sql_name
from strata.reader.as_text import column_text
from strata.reader.chunks import Chunk, Profile, match_columns
from strata.reader.exports import Export
from strata.reader.records import LONGEST_RAW_VALUE, UNREADABLE_BYTES, Reject

_BATCH_ROWS = 65_536
# Names that the engines give to columns of their own.
_TAKEN = {"_loaded_at", "_metadata", "file_row_number"}
_CALM_TYPES = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_date32,
)


class ParquetExport:
    """One Parquet file; row numbers count from 1."""

    def __init__(self, export: Export, feed: Feed) -> None:
        self.export = export
        self.feed = feed
        self.profile = Profile()

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows batch by batch; damage anywhere in the file is a StrataError."""
        with self._opened() as file:
            yield from self._batches(file)

    def columns_in_place(self) -> dict[str, str] | None:
        """Contract column -> column of the file, where both engines can read it as it is.

        Its columns of the contract are text, none of the others is of a kind that keeps Spark
        from opening the file, nor is the way it is packed, and every text in it is readable.
        Otherwise None.
        """
        with self._opened() as file:
            column_of = self._match(file)
            if not _is_plain(file.schema_arrow, set(column_of.values())) or _is_brotli(file):
                return None
        return column_of if self._is_readable(column_of.values()) else None

    def _is_readable(self, columns: Iterable[str]) -> bool:
        """Say whether DuckDB can read every text; if not, chunks() tells what is wrong."""
        lengths = ", ".join(f"sum(strlen({sql_name(name)}))" for name in columns)
        query = f"select {lengths} from read_parquet(?)"
        try:
            _database().cursor().execute(query, [as_glob(self.export.path)]).fetchall()
        except duckdb.Error:
            return False
        return True

    def rows(self) -> int:
        """Count of rows as the file says it."""
        with self._opened() as file:
            return int(file.metadata.num_rows)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            with pq.ParquetFile(self.export.path, buffer_size=1 << 20, pre_buffer=False) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            reason = str(error).splitlines()[0].split(". Is this")[0]
            raise StrataError(
                f"the Parquet file is cut off or damaged ({reason})",
                remedy="export it again and copy it completely",
                feed=self.feed.name,
                file=self.export.file,
            ) from None

    def _match(self, file: Any) -> dict[str, str]:
        names = file.schema_arrow.names
        positions, self.profile = match_columns(names, self.feed, self.export)
        return {name: names[position] for name, position in positions.items()}

    def _batches(self, file: Any) -> Iterator[Chunk]:
        column_of = self._match(file)
        total = max(file.metadata.num_rows, 1)
        done = 0
        for batch in file.iter_batches(_BATCH_ROWS, columns=list(column_of.values())):
            columns = {name: column_text(batch.column(raw)) for name, raw in column_of.items()}
            rows = pa.array(range(done + 1, done + 1 + batch.num_rows), pa.int64())
            done += batch.num_rows
            yield _readable_rows(columns, rows, done / total)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def _is_plain(schema: Any, needed: set[str]) -> bool:
    names = [name.lower() for name in schema.names]
    return (
        not _TAKEN.intersection(names)
        and len(set(names)) == len(names)
        and all(
            _is_text(field.type)
            or (field.name not in needed and any(calm(field.type) for calm in _CALM_TYPES))
            for field in schema
        )
    )


def _is_brotli(file: Any) -> bool:
    """Say whether it is packed in a way that Spark can't unpack as it comes."""
    groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
    return any(
        group.column(position).compression == "BROTLI"
        for group in groups
        for position in range(group.num_columns)
    )


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _readable_rows(columns: dict[str, Any], rows: Any, share: float) -> Chunk:
    """Move the rows that hold a text with broken characters to the rejects."""
    broken: dict[int, Reject] = {}
    for name, values in columns.items():
        try:
            values.validate(full=True)
        except pa.ArrowInvalid:
            for number, raw in enumerate(values.cast(pa.binary()).to_pylist()):
                text = (raw or b"")[:LONGEST_RAW_VALUE].decode("utf-8", "backslashreplace")
                if raw is not None and not _is_utf8(raw):
                    broken[number] = Reject(rows[number].as_py(), text, UNREADABLE_BYTES, name)
    if not broken:
        return Chunk(columns, rows, [], share)
    keep = pa.array([number not in broken for number in range(len(rows))])
    kept = {name: values.filter(keep) for name, values in columns.items()}
    return Chunk(kept, rows.filter(keep), [broken[number] for number in sorted(broken)], share)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
