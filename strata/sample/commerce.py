"""Feeds of the ERP: orders, their lines, products, exchange rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from strata.sample.dirt import PLACEHOLDER_ACCOUNTS
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Feed,
    Floats,
    Ints,
    Texts,
    expand,
    moments,
    numbered,
    pick,
    sequence,
    texts,
    with_versions,
    working,
)
from strata.sample.settings import DAY, SampleSettings
from strata.sample.world import World

FAMILIES = (
    "sensors",
    "controllers",
    "gateways",
    "cables",
    "software",
    "training",
    "spares",
    "cabinets",
)
PRODUCTS_PER_FAMILY = 5
# Base units for one unit of the currency, first day; then a slow random walk.
RATES = {"USD": 0.92, "CNY": 0.128, "GBP": 1.17}


@dataclass(frozen=True)
class Orders:
    """Orders in order of time; net is in the currency of the order and may be negative."""

    company: Ints
    at: Ints
    net: Floats
    status: Texts
    currency: Texts
    booked_on: Texts
    is_repeat: Ints

    def ids(self) -> Texts:
        """Order ids."""
        return texts(sequence("O", len(self.at), 7).to_pylist())


def fx_path(settings: SampleSettings) -> dict[str, Floats]:
    """Rate to the base currency for each day of data."""
    rng = settings.rng("fx")
    steps = rng.normal(0, 0.002, (len(RATES), settings.days))
    walks = np.exp(np.clip(np.cumsum(steps, axis=1), -0.15, 0.15))
    return {code: rate * walk for (code, rate), walk in zip(RATES.items(), walks, strict=True)}


def make_orders(world: World) -> Orders:
    """Repeat purchases until dropout: gamma rates, gamma amounts around a mean of each company."""
    rng = world.settings.rng("orders")
    companies, settings, dirt = world.companies, world.settings, world.dirt
    buyer = np.flatnonzero(companies.has_orders & (companies.customer_from <= settings.end))
    start = companies.customer_from[buyer]
    span = (companies.active_until(settings.end)[buyer] - start) / DAY
    growth = np.clip(companies.growth[buyer], -1.5, 1.5) / 365
    is_test = companies.kind[buyer] == "test"
    eager = np.exp(0.9 * np.minimum(companies.worth[buyer], 1.8))
    rate = rng.gamma(1.4, eager) * np.where(is_test, 0.1, 1.0)
    demand = rate * span * np.exp(growth * span / 2)
    # The target counts first orders, repeat orders, credit notes and orders of nobody.
    wanted = settings.order_target / (1 + dirt.credit_notes + dirt.nobody_sales) - len(buyer)
    repeats = rng.poisson(demand * max(wanted, 0) / demand.sum())
    owner, _ = expand(repeats)
    low, length, speed = start[owner], span[owner], growth[owner]
    bend = np.where(np.abs(speed * length) < 1e-6, 1e-6, speed * length)
    when = np.log1p(rng.random(len(owner)) * np.expm1(bend)) / bend * length
    at_repeat = working(rng, low + (when * DAY).astype(np.int64))
    at_repeat = np.clip(at_repeat, low, np.maximum(low, settings.end))
    who = np.concatenate([np.arange(len(buyer)), owner])
    at = np.concatenate([start, at_repeat])
    mean = 350 * np.exp(0.3 * companies.spend[buyer] + rng.normal(0, 0.4, len(buyer)))
    net = np.maximum(mean[who] * rng.gamma(3.0, 1 / 3.0, len(who)), 5.0)
    orders = Orders(
        buyer[who],
        at,
        net,
        _status(world, at, len(buyer)),
        companies.currency[buyer[who]],
        world.accounts_of(rng, buyer[who]),
        (np.arange(len(who)) >= len(buyer)).astype(np.int64),
    )
    return _with_extras(world, orders)


def _status(world: World, at: Ints, first_orders: int) -> Texts:
    """Old orders are delivered; some repeat orders are cancelled or returned."""
    rng, dirt = world.settings.rng("order status"), world.dirt
    age = (world.settings.end - at) / DAY
    status = np.where(age > 10, "delivered", np.where(age > 4, "shipped", "placed"))
    draw = rng.random(len(at))
    draw[:first_orders] = 1.0
    status = np.where(draw < dirt.cancelled_orders, "cancelled", status)
    is_returned = (draw >= dirt.cancelled_orders) & (
        draw < dirt.cancelled_orders + dirt.returned_orders
    )
    return np.asarray(np.where(is_returned, "returned", status), dtype=object)


def _with_extras(world: World, orders: Orders) -> Orders:
    """Add credit notes and sales to nobody, convert to the currencies, sort by time."""
    rng, settings, dirt = world.settings.rng("order extras"), world.settings, world.dirt
    size = len(orders.at)
    credited = np.flatnonzero(
        (rng.random(size) < dirt.credit_notes) & (orders.status == "delivered")
    )
    credit_at = orders.at[credited] + rng.integers(3 * DAY, 30 * DAY, len(credited))
    credited, credit_at = credited[credit_at <= settings.end], credit_at[credit_at <= settings.end]
    nobody = rng.poisson(size * dirt.nobody_sales)
    nobody_at = working(
        rng,
        settings.start + DAY + (rng.random(nobody) * (settings.days - 2) * DAY).astype(np.int64),
    )
    every = np.concatenate([np.arange(size), credited])
    net = orders.net[every]
    net[size:] *= -rng.choice(np.array([1.0, 0.5, 0.25]), len(credited))
    status = orders.status[every]
    status[size:] = "returned"
    company = np.concatenate([orders.company[every], np.full(nobody, NOBODY)])
    at = np.concatenate([orders.at, credit_at, nobody_at])
    currency = np.concatenate([orders.currency[every], texts(["EUR"] * nobody)])
    amount = np.concatenate([net, rng.gamma(1.0, 90.0, nobody) + 2])
    for code, path in fx_path(settings).items():
        day = (at - settings.start) // DAY
        amount = np.where(
            currency == code, amount / path[np.clip(day, 0, settings.days - 1)], amount
        )
    order = np.argsort(at, kind="stable")
    return Orders(
        company[order],
        at[order],
        np.round(amount, 2)[order],
        np.concatenate([status, texts(["delivered"] * nobody)])[order],
        currency[order],
        np.concatenate([orders.booked_on[every], pick(rng, PLACEHOLDER_ACCOUNTS, nobody)])[order],
        np.concatenate([orders.is_repeat[every], np.ones(nobody, np.int64)])[order],
    )


def commerce_feeds(world: World, orders: Orders) -> list[Feed]:
    """All feeds of this module."""
    return [order_feed(world, orders), line_feed(world, orders), products(world), fx_rates(world)]


def order_feed(world: World, orders: Orders) -> Feed:
    """Orders; a first version of each has the status placed."""
    rng = world.settings.rng("erp_orders")
    size = len(orders.at)
    margin = np.clip(rng.normal(0.3 + 0.06 * world.companies.worth, 0.05), 0.1, 0.6)
    margin_of = np.where(orders.company == NOBODY, 0.4, margin[orders.company])
    contact = world.contact_ids(world.contacts_of(rng, orders.company, orders.at, 0.6))
    feed = Feed(
        "erp_orders",
        {
            "order_id": orders.ids(),
            "account_id": orders.booked_on,
            "contact_id": contact,
            "ordered_at": moments(orders.at),
            "status": orders.status,
            "net_amount": orders.net,
            "discount_amount": np.round(np.abs(orders.net) * rng.beta(1, 14, size), 2),
            "cost_amount": np.round(orders.net * (1 - margin_of), 2),
            "currency": orders.currency,
            "channel": pick(
                rng,
                ("web shop", "edi", "sales", "phone", "marketplace", None),
                size,
                (35, 25, 20, 9, 8, 3),
            ),
        },
        at=orders.at,
        company=orders.company,
    )
    is_done = (orders.status == "delivered") & (orders.at + 6 * DAY <= world.settings.end)
    return with_versions(
        feed, np.where(is_done, orders.at + 6 * DAY, NEVER), {"status": texts(["placed"] * size)}
    )


def line_feed(world: World, orders: Orders) -> Feed:
    """Order lines; they add up to the order to the cent."""
    rng = world.settings.rng("erp_order_lines")
    order, line = expand(np.minimum(1 + rng.poisson(1.35, len(orders.at)), 12))
    weight = rng.gamma(1.5, 1.0, len(order)) + 0.05
    total = np.bincount(order, weight)
    cents = np.rint(np.abs(orders.net) * 100).astype(np.int64)
    share = np.floor(cents[order] * weight / total[order]).astype(np.int64)
    rest = cents - np.bincount(order, share).astype(np.int64)
    share = (
        np.where(line == 0, share + rest[order], share)
        * np.sign(orders.net).astype(np.int64)[order]
    )
    home = orders.company[order] % len(FAMILIES)
    value = np.where(orders.company == NOBODY, 0.3, world.companies.value[orders.company])
    step = rng.binomial(6, np.clip(0.6 * value[order] ** 2, 0.04, 0.6))
    family = (home + step) % len(FAMILIES)
    product = family * PRODUCTS_PER_FAMILY + rng.integers(0, PRODUCTS_PER_FAMILY, len(order))
    return Feed(
        "erp_order_lines",
        {
            "order_id": orders.ids()[order],
            "line_no": line + 1,
            "product_id": numbered("P", product + 1, 3),
            "quantity": np.sign(share) * (1 + rng.poisson(3, len(order))),
            "net_amount": share / 100,
        },
        at=orders.at[order],
        company=orders.company[order],
    )


def products(world: World) -> Feed:
    """Return the price list without prices."""
    size = len(FAMILIES) * PRODUCTS_PER_FAMILY
    family = np.arange(size) // PRODUCTS_PER_FAMILY
    names = [
        f'{FAMILIES[kind].title()} {number % 5 + 1}, 19"' for number, kind in enumerate(family)
    ]
    return Feed(
        "erp_products",
        {
            "product_id": sequence("P", size, 3),
            "name": texts(names),
            "family": np.array(FAMILIES, object)[family],
        },
        at=np.full(size, world.settings.start),
        company=np.full(size, NOBODY),
    )


def fx_rates(world: World) -> Feed:
    """Dollar and yuan every day, the pound once a month."""
    settings = world.settings
    days = settings.start + np.arange(settings.days) * DAY
    months = days.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    is_first = np.diff(months, prepend=-1) != 0
    parts = [
        (code, days[is_first], path[is_first]) if code == "GBP" else (code, days, path)
        for code, path in fx_path(settings).items()
    ]
    at = np.concatenate([part[1] for part in parts])
    return Feed(
        "fx_rates",
        {
            "currency": texts([code for code, when, _ in parts for _ in when]),
            "rate_date": moments(at),
            "rate_to_base": pa.array(np.concatenate([part[2] for part in parts])),
        },
        at=at,
        company=np.full(len(at), NOBODY),
    )
