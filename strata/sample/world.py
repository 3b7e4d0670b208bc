"""The true world behind the exports: built once, read by the writers of all feeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from strata.sample.companies import Companies, Records, make_companies, make_records
from strata.sample.deals import Deals, make_deals, settle_customers
from strata.sample.dirt import Dirt, dirt_of
from strata.sample.frame import NOBODY, Ints, Rng, Texts, numbered, texts
from strata.sample.people import Contacts, Leads, make_contacts, make_leads
from strata.sample.settings import SampleSettings
from strata.sample.visitors import Visitors, make_visitors

_LATER = 1 << 33  # seconds; later than any time of the sample


@dataclass
class World:
    """Everything that is true of the sample, however much of it is written.

    first_contact   index of the first contact of a company, NOBODY where it has none
    entries         company and time of entry of the contacts in one rising number
    """

    settings: SampleSettings
    dirt: Dirt
    companies: Companies
    records: Records
    contacts: Contacts
    leads: Leads
    deals: Deals
    visitors: Visitors
    account_ids: Texts
    first_contact: Ints
    entries: Ints

    def accounts_of(self, rng: Rng, company: Ints) -> Texts:
        """Account ids as a system books them: now and then the second record of a company.

        None for nobody and for companies outside the CRM.
        """
        second = self.records.second[company]
        use_second = (second != NOBODY) & (rng.random(len(company)) < self.dirt.facts_on_duplicate)
        ids = np.where(use_second, self.records.record_id[second], self.account_ids[company])
        ids[company == NOBODY] = None
        return np.asarray(ids, dtype=object)

    def contacts_of(self, rng: Rng, company: Ints, at: Ints, share: float = 1.0) -> Ints:
        """Return a contact that each company had by then (index), most often one of the first.

        NOBODY where there was none, or with 1 - share.
        """
        first = self.first_contact[company]
        known = np.searchsorted(self.entries, company * _LATER + at, side="right") - first
        chosen = first + (known * rng.random(len(company)) ** 1.2).astype(np.int64)
        keep = (company != NOBODY) & (first != NOBODY) & (known > 0)
        return np.where(keep & (rng.random(len(company)) < share), chosen, NOBODY)

    def contact_ids(self, contact: Ints) -> Texts:
        """Contact ids of contact indexes; None for NOBODY."""
        ids = self.contacts.contact_id[contact].copy()
        ids[contact == NOBODY] = None
        return np.asarray(ids, dtype=object)


def build_world(settings: SampleSettings) -> World:
    """Return the world of these settings; `until` plays no part."""
    dirt = dirt_of(settings.clean)
    companies = make_companies(settings, dirt)
    records = make_records(companies, settings, dirt)
    contacts = make_contacts(companies, records, settings, dirt)
    leads = make_leads(companies, contacts, settings, dirt)
    settle_customers(companies, leads, settings)
    deals = make_deals(companies, leads, settings)
    first_contact = np.full(len(companies), NOBODY)
    originals = np.flatnonzero(contacts.of == NOBODY)
    first_contact[contacts.company[originals[::-1]]] = originals[::-1]
    return World(
        settings=settings,
        dirt=dirt,
        companies=companies,
        records=records,
        contacts=contacts,
        leads=leads,
        deals=deals,
        visitors=make_visitors(companies, contacts, leads, settings, dirt),
        account_ids=_account_ids(companies, records),
        first_contact=first_contact,
        entries=contacts.company[originals] * _LATER + contacts.created_at[originals],
    )


def _account_ids(companies: Companies, records: Records) -> Texts:
    """Return the main account id of every company; one that no record explains if unlisted."""
    unlisted = texts(numbered("X", np.arange(len(companies))).to_pylist())
    ids = np.where(records.main != NOBODY, records.record_id[records.main], unlisted)
    ids[companies.is_outside] = None
    return np.asarray(ids, dtype=object)
