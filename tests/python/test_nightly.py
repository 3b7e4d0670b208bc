"""Whole nights on small exports: published once, and never harmed by what comes after."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml

from strata import lock
from strata.audit import ROOT, SUITES
from strata.contract import load_contract

from .conftest import DRIVER, UNCHECKED

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))
NIGHT = "2026-10-31"
NEXT_NIGHT = "2026-11-01"
COMPANIES = 60
NAME = "Zephyrine Bakery"  # of a person, in the exports only

KILLED_BEFORE_THE_SWAP = (
    "import os, signal\nfrom strata import publish\n"
    "publish.swap_in = lambda warehouse: os.kill(os.getpid(), signal.SIGKILL)"
)

# The build of the night before stands, and what comes after it is what the test is about.
UNBUILT = "from strata.nightly import Run\nRun._build = lambda self, book: None\n"


@dataclass(frozen=True)
class Place:
    """A folder with exports, a build file and a published file."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "strata.duckdb"

    def process(self, *arguments: str, patch: str = UNCHECKED) -> subprocess.Popen[str]:
        env = {
            **os.environ,
            "STRATA_RAW_DIR": str(self.folder / "raw"),
            "STRATA_WAREHOUSE": str(self.warehouse),
            "STRATA_BUILD": str(self.folder / "build.duckdb"),
            "STRATA_LANDING": str(self.folder / "landing"),
            "STRATA_TARGET": "nightly",
            "DBT_TARGET_PATH": str(self.folder / "target"),
        }
        driver = self.folder / "driver.py"
        driver.write_text(DRIVER.format(patch=patch), encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(driver), *arguments],
            env={**env, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def night(self, *arguments: str, patch: str = UNCHECKED) -> tuple[int, str]:
        process = self.process("nightly", *arguments, patch=patch)
        output, _ = process.communicate()
        return process.returncode, output

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def tables(self) -> dict[str, list[str]]:
        """Every published row as text, without what rpt_runs says about the run itself.

        A first night skips the checks that compare with the night before, the same date again
        does not: so `checks` and `warnings` may differ.
        """
        names = self.query("select table_name from duckdb_tables() where schema_name = 'marts'")
        hidden = {"rpt_runs": " exclude (published_at, checks, warnings)"}
        return {
            str(name): sorted(
                str(row)
                for row in self.query(f"select *{hidden.get(str(name), '')} from marts.{name}")
            )
            for (name,) in names
        }


def write(folder: Path, feed: str, rows: Iterable[dict[str, object]]) -> None:
    listed = list(rows)
    with (folder / f"{feed}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0].keys())
        writer.writeheader()
        writer.writerows(listed)


def write_exports(folder: Path, orders: int) -> None:
    folder.mkdir(exist_ok=True)
    companies = range(1, COMPANIES + 1)  # 0 is the placeholder of sales to nobody
    write(
        folder,
        "crm_accounts",
        (
            {
                "account_id": n,
                "name": f"Company {n}",
                "website": f"company{n}.com",
                "employees": 10 + n,
                "created_at": "2024-01-01 08:00:00",
                "updated_at": "2026-10-30 08:00:00",
            }
            for n in companies
        ),
    )
    write(
        folder,
        "crm_contacts",
        ({"contact_id": n, "account_id": n, "full_name": f"{NAME} {n}"} for n in companies),
    )
    write(
        folder,
        "erp_orders",
        (
            {
                "order_id": n,
                "account_id": 1 + n % COMPANIES,
                "ordered_at": f"2026-{1 + n % 10:02d}-{1 + n % 28:02d} 10:00:00",
                "status": "delivered",
                "net_amount": 100 + n % 37 * 10,
            }
            for n in range(orders)
        ),
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One published night; the tests below leave its tables as they are."""
    made = Place(tmp_path_factory.mktemp("night"))
    write_exports(made.folder / "raw", orders=1000)
    code, output = made.night("--as-of", NIGHT, patch="")
    assert code == 0, output
    return made


def test_a_night_publishes_marts_and_says_so(place: Place) -> None:
    assert place.query("select distinct schema_name from duckdb_tables()") == [("marts",)]
    ((as_of, checks, accounts),) = place.query(
        "select cast(as_of_date as text), checks, accounts from marts.rpt_runs"
    )
    assert (as_of, accounts) == (NIGHT, COMPANIES)
    assert isinstance(checks, int) and checks > 100
    summary = (place.folder / "last_run.txt").read_text(encoding="utf-8")
    assert f"Night of {NIGHT}" in summary
    assert (place.folder / "data_docs" / "index.html").exists()


@pytest.mark.parametrize("path", ANALYSES, ids=lambda path: path.stem)
def test_analyses_run_on_the_published_file(place: Place, path: Path) -> None:
    sql = re.sub(r"{{ ref\('(\w+)'\) }}", r"marts.\1", path.read_text(encoding="utf-8"))
    assert "{" not in sql, "only published tables"
    place.query(sql)


def test_no_person_is_in_what_a_night_leaves(place: Place) -> None:
    found = [
        path
        for path in place.folder.rglob("*")
        if path.is_file()
        and not path.is_relative_to(place.folder / "raw")
        and not path.is_relative_to(place.folder / "landing")
        and path.name != "build.duckdb"
        and NAME.encode() in path.read_bytes()
    ]
    assert found == []


def test_an_earlier_date_is_refused(place: Place) -> None:
    code, output = place.night("--as-of", "2026-10-30")
    assert code == 1
    assert f"already holds the night of {NIGHT}" in output


def test_a_second_night_leaves(place: Place) -> None:
    with lock.held(place.warehouse):
        code, output = place.night("--as-of", NIGHT)
    assert code == 3
    assert f"process {os.getpid()}" in output
    assert len(output.strip().splitlines()) == 1


def test_an_unknown_exception_is_refused(place: Place) -> None:
    code, output = place.night("--as-of", NIGHT, "--accept", "tier_mix: new bands")
    assert code == 1
    assert "tier_mix_drift" in output


def test_a_lost_feed_stops_the_night(place: Place, tmp_path: Path) -> None:
    orders = place.folder / "raw" / "erp_orders.csv"
    contacts = place.folder / "raw" / "crm_contacts.csv"
    before = place.tables()
    orders_text = orders.read_text(encoding="utf-8")
    moved = contacts.rename(tmp_path / "crm_contacts.csv")
    try:
        orders.write_text("".join(orders_text.splitlines(keepends=True)[:601]), encoding="utf-8")
        code, output = place.night("--as-of", NEXT_NIGHT)
    finally:
        orders.write_text(orders_text, encoding="utf-8")
        moved.rename(contacts)
    assert code == 1
    assert "crm_contacts has no rows, the last published night had 60" in output
    assert "erp_orders has 600 rows, the last published night had 1,000 (40% fewer)" in output
    command = f"make nightly AS_OF={NEXT_NIGHT} ALLOW_MISSING=crm_contacts,erp_orders"
    assert command in output
    assert place.tables() == before


def test_killed_at_any_moment_a_night_can_be_run_again(place: Place) -> None:
    before = place.tables()
    with duckdb.connect(str(place.warehouse), read_only=True) as reader:
        building = place.process("nightly", "--as-of", NIGHT)
        assert building.stdout is not None
        for line in building.stdout:
            if " of " in line and line.startswith("  "):  # dbt is building
                break
        building.send_signal(signal.SIGKILL)
        building.wait()
        building.stdout.close()
        assert place.tables() == before

        code, output = place.night("--as-of", NIGHT, patch=UNCHECKED + KILLED_BEFORE_THE_SWAP)
        assert code == -signal.SIGKILL, output
        assert place.tables() == before

        code, output = place.night("--as-of", NIGHT)
        assert code == 0, output
        assert reader.execute("select count(*) from marts.rpt_runs").fetchall() == [(1,)]
    assert place.tables() == before


def test_a_failing_check_blocks_until_it_is_accepted(place: Place, tmp_path: Path) -> None:
    suite = yaml.safe_load((SUITES / "marts.yml").read_text(encoding="utf-8"))
    suite["expectations"].append(
        {
            "check": "few_accounts",
            "batch": "dim_accounts",
            "expect": "expect_table_row_count_to_be_between",
            "with": {"max_value": COMPANIES - 1},
            "severity": "error",
            "owner": "data-platform",
            "reason": "One account too many, for this test.",
        }
    )
    (tmp_path / "marts.yml").write_text(yaml.safe_dump(suite), encoding="utf-8")
    (tmp_path / "raw.yml").write_bytes((SUITES / "raw.yml").read_bytes())
    patch = UNBUILT + (
        "from pathlib import Path\nfrom strata import audit\n"
        f"audit.SUITES = Path({str(tmp_path)!r})"
    )
    before = place.tables()

    code, output = place.night("--as-of", NIGHT, patch=patch)
    assert code == 1
    assert f"few_accounts on marts.dim_accounts: {COMPANIES}" in output
    assert place.tables() == before

    code, output = place.night("--as-of", NIGHT, "--accept", "few_accounts: meant", patch=patch)
    assert code == 0, output
    kept = place.query("select accepted_exceptions from marts.rpt_runs")
    assert kept == [("few_accounts: meant",)]


def test_contract_names_the_feeds_of_these_tests() -> None:
    assert {"crm_accounts", "crm_contacts", "erp_orders"} <= load_contract().keys()
