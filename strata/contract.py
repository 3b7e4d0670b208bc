"""The input contract: which feeds there are and which columns each of them has.

One file says it, `seeds/mappings/feed_columns.csv`; the reader, the sample exports and the
SQL models all follow it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from strata.errors import StrataError

FEED_COLUMNS_CSV = Path(__file__).resolve().parent.parent / "seeds/mappings/feed_columns.csv"

REQUIRED_FEED = "crm_accounts"
ONE_OF_FEEDS = ("erp_orders", "crm_opportunities", "billing_subscriptions")


@dataclass(frozen=True)
class Column:
    """One column of a feed; `known` says whether its value is fixed at creation or comes later."""

    feed: str
    name: str
    data_type: str
    is_required: bool
    is_key: bool
    known: str
    is_pii: bool
    meaning: str


@dataclass(frozen=True)
class Feed:
    """One export of the contract, its columns in the order of the contract."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order of the contract."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns without which an export is refused."""
        return tuple(column.name for column in self.columns if column.is_required)


Contract = Mapping[str, Feed]


def load_contract(path: Path = FEED_COLUMNS_CSV) -> Contract:
    """Every feed by name, in the order of the file.

    Raises StrataError when the file is missing or a flag is neither true nor false.
    """
    columns: dict[str, list[Column]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                columns.setdefault(row["feed"], []).append(_column(row))
    except FileNotFoundError:
        raise StrataError(
            f"the contract {path} is missing", remedy="restore it from version control"
        ) from None
    except KeyError as missing:
        raise StrataError(
            f"the contract {path} has no column {missing}",
            remedy="restore it from version control",
        ) from None
    return {name: Feed(name, tuple(listed)) for name, listed in columns.items()}


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        feed=row["feed"],
        name=row["column_name"],
        data_type=row["data_type"],
        is_required=_flag(row, "is_required"),
        is_key=_flag(row, "is_key"),
        known=row["known"],
        is_pii=_flag(row, "is_pii"),
        meaning=row["meaning"],
    )


def _flag(row: Mapping[str, str], name: str) -> bool:
    if row[name] not in ("true", "false"):
        raise StrataError(
            f"{name} is '{row[name]}' in {FEED_COLUMNS_CSV.name}",
            remedy="write true or false",
            feed=row["feed"],
            column=row["column_name"],
        )
    return row[name] == "true"
