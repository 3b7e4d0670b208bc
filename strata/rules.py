"""Checks the rule files before anything is built.

Every mistake is told at once, in one sentence that names file, line, column, value and remedy.
What a file must obey is declared in the YAML beside it, so a new file needs no new Python.
"""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb

from strata import seeds
from strata.errors import StrataError
from strata.quoting import sql_name, sql_text
from strata.seeds import Row, Seed, Test

Mistakes = Iterator[StrataError]
BUILD = "strata_build"  # the alias of a build that seeds are compared with


class BadRulesError(StrataError):
    """Rules that can't be worked with; `found` has a line a mistake."""

    def __init__(self, found: Sequence[StrataError]) -> None:
        count = f"{len(found)} mistake{'' if len(found) == 1 else 's'}"
        super().__init__(
            f"{count} in the rules, so nothing was built", remedy="correct them and run it again"
        )
        self.found = [str(mistake) for mistake in found]

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  - {text}" for text in self.found)])


def check(folder: Path = seeds.SEEDS) -> Book:
    """Return the rules when all of them are sound; raise BadRulesError otherwise."""
    book = Book(folder)
    if found := book.mistakes():
        raise BadRulesError(found)
    return book


class Book:
    """All seeds of a folder, declared and read."""

    def __init__(self, folder: Path = seeds.SEEDS) -> None:
        self.folder = folder
        self.seeds = seeds.declared(folder)
        self.contents = {name: seeds.read(seed) for name, seed in self.seeds.items()}
        self._connection: duckdb.DuckDBPyConnection | None = None

    def mistakes(self) -> list[StrataError]:
        """Find every mistake, file by file."""
        found = [*self._undeclared()]
        for seed in self.seeds.values():
            content = self.contents[seed.name]
            if content.mistakes:
                found += content.mistakes
                continue
            unreadable = {(row.line, name): error for row, name, error in self._bad_cells(seed)}
            found += unreadable.values()
            for test in [*seed.tests, *seed.checks]:
                found += self._of_test(seed, test, unreadable.keys())
        return found

    def _undeclared(self) -> Mistakes:
        known = {seed.path for seed in self.seeds.values()}
        for path in sorted(self.folder.rglob("*.csv")):
            if path not in known:
                yield StrataError(
                    "no _<topic>__seeds.yml declares the file",
                    remedy="declare its column_types there",
                    file=seeds.shown(path),
                )

    def _bad_cells(self, seed: Seed) -> Iterator[tuple[Row, str, StrataError]]:
        for row in self.contents[seed.name].rows:
            for column, kind in seed.types.items():
                if wrong := wrong_cell(row.cells[column], kind):
                    yield row, column, at(seed, row, column, *wrong)

    def _of_test(self, seed: Seed, test: Test, unreadable: Set[tuple[int, str]]) -> Mistakes:
        """Run a test as far as the cells that can't be read, told already, leave it a meaning."""
        find = (CHECKS if test in seed.checks else TESTS).get(test.kind)
        if find is None:
            return _unknown(seed, test)
        if unreadable and test.kind not in OF_ONE_CELL:
            return iter(())
        rows = self.contents[seed.name].rows
        if test.where is not None:
            lines = self.lines(seed, test.where)
            rows = [row for row in rows if row.line in lines]
        rows = [row for row in rows if (row.line, test.column) not in unreadable]
        return find(self, Subject(seed, test, rows))

    def lines(self, seed: Seed, condition: str) -> set[int]:
        """Give the lines of a seed for which SQL is true; it may look at other seeds by name."""
        query = f'select _line from "{seed.name}" where {condition}'
        try:
            found = self._tables().execute(query)
        except duckdb.Error as error:
            raise StrataError(
                f"seed {seed.name} has a condition that is no SQL over it: {condition}"
                f" ({str(error).splitlines()[0]})",
                remedy="correct the condition",
                file=seeds.shown(seed.declared_in),
            ) from None
        return {line for (line,) in found.fetchall()}

    def _tables(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = duckdb.connect()
            for name, seed in self.seeds.items():
                seeds.load(self._connection, seed, self.contents[name])
        return self._connection

    def differing(self, build: Path) -> list[str]:
        """Name the seeds that are others than in a build; labels count, the order of rows not."""
        connection = self._tables()
        connection.execute(f"attach {sql_text(build)} as {BUILD} (read_only)")
        try:
            here = self._fingerprints(connection, "memory", "main")
            there = self._fingerprints(connection, BUILD, "rules")
        finally:
            connection.execute(f"detach {BUILD}")
        return [name for name in self.seeds if here[name] != there.get(name)]

    def _fingerprints(
        self, connection: duckdb.DuckDBPyConnection, catalog: str, schema: str
    ) -> dict[str, tuple[Any, ...]]:
        """Tell the columns, the count and the sum of hashes of the rows of each seed in a schema.

        One query asks all seeds: to plan one for each takes longer than the seeds take to load.
        """
        columns = dict(
            connection.execute(
                "select table_name, list([column_name, data_type] order by column_name)"
                " from duckdb_columns() where database_name = $1 and schema_name = $2"
                " and column_name <> '_line' group by table_name",
                [catalog, schema],
            ).fetchall()
        )
        queries = []
        for name in self.seeds.keys() & columns.keys():
            row = ", ".join(sql_name(column) for column, _ in columns[name])
            queries.append(
                f"select {sql_text(name)}, count(*), sum(hash({row}))"
                f" from {catalog}.{schema}.{sql_name(name)}"
            )
        found = connection.execute(" union all ".join(queries)).fetchall() if queries else []
        return {name: (columns[name], *rest) for name, *rest in found}


@dataclass(frozen=True)
class Subject:
    """A test with the rows that it is about."""

    seed: Seed
    test: Test
    rows: Sequence[Row]

    def value(self, row: Row, column: str) -> Any:
        """Read a cell as its type, so that 80 and 80.00 are the same."""
        return typed(row.cells[column], self.seed.types[column])

    def groups(self, columns: Iterable[str]) -> Iterable[list[Row]]:
        """Gather the rows that agree in the columns; all of them where there are none."""
        found: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.rows:
            found.setdefault(tuple(self.value(row, name) for name in columns), []).append(row)
        return found.values()


def at(seed: Seed, row: Row, column: str, problem: str, remedy: str) -> StrataError:
    """Make the sentence about a cell."""
    return StrataError(
        problem, remedy=remedy, file=seeds.shown(seed.path), row=row.line, column=column
    )


# --- cells -------------------------------------------------------------------------------------

WHOLE = {"int": 32, "integer": 32, "bigint": 64, "smallint": 16}
NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)"


