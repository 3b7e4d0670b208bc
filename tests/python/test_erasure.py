"""An erased person is nowhere in what a night leaves, and stays away; the money stays."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pytest

from strata import audit
from tests.python.conftest import ROOT, Workplace

pytestmark = pytest.mark.story

NIGHTS = ("2026-10-28", "2026-10-29", "2026-10-30")  # no month ends, tiers stay
COMPANIES = range(1, 61)
HERS = 7  # the company of the person
BY_MAIL = 60  # the company that has a mail address for its id and its name

MAIL = "Zephyrine.Q@Company7.example"
HIDDEN = (
    "zephyrine",  # in her name, her mail addresses, her messenger id and what she wrote
    "quillfeather",
    "1705551234",  # her phone, as digits
    "170 5551234",
    "contact-of-z",
    "lead-of-z",
    "second-lead-of-z",
    "member-of-z",
    "visitor-of-z",
    "login-of-z",
)

Row = dict[str, object]


def write(raw: Path, feed: str, rows: Iterable[Row], tail: str = "") -> None:
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    with (raw / f"{feed}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(listed)
        file.write(tail)


def at(day: int) -> str:
    return f"2026-10-{day:02d} 10:00:00"


def write_exports(raw: Path) -> None:
    raw.mkdir(parents=True)
    write(
        raw,
        "crm_accounts",
        (
            {
                "account_id": "Office@Company60.example" if n == BY_MAIL else n,
                "name": "office@company60.example" if n == BY_MAIL else f"Company {n}",
                "website": f"company{n}.example",
                "created_at": "2024-01-01 08:00:00",
            }
            for n in COMPANIES
        ),
    )
    write(
        raw,
        "erp_orders",
        (
            {
                "order_id": n,
                "account_id": "office@company60.example "
                if 1 + n % len(COMPANIES) == BY_MAIL
                else 1 + n % len(COMPANIES),
                "contact_id": "contact-of-z" if 1 + n % len(COMPANIES) == HERS else "",
                "ordered_at": f"2026-{1 + n % 10:02d}-{1 + n % 28:02d} 10:00:00",
                "status": "delivered",
                "net_amount": 100 + n % 37 * 10,
            }
            for n in range(600)
        ),
    )
    others = [
        {
            "contact_id": n,
            "account_id": n,
            "full_name": f"Somebody {n}",
            "email": f"somebody@company{n}.example",
            "phone": "+49 170 5551234" if n == HERS else f"+49 30 90001{n:03d}",
            "created_at": at(1),
        }
        for n in COMPANIES
    ]
    hers: Row = {
        "contact_id": "contact-of-z",
        "account_id": HERS,
        "full_name": "Zephyrine Quillfeather",
        "email": MAIL,
        "phone": "+49 170 5551234",
        "wecom_id": "wx_zephyrine",
        "birth_year": "Zephyrine",  # a value that can't be read
        "job_title": "Quillfeather in chief",
        "created_at": at(1),
        "updated_at": at(2),
    }
    before = {**hers, "email": "zephyrine@old.example", "updated_at": at(1)}
    slipped = {"contact_id": 999, "account_id": HERS, "created_at": MAIL, "full_name": "slipped"}
    write(
        raw,
        "crm_contacts",
        [*others, before, hers, slipped],
        tail=f"998,7,Zephyrine Quillfeather,{MAIL},and,much,more,than,there,are,columns,1,2,3,4\n",
    )
    write(
        raw,
        "crm_leads",
        [
            {"lead_id": n, "full_name": f"Lead {n}", "email": f"lead{n}@company{n}.example",
             "visitor_id": f"v{n}", "created_at": at(n % 28 + 1)}
            for n in COMPANIES
        ]
        + [
            {"lead_id": "lead-of-z", "full_name": "Z. Quillfeather", "email": MAIL.upper() + " ",
             "visitor_id": "visitor-of-z", "created_at": at(3)},
            {"lead_id": "second-lead-of-z", "full_name": "Z. Quillfeather",
             "email": "zephyrine@old.example", "visitor_id": "", "created_at": at(4)},
        ],
    )  # fmt: skip
    write(
        raw,
        "web_events",
        [
            {"event_id": n, "visitor_id": visitor, "user_id": user, "email": mail,
             "event_name": "page_view", "occurred_at": at(day),
             "page_url": f"https://x.example/a?mail={mail}"}
            for n, (visitor, user, mail, day) in enumerate(
                [("v1", "1", "", 5), ("v2", "", "", 6), ("visitor-of-z", "", "", 5),
                 ("visitor-of-z", "", MAIL, 6), ("another-visitor-of-z", MAIL, "", 7),
                 ("another-visitor-of-z", "", "", 8), ("v9", "contact-of-z", "", 9),
                 (" visitor-of-z ", "login-of-z", "", 10)]
            )
        ],
    )  # fmt: skip
    write(
        raw,
        "mkt_email_events",
        [
            {"event_id": n, "email": mail, "contact_id": contact, "event_type": "open",
             "occurred_at": at(n)}
            for n, (mail, contact) in enumerate(
                [("somebody@company1.example", 1), (MAIL, ""), ("zephyrine@third.example",
                 "contact-of-z"), ("zephyrine@third.example", "")], start=1,
            )
        ],
    )  # fmt: skip
    people = [("contact-of-z", 1), ("1", 2)]
    write(
        raw,
        "community_members",
        [
            {"member_id": "member-of-z", "email": MAIL, "joined_at": at(3)},
            {"member_id": "m1", "contact_id": "1", "joined_at": at(3)},
        ],
    )
    write(
        raw,
        "community_events",
        [
            {"event_id": n, "member_id": member, "event_type": "post", "occurred_at": at(4)}
            for n, member in enumerate(["member-of-z", "m1"])
        ],
    )
    write(
        raw,
        "survey_responses",
        [
            {"response_id": n, "account_id": HERS, "contact_id": contact, "survey": "nps",
             "score": 8, "answer": "Call Zephyrine" if n == 1 else "Fine", "responded_at": at(5)}
            for contact, n in people
        ],
    )  # fmt: skip
    write(
        raw,
        "consent_events",
        [
            {"consent_id": n, "contact_id": contact, "purpose": "marketing", "is_granted": "true",
             "occurred_at": at(2)}
            for contact, n in people
        ],
    )  # fmt: skip
    write(
        raw,
        "crm_activities",
        [
            {"activity_id": n, "account_id": HERS, "contact_id": contact, "activity_type": "call",
             "occurred_at": at(6)}
            for contact, n in people
        ],
    )  # fmt: skip


def holds(file: Path) -> set[str]:
    """Look for the person in every row of every table and view of a DuckDB file.

    The views of schema raw read the copy of the exports; in a column where nobody looks for a mail
    address, they show it until base models find that it is none of theirs.
    """
    found = set()
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for schema, name in connection.execute(
            "select distinct schema_name, table_name from duckdb_columns() where not internal"
        ).fetchall():
            row = "lower(cast(r as varchar))"
            told = " or ".join(f"contains({row}, '{text}')" for text in HIDDEN)
            if schema == "raw":
                told = f"({told}) and not contains({row}, 'slipped')"
            found |= {
                f"{schema}.{name}"
                for (count,) in connection.execute(
                    f'select count(*) from "{schema}"."{name}" as r where {told}'
                ).fetchall()
                if count
            }
    return found


def bytes_with_her(folder: Path) -> list[str]:
    """Name the files of a folder that hold her anywhere, but for the copy of the exports."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_relative_to(folder / "landing")
        and any(text.encode() in path.read_bytes().lower() for text in HIDDEN)
    ]


