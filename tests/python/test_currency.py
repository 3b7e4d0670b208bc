"""Which currency amounts are published in where nobody says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from strata import config, currency

from .exports import Exports


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (["RMB", "CNY", "人民币", ""], "CNY"),  # one currency, however it is spelled
        (["usd"], "USD"),
        (["USD", "GBP"], "EUR"),
        (["?", "USD"], "USD"),  # what is no currency says nothing
        ([""], "EUR"),
    ],
)
def test_the_one_currency_that_exports_name(
    tmp_path: Path, spellings: list[str], expected: str
) -> None:
    exports = Exports(tmp_path)
    exports.write("crm_accounts.csv", [{"account_id": "1"}])
    exports.write(
        "crm_opportunities.csv",
        [
            {
                "opportunity_id": str(number),
                "stage": "won",
                "currency": spelling,
                "created_at": "2026-01-01",
            }
            for number, spelling in enumerate(spellings)
        ],
    )
    exports.read()
    settings = config.Settings.from_env(exports.environment)
    assert currency.base_currency(settings, None) == expected
