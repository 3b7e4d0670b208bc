"""Delimited text cut into records, so that one bad line costs one line.

Quotes follow RFC 4180, and a quote inside a value that does not begin with one is plain text.
A record that begins on a line whose quotes don't come out even goes on to the next such line, if
what lies between makes a record of the right width. If it doesn't, that quote was never closed:
its line is rejected and the next line is read as if nothing had happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from strata.reader.text import Positions, line_spans, valid_utf8

UNCLOSED_QUOTE = "unclosed_quote"
STRAY_QUOTE = "stray_quote"
UNREADABLE_BYTES = "unreadable_bytes"
TOO_FEW_VALUES = "too_few_values"
TOO_MANY_VALUES = "too_many_values"

LONGEST_RECORD = 1 << 20
LONGEST_RAW_VALUE = 10_000

_QUOTE = 34
_FIELD = rb'"[^"]*+(?:""[^"]*+)*+"|[^"%b\r\n][^%b\r\n]*+|'


@dataclass(frozen=True)
class Reject:
    """A record that could not be read: line number, text as it stands in the file, reason."""

    row: int
    raw_value: str
    reason: str
    column: str | None = None


@dataclass(frozen=True)
class Slab:
    """Whole records as text, the line number at which each begins, and what was left out."""

    data: bytes
    rows: Positions
    rejects: list[Reject]
    has_line_breaks: bool


@dataclass(frozen=True)
class Grammar:
    """The shape of a record: its delimiter and how many values it has."""

    delimiter: bytes
    width: int

    @cached_property
    def field(self) -> re.Pattern[bytes]:
        """One value, quoted, plain or empty."""
        return re.compile(self._field)

    @cached_property
    def any_record(self) -> re.Pattern[bytes]:
        """A record of any width."""
        return re.compile(b"(?>%b)(?:%b(?>%b))*+" % (self._field, self._escaped, self._field))

    @cached_property
    def whole_record(self) -> re.Pattern[bytes]:
        """A record of the right width."""
        repeat = b"{%d}" % (self.width - 1)
        return re.compile(
            b"(?>%b)(?:%b(?>%b))%b" % (self._field, self._escaped, self._field, repeat)
        )

    @cached_property
    def around_values(self) -> npt.NDArray[np.bool_]:
        """Lookup by byte: may stand before an opening and behind a closing quote."""
        table = np.zeros(256, np.bool_)
        table[list(self.delimiter + b'"\r\n')] = True
        return table

    @property
    def _escaped(self) -> bytes:
        return re.escape(self.delimiter)

    @property
    def _field(self) -> bytes:
        return _FIELD % (self._escaped, self._escaped)

    def split(self, text: bytes) -> tuple[list[bytes], int]:
        """Values of the record at the beginning of a text and where it ends."""
        values: list[bytes] = []
        position = 0
        while match := self.field.match(text, position):
            value = match.group()
            if value.startswith(b'"'):
                value = value[1:-1].replace(b'""', b'"')
            values.append(value)
            position = match.end()
            if text[position : position + 1] != self.delimiter:
                break
            position += 1
        return values, position


def slabs(blocks: Iterator[bytes], grammar: Grammar, first_row: int) -> Iterator[Slab]:
    """Cut blocks of whole lines into records; `first_row` is the line number of the first line."""
    rest = b""
    row = first_row
    for block in blocks:
        text = rest + block
        lines = _Lines(text, grammar, row)
        lines.find_records(is_last=False)
        yield lines.slab()
        rest = text[lines.used_bytes :]
        row += lines.used_lines
    if rest:
        lines = _Lines(rest, grammar, row)
        lines.find_records(is_last=True)
        yield lines.slab()


def readable(raw: bytes) -> str:
    """Text of a rejected record; bytes that are no text are shown as escapes."""
    return raw[:LONGEST_RAW_VALUE].decode("utf-8", "backslashreplace")


class _Lines:
    """The lines of one text and, once found, the records that they make up."""

    def __init__(self, text: bytes, grammar: Grammar, first_row: int) -> None:
        self.text = text
        self.grammar = grammar
        self.first_row = first_row
        self.starts, self.ends = line_spans(text)
        self.following = np.append(self.starts[1:], len(text))
        self.used_lines = len(self.starts)
        self.used_bytes = len(text)
        # Per line: is it read, does a record begin on it, and which records were left out.
        self.is_kept = self.ends > self.starts
        self.is_start = self.is_kept.copy()
        self.rejects: list[Reject] = []
        self.has_line_breaks = False

    def find_records(self, is_last: bool) -> None:
        is_odd, is_suspicious = self._quotes()
        odd = np.flatnonzero(is_odd)
        done = -1
        for line in np.flatnonzero(is_suspicious).tolist():
            if line <= done or self._is_record(line, line, self.grammar.any_record):
                continue
            after = int(np.searchsorted(odd, line, side="right"))
            if after < len(odd):
                done = self._join_or_reject(line, int(odd[after]))
            elif is_last or self.used_bytes - self.starts[line] > LONGEST_RECORD:
                self._reject(line, line, self._quote_reason(line))
            else:
                self._leave(line)
                break
        if not valid_utf8(self.text):
            self._reject_unreadable()

    def slab(self) -> Slab:
        lines = slice(0, self.used_lines)
        kept = self.is_kept[lines]
        edges = np.flatnonzero(np.diff(kept.astype(np.int8), prepend=0, append=0))
        spans = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        pieces = [self.text[self.starts[a] : self.following[b - 1]] for a, b in spans]
        rows = self.first_row + np.flatnonzero(self.is_start[lines])
        return Slab(
            pieces[0] if len(pieces) == 1 else b"".join(pieces),
            rows,
            sorted(self.rejects, key=lambda reject: reject.row),
            self.has_line_breaks,
        )

    def _quotes(self) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Per line: is its number of quotes odd, and is any quote where none should be."""
        none = np.zeros(len(self.starts), np.bool_)
        if b'"' not in self.text:
            return none, none
        data = np.frombuffer(self.text, np.uint8)
        quotes = np.flatnonzero(data == _QUOTE)
        first = np.searchsorted(quotes, self.starts)
        counts = np.diff(np.append(first, len(quotes)))
        is_odd = (counts & 1).astype(np.bool_)
        # Whether a quote opens or closes follows from its number in its own line.
        shift = (first & 1).astype(np.bool_)
        is_closing = (np.arange(len(quotes)) & 1).astype(np.bool_)
        if shift.any():
            is_closing ^= np.repeat(shift, counts)
        # In front of the first byte numpy looks at the last one, which is a line end.
        neighbour = np.where(is_closing, quotes + 1, quotes - 1)
        is_stray = ~self.grammar.around_values[data[neighbour]]
        is_suspicious = is_odd.copy()
        if is_stray.any():
            stray_lines = np.searchsorted(self.starts, quotes[is_stray], side="right") - 1
            is_suspicious[stray_lines] = True
        return is_odd, is_suspicious

    def _is_record(self, first: int, last: int, shape: re.Pattern[bytes]) -> bool:
        return bool(shape.fullmatch(self.text, int(self.starts[first]), int(self.ends[last])))

    def _join_or_reject(self, first: int, last: int) -> int:
        """Make the lines one record if they can be one; return the last line dealt with."""
        size = int(self.ends[last] - self.starts[first])
        if (
            size <= LONGEST_RECORD
            and self._is_record(first, last, self.grammar.whole_record)
            and not self._stand_alone(first + 1, last)
        ):
            self.is_kept[first : last + 1] = True
            self.is_start[first + 1 : last + 1] = False
            self.has_line_breaks = True
            return last
        self._reject(first, first, self._quote_reason(first))
        return first

    def _stand_alone(self, first: int, last: int) -> bool:
        """Say whether the lines between would all be records: then the quote was a mistake."""
        between = [line for line in range(first, last) if self.ends[line] > self.starts[line]]
        if not between or self.grammar.width == 1:
            return False
        return all(self._is_record(line, line, self.grammar.whole_record) for line in between)

    def _quote_reason(self, line: int) -> str:
        quotes = self.text.count(b'"', int(self.starts[line]), int(self.ends[line]))
        return UNCLOSED_QUOTE if quotes % 2 else STRAY_QUOTE

    def _leave(self, line: int) -> None:
        """Leave the lines from here on for the next block, which may close the quote."""
        self.used_lines = line
        self.used_bytes = int(self.starts[line])

    def _reject(self, first: int, last: int, reason: str) -> None:
        raw = self.text[self.starts[first] : self.ends[last]]
        self.rejects.append(Reject(self.first_row + first, readable(raw), reason))
        self.is_kept[first : last + 1] = False
        self.is_start[first : last + 1] = False

    def _reject_unreadable(self) -> None:
        data = np.frombuffer(self.text, np.uint8)[: self.used_bytes]
        high = np.unique(np.searchsorted(self.starts, np.flatnonzero(data > 127), "right") - 1)
        records = np.append(np.flatnonzero(self.is_start), self.used_lines)
        for line in high.tolist():
            text = self.text[self.starts[line] : self.ends[line]]
            if not self.is_kept[line] or valid_utf8(text):
                continue
            number = int(np.searchsorted(records, line, side="right"))
            first = int(records[number - 1])
            last = first
            while last + 1 < int(records[number]) and self.is_kept[last + 1]:
                last += 1
            self._reject(first, last, UNREADABLE_BYTES)
            records = np.append(np.flatnonzero(self.is_start), self.used_lines)
