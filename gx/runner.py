"""Runs suites inside the engine that holds the data and writes Data Docs.

Great Expectations sends aggregate queries to the engine; no rows travel to Python.
Results carry counts, never values: `partial_unexpected_count` is 0 for every check.
"""

from __future__ import annotations

import logging
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is imported

import great_expectations as gx
import sqlalchemy
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.expectations.row_conditions import Column

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
GX_SEVERITY = {"error": FailureSeverity.CRITICAL, "warn": FailureSeverity.WARNING}
SITE = "strata"


@dataclass(frozen=True)
class Check:
    """One expectation, ready to run: an entry of a suite with its placeholders filled.

    `name` is what `ACCEPT` names; several checks share it where an entry runs once a feed.
    `batch` names what is looked at, `query` selects it; `where` keeps the rows with these values.
    """

    name: str
    batch: str
    query: str
    expect: str
    severity: str
    owner: str
    reason: str
    arguments: dict[str, Any] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a check. `observed` is a count, a number or a message, never personal data."""

    check: Check
    passed: bool
    observed: str


Batch = tuple[BatchDefinition[Any], dict[str, Any] | None]


class Source(Protocol):
    """An engine with data to look at."""

    def batch(self, context: Any, name: str, query: str) -> Batch:
        """Give the rows of `query` as a batch, with the parameters that a run of it takes."""

    def close(self) -> None:
        """Let go of the data, so that another process can open it."""


class KeptConnectionEngine(SqlAlchemyExecutionEngine):
    """A SQL engine that keeps its connection open.

    Great Expectations runs a query inside `with get_connection()` and reads the result after that
    block. Most databases buffer the result; duckdb-engine loses it with the connection, and every
    check would see no rows. Great Expectations keeps the connection for a fixed list of dialects
    (`_PERSISTED_CONNECTION_DIALECTS`) without duckdb in it; this does the same for ours.
    It needs SQLAlchemy below 2.1. `test_audit.py` proves that a check sees rows.
    """

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        """Give the one connection and leave it open."""
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection

    def close(self) -> None:
        """Close the connection, and with it an in-memory database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBDatasource(SQLDatasource):
    """A DuckDB database; `setup` runs once on its connection, to attach files or create views."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]
    setup: list[str] = []  # noqa: RUF012, a field of pydantic

    def _create_engine(self) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(
            str(self.connection_string), poolclass=sqlalchemy.StaticPool
        )

        @sqlalchemy.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            for statement in self.setup:
                connection.execute(statement)

        return engine

    def get_execution_engine(self) -> SqlAlchemyExecutionEngine:
        """Give the engine that keeps its connection, the same one each time."""
        if self._execution_engine is None:
            self._execution_engine = KeptConnectionEngine(
                engine=self.get_engine(), create_temp_table=False
            )
        return self._execution_engine


class DuckDBSource:
    """An in-memory DuckDB whose `setup` statements bring in what is looked at, read-only."""

    def __init__(self, name: str, setup: Sequence[str]) -> None:
        self.name = name
        self.setup = list(setup)
        self.datasource: Any = None  # a DuckDBDatasource, once there is a context

    def batch(self, context: Any, name: str, query: str) -> Batch:
        """Give the rows of `query`; see Source."""
        if self.datasource is None:
            self.datasource = context.data_sources.add_or_update_duckdb(
                name=self.name, connection_string="duckdb:///:memory:", setup=self.setup
            )
        asset = self.datasource.add_query_asset(name, query=query)
        return asset.add_batch_definition_whole_table(name), None

    def close(self) -> None:
        """Close the database; see Source."""
        if self.datasource is not None:
            self.datasource.get_execution_engine().close()


class SparkSource:
    """A Spark session; the checks run in it as aggregates over data frames."""

    def __init__(self, name: str, session: Any) -> None:
        self.name = name
        self.session = session
        self.datasource: Any = None

    def batch(self, context: Any, name: str, query: str) -> Batch:
        """Give the rows of `query`; see Source."""
        if self.datasource is None:
            self.datasource = context.data_sources.add_or_update_spark(name=self.name)
        asset = self.datasource.add_dataframe_asset(name)
        definition = asset.add_batch_definition_whole_dataframe(name)
        return definition, {"dataframe": self.session.sql(query)}

    def close(self) -> None:
        """Leave the session open, publishing goes on in it; see Source."""


class Auditor:
    """Runs checks and keeps the results of a night for its Data Docs."""

    def __init__(self, data_docs: Path) -> None:
        warnings.filterwarnings("ignore", module="great_expectations")
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self.data_docs = data_docs
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False)

    def run(self, source: Source, checks: Sequence[Check]) -> list[Outcome]:
        """Run every check of a boundary; one that can't be evaluated has failed."""
        outcomes: list[Outcome] = []
        try:
            for batch in dict.fromkeys(check.batch for check in checks):
                outcomes += self._run_batch(source, [c for c in checks if c.batch == batch])
        finally:
            source.close()
        return outcomes

    def _run_batch(self, source: Source, checks: Sequence[Check]) -> list[Outcome]:
        name = checks[0].batch
        data, parameters = source.batch(self.context, name, checks[0].query)
        suite = gx.ExpectationSuite(name, expectations=[*map(_expectation, checks, count())])
        definition = self.context.validation_definitions.add(
            gx.ValidationDefinition(
                name=name,
                data=data,
                suite=self.context.suites.add(suite),
            )
        )
        results = definition.run(batch_parameters=parameters, result_format=COUNTS_ONLY).results
        return sorted(
            (_outcome(result, checks) for result in results), key=lambda o: checks.index(o.check)
        )

    def write_docs(self) -> Path:
        """Write Data Docs as HTML, of this night only, and return the page to open."""
        for old in ("expectations", "validations"):
            shutil.rmtree(self.data_docs / old, ignore_errors=True)
        self.context.add_data_docs_site(
            SITE,
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(self.data_docs),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        self.context.build_data_docs()
        return self.data_docs / "index.html"


def _expectation(check: Check, position: int) -> Any:
    """Give the check as Great Expectations knows it; `position` finds it among the results."""
    arguments = dict(check.arguments)
    for column, value in check.where.items():
        arguments["row_condition"] = Column(column) == value
    return get_expectation_impl(check.expect)(
        **arguments,
        severity=GX_SEVERITY[check.severity],
        notes=check.reason,
        meta={
            "check": check.name,
            "owner": check.owner,
            "reason": check.reason,
            "position": position,
        },
    )


def _outcome(result: Any, checks: Sequence[Check]) -> Outcome:
    check = checks[result.expectation_config.meta["position"]]
    return Outcome(check, bool(result.success), _observed(result))


def _observed(result: Any) -> str:
    """Say what was seen: counts and numbers, never a value of a row."""
    if result.exception_info and result.exception_info.get("raised_exception", True):
        return "could not be evaluated (see Data Docs)"
    seen = result.result
    if "unexpected_count" in seen:
        return f"{seen['unexpected_count']} of {seen['element_count']} rows"
    value = seen.get("observed_value")
    return f"{value:.4g}" if isinstance(value, float) else str(value)
