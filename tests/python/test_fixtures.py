"""Every singular test can fail: its fixture spoils a good build, and the test finds it.

A fixture tests/fixtures/<test>.sql changes the built tables; it is rolled back after its test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from .conftest import ROOT, Workplace

FIXTURES = sorted((ROOT / "tests" / "fixtures").glob("*.sql"))
TESTS = {
    path.stem for layer in ("staging", "intermediate", "marts")
    for path in (ROOT / "tests" / layer).glob("*.sql")
}  # fmt: skip


@pytest.fixture(scope="module")
def built(
    make_workplace: Callable[[str, Path], Workplace], small_sample: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """A good build and the compiled singular tests; the file keeps its name, which they use."""
    place = make_workplace("fixtures", small_sample)
    place.night("2026-10-31", patch="")  # the tests are compiled where they are run
    copy = place.folder / "copy" / "build.duckdb"
    copy.parent.mkdir()
    shutil.copy(place.folder / "build.duckdb", copy)
    compiled = (place.folder / "target" / "compiled" / "strata" / "tests").rglob("*.sql")
    with duckdb.connect(str(copy)) as connection:
        yield connection, {path.stem: path.read_text(encoding="utf-8") for path in compiled}


def test_every_singular_test_has_a_fixture() -> None:
    assert {path.stem for path in FIXTURES} == TESTS


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_fixture_makes_its_test_fail(
    built: tuple[duckdb.DuckDBPyConnection, dict[str, str]], fixture: Path
) -> None:
    connection, tests = built
    test = tests[fixture.stem]
    assert connection.execute(test).fetchall() == [], "fails on a good build already"
    connection.execute("begin")
    try:
        connection.execute(fixture.read_text(encoding="utf-8"))
        assert connection.execute(test).fetchall() != []
    finally:
        connection.execute("rollback")