def typed(text: str, kind: str) -> Any:
    """Read a cell as its declared type; raises ValueError or KeyError when it is none."""
    base = kind.partition("(")[0].strip()
    if base in WHOLE:
        if not re.fullmatch(r"[+-]?\d+", text) or abs(int(text)) >= 1 << (WHOLE[base] - 1):
            raise ValueError
        return int(text)
    if base in ("decimal", "numeric"):
        return _decimal(text, kind)
    if base in ("double", "float", "real"):
        if not re.fullmatch(NUMBER + r"([eE][+-]?\d+)?", text):
            raise ValueError
        return float(text)
    if base == "boolean":
        return {"true": True, "false": False}[text.lower()]
    if base == "date":
        return date.fromisoformat(text)
    if base == "timestamp":
        return datetime.fromisoformat(text)
    return text


def _decimal(text: str, kind: str) -> Decimal:
    precision, scale = (
        (int(digits) for digits in re.findall(r"\d+", kind)) if "(" in kind else (18, 3)
    )
    if not re.fullmatch(NUMBER, text):
        raise ValueError
    value = Decimal(text)
    if abs(value) >= Decimal(10) ** (precision - scale) or value != round(value, scale):
        raise ValueError
    return value


def wrong_cell(text: str, kind: str) -> tuple[str, str] | None:
    """Say what is wrong with a cell and what to do; null when nothing is."""
    if not text.strip() or text.lower() == "null":
        return f"'{text}' is an empty cell", "write a value; no cell of a rule is empty"
    if text != text.strip():
        return f"'{text}' has blanks around it", f"write '{text.strip()}'"
    try:
        typed(text, kind)
    except (ValueError, KeyError, InvalidOperation):
        return _no_such_type(text, kind)
    return None


