"""Opportunities and the life of a company as a customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample.companies import Companies
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Floats,
    Ints,
    Texts,
    expand,
    later,
    moments_between,
    sequence,
    sigmoid,
    texts,
)
from strata.sample.people import Leads
from strata.sample.settings import DAY, SampleSettings

STAGES = ("qualification", "discovery", "proposal", "negotiation", "closed_won", "closed_lost")
WON, LOST = 4, 5
OPEN_STEPS = 4


@dataclass
class Deals:
    """Opportunities. `reached_at[:, k]` is the entry into open stage k, NEVER if not reached.

    closed_at is the planned close while the deal is open.
    """

    opportunity_id: Texts
    company: Ints
    lead: Ints
    amount: Floats
    created_at: Ints
    closed_at: Ints
    is_closed: Bools
    is_won: Bools
    reached_at: Ints

    def __len__(self) -> int:
        return len(self.company)


def settle_customers(companies: Companies, leads: Leads, settings: SampleSettings) -> None:
    """Decide who buys what from when to when; fills the customer fields of the companies."""
    rng = settings.rng("customers")
    size = len(companies)
    can_buy = ~companies.is_outside & np.isin(companies.kind, ("company", "partner"))
    # Those that fit come more often, but most customers are small ones that happened by.
    appeal = sigmoid(-0.8 + 0.1 * companies.fit + 0.1 * companies.engagement)
    known_before = can_buy & (rng.random(size) < appeal)
    start = np.where(known_before, later(rng, companies.created_at, 25.0), NEVER)
    by_lead = np.full(size, NEVER)
    won = leads.converted_at < NEVER
    np.minimum.at(by_lead, leads.company[won], leads.converted_at[won])
    start = np.minimum(start, by_lead)
    start = np.where(start > settings.end, NEVER, start)
    # The better the customer, the longer it stays.
    lifetime = rng.exponential(1.0, size) * 550 * np.exp(companies.worth) * DAY
    churned = start + lifetime.astype(np.int64) + 20 * DAY
    is_customer = start < NEVER
    draw = rng.random(size)
    only_deals = is_customer & (by_lead == start) & (draw < 0.2 * (1 - companies.value))
    companies.customer_from = start
    companies.churned_at = np.where(is_customer & (churned <= settings.end), churned, NEVER)
    # Who is worth more buys goods and subscribes as well.
    goods = sigmoid(1.3 + 0.8 * companies.worth)
    both = goods * sigmoid(-0.1 + 0.9 * companies.worth)
    companies.has_orders = is_customer & ~only_deals & (draw < goods)
    companies.has_subscription = is_customer & ~only_deals & ((draw >= goods) | (draw < both))
    companies.has_orders |= (companies.kind == "test") & (draw < 0.8)
    companies.customer_from[companies.kind == "test"] = companies.created_at[
        companies.kind == "test"
    ]


def make_deals(companies: Companies, leads: Leads, settings: SampleSettings) -> Deals:
    """Open a deal for won leads and some other qualified ones, and deals with customers.

    Customers that are worth more have more and larger deals, and these take longer.
    """
    rng = settings.rng("deals")
    end = settings.end
    qualified = leads.qualified_at < NEVER
    from_lead = np.flatnonzero(qualified & (leads.won | (rng.random(len(leads)) < 0.65)))
    is_customer = companies.customer_from < end - 40 * DAY
    rate = np.where(is_customer, np.minimum(0.7 * np.exp(1.2 * companies.worth), 12.0), 0.12)
    counts = np.where(companies.is_listed & (companies.kind != "test"), rng.poisson(rate), 0)
    own, _ = expand(counts)
    low = np.where(is_customer[own], companies.customer_from[own], companies.created_at[own])
    high = np.maximum(np.minimum(companies.active_until(end)[own], end - DAY), low)
    # Business with a customer grows: more of its deals are young.
    own_created = moments_between(
        rng, (low + (high - low) * rng.random(len(own)) * 0.4).astype(np.int64), high
    )
    own_won = is_customer[own] & (rng.random(len(own)) < sigmoid(0.4 * companies.worth[own]))
    company = np.concatenate([leads.company[from_lead], own])
    created = np.concatenate([leads.qualified_at[from_lead], own_created])
    lead_end = np.minimum(leads.converted_at, leads.rejected_at)[from_lead]
    wins = np.concatenate([leads.won[from_lead], own_won])
    waits = (later(rng, created, 45.0) - created) * np.exp(
        0.5 * np.clip(companies.worth[company], -2, 2)
    )
    drawn = created + waits.astype(np.int64) + 5 * DAY
    known_end = np.concatenate([np.minimum(lead_end, NEVER), np.full(len(own), NEVER)])
    closed = np.where(known_end < NEVER, np.maximum(known_end, created + 3600), drawn)
    is_lead = np.arange(len(company)) < len(from_lead)
    closed = np.where(is_lead & (known_end == NEVER), np.maximum(drawn, end + 7 * DAY), closed)
    is_closed = closed <= end
    order = np.argsort(created, kind="stable")
    fractions = np.sort(rng.random((len(company), OPEN_STEPS)) * 0.9, axis=1)
    fractions[:, 0] = 0.0
    reached = created[:, None] + (fractions * (closed - created)[:, None]).astype(np.int64)
    depth = np.where(wins, OPEN_STEPS, rng.integers(1, OPEN_STEPS + 1, len(company)))
    reached = np.where(np.arange(OPEN_STEPS) < depth[:, None], reached, NEVER)
    reached = np.where(reached > end, NEVER, reached)
    budget = np.exp(1.4 * np.clip(companies.spend[company], -2.5, 2.5))
    amount = 3500 * budget * np.exp(rng.normal(0, 0.5, len(company)))
    return Deals(
        opportunity_id=texts(sequence("OP", len(company)).to_pylist()),
        company=company[order],
        lead=np.concatenate([from_lead, np.full(len(own), NOBODY)])[order],
        amount=np.round(amount, -1)[order],
        created_at=created[order],
        closed_at=closed[order],
        is_closed=is_closed[order],
        is_won=(is_closed & wins)[order],
        reached_at=reached[order],
    )
