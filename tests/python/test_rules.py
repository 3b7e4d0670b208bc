"""Mistakes in rule files, one of each kind, on copies of the shipped ones."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from strata import rules, seeds

Edit = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeds.SEEDS, tmp_path / "seeds"))


def found(folder: Path) -> list[str]:
    with pytest.raises(rules.BadRulesError) as error:
        rules.check(folder)
    return error.value.found


def put(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert text.count(old) == 1, old
        return text.replace(old, new)

    return edit


def add(line: str) -> Edit:
    return lambda text: text + line + "\n"


def edit(folder: Path, name: str, change: Edit) -> int:
    """Edit a file below the folder; return the number of the first line that is another one."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    path.write_text(after, encoding="utf-8")
    pairs = itertools.zip_longest(before.splitlines(), after.splitlines())
    return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)


# file below seeds/, edit, column, value or problem, remedy; the line is the one that was edited
MISTAKES: list[tuple[str, Edit, str | None, str, str]] = [
    (
        "rules/tier_bands.csv", put("tier,lower_bound", "tier,from_score"), "lower_bound",
        "column lower_bound is missing, 'from_score' is no column of it",
        "write it as tier,lower_bound,value_tier,label,label_zh",
    ),
    (
        "rules/tier_bands.csv", put("tier,lower", "tier,tier,lower"), "tier",
        "column tier stands twice", "write it as tier,lower_bound",
    ),
    (
        "rules/tier_bands.csv", put("C,50,medium", "C,50,"), "value_tier",
        "'' is an empty cell", "write a value",
    ),
    (
        "rules/tier_bands.csv", put("C,50,medium", "C,null,medium"), "lower_bound",
        "'null' is an empty cell", "write a value",
    ),
    (
        "rules/tier_bands.csv", put("C,50,medium", "C,50, medium"), "value_tier",
        "' medium' has blanks around it", "write 'medium'",
    ),
    (
        "rules/tier_bands.csv", put("C,50,medium", "C,5O,medium"), "lower_bound",
        "'5O' is no number", "digits and a point, such as 0.5",
    ),
    (
        "rules/score_rules.csv", put("peer_quantile,0.9", 'peer_quantile,"0,9"'), "value",
        "'0,9' is no number", "such as 0.9",
    ),
    (
        "rules/gates.csv", put("0.30", "0.305"), "threshold",
        "'0.305' does not fit into decimal(18, 2)", "write fewer digits",
    ),
    (
        "rules/rfm_rules.csv", put("730", "730.5"), "value",
        "'730.5' is no whole number", "such as 30",
    ),
    (
        "rules/account_types.csv", put("prospect,false", "prospect,no"), "is_excluded",
        "'no' is neither true nor false", "write true or false",
    ),
    (
        "rules/tier_bands.csv", put("C,50,medium", "C,50,midium"), "value_tier",
        "'midium' is not known here", "write medium",
    ),
    (
        "rules/value_items.csv", put("contribution_margin_rate", "contribution_margin"),
        "metric", "'contribution_margin' is no metric of", "write contribution_margin_rate, or add",
    ),
    (
        "rules/rfm_codes.csv", put("555,Champions", "555,Champion"), "rfm_segment",
        "'Champion' is no rfm_segment of", "write Champions",
    ),
    (
        "rules/tier_bands.csv", put("B,65", "B,85"), "lower_bound",
        "'85' is not below '80' of line 2", "write a value below 80 here or one above 85 there",
    ),
    (
        "rules/size_bands.csv", put("751-4999,751", "751-4999,75"), "min_employees",
        "'75' is not above '101' of line 3", "write a value above 101 here",
    ),
    (
        "rules/tier_bands.csv", put("E,0", "E,5"), "lower_bound",
        "the lowest band starts at '5'", "write 0",
    ),
    (
        "rules/score_rules.csv", put("explicit_points,40", "explicit_points,45"), "value",
        "the values of lines 2, 3, 4 add up to 105", "so that they add up to 100",
    ),
    (
        "rules/score_rules.csv", put("trend_days,90", "trend_day,90"), "rule",
        "'trend_day' is not known here", "write trend_days",
    ),
    (
        "rules/pareto_rules.csv",
        lambda text: text.partition("\n")[0] + "\n", "rule",
        "the row 'core_revenue_percent' is missing", "add it",
    ),
    (
        "rules/freshness.csv", add("crm_leads,3,me,twice"), "feed",
        "'crm_leads' stands in line 3 already", "keep one of the two lines",
    ),
    (
        "rules/rfm_segments.csv", put("Loyal,2,", "Loyal,01,"), "position",
        "'01' stands in line 2 already", "keep one of the two lines",
    ),
    (
        "rules/value_items.csv", put("_rate,8,linear,0,0.4", "_rate,8,linear,0.4,0.4"), "high",
        "'0.4' does not satisfy scoring not in", "write another value than in low",
    ),
    (
        "rules/value_items.csv", put("payment_rate,6,share", "payment_rate,6,bands"),
        "scoring", "'bands' does not satisfy", "give the item bands in item_bands.csv",
    ),
    (
        "rules/gates.csv", put("data-platform,A feed", "data-platform,A, feed"), None,
        "the line has 5 values and the header 4", "put a text that holds a comma in double quotes",
    ),
    (
        "rules/gates.csv", put("data-platform,A feed", 'data-platform,"A feed'), None,
        "the double quotes do not come out even", "close each quote",
    ),
    (
        "rules/size_bands.csv", put("101-750,101", "\n101-750,101"), None,
        "the line is empty", "",
    ),
    (
        "rules/size_bands.csv", add(",,,"), None, "the line is empty", "remove it",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "column", "problem", "remedy"), MISTAKES)
