"""Feed web_events: visits become events, piece by piece in order of arrival."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from strata.sample.frame import (
    NOBODY,
    Bools,
    Feed,
    Ints,
    Rng,
    choose,
    expand,
    moments,
    numbered,
    only,
    sequence,
)
from strata.sample.people import CHANNELS
from strata.sample.render import Export, render
from strata.sample.settings import DAY
from strata.sample.visitors import FORM, Visits, make_visits
from strata.sample.world import World

EVENTS_PER_PIECE = 250_000
SITE = "https://www.strata-sample.example"
# event name, path, title, label, weight by intent: browse, evaluate, buy, use, crawl, form
ACTIONS: tuple[tuple[str, str, str, str | None, tuple[float, ...]], ...] = (
    ("page_view", "/", "Home", None, (24, 12, 8, 6, 20, 12)),
    ("page_view", "/products", "Products", None, (16, 14, 10, 3, 20, 14)),
    ("page_view", "/products/connect?view=list", "Connect, a hub", None, (8, 9, 8, 2, 9, 8)),
    ("page_view", "/blog/automation", "Blog", None, (18, 8, 2, 2, 16, 8)),
    ("page_view", "/zh/solutions", "解决方案", None, (9, 7, 4, 1, 8, 6)),
    ("page_view", "/pricing", "Pricing", None, (2, 12, 22, 2, 8, 14)),
    ("page_view", "/case-studies/mill", 'Case study "The mill"', None, (3, 11, 10, 1, 8, 8)),
    ("page_view", "/compare/rivals", "Compare", None, (1, 6, 7, 0, 4, 3)),
    ("page_view", "/docs/start", "Documentation", None, (4, 5, 3, 24, 4, 3)),
    ("page_view", "/careers", "Careers", None, (6, 1, 0, 1, 0, 1)),
    ("click", "/products", "Products", None, (5, 5, 6, 6, 0, 8)),
    ("video_play", "/products/tour", "Tour", None, (2, 4, 3, 0, 0, 3)),
    ("download", "/resources/guide.pdf", "Guide", None, (0.4, 3, 5, 0.5, 0, 6)),
    ("demo_request", "/demo", "Book a demo", None, (0, 0.3, 4.0, 0, 0, 3)),
    ("quote_request", "/quote", "Ask for a quote", None, (0, 0.2, 3.0, 0.2, 0, 1.5)),
    ("trial_start", "/trial", "Start a trial", None, (0, 0.2, 1.6, 0, 0, 1)),
    ("sign_up", "/signup", "Sign up", None, (0.1, 0.5, 1.5, 0, 0, 1)),
    ("form_submit", "/newsletter", "Newsletter", None, (0.3, 0.8, 1, 0.1, 0, 0)),
    ("value_event", "/app/report", "App", "report_created", (0, 0, 0, 22, 0, 0)),
    ("value_event", "/app/import", "App", "data_imported", (0, 0, 0, 10, 0, 0)),
    ("custom", "/app/settings", "App", "settings_changed", (0, 0, 0, 7, 0, 0)),
    ("custom", "/chat", "Chat", "chat_opened", (0.5, 1, 2, 2, 0, 1)),
)  # fmt: skip
FORM_ACTION = ("form_submit", "/contact", "Contact", None)
_WEIGHTS = np.array([action[4] for action in ACTIONS]).T
_CDF = np.cumsum(_WEIGHTS / _WEIGHTS.sum(axis=1, keepdims=True), axis=1)
DEVICES = ("desktop", "mobile", "tablet", None)
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0 Mobile",
)  # fmt: skip
BOT_AGENTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "python-requests/2.32",
)  # fmt: skip


class WebVocabulary:
    """Dictionary texts of the feed, built once; events hold indexes into them."""

    def __init__(self, world: World) -> None:
        visitors = world.visitors
        companies, contacts, leads = world.companies, world.contacts, world.leads
        rng = world.settings.rng("web vocabulary")
        self.visitor_ids = sequence("v", len(visitors), 8)
        self.users = np.where(
            visitors.lead != NOBODY,
            leads.lead_id[visitors.lead],
            np.where(visitors.contact != NOBODY, contacts.contact_id[visitors.contact], ""),
        )
        self.emails = np.where(
            visitors.lead != NOBODY,
            leads.email[visitors.lead],
            np.where(visitors.contact != NOBODY, contacts.email[visitors.contact], ""),
        )
        anywhere = rng.integers(0, len(companies), len(visitors))
        home = np.where(visitors.company != NOBODY, visitors.company, anywhere)
        self.countries, self.country = np.unique(
            companies.country[home].astype(str), return_inverse=True
        )
        self.device = choose(rng, len(DEVICES), len(visitors), (62, 28, 4, 6))
        agent = np.minimum(self.device, len(AGENTS) - 1)
        bot_agent = len(AGENTS) + np.arange(len(visitors)) % len(BOT_AGENTS)
        self.agent = np.where(visitors.is_bot, bot_agent, agent)
        bots = np.flatnonzero(visitors.is_bot)
        if len(bots):
            self.agent[bots[-1]] = 0  # the monster looks like a browser
        self.landing_urls, self.referrers = _addresses()


def web_events(world: World) -> Iterator[Export]:
    """Pieces of the feed, each sorted by arrival and later than the piece before it."""
    settings = world.settings
    visits = make_visits(world.visitors, world.leads, settings, world.dirt)
    words = WebVocabulary(world)
    arrival_day = (visits.start + visits.delay) // DAY
    first_event = np.cumsum(visits.events) - visits.events
    carry: Export | None = None
    for number, (low, high) in enumerate(_pieces(arrival_day, first_event)):
        if arrival_day[low] * DAY > settings.cutoff:
            break
        part = visits.take(np.arange(low, high))
        feed = _events(world, words, part, int(first_event[low]), number)
        export = render(feed, settings, world.dirt, number)
        if carry is not None:
            export = _merge(carry, export)
        border = (int(arrival_day[high]) if high < len(visits) else 1 << 30) * DAY
        done = int(np.searchsorted(export.at, border))
        carry = export.take(np.arange(done, len(export)))
        yield export.take(np.arange(done))
    if carry is not None and len(carry):
        yield carry


def _pieces(arrival_day: Ints, first_event: Ints) -> list[tuple[int, int]]:
    """Ranges of visits: whole days of arrival with about the same number of events."""
    starts = np.flatnonzero(np.diff(arrival_day, prepend=-1))
    group = first_event[starts] // EVENTS_PER_PIECE
    cuts = starts[np.flatnonzero(np.diff(group, prepend=-1))]
    return list(zip(cuts.tolist(), [*cuts[1:].tolist(), len(arrival_day)], strict=True))


def _merge(first: Export, second: Export) -> Export:
    at = np.concatenate([first.at, second.at])
    table = pa.concat_tables([_flat(first.table), _flat(second.table)]).combine_chunks()
    joined = Export(
        first.name,
        table,
        at,
        np.concatenate([first.company, second.company]),
        np.concatenate([first.is_malformed, second.is_malformed]),
    )
    return joined.take(np.argsort(at, kind="stable"))


def _flat(table: Any) -> Any:
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def _events(world: World, words: WebVocabulary, visits: Visits, first: int, number: int) -> Feed:
    rng = world.settings.rng("web events", number)
    visitors = world.visitors
    visit, ordinal = expand(visits.events)
    size = len(visit)
    visitor = visits.visitor[visit]
    intent = visits.intent[visit]
    occurred = visits.start[visit] + _offsets(rng, visits, ordinal, intent)
    received = occurred + visits.delay[visit] + rng.integers(0, 4, size)
    occurred = _wrong_clocks(world, rng, occurred)
    is_form = (intent == FORM) & (ordinal == visits.events[visit] - 1)
    action = np.where(is_form, len(ACTIONS), _actions(rng, intent))
    is_landing = ordinal == 0
    channel = visits.channel[visit]
    is_known = (words.users[visitor] != "") & (received >= visitors.known_from[visitor] - 60)
    gives_mail = is_form | (is_known & (action == _newsletter()) & (rng.random(size) < 0.7))
    has_utm = is_landing & np.array([item.source is not None for item in CHANNELS])[channel]
    campaign = (visits.start[visit] - world.settings.start) // (90 * DAY) * len(CHANNELS) + channel
    names = [*ACTIONS, (*FORM_ACTION, ())]
    return Feed(
        "web_events",
        {
            "event_id": numbered("EV", first + np.arange(1, size + 1), 10),
            "visitor_id": words.visitor_ids.take(pa.array(visitor)),
            "user_id": only(pa.array(words.users[visitor]), is_known & (rng.random(size) < 0.9)),
            "email": only(pa.array(words.emails[visitor]), gives_mail),
            "event_name": _coded([item[0] for item in names], action),
            "occurred_at": moments(occurred),
            "received_at": moments(received),
            "page_url": _coded(
                words.landing_urls, np.where(is_landing, 1 + channel, 0) * len(names) + action
            ),
            "page_title": _coded([item[2] for item in names], action),
            "referrer_url": _coded(words.referrers, channel, is_landing),
            "utm_source": _coded([item.source or "" for item in CHANNELS], channel, has_utm),
            "utm_medium": _coded([item.medium or "" for item in CHANNELS], channel, has_utm),
            "utm_campaign": only(numbered("CP", campaign + 1, 3), has_utm),
            "country": _coded(words.countries.tolist(), words.country[visitor]),
            "device_type": _coded(list(DEVICES), words.device[visitor]),
            "user_agent": _coded([*AGENTS, *BOT_AGENTS], words.agent[visitor]),
            "event_label": _coded([item[3] for item in names], action),
        },
        at=received,
        company=visitors.company[visitor],
    )


def _newsletter() -> int:
    return next(i for i, action in enumerate(ACTIONS) if action[1] == "/newsletter")


def _offsets(rng: Rng, visits: Visits, ordinal: Ints, intent: Ints) -> Ints:
    """Seconds since the start of the visit; gaps stay well below half an hour."""
    gaps = np.minimum(np.exp(rng.normal(3.4, 1.1, len(ordinal))), 1100)
    gaps = np.where(
        visits.events[np.repeat(np.arange(len(visits)), visits.events)] == 200, 2.0, gaps
    )
    gaps[intent == FORM] = np.minimum(gaps[intent == FORM], 40)
    gaps[ordinal == 0] = 0
    total = np.cumsum(gaps)
    begin = np.cumsum(visits.events) - visits.events
    return np.asarray(total - np.repeat(total[begin], visits.events), np.int64)


def _actions(rng: Rng, intent: Ints) -> Ints:
    drawn = rng.random(len(intent))
    action = np.zeros(len(intent), np.int64)
    for kind in range(len(_CDF)):
        rows = intent == kind
        action[rows] = np.searchsorted(_CDF[kind], drawn[rows], side="right")
    return np.minimum(action, len(ACTIONS) - 1)


def _wrong_clocks(world: World, rng: Rng, occurred: Ints) -> Ints:
    """Set some clocks years off and some hours ahead."""
    draw = rng.random(len(occurred))
    years = rng.choice(np.array([-9, -3, 2, 11]), len(occurred)) * 365 * DAY
    hours = rng.integers(3, 20, len(occurred)) * 3600
    off = world.dirt.clocks_years_off
    shift = np.where(
        draw < off, years, np.where(draw < off + world.dirt.clocks_hours_ahead, hours, 0)
    )
    return np.asarray(occurred + shift, np.int64)


def _coded(words: list[str | None] | list[str], index: Ints, present: Bools | None = None) -> Any:
    """Return a dictionary column; null where the word is missing or the row not `present`."""
    missing = np.array([not word for word in words])[index]
    if present is not None:
        missing |= ~present
    codes = pa.array(index.astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(codes, pa.array([word or "" for word in words]))


def _addresses() -> tuple[list[str], list[str | None]]:
    """Page addresses (inner ones, then landing pages by channel) and referrers by channel."""
    paths = [action[1] for action in ACTIONS] + [FORM_ACTION[1]]
    urls = [SITE + path for path in paths]
    for channel in CHANNELS:
        for path in paths:
            mark = "&" if "?" in path else "?"
            query = (
                f"{mark}utm_source={channel.source}&utm_medium={channel.medium}"
                if channel.source
                else ""
            )
            urls.append(SITE + path + query)
    return urls, [channel.referrer for channel in CHANNELS]
