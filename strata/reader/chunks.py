"""What every kind of export is turned into: chunks of text columns with row numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from strata.contract import Feed
from strata.errors import StrataError
from strata.reader.exports import Export
from strata.reader.records import Reject

_BLANKS = "\ufeff\u200b\u200c\u200d\u2060"
_SHOWN_COLUMNS = 30


@dataclass
class Profile:
    """What is known of an export beside its rows; complete when its last chunk has been read."""

    encoding: str | None = None
    delimiter: str | None = None
    unknown_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chunk:
    """Some rows: contract columns that the export has, as Arrow text, and their row numbers.

    `share` is how much of the file has been read so far, 0 to 1.
    """

    columns: dict[str, Any]
    rows: Any
    rejects: Sequence[Reject]
    share: float


class Opened(Protocol):
    """An export that can be read once, front to back."""

    profile: Profile

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in the order of the file."""
        ...


def plain_name(raw: str) -> str:
    """Name of a column as the contract writes it: no blanks around it, lower case."""
    return raw.strip().strip(_BLANKS).strip().lower()


def match_columns(
    names: Iterable[str], feed: Feed, export: Export
) -> tuple[dict[str, int], Profile]:
    """Position of each contract column among the names of an export.

    Raises StrataError for a contract column that comes twice and for a required one that is
    missing.
    """
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for position, raw in enumerate(names):
        name = plain_name(raw)
        if name not in feed.column_names:
            unknown.append(raw.strip().strip(_BLANKS) or "(no name)")
        elif name in positions:
            raise StrataError(
                "the column comes twice in the header",
                remedy="keep one of the two in the export",
                feed=feed.name,
                file=export.file,
                column=name,
            )
        else:
            positions[name] = position
    check_required(positions, unknown, feed, export)
    missing = [name for name in feed.column_names if name not in positions]
    return positions, Profile(unknown_columns=unknown, missing_columns=missing)


def check_required(
    present: Iterable[str], unknown: Sequence[str], feed: Feed, export: Export
) -> None:
    """Raise StrataError when a required column is missing, with the nearest name there is."""
    known = set(present)
    lost = [name for name in feed.required_columns if name not in known]
    if not lost:
        return
    if not known:
        # What stands there may be the first record of a person, so it is not repeated.
        raise StrataError(
            "the required column is missing, as are all others of the feed",
            remedy=f"name the columns in the export, such as {','.join(feed.column_names[:4])}",
            feed=feed.name,
            file=export.file,
            column=lost[0],
        )
    header = [*(name for name in feed.column_names if name in known), *unknown]
    listed = ", ".join(header[:_SHOWN_COLUMNS]) + (", ..." if header[_SHOWN_COLUMNS:] else "")
    near = difflib.get_close_matches(lost[0], [plain_name(name) for name in unknown], 1, 0.6)
    remedy = f"rename {near[0]} to {lost[0]}" if near else f"add {lost[0]}"
    raise StrataError(
        f"the required column is missing (found: {listed})",
        remedy=f"{remedy} in the export",
        feed=feed.name,
        file=export.file,
        column=", ".join(lost),
    )