def test_a_mistake_is_named(
    folder: Path,
    file: str,
    change: Edit,
    column: str | None,
    problem: str,
    remedy: str,
) -> None:
    line = edit(folder, file, change)
    (told,) = found(folder)
    assert f"{file}, " in told
    assert f", line {line}" in told or "is missing" in problem
    assert column is None or f", column {column}: " in told
    assert problem in told
    assert f"; {remedy}" in told or remedy in told.partition("; ")[2]
    assert told.endswith(".") and "\n" not in told


def test_the_shipped_rules_are_sound() -> None:
    assert len(rules.check().seeds) == len(list(seeds.SEEDS.rglob("*.csv")))


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    edit(folder, "rules/tier_bands.csv", put("A,80,high", "A,eighty,hihg"))
    edit(folder, "rules/score_rules.csv", put("growth_points,30", "growth_points,20"))
    edit(folder, "mappings/currency_codes.csv", add("€,EUR"))
    told = "\n".join(found(folder))
    assert len(told.splitlines()) == 4
    for part in ("'eighty'", "'hihg'", "add up to 90", "'€' stands in line 2 already"):
        assert part in told


@pytest.mark.parametrize(
    ("encoding", "change", "problem"),
    [
        ("utf-8-sig", None, "saved as UTF-8 with a byte-order mark"),
        ("gb18030", None, "saved as GB18030"),
        ("utf-16", None, "saved as UTF-16"),
        ("utf-8", ";", "the columns stand between semicolons"),
        ("utf-8", "\t", "the columns stand between tabs"),
        ("gb18030", ";", "saved as GB18030"),
    ],
)
def test_what_a_spreadsheet_did_is_said_and_undone(
    folder: Path, encoding: str, change: str | None, problem: str
) -> None:
    path = folder / "rules" / "tier_bands.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes((text.replace(",", change) if change else text).encode(encoding))
    (told,) = found(folder)
    assert "tier_bands.csv" in told and problem in told
    assert "make check-rules REPAIR=yes" in told
    assert [Path(file).name for file in seeds.repair(folder)] == ["tier_bands.csv"]
    assert path.read_text(encoding="utf-8") == text
    assert seeds.repair(folder) == []
    rules.check(folder)


