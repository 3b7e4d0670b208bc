"""Feeds of the CRM: accounts, contacts, users, current values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from strata.sample import names
from strata.sample.companies import INDUSTRIES, owner_count
from strata.sample.frame import (
    NEVER,
    NOBODY,
    Feed,
    Ints,
    Texts,
    as_arrow,
    later,
    moments,
    numbered,
    only,
    pick,
    text_where,
    texts,
    with_versions,
)
from strata.sample.people import (
    BUYING_ROLES,
    DEPARTMENTS,
    SENIORITIES,
    TITLES,
    TITLES_ZH,
    contact_numbers,
)
from strata.sample.world import World


def crm_feeds(world: World) -> list[Feed]:
    """All feeds of this module."""
    return [accounts(world), contacts(world), users(world), current_values(world)]


def owner_ids(owner: Ints) -> Texts:
    """Ids of sales people; None for NOBODY."""
    ids = texts(numbered("U", owner + 1, 3).to_pylist())
    ids[owner == NOBODY] = None
    return ids


def accounts(world: World) -> Feed:
    """CRM company records, duplicates included."""
    rng = world.settings.rng("crm_accounts")
    companies, records, dirt = world.companies, world.records, world.dirt
    company, second = records.company, records.is_second
    size = len(company)
    created = companies.created_at[company].copy()
    created[second] = later(rng, created[second], 60.0)
    created = np.minimum(created, world.settings.end)
    changed = later(rng, created, 90.0)
    changed = np.where(changed > world.settings.end, NEVER, changed)
    kind = companies.kind[company]
    is_customer = companies.customer_from[company] <= world.settings.end
    type_now = np.where(kind == "company", np.where(is_customer, "customer", "prospect"), kind)
    type_now = np.where(kind == "test", "internal", type_now)
    type_first = np.where(type_now == "customer", "prospect", type_now)
    has_registration = ~second | (rng.random(size) < dirt.duplicate_shares_registration)
    has_registration &= rng.random(size) < 0.85
    names_typed, websites = _names_and_sites(world)
    parent = companies.parent[company]
    country = companies.country[company]
    spelled = texts([names.COUNTRY_SPELLINGS.get(code, code) for code in country])
    known = rng.random((4, size))
    status = np.where(
        companies.churned_at[company] < NEVER,
        pick(rng, ("active", "out_of_business", "insolvent"), size, (80, 13, 7)),
        "active",
    )
    feed = Feed(
        "crm_accounts",
        {
            "account_id": records.record_id,
            "name": names_typed,
            "website": websites,
            "parent_account_id": text_where(parent != NOBODY, world.account_ids[parent]),
            "registration_no": only(
                companies.registration_no[company], has_registration & (kind != "test")
            ),
            "industry": only(
                np.array(INDUSTRIES, object)[companies.industry[company]], known[0] < 0.9
            ),
            "employees": only(companies.employees[company], known[1] < 0.8),
            "annual_revenue": only(companies.revenue[company], known[2] < 0.6),
            "currency": companies.currency[company],
            "country": np.where(known[3] < 0.25, spelled, country),
            "region": companies.region[company],
            "city": companies.city[company],
            "ownership": only(companies.ownership[company], known[2] < 0.8),
            "founded_year": only(companies.founded_year[company], known[1] < 0.7),
            "account_type": type_now,
            "owner_id": owner_ids(companies.owner[company]),
            "status": status,
            "is_deleted": rng.random(size) < dirt.soft_deleted * (second * 5 + 0.7),
            "created_at": moments(created),
            "updated_at": moments(np.where(changed < NEVER, changed, created)),
            "street": texts([f"Sample Street {number}" for number in rng.integers(1, 200, size)]),
            "postal_code": texts(
                [f"{number:05d}" for number in rng.integers(10_000, 99_999, size)]
            ),
        },
        at=created,
        company=company,
    )
    before = {
        "account_type": type_first,
        "status": texts(["active"] * size),
        "updated_at": moments(created),
    }
    return with_versions(feed, changed, before)


def _names_and_sites(world: World) -> tuple[Texts, Texts]:
    """Return what sales typed: other names on second records, full-width letters, tests."""
    rng = world.settings.rng("typed names")
    companies, dirt = world.companies, world.dirt
    typed: list[str | None] = []
    sites: list[str | None] = []
    draws = rng.random((len(world.records.company), 4)).tolist()
    rows = zip(world.records.company.tolist(), world.records.is_second.tolist(), draws, strict=True)
    for company, is_second, (style, wide, site, form) in rows:
        name, domain = companies.name[company], companies.domain[company]
        if is_second:
            english, short = companies.english[company], names.short_name(name)
            name = short if style < 0.4 else english if name != english else english.upper()
            other = companies.slug[company] + "-group.example"
            border = dirt.duplicate_without_domain + dirt.duplicate_other_domain
            domain = (
                None if site < dirt.duplicate_without_domain else other if site < border else domain
            )
        elif site < 0.06:
            domain = None
        if companies.kind[company] == "test":
            name, domain = (
                ("Test GmbH", "测试公司", "TEST - do not use")[company % 3],
                "test.example",
            )
        typed.append(names.full_width(name) if wide < dirt.fullwidth_names else name)
        sites.append(_site(domain, form))
    return texts(typed), texts(sites)


def _site(domain: str | None, form: float) -> str | None:
    if domain is None:
        return None
    if form < 0.5:
        return domain
    if form < 0.75:
        return f"https://www.{domain}/"
    return f"http://{domain}/about" if form < 0.9 else f"WWW.{domain.upper()}"


def contacts(world: World) -> Feed:
    """Contacts, double entries and orphans included."""
    rng = world.settings.rng("crm_contacts")
    people, companies = world.contacts, world.companies
    size = len(people)
    company = people.company
    account = world.accounts_of(rng, company)
    lost = rng.random(size) < world.dirt.missing_account
    account = np.where(lost, texts(numbered("X", 800_000 + company).to_pylist()), account)
    is_chinese = companies.country[company] == "CN"
    title = np.where(
        is_chinese, np.array(TITLES_ZH)[people.seniority], np.array(TITLES)[people.seniority]
    )
    role = np.where(
        people.seniority <= 1,
        pick(rng, BUYING_ROLES, size, (60, 20, 10, 5, 5)),
        pick(rng, BUYING_ROLES, size, (5, 20, 30, 40, 5)),
    )
    known = rng.random((6, size))
    left = people.left_at
    feed = Feed(
        "crm_contacts",
        {
            "contact_id": people.contact_id,
            "account_id": account,
            "full_name": people.name,
            "email": only(people.email, known[0] < 0.93),
            "phone": only(people.phone, known[1] < 0.7),
            "wecom_id": only(contact_numbers("wx", np.arange(size)), is_chinese & (known[2] < 0.6)),
            "job_title": only(title, known[3] < 0.9),
            "department": pick(rng, (*DEPARTMENTS, None), size),
            "seniority": only(np.array(SENIORITIES, object)[people.seniority], known[3] < 0.85),
            "buying_role": only(role, known[4] < 0.55 + 0.4 * companies.value[company]),
            "birth_year": only(rng.integers(1960, 2003, size), known[5] < 0.2),
            "is_deleted": rng.random(size) < world.dirt.soft_deleted,
            "created_at": moments(people.created_at),
            "updated_at": moments(np.where(left < NEVER, left, people.created_at)),
            "country": companies.country[company],
            "region": companies.region[company],
            "left_on": moments(left),
        },
        at=people.created_at,
        company=np.where(lost, NOBODY, company),
    )
    before = {
        "left_on": pa.nulls(size, pa.timestamp("s")),
        "updated_at": moments(people.created_at),
    }
    return with_versions(feed, left, before)


def users(world: World) -> Feed:
    """Sales people."""
    rng = world.settings.rng("crm_users")
    size = owner_count(world.settings)
    people = names.persons(rng, ["CN" if number % 3 == 0 else "DE" for number in range(size)])
    return Feed(
        "crm_users",
        {
            "owner_id": owner_ids(np.arange(size)),
            "name": texts([person.name for person in people]),
            "region": pick(rng, ("EMEA", "APAC", "DACH", "AMER"), size),
            "product_line": pick(rng, ("connect", "control", "analytics", None), size),
            "capacity": rng.integers(20, 90, size),
            "is_active": np.arange(size) % 11 != 10,
        },
        at=np.full(size, world.settings.start),
        company=np.full(size, NOBODY),
    )


def current_values(world: World) -> Feed:
    """Return what the CRM holds in the fields that are written back."""
    rng = world.settings.rng("crm_current_values")
    account = np.flatnonzero(rng.random(len(world.records.company)) < 0.5)
    lead = np.flatnonzero(rng.random(len(world.leads)) < 0.4)
    # What sales believes of a company: near its worth, not the same.
    value = world.companies.value[world.records.company[account]]
    guess = np.clip(value + rng.normal(0, 0.15, len(account)), 0, 1)
    tier = np.array(["E", "D", "C", "B", "A"], object)[np.digitize(guess, (0.35, 0.65, 0.85, 0.95))]
    tier = text_where(rng.random(len(account)) < 0.9, tier)
    grade = pick(rng, ("A", "B", "C", "D", None), len(lead))
    size = len(account) + len(lead)
    is_account = np.arange(size) < len(account)
    start = world.settings.start
    at = np.concatenate(
        [world.companies.created_at[world.records.company[account]], world.leads.created_at[lead]]
    )
    return Feed(
        "crm_current_values",
        {
            "object": np.where(is_account, "account", "lead").astype(object),
            "record_id": np.concatenate(
                [world.records.record_id[account], world.leads.lead_id[lead]]
            ),
            "field": np.where(is_account, "tier", "grade").astype(object),
            "value": as_arrow(np.concatenate([tier, grade])),
        },
        at=np.maximum(at, start),
        company=np.concatenate([world.records.company[account], world.leads.company[lead]]),
    )