def _no_such_type(text: str, kind: str) -> tuple[str, str]:
    base = kind.partition("(")[0].strip()
    if base in WHOLE:
        return f"'{text}' is no whole number", "write digits only, such as 30"
    if base in ("decimal", "numeric") and re.fullmatch(NUMBER, text):
        return f"'{text}' does not fit into {kind}", "write fewer digits"
    if base in ("decimal", "numeric", "double", "float", "real"):
        point = text.replace(",", ".")
        example = point if re.fullmatch(NUMBER, point) else "0.5"
        return f"'{text}' is no number", f"write it with digits and a point, such as {example}"
    if base == "boolean":
        return f"'{text}' is neither true nor false", "write true or false"
    forms = {"date": "2026-10-31", "timestamp": "2026-10-31 08:30:00"}
    return f"'{text}' is no {base}", f"write it as {forms.get(base, base)}"


# --- tests of dbt ------------------------------------------------------------------------------


def _unique(_: Book, subject: Subject) -> Mistakes:
    columns = [subject.test.column] if subject.test.column else subject.test.arguments["columns"]
    for rows in subject.groups(columns):
        for row in rows[1:]:
            value = ", ".join(row.cells[name] for name in columns)
            yield at(
                subject.seed,
                row,
                ", ".join(columns),
                f"'{value}' stands in line {rows[0].line} already",
                "keep one of the two lines, or change the value of one",
            )


def _accepted_values(_: Book, subject: Subject) -> Mistakes:
    column = str(subject.test.column)
    values = [as_written(value) for value in subject.test.arguments["values"]]
    for row in subject.rows:
        cell = row.cells[column]
        if cell not in values:
            yield at(
                subject.seed,
                row,
                column,
                f"'{cell}' is not known here",
                f"write {_nearest(cell, values)}",
            )


def _relationships(book: Book, subject: Subject) -> Mistakes:
    column = str(subject.test.column)
    target = book.seeds.get(seeds.named_seed(str(subject.test.arguments["to"])))
    if target is None or book.contents[target.name].mistakes:  # a model, or told already
        return
    field = str(subject.test.arguments["field"])
    known = [row.cells[field] for row in book.contents[target.name].rows]
    for row in subject.rows:
        cell = row.cells[column]
        if cell not in known:
            yield at(
                subject.seed,
                row,
                column,
                f"'{cell}' is no {field} of {seeds.shown(target.path)}",
                f"write {_nearest(cell, known)}, or add a row for it there first",
            )


def _nothing(_: Book, __: Subject) -> Mistakes:
    """No cell of a seed may be empty, so there is nothing left to find."""
    return iter(())


