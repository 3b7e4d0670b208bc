"""Small tools over arrays, and the typed form of a feed before it becomes text.

Times are epoch seconds; `NEVER` stands for "has not happened".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from strata.sample.settings import DAY

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Rng = np.random.Generator

NEVER = 1 << 40
NOBODY = -1

# Share of the acts by hour of the day (UTC).
_HOURS = np.array(
    [1, 1, 2, 3, 4, 5, 7, 9, 10, 10, 9, 6, 6, 9, 10, 9, 7, 5, 3, 2, 2, 1, 1, 1], float
)
_HOUR_CDF = np.cumsum(_HOURS / _HOURS.sum())


@dataclass(frozen=True)
class Feed:
    """Typed rows of one feed, in any order.

    columns   by contract name; what is left out is written as null
    at        when the row reached the export, epoch seconds
    company   index of the true company, NOBODY where there is none
    gone      when a newer version of the record replaced the row, NEVER for the last version
    """

    name: str
    columns: dict[str, Any]
    at: Ints
    company: Ints
    gone: Ints | None = None

    def __len__(self) -> int:
        return len(self.at)


def with_versions(feed: Feed, changed_at: Ints, before: Mapping[str, Any]) -> Feed:
    """Add a first version of every record that changed later; `before` are its older values."""
    old = np.flatnonzero((changed_at > feed.at) & (changed_at < NEVER))
    columns: dict[str, Any] = {}
    for name, values in feed.columns.items():
        final = as_arrow(values)
        first = as_arrow(before[name]) if name in before else final
        columns[name] = pa.concat_arrays([final, first.cast(final.type).take(pa.array(old))])
    arrived = feed.at.copy()
    arrived[old] = changed_at[old]
    return replace(
        feed,
        columns=columns,
        at=np.concatenate([arrived, feed.at[old]]),
        company=np.concatenate([feed.company, feed.company[old]]),
        gone=np.concatenate([np.full(len(feed), NEVER), changed_at[old]]),
    )


def as_arrow(values: Any) -> Any:
    """Return a numpy or Arrow column as one Arrow array."""
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if isinstance(values, pa.Array):
        return values
    return pa.array(values, from_pandas=True)


def nulls(count: int, kind: Any) -> Any:
    """Return a column of nulls."""
    return pa.nulls(count, kind)


def only(values: Any, present: Bools) -> Any:
    """Return the values where `present`, null elsewhere."""
    column = as_arrow(values)
    return pc.if_else(pa.array(present), column, pa.scalar(None, column.type))


def moments(times: Ints, present: Bools | None = None) -> Any:
    """Return a timestamp column; null where the time is NEVER or not `present`."""
    known = times < NEVER if present is None else (times < NEVER) & present
    return pa.array(times, mask=~known).cast(pa.timestamp("s"))


def numbered(prefix: str, numbers: Ints, width: int = 6) -> Any:
    """Ids such as A000042."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def sequence(prefix: str, count: int, width: int = 6) -> Any:
    """Ids from 1 on."""
    return numbered(prefix, np.arange(1, count + 1), width)


def texts(values: Sequence[str | None]) -> Texts:
    """Return a list of texts as an array that takes an index array."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def pick(
    rng: Rng, options: Sequence[str | None], size: int, weights: Sequence[float] | None = None
) -> Texts:
    """Draw texts by weight."""
    chosen = texts(options)[choose(rng, len(options), size, weights)]
    return np.asarray(chosen, dtype=object)


def choose(rng: Rng, options: int, size: int, weights: Sequence[float] | None = None) -> Ints:
    """Draw indexes 0 .. options - 1 by weight."""
    if weights is None:
        return rng.integers(0, options, size)
    cdf = np.cumsum(np.asarray(weights, float) / np.sum(weights))
    drawn = np.searchsorted(cdf, rng.random(size), side="right")
    return np.minimum(drawn, options - 1).astype(np.int64)


def expand(counts: npt.NDArray[np.integer[Any]]) -> tuple[Ints, Ints]:
    """Owner index and ordinal (from 0) of every row when owner i has counts[i] rows."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - np.repeat(first, counts)


def text_where(present: Bools, values: Texts) -> Texts:
    """Return the texts where `present`, None elsewhere."""
    out = np.array(values, dtype=object)
    out[~present] = None
    return out


def sigmoid(values: Floats) -> Floats:
    """Logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-values)), dtype=np.float64)


def standard(values: Floats) -> Floats:
    """Shift and scale to mean 0 and deviation 1."""
    return np.asarray((values - values.mean()) / (values.std() + 1e-9), dtype=np.float64)


def moments_between(rng: Rng, low: Ints, high: Ints) -> Ints:
    """Return a working moment between two times each; never outside of them."""
    drawn = low + (rng.random(len(low)) * np.maximum(high - low, 0)).astype(np.int64)
    return np.clip(working(rng, drawn), low, np.maximum(high, low))


def working(rng: Rng, times: Ints) -> Ints:
    """Give times an hour of the daily rhythm and move most weekends to a weekday."""
    day = times // DAY
    weekday = (day + 3) % 7
    moved = rng.random(len(times)) < 0.85
    day = np.where((weekday == 5) & moved, day - 1, day)
    day = np.where((weekday == 6) & moved, day + 1, day)
    hour = np.searchsorted(_HOUR_CDF, rng.random(len(times)))
    return np.asarray(day * DAY + np.minimum(hour, 23) * 3600, np.int64) + rng.integers(
        0, 3600, len(times)
    )


def later(rng: Rng, times: Ints, mean_days: float) -> Ints:
    """Return a moment some days after each time, exponentially distributed, at least an hour."""
    delay = rng.exponential(mean_days * DAY, len(times)).astype(np.int64) + 3600
    return np.where(times < NEVER, times + delay, NEVER)