def test_western_letters_are_no_chinese(folder: Path) -> None:
    path = folder / "rules" / "web_bots.csv"
    path.write_bytes(path.read_bytes() + "würm,ein Prüfer\n".encode("cp1252"))
    (told,) = found(folder)
    assert "saved as Windows-1252" in told


def test_a_line_of_other_bytes_is_named(folder: Path) -> None:
    path = folder / "rules" / "tier_bands.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], lines[3].decode().encode("gb18030"), *lines[4:]]))
    (told,) = found(folder)
    assert "tier_bands.csv, line 4: the line holds bytes that are no UTF-8" in told


def test_windows_line_ends_are_fine(folder: Path) -> None:
    path = folder / "rules" / "tier_bands.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    rules.check(folder)


def test_a_line_number_counts_lines_inside_of_cells(folder: Path) -> None:
    edit(
        folder,
        "rules/freshness.csv",
        put("Sales works in the CRM every week.\ncrm_leads", '"two\nlines"\ncrm_leads'),
    )
    edit(folder, "rules/freshness.csv", put("mkt_spend,35", "mkt_spend,x"))
    (told,) = found(folder)
    assert "line 8, column expected_days: 'x'" in told


def test_a_missing_file_and_an_undeclared_one(folder: Path) -> None:
    (folder / "rules" / "gates.csv").rename(folder / "rules" / "my_gates.csv")
    told = "\n".join(found(folder))
    assert "my_gates.csv: no _<topic>__seeds.yml declares the file" in told
    assert "gates.csv: the file is missing" in told


NEW_SEED = """
version: 2
seeds:
  - name: weights
    config:
      column_types: {model: string, feature: string, weight: double, since: date}
      meta:
        checks:
          - {adds_up: weight, to: 1, within: [model]}
          - {rises: weight, within: [model], where: "model <> 'flat'", lowest: 0.25}
    columns:
      - name: feature
        data_tests:
          - relationships:
              arguments: {to: ref('metrics'), field: metric}
              config: {where: "feature <> 'none'"}
"""


def test_a_new_seed_needs_no_new_code(folder: Path) -> None:
    (folder / "rules" / "_weights__seeds.yml").write_text(NEW_SEED, encoding="utf-8")
    path = folder / "rules" / "weights.csv"
    good = (
        "model,feature,weight,since\na,none,0.25,2026-01-31\na,none,0.75,2026-01-31\n"
        "flat,none,0.5,2026-01-31\nflat,revenue_12m_amount,0.5,2026-01-31\n"
    )
    path.write_text(good, encoding="utf-8")
    rules.check(folder)
    for old, new, problem in (
        (
            "a,none,0.75",
            "a,none,0.7",
            "line 2, column weight: the values of lines 2, 3 add up to 0.95",
        ),
        ("flat,none,0.5", "flat,revenue,0.5", "line 4, column feature: 'revenue' is no metric"),
        (
            "none,0.5,2026-01-31",
            "none,0.5,31.01.2026",
            "line 4, column since: '31.01.2026' is no date",
        ),
    ):
        path.write_text(put(old, new)(good), encoding="utf-8")
        (told,) = found(folder)
        assert problem in told
    path.write_text(good.replace("0.25", "0.3").replace("0.75", "0.7"), encoding="utf-8")
    assert "the lowest band starts at '0.3'" in found(folder)[0]


def test_a_check_that_nobody_knows_is_named(folder: Path) -> None:
    content = yaml.safe_load((folder / "rules" / "_gates__seeds.yml").read_text(encoding="utf-8"))
    content["seeds"][0]["config"]["meta"]["checks"] = [{"grows": "threshold"}]
    (folder / "rules" / "_gates__seeds.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (told,) = found(folder)
    assert "seed gates asks for 'grows', which nobody knows here" in told and "rises" in told
