"""From typed rows to the text cells of an export, dirt included.

All draws are made over the whole world before `until` cuts, so a cut changes no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from strata.contract import Column, load_contract
from strata.sample.dirt import BOOLEAN_SPELLINGS, NULL_SPELLING_EXCEPTIONS, NULL_SPELLINGS, Dirt
from strata.sample.frame import NEVER, Bools, Feed, Ints, Rng, as_arrow
from strata.sample.names import full_width
from strata.sample.settings import DAY, SampleSettings
from strata.sample.styles import BOOLEAN_STYLES, EVENT_FEEDS, MIXED_TIME_STYLES, TIME_STYLES

_SCALE = {"fx_rates.rate_to_base": 6, "hours": 1, "planned_hours": 1, "duration_minutes": 0}


@dataclass(frozen=True)
class Export:
    """Text rows of a feed in order of arrival, and what tests and the writer know of them.

    is_malformed   a broken copy of the line follows it
    """

    name: str
    table: Any
    at: Ints
    company: Ints
    is_malformed: Bools

    def __len__(self) -> int:
        return len(self.at)

    def take(self, index: Ints) -> Export:
        """Return the rows at these positions."""
        table = self.table.take(pa.array(index))
        return Export(
            self.name, table, self.at[index], self.company[index], self.is_malformed[index]
        )


@cache
def contract() -> dict[str, tuple[Column, ...]]:
    """Columns of every feed in contract order."""
    return {name: feed.columns for name, feed in load_contract().items()}


def render(feed: Feed, settings: SampleSettings, dirt: Dirt, *stream: str | int) -> Export:
    """Text rows of a feed that exist by the cut, sorted by arrival."""
    rng = settings.rng("render", feed.name, *stream)
    unknown = set(feed.columns) - {column.name for column in contract()[feed.name]}
    if unknown:
        raise ValueError(f"{feed.name} has columns outside the contract: {sorted(unknown)}")
    columns = {}
    for column in contract()[feed.name]:
        typed = as_arrow(feed.columns.get(column.name, pa.nulls(len(feed), pa.string())))
        text = _text(typed, feed.name, column, settings.clean, dirt, rng)
        columns[column.name] = _spell_nulls(text, column, dirt, rng)
    at, rows, keep = _with_resent(feed, settings, dirt, rng)
    is_malformed = rng.random(len(rows)) < dirt.malformed_lines
    order = np.argsort(at, kind="stable")
    order = order[keep[order]]
    rows = rows[order]
    table = pa.table(columns).take(pa.array(rows))
    return Export(feed.name, table, at[order], feed.company[rows], is_malformed[order])


def _with_resent(
    feed: Feed, settings: SampleSettings, dirt: Dirt, rng: Rng
) -> tuple[Ints, Ints, Bools]:
    """Arrival, row and presence by the cut of every line, rows that are sent twice included."""
    size = len(feed)
    again = np.flatnonzero(rng.random(size) < dirt.resent_rows)
    at_again = feed.at[again] + rng.integers(DAY, 9 * DAY, len(again))
    kept_version = rng.random(size) < dirt.resent_versions
    gone = np.full(size, NEVER) if feed.gone is None else feed.gone
    at = np.concatenate([feed.at, at_again])
    rows = np.concatenate([np.arange(size), again])
    # A drop once written stays. Elsewhere an older version is there until the newer one
    # replaces it, some of them for good.
    if settings.drops is not None and feed.name in EVENT_FEEDS:
        kept_version[:] = True
    is_current = (gone > settings.cutoff) | kept_version
    keep = (at <= settings.cutoff) & is_current[rows]
    keep &= (rows == np.arange(len(rows))) | (at < gone[rows])
    return at, rows, keep


def _text(typed: Any, feed: str, column: Column, clean: bool, dirt: Dirt, rng: Rng) -> Any:
    if pa.types.is_null(typed.type) or typed.null_count == len(typed):
        return pa.nulls(len(typed), pa.string())
    if pa.types.is_dictionary(typed.type):
        return typed
    if column.data_type in ("timestamp", "date"):
        return _times(typed, feed, column.data_type == "date", clean, rng)
    if column.data_type == "boolean":
        return _booleans(typed, feed, clean, dirt, rng)
    if column.data_type == "decimal":
        scale = _SCALE.get(f"{feed}.{column.name}", _SCALE.get(column.name))
        if scale is None:
            scale = 4 if column.name.endswith(("_rate", "probability")) else 2
        number = pa.decimal128(24, scale)
        text = pc.round(typed.cast(pa.float64()), scale).cast(number, safe=False).cast(pa.string())
        return _dirty_numbers(text, dirt, rng) if scale == 2 else text
    if column.data_type == "integer":
        return typed.cast(pa.int64()).cast(pa.string())
    return typed.cast(pa.string())


def _times(typed: Any, feed: str, is_date: bool, clean: bool, rng: Rng) -> Any:
    if clean:
        return time_text(typed, "space", is_date)
    if feed in MIXED_TIME_STYLES:
        first, second, share = MIXED_TIME_STYLES[feed]
        use_second = pa.array(rng.random(len(typed)) < share)
        return pc.if_else(
            use_second, time_text(typed, second, is_date), time_text(typed, first, is_date)
        )
    return time_text(typed, TIME_STYLES.get(feed, "space"), is_date)


def time_text(typed: Any, style: str, is_date: bool) -> Any:
    """Return times in one of the spellings of `TIME_STYLES`."""
    if style in ("epoch", "epoch_ms"):
        seconds = typed.cast(pa.int64())
        factor = 1000 if style == "epoch_ms" else 1
        return pc.multiply(seconds, factor).cast(pa.string())
    if style == "slash":
        plain = (typed.cast(pa.date32()) if is_date else typed).cast(pa.string())
        return pc.replace_substring_regex(plain, "-0?", "/")
    if style == "dot":
        plain = (typed.cast(pa.date32()) if is_date else typed).cast(pa.string())
        return pc.replace_substring_regex(plain, r"^(\d+)-(\d+)-(\d+)", r"\3.\2.\1")
    if is_date:
        return typed.cast(pa.date32()).cast(pa.string())
    if style == "offset":
        local = pc.add(typed.cast(pa.int64()), 8 * 3600).cast(pa.timestamp("s"))
        return _joined(_iso(local), "+08:00")
    plain = typed.cast(pa.string())
    if style == "space_z":
        return _joined(plain, "Z")
    if style in ("t", "z"):
        return _joined(_iso(typed), "Z") if style == "z" else _iso(typed)
    return plain


def _iso(typed: Any) -> Any:
    return pc.replace_substring(typed.cast(pa.string()), " ", "T")


def _joined(text: Any, suffix: str) -> Any:
    return pc.binary_join_element_wise(text, suffix, "")


def _booleans(typed: Any, feed: str, clean: bool, dirt: Dirt, rng: Rng) -> Any:
    own = BOOLEAN_SPELLINGS[0] if clean else BOOLEAN_STYLES.get(feed, BOOLEAN_SPELLINGS[0])
    text = pc.if_else(typed.cast(pa.bool_()), own[0], own[1])
    odd = rng.random(len(typed)) < dirt.odd_booleans
    spelling = rng.integers(0, len(BOOLEAN_SPELLINGS), len(typed))
    yes = pa.array([pair[0] for pair in BOOLEAN_SPELLINGS]).take(pa.array(spelling))
    no = pa.array([pair[1] for pair in BOOLEAN_SPELLINGS]).take(pa.array(spelling))
    return pc.if_else(pa.array(odd), pc.if_else(typed.cast(pa.bool_()), yes, no), text)


def _dirty_numbers(text: Any, dirt: Dirt, rng: Rng) -> Any:
    """Thousands marks, currency signs and full-width digits in a few cells."""
    hit = np.flatnonzero(rng.random(len(text)) < dirt.dirty_numbers)
    style = rng.integers(0, 4, len(hit))
    if not len(hit):
        return text
    dirty: list[str | None] = []
    for cell, kind in zip(text.take(pa.array(hit)).to_pylist(), style.tolist(), strict=True):
        dirty.append(None if cell is None else _dirty_number(cell, kind))
    mask = np.zeros(len(text), bool)
    mask[hit] = True
    return pc.replace_with_mask(text, pa.array(mask), pa.array(dirty, pa.string()))


def _dirty_number(cell: str, kind: int) -> str:
    whole, _, cents = cell.partition(".")
    grouped = f"{int(whole):,}.{cents}" if int(whole) else cell
    if kind == 0:
        return grouped
    if kind == 1:
        return f"-€{grouped[1:]}" if cell.startswith("-") else f"€{grouped}"
    if kind == 2:
        return f"-¥{cell[1:]}" if cell.startswith("-") else f"¥{cell}"
    return cell[:1] + full_width(cell[1:]) if cell.startswith("-") else full_width(cell)


def _spell_nulls(text: Any, column: Column, dirt: Dirt, rng: Rng) -> Any:
    """Write some empty cells as a word. Keys and required columns stay as they are."""
    can_spell = not (column.is_required or column.is_key or column.name in NULL_SPELLING_EXCEPTIONS)
    if not (dirt.spelled_nulls and can_spell and text.null_count):
        return text
    empty = np.flatnonzero(text.is_null().to_numpy(zero_copy_only=False))
    empty = empty[rng.random(len(empty)) < dirt.spelled_nulls]
    if not len(empty):
        return text
    plain = text.cast(pa.string())
    mask = np.zeros(len(plain), bool)
    mask[empty] = True
    words = pa.array(NULL_SPELLINGS).take(
        pa.array(rng.integers(0, len(NULL_SPELLINGS), len(empty)))
    )
    return pc.replace_with_mask(plain, pa.array(mask), words)
