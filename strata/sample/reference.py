"""Feeds of privacy and enrichment: consent, erasure, firm and technology data, tags, metrics."""

from __future__ import annotations

import numpy as np

from strata.sample.companies import INDUSTRIES
from strata.sample.crm import owner_ids
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Feed,
    expand,
    later,
    moments,
    moments_between,
    numbered,
    only,
    pick,
    sequence,
    texts,
)
from strata.sample.settings import DAY
from strata.sample.world import World

PURPOSES = ("marketing", "profiling", "analytics")
TECHNOLOGIES = (
    ("Ostara", "automation", True),
    ("Kelvra", "automation", True),
    ("Brightloom", "analytics", True),
    ("Nordsieb ERP", "erp", False),
    ("Palisade CRM", "crm", False),
    ("Tarn Cloud", "hosting", False),
)
MANUAL_TAGS = (
    "key_account",
    "vip",
    "reference_customer",
    "price_sensitive",
    "needs_onsite_service",
)
UNKNOWN_TAG = "no_such_tag"
METRICS = (
    "reference_customer",
    "language",
    "sla_plan",
    "private_deployment",
    "uptime_rate",
    "return_rate",
)


def reference_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    return [
        consents(world),
        erasures(world),
        firmographics(world),
        technographics(world),
        manual_tags(world),
        account_metrics(world),
    ]


def consents(world: World) -> Feed:
    """Consent given and withdrawn by contacts and leads."""
    rng = world.settings.rng("consent_events")
    contacts, leads, end = world.contacts, world.leads, world.settings.end
    size = len(contacts) + len(leads)
    is_contact = np.arange(size) < len(contacts)
    born = np.concatenate([contacts.created_at, leads.created_at])
    email = np.concatenate([contacts.email, leads.email])
    company = np.concatenate([contacts.company, leads.company])
    asked = rng.random(size) < 0.6
    person, purpose = expand(np.where(asked, rng.integers(1, 4, size), 0))
    granted = rng.random(len(person)) < 0.8
    withdrawn_at = later(rng, born[person], 300.0)
    withdrawn = np.flatnonzero(granted & (withdrawn_at <= end) & (rng.random(len(person)) < 0.08))
    row = np.concatenate([np.arange(len(person)), withdrawn])
    at = np.concatenate([born[person], withdrawn_at[withdrawn]])
    yes = np.concatenate([granted, np.zeros(len(withdrawn), bool)])
    order = np.argsort(at, kind="stable")
    row, at, yes = row[order], at[order], yes[order]
    who = person[row]
    return Feed(
        "consent_events",
        {
            "consent_id": sequence("CN", len(row)),
            "email": only(email[who], rng.random(len(row)) < 0.9),
            "contact_id": np.where(is_contact[who], contacts.contact_id[who % len(contacts)], None),
            "purpose": np.array(PURPOSES, object)[purpose[row]],
            "is_granted": yes,
            "occurred_at": moments(at),
            "lead_id": np.where(
                is_contact[who], None, leads.lead_id[(who - len(contacts)) % len(leads)]
            ),
        },
        at=at,
        company=company[who],
    )


