"""What a sample run is asked for, and its random streams."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

DAY = 86_400
WEB_EVENTS_PER_ACCOUNT = 60
ORDERS_PER_ACCOUNT = 8.5


@dataclass(frozen=True)
class SampleSettings:
    """Arguments of one run. The same settings always give the same bytes.

    `until` cuts the same world off at the end of a day. It is no input of the world itself.
    """

    accounts: int = 2000
    days: int = 540
    seed: int = 7
    end_date: date = date(2026, 10, 31)
    until: date | None = None
    web_events: int | None = None
    orders: int | None = None
    leads: int | None = None
    usage: int | None = None
    file_format: str = "csv"
    drops: str | None = None
    clean: bool = False

    def __post_init__(self) -> None:
        if self.accounts < 20:
            raise ValueError("--accounts must be at least 20")
        if self.days < 60:
            raise ValueError("--days must be at least 60")
        if self.until is not None and not self.start_date <= self.until <= self.end_date:
            raise ValueError(f"--until must lie within {self.start_date} and {self.end_date}")

    @property
    def start_date(self) -> date:
        """First day of data."""
        return self.end_date - timedelta(days=self.days - 1)

    @property
    def start(self) -> int:
        """First second of data, epoch seconds UTC."""
        return epoch(self.start_date)

    @property
    def end(self) -> int:
        """Last second of data, epoch seconds UTC."""
        return epoch(self.end_date) + DAY - 1

    @property
    def cutoff(self) -> int:
        """Last second that is written, epoch seconds UTC."""
        return epoch(self.until or self.end_date) + DAY - 1

    @property
    def web_event_target(self) -> int:
        """About how many web events to write."""
        return self.web_events or self.accounts * WEB_EVENTS_PER_ACCOUNT

    @property
    def order_target(self) -> int:
        """About how many orders to write."""
        return self.orders or round(self.accounts * ORDERS_PER_ACCOUNT)

    def rng(self, *stream: str | int) -> np.random.Generator:
        """Return the random stream of that name: what one stream draws never moves another."""
        keys = [part if isinstance(part, int) else zlib.crc32(part.encode()) for part in stream]
        return np.random.default_rng(np.random.SeedSequence([self.seed, *keys]))


def epoch(day: date) -> int:
    """Midnight UTC of a day in epoch seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
