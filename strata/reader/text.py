"""Text files as blocks of whole lines in UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
import gzip
import itertools
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from strata.errors import StrataError
from strata.reader.exports import Export

BLOCK_BYTES = 4 << 20
LONGEST_LINE = 64 << 20

_GZIP_MAGIC = b"\x1f\x8b"
_ENOUGH_LINES = 10_000
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")

Positions = npt.NDArray[np.int64]


@dataclass
class Source:
    """An open text export: its bytes (unpacked) and how far the file on disk has been read."""

    stream: BinaryIO
    position: Callable[[], int]


@contextmanager
def opened(export: Export) -> Iterator[Source]:
    """Open a text export, unpacking gzip, and turn damage into a StrataError."""
    try:
        with export.path.open("rb") as plain:
            packed = plain.peek(2)[:2] == _GZIP_MAGIC
            if packed or (export.path.suffix.lower() == ".gz" and plain.peek(1)):
                with gzip.GzipFile(fileobj=plain, mode="rb") as unpacked:
                    yield Source(unpacked, plain.tell)  # type: ignore[arg-type]
            else:
                yield Source(plain, plain.tell)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StrataError(
            f"the gzip file is cut off or damaged ({error})".replace(" b'", " '"),
            remedy="export it again and copy it completely",
            feed=export.feed,
            file=export.file,
        ) from None


def detect_encoding(export: Export) -> str:
    """Return utf-8-sig, utf-16, utf-8, gb18030 or cp1252.

    A byte-order mark decides. Without one the lines beyond ASCII vote: UTF-8 unless most of
    them break its rules. Then GB18030, where high bytes stand side by side, unless single ones
    prevail, as in the Western code page 1252.
    """
    votes = _Votes()
    with opened(export) as source:
        chunks = _chunks(source.stream)
        start = next(chunks, b"")
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        for block in whole_lines(itertools.chain([start], chunks), export):
            if not block.isascii():
                votes.count(block)
            if votes.valid + votes.broken >= _ENOUGH_LINES:
                break
    return votes.winner()


@dataclass
class _Votes:
    """Lines beyond ASCII that are UTF-8 or not, and how the high bytes of the latter stand."""

    valid: int = 0
    broken: int = 0
    in_company: int = 0
    alone: int = 0

    def count(self, block: bytes) -> None:
        for line in block.splitlines():
            if line.isascii():
                continue
            if valid_utf8(line):
                self.valid += 1
                continue
            self.broken += 1
            for run in _HIGH_BYTES.findall(line):
                if len(run) == 1:
                    self.alone += 1
                else:
                    self.in_company += len(run)

    def winner(self) -> str:
        if self.broken <= self.valid:
            return "utf-8"
        return "gb18030" if self.in_company >= self.alone else "cp1252"


def utf8_blocks(source: Source, encoding: str, export: Export) -> Iterator[bytes]:
    """Yield the file as UTF-8 in blocks of whole lines, without a byte-order mark.

    A byte that can't be read in the encoding stays in its line as an invalid sequence, so that
    `valid_utf8` finds it later.
    """
    chunks = _chunks(source.stream)
    if encoding == "utf-16":
        yield from whole_lines(_from_utf16(chunks), export)
        return
    for number, block in enumerate(whole_lines(chunks, export)):
        if encoding == "utf-8-sig" and number == 0:
            yield block.removeprefix(codecs.BOM_UTF8)
        elif encoding in ("utf-8", "utf-8-sig") or block.isascii():
            yield block
        else:
            yield block.decode(encoding, "surrogateescape").encode("utf-8", "surrogatepass")


def whole_lines(chunks: Iterator[bytes], export: Export) -> Iterator[bytes]:
    """Cut a stream of bytes behind line ends; the last block ends with one in any case."""
    rest = b""
    for chunk in chunks:
        block = rest + chunk
        # A carriage return at the very end may be the first half of a CRLF.
        cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
        if not cut and len(block) > LONGEST_LINE:
            raise StrataError(
                f"no line end within {LONGEST_LINE >> 20} MiB, so this is no text export",
                remedy="export it as delimited text, JSON lines or Parquet",
                feed=export.feed,
                file=export.file,
            )
        if cut:
            yield block[:cut]
        rest = block[cut:]
    if rest:
        yield rest if rest.endswith((b"\n", b"\r")) else rest + b"\n"


def line_spans(block: bytes) -> tuple[Positions, Positions]:
    """Find where each line of a block starts and ends; LF, CRLF and CR are line ends."""
    data = np.frombuffer(block, np.uint8)
    if b"\r" not in block:
        breaks = np.flatnonzero(data == 10)
        following = breaks + 1
    else:
        breaks = np.flatnonzero((data == 10) | (data == 13))
        second_half = (data[breaks] == 10) & (breaks > 0) & (data[breaks - 1] == 13)
        breaks = breaks[~second_half]
        padded = np.append(data, 0)
        is_crlf = (padded[breaks] == 13) & (padded[breaks + 1] == 10)
        following = breaks + 1 + is_crlf
    starts = np.concatenate([np.zeros(1, np.int64), following[:-1]])[: len(breaks)]
    return starts, breaks


def valid_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8 through and through."""
    if data.isascii():
        return True
    offsets = pa.array([0, len(data)], pa.int32()).buffers()[1]
    whole = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(BLOCK_BYTES):
        yield chunk


def _from_utf16(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        yield b"\xff"  # half a character at the end makes the last line unreadable
