"""The base currency: what every published amount is in."""

from __future__ import annotations

import json

import duckdb

from strata.config import Settings
from strata.contract import load_contract
from strata.seeds import SEEDS, rows_of

USUAL = "EUR"
CODES = SEEDS / "mappings" / "currency_codes.csv"
NAMED = "select distinct upper(trim(currency)) from ({feed}) where trim(currency) <> ''"
OF_RATE_ONE = """
select upper(trim(currency)) from ({feed})
group by upper(trim(currency)) having bool_and(try_cast(rate_to_base as double) = 1)
"""


def base_currency(settings: Settings, published: str | None) -> str:
    """Tell the base currency of the exports in the landing; `published` is that of last night.

    It is STRATA_BASE_CURRENCY where that is set, else what it was last night. On the first night
    the exports say it: the one currency that fx_rates gives the rate 1, or the one currency that
    all amounts are in. Else it is EUR.
    """
    if settings.base_currency or published:
        return settings.base_currency or str(published)
    views = json.loads((settings.landing / "views.json").read_text(encoding="utf-8"))["duckdb"]
    one = _currencies(OF_RATE_ONE.format(feed=views["fx_rates"]))
    if len(one) == 1:
        return one.pop()
    named: set[str] = set()
    for feed in load_contract().values():
        if any(column.name == "currency" for column in feed.columns):
            named |= _currencies(NAMED.format(feed=views[feed.name]))
    codes = _codes()
    known = {codes.get(name, name) for name in named}
    known = {name for name in known if len(name) == 3 and name.isascii() and name.isalpha()}
    return known.pop() if len(known) == 1 else USUAL


def _codes() -> dict[str, str]:
    """Give the currency of each other spelling: seed currency_codes."""
    return {row["spelling"]: row["currency"] for row in rows_of(CODES)}


def _currencies(sql: str) -> set[str]:
    return {currency for (currency,) in duckdb.execute(sql).fetchall()}
