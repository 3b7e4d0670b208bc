"""Contacts and leads, and the latent chance of every lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample import names
from strata.sample.companies import Companies, Records, owner_count
from strata.sample.dirt import FREE_MAIL, Dirt
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Floats,
    Ints,
    Rng,
    Texts,
    choose,
    expand,
    later,
    moments_between,
    numbered,
    pick,
    sequence,
    sigmoid,
    texts,
)
from strata.sample.settings import DAY, SampleSettings

SENIORITIES = ("c_level", "vp", "director", "manager", "staff")
SENIORITY_EFFECT = np.array([0.9, 0.8, 0.4, -0.1, -1.1])
TITLES = ("CEO", "VP Operations", "Director of Purchasing", "IT Manager", "Engineer")
TITLES_ZH = ("总经理", "副总裁", "采购总监", "信息部经理", "工程师")
DEPARTMENTS = ("management", "operations", "purchasing", "it", "engineering", "finance")
BUYING_ROLES = ("decision_maker", "champion", "influencer", "user", "blocker")


@dataclass(frozen=True)
class Channel:
    """A way in: labels as the tracker sees them, share of visits, effect on winning."""

    source: str | None
    medium: str | None
    referrer: str | None
    spend_label: str | None
    inflow: str
    share: float
    effect: float


CHANNELS = (
    Channel(None, None, None, None, "marketing_site", 0.20, 0.2),
    Channel(
        "google", "cpc", "https://www.google.com/", "google / cpc", "marketing_site", 0.14, 0.0
    ),
    Channel(None, None, "https://www.google.com/search?q=tools", None, "marketing_site", 0.18, 0.3),
    Channel("baidu", "cpc", "https://www.baidu.com/", "baidu / cpc", "marketing_site", 0.11, -0.4),
    Channel(
        "linkedin",
        "social",
        "https://www.linkedin.com/",
        "linkedin / social",
        "campaign",
        0.1,
        -0.2,
    ),
    Channel(
        "wechat",
        "social",
        "https://mp.weixin.qq.com/",
        "wechat / social",
        "web_registration",
        0.1,
        0.1,
    ),
    Channel("newsletter", "email", None, "newsletter / email", "campaign", 0.07, 0.5),
    Channel(
        "partner",
        "referral",
        "https://partner-portal.example/",
        "partner / referral",
        "api",
        0.05,
        1.0,
    ),
    Channel("trade_fair", "offline", None, "trade_fair / offline", "sales_self_sourced", 0.05, 0.6),
)
CHANNEL_SHARES = tuple(channel.share for channel in CHANNELS)
# Effects on the log odds that a lead is won.
EFFECTS = {"engagement": 1.7, "fit": 1.5, "seniority": 1.1, "channel": 0.7}
LEAD_WIN_RATE = 0.15
LEADS_PER_COMPANY = 1.3


@dataclass
class Contacts:
    """Persons at companies; `of` is the contact that a double entry repeats, else NOBODY."""

    contact_id: Texts
    company: Ints
    name: Texts
    email: Texts
    phone: Texts
    seniority: Ints
    created_at: Ints
    left_at: Ints
    of: Ints

    def __len__(self) -> int:
        return len(self.company)


@dataclass
class Leads:
    """Inbound leads; times NEVER where it did not happen by the end of the data."""

    lead_id: Texts
    company: Ints
    name: Texts
    email: Texts
    is_free_mail: Bools
    phone: Texts
    seniority: Ints
    channel: Ints
    engagement: Floats
    latent_p: Floats
    won: Bools
    created_at: Ints
    contacted_at: Ints
    qualified_at: Ints
    rejected_at: Ints
    converted_at: Ints
    contact: Ints
    owner: Ints

    def __len__(self) -> int:
        return len(self.company)


def make_contacts(
    companies: Companies, records: Records, settings: SampleSettings, dirt: Dirt
) -> Contacts:
    """One contact per company at least, more at larger ones and at those that are worth more.

    Those of a company stand in order of their entry; double entries follow at the end.
    """
    rng = settings.rng("contacts")
    mean = 0.25 * np.log(companies.employees) * np.exp(0.7 * companies.worth)
    counts = np.where(companies.is_listed, 1 + rng.poisson(np.minimum(mean, 12.0)), 0)
    company, ordinal = expand(counts)
    size = len(company)
    doubles = np.flatnonzero(rng.random(size) < dirt.duplicate_contacts)
    country = companies.country[company]
    people = names.persons(rng, country.tolist())
    email, _ = _emails(rng, people, companies.domain[company], dirt, "contact")
    created = companies.created_at[company]
    joined = moments_between(rng, created, np.full(size, settings.end))
    created = np.where(ordinal == 0, created, joined)
    created = created[np.lexsort((created, company))]
    left = later(rng, created, 3000.0)
    left = np.where(left > settings.end, NEVER, left)
    seniority = choose(rng, 5, size, (10, 10, 20, 30, 30))
    phones = [names.phone(code, number) for number, code in enumerate(country.tolist())]
    every = np.concatenate([np.arange(size), doubles])
    entered = np.concatenate([created, later(rng, created[doubles], 40.0)])
    keep = entered <= settings.end
    every, entered = every[keep], entered[keep]
    return Contacts(
        contact_id=texts(sequence("C", len(every)).to_pylist()),
        company=company[every],
        name=texts([item.name for item in people])[every],
        email=email[every],
        phone=texts(phones)[every],
        seniority=seniority[every],
        created_at=entered,
        left_at=np.where(left[every] > entered, left[every], NEVER),
        of=np.where(np.arange(len(every)) >= size, every, NOBODY),
    )


def make_leads(
    companies: Companies, contacts: Contacts, settings: SampleSettings, dirt: Dirt
) -> Leads:
    """Leads with their chance, outcome and dates. Companies outside the CRM never win."""
    rng = settings.rng("leads")
    can_ask = np.isin(companies.kind, ("company", "partner"))
    mean = LEADS_PER_COMPANY if settings.leads is None else settings.leads / can_ask.sum()
    company, _ = expand(np.where(can_ask, rng.poisson(mean, len(companies)), 0))
    size = len(company)
    seniority = choose(rng, 5, size, (10, 10, 18, 30, 32))
    channel = choose(rng, len(CHANNELS), size, CHANNEL_SHARES)
    engagement = 0.6 * companies.engagement[company] + 0.8 * rng.normal(0, 1, size)
    odds = (
        EFFECTS["engagement"] * engagement
        + EFFECTS["fit"] * companies.fit[company]
        + EFFECTS["seniority"] * SENIORITY_EFFECT[seniority]
        + EFFECTS["channel"] * np.array([item.effect for item in CHANNELS])[channel]
    )
    chance = sigmoid(odds + _intercept(odds))
    chance = np.where(companies.is_listed[company], chance, 0.0)
    won = rng.random(size) < chance
    created = moments_between(
        rng, np.full(size, settings.start + DAY), np.full(size, settings.end - DAY)
    )
    contacted = np.where(rng.random(size) < 0.93, later(rng, created, 1.5), NEVER)
    contacted = np.where(won & (contacted == NEVER), created + DAY, contacted)
    is_qualified = won | (rng.random(size) < 0.15 + 0.35 * chance)
    qualified = np.where(is_qualified & (contacted < NEVER), later(rng, contacted, 5.0), NEVER)
    converted = np.where(won, later(rng, qualified, 30.0), NEVER)
    rejected = np.where(
        won, NEVER, later(rng, np.where(qualified < NEVER, qualified, created), 25.0)
    )
    country = companies.country[company]
    people = names.persons(rng, country.tolist())
    email, is_free = _emails(rng, people, companies.domain[company], dirt, "lead")
    phones = [names.phone(code, 600_000 + n) for n, code in enumerate(country.tolist())]
    contact = _known_contacts(rng, company, contacts, len(companies), created)
    known = contact != NOBODY
    email = np.where(known, contacts.email[contact], email)
    order = np.argsort(created, kind="stable")
    end = settings.end
    return Leads(
        lead_id=texts(sequence("L", size).to_pylist()),
        company=company[order],
        name=np.where(known, contacts.name[contact], texts([item.name for item in people]))[order],
        email=email[order],
        is_free_mail=(is_free & ~known)[order],
        phone=np.where(known, contacts.phone[contact], texts(phones))[order],
        seniority=np.where(known, contacts.seniority[contact], seniority)[order],
        channel=channel[order],
        engagement=engagement[order],
        latent_p=chance[order],
        won=won[order],
        created_at=created[order],
        contacted_at=_by(contacted, end)[order],
        qualified_at=_by(qualified, end)[order],
        rejected_at=_by(rejected, end)[order],
        converted_at=_by(converted, end)[order],
        contact=contact[order],
        owner=np.where(
            rng.random(size) < 0.2, NOBODY, rng.integers(0, owner_count(settings), size)
        ),
    )


def _by(times: Ints, end: int) -> Ints:
    return np.where(times > end, NEVER, times)


def _intercept(odds: Floats) -> float:
    """Return the constant that gives the wanted mean chance."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if sigmoid(odds + middle).mean() < LEAD_WIN_RATE else (low, middle)
        )
    return low