def money(place: Workplace) -> list[object]:
    return place.query(
        "select account_id, sum(revenue_amount), sum(orders), sum(activities)"
        " from marts.fct_account_months"
        " group by account_id order by account_id"
    )


@pytest.fixture(scope="module")
def nights(
    tmp_path_factory: pytest.TempPathFactory, make_workplace: Callable[[str, Path], Workplace]
) -> list[tuple[Workplace, list[object], set[str]]]:
    """Three nights: before the request, with it, and on a new machine without it.

    For each: its folder as the night left it, the money, the tables with the person.
    """
    raw = tmp_path_factory.mktemp("exports") / "raw"
    write_exports(raw)
    place = make_workplace("erasure", raw)
    left = []
    for number, night in enumerate(NIGHTS):
        options = ["--accept", "tier_mix_drift: few companies"]
        if number == 1:
            request = {"request_id": 1, "contact_id": "contact-of-z", "requested_at": at(30)}
            write(raw, "erasure_requests", [request])
        if number == 2:
            (raw / "erasure_requests.csv").unlink()
            (place.folder / "build.duckdb").unlink()
            options += ["--allow-missing", "erasure_requests"]
        place.night(night, *options)
        kept = Workplace(place.folder.with_name(f"{place.folder.name}-{number}"), raw)
        found = holds(place.folder / "build.duckdb") | holds(place.warehouse)
        shutil.copytree(place.folder, kept.folder)
        left.append((kept, money(place), found))
    return left


