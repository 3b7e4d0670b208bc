"""Feeds of marketing: campaigns, members, spend, mail events."""

from __future__ import annotations

import numpy as np

from strata.sample.frame import (
    NEVER,
    NOBODY,
    Feed,
    Ints,
    expand,
    moments,
    moments_between,
    numbered,
    only,
    sequence,
    sigmoid,
    texts,
)
from strata.sample.people import CHANNELS
from strata.sample.settings import DAY
from strata.sample.world import World

_LABELLED = np.array([index for index, channel in enumerate(CHANNELS) if channel.spend_label])
_LABELS = np.array([channel.spend_label for channel in CHANNELS], object)
_NEWSLETTER = next(i for i, channel in enumerate(CHANNELS) if channel.source == "newsletter")
_DAILY_SPEND = np.array([0, 1.0, 0, 0.8, 0.7, 0.4, 0.1, 0.15, 0.9])


def marketing_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    return [campaigns(world), members(world), spend(world), email_events(world)]


def _quarters(world: World) -> int:
    return -(-world.settings.days // 90)


def campaigns(world: World) -> Feed:
    """One campaign for every labelled channel and quarter of 90 days."""
    quarter, channel = (
        part.ravel() for part in np.meshgrid(np.arange(_quarters(world)), _LABELLED, indexing="ij")
    )
    starts = world.settings.start + quarter * 90 * DAY
    names = [
        f"{_LABELS[kind]}, wave {wave + 1}" for wave, kind in zip(quarter, channel, strict=True)
    ]
    return Feed(
        "mkt_campaigns",
        {
            "campaign_id": numbered("CP", quarter * len(CHANNELS) + channel + 1, 3),
            "name": texts(names),
            "channel": _LABELS[channel],
            "starts_on": moments(starts),
            "ends_on": moments(starts + 89 * DAY),
        },
        at=starts,
        company=np.full(len(starts), NOBODY),
    )


def members(world: World) -> Feed:
    """Leads and contacts in campaigns: invited, then registered, then attended or not."""
    rng = world.settings.rng("mkt_campaign_members")
    leads, contacts, companies = world.leads, world.contacts, world.companies
    end = world.settings.end
    lead = np.flatnonzero(rng.random(len(leads)) < 0.35)
    contact = np.flatnonzero((rng.random(len(contacts)) < 0.2) & (contacts.of == NOBODY))
    at = np.concatenate([leads.created_at[lead], contacts.created_at[contact]])
    at = moments_between(rng, at, np.minimum(at + 60 * DAY, end))
    warmth = np.concatenate(
        [leads.engagement[lead], companies.engagement[contacts.company[contact]]]
    )
    steps = 1 + (rng.random(len(at)) < sigmoid(warmth - 0.3))
    steps += (steps == 2) & (at + 20 * DAY < end)
    row, step = expand(steps)
    came = rng.random(len(at)) < sigmoid(warmth + 0.5)
    status = np.where(
        step == 0,
        "invited",
        np.where(step == 1, "registered", np.where(came[row], "attended", "no_show")),
    )
    when = np.minimum(at[row] + step * 6 * DAY, end)
    channel = _LABELLED[row % len(_LABELLED)]
    quarter = (at[row] - world.settings.start) // (90 * DAY)
    who = np.concatenate([lead, contact])[row]
    is_lead = row < len(lead)
    owner = np.where(
        is_lead, leads.company[who % len(leads)], contacts.company[who % len(contacts)]
    )
    return Feed(
        "mkt_campaign_members",
        {
            "campaign_id": numbered("CP", quarter * len(CHANNELS) + channel + 1, 3),
            "lead_id": np.where(is_lead, leads.lead_id[who % len(leads)], None),
            "contact_id": np.where(is_lead, None, contacts.contact_id[who % len(contacts)]),
            "status": status.astype(object),
            "occurred_at": moments(when),
        },
        at=when,
        company=owner,
    )


def spend(world: World) -> Feed:
    """Money by day, channel and campaign; Chinese channels in yuan."""
    rng = world.settings.rng("mkt_spend")
    settings = world.settings
    day, channel = (
        part.ravel() for part in np.meshgrid(np.arange(settings.days), _LABELLED, indexing="ij")
    )
    kept = rng.random(len(day)) < 0.7
    day, channel = day[kept], channel[kept]
    is_yuan = np.array([item.source in ("baidu", "wechat") for item in CHANNELS])[channel]
    amount = settings.accounts * 0.06 * _DAILY_SPEND[channel] * rng.gamma(4, 0.25, len(day)) + 1
    at = settings.start + day * DAY
    has_campaign = rng.random(len(day)) < 0.9
    campaign = numbered("CP", day // 90 * len(CHANNELS) + channel + 1, 3)
    return Feed(
        "mkt_spend",
        {
            "spend_date": moments(at),
            "channel": _LABELS[channel],
            "campaign_id": only(campaign, has_campaign),
            "amount": np.round(np.where(is_yuan, amount * 7.8, amount), 2),
            "currency": np.where(is_yuan, "CNY", "EUR").astype(object),
        },
        at=at,
        company=np.full(len(at), NOBODY),
    )


def email_events(world: World) -> Feed:
    """Newsletters: sent, delivered or bounced, opened, clicked, unsubscribed."""
    rng = world.settings.rng("mkt_email_events")
    contacts, leads, end = world.contacts, world.leads, world.settings.end
    is_lead = np.arange(len(contacts) + len(leads)) >= len(contacts)
    born = np.concatenate([contacts.created_at, leads.created_at])
    stop = np.where(is_lead, np.minimum(born + 90 * DAY, end), end)
    warmth = np.concatenate([world.companies.engagement[contacts.company], leads.engagement])
    company = np.concatenate([contacts.company, leads.company])
    email = np.concatenate([contacts.email, leads.email])
    count = np.clip(rng.poisson((stop - born) / DAY / 150 + np.where(is_lead, 0.8, 0)), 0, 12)
    person, _ = expand(count)
    sent_at = moments_between(rng, born[person], stop[person])
    draw = rng.random((4, len(person)))
    bounced = draw[0] < 0.02
    opened = ~bounced & (draw[1] < sigmoid(-0.7 + 0.9 * warmth[person]))
    clicked = opened & (draw[2] < sigmoid(-1.2 + 0.9 * warmth[person]))
    left = ~bounced & (draw[3] < 0.004)
    parts = [
        ("sent", np.ones(len(person), bool), 0),
        ("delivered", ~bounced, 4),
        ("bounce", bounced, 6),
        ("open", opened, 3600),
        ("click", clicked, 3700),
        ("unsubscribe", left, 7200),
    ]
    rows = np.concatenate([np.flatnonzero(which) for _, which, _ in parts])
    at = np.concatenate([sent_at[which] + delay for _, which, delay in parts])
    kind = np.repeat([name for name, _, _ in parts], [int(which.sum()) for _, which, _ in parts])
    order = np.argsort(at, kind="stable")
    order = order[at[order] <= end]
    rows, at, kind = rows[order], at[order], kind[order]
    who: Ints = person[rows]
    quarter = (sent_at[rows] - world.settings.start) // (90 * DAY)
    is_contact = who < len(contacts)
    return Feed(
        "mkt_email_events",
        {
            "event_id": sequence("M", len(rows), 8),
            "email": email[who],
            "campaign_id": numbered("CP", quarter * len(CHANNELS) + _NEWSLETTER + 1, 3),
            "event_type": kind.astype(object),
            "occurred_at": moments(at, at < NEVER),
            "contact_id": only(
                contacts.contact_id[who % len(contacts)], is_contact & (rng.random(len(who)) < 0.8)
            ),
        },
        at=at,
        company=company[who],
    )
