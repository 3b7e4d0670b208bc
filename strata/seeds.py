"""The seeds as they are written: the CSV files and what the YAML beside them declares.

dbt reads the same YAML. `column_types` name the columns of a file, its data tests say what they
obey, and `config: meta: checks` says what dbt has no test for. CONTRIBUTING.md lists the checks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from strata.errors import StrataError
from strata.quoting import sql_name
from strata.reader.exports import Export, Kind
from strata.reader.text import detect_encoding

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
ENCODINGS = {
    "utf-8-sig": "UTF-8 with a byte-order mark (in Excel: CSV UTF-8)",
    "utf-16": "UTF-16 (in Excel: Unicode text)",
    "gb18030": "GB18030 or GBK (in Chinese Excel: CSV)",
    "cp1252": "Windows-1252 (in Western Excel: CSV)",
}
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, where it was compiled
REPAIR = "run `make check-rules REPAIR=yes`, which saves it as UTF-8 with commas"


@dataclass(frozen=True)
class Test:
    """One thing that a seed must obey.

    `where` is SQL over the seed that limits it to some rows, null for all of them.
    """

    __test__ = False  # for pytest, which takes every class of this name for one of its own

    kind: str
    arguments: Mapping[str, Any]
    column: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Seed:
    """A seed as its YAML declares it.

    `types` are the engine's types by column, `tests` the data tests of dbt and `checks` what
    `config: meta` adds to them.
    """

    name: str
    path: Path
    declared_in: Path
    types: Mapping[str, str]
    tests: Sequence[Test]
    checks: Sequence[Test]


@dataclass(frozen=True)
class Row:
    """A record: the line of the file that it starts in (the header is line 1) and its cells."""

    line: int
    cells: Mapping[str, str]


@dataclass
class Content:
    """What a file holds. Where `mistakes` are about its shape there may be no rows."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[StrataError] = field(default_factory=list)


