"""What a night is audited for and what follows from it: suites, exceptions, the feed gate.

Suites are data (`gx/suites/*.yml`); `gx/runner.py` runs them in the engine. This module reads
them and decides: `error` blocks the night, `warn` is listed, and what was accepted by name passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from strata.errors import StrataError
from strata.seeds import rows_of

if TYPE_CHECKING:
    from gx.runner import Check, Outcome

ROOT = Path(__file__).resolve().parents[1]
SUITES = ROOT / "gx" / "suites"
GATES = ROOT / "seeds" / "rules" / "gates.csv"
REQUIRED = {"check", "batch", "expect", "with", "severity", "owner", "reason"}
OPTIONAL = {"each", "where", "needs"}
FORMAT = "raw.yml explains the fields of an entry"
MAIL = "[^ @]+@[^ @]+[.][^ @0-9.]{2,}"  # what looks like a mail address
COUNTING = "expect_column_values_to_"  # these tell counts; an aggregate would tell a value

Values = Mapping[str, Any]
Scopes = Mapping[str, Sequence[Values]]


@dataclass(frozen=True)
class Suite:
    """A suite as it is written: its entries and the queries that they may look at."""

    boundary: str
    batches: Mapping[str, str]
    entries: Sequence[Mapping[str, Any]]

    @property
    def names(self) -> set[str]:
        """The names by which `ACCEPT` knows the checks."""
        return {str(entry["check"]) for entry in self.entries}


def read_suite(path: Path) -> Suite:
    """Read a suite; raises StrataError that names the entry and what is wrong with it."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in content["expectations"]:
        name = entry.get("check", "an entry without `check`")
        missing = sorted(REQUIRED - entry.keys())
        unknown = sorted(entry.keys() - REQUIRED - OPTIONAL)
        if missing or unknown:
            problem = f"lacks {missing[0]}" if missing else f"has an unknown field {unknown[0]}"
            raise StrataError(f"{name} {problem}", remedy=FORMAT, file=str(path))
        if entry["severity"] not in ("error", "warn"):
            raise StrataError(
                f"{name} has a severity other than error and warn", remedy=FORMAT, file=str(path)
            )
    return Suite(content["boundary"], content.get("batches", {}), content["expectations"])


def suites() -> dict[str, Suite]:
    """Read all suites, by boundary."""
    read = [read_suite(path) for path in sorted(SUITES.glob("*.yml"))]
    return {suite.boundary: suite for suite in read}


def checks(
    suite: Suite,
    tonight: str,
    last: str | None,
    scopes: Scopes,
    personal: Iterable[tuple[str, str]] = (),
    nights_apart: int = 1,
) -> tuple[list[Check], dict[str, str]]:
    """Fill the placeholders of a suite: the checks to run, and those skipped with the reason.

    `tonight` and `last` are the schemas of tonight's and of the last published tables; without
    `last` (the first night) the entries that need it are skipped; those that need a recent one
    also when it is more days before tonight, `nights_apart`, than the gate drift_days allows.
    `scopes` has the values of `each`. `personal` are (feed, column) with personal data: only
    counting expectations may look at them.
    """
    private = set(personal)
    schemas = {"tonight": tonight, "last": last or ""}
    ready: list[Check] = []
    skipped: dict[str, str] = {}
    for entry in suite.entries:
        if why := _why_not(entry, last, nights_apart):
            skipped[entry["check"]] = why
            continue
        for values in scopes[entry["each"]] if "each" in entry else [{}]:
            check = _check(suite, entry, schemas, values)
            column = check.arguments.get("column")
            feed = values.get("feed", check.batch.split(".")[1])
            if (feed, column) in private and not check.expect.startswith(COUNTING):
                raise StrataError(
                    f"{check.name} would show a value of {check.batch}.{column}, personal data",
                    remedy=f"use an expectation that begins with {COUNTING}",
                )
            ready.append(check)
    return ready, skipped


def _why_not(entry: Mapping[str, Any], last: str | None, nights_apart: int) -> str:
    """Tell why an entry can't be checked tonight, '' where it can."""
    needs = entry.get("needs")
    if needs and last is None:
        return "no night before this one"
    if needs == "recent_night" and nights_apart > gate("drift_days"):
        return f"the night before this one is {nights_apart} days away"
    return ""


def _check(
    suite: Suite, entry: Mapping[str, Any], schemas: Mapping[str, str], values: Values
) -> Check:
    from gx.runner import Check

    batch = _fill(entry["batch"], values)
    query = suite.batches.get(batch, f"select * from {{tonight}}.{batch}")
    return Check(
        name=entry["check"],
        batch=f"{suite.boundary}.{batch}",
        query=f"select * from ({_fill(query.strip(), schemas)}) as batch",
        expect=entry["expect"],
        severity=entry["severity"],
        owner=entry["owner"],
        reason=entry["reason"],
        arguments=_fill(entry["with"], values),
        where=_fill(entry.get("where", {}), values),
    )


