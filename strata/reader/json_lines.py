"""JSON lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa

from strata.contract import Feed
from strata.errors import StrataError
from strata.reader.as_text import scalar_text
from strata.reader.chunks import Chunk, Profile, check_required, plain_name
from strata.reader.exports import Export
from strata.reader.records import UNREADABLE_BYTES, Reject, readable
from strata.reader.text import detect_encoding, line_spans, opened, utf8_blocks

MALFORMED_JSON = "malformed_json"
NO_OBJECT = "no_json_object"


class JsonLinesExport:
    """One file of JSON lines; a column exists when any object of the file has its key."""

    def __init__(self, export: Export, feed: Feed) -> None:
        self.export = export
        self.feed = feed
        self.profile = Profile()
        self._column_of: dict[str, str | None] = {}
        self._schema = pa.schema([(name, pa.string()) for name in feed.column_names])

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows block by block."""
        encoding = detect_encoding(self.export)
        size = max(self.export.path.stat().st_size, 1)
        rows = lines = 0
        with opened(self.export) as source:
            for block in utf8_blocks(source, encoding, self.export):
                if not lines and block.lstrip().startswith(b"["):
                    self._refuse_foreign()
                chunk, count = self._block(block, lines + 1, source.position() / size)
                lines += count
                rows += len(chunk.rows)
                if chunk.rejects and not rows:
                    self._refuse_foreign()
                yield chunk
        self._finish(rows, encoding)

    def _block(self, block: bytes, first_row: int, share: float) -> tuple[Chunk, int]:
        objects: list[dict[str, str | None]] = []
        rows: list[int] = []
        rejects: list[Reject] = []
        starts, ends = line_spans(block)
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        for row, (start, end) in enumerate(spans, first_row):
            raw = block[start:end]
            if not raw.strip():
                continue
            values = self._values(raw)
            if isinstance(values, str):
                rejects.append(Reject(row, readable(raw), values))
                continue
            rows.append(row)
            objects.append(values)
        table = pa.Table.from_pylist(objects, schema=self._schema)
        columns = dict(zip(table.column_names, table.columns, strict=True))
        return Chunk(columns, pa.array(rows, pa.int64()), rejects, share), len(starts)

    def _values(self, raw: bytes) -> dict[str, str | None] | str:
        """Texts of one object by contract column, or the reason why there are none."""
        try:
            found = _DECODER.decode(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return UNREADABLE_BYTES
        except (ValueError, ArithmeticError, RecursionError):
            return MALFORMED_JSON
        if not isinstance(found, dict):
            return NO_OBJECT
        values = {}
        for key, value in found.items():
            name = self._column_of[key] if key in self._column_of else self._new_key(key)
            if name is not None:
                values[name] = scalar_text(value)
        if b"\\u" in raw and not all(_is_text(value) for value in values.values()):
            return UNREADABLE_BYTES
        return values

    def _new_key(self, key: str) -> str | None:
        name = plain_name(key)
        known = name if name in self.feed.column_names else None
        if known is not None and known in self._column_of.values():
            raise StrataError(
                "two keys of the objects stand for the same column",
                remedy="keep one of the two in the export",
                feed=self.feed.name,
                file=self.export.file,
                column=name,
            )
        self._column_of[key] = known
        return known

    def _refuse_foreign(self) -> None:
        """Stop at a file that is something else, such as one array over many lines."""
        raise StrataError(
            "the file does not begin with JSON objects, one a line",
            remedy="export it as JSON lines, or name it after what it is (.csv, .parquet)",
            feed=self.feed.name,
            file=self.export.file,
        )

    def _finish(self, rows: int, encoding: str) -> None:
        present = [name for name in self._column_of.values() if name is not None]
        unknown = [key for key, name in self._column_of.items() if name is None]
        if rows:
            check_required(present, unknown, self.feed, self.export)
        missing = [name for name in self.feed.column_names if name not in present]
        self.profile = Profile(encoding.removesuffix("-sig"), None, unknown, missing)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


def _is_text(value: str | None) -> bool:
    try:
        (value or "").encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
