"""Web visitors and their visits: who comes when, how interested, by which channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample.companies import Companies
from strata.sample.dirt import Dirt
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Floats,
    Ints,
    Rng,
    choose,
    later,
    sigmoid,
    working,
)
from strata.sample.people import CHANNEL_SHARES, CHANNELS, Contacts, Leads
from strata.sample.settings import DAY, SampleSettings

MEAN_EVENTS_PER_VISIT = 6.0
MONSTER_EVENTS = 200  # in one visit of the monster; longer than any human visit
BROWSE, EVALUATE, BUY, USE, CRAWL, FORM = range(6)


@dataclass
class Visitors:
    """Browsers and devices; company, contact and lead are NOBODY where unknown.

    weight   visits to expect, before scaling to the wanted number of events
    """

    company: Ints
    contact: Ints
    lead: Ints
    interest: Floats
    weight: Floats
    first_at: Ints
    last_at: Ints
    known_from: Ints
    is_bot: Bools

    def __len__(self) -> int:
        return len(self.company)

    def of_lead(self, leads: int) -> Ints:
        """Visitor index of every lead, NOBODY where the form was not on the web."""
        found = np.full(leads, NOBODY)
        has_lead = np.flatnonzero(self.lead != NOBODY)
        found[self.lead[has_lead]] = has_lead
        return found


@dataclass
class Visits:
    """Visits in order of arrival; `delay` is seconds between act and arrival."""

    visitor: Ints
    start: Ints
    delay: Ints
    events: Ints
    intent: Ints
    channel: Ints

    def __len__(self) -> int:
        return len(self.visitor)

    def take(self, index: Ints) -> Visits:
        """Return the visits at these positions."""
        return Visits(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def make_visitors(
    companies: Companies, contacts: Contacts, leads: Leads, settings: SampleSettings, dirt: Dirt
) -> Visitors:
    """Visitors of leads, of contacts (some with two devices), unknown ones and bots."""
    rng = settings.rng("visitors")
    end = settings.end
    online = np.array([channel.inflow != "sales_self_sourced" for channel in CHANNELS])
    lead = np.flatnonzero(online[leads.channel] & (rng.random(len(leads)) < 0.9))
    tracked = rng.random(len(contacts)) < np.where(contacts.of == NOBODY, 0.45, 0.0)
    two_devices = tracked & (rng.random(len(contacts)) < 0.2)
    contact = np.concatenate([np.flatnonzero(tracked), np.flatnonzero(two_devices)])
    anonymous = max(settings.web_event_target // 26, 20)
    bots = (
        max(round(settings.web_event_target * dirt.bot_visits / 400), 6) if dirt.bot_visits else 0
    )
    nobody = np.full(anonymous + bots, NOBODY)
    own = contacts.company[contact]
    last_customer = np.minimum(companies.active_until(end)[own] + 15 * DAY, end)
    unknown_first = settings.start + (rng.random(anonymous) * settings.days * DAY).astype(np.int64)
    unknown_last = np.minimum(later(rng, unknown_first, 25.0), end)
    # A fifth of the unknown browsers sit in companies of the world.
    hidden = np.where(
        rng.random(anonymous) < 0.2, rng.integers(0, len(companies), anonymous), NOBODY
    )
    decided = np.minimum(np.minimum(leads.rejected_at, leads.converted_at)[lead] + 10 * DAY, end)
    lead_first = np.maximum(leads.created_at[lead] - 28 * DAY, settings.start)
    join = np.concatenate
    return Visitors(
        company=join([leads.company[lead], own, hidden, np.full(bots, NOBODY)]),
        contact=join([np.full(len(lead), NOBODY), contact, nobody]),
        lead=join([lead, np.full(len(contact), NOBODY), nobody]),
        interest=join(
            [
                leads.engagement[lead],
                companies.engagement[own]
                + np.where(companies.customer_from[own] < NEVER, 0.3, 0.0),
                rng.normal(-0.6, 0.8, anonymous),
                np.full(bots, -9.0),
            ]
        ),
        weight=join(
            [
                3.2 * np.exp(0.75 * leads.engagement[lead]),
                2.0 * np.exp(0.6 * companies.engagement[own]) * rng.gamma(1.0, 1.0, len(own)),
                rng.gamma(0.8, 1.6, anonymous),
                np.zeros(bots),
            ]
        ),
        first_at=join(
            [lead_first, contacts.created_at[contact], unknown_first, np.full(bots, settings.start)]
        ),
        last_at=join(
            [
                decided,
                np.maximum(last_customer, contacts.created_at[contact]),
                unknown_last,
                np.full(bots, end),
            ]
        ),
        known_from=join(
            [
                leads.created_at[lead],
                later(rng, contacts.created_at[contact], 30.0),
                nobody * 0 + NEVER,
            ]
        ),
        is_bot=join([np.zeros(len(lead) + len(contact) + anonymous, bool), np.ones(bots, bool)]),
    )


def make_visits(visitors: Visitors, leads: Leads, settings: SampleSettings, dirt: Dirt) -> Visits:
    """All visits of the world, sorted by arrival; about the wanted number of events."""
    rng = settings.rng("visits")
    wanted = (
        settings.web_event_target
        / MEAN_EVENTS_PER_VISIT
        * (1 - dirt.monster_events - dirt.bot_visits)
    )
    forms = visitors.lead != NOBODY
    scale = max(wanted - forms.sum(), 1) / visitors.weight.sum()
    counts = rng.poisson(visitors.weight * scale)
    visitor = np.repeat(np.arange(len(visitors)), counts)
    span = (visitors.last_at - visitors.first_at)[visitor]
    drawn = visitors.first_at[visitor] + (rng.random(len(visitor)) * span).astype(np.int64)
    start = working(rng, drawn)
    usual = Visits(
        visitor,
        start,
        np.zeros_like(start),
        np.minimum(rng.geometric(1 / MEAN_EVENTS_PER_VISIT, len(visitor)), 60),
        _intents(rng, visitors, visitor, start),
        choose(rng, len(CHANNELS), len(visitor), CHANNEL_SHARES),
    )
    form = np.flatnonzero(forms)
    lead = visitors.lead[form]
    signed = Visits(
        form,
        leads.created_at[lead] - rng.integers(120, 600, len(form)),
        np.zeros(len(form), np.int64),
        rng.integers(2, 9, len(form)),
        np.full(len(form), FORM),
        leads.channel[lead],
    )
    everything = [usual, signed, *_crawls(rng, visitors, settings, dirt)]
    everything += _late(rng, usual, dirt)
    joined = _join(everything)
    inside = (joined.start >= settings.start) & (joined.start + joined.delay <= settings.end - 7200)
    arrival = (joined.start + joined.delay)[inside]
    return joined.take(np.flatnonzero(inside)[np.argsort(arrival, kind="stable")])


def _intents(rng: Rng, visitors: Visitors, visitor: Ints, start: Ints) -> Ints:
    interest = visitors.interest[visitor]
    draw = rng.random(len(visitor))
    buy = sigmoid(-3.0 + 1.2 * interest)
    evaluate = buy + (1 - buy) * sigmoid(-0.8 + 0.7 * interest)
    intent = np.where(draw < buy, BUY, np.where(draw < evaluate, EVALUATE, BROWSE))
    is_user = (visitors.contact[visitor] != NOBODY) & (start > visitors.known_from[visitor])
    return np.where(is_user & (rng.random(len(visitor)) < 0.5), USE, intent)


def _crawls(rng: Rng, visitors: Visitors, settings: SampleSettings, dirt: Dirt) -> list[Visits]:
    """Visits of bots, and of one monster that is the last visitor: all its hits in a few days."""
    bots = np.flatnonzero(visitors.is_bot)
    if not len(bots):
        return []
    total = settings.web_event_target
    count = max(round(total * dirt.bot_visits / 20), 5)
    who = bots[rng.integers(0, max(len(bots) - 1, 1), count)]
    when = settings.start + (rng.random(count) * (settings.days - 1) * DAY).astype(np.int64)
    crawl = Visits(
        who,
        when,
        np.zeros_like(when),
        rng.integers(10, 30, count),
        np.full(count, CRAWL),
        np.zeros(count, np.int64),
    )
    hits = max(round(total * dirt.monster_events / MONSTER_EVENTS), 1)
    burst = (
        settings.start
        + (settings.days // 2 + np.arange(hits) % 20) * DAY
        + np.arange(hits) * 37 % DAY
    )
    monster = Visits(
        np.full(hits, bots[-1]),
        burst,
        np.zeros_like(burst),
        np.full(hits, MONSTER_EVENTS),
        np.full(hits, CRAWL),
        np.zeros(hits, np.int64),
    )
    return [crawl, monster]


def _late(rng: Rng, usual: Visits, dirt: Dirt) -> list[Visits]:
    """Let some visits arrive late, and add second halves that arrive later than the first."""
    size = len(usual)
    shortest, longest = 20 * 3600, 6 * DAY
    usual.delay[:] = np.where(
        rng.random(size) < dirt.late_visits, rng.integers(shortest, longest, size), 0
    )
    halves = usual.take(np.flatnonzero(rng.random(size) < dirt.late_tails))
    halves.start += rng.integers(200, 1200, len(halves))
    halves.delay += rng.integers(shortest, longest, len(halves))
    return [halves]


def _join(parts: list[Visits]) -> Visits:
    names = Visits.__dataclass_fields__
    return Visits(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