def _fill(value: Any, values: Values) -> Any:
    """Put values into placeholders; a text that is one placeholder becomes the value itself."""
    if isinstance(value, dict):
        return {key: _fill(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    if not isinstance(value, str):
        return value
    for key, item in values.items():
        if value == f"{{{key}}}":
            return item
        value = value.replace(f"{{{key}}}", str(item))
    return value


def parse_accepted(texts: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Read texts 'check: reason'; raises StrataError for a name that no check has."""
    names = sorted(known)
    accepted: dict[str, str] = {}
    for text in texts:
        name, _, reason = (part.strip() for part in text.partition(":"))
        if not name or not reason:
            raise StrataError(
                f"'{text}' accepts no exception", remedy="write it as 'check: reason'"
            )
        if name not in names:
            raise StrataError(
                f"no check is called {name}", remedy=f"the checks are {', '.join(names)}"
            )
        accepted[name] = reason
    return accepted


@dataclass
class Findings:
    """Everything the audits of a night found, ready for the summary and for `rpt_runs`."""

    checks: int = 0
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)

    def add(self, outcomes: Sequence[Outcome], accepted: Mapping[str, str]) -> None:
        """Sort the outcomes of a boundary into failures, warnings and accepted exceptions."""
        self.checks += len(outcomes)
        for outcome in outcomes:
            name = outcome.check.name
            if outcome.passed:
                continue
            if name in accepted:
                self.accepted[name] = accepted[name]
            elif outcome.check.severity == "error":
                self.failures.append(told(outcome))
            else:
                self.warnings.append(told(outcome))


def told(outcome: Outcome) -> str:
    """Tell an outcome in a line: where, what was seen, what was expected, who answers for it."""
    check = outcome.check
    where = "".join(f" of {value}" for value in check.where.values())
    limits = ", ".join(
        f"{key.replace('_', ' ')} {value}"
        for key, value in check.arguments.items()
        if not isinstance(value, list | bool)
    )
    return (
        f"{check.name} on {check.batch}{where}: {outcome.observed}"
        f" (expected {limits or check.expect}; {check.owner})"
    )


def gate(name: str) -> float:
    """Read a threshold of `seeds/rules/gates.csv`."""
    for row in rows_of(GATES):
        if row["gate"] == name:
            return float(row["threshold"])
    raise StrataError(f"there is no gate {name}", remedy="add its row", file=str(GATES))


@dataclass(frozen=True)
class LostFeed:
    """A feed that the last published night had and that is now gone or far smaller."""

    feed: str
    rows_then: int
    rows_now: int

    def __str__(self) -> str:
        if self.rows_now == 0:
            return f"{self.feed} has no rows, the last published night had {self.rows_then:,}"
        return (
            f"{self.feed} has {self.rows_now:,} rows, the last published night had"
            f" {self.rows_then:,} ({1 - self.rows_now / self.rows_then:.0%} fewer)"
        )


def lost_feeds(
    then: Mapping[str, int], now: Mapping[str, int], most: float | None = None
) -> list[LostFeed]:
    """Find the feeds that lost more than the share `most` of their rows (gate feed_drop)."""
    limit = gate("feed_drop") if most is None else most
    return [
        LostFeed(feed, rows, now.get(feed, 0))
        for feed, rows in sorted(then.items())
        if rows > 0 and (now.get(feed, 0) == 0 or now.get(feed, 0) < rows * (1 - limit))
    ]


def mail_addresses(
    query: Callable[[str], Sequence[Sequence[Any]]], schema: str, columns: Mapping[str, list[str]]
) -> list[str]:
    """Name the text columns of a schema that hold what looks like mail addresses, with counts.

    `columns` gives the text columns of each table. No value is shown.
    """
    # most texts hold no @, which is found out faster than that they don't match
    suspects = query(
        " union all ".join(
            f"select '{table}' from {schema}.{table} as t where "
            + " or ".join(f"contains(t.{n}, '@') and {_holds_mail(f't.{n}')}" for n in names)
            + " group by 1"
            for table, names in columns.items()
            if names
        )
    )
    found = []
    for (table,) in suspects:
        names = columns[table]
        counts = [f"sum(case when {_holds_mail(f't.{n}')} then 1 else 0 end)" for n in names]
        (row,) = query(f"select {', '.join(counts)} from {schema}.{table} as t")
        found += [
            f"{schema}.{table}.{name} holds {int(count)} mail addresses"
            for name, count in zip(names, row, strict=True)
            if count
        ]
    return found


def _holds_mail(column: str) -> str:
    return f"regexp_replace({column}, '{MAIL}', '') <> {column}"
