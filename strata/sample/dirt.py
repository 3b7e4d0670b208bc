"""The dirt of real exports: every kind with its share, in one place.

Shares are of the rows (or cells) that the kind can hit. `CLEAN` turns all of it off.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Dirt:
    """Share of every kind of dirt, 0 to 1."""

    duplicate_records: float = 0.06  # companies with a second CRM record
    duplicate_shares_registration: float = 0.5  # of these: same registration number
    duplicate_other_domain: float = 0.35  # of these: a domain of its own
    duplicate_without_domain: float = 0.25  # of these: no website at all
    facts_on_duplicate: float = 0.3  # facts of such a company booked on the second record
    fullwidth_names: float = 0.03  # company names in full-width letters and digits
    duplicate_contacts: float = 0.02  # persons entered twice
    free_mail: float = 0.08  # persons who use a free mail address
    test_accounts: float = 0.006  # test records, account type internal
    unlisted_companies: float = 0.01  # companies that order but are in no CRM record
    nobody_sales: float = 0.02  # orders on a placeholder account or none
    missing_account: float = 0.01  # contacts whose account is in no CRM record
    credit_notes: float = 0.03  # orders followed by a negative one
    cancelled_orders: float = 0.02  # positive amount, status cancelled
    returned_orders: float = 0.01  # positive amount, status returned
    soft_deleted: float = 0.01  # CRM records with the delete flag
    bot_visits: float = 0.02  # web visits by crawlers and headless browsers
    monster_events: float = 0.02  # web events of the one visitor with thousands of hits
    late_visits: float = 0.02  # web visits that arrive days later
    late_tails: float = 0.01  # web visits whose second half arrives days later
    clocks_years_off: float = 0.0005  # web events dated years away
    clocks_hours_ahead: float = 0.002  # web events dated after their arrival
    resent_rows: float = 0.005  # exact duplicates, sent again days later
    resent_versions: float = 0.08  # records whose older version is in the export as well
    spelled_nulls: float = 0.04  # empty cells that say NULL, n/a, - ...
    dirty_numbers: float = 0.006  # amounts with thousands marks, signs, full-width digits
    odd_booleans: float = 0.03  # booleans in another spelling than the feed's own
    malformed_lines: float = 0.001  # lines with too few or too many fields


DIRTY = Dirt()
CLEAN = Dirt(**{field.name: 0.0 for field in fields(Dirt)})

NULL_SPELLINGS = ("NULL", "n/a", "-", "None", "无", " ", "N/A")
# Words that a reader must not take for a null, or that a key needs as they are.
NULL_SPELLING_EXCEPTIONS = {"incumbent", "competitor", "value_text", "value"}
PLACEHOLDER_ACCOUNTS = (None, "0", "-1", "guest", "散客")
BOOLEAN_SPELLINGS = (("true", "false"), ("1", "0"), ("Y", "N"), ("是", "否"), ("TRUE", "FALSE"))
FREE_MAIL = ("qq.com", "163.com", "gmail.com", "126.com", "outlook.com", "gmx.de")


def dirt_of(clean: bool) -> Dirt:
    """Return the shares of a run."""
    return CLEAN if clean else DIRTY
