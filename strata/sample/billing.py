"""Feeds of recurring business and receivables: subscriptions, usage, invoices, payments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample.commerce import Orders
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Bools,
    Feed,
    Floats,
    Ints,
    Texts,
    choose,
    expand,
    moments,
    nulls,
    only,
    pick,
    sequence,
    sigmoid,
    texts,
    with_versions,
)
from strata.sample.settings import DAY
from strata.sample.world import World

PLANS = ("starter", "team", "business", "enterprise")
PRICES = np.array([19.0, 29.0, 45.0, 70.0])
FEATURES = ("reports", "import", "api", "alerts")
FEATURES_A_DAY = 0.25  # of a subscriber, on a day of use
TRIAL_DAYS = 21
MAX_ROWS = 60


@dataclass(frozen=True)
class Terms:
    """Rows of subscriptions, by subscription and time; ended is NEVER while running."""

    subscription: Ints
    company: Ints
    started: Ints
    ended: Ints
    is_last: Bools
    seats: Ints
    plan: Ints
    months: Ints
    is_trial: Bools


def make_terms(world: World) -> Terms:
    """Paid terms with renewals and seat changes until churn; trials before some of them."""
    rng = world.settings.rng("subscriptions")
    companies, end = world.companies, world.settings.end // DAY * DAY
    paying = np.flatnonzero(companies.has_subscription & (companies.customer_from <= end))
    size = len(paying)
    months = np.array([1, 3, 12])[choose(rng, 3, size, (20, 20, 60))]
    plan = np.clip(np.rint(1.3 + 0.9 * companies.spend[paying]), 0, 3).astype(np.int64)
    seats = np.clip(
        np.exp(rng.normal(1.2 + 0.35 * np.log(companies.employees[paying]), 0.5)), 2, 900
    )
    started = (companies.customer_from[paying] // DAY * DAY).astype(np.int64)
    gone = companies.churned_at[paying] // DAY * DAY
    renewal = started + months * 30 * DAY
    rows: list[tuple[Ints, ...]] = []
    running = np.arange(size)
    for _ in range(MAX_ROWS):
        change = (
            started + (rng.exponential(240, size) * DAY).astype(np.int64) // DAY * DAY + 14 * DAY
        )
        following = np.minimum(np.minimum(renewal, change), gone)
        is_over = following > end
        is_gone = following == gone
        ended = np.where(is_over, NEVER, following - DAY)
        row = (running, started, ended, is_over | is_gone, np.rint(seats))
        rows.append(tuple(part[running] if len(part) == size else part for part in row))
        years = np.maximum(following - started, 0) / DAY / 365
        grows = rng.normal((0.5 * companies.growth[paying] - 0.06) * years, 0.2 * np.sqrt(years))
        seats = np.clip(seats * np.exp(grows), 1, 5000)
        started = np.where(following == started, started + DAY, following)
        renewal = np.where(following >= renewal, renewal + months * 30 * DAY, renewal)
        running = running[~(is_over | is_gone)[running]]
        if not len(running):
            break
    sub, start, close, last, seat = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    own = _trials(world, paying)
    count = len(own[0])
    return Terms(
        subscription=np.concatenate([sub, size + np.arange(count)]),
        company=np.concatenate([paying[sub], own[0]]),
        started=np.concatenate([start, own[1]]),
        ended=np.concatenate([close, own[2]]),
        is_last=np.concatenate([last.astype(bool), np.ones(count, bool)]),
        seats=np.concatenate([seat.astype(np.int64), np.full(count, 5)]),
        plan=np.concatenate([plan[sub], np.ones(count, np.int64)]),
        months=np.concatenate([months[sub], np.ones(count, np.int64)]),
        is_trial=np.concatenate([np.zeros(len(sub), bool), np.ones(count, bool)]),
    )


def _trials(world: World, paying: Ints) -> tuple[Ints, Ints, Ints]:
    """Company, start and end of trials: before half of the subscriptions, and of prospects."""
    rng = world.settings.rng("trials")
    companies, end = world.companies, world.settings.end // DAY * DAY
    before = companies.customer_from[paying] // DAY * DAY - TRIAL_DAYS * DAY
    fits = (rng.random(len(paying)) < 0.5) & (before >= companies.created_at[paying])
    is_prospect = (
        companies.is_listed & (companies.customer_from == NEVER) & (companies.kind == "company")
    )
    tries = is_prospect & (rng.random(len(companies)) < 0.06 * np.exp(0.5 * companies.engagement))
    other = np.flatnonzero(tries & (companies.created_at < end - 30 * DAY))
    room = end - companies.created_at[other]
    start = (
        companies.created_at[other] + (rng.random(len(other)) * room).astype(np.int64)
    ) // DAY * DAY + DAY
    company = np.concatenate([paying[fits], other])
    started = np.minimum(np.concatenate([before[fits], start]), end)
    ended = started + (TRIAL_DAYS - 1) * DAY
    return company, started, np.where(ended > end, NEVER, ended)


def billing_feeds(world: World, orders: Orders) -> list[Feed]:
    """All feeds of this module."""
    terms = make_terms(world)
    subscriptions, account = subscription_feed(world, terms)
    invoices, payments = receivables(world, orders, terms, account)
    return [subscriptions, usage(world, terms), invoices, payments]


def subscription_feed(world: World, terms: Terms) -> tuple[Feed, Texts]:
    """Subscription rows and the account id that each one is booked on."""
    rng = world.settings.rng("billing_subscriptions")
    companies, end = world.companies, world.settings.end
    every = int(terms.subscription.max(initial=-1)) + 1
    first_company = np.full(every, NOBODY)
    first_company[terms.subscription] = terms.company
    account = world.accounts_of(rng, first_company)[terms.subscription]
    ids = texts(sequence("S", every).to_pylist())[terms.subscription]
    is_left = terms.is_last & (terms.ended < NEVER) & ~terms.is_trial
    notice = np.maximum(terms.ended - 30 * DAY, terms.started)
    cancelled = np.where(is_left, notice, NEVER)
    live = companies.customer_from[terms.company] // DAY * DAY + 20 * DAY
    renews = terms.started + terms.months * 30 * DAY
    size = len(ids)
    feed = Feed(
        "billing_subscriptions",
        {
            "subscription_id": ids,
            "account_id": account,
            "plan": np.array(PLANS, object)[terms.plan],
            "seats": terms.seats,
            "mrr": np.where(terms.is_trial, 0, np.round(terms.seats * PRICES[terms.plan], 2)),
            "currency": texts(["EUR"] * size),
            "is_trial": terms.is_trial,
            "started_on": moments(terms.started),
            "ended_on": moments(terms.ended),
            "renews_on": moments(renews, ~terms.is_trial),
            "term_months": only(terms.months, ~terms.is_trial),
            "went_live_on": moments(live, ~terms.is_trial & (live <= end)),
            "cancelled_on": moments(cancelled),
            "cancel_reason": only(
                pick(
                    rng,
                    ("price", "missing feature", "project ended", "payment failed", "rival"),
                    size,
                ),
                is_left,
            ),
        },
        at=terms.started,
        company=terms.company,
    )
    before = {
        "ended_on": nulls(size, feed.columns["ended_on"].type),
        "cancelled_on": nulls(size, feed.columns["ended_on"].type),
        "cancel_reason": nulls(size, feed.columns["cancel_reason"].type),
    }
    return with_versions(feed, np.minimum(terms.ended, cancelled), before), account


def usage(world: World, terms: Terms) -> Feed:
    """Days with usage: the whole product (feature empty) and single features.

    Customers take to the product over months; then use grows or fades with the company.
    """
    rng = world.settings.rng("product_usage_daily")
    companies, end = world.companies, world.settings.end // DAY * DAY
    last = np.minimum(terms.ended, end)
    days = np.maximum((last - terms.started) // DAY + 1, 0)
    row, ordinal = expand(days)
    day = terms.started[row] + ordinal * DAY
    weekday = (day // DAY + 3) % 7
    company = terms.company[row]
    habit = sigmoid(0.4 + 0.9 * companies.engagement[company] - (weekday > 4) * 2.5)
    habit *= np.where(companies.churned_at[company] - day < 60 * DAY, 0.35, 1.0)
    used = rng.random(len(row)) < 0.75 * habit
    row, day, company, habit = row[used], day[used], company[used], habit[used]
    drift = world.settings.rng("product use").normal(1.7 * companies.growth - 0.4, 0.3)[company]
    age = np.maximum(day - companies.customer_from[company], 0) / DAY
    ramp = 80 * np.exp(0.6 * np.clip(companies.worth[company], -2, 2))
    adopted = (1 - 0.8 * np.exp(-age / ramp)) * np.exp(np.clip(drift * age / 365, -2.0, 1.0))
    active = np.maximum(rng.binomial(terms.seats[row], np.minimum(0.6 * habit * adopted, 1)), 1)
    target = world.settings.usage
    mean = FEATURES_A_DAY if target is None else max(target / max(len(row), 1) - 1, 0)
    more = (rng.random(len(row)) < mean % 1).astype(np.int64) + int(mean)
    part, number = expand(1 + np.minimum(more, len(FEATURES)))
    first_feature = rng.integers(0, len(FEATURES), len(row))
    kind = (first_feature[part] + number) % len(FEATURES)
    feature = only(np.array(FEATURES, object)[kind], number > 0)
    users = np.where(number > 0, np.maximum(active[part] // 3, 1), active[part])
    events = users * (1 + rng.poisson(6, len(part)))
    # One account, day and feature once, also when a trial overlaps a paid row.
    key = (company[part] * 100_000 + day[part] // DAY) * (len(FEATURES) + 1)
    _, first = np.unique(key + np.where(number > 0, kind + 1, 0), return_index=True)
    at = day[part] + DAY - 1
    return Feed(
        "product_usage_daily",
        {
            "account_id": world.account_ids[company[part]][first],
            "usage_date": moments(day[part][first]),
            "feature": feature.take(first),
            "active_users": users[first],
            "events": events[first],
            "limit_hits": only(rng.poisson(0.05, len(part)), rng.random(len(part)) < 0.9).take(
                first
            ),
        },
        at=at[first],
        company=company[part][first],
    )


def receivables(world: World, orders: Orders, terms: Terms, account: Texts) -> tuple[Feed, Feed]:
    """Invoices of orders and of paid terms, and what was paid on them."""
    rng = world.settings.rng("receivables")
    end = world.settings.end
    bill = np.flatnonzero(
        (orders.net > 0) & (orders.company != NOBODY) & (orders.status != "cancelled")
    )
    row, month = expand(_months_billed(terms, end))
    issued = np.concatenate(
        [orders.at[bill] // DAY * DAY + DAY, terms.started[row] + month * 30 * DAY]
    )
    mrr: Floats = np.round(terms.seats * PRICES[terms.plan], 2)
    amount = np.concatenate([orders.net[bill], mrr[row]])
    company = np.concatenate([orders.company[bill], terms.company[row]])
    currency = np.concatenate([orders.currency[bill], texts(["EUR"] * len(row))])
    booked = np.concatenate([orders.booked_on[bill], account[row]])
    order = np.argsort(issued, kind="stable")[: int((issued <= end).sum())]
    issued, amount, company = issued[order], amount[order], company[order]
    size = len(order)
    ids = texts(sequence("I", size, 7).to_pylist())
    due = issued + np.array([14, 30, 60])[company % 3] * DAY
    # Who pays late is who disputes and doesn't pay at all now and then.
    worth = world.companies.worth
    slow = np.exp(world.settings.rng("payment habits").normal(0.6 - 0.7 * worth, 0.8))[company]
    leaves = world.companies.churned_at[company] - issued < 120 * DAY
    slow = np.where(leaves, 2 * slow, slow)
    invoices = Feed(
        "ar_invoices",
        {
            "invoice_id": ids,
            "account_id": booked[order],
            "amount": amount,
            "currency": currency[order],
            "issued_on": moments(issued),
            "due_on": moments(due),
            "is_disputed": rng.random(size) < np.minimum(0.006 * slow, 0.05),
        },
        at=issued,
        company=company,
    )
    delay = (rng.normal(-5, 5, size) + slow * rng.exponential(4, size)) * DAY
    paid = np.maximum(due + delay.astype(np.int64) // DAY * DAY, issued)
    halves = rng.random(size) < 0.03
    is_paid = rng.random(size) < 1 - np.minimum(0.002 * slow**2, 0.5)
    part, number = expand(np.where(is_paid, 1 + halves, 0))
    paid_on = paid[part] + number * 14 * DAY
    sums = np.where(halves[part], np.round(amount[part] / 2, 2), amount[part])
    sums = np.where(number == 1, np.round(amount[part] - sums, 2), sums)
    keep = paid_on <= end
    part, paid_on, sums = part[keep], paid_on[keep], sums[keep]
    payments = Feed(
        "ar_payments",
        {
            "payment_id": sequence("PY", len(part), 7),
            "invoice_id": ids[part],
            "amount": sums,
            "paid_on": moments(paid_on),
        },
        at=paid_on,
        company=company[part],
    )
    return invoices, payments


def _months_billed(terms: Terms, end: int) -> Ints:
    """Monthly invoices of each paid row up to the end of the data."""
    days = (np.minimum(terms.ended, end) - terms.started) // DAY
    return np.where(terms.is_trial, 0, np.maximum(days // 30, 0) + 1)
