"""The shipped tags, worked out a second time row by row: the engine and the rules say the same."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable

from .conftest import ROOT, Workplace

Value = tuple[float | None, str | None]
Truth = bool | None
RULES = ROOT / "seeds" / "rules"


def rows(seed: str) -> list[dict[str, str]]:
    with (RULES / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CATEGORIES = {row["metric"] for row in rows("metrics") if row["unit"] == "category"}


def holds(condition: dict[str, str], value: Value | None) -> Truth:
    """Decide one condition; None where the value is unknown."""
    operator, wanted = condition["operator"], condition["value"]
    if operator in ("is_known", "is_unknown"):
        return (value is not None) == (operator == "is_known")
    number, text = value or (None, None)
    if condition["metric"] in CATEGORIES:
        if text is None:
            return None
        words = wanted.split(";")
        return {
            "=": text == wanted, "<>": text != wanted, "in": text in words,
            "not_in": text not in words,
        }[operator]  # fmt: skip
    if number is None:
        return None
    limit = float(wanted)
    return {
        ">=": number >= limit, ">": number > limit, "<": number < limit, "<=": number <= limit,
        "=": number == limit, "<>": number != limit,
    }[operator]  # fmt: skip


def all_of(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return False if False in found else None if None in found else True


def any_of(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    return True if True in found else None if None in found else False


def test_the_engine_follows_the_rules(sample_night: Workplace) -> None:
    known: dict[tuple[str, str], Value] = {
        (account, metric): (number, text)
        for account, metric, number, text in sample_night.query(
            "select account_id, metric, value_number, value_text from marts.fct_account_metrics"
            " where status = 'known'"
        )
    }
    accounts = [
        row[0]
        for row in sample_night.query("select account_id from marts.dim_accounts where not is_test")
    ]
    groups: dict[str, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows("tag_conditions"):
        groups[row["tag"]][row["any_of_group"]].append(row)
    expected: dict[tuple[str, str], Truth] = {}
    for tag in rows("tags"):
        industry = {"metric": "industry", "operator": "=", "value": tag["industry"]}
        extra = [] if tag["industry"] == "all" else [industry]
        for account in accounts:
            expected[account, tag["tag"]] = any_of(
                all_of(holds(one, known.get((account, one["metric"]))) for one in [*group, *extra])
                for group in groups[tag["tag"]].values()
            )
    by_hand = set(
        sample_night.query(
            "select account_id, tag from marts.customer_tags where origin = 'manual'"
        )
    )
    assert by_hand, "the sample sets tags by hand"
    put_on = set(sample_night.query("select account_id, tag from marts.customer_tags")) - by_hand
    unknown = set(sample_night.query("select account_id, tag from marts.customer_tags_unknown"))
    should_be_on = {pair for pair, truth in expected.items() if truth}
    taken_off = should_be_on - put_on - by_hand
    assert put_on <= should_be_on
    assert len(taken_off) <= 10, "only hands take a tag off that its rule gives"
    should_be_unknown = {pair for pair, truth in expected.items() if truth is None}
    assert unknown <= should_be_unknown
    assert len(should_be_unknown - unknown - by_hand) <= 10


def test_every_dimension_has_tags_that_somebody_carries(sample_night: Workplace) -> None:
    carried = {
        row[0] for row in sample_night.query("select distinct dimension from marts.customer_tags")
    }
    assert carried >= {
        "channel", "grade", "demographic", "consumption", "private_domain", "firmographic",
        "behaviour",
    }  # fmt: skip
    ((tags,),) = sample_night.query("select count(distinct tag) from marts.customer_tags")
    assert tags >= 60


def test_an_unknown_tag_is_a_reject(sample_night: Workplace) -> None:
    ((unknown_tags,),) = sample_night.query(
        "select count(*) from marts.customer_tags where tag not in (select tag from marts.dim_tags)"
    )
    ((rejected, rows_in, rows_out, duplicates, later),) = sample_night.query(
        "select rejected_rows, rows, rows_out, duplicate_rows, later_rows"
        " from marts.rpt_source_coverage where feed = 'manual_tags'"
    )
    assert unknown_tags == 0
    assert rejected > 0
    assert rows_in == rows_out + rejected + duplicates + later
