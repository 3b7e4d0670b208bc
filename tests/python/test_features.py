"""docs/features.csv says where each feature lives and what proves it; all that it names exists."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import Any

import yaml

from .conftest import ROOT

FEATURES = ROOT / "docs" / "features.csv"
HEADER = ["id", "feature", "model", "column", "test"]
COUNT = 182

# Nothing carries these yet. An id goes from here when its row names a model, a column and a test.
NOT_YET: dict[int, str] = {}


@cache
def rows() -> list[dict[str, str]]:
    with FEATURES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == HEADER
        return list(reader)


@cache
def columns() -> dict[str, set[str]]:
    """The described columns of every model and seed that there is a file of; analyses have none."""
    files = {path.stem for path in (ROOT / "models").rglob("*.sql")}
    files |= {path.stem for path in (ROOT / "seeds").rglob("*.csv")}
    found: dict[str, set[str]] = {path.stem: set() for path in (ROOT / "analyses").glob("*.sql")}
    for folder in ("models", "seeds"):
        for path in (ROOT / folder).rglob("*.yml"):
            content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            for node in [*content.get("models", []), *content.get("seeds", [])]:
                if node["name"] in files:
                    named = {column["name"] for column in node.get("columns", [])}
                    named |= set(node.get("config", {}).get("column_types", {}))
                    found.setdefault(node["name"], set()).update(named)
    return found


@cache
def proofs() -> set[str]:
    """Unit tests, singular tests, relationships, checks of the audit and Python tests."""
    found = {"relationships"}
    for folder in ("staging", "intermediate", "marts"):
        found |= {path.stem for path in (ROOT / "tests" / folder).glob("*.sql")}
    for path in (ROOT / "models").rglob("*unit_tests.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {test["name"] for test in content["unit_tests"]}
    for path in (ROOT / "gx" / "suites").glob("*.yml"):
        found |= set(re.findall(r"- check: (\w+)", path.read_text(encoding="utf-8")))
    for path in (ROOT / "tests" / "python").glob("test_*.py"):
        found |= set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]


def test_every_feature_is_listed_once_and_in_order() -> None:
    assert [int(row["id"]) for row in rows()] == list(range(1, COUNT + 1))
    assert all(row["feature"] for row in rows())


def test_what_carries_a_feature_exists() -> None:
    missing = []
    for row in rows():
        models = names(row["model"])
        missing += [(row["id"], model) for model in models if model not in columns()]
        known = set().union(*(columns().get(model, set()) for model in models))
        missing += [(row["id"], column) for column in names(row["column"]) if column not in known]
    assert not missing


def test_what_proves_a_feature_exists() -> None:
    missing = [(row["id"], test) for row in rows() for test in names(row["test"])
               if test not in proofs()]  # fmt: skip
    assert not missing


def test_only_features_that_are_told_apart_have_nothing() -> None:
    """A row is whole or empty, and the empty ones are those of NOT_YET."""
    cells = {
        int(row["id"]): [bool(names(row[name])) for name in ("model", "column", "test")]
        for row in rows()
    }
    assert {number for number, filled in cells.items() if not all(filled)} == set(NOT_YET)
    assert not [number for number in NOT_YET if any(cells[number])]