def erasures(world: World) -> Feed:
    """Return a few people who ask to be erased, by different identifiers."""
    rng = world.settings.rng("erasure_requests")
    contacts, leads, end = world.contacts, world.leads, world.settings.end
    contact = rng.permutation(len(contacts))[: max(len(contacts) // 500, 4)]
    lead = rng.permutation(len(leads))[: max(len(leads) // 300, 4)]
    size = len(contact) + len(lead)
    is_contact = np.arange(size) < len(contact)
    born = np.concatenate([contacts.created_at[contact], leads.created_at[lead]])
    at = moments_between(rng, born, np.full(size, end))
    visitor = np.concatenate(
        [np.full(len(contact), NOBODY), world.visitors.of_lead(len(leads))[lead]]
    )
    way = np.arange(size) % 3
    email = np.concatenate([contacts.email[contact], leads.email[lead]])
    phone = np.concatenate([contacts.phone[contact], leads.phone[lead]])
    none = texts([None] * size)
    contact_id = np.concatenate([contacts.contact_id[contact], none[: len(lead)]])
    lead_id = np.concatenate([none[: len(contact)], leads.lead_id[lead]])
    return Feed(
        "erasure_requests",
        {
            "request_id": sequence("ER", size, 4),
            "email": only(email, way != 1),
            "contact_id": only(contact_id, is_contact & (way != 0)),
            "requested_at": moments(at),
            "lead_id": only(lead_id, ~is_contact & (way != 0)),
            "visitor_id": only(numbered("v", visitor + 1, 8), (visitor != NOBODY) & (way == 2)),
            "phone": only(phone, way == 2),
        },
        at=at,
        company=np.concatenate([contacts.company[contact], leads.company[lead]]),
    )


def firmographics(world: World) -> Feed:
    """Return what a data vendor says of companies, observed once or every year."""
    rng = world.settings.rng("enrich_firmographics")
    companies, settings = world.companies, world.settings
    # The vendor knows large companies better.
    is_known = rng.random(len(companies)) < 0.45 + 0.07 * np.log(companies.employees)
    own = np.flatnonzero((companies.kind != "test") & is_known)
    company, round_no = expand(np.where(rng.random(len(own)) < 0.4, 2, 1))
    company = own[company]
    at = companies.created_at[company] + (round_no * 200 + 1) * DAY
    keep = at <= settings.end
    company, at = company[keep], at[keep] // DAY * DAY
    size = len(company)
    grown = np.clip(0.35 * companies.growth[company] + rng.normal(0, 0.06, size), -0.6, 1.5)
    since = np.exp(0.35 * companies.growth[company] * round_no[keep] * 200 / 365)
    head = companies.employees[company] * since * np.exp(rng.normal(0, 0.04, size))
    head = np.maximum(np.rint(head), 1)
    revenue = np.round(companies.revenue[company] * since, -3)
    ended = (companies.churned_at[company] < at) & (rng.random(size) < 0.2)
    status = np.where(ended, pick(rng, ("dissolved", "insolvent"), size), "active")
    return Feed(
        "enrich_firmographics",
        {
            "domain": companies.domain[company],
            "legal_name": companies.name[company],
            "registration_no": only(companies.registration_no[company], rng.random(size) < 0.9),
            "employees": head.astype(np.int64),
            "employees_growth_rate": only(grown, rng.random(size) < 0.8),
            "annual_revenue": only(revenue, rng.random(size) < 0.85),
            "industry": np.array(INDUSTRIES, object)[companies.industry[company]],
            "founded_year": companies.founded_year[company],
            "registry_status": status.astype(object),
            "observed_on": moments(at),
        },
        at=at,
        company=company,
    )


def technographics(world: World) -> Feed:
    """Technologies seen at companies."""
    rng = world.settings.rng("enrich_technographics")
    companies, settings = world.companies, world.settings
    hit = rng.random((len(companies), len(TECHNOLOGIES))) < 0.14
    company, tech = np.nonzero(hit & (companies.kind != "test")[:, None])
    first = companies.created_at[company] // DAY * DAY
    last = moments_between(rng, first, np.full(len(first), settings.end)) // DAY * DAY
    return Feed(
        "enrich_technographics",
        {
            "domain": companies.domain[company],
            "technology": np.array([item[0] for item in TECHNOLOGIES], object)[tech],
            "category": np.array([item[1] for item in TECHNOLOGIES], object)[tech],
            "is_competitor": np.array([item[2] for item in TECHNOLOGIES])[tech],
            "first_seen_on": moments(first),
            "last_seen_on": moments(np.maximum(first, last)),
        },
        at=first,
        company=company,
    )


def manual_tags(world: World) -> Feed:
    """Tags that sales set by hand: some off, some with an end, at least one that no rule knows."""
    rng = world.settings.rng("manual_tags")
    companies, settings = world.companies, world.settings
    is_tagged = rng.random(len(companies)) < 0.03 + 0.06 * companies.value
    company = np.flatnonzero(companies.is_listed & is_tagged)
    size = len(company)
    at = moments_between(rng, companies.created_at[company], np.full(size, settings.end))
    likely = companies.value[company] > 0.6
    good = pick(rng, (*MANUAL_TAGS, UNKNOWN_TAG), size, (40, 25, 22, 4, 7, 2))
    other = pick(rng, (*MANUAL_TAGS, UNKNOWN_TAG), size, (8, 8, 14, 40, 28, 2))
    tag = np.where(likely, good, other)
    if UNKNOWN_TAG not in tag:
        tag[:1] = UNKNOWN_TAG
    return Feed(
        "manual_tags",
        {
            "account_id": world.accounts_of(rng, company),
            "tag": tag,
            "is_on": rng.random(size) < 0.85,
            "tagged_by": owner_ids(companies.owner[company]),
            "tagged_at": moments(at),
            "expires_on": moments(at // DAY * DAY + 180 * DAY, rng.random(size) < 0.3),
        },
        at=at,
        company=company,
    )


def account_metrics(world: World) -> Feed:
    """Measures of the user's own, numbers and words."""
    rng = world.settings.rng("account_metrics")
    companies, settings = world.companies, world.settings
    is_customer = (companies.customer_from < NEVER) & companies.is_listed
    company, metric = np.nonzero(
        is_customer[:, None] & (rng.random((len(companies), len(METRICS))) < 0.35)
    )
    size = len(company)
    at = (
        moments_between(rng, companies.customer_from[company], np.full(size, settings.end))
        // DAY
        * DAY
    )
    words = np.select(
        [metric == 0, metric == 1, metric == 2, metric == 3],
        [
            pick(rng, ("true", "false"), size),
            np.where(companies.country[company] == "CN", "zh", "en"),
            pick(rng, ("gold", "silver", "basic"), size),
            pick(rng, ("true", "false"), size),
        ],
        "",
    )
    numbers = np.where(metric == 4, 1 - rng.beta(1, 200, size), rng.beta(1, 30, size))
    return Feed(
        "account_metrics",
        {
            "account_id": world.account_ids[company],
            "metric": np.array(METRICS, object)[metric],
            "value_number": only(np.round(numbers, 2), metric > 3),
            "value_text": only(words.astype(object), metric < 4),
            "observed_on": moments(at),
        },
        at=np.maximum(at, settings.start),
        company=company,
    )
