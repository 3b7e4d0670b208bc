"""The truth beside the exports, for tests and back-tests. Models never see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from strata.sample.companies import INDUSTRIES
from strata.sample.frame import NEVER, NOBODY, Texts, moments, numbered, only
from strata.sample.render import Export, contract
from strata.sample.settings import DAY
from strata.sample.world import World

# What identifies a record where it is not the first column of the feed.
_RECORD_ID = {"web_events": "visitor_id", "crm_current_values": "record_id"}
# Feeds without a record id that belongs to one company.
NO_COMPANY = frozenset(
    {
        "crm_users",
        "mkt_campaigns",
        "mkt_campaign_members",
        "mkt_spend",
        "erp_products",
        "fx_rates",
    }
)


class TruthBook:
    """Collects which record belongs to which company, and the malformed lines of each feed."""

    def __init__(self) -> None:
        self.parts: list[Any] = []
        self.rejects: dict[str, int] = {}

    def add(self, export: Export) -> None:
        """Remember the records of a piece of a feed, each once."""
        if export.name in NO_COMPANY or not len(export):
            return
        name = _RECORD_ID.get(export.name, contract()[export.name][0].name)
        ids = export.table[name].combine_chunks().cast(pa.string())
        known = export.company != NOBODY
        part = pa.table({"record_id": ids, "company": pa.array(export.company, mask=~known)})
        part = part.group_by(["record_id", "company"], use_threads=False).aggregate([])
        feed = pa.array([export.name]).take(pa.array(np.zeros(len(part), np.int64)))
        self.parts.append(part.select(["record_id", "company"]).add_column(0, "feed", feed))

    def records(self) -> Any:
        """feed, record_id, true_company_id (null = nobody), one row each."""
        table = pa.concat_tables(self.parts)
        table = table.group_by(["feed", "record_id", "company"], use_threads=False).aggregate([])
        table = table.sort_by([("feed", "ascending"), ("record_id", "ascending")])
        company = table["company"].combine_chunks()
        return pa.table(
            {
                "feed": table["feed"],
                "record_id": table["record_id"],
                "true_company_id": pc.if_else(pc.is_valid(company), _ids(company), None),
            }
        )


def write_truth(world: World, book: TruthBook, folder: Path) -> None:
    """Write the four truth tables."""
    folder.mkdir(parents=True, exist_ok=True)
    rejects = pa.table(
        {
            "feed": pa.array(list(book.rejects), pa.string()),
            "malformed_lines": pa.array(list(book.rejects.values()), pa.int64()),
        }
    )
    tables = {
        "truth_records": book.records(),
        "truth_companies": companies_table(world),
        "truth_leads": leads_table(world),
        "truth_rejects": rejects,
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def companies_table(world: World) -> Any:
    """One row per true company, as of the end of the data."""
    companies = world.companies
    by_deal = np.isin(np.arange(len(companies)), world.deals.company[world.deals.is_won])
    is_customer = by_deal | companies.has_orders | companies.has_subscription
    is_customer &= companies.kind != "test"
    parent = companies.parent
    return pa.table(
        {
            "true_company_id": _ids(pa.array(np.arange(len(companies)))),
            "name": pa.array(companies.name, pa.string()),
            "english_name": pa.array(companies.english, pa.string()),
            "domain": pa.array(companies.domain, pa.string()),
            "registration_no": pa.array(companies.registration_no, pa.string()),
            "country": pa.array(companies.country, pa.string()),
            "industry": pa.array(np.array(INDUSTRIES, object)[companies.industry], pa.string()),
            "size": pa.array(companies.employees),
            "kind": pa.array(companies.kind, pa.string()),
            "is_listed": pa.array(companies.is_listed),
            "parent_company_id": only(_ids(pa.array(parent)), parent != NOBODY),
            "fit": pa.array(companies.fit),
            "engagement": pa.array(companies.engagement),
            "latent_value": pa.array(companies.value),
            "growth": pa.array(companies.growth),
            "latent_stage": pa.array(_stages(world, is_customer), pa.string()),
            "is_customer": pa.array(is_customer),
            "buys_orders": pa.array(companies.has_orders),
            "buys_subscriptions": pa.array(companies.has_subscription),
            "customer_from": moments(companies.customer_from).cast(pa.date32(), safe=False),
            "churned_on": moments(companies.churned_at).cast(pa.date32(), safe=False),
        }
    )


def leads_table(world: World) -> Any:
    """One row per lead; won as of the end, latent_p the chance it was drawn with."""
    leads = world.leads
    return pa.table(
        {
            "lead_id": pa.array(leads.lead_id, pa.string()),
            "true_company_id": _ids(pa.array(leads.company)),
            "won": pa.array(leads.converted_at < NEVER),
            "is_decided": pa.array((leads.converted_at < NEVER) | (leads.rejected_at < NEVER)),
            "latent_p": pa.array(leads.latent_p),
            "engagement": pa.array(leads.engagement),
            "created_at": moments(leads.created_at),
        }
    )


def _ids(company: Any) -> Any:
    values = pc.fill_null(company, 0).to_numpy(zero_copy_only=False)
    return numbered("K", np.asarray(values, np.int64) + 1)


def _stages(world: World, is_customer: Any) -> Texts:
    companies, end = world.companies, world.settings.end
    gone_days = (end - companies.churned_at) / DAY
    age = (end - companies.customer_from) / DAY
    stage = np.select(
        [~is_customer, gone_days > 180, gone_days > 0, age < 90, companies.growth > 0.3],
        ["prospect", "churn", "dormancy", "introduction", "growth"],
        "maturity",
    )
    return np.asarray(stage, dtype=object)
