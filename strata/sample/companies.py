"""True companies with their latent traits, and the CRM records that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample import names
from strata.sample.dirt import Dirt
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Floats,
    Ints,
    Rng,
    Texts,
    choose,
    numbered,
    pick,
    sigmoid,
    standard,
    texts,
)
from strata.sample.settings import DAY, SampleSettings

INDUSTRIES = (
    "machinery", "electronics", "logistics", "chemicals", "food",
    "retail", "software", "healthcare", "energy", "construction",
)  # fmt: skip
# How well an industry fits the ideal customer profile.
INDUSTRY_FIT = np.array([1.2, 0.9, 0.3, 0.1, -0.3, -0.9, 0.6, 0.0, 0.2, -0.8])
IDEAL_EMPLOYEES = 400.0
OUTSIDE_SHARE = 0.25


@dataclass
class Companies:
    """One entry per true company; times are epoch seconds, NEVER where it did not happen.

    kind        company, partner, competitor or test
    fit, engagement, spend   latent traits, mean 0 and deviation 1
    worth       what a company could be to us, from what it spends and how it engages; mean 0 and
                deviation 1. Every feed leans on it, each with noise of its own
    value       the same as a rank, 0 to 1 (share of companies below)
    growth      yearly growth of its demand as a log rate
    is_listed   has a CRM record
    is_outside  known by a lead form at most
    """

    name: Texts
    english: Texts
    slug: Texts
    domain: Texts
    registration_no: Texts
    country: Texts
    region: Texts
    city: Texts
    currency: Texts
    ownership: Texts
    kind: Texts
    industry: Ints
    employees: Ints
    revenue: Floats
    founded_year: Ints
    fit: Floats
    engagement: Floats
    spend: Floats
    worth: Floats
    value: Floats
    growth: Floats
    created_at: Ints
    is_listed: Bools
    is_outside: Bools
    parent: Ints
    owner: Ints
    customer_from: Ints
    churned_at: Ints
    has_orders: Bools
    has_subscription: Bools

    def __len__(self) -> int:
        return len(self.created_at)

    def active_until(self, end: int) -> Ints:
        """Last moment as a customer: churn, or the end of the data."""
        return np.minimum(self.churned_at, end)


@dataclass
class Records:
    """CRM company records; `second` is the duplicate of a company or NOBODY."""

    company: Ints
    record_id: Texts
    is_second: Bools
    main: Ints
    second: Ints


def make_companies(settings: SampleSettings, dirt: Dirt) -> Companies:
    """Companies without their life as customers, which follows from leads."""
    rng = settings.rng("companies")
    inside = settings.accounts
    size = inside + round(inside * OUTSIDE_SHARE)
    is_outside = np.arange(size) >= inside
    country = pick(rng, names.COUNTRIES, size, names.COUNTRY_WEIGHTS)
    industry = choose(rng, len(INDUSTRIES), size, (14, 12, 11, 8, 9, 12, 11, 8, 6, 9))
    employees = np.clip(np.exp(rng.normal(4.3, 1.6, size)), 3, 60_000).astype(np.int64)
    distance = np.abs(np.log(employees / IDEAL_EMPLOYEES))
    fit = standard(1.1 * INDUSTRY_FIT[industry] - 0.6 * distance + rng.normal(0, 0.45, size))
    fit = np.where(is_outside, fit - 0.8, fit)
    engagement = standard(0.3 * fit + rng.normal(0, 1, size))
    spend = standard(
        0.7 * fit + 1.6 * standard(np.log(employees)) + 0.3 * engagement + rng.normal(0, 0.4, size)
    )
    # Most are alike and small, a few stand out.
    even = standard(0.45 * engagement + 0.75 * spend)
    worth = standard(np.maximum(even, -2.0) + 0.25 * np.maximum(even, -2.0) ** 2)
    named = names.company_names(rng, country.tolist(), industry.tolist())
    kind = _kinds(rng, size, is_outside, dirt)
    return Companies(
        name=texts([item.name for item in named]),
        english=texts([item.english for item in named]),
        slug=texts([item.slug for item in named]),
        domain=texts([item.domain for item in named]),
        registration_no=_registration_numbers(rng, country),
        country=country,
        region=texts([item.region for item in named]),
        city=texts([item.city for item in named]),
        currency=texts([names.CURRENCIES.get(code, "EUR") for code in country]),
        ownership=_ownership(rng, country),
        kind=kind,
        industry=industry,
        employees=employees,
        revenue=np.round(employees * np.exp(rng.normal(11.7, 0.5, size)), -3),
        founded_year=2024 - np.minimum(rng.exponential(18, size), 120).astype(np.int64),
        fit=fit,
        engagement=engagement,
        spend=spend,
        worth=worth,
        value=np.argsort(np.argsort(worth)) / size,
        growth=np.clip(-0.05 + 0.4 * worth + rng.normal(0, 0.4, size), -1.5, 1.2),
        created_at=_created(rng, settings, worth),
        is_listed=~is_outside & (rng.random(size) >= dirt.unlisted_companies),
        is_outside=is_outside,
        parent=_parents(rng, size, inside, kind),
        owner=rng.integers(0, owner_count(settings), size),
        customer_from=np.full(size, NEVER),
        churned_at=np.full(size, NEVER),
        has_orders=np.zeros(size, bool),
        has_subscription=np.zeros(size, bool),
    )


def owner_count(settings: SampleSettings) -> int:
    """Return number of sales people."""
    return int(np.clip(settings.accounts // 100, 6, 400))


def make_records(companies: Companies, settings: SampleSettings, dirt: Dirt) -> Records:
    """One CRM record per listed company, a second one for some."""
    rng = settings.rng("records")
    listed = np.flatnonzero(companies.is_listed)
    doubled = listed[rng.random(len(listed)) < dirt.duplicate_records]
    company = np.concatenate([listed, doubled])
    codes = rng.permutation(len(company)) + 1
    main = np.full(len(companies), NOBODY)
    second = np.full(len(companies), NOBODY)
    main[listed] = np.arange(len(listed))
    second[doubled] = np.arange(len(listed), len(company))
    return Records(
        company=company,
        record_id=texts(numbered("A", codes).to_pylist()),
        is_second=np.arange(len(company)) >= len(listed),
        main=main,
        second=second,
    )


def _kinds(rng: Rng, size: int, is_outside: Bools, dirt: Dirt) -> Texts:
    shares = (0.955, 0.03, 0.015)
    kind = np.where(
        is_outside, "company", pick(rng, ("company", "partner", "competitor"), size, shares)
    )
    is_test = ~is_outside & (rng.random(size) < dirt.test_accounts)
    if dirt.test_accounts:
        is_test[1] = True
    return np.asarray(np.where(is_test, "test", kind), dtype=object)


def _registration_numbers(rng: Rng, country: Texts) -> Texts:
    serial = rng.permutation(len(country)) + 100_000
    return texts(
        [
            f"91{310000 + number % 9000:06d}{number:09d}X"
            if code == "CN"
            else f"{code}{number:09d}"
            for code, number in zip(country, serial.tolist(), strict=True)
        ]
    )


def _ownership(rng: Rng, country: Texts) -> Texts:
    options = ("private", "listed", "foreign", "public_sector", "state_owned")
    west = pick(rng, options, len(country), (78, 10, 7, 5, 0.001))
    china = pick(rng, options, len(country), (60, 8, 14, 2, 16))
    return np.asarray(np.where(country == "CN", china, west), dtype=object)


def _created(rng: Rng, settings: SampleSettings, worth: Floats) -> Ints:
    """Spread the records: a third with the first load of the CRM, the others day by day.

    The large ones have long been known.
    """
    first_load = rng.random(len(worth)) < sigmoid(0.5 * worth - 0.7)
    span = np.where(first_load, 10, settings.days - 5) * DAY
    return np.asarray(settings.start + rng.random(len(worth)) * span, np.int64)


def _parents(rng: Rng, size: int, inside: int, kind: Texts) -> Ints:
    """Make some companies subsidiaries of a company that is none itself."""
    is_child = (rng.random(size) < 0.05) & (np.arange(size) < inside) & (kind != "test")
    heads = np.flatnonzero(~is_child & (np.arange(size) < inside) & (kind == "company"))
    return np.where(is_child, heads[rng.integers(0, len(heads), size)], NOBODY)
