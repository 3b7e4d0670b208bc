"""The old rules on the new data: what of tonight's changes is the customers' doing.

On the night on which a rule of the value score changes, dbt runs up to the tiers with the rules of
last night first. What differs from last night then is no effect of the new rules. The macros of
macros/runs/old_rules.sql put the old rules in place and keep the tiers that come out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import yaml

ROOT = Path(__file__).resolve().parents[1]
STEP = "STRATA_OLD_RULES"  # what dbt is told: run, kept or nothing
TIERS = ["int_account_tiers", "int_rules_version"]  # what the run of the old rules is for


@dataclass(frozen=True)
class RuleRow:
    """A row of a rule seed as the mart fct_rules publishes it, held from the night `valid_from`."""

    valid_from: date
    seed: str
    column_names: str
    rule_row: str


def changed(rows: Sequence[RuleRow], as_of_date: date, seeds: Path = ROOT / "seeds") -> list[str]:
    """Name the seeds of the rules before tonight when one of them is another now, else none.

    Also none where the old rules can't be run: there are none, or a seed has other columns now.
    """
    held = [row for row in rows if row.valid_from < as_of_date]
    newest = max((row.valid_from for row in held), default=None)
    held = [row for row in held if row.valid_from == newest]
    names = sorted({row.seed for row in held})
    differs = False
    for name in names:
        then = [row for row in held if row.seed == name]
        now = rule_rows(name, then[0].column_names.split("|"), seeds)
        if now is None:
            return []
        differs |= sorted(row.rule_row for row in then) != now
    return names if differs else []


def rule_rows(seed: str, columns: Sequence[str], seeds: Path = ROOT / "seeds") -> list[str] | None:
    """Give the rows of a seed as the macro rule_rows writes them; null if a column isn't there."""
    types = _types(seed, seeds)
    if not set(columns) <= set(types):
        return None
    (path,) = seeds.rglob(f"{seed}.csv")
    casts = ", ".join(f"cast(cast({name} as {types[name]}) as text)" for name in columns)
    found = duckdb.execute(
        f"select concat_ws('|', $1, {casts}) from read_csv($2, header = true, all_varchar = true,"
        " delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = $3)",
        [seed, str(path), dict.fromkeys(_header(path), "text")],
    ).fetchall()
    return sorted([seed, *(row for (row,) in found)])


def _header(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")


def _types(seed: str, seeds: Path) -> dict[str, str]:
    """Read the column types that the seed's YAML declares, as DuckDB names them."""
    for path in sorted(seeds.rglob("_*__seeds.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]:
            if entry["name"] == seed:
                types = entry["config"]["column_types"]
                return {name: re.sub("^string$", "text", str(kind)) for name, kind in types.items()}
    return {}
