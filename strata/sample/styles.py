"""In which shape each feed leaves its system: file form, dates, booleans."""

from __future__ import annotations

from dataclasses import dataclass

from strata.sample.dirt import BOOLEAN_SPELLINGS


@dataclass(frozen=True)
class FileStyle:
    """Form of the files of a feed."""

    suffix: str = ".csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    bom: bool = False

    @property
    def is_text(self) -> bool:
        """Text files can hold malformed lines."""
        return not self.suffix.endswith(".parquet")


PLAIN = FileStyle()
TEXT_PARQUET = FileStyle(".parquet")

# One feed each, so that the demo shows the reader.
FILE_STYLES = {
    "crm_contacts": FileStyle(bom=True),
    "mkt_email_events": FileStyle(".csv.gz"),
    "survey_responses": FileStyle(delimiter=";", encoding="gb18030"),
    "support_tickets": FileStyle(".jsonl"),
    "service_time": FileStyle(".tsv", delimiter="\t"),
    "product_usage_daily": FileStyle(".parquet"),
}

# space   2026-03-05 14:03:22         t       2026-03-05T14:03:22
# z       2026-03-05T14:03:22Z        offset  2026-03-05T22:03:22+08:00
# slash   2026/3/5 (14:03:22)         dot     05.03.2026 (14:03:22)
# epoch   1772719402                  epoch_ms 1772719402000
TIME_STYLES = {
    "crm_accounts": "z",
    "crm_contacts": "space",
    "crm_leads": "offset",
    "crm_opportunities": "t",
    "crm_opportunity_stage_history": "t",
    "web_events": "space_z",
    "mkt_email_events": "epoch_ms",
    "community_events": "epoch",
    "community_members": "slash",
    "billing_subscriptions": "slash",
    "service_time": "slash",
    "ar_invoices": "space",
    "ar_payments": "dot",
    "consent_events": "offset",
    "support_tickets": "z",
}
# A second style of the same feed, on a share of its rows.
MIXED_TIME_STYLES = {"crm_activities": ("space", "z", 0.3), "manual_tags": ("space", "slash", 0.2)}

_BOOLEANS = dict(enumerate(BOOLEAN_SPELLINGS))
BOOLEAN_STYLES = {
    "crm_contacts": _BOOLEANS[1],
    "crm_opportunities": _BOOLEANS[4],
    "crm_users": _BOOLEANS[2],
    "billing_subscriptions": _BOOLEANS[1],
    "ar_invoices": _BOOLEANS[3],
    "manual_tags": _BOOLEANS[2],
    "enrich_technographics": _BOOLEANS[1],
}

# Feeds of acts: written as drops where drops are asked for.
EVENT_FEEDS = frozenset(
    {
        "web_events",
        "mkt_email_events",
        "crm_activities",
        "product_usage_daily",
        "community_events",
        "survey_responses",
        "consent_events",
        "erp_orders",
        "erp_order_lines",
    }
)
