"""The small decisions of a night: dates, cache, lock, exceptions, and what dbt may say aloud."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from strata import dbt, lock, nightly, rules
from strata.config import Settings
from strata.engines import DuckDBEngine, LastNight
from strata.errors import StrataError

from .conftest import Workplace

BANDS = "rules.tier_bands"
PUT_BACK = f"drop table {BANDS}; create table {BANDS} as from again"
LAST = LastNight(date(2026, 10, 31), {"erp_orders": 100}, "tier_mix_drift: new bands")


def settings(folder: Path, **changes: str) -> Settings:
    env = {
        "STRATA_RAW_DIR": str(folder / "raw"),
        "STRATA_WAREHOUSE": str(folder / "strata.duckdb"),
        "STRATA_BUILD": str(folder / "build.duckdb"),
    }
    return Settings.from_env({**env, **changes})


@pytest.mark.parametrize(
    ("now", "timezone", "expected"),
    [
        (datetime(2026, 11, 1, 0, 30, tzinfo=UTC), "UTC", date(2026, 10, 31)),
        (datetime(2026, 11, 1, 0, 30, tzinfo=UTC), "America/New_York", date(2026, 10, 30)),
        (datetime(2026, 11, 1, 16, 30, tzinfo=UTC), "Asia/Shanghai", date(2026, 11, 1)),
    ],
)
def test_yesterday_is_a_day_of_the_time_zone(now: datetime, timezone: str, expected: date) -> None:
    assert nightly.yesterday(now, timezone) == expected


def test_only_an_earlier_date_is_refused() -> None:
    warehouse = Path("strata.duckdb")
    nightly.refuse_earlier(date(2026, 10, 31), LAST, warehouse)
    nightly.refuse_earlier(date(2026, 11, 1), LAST, warehouse)
    nightly.refuse_earlier(date(2020, 1, 1), None, warehouse)
    with pytest.raises(StrataError, match="STRATA_WAREHOUSE and STRATA_BUILD"):
        nightly.refuse_earlier(date(2026, 10, 30), LAST, warehouse)


def test_exceptions_of_the_same_date_are_kept() -> None:
    again = nightly.accepted_text({"customers_exist": "test; data"}, LAST, date(2026, 10, 31))
    assert again == "tier_mix_drift: new bands; customers_exist: test, data"
    assert nightly.accepted_text({}, LAST, date(2026, 11, 1)) == ""
    assert nightly.accepted_text({}, None, date(2026, 11, 1)) == ""


def test_a_held_lock_names_its_holder(tmp_path: Path) -> None:
    warehouse = tmp_path / "strata.duckdb"
    with (
        lock.held(warehouse),
        pytest.raises(lock.AlreadyRunningError, match=f"process {os.getpid()}, since 20"),
        lock.held(warehouse),
    ):
        pass
    with lock.held(warehouse):
        pass


def make_build(of: Settings) -> DuckDBEngine:
    engine = DuckDBEngine(of)
    assert engine.open_build(fresh=False) is None
    duckdb.connect(str(of.build)).close()
    of.landing.mkdir()
    (of.landing / "catalog.json").write_text("{}", encoding="utf-8")
    return engine


def test_a_build_of_the_same_settings_is_gone_on_with(tmp_path: Path) -> None:
    make_build(settings(tmp_path))
    assert DuckDBEngine(settings(tmp_path)).open_build(fresh=False) is None
    assert (tmp_path / "build.duckdb").exists()
    assert (tmp_path / "landing").exists()


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("STRATA_RAW_DIR", "/elsewhere", "raw folder"),
        ("STRATA_WAREHOUSE", "/elsewhere.duckdb", "warehouse"),
        ("STRATA_TIMEZONE", "Asia/Shanghai", "time zone"),
        ("STRATA_SALT", "another", "salt"),
    ],
)
def test_a_build_of_other_settings_begins_anew(
    tmp_path: Path, variable: str, value: str, named: str
) -> None:
    make_build(settings(tmp_path))
    note = DuckDBEngine(settings(tmp_path, **{variable: value})).open_build(fresh=False)
    assert note is not None and named in note
    assert not (tmp_path / "build.duckdb").exists()
    assert not (tmp_path / "landing").exists()


def test_the_salt_itself_is_not_remembered(tmp_path: Path) -> None:
    make_build(settings(tmp_path, STRATA_SALT="a-real-secret"))
    assert "a-real-secret" not in (tmp_path / "build.duckdb.meta.json").read_text("utf-8")


def test_a_broken_build_begins_anew(tmp_path: Path) -> None:
    engine = make_build(settings(tmp_path))
    engine.build.write_bytes(b"not a database, whatever it says" * 1000)
    note = engine.open_build(fresh=False)
    assert note is not None and "can't be opened" in note


def test_a_build_of_a_newer_version_begins_anew(tmp_path: Path) -> None:
    engine = make_build(settings(tmp_path))
    meta = tmp_path / "build.duckdb.meta.json"
    meta.write_text('{"strata version": "99.10.0"}', encoding="utf-8")
    note = engine.open_build(fresh=False)
    assert note is not None and "newer Strata 99.10.0" in note


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("select 1", []),
        (f"create table again as from {BANDS} order by all desc; {PUT_BACK}", []),
        (f"update {BANDS} set lower_bound = lower_bound + 1 where tier = 'C'", ["tier_bands"]),
        (f"insert into {BANDS} from {BANDS} where tier = 'C'", ["tier_bands"]),
        (f"alter table {BANDS} alter lower_bound type double", ["tier_bands"]),
        (f"alter table {BANDS} drop label_zh", ["tier_bands"]),
        (f"drop table {BANDS}", ["tier_bands"]),
    ],
)
def test_seeds_are_loaded_again_where_the_build_has_others(
    sample_night: Workplace, tmp_path: Path, change: str, found: list[str]
) -> None:
    of = settings(tmp_path)
    shutil.copyfile(sample_night.folder / "build.duckdb", of.build)
    with duckdb.connect(str(of.build)) as connection:
        connection.execute(change)
    book = rules.check()
    assert book.differing(of.build) == found
    assert DuckDBEngine(of).holds(book) == (not found)


def test_no_build_holds_no_seeds(tmp_path: Path) -> None:
    of = settings(tmp_path)
    assert not DuckDBEngine(of).holds(rules.check())
    duckdb.connect(str(of.build)).close()
    assert not DuckDBEngine(of).holds(rules.check())


def test_a_landing_without_a_catalogue_is_not_ours_to_remove(tmp_path: Path) -> None:
    engine = make_build(settings(tmp_path))
    (engine.settings.landing / "catalog.json").unlink()
    engine.open_build(fresh=True)
    assert engine.settings.landing.exists()


def test_a_foreign_warehouse_is_named(tmp_path: Path) -> None:
    of = settings(tmp_path)
    with duckdb.connect(str(of.warehouse)) as connection:
        connection.execute("create table something(a int)")
    with pytest.raises(StrataError, match="is not a published Strata file"):
        DuckDBEngine(of).last_night()


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "Runtime Error in model m\n  Conversion Error: Could not convert 'ada@example.com'",
            "Runtime Error in model m\n  Conversion Error: Could not convert '...'",
        ),
        ('Binder Error: column "email" not found', 'Binder Error: column "email" not found'),
        (
            "Compilation Error\n  'stg_x' was not found",
            "Compilation Error\n  'stg_x' was not found",
        ),
    ],
)
def test_messages_lose_values_and_keep_names(message: str, told: str) -> None:
    assert dbt.without_values(message) == told


@pytest.mark.parametrize("option", ["--profile=nobodys", "--no-such-option"])
def test_what_stops_dbt_is_told_once(tmp_path: Path, option: str) -> None:
    night = settings(tmp_path)
    environment = {
        **nightly.dbt_environment(night, date(2026, 10, 31), "2026-11-01 00:00:00"),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
    }
    options = [*nightly.dbt_options(night, "EUR"), option]
    with dbt.Process() as process:
        process.begin(options, environment)
        result = process.run(["build"], options, environment, tmp_path, lambda _: None)
    assert not result.succeeded
    assert len(result.reasons()) == 1