def declared(seeds: Path = SEEDS) -> dict[str, Seed]:
    """Read every `_<topic>__seeds.yml`; return the seeds by name."""
    found: dict[str, Seed] = {}
    files = {path.stem: path for path in sorted(seeds.rglob("*.csv"))}
    for path in sorted(seeds.rglob("_*__seeds.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
        for entry in content["seeds"]:
            config = entry.get("config", {})
            found[entry["name"]] = Seed(
                entry["name"],
                files.get(entry["name"], path.with_name(f"{entry['name']}.csv")),
                path,
                {name: str(kind).lower() for name, kind in config.get("column_types", {}).items()},
                [*_data_tests(entry)],
                [*_checks(config.get("meta", {}).get("checks", []))],
            )
    return found


def _data_tests(entry: Mapping[str, Any]) -> Iterator[Test]:
    for test in entry.get("data_tests", []):
        yield _data_test(test, None)
    for column in entry.get("columns", []):
        for test in column.get("data_tests", []):
            yield _data_test(test, column["name"])


def _data_test(test: str | Mapping[str, Any], column: str | None) -> Test:
    if isinstance(test, str):
        return Test(test, {}, column)
    ((kind, body),) = test.items()
    where = body.get("config", {}).get("where")
    return Test(kind, body.get("arguments", {}), column, where)


def _checks(checks: Iterable[Mapping[str, Any]]) -> Iterator[Test]:
    """Read entries such as {rises: lower_bound, within: [item]}: the first key is the kind."""
    for check in checks:
        kind = next(iter(check))
        yield Test(kind, check, where=check.get("where"))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read the rows of a file that is known to be sound, all values as texts."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a file anew; its columns are those of the last row."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[-1]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def shown(path: Path) -> str:
    """Name a file as people know it: from the folder of the project on, where it lies in one."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def read(seed: Seed) -> Content:
    """Read the rows of a seed, with every mistake in the shape of its file."""
    file = shown(seed.path)
    if not seed.path.exists():
        return _only(
            StrataError(
                f"the file is missing, but {shown(seed.declared_in)} declares it",
                remedy="restore it from version control or take its entry out",
                file=file,
            )
        )
    encoding = _encoding(seed.path)
    if encoding != "utf-8":
        problem = f"the file is saved as {ENCODINGS[encoding]}, not as plain UTF-8"
        return _only(StrataError(problem, remedy=REPAIR, file=file))
    try:
        text = seed.path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _only(
            StrataError(
                "the line holds bytes that are no UTF-8",
                remedy="type the line again and save the file as UTF-8",
                file=file,
                row=line,
            )
        )
    return _parsed(seed, text, file)


def _only(mistake: StrataError) -> Content:
    return Content(mistakes=[mistake])


def _encoding(path: Path) -> str:
    return detect_encoding(Export(path.stem, path, path.name, Kind.DELIMITED))


def _parsed(seed: Seed, text: str, file: str) -> Content:
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    delimiter = _delimiter(header, text)
    if delimiter != "," and len(seed.types) > 1:
        word = OTHER_DELIMITERS[delimiter]
        problem = f"the columns stand between {word}, not between commas"
        return _only(StrataError(problem, remedy=REPAIR, file=file, row=1))
    if sorted(header) != sorted(seed.types):
        return _only(_wrong_header(seed, header, file))
    content = Content()
    for line, cells in _records(text, content.mistakes, file):
        if line > 1:
            _add_row(
                content, header, Row(line, dict(zip(header, cells, strict=False))), cells, file
            )
    return content


def _delimiter(header: Sequence[str], text: str) -> str:
    """Tell what stands between the columns: a comma unless the header has none of them."""
    first_line = text.partition("\n")[0]
    others = [mark for mark in OTHER_DELIMITERS if mark in first_line]
    return others[0] if len(header) == 1 and others else ","


def _wrong_header(seed: Seed, header: Sequence[str], file: str) -> StrataError:
    missing = [name for name in seed.types if name not in header]
    strange = [name for name in header if name not in seed.types]
    twice = sorted({name for name in header if header.count(name) > 1})
    parts = [
        *(f"column {name} is missing" for name in missing),
        *(f"'{name}' is no column of it" for name in strange),
        *(f"column {name} stands twice" for name in twice),
    ]
    return StrataError(
        f"the header is wrong: {', '.join(parts)}",
        remedy=f"write it as {','.join(seed.types)}",
        file=file,
        row=1,
        column=(missing + strange + twice)[0],
    )


def _records(
    text: str, mistakes: list[StrataError], file: str
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each record with the line that it starts in, up to quotes that don't come out even."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            mistakes.append(
                StrataError(
                    "the double quotes do not come out even",
                    remedy="close each quote that is opened, and write a quote inside a text twice",
                    file=file,
                    row=line,
                )
            )
            return


def _add_row(
    content: Content, header: Sequence[str], row: Row, cells: Sequence[str], file: str
) -> None:
    if not any(cell.strip() for cell in cells):
        content.mistakes.append(
            StrataError("the line is empty", remedy="remove it", file=file, row=row.line)
        )
    elif len(cells) != len(header):
        content.mistakes.append(
            StrataError(
                f"the line has {len(cells)} values and the header {len(header)}: {','.join(cells)}",
                remedy="put a text that holds a comma in double quotes, and leave no cell out",
                file=file,
                row=row.line,
            )
        )
    else:
        content.rows.append(row)


def load(connection: duckdb.DuckDBPyConnection, seed: Seed, content: Content) -> None:
    """Make a table of a seed: `_line` and its columns, null where a cell can't be read."""
    names = ["_line", *seed.types]
    columns = [
        [str(row.line) for row in content.rows],
        *([row.cells[name] for row in content.rows] for name in seed.types),
    ]
    cells = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
    casts = [
        f"try_cast({sql_name(name)} as {kind}) as {sql_name(name)}"
        for name, kind in seed.types.items()
    ]
    connection.register("cells", cells)
    connection.execute(
        f"create or replace table {sql_name(seed.name)} as"
        f" select cast(_line as int) as _line, {', '.join(casts)} from cells"
    )
    connection.unregister("cells")


def repair(seeds: Path = SEEDS) -> list[str]:
    """Save as UTF-8 with commas what a spreadsheet saved its own way; return the files."""
    repaired = []
    for seed in declared(seeds).values():
        if seed.path.exists() and _repaired(seed):
            repaired.append(shown(seed.path))
    return repaired


def _repaired(seed: Seed) -> bool:
    encoding = _encoding(seed.path)
    try:
        text = seed.path.read_bytes().decode(encoding)
    except UnicodeDecodeError:
        return False
    delimiter = _delimiter(next(csv.reader(io.StringIO(text, newline="")), []), text)
    if encoding == "utf-8" and (delimiter == "," or len(seed.types) == 1):
        return False
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    with seed.path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return True


def named_seed(reference: str) -> str:
    """Give the name in `ref('name')`."""
    found = re.fullmatch(r"ref\(['\"](\w+)['\"]\)", reference.strip())
    return found[1] if found else reference
