"""Feeds of service: tickets, hours, surveys."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from strata.sample.frame import (
    NEVER,
    NOBODY,
    Feed,
    Ints,
    Rng,
    expand,
    later,
    moments,
    moments_between,
    nulls,
    only,
    pick,
    sequence,
    with_versions,
)
from strata.sample.settings import DAY
from strata.sample.world import World

ANSWERS = (
    "很好，谢谢",
    "Delivery; could be faster",
    "价格偏高",
    "Good people",
    'They said "soon"',
    None,
)
NEEDS = ("durability", "price", "power", "service speed", "交货时间")


def service_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    return [tickets(world), service_time(world), surveys(world)]


def _acts(world: World, rng: Rng, per_month: float) -> tuple[Ints, Ints]:
    """Company and moment of acts of customers, in order of time."""
    companies, end = world.companies, world.settings.end
    months = (companies.active_until(end) - companies.customer_from) / DAY / 30
    mean = np.where(companies.customer_from <= end, months * per_month, 0) * np.exp(
        0.4 * np.minimum(companies.worth, 2.0)
    )
    company, _ = expand(rng.poisson(np.clip(mean, 0, 500)))
    at = moments_between(
        rng, companies.customer_from[company], companies.active_until(end)[company]
    )
    order = np.argsort(at, kind="stable")
    return company[order], at[order]


def tickets(world: World) -> Feed:
    """Support tickets; a first version is still unsolved."""
    rng = world.settings.rng("support_tickets")
    company, at = _acts(world, rng, 0.45)
    size, end = len(at), world.settings.end
    companies = world.companies
    hard = world.settings.rng("service effort").normal(-0.35 * companies.worth, 0.5)
    effort = np.exp(hard)[company]
    # The product is integrated in the first months; who is hard to please complains.
    is_new = at - companies.customer_from[company] < 120 * DAY
    draw = rng.random(size)
    complains = draw < 0.04 * effort
    integrates = ~complains & (draw > np.where(is_new, 0.7, 0.94))
    category = pick(rng, ("question", "defect", "billing"), size, (52, 33, 15))
    category = np.where(complains, "complaint", np.where(integrates, "integration", category))
    replied = later(rng, at, 0.4)
    resolved = later(rng, replied, 3.0)
    replied, resolved = (np.where(time > end, NEVER, time) for time in (replied, resolved))
    feed = Feed(
        "support_tickets",
        {
            "ticket_id": sequence("T", size),
            "account_id": world.accounts_of(rng, company),
            "contact_id": world.contact_ids(world.contacts_of(rng, company, at, 0.9)),
            "severity": pick(rng, ("low", "normal", "high", "urgent"), size, (25, 50, 20, 5)),
            "category": category.astype(object),
            "channel": pick(rng, ("email", "phone", "chat", "portal"), size),
            "contact_count": 1 + rng.poisson(0.9 * effort),
            "transfer_count": rng.poisson(0.3 * effort),
            "reopen_count": rng.poisson(0.1 * effort),
            "opened_at": moments(at),
            "first_replied_at": moments(replied),
            "resolved_at": moments(resolved),
            "channel_switch_count": rng.poisson(0.2 * effort),
        },
        at=at,
        company=company,
    )
    open_yet = nulls(size, pa.timestamp("s"))
    return with_versions(feed, resolved, {"first_replied_at": open_yet, "resolved_at": open_yet})


def service_time(world: World) -> Feed:
    """Hours worked for customers, more for those who spend more; implementation early on."""
    rng = world.settings.rng("service_time")
    company, at = _acts(world, rng, 0.6)
    size = len(at)
    age = (at - world.companies.customer_from[company]) / DAY
    phase = np.where(
        age < 60, "implementation", np.where(rng.random(size) < 0.15, "pre_sale", "after_sale")
    )
    planned = np.round(
        np.exp(0.5 * world.companies.spend[company] - 1.7) * rng.gamma(2, 2.5, size), 1
    )
    planned = np.maximum(planned, 0.1)
    worth = world.companies.worth
    over = np.exp(world.settings.rng("integration effort").normal(-0.08 * worth, 0.3))
    return Feed(
        "service_time",
        {
            "service_id": sequence("ST", size),
            "account_id": world.accounts_of(rng, company),
            "service_date": moments(at // DAY * DAY),
            "phase": phase.astype(object),
            "hours": np.round(planned * over[company] * rng.gamma(9, 1 / 9, size), 1),
            "planned_hours": only(planned, rng.random(size) < 0.8),
        },
        at=at,
        company=company,
    )


def surveys(world: World) -> Feed:
    """Answers to surveys; the scores follow the mood of the company."""
    rng = world.settings.rng("survey_responses")
    company, at = _acts(world, rng, 0.22)
    size = len(at)
    kind = pick(rng, ("nps", "csat", "ces", "need"), size, (40, 25, 20, 15))
    leaves = world.companies.churned_at[company] - at < 150 * DAY
    liking = 0.3 * world.companies.engagement + 0.3 * world.companies.worth
    mood = liking[company] + rng.normal(0.4, 0.7, size) - leaves * 1.2
    nps = np.clip(np.rint(7 + 2 * mood), 0, 10)
    csat = np.clip(np.rint(3.5 + mood), 1, 5)
    ces = np.clip(np.rint(4.7 + 1.3 * mood), 1, 7)
    score = np.select([kind == "nps", kind == "csat", kind == "ces"], [nps, csat, ces], -1)
    is_need = kind == "need"
    return Feed(
        "survey_responses",
        {
            "response_id": sequence("R", size),
            "account_id": only(world.accounts_of(rng, company), rng.random(size) < 0.92),
            "contact_id": world.contact_ids(world.contacts_of(rng, company, at, 0.8)),
            "survey": kind,
            "score": only(score, ~is_need),
            "answer": np.where(is_need, pick(rng, NEEDS, size), pick(rng, ANSWERS, size)),
            "responded_at": moments(at),
            "question": only(
                pick(rng, ("What matters most to you?", "您最看重什么？"), size), is_need
            ),
        },
        at=at,
        company=np.where(company == NOBODY, NOBODY, company),
    )
