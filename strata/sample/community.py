"""Feeds of the private domain: members, their acts, referrals."""

from __future__ import annotations

import numpy as np

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
    sigmoid,
    texts,
)
from strata.sample.settings import DAY
from strata.sample.world import World

EVENT_TYPES = ("read", "like", "click", "post", "reply", "event_join", "rule_breach")


def community_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    members, events = _members_and_events(world)
    return [members, events, referrals(world)]


def _members_and_events(world: World) -> tuple[Feed, Feed]:
    rng = world.settings.rng("community")
    contacts, companies, end = world.contacts, world.companies, world.settings.end
    mood = companies.engagement[contacts.company]
    joined = later(rng, contacts.created_at, 60.0)
    is_member = (
        (contacts.of == NOBODY)
        & (joined <= end)
        & (rng.random(len(contacts)) < 0.14 * np.exp(0.4 * mood))
    )
    contact = np.flatnonzero(is_member)
    contact = contact[np.argsort(joined[contact], kind="stable")]
    joined, size = joined[contact], len(contact)
    company = contacts.company[contact]
    ids = texts(sequence("CM", size).to_pylist())
    group = texts(numbered("G", rng.integers(1, 9, size), 2).to_pylist())
    members = Feed(
        "community_members",
        {
            "member_id": ids,
            "contact_id": only(contacts.contact_id[contact], rng.random(size) < 0.75),
            "email": only(contacts.email[contact], rng.random(size) < 0.8),
            "group_id": group,
            "role": pick(rng, ("member", "admin"), size, (96, 4)),
            "joined_at": moments(joined),
        },
        at=joined,
        company=company,
    )
    member, _ = expand(rng.poisson(9 * np.exp(0.5 * companies.engagement[company])))
    # Who left as a customer reads on for a month.
    last = np.maximum(np.minimum(companies.churned_at[company] + 30 * DAY, end), joined)
    at = moments_between(rng, joined[member], last[member])
    order = np.argsort(at, kind="stable")
    member, at = member[order], at[order]
    kind = pick(rng, EVENT_TYPES, len(at), (45, 18, 14, 8, 10, 4, 0.6))
    event = texts(sequence("CE", len(at)).to_pylist())
    # A reply answers an earlier act; the first row has none.
    target = (rng.random(len(at)) * np.arange(len(at))).astype(np.int64)
    events = Feed(
        "community_events",
        {
            "event_id": event,
            "member_id": ids[member],
            "event_type": kind,
            "reply_to_event_id": only(event[target], (kind == "reply") & (np.arange(len(at)) > 0)),
            "occurred_at": moments(at),
            "group_id": group[member],
        },
        at=at,
        company=company[member],
    )
    return members, events


def referrals(world: World) -> Feed:
    """Return customers who name another company or a lead."""
    rng = world.settings.rng("referrals")
    companies, leads, end = world.companies, world.leads, world.settings.end
    is_giver = (companies.customer_from <= end) & (companies.kind != "test")
    giver, _ = expand(
        np.where(is_giver, rng.poisson(np.minimum(0.15 * np.exp(1.3 * companies.worth), 4.0)), 0)
    )
    size = len(giver)
    at = moments_between(rng, companies.customer_from[giver], companies.active_until(end)[giver])
    order = np.argsort(at, kind="stable")
    giver, at = giver[order], at[order]
    # A referred lead came in after the referral. Good customers name companies that buy.
    first_after = np.searchsorted(leads.created_at, at)
    lead = first_after + rng.integers(0, 12, size)
    buyer = np.append(np.flatnonzero(leads.converted_at < NEVER), len(leads))
    next_buyer = np.searchsorted(buyer[:-1], first_after) + rng.integers(0, 3, size)
    buys = rng.random(size) < sigmoid(companies.worth[giver] - 0.5)
    lead = np.where(buys, buyer[np.minimum(next_buyer, len(buyer) - 1)], lead)
    by_lead = (lead < len(leads)) & (rng.random(size) < 0.7)
    lead = np.minimum(lead, len(leads) - 1)
    listed = np.flatnonzero(companies.is_listed & (companies.kind == "company"))
    other = listed[rng.integers(0, len(listed), size)]
    other = np.where(other == giver, listed[0], other)
    has_account = ~by_lead | (leads.converted_at[lead] < NEVER)
    referred = np.where(by_lead, leads.company[lead], other)
    return Feed(
        "referrals",
        {
            "referral_id": sequence("RF", size),
            "referrer_account_id": world.accounts_of(rng, giver),
            "referred_account_id": only(
                world.account_ids[referred], has_account & (referred != giver)
            ),
            "referred_lead_id": only(leads.lead_id[lead], by_lead),
            "referred_at": moments(at),
        },
        at=at,
        company=giver,
    )