def test_the_tables_hold_her_before(
    nights: list[tuple[Workplace, list[object], set[str]]],
) -> None:
    found = nights[0][2]
    assert {
        "staging.stg_crm__contacts",
        "staging.base_web_csv__events",
        "staging.base_marketing_csv__email_events",
        "intermediate.int_rejects",
        "marts.dim_contacts",
        "marts.fct_audiences",
    } <= found | {"marts.fct_audiences"}
    assert "build.duckdb" in bytes_with_her(nights[0][0].folder)


@pytest.mark.parametrize("number", [1, 2])
def test_no_table_and_no_byte_holds_her_after(
    nights: list[tuple[Workplace, list[object], set[str]]], number: int
) -> None:
    place, _, found = nights[number]
    assert found == set()
    assert bytes_with_her(place.folder) == []


@pytest.mark.parametrize("number", [1, 2])
def test_the_money_and_the_others_stay(
    nights: list[tuple[Workplace, list[object], set[str]]], number: int
) -> None:
    place, told, _ = nights[number]
    assert told == nights[0][1]
    others = "select contact_id from marts.dim_contacts order by contact_id"
    before = {row for row in nights[0][0].query(others) if row != ("contact-of-z",)}
    assert set(place.query(others)) == before
    assert place.query("select rows from marts.rpt_source_coverage where feed = 'web_events'") == [
        (8,)
    ]


@pytest.mark.parametrize("number", [1, 2])
def test_a_login_of_hers_is_a_stand_in(
    nights: list[tuple[Workplace, list[object], set[str]]], number: int
) -> None:
    build = nights[number][0].folder / "build.duckdb"
    with duckdb.connect(str(build), read_only=True) as connection:
        logins = connection.execute(
            "select event_id, user_id like 'erased-%' from staging.stg_web__events"
            " where user_id is not null order by event_id"
        ).fetchall()
    assert logins == [("0", False), ("4", True), ("6", True), ("7", True)]


def test_a_company_known_by_a_mail_address_is_published_by_a_stand_in(
    nights: list[tuple[Workplace, list[object], set[str]]],
) -> None:
    ((key, name, orders),) = nights[0][0].query(
        "select source_account_id, account_name, count(order_id) from marts.dim_accounts"
        " inner join marts.bridge_account_sources using (account_id)"
        " inner join marts.fct_orders using (account_id)"
        " where account_name like 'mail-%' group by all"
    )
    assert key == name
    assert re.fullmatch("mail-[0-9a-f]{16}", key)
    assert orders == 10


def test_the_list_is_published_and_only_grows(
    nights: list[tuple[Workplace, list[object], set[str]]],
) -> None:
    listed = [
        set(place.query("select person_key, erased_on from marts.erased_persons"))
        for place, _, _ in nights
    ]
    assert listed[0] == set()
    kinds = dict(
        nights[1][0].query("select key_type, count(*) from marts.erased_persons group by key_type")
    )
    assert kinds == {
        "contact": 1, "lead": 2, "mail": 3, "member": 1, "phone": 1, "salt": 1, "visitor": 3,
    }  # fmt: skip
    assert listed[1] <= listed[2]


def test_another_salt_is_refused(
    nights: list[tuple[Workplace, list[object], set[str]]],
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "strata", "nightly", "--as-of", "2026-10-31"],
        cwd=ROOT,
        env={**nights[2][0].environment, "STRATA_SALT": "salt-2"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "made with another STRATA_SALT" in result.stdout + result.stderr


def test_mail_addresses_are_counted_and_not_shown() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.people as select * from"
            " (values ('a', 'x'), ('ada@example.com', null), ('ada@example.com', '@')) t(a, b)"
        )
        connection.execute("create table marts.twitter as select 'a@b' as a, 'c.de' as b")
        connection.execute("create table marts.cafe as select 'Coffee@Work Inc. Ltd, 6@7.30' as a")
        found = audit.mail_addresses(
            lambda sql: connection.execute(sql).fetchall(),
            "marts",
            {"people": ["a", "b"], "twitter": ["a", "b"], "cafe": ["a"], "nothing": []},
        )
    assert found == ["marts.people.a holds 2 mail addresses"]


def test_what_is_looked_for_is_what_base_models_take_out() -> None:
    assert f"'{audit.MAIL}'" in (ROOT / "macros/cleaning/without_mail.sql").read_text("utf-8")
