"""Suites, exceptions and the feed gate; and that Great Expectations really sees rows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from gx.runner import Auditor, Check, DuckDBSource, Outcome
from strata import audit
from strata.contract import load_contract
from strata.errors import StrataError
from strata.loaded import LoadedFiles
from strata.nightly import scopes

from .exports import Exports

ADDRESS = "ada@example.com"
ROWS = (
    "create schema raw",
    "create table raw.people as select * from (values"
    f" (1, '{ADDRESS}', 0.5), (2, null, 101.0), (3, null, 99.0)) as rows(id, email, score)",
)


def check(expect: str, severity: str = "error", **arguments: object) -> Check:
    return Check(
        name="the_check",
        batch="raw.people",
        query="select * from (select * from raw.people) as batch",
        expect=expect,
        severity=severity,
        owner="data-platform",
        reason="A test.",
        arguments=arguments,
    )


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path / "data_docs")


def run(auditor: Auditor, *checks: Check) -> list[Outcome]:
    return auditor.run(DuckDBSource("raw", ROWS), checks)


def test_one_bad_row_fails_and_is_counted(auditor: Auditor) -> None:
    (bad, good) = run(
        auditor,
        check("expect_column_values_to_be_between", column="score", min_value=0, max_value=100),
        check("expect_column_values_to_be_between", column="score", min_value=0, max_value=101),
    )
    assert (bad.passed, bad.observed) == (False, "1 of 3 rows")
    assert (good.passed, good.observed) == (True, "0 of 3 rows")


def test_two_limits_on_one_column_are_two_checks(auditor: Auditor) -> None:
    strict = check("expect_column_values_to_not_be_null", column="email", mostly=0.9)
    loose = check("expect_column_values_to_not_be_null", column="email", mostly=0.3)
    assert [outcome.passed for outcome in run(auditor, strict, loose)] == [False, True]


def test_where_keeps_rows_of_one_value(auditor: Auditor) -> None:
    everybody = check("expect_column_max_to_be_between", column="score", max_value=1)
    one = replace(everybody, where={"email": ADDRESS})
    assert [outcome.passed for outcome in run(auditor, one, everybody)] == [True, False]


def test_what_cant_be_evaluated_has_failed(auditor: Auditor) -> None:
    (outcome,) = run(auditor, check("expect_column_values_to_not_be_null", column="no_such_column"))
    assert not outcome.passed
    assert "could not be evaluated" in outcome.observed


def test_data_docs_hold_the_reason_and_no_value(auditor: Auditor) -> None:
    run(auditor, check("expect_column_values_to_not_be_in_set", column="email", value_set=["x"]))
    (failed,) = run_again(auditor)
    assert not failed.passed
    index = auditor.write_docs()
    pages = [page.read_text(encoding="utf-8") for page in index.parent.rglob("*.html")]
    assert len(pages) >= 3
    assert any("A test." in page for page in pages)
    assert not any(ADDRESS in page for page in pages)


def run_again(auditor: Auditor) -> list[Outcome]:
    """A check that fails on a row with an address, in a second boundary of the same night."""
    regex = check("expect_column_values_to_not_match_regex", column="email", regex="example")
    return auditor.run(DuckDBSource("marts", ROWS), [replace(regex, batch="marts.people")])


def test_shipped_suites_are_complete() -> None:
    suites = audit.suites()
    assert set(suites) == {"raw", "marts"}
    each: audit.Scopes = {
        "feed": [{"feed": "erp_orders", "columns": ["order_id"]}],
        "provided_feed": [{"feed": "erp_orders"}],
        "required_column": [{"feed": "erp_orders", "column": "order_id"}],
    }
    for suite in suites.values():
        checks, skipped = audit.checks(suite, "tonight", "last", each)
        assert not skipped
        assert {c.name for c in checks} == suite.names
        assert not any(re.search(r"{[a-z_]+}", str(check)) for check in checks)


@pytest.mark.parametrize(
    ("cause", "as_of_date", "shift"),
    [
        ("rules_changed", "2026-10-31", 0.0),
        ("customer_changed", "2026-10-31", 0.5),
        ("rules_changed", "2026-10-30", 0.5),
    ],
)
def test_only_moves_of_tonight_by_rules_are_no_drift(
    cause: str, as_of_date: str, shift: float
) -> None:
    batch = audit.suites()["marts"].batches["tier_shift"]
    with duckdb.connect() as connection:
        connection.execute(f"""
            create schema tonight; create schema last;
            create table last.customer_tiers as
                select * from (values ('a', 'B'), ('b', 'C')) as t(account_id, tier);
            create table tonight.customer_tiers as
                select *, date '2026-10-31' as as_of_date
                from (values ('a', 'A'), ('b', 'C')) as t(account_id, tier);
            create table tonight.fct_state_log as
                select 'tier' as object, 'a' as account_id, '{cause}' as cause,
                    date '{as_of_date}' as as_of_date
        """)
        query = batch.format(tonight="tonight", last="last")
        (found,) = connection.execute(f"select max(share_change) from ({query})").fetchone() or ()
    assert found == shift


@pytest.mark.parametrize(
    ("accounts", "orders", "won", "subscriptions", "customers", "rows"),
    [
        (1, 0, 0, 0, 0, 1),
        (0, 0, 0, 0, 0, 0),
        (1, 1, 0, 0, 0, 0),
        (1, 0, 1, 0, 0, 0),
        (1, 0, 0, 1, 0, 0),
        (1, 1, 0, 0, 1, 1),
    ],
)
def test_a_company_without_a_sale_needs_no_customer(
    accounts: int, orders: int, won: int, subscriptions: int, customers: int, rows: int
) -> None:
    batch = audit.suites()["marts"].batches["customers_or_no_sale"]
    with duckdb.connect() as connection:
        connection.execute(f"""
            create schema tonight;
            create table tonight.dim_accounts as select 'a' as account_id from range({accounts});
            create table tonight.customer_tiers as select 'a' as account_id from range({customers});
            create table tonight.fct_orders as select 'o' as order_id from range({orders});
            create table tonight.fct_opportunities as
                select false as is_won union all select true from range({won});
            create table tonight.rpt_source_coverage as
                select 'billing_subscriptions' as feed, {subscriptions} as rows_out
        """)
        found = connection.execute(batch.format(tonight="tonight")).fetchall()
    assert len(found) == rows


def test_first_night_skips_what_needs_a_last_night() -> None:
    suite = audit.suites()["marts"]
    checks, skipped = audit.checks(suite, "tonight", None, {"provided_feed": []})
    assert "tier_mix_drift" in skipped
    assert {c.name for c in checks}.isdisjoint(skipped)


@pytest.mark.parametrize(("nights_apart", "is_compared"), [(1, True), (7, True), (8, False)])
def test_a_night_long_ago_is_no_measure_for_drift(nights_apart: int, is_compared: bool) -> None:
    suite = audit.suites()["marts"]
    checks, skipped = audit.checks(
        suite, "tonight", "last", {"provided_feed": []}, nights_apart=nights_apart
    )
    names = {check.name for check in checks}
    assert ("tier_mix_drift" in names, "tag_coverage_drift" in names) == (is_compared,) * 2
    assert "accounts_shrink" in names
    assert bool(skipped) is not is_compared


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{check: a, batch: b, expect: c, with: {}, severity: error, reason: r}", "lacks owner"),
        (
            "{check: a, batch: b, expect: c, with: {}, severity: error, owner: o, reason: r, x: 1}",
            "unknown field x",
        ),
        (
            "{check: a, batch: b, expect: c, with: {}, severity: fatal, owner: o, reason: r}",
            "severity",
        ),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, entry: str, problem: str) -> None:
    path = tmp_path / "suite.yml"
    path.write_text(f"boundary: raw\nexpectations: [{entry}]\n", encoding="utf-8")
    with pytest.raises(StrataError, match=problem):
        audit.read_suite(path)


@pytest.mark.parametrize("batch", ["{feed}", "new_{feed}"])
def test_an_aggregate_of_personal_data_is_refused(batch: str) -> None:
    entry = {
        "check": "a",
        "each": "feed",
        "batch": batch,
        "expect": "expect_column_max_to_be_between",
        "with": {"column": "email", "max_value": "z"},
        "severity": "warn",
        "owner": "o",
        "reason": "r",
    }
    suite = audit.Suite("raw", {}, [entry])
    each: audit.Scopes = {"feed": [{"feed": "crm_contacts"}]}
    with pytest.raises(StrataError, match="personal data"):
        audit.checks(suite, "raw", None, each, [("crm_contacts", "email")])
    assert audit.checks(suite, "raw", None, each, [("crm_contacts", "phone")])[0]


def test_only_new_files_of_events_are_asked_for_values_that_are_missing(tmp_path: Path) -> None:
    """One bad drop is one event in eleven, but all of what came since the last build."""
    exports = Exports(tmp_path)
    event = {"event_name": "login", "occurred_at": "2026-10-01", "visitor_id": "v"}
    exports.write("web_events/1.csv", [{"event_id": str(n), **event} for n in range(10)])
    exports.write("crm_accounts.csv", [{"account_id": "1", "name": "Acme"}])
    order = {"order_id": "1", "ordered_at": "2026-10-01", "net_amount": "1"}
    exports.write("erp_orders.csv", [order])

    def failed() -> list[str]:
        exports.read()
        now = LoadedFiles(tmp_path / "files.json", tmp_path / "landing")
        contract = load_contract()
        feeds = scopes(contract, {"web_events": 10, "crm_accounts": 1})
        checks, _ = audit.checks(audit.suites()["raw"], "raw", None, feeds)
        filled = [each for each in checks if each.name == "required_column_is_filled"]
        auditor = Auditor(tmp_path / "data_docs")
        outcomes = auditor.run(DuckDBSource("raw", now.views()), filled)
        assert len(outcomes) == 5
        return [outcome.check.batch for outcome in outcomes if not outcome.passed]

    assert failed() == []
    loaded = LoadedFiles(tmp_path / "files.json", tmp_path / "landing")
    loaded.begin()
    loaded.done()
    assert failed() == []  # nothing is new
    exports.write("web_events/2.csv", [{"event_id": "", **event}])
    assert failed() == ["raw.new_web_events"]
    exports.write("web_events/2.csv", [{"event_id": "11", **event}])
    exports.write("crm_accounts.csv", [{"account_id": "", "name": "Acme"}])
    assert failed() == ["raw.new_crm_accounts"]


def test_findings_sort_outcomes() -> None:
    failed = Outcome(check("expect_x"), passed=False, observed="1 of 3 rows")
    warned = Outcome(check("expect_x", severity="warn"), passed=False, observed="2")
    passed = Outcome(check("expect_x"), passed=True, observed="0")
    findings = audit.Findings()
    findings.add([failed, warned, passed], {})
    assert (findings.checks, len(findings.failures), len(findings.warnings)) == (3, 1, 1)

    accepting = audit.Findings()
    accepting.add([failed, passed], {"the_check": "new bands"})
    assert not accepting.failures
    assert accepting.accepted == {"the_check": "new bands"}

    unneeded = audit.Findings()
    unneeded.add([passed], {"the_check": "new bands"})
    assert unneeded.accepted == {}


def test_accepted_exceptions_are_read() -> None:
    known = {"tier_mix_drift"}
    assert audit.parse_accepted(["tier_mix_drift: new bands: A from 80"], known) == {
        "tier_mix_drift": "new bands: A from 80"
    }
    with pytest.raises(StrataError, match="tier_mix_drift"):
        audit.parse_accepted(["tier_mix: new bands"], known)
    with pytest.raises(StrataError, match="check: reason"):
        audit.parse_accepted(["tier_mix_drift"], known)


@pytest.mark.parametrize(
    ("then", "now", "is_lost"),
    [
        (100, 70, False),  # exactly the share that passes
        (100, 69, True),
        (100, 0, True),
        (100, 100, False),
        (0, 0, False),  # nothing to lose
        (1, 1, False),
    ],
)
def test_feed_gate_edges(then: int, now: int, is_lost: bool) -> None:
    lost = audit.lost_feeds({"erp_orders": then}, {"erp_orders": now} if now else {}, most=0.30)
    assert bool(lost) == is_lost


def test_feed_gate_takes_its_threshold_from_the_rules() -> None:
    assert audit.gate("feed_drop") == 0.30
    assert [str(feed) for feed in audit.lost_feeds({"web_events": 1000}, {"web_events": 600})] == [
        "web_events has 600 rows, the last published night had 1,000 (40% fewer)"
    ]
