"""A night on Spark: built in schemas of its own, published by the views of schema `marts`.

Two sets of schemas take turns (STRATA_SCHEMA strata_blue and strata_green): one holds what is
published, the next night builds in the other. dbt runs in a process of its own and ends before
Python opens a session, because a Derby metastore takes one process at a time. Which set is public
is written to `published.json` in STRATA_SPARK_DIR, so a night knows it before any session is open.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import yaml
from typing_extensions import override

from strata import publish
from strata.config import Settings
from strata.engines import ROOT, VALUE_RULES, Answer, Ask, Cache, Engine, LastNight
from strata.errors import StrataError
from strata.old_rules import RuleRow

if TYPE_CHECKING:
    from gx.runner import Source
    from strata.rules import Book

COLOURS = ("strata_blue", "strata_green")


class SparkEngine(Engine):
    """Builds in `<colour>_marts` and its neighbours; readers use the views of `marts`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = Path(os.environ.get("STRATA_SPARK_DIR") or "data/spark").absolute()
        self.record = self.folder / "published.json"
        published = self._published()
        self.colour = COLOURS[published.get("schema") == COLOURS[0]]
        self._session: Any = None
        self._fresh = False

    def _published(self) -> dict[str, Any]:
        if not self.record.exists():
            return {}
        found: dict[str, Any] = json.loads(self.record.read_text(encoding="utf-8"))
        return found

    @override
    def environment(self) -> dict[str, str]:
        return {"STRATA_SCHEMA": self.colour, "STRATA_SPARK_DIR": str(self.folder)}

    @override
    def dbt_options(self) -> list[str]:
        return ["--full-refresh"] if self._fresh else []

    @override
    def last_night(self) -> LastNight | None:
        published = self._published()
        if not published:
            return None
        return LastNight(
            date.fromisoformat(published["as_of_date"]),
            published["feeds"],
            published["accepted_exceptions"],
            published["currency"],
            published.get("erased", 0),
        )

    @override
    def rule_rows(self) -> Sequence[RuleRow]:
        published = self._published() or {}
        return [
            RuleRow(date.fromisoformat(valid_from), *texts)
            for valid_from, *texts in published.get("rules", [])
        ]

    @override
    def open_build(self, fresh: bool) -> str | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        cache = Cache(self.settings, self.record_of("meta"))
        reason = "as asked" if fresh else cache.why_anew()
        self._fresh = reason is not None
        cache.write()
        return f"Building everything anew: {reason}." if reason else None

    @override
    def begin_anew(self) -> bool:
        was_going_on, self._fresh = not self._fresh, True
        return was_going_on

    @override
    def record_of(self, name: str) -> Path:
        return self.folder / f"{self.colour}.{name}.json"

    @override
    def holds(self, book: Book) -> bool:
        return False  # to ask, Spark would have to start, which takes as long

    @override
    def schemas(self) -> tuple[str, str | None]:
        return f"{self.colour}_marts", "marts" if self._published() else None

    @override
    def source(self) -> Source:
        from gx.runner import SparkSource

        return SparkSource("marts", self._spark())

    @override
    def write(self, facts: publish.RunFacts, descriptions: publish.Descriptions) -> None:
        """Complete tonight's row of rpt_runs; the other tables are where they belong.

        A Parquet table can't be updated, and this one is small: it is read and written again.
        """
        table = f"{self.colour}_marts.rpt_runs"
        frame = self._spark().table(table)
        runs = [row.asDict() for row in frame.collect()]
        tonight = [row for row in runs if row["as_of_date"] == facts.as_of_date]
        if len(tonight) != 1:
            raise StrataError(
                f"{table} does not hold one row for {facts.as_of_date}",
                remedy="see the model rpt_runs",
            )
        tonight[0].update(
            published_at=datetime.fromisoformat(facts.published_at),
            checks=facts.checks,
            warnings=facts.warnings,
            accepted_exceptions=facts.accepted_exceptions,
        )
        rows = [tuple(row[name] for name in frame.columns) for row in runs]
        completed = self._spark().createDataFrame(rows, frame.schema).coalesce(1)
        completed.write.mode("overwrite").format("parquet").saveAsTable(table)

    @override
    def query(self, sql: str) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = self._spark().sql(sql).collect()
        return rows

    @override
    def with_built(self, work: Callable[[Ask], Answer]) -> Answer:
        # In a process of its own: while a session lives, dbt can't open the metastore.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(_ask_built, self.settings, work).result()

    @override
    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        return self.query(sql)

    @override
    def show(self, sql: str) -> None:
        self._spark().sql(sql).show(50, truncate=False)

    @override
    def swap(self) -> None:
        """Point every view of `marts` at tonight's tables.

        The record goes first: tonight is audited and complete, and a night that is killed between
        two views is made whole by the next one, which builds in the other colour.
        """
        spark = self._spark()
        spark.sql("create schema if not exists marts")
        tables = self._tables(f"{self.colour}_marts")
        self._write_record()
        for table in tables:
            spark.sql(
                f"create or replace view marts.{table} as select * from {self.colour}_marts.{table}"
            )
        for gone in set(self._tables("marts")) - set(tables):
            spark.sql(f"drop view if exists marts.{gone}")

    def _tables(self, schema: str) -> list[str]:
        return sorted(row["tableName"] for row in self.query(f"show tables in {schema}"))  # type: ignore[call-overload]

    def _write_record(self) -> None:
        marts = f"{self.colour}_marts"
        ((night, exceptions),) = self.query(
            f"select r.as_of_date, r.accepted_exceptions from {marts}.rpt_runs as r"
            " order by r.as_of_date desc limit 1"
        )
        feeds = self.query(
            f"select c.feed, c.rows from {marts}.rpt_source_coverage as c where c.is_provided"
        )
        ((currency,),) = self.query(
            f"select max(t.currency) as currency from {marts}.customer_tiers as t"
        )
        rules = self.query(VALUE_RULES.format(marts=marts))
        ((erased,),) = self.query(f"select count(*) as erased from {marts}.erased_persons")
        record = {
            "schema": self.colour,
            "erased": erased,
            "currency": currency,
            "as_of_date": str(night),
            "feeds": {row[0]: row[1] for row in feeds},
            "accepted_exceptions": exceptions or "",
            "rules": [[str(row[0]), *row[1:]] for row in rules],
        }
        following = self.record.with_suffix(".next")
        following.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
        following.replace(self.record)

    @override
    def place(self) -> str:
        return f"schema marts of the catalogue in {self.folder}"

    def _spark(self) -> Any:
        """Open the session that dbt's profile describes, once."""
        if self._session is None:
            from pyspark.sql import SparkSession

            builder = SparkSession.builder.appName("strata").enableHiveSupport()
            builder = builder.config("spark.ui.showConsoleProgress", "false")
            for name, value in profile(self.settings, self.environment()).items():
                builder = builder.config(name, value)
            self._session = builder.getOrCreate()
            self._session.sparkContext.setLogLevel("ERROR")
        return self._session


def _ask_built(settings: Settings, work: Callable[[Ask], Answer]) -> Answer:
    spark = SparkEngine(settings)
    schemas = re.compile(r"\b(?=(state|intermediate|marts)\.)")
    return work(lambda sql: spark.query(schemas.sub(f"{spark.colour}_", sql)))


def profile(settings: Settings, extra: dict[str, str]) -> dict[str, str]:
    """Read the settings of Spark from profiles.yml, where dbt finds them too."""
    values = {**os.environ, **settings.environment(), **extra}

    def env_var(name: str, default: str = "") -> str:
        return values.get(name, default)

    text = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    rendered = jinja2.Environment(autoescape=False).from_string(text).render(env_var=env_var)  # noqa: S701, YAML
    found: dict[str, str] = yaml.safe_load(rendered)["strata"]["outputs"][settings.target][
        "server_side_parameters"
    ]
    return found