def as_written(value: Any) -> str:
    """Write a value of YAML as a cell has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _nearest(word: str, known: Sequence[str]) -> str:
    """Propose the words that are meant most likely, or all of a short list."""
    near = difflib.get_close_matches(word, known, n=3)
    names = near or list(dict.fromkeys(known))[:12]
    more = "" if near or len(names) == len(set(known)) else ", ..."
    return (" or ".join(names) if len(names) < 4 else "one of " + ", ".join(names)) + more


# --- checks of `config: meta: checks` ----------------------------------------------------------


def _rises(_: Book, subject: Subject) -> Mistakes:
    """Check {rises: column} or {falls: column}, from line to line, with `within` and `lowest`."""
    kind, arguments = subject.test.kind, subject.test.arguments
    column = str(arguments[kind])
    word, other = ("above", "below") if kind == "rises" else ("below", "above")
    for rows in subject.groups(arguments.get("within", [])):
        for before, row in itertools.pairwise(rows):
            low, high = (before, row) if kind == "rises" else (row, before)
            if not subject.value(low, column) < subject.value(high, column):
                cell, last = row.cells[column], before.cells[column]
                yield at(
                    subject.seed,
                    row,
                    column,
                    f"'{cell}' is not {word} '{last}' of line {before.line}, as bands must be",
                    f"write a value {word} {last} here or one {other} {cell} there",
                )
        yield from _lowest(subject, rows, column)


def _lowest(subject: Subject, rows: Sequence[Row], column: str) -> Mistakes:
    lowest = subject.test.arguments.get("lowest")
    if lowest is None:
        return
    row = min(rows, key=lambda row: subject.value(row, column))
    if subject.value(row, column) != typed(str(lowest), subject.seed.types[column]):
        yield at(
            subject.seed,
            row,
            column,
            f"the lowest band starts at '{row.cells[column]}', so what is below has none",
            f"write {lowest}",
        )


def _adds_up(_: Book, subject: Subject) -> Mistakes:
    """Check {adds_up: column, to: number}, with `within`."""
    arguments = subject.test.arguments
    column = str(arguments["adds_up"])
    wanted = arguments["to"]
    for rows in subject.groups(arguments.get("within", [])):
        total = sum((Decimal(row.cells[column]) for row in rows), Decimal(0))
        if not math.isclose(total, wanted, abs_tol=1e-9):
            lines = ", ".join(str(row.line) for row in rows)
            yield at(
                subject.seed,
                rows[0],
                column,
                f"the values of lines {lines} add up to {total.normalize():f}",
                f"change them so that they add up to {wanted}",
            )


def _all_of(_: Book, subject: Subject) -> Mistakes:
    """Check {all_of: column}: every value that the column accepts has its row.

    A misspelt one is told as such, not as missing too.
    """
    column = str(subject.test.arguments["all_of"])
    for accepted in subject.seed.tests:
        if accepted.kind == "accepted_values" and accepted.column == column:
            wanted = [as_written(value) for value in accepted.arguments["values"]]
            there = {row.cells[column] for row in subject.rows}
            for value in wanted if there.issubset(wanted) else ():
                if value not in there:
                    yield StrataError(
                        f"the row '{value}' is missing",
                        remedy="add it, since every one of them is needed",
                        file=seeds.shown(subject.seed.path),
                        column=column,
                    )


def _holds(book: Book, subject: Subject) -> Mistakes:
    """Check {holds: SQL over a row, column: the cell to look at, remedy: words}."""
    arguments = subject.test.arguments
    column, condition = str(arguments["column"]), str(arguments["holds"])
    if any(name in condition for name, content in book.contents.items() if content.mistakes):
        return
    good = book.lines(subject.seed, condition)
    for row in subject.rows:
        if row.line not in good:
            yield at(
                subject.seed,
                row,
                column,
                f"'{row.cells[column]}' does not satisfy {condition}",
                str(arguments["remedy"]),
            )


Find = Callable[[Book, Subject], Mistakes]
TESTS: Mapping[str, Find] = {
    "unique": _unique,
    "unique_key": _unique,
    "accepted_values": _accepted_values,
    "relationships": _relationships,
    "not_null": _nothing,
    "not_null_columns": _nothing,
}
CHECKS: Mapping[str, Find] = {
    "rises": _rises,
    "falls": _rises,
    "adds_up": _adds_up,
    "all_of": _all_of,
    "holds": _holds,
}
OF_ONE_CELL = {"accepted_values", "relationships"}


def _unknown(seed: Seed, test: Test) -> Mistakes:
    yield StrataError(
        f"seed {seed.name} asks for '{test.kind}', which nobody knows here",
        remedy=f"use one of {', '.join([*TESTS, *CHECKS])}",
        file=seeds.shown(seed.declared_in),
    )
