"""The settings of Strata: every environment variable is read here and nowhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from strata.errors import StrataError

DATE_ORDERS = ("dmy", "mdy")
DECIMAL_MARKS = (".", ",")
TARGETS = ("nightly", "dev", "spark", "spark_cluster")


@dataclass(frozen=True)
class Settings:
    """What a run is told from outside; every path is absolute.

    `date_order` says how 05.03.2024 and 05/03/2024 are read and `decimal_mark` how 1,234 is;
    `salt` is the secret of all hashes, `base_currency` an ISO 4217 code or empty (the exports
    say it), `timezone` the zone in which a day ends.
    """

    raw_dir: Path
    warehouse: Path
    build: Path
    landing: Path
    salt: str
    timezone: str
    base_currency: str
    date_order: str
    decimal_mark: str
    target: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; a variable that is unset or empty takes its default.

        Raises StrataError that names the variable when its value can't be used.
        """
        values = os.environ if env is None else env

        def text(name: str, default: str) -> str:
            return values.get(name, "").strip() or default

        def path(name: str, default: str | Path) -> Path:
            return Path.cwd() / Path(values.get(name) or default).expanduser()

        build = path("STRATA_BUILD", "data/build.duckdb")
        settings = cls(
            raw_dir=path("STRATA_RAW_DIR", "data/raw"),
            warehouse=path("STRATA_WAREHOUSE", "data/strata.duckdb"),
            build=build,
            landing=path("STRATA_LANDING", build.parent / "landing"),
            salt=text("STRATA_SALT", "strata-dev-salt"),
            timezone=text("STRATA_TIMEZONE", "UTC"),
            base_currency=text("STRATA_BASE_CURRENCY", "").upper(),
            date_order=text("STRATA_DATE_ORDER", "dmy").lower(),
            decimal_mark=text("STRATA_DECIMAL_MARK", "."),
            target=text("STRATA_TARGET", "nightly"),
        )
        settings._check()
        return settings

    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables for the processes that a run starts."""
        return {
            "STRATA_RAW_DIR": str(self.raw_dir),
            "STRATA_WAREHOUSE": str(self.warehouse),
            "STRATA_BUILD": str(self.build),
            "STRATA_LANDING": str(self.landing),
            "STRATA_SALT": self.salt,
            "STRATA_TIMEZONE": self.timezone,
            "STRATA_BASE_CURRENCY": self.base_currency,
            "STRATA_DATE_ORDER": self.date_order,
            "STRATA_DECIMAL_MARK": self.decimal_mark,
            "STRATA_TARGET": self.target,
        }

    def _check(self) -> None:
        _one_of("STRATA_DATE_ORDER", self.date_order, DATE_ORDERS)
        _one_of("STRATA_DECIMAL_MARK", self.decimal_mark, DECIMAL_MARKS)
        _one_of("STRATA_TARGET", self.target, TARGETS)
        if not re.fullmatch(r"([A-Z]{3})?", self.base_currency):
            raise StrataError(
                f"STRATA_BASE_CURRENCY is '{self.base_currency}'",
                remedy="set it to three letters such as EUR",
            )
        try:
            ZoneInfo(self.timezone)
        except (OSError, ValueError):
            raise StrataError(
                f"STRATA_TIMEZONE is '{self.timezone}', which is no known time zone",
                remedy="set it to a name such as UTC or Europe/Berlin",
            ) from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise StrataError(f"{name} is '{value}'", remedy=f"set it to one of {', '.join(allowed)}")
