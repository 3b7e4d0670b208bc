"""Feeds of the sales process: leads, opportunities, their stages, activities."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from strata.sample import names
from strata.sample.companies import INDUSTRIES
from strata.sample.crm import owner_ids
from strata.sample.deals import LOST, STAGES, WON
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Feed,
    Floats,
    Ints,
    Rng,
    choose,
    expand,
    later,
    moments,
    moments_between,
    nulls,
    numbered,
    only,
    pick,
    sequence,
    sigmoid,
    text_where,
    texts,
    with_versions,
)
from strata.sample.people import CHANNELS, SENIORITIES, TITLES, contact_numbers
from strata.sample.settings import DAY
from strata.sample.world import World

CHANNEL_SOURCES = np.array([channel.source for channel in CHANNELS], object)
CHANNEL_MEDIUMS = np.array([channel.medium for channel in CHANNELS], object)
CHANNEL_INFLOWS = np.array([channel.inflow for channel in CHANNELS], object)
RIVALS = ("none", "Ostara", "Brightloom", "Ostara;Kelvra", "Ostara;Kelvra;Brightloom", None)
ACTIVITY_TYPES = ("call", "email", "meeting", "visit", "demo", "message", "task")
MEETINGS = ("meeting", "visit", "demo")


def sales_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    return [leads(world), opportunities(world), stage_history(world), activities(world)]


def leads(world: World) -> Feed:
    """Inbound leads; a first version says what was known on arrival."""
    rng = world.settings.rng("crm_leads")
    forms, companies = world.leads, world.companies
    size, company = len(forms), forms.company
    visitor = world.visitors.of_lead(size)
    deal = np.full(size, NOBODY)
    of_lead = np.flatnonzero(world.deals.lead != NOBODY)
    deal[world.deals.lead[of_lead]] = of_lead
    won = forms.converted_at < NEVER
    known = rng.random((8, size))
    warmth = sigmoid(
        0.9 * forms.engagement + 0.6 * companies.fit[company] + rng.normal(0, 0.8, size)
    )
    last = _last_known(
        forms.contacted_at, forms.qualified_at, forms.rejected_at, forms.converted_at
    )
    title = np.array(TITLES, object)[forms.seniority]
    is_chinese = companies.country[company] == "CN"
    contact = np.where(forms.contact != NOBODY, forms.contact, world.first_contact[company])
    budget = np.round(5000 * np.exp(0.7 * companies.spend[company]), -2)
    feed = Feed(
        "crm_leads",
        {
            "lead_id": forms.lead_id,
            "full_name": forms.name,
            "company": _typed_company(world, rng),
            "email": only(forms.email, known[0] < 0.97),
            "phone": only(forms.phone, known[1] < 0.6),
            "website": only(companies.domain[company], ~forms.is_free_mail & (known[2] < 0.4)),
            "country": companies.country[company],
            "job_title": only(title, known[3] < 0.8),
            "seniority": only(np.array(SENIORITIES, object)[forms.seniority], known[3] < 0.88),
            "industry": only(
                np.array(INDUSTRIES, object)[companies.industry[company]], known[4] < 0.7
            ),
            "employees": only(companies.employees[company], known[5] < 0.7),
            "budget_amount": only(budget, warmth > 0.6),
            "budget_status": _graded(rng, warmth, ("none", "implied", "range", "confirmed"), 0.4),
            "purchase_timeline": _graded(rng, warmth, ("none", "12m", "6m", "3m", "1m"), 0.35),
            "incumbent": pick(
                rng, ("none", "Ostara", "Kelvra", "Brightloom", None), size, (25, 15, 10, 10, 40)
            ),
            "product_interest": pick(
                rng, ("connect", "control", "analytics", None), size, (40, 25, 20, 15)
            ),
            "inflow_channel": CHANNEL_INFLOWS[forms.channel],
            "source": CHANNEL_SOURCES[forms.channel],
            "medium": CHANNEL_MEDIUMS[forms.channel],
            "campaign_id": campaign_ids(world, forms.channel, forms.created_at),
            "landing_url": pick(
                rng,
                (
                    "https://www.strata-sample.example/",
                    "https://www.strata-sample.example/pricing",
                    "https://www.strata-sample.example/blog/automation?ref=1",
                ),
                size,
            ),
            "visitor_id": only(numbered("v", visitor + 1, 8), visitor != NOBODY),
            "owner_id": owner_ids(forms.owner),
            "status": _status(world),
            "rejected_reason": only(
                pick(rng, ("no budget", "no need", "no reply", "competitor"), size),
                forms.rejected_at < NEVER,
            ),
            "converted_account_id": only(world.accounts_of(rng, company), won),
            "converted_contact_id": only(world.contact_ids(contact), won),
            "converted_opportunity_id": only(
                world.deals.opportunity_id[deal], won & (deal != NOBODY)
            ),
            "created_at": moments(forms.created_at),
            "first_contacted_at": moments(forms.contacted_at),
            "qualified_at": moments(forms.qualified_at),
            "converted_at": moments(forms.converted_at),
            "wecom_id": only(contact_numbers("wl", np.arange(size)), is_chinese & (known[6] < 0.4)),
            "incumbent_contract_ends_on": moments(
                later(rng, forms.created_at, 300.0), known[7] < 0.15
            ),
            "updated_at": moments(np.where(last < NEVER, last, forms.created_at)),
        },
        at=forms.created_at,
        company=company,
    )
    empty_time, empty_text = nulls(size, pa.timestamp("s")), nulls(size, pa.string())
    before = {
        "status": texts(["new"] * size),
        "updated_at": moments(forms.created_at),
        "budget_amount": nulls(size, pa.float64()),
        "rejected_reason": empty_text,
        "first_contacted_at": empty_time,
        "qualified_at": empty_time,
        "converted_at": empty_time,
        "converted_account_id": empty_text,
        "converted_contact_id": empty_text,
        "converted_opportunity_id": empty_text,
    }
    return with_versions(feed, last, before)


def campaign_ids(world: World, channel: Ints, at: Ints) -> object:
    """Campaign of a channel in a quarter; null for channels without a label."""
    number = (at - world.settings.start) // (90 * DAY) * len(CHANNELS) + channel
    return only(numbered("CP", number + 1, 3), CHANNEL_SOURCES[channel] != None)  # noqa: E711


def _typed_company(world: World, rng: Rng) -> object:
    """Company names as people type them in forms."""
    company = world.leads.company
    style = rng.random(len(company)).tolist()
    rows = zip(company.tolist(), style, strict=True)
    return texts(
        [
            None
            if draw > 0.97
            else names.short_name(world.companies.name[at])
            if draw < 0.35
            else world.companies.english[at]
            if draw < 0.55
            else world.companies.english[at].lower()
            if draw < 0.6
            else world.companies.name[at]
            for at, draw in rows
        ]
    )


def _graded(rng: Rng, warmth: Floats, words: tuple[str, ...], unknown: float) -> object:
    """Warmer leads give better answers; some give none."""
    step = np.minimum((warmth * len(words)).astype(np.int64), len(words) - 1)
    return only(np.array(words, object)[step], rng.random(len(warmth)) >= unknown)


def _last_known(*times: Ints) -> Ints:
    known = np.stack([np.where(time < NEVER, time, -1) for time in times]).max(axis=0)
    return np.where(known < 0, NEVER, known)


def _status(world: World) -> object:
    forms = world.leads
    return np.select(
        [
            forms.converted_at < NEVER,
            forms.rejected_at < NEVER,
            forms.qualified_at < NEVER,
            forms.contacted_at < NEVER,
        ],
        ["converted", "unqualified", "qualified", "working"],
        "new",
    ).astype(object)


def _stage(world: World) -> Ints:
    deals = world.deals
    open_stage = np.maximum((deals.reached_at < NEVER).sum(axis=1) - 1, 0)
    return np.where(deals.is_closed, np.where(deals.is_won, WON, LOST), open_stage)


def opportunities(world: World) -> Feed:
    """Opportunities; a first version shows them as they were opened."""
    rng = world.settings.rng("crm_opportunities")
    deals, companies = world.deals, world.companies
    size, company, stage = len(deals), deals.company, _stage(world)
    lead = text_where(deals.lead != NOBODY, world.leads.lead_id[deals.lead])
    discount = np.clip(rng.beta(1.5, 12, size), 0, 0.6)
    last = np.where(deals.is_closed, deals.closed_at, NEVER)
    product = rng.integers(0, 40, size)
    feed = Feed(
        "crm_opportunities",
        {
            "opportunity_id": deals.opportunity_id,
            "account_id": world.accounts_of(rng, company),
            "lead_id": lead,
            "contact_id": world.contact_ids(
                world.contacts_of(rng, company, deals.created_at, 0.85)
            ),
            "name": texts(
                [f"{name}, deal {number}" for number, name in enumerate(companies.english[company])]
            ),
            "product_id": numbered("P", product + 1, 3),
            "amount": only(deals.amount * (1 - discount), rng.random(size) < 0.96),
            "currency": texts(["EUR"] * size),
            "stage": np.array(STAGES, object)[stage],
            "is_closed": deals.is_closed,
            "is_won": deals.is_won,
            "probability": np.array([0.1, 0.25, 0.5, 0.75, 1.0, 0.0])[stage],
            "competitor": pick(rng, RIVALS, size, (22, 22, 12, 8, 3, 33)),
            "discount_rate": only(discount, rng.random(size) < 0.8),
            "loss_reason": only(
                pick(rng, ("price", "rival", "no decision", "timing"), size), stage == LOST
            ),
            "owner_id": owner_ids(companies.owner[company]),
            "is_deleted": rng.random(size) < world.dirt.soft_deleted,
            "created_at": moments(deals.created_at),
            "closed_at": moments(deals.closed_at),
            "is_preferred": only(
                rng.random(size) < np.where(deals.is_won, 0.5, 0.15), rng.random(size) < 0.6
            ),
            "needs": pick(
                rng,
                ("price", "quality;delivery time", "service", "integration;reporting", None),
                size,
            ),
            "updated_at": moments(np.where(deals.is_closed, deals.closed_at, deals.created_at)),
        },
        at=deals.created_at,
        company=company,
    )
    before = {
        "stage": texts([STAGES[0]] * size),
        "is_closed": np.zeros(size, bool),
        "is_won": np.zeros(size, bool),
        "probability": np.full(size, 0.1),
        "loss_reason": nulls(size, pa.string()),
        "updated_at": moments(deals.created_at),
        "closed_at": moments(deals.created_at + 60 * DAY),
    }
    return with_versions(feed, last, before)


def stage_history(world: World) -> Feed:
    """Entries into stages."""
    deals = world.deals
    closing = np.where(deals.is_closed, deals.closed_at, NEVER)
    is_reached = (deals.reached_at < NEVER) & (deals.reached_at <= closing[:, None])
    deal, step = np.nonzero(is_reached)
    closed = np.flatnonzero(deals.is_closed)
    row = np.concatenate([deal, closed])
    stage = np.concatenate([step, np.where(deals.is_won[closed], WON, LOST)])
    at = np.concatenate([deals.reached_at[deal, step], closing[closed]])
    return Feed(
        "crm_opportunity_stage_history",
        {
            "opportunity_id": deals.opportunity_id[row],
            "stage": np.array(STAGES, object)[stage],
            "entered_at": moments(at),
        },
        at=at,
        company=deals.company[row],
    )


def activities(world: World) -> Feed:
    """Touches of leads, of deals and of customers."""
    rng = world.settings.rng("crm_activities")
    end = world.settings.end
    forms, deals, companies = world.leads, world.deals, world.companies
    lead, _ = expand(rng.poisson(2.0 * np.exp(0.35 * np.clip(forms.engagement, -2, 2))))
    decided = np.minimum(np.minimum(forms.rejected_at, forms.converted_at), end)[lead]
    lead_at = moments_between(
        rng, forms.created_at[lead], np.maximum(decided, forms.created_at[lead])
    )
    deal, _ = expand(rng.poisson(4.0, len(deals)))
    deal_at = moments_between(rng, deals.created_at[deal], np.minimum(deals.closed_at, end)[deal])
    active = companies.active_until(end) - companies.customer_from
    mean = np.where(
        companies.customer_from <= end,
        0.45 * active / DAY / 30 * np.exp(0.3 * companies.engagement + 0.8 * companies.worth),
        0,
    )
    own, _ = expand(rng.poisson(np.clip(mean, 0, 200)))
    own_at = moments_between(rng, companies.customer_from[own], companies.active_until(end)[own])
    company = np.concatenate([forms.company[lead], deals.company[deal], own])
    at = np.concatenate([lead_at, deal_at, own_at])
    size = len(at)
    part = np.repeat([0, 1, 2], [len(lead), len(deal), len(own)])
    warmth = np.concatenate(
        [
            forms.engagement[lead],
            0.6 * companies.engagement[deals.company[deal]]
            + 0.4 * companies.worth[deals.company[deal]],
            0.6 * companies.engagement[own] + 0.4 * companies.worth[own],
        ]
    )
    kind = pick(rng, ACTIVITY_TYPES, size, (30, 28, 14, 5, 6, 12, 5))
    is_task = kind == "task"
    order = np.argsort(at, kind="stable")
    ids = np.empty(size, object)
    ids[order] = sequence("AC", size, 7).to_pylist()
    lead_row = np.concatenate([lead, deals.lead[deal], np.full(len(own), NOBODY)])
    deal_row = np.concatenate([np.full(len(lead), NOBODY), deal, np.full(len(own), NOBODY)])
    contact = world.contacts_of(rng, company, at, 0.8)
    return Feed(
        "crm_activities",
        {
            "activity_id": ids,
            "account_id": only(world.accounts_of(rng, company), part > 0),
            "contact_id": only(world.contact_ids(contact), part > 0),
            "lead_id": text_where(lead_row != NOBODY, forms.lead_id[lead_row]),
            "opportunity_id": text_where(deal_row != NOBODY, deals.opportunity_id[deal_row]),
            "owner_id": owner_ids(companies.owner[company]),
            "activity_type": kind,
            "direction": only(pick(rng, ("outbound", "inbound"), size, (72, 28)), ~is_task),
            "outcome": only(_outcomes(rng, kind, warmth), ~is_task),
            "duration_minutes": only(rng.integers(2, 90, size), np.isin(kind, (*MEETINGS, "call"))),
            "occurred_at": moments(at),
            "play_id": only(numbered("PL", choose(rng, 12, size) + 1, 2), is_task),
            "due_at": moments(at + 7 * DAY, is_task),
            "is_done": only(rng.random(size) < 0.7, is_task),
        },
        at=at,
        company=company,
    )


def _outcomes(rng: Rng, kind: object, warmth: Floats) -> object:
    """Warm people come to meetings and reply."""
    draw = rng.random(len(warmth))
    is_good: Bools = draw < sigmoid(0.6 + 0.9 * warmth)
    is_bad_day = rng.random(len(warmth)) < 0.015 * np.exp(-0.9 * warmth)
    meets = np.isin(np.asarray(kind), MEETINGS)
    good = np.where(meets, "held", "replied")
    bad = np.where(meets, "no_show", "no_reply")
    outcome = np.where(is_bad_day, "escalated", np.where(is_good, good, bad))
    return outcome.astype(object)
