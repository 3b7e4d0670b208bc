"""Delimited text: comma, semicolon, tab or pipe, found out from the header."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from strata.contract import Feed
from strata.errors import StrataError
from strata.reader.chunks import Chunk, Profile, match_columns, plain_name
from strata.reader.exports import Export
from strata.reader.records import (
    TOO_FEW_VALUES,
    TOO_MANY_VALUES,
    Grammar,
    Reject,
    Slab,
    readable,
    slabs,
)
from strata.reader.text import detect_encoding, opened, utf8_blocks

_DELIMITERS = (b",", b";", b"\t", b"|")
_SPREADSHEET_HINT = re.compile(rb"sep=([,;\t|])")
_AHEAD = 3

T = TypeVar("T")
R = TypeVar("R")


class DelimitedExport:
    """One delimited file; values stay as they are, only the empty one becomes null."""

    def __init__(self, export: Export, feed: Feed) -> None:
        self.export = export
        self.feed = feed
        self.profile = Profile(missing_columns=list(feed.column_names))

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows; reading is one block ahead of parsing, which is ahead of the caller."""
        encoding = detect_encoding(self.export)
        size = max(self.export.path.stat().st_size, 1)
        with opened(self.export) as source:
            blocks = utf8_blocks(source, encoding, self.export)
            header = self._header(blocks)
            if header is None:
                return
            names, grammar, row, rest = header
            columns, self.profile = match_columns(names, self.feed, self.export)
            self.profile.encoding = encoding.removesuffix("-sig")
            self.profile.delimiter = grammar.delimiter.decode()

            def parse(slab: Slab) -> tuple[dict[str, Any], Any, list[Reject]]:
                return _parse(slab, grammar, columns)

            for table, rows, rejects in _ahead(
                parse, slabs(itertools.chain([rest], blocks), grammar, row)
            ):
                yield Chunk(table, rows, rejects, source.position() / size)

    def _header(self, blocks: Iterator[bytes]) -> tuple[list[str], Grammar, int, bytes] | None:
        """Names, shape, line number of what follows and the rest of the block; None if empty."""
        row = 1
        delimiters: tuple[bytes, ...] = _DELIMITERS
        for block in blocks:
            text = block.lstrip(b"\r\n")
            row += _line_ends(block[: len(block) - len(text)])
            hint = _SPREADSHEET_HINT.match(text)
            if hint and text[hint.end() : hint.end() + 1] in (b"\r", b"\n"):
                delimiters = (hint[1],)
                following = text[hint.end() :].lstrip(b"\r\n")
                row += _line_ends(text[hint.end() : len(text) - len(following)])
                text = following
            if text:
                if b"\0" in text[:1000]:
                    raise StrataError(
                        "the file holds zero bytes, so it is no text that can be read",
                        remedy="save it as UTF-8 text or as UTF-16 with a byte-order mark",
                        feed=self.feed.name,
                        file=self.export.file,
                    )
                return self._names(text, row, delimiters)
        return None

    def _names(
        self, text: bytes, row: int, delimiters: Iterable[bytes]
    ) -> tuple[list[str], Grammar, int, bytes]:
        """Read the header with each delimiter and take the one that finds the most columns."""

        def read(delimiter: bytes) -> tuple[int, int, bytes, list[str], int]:
            values, end = Grammar(delimiter, 1).split(text)
            names = [value.decode("utf-8", "replace") for value in values]
            known = sum(plain_name(name) in self.feed.column_names for name in names)
            return known, len(names), delimiter, names, end

        readings = [read(delimiter) for delimiter in delimiters]
        _, width, delimiter, names, end = max(readings, key=lambda reading: reading[:2])
        tail = text[end:]
        rest = tail[2:] if tail.startswith(b"\r\n") else tail[1:]
        if not tail.startswith((b"\r", b"\n")):
            raise StrataError(
                "the quotes of the header do not come out even",
                remedy="correct the header line",
                feed=self.feed.name,
                file=self.export.file,
                row=row,
            )
        return names, Grammar(delimiter, width), row + 1 + _line_ends(text[:end]), rest


def _line_ends(text: bytes) -> int:
    return len(re.findall(rb"\r\n|\r|\n", text))


def _parse(
    slab: Slab, grammar: Grammar, columns: dict[str, int]
) -> tuple[dict[str, Any], Any, list[Reject]]:
    """Text columns of a slab; records of the wrong width become rejects."""
    if not len(slab.rows):
        return {name: pa.array([], pa.string()) for name in columns}, slab.rows, slab.rejects
    wrong: list[int] = []
    rejects = list(slab.rejects)

    def reject(record: Any) -> str:
        wrong.append(record.number - 1)
        reason = TOO_FEW_VALUES if record.actual_columns < grammar.width else TOO_MANY_VALUES
        raw = readable(record.text.encode("utf-8"))
        rejects.append(Reject(int(slab.rows[record.number - 1]), raw, reason))
        return "skip"

    fields = [f"f{number}" for number in range(grammar.width)]
    needed = {name: fields[position] for name, position in columns.items()}
    table = pa_csv.read_csv(
        pa.py_buffer(slab.data),
        read_options=pa_csv.ReadOptions(
            use_threads=False, block_size=len(slab.data) + 1, column_names=fields
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=grammar.delimiter.decode(),
            newlines_in_values=slab.has_line_breaks,
            ignore_empty_lines=False,
            invalid_row_handler=reject,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(needed.values(), pa.string()),
            include_columns=list(needed.values()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    rows = np.delete(slab.rows, wrong) if wrong else slab.rows
    if len(rows) != table.num_rows:
        raise AssertionError(f"{len(rows)} records were cut out and {table.num_rows} parsed")
    return {name: table.column(field) for name, field in needed.items()}, rows, rejects


def _ahead(work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Like `map`, with a few items being worked on in threads; order is kept."""
    waiting: deque[Future[R]] = deque()
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
