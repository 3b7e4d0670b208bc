"""Files of a feed: CSV in its forms, JSON lines, Parquet; one file or one per drop."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from strata.sample.dirt import NULL_SPELLINGS
from strata.sample.frame import Ints
from strata.sample.render import Export, contract
from strata.sample.settings import DAY, SampleSettings
from strata.sample.styles import EVENT_FEEDS, FILE_STYLES, PLAIN, TEXT_PARQUET, FileStyle


def style_of(feed: str, settings: SampleSettings) -> FileStyle:
    """File form of a feed in this run."""
    if settings.file_format == "parquet":
        return TEXT_PARQUET
    return PLAIN if settings.clean else FILE_STYLES.get(feed, PLAIN)


class FeedWriter:
    """Writes a feed piece by piece; the pieces come in order of arrival.

    `malformed` counts the broken lines written.
    """

    def __init__(self, feed: str, raw_dir: Path, settings: SampleSettings) -> None:
        self.feed = feed
        self.raw_dir = raw_dir
        self.style = style_of(feed, settings)
        self.is_typed = self.style.suffix == ".parquet" and settings.file_format != "parquet"
        self.drop_by = _drop_unit(feed, settings)
        self.malformed = 0
        self._label: str | None = None
        self._sink: _Sink | None = None

    def write(self, export: Export) -> None:
        """Append rows to the file or files they belong to."""
        for label, index in self._pieces(export.at):
            sink = self._sink
            if sink is None or label != self._label:
                self.close()
                sink = self._open(label)
            piece = export if len(index) == len(export) else export.take(index)
            self.malformed += sink.write(piece)

    def close(self) -> None:
        """Close the current file."""
        if self._sink is not None:
            self._sink.close()
        self._sink = None

    def finish(self) -> None:
        """Close; a feed without rows still gets a file with its header."""
        if self._label is None:
            self._open(None if self.drop_by is None else "empty")
        self.close()

    def _open(self, label: str | None) -> _Sink:
        self._label = label or ""
        folder = self.raw_dir / self.feed if label else self.raw_dir
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{label or self.feed}{self.style.suffix}"
        names = [column.name for column in contract()[self.feed]]
        self._sink = _sink(path, self.style, self.feed, names, self.is_typed)
        return self._sink

    def _pieces(self, at: Ints) -> list[tuple[str, Ints]]:
        if self.drop_by is None or not len(at):
            return [("", np.arange(len(at)))] if len(at) else []
        days = at // DAY
        starts = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        pieces: list[tuple[str, Ints]] = []
        for low, high in zip(starts, [*starts[1:], len(days)], strict=True):
            day = datetime.fromtimestamp(int(days[low]) * DAY, UTC).date().isoformat()
            label = day if self.drop_by == "day" else day[:7]
            if pieces and pieces[-1][0] == label:
                pieces[-1] = (label, np.arange(pieces[-1][1][0], high))
            else:
                pieces.append((label, np.arange(low, high)))
        return pieces


def _drop_unit(feed: str, settings: SampleSettings) -> str | None:
    """day, month or None (one file)."""
    if settings.drops is None or feed not in EVENT_FEEDS:
        return None
    if settings.drops == "mixed":
        return "day" if feed == "web_events" else "month"
    return settings.drops


class _Sink:
    """An open file. `write` returns the number of malformed lines written."""

    def write(self, export: Export) -> int:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def _sink(path: Path, style: FileStyle, feed: str, names: list[str], is_typed: bool) -> _Sink:
    if style.suffix == ".parquet":
        return _ParquetSink(path, feed, names, is_typed)
    return _TextSink(path, style, names)


class _ParquetSink(_Sink):
    def __init__(self, path: Path, feed: str, names: list[str], is_typed: bool) -> None:
        kinds = {column.name: column.data_type for column in contract()[feed]}
        types = {"integer": pa.int64(), "date": pa.date32()} if is_typed else {}
        self.schema = pa.schema([(name, types.get(kinds[name], pa.string())) for name in names])
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd", compression_level=1)

    def write(self, export: Export) -> int:
        columns = [_plain(export.table[name]) for name in self.schema.names]
        columns = [
            column if kind == pa.string() else _typed(column, kind)
            for column, kind in zip(columns, self.schema.types, strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(columns, schema=self.schema))
        return 0

    def close(self) -> None:
        self.writer.close()


class _TextSink(_Sink):
    """Delimited text and JSON lines, gzip where the suffix says so."""

    def __init__(self, path: Path, style: FileStyle, names: list[str]) -> None:
        self.style = style
        self.is_json = ".jsonl" in path.name
        self.file = path.open("wb")
        self.out: BinaryIO = self.file
        if path.suffix == ".gz":
            zipped = gzip.GzipFile("", "wb", compresslevel=4, fileobj=self.file, mtime=0)
            self.out = zipped  # type: ignore[assignment]
        if style.bom:
            self.out.write(b"\xef\xbb\xbf")
        if not self.is_json:
            self.out.write((style.delimiter.join(names) + "\n").encode(style.encoding))

    def write(self, export: Export) -> int:
        bad = np.flatnonzero(export.is_malformed)
        if self.is_json:
            lines = pa.array(
                [
                    json.dumps(_filled(row), ensure_ascii=False) + "\n"
                    for row in export.table.to_pylist()
                ]
            )
            broken = [
                line[: len(line) // 2] + "\n" for line in lines.take(pa.array(bad)).to_pylist()
            ]
        else:
            cells = [_quoted(column, self.style.delimiter) for column in export.table.columns]
            lines = self._lines(cells)
            broken = self._broken([cell.take(pa.array(bad)) for cell in cells])
        if len(bad):
            order = np.argsort(np.concatenate([np.arange(len(lines)), bad + 0.5]), kind="stable")
            lines = pa.concat_arrays([lines, pa.array(broken, pa.string())]).take(pa.array(order))
        self.out.write(_bytes(lines, self.style.encoding))
        return len(bad)

    def close(self) -> None:
        if self.out is not self.file:
            self.out.close()
        self.file.close()

    def _lines(self, cells: list[Any]) -> Any:
        last = pc.binary_join_element_wise(cells[-1], "\n", "")
        return pc.binary_join_element_wise(*cells[:-1], last, self.style.delimiter)

    def _broken(self, cells: list[Any]) -> list[str]:
        """Lines with too few and, every other time, too many fields."""
        few = self._lines(cells[: max(len(cells) // 2, 1)]).to_pylist() if len(cells) > 1 else []
        mark = self.style.delimiter
        many = [line.rstrip("\n") + f"{mark}x{mark}y\n" for line in self._lines(cells).to_pylist()]
        return [pair[number % 2] for number, pair in enumerate(zip(few, many, strict=True))]


def _filled(row: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value is not None}


def _plain(column: Any) -> Any:
    return (
        column.combine_chunks().cast(pa.string())
        if column.num_chunks != 1
        else (column.chunk(0).cast(pa.string()))
    )


def _typed(column: Any, kind: Any) -> Any:
    """Cast for a typed file, which has true nulls and no words for them."""
    is_word = pc.is_in(column, value_set=pa.array(NULL_SPELLINGS))
    return pc.if_else(is_word, None, column).cast(kind)


def _quoted(column: Any, delimiter: str) -> Any:
    """Cells as CSV text: null is empty, quotes only where the cell needs them."""
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_dictionary(array.type):
        words = pa.chunked_array([array.dictionary])
        quoted = _quoted(words, delimiter).take(array.indices)
        return pc.fill_null(quoted, "")
    filled = pc.fill_null(array, "")
    data = filled.buffers()[2]
    content = data.to_pybytes() if data is not None else b""
    if not any(mark in content for mark in (delimiter.encode(), b'"', b"\n", b"\r")):
        return filled
    needs = pc.match_substring_regex(filled, f'[{delimiter}"\\r\\n]')
    doubled = pc.replace_substring(filled, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), filled)


def _bytes(lines: Any, encoding: str) -> bytes:
    """All lines in one piece."""
    lines = pa.concat_arrays([lines])
    offsets = np.frombuffer(lines.buffers()[1], np.int32)[
        lines.offset : lines.offset + len(lines) + 1
    ]
    data = bytes(memoryview(lines.buffers()[2])[offsets[0] : offsets[-1]]) if len(lines) else b""
    return data if encoding == "utf-8" else data.decode().encode(encoding)