def _known_contacts(
    rng: Rng, company: Ints, contacts: Contacts, companies: int, created: Ints
) -> Ints:
    """Find leads that are persons of the CRM already; NOBODY for the others."""
    first = np.full(companies, NOBODY)
    first[contacts.company[::-1]] = np.arange(len(contacts))[::-1]
    contact = first[company]
    is_known = (rng.random(len(company)) < 0.2) & (contact != NOBODY)
    return np.where(is_known & (contacts.created_at[contact] < created), contact, NOBODY)


def _emails(
    rng: Rng, people: list[names.Person], domain: Texts, dirt: Dirt, what: str
) -> tuple[Texts, Bools]:
    """Mail addresses; the flag says which use a free-mail provider."""
    is_free = rng.random(len(people)) < dirt.free_mail
    provider = pick(rng, FREE_MAIL, len(people))
    seen: set[str] = set()
    out: list[str] = []
    for number, (person, host) in enumerate(zip(people, domain.tolist(), strict=True)):
        address = f"{person.local}@{host}"
        if is_free[number]:
            address = f"strata-sample-{what}-{number:06d}@{provider[number]}"
        elif address in seen:
            address = f"{person.local}{number}@{host}"
        seen.add(address)
        out.append(address)
    return texts(out), is_free


def contact_numbers(prefix: str, indexes: Ints) -> Texts:
    """Ids for messenger accounts and the like."""
    return texts(numbered(prefix, indexes, 8).to_pylist())
