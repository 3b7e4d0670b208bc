"""Clusters of customers: what is found, that it is found again, and what is left alone."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from strata import fit_clusters
from strata.errors import StrataError

METRICS = [
    fit_clusters.Metric("employees", 1.0, False, 5.0, 5.0),
    fit_clusters.Metric("tenure_years", 4.0, False, 0.0, 1.0),
]


def customers(apart: float = 5.0) -> fit_clusters.Floats:
    """Sixty small and forty large ones, without noise in the second metric."""
    rng = np.random.default_rng(7)
    employees = np.concatenate([rng.normal(5 - apart, 1, 60), rng.normal(5 + apart, 1, 40)])
    return np.stack([employees, np.zeros(100)], axis=1)


def test_kinds_that_lie_apart_are_found_the_largest_first() -> None:
    found = fit_clusters.fit(METRICS, customers())
    assert found.sizes == [60, 40]
    assert found.centers[:, 0] == pytest.approx([-1, 1], abs=0.1), "in deviations from the mean"
    assert found.centers[:, 1] == pytest.approx([0, 0])
    assert found.silhouette > 0.7


def test_the_same_customers_give_the_same_clusters() -> None:
    rows = [fit_clusters.fit(METRICS, customers(1)).rows(date(2026, 1, 1)) for _ in range(2)]
    assert rows[0] == rows[1]


def test_what_is_unknown_is_at_the_mean() -> None:
    values = customers()
    values[:5, 1] = np.nan
    assert fit_clusters.fit(METRICS, values).sizes == [60, 40]


def test_the_silhouette_of_four_points() -> None:
    """At 0, 1, 10 and 11 in twos: a is 1, b is 10.5 outside and 9.5 inside."""
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    inner, outer = (9.5 - 1) / 9.5, (10.5 - 1) / 10.5
    score = fit_clusters.silhouette(points, np.array([0, 0, 1, 1]))
    assert score == pytest.approx((inner + outer) / 2)
    assert fit_clusters.silhouette(points, np.array([0, 0, 0, 1])) == pytest.approx(
        sum_of_three() / 4
    )
    assert fit_clusters.silhouette(points, np.array([0, 0, 0, 0])) == 0, "one cluster is none"
    assert fit_clusters.silhouette(np.zeros((4, 1)), np.array([0, 0, 1, 1])) == 0


def sum_of_three() -> float:
    """0, 1 and 10 against 11; who is alone counts 0."""
    pairs = [((1 + 10) / 2, 11.0), ((1 + 9) / 2, 10.0), ((10 + 9) / 2, 1.0)]
    return sum((outside - inside) / max(inside, outside) for inside, outside in pairs)


def test_too_few_customers_are_said_so() -> None:
    with pytest.raises(StrataError, match="59 customers are too few"):
        fit_clusters.fit(METRICS, customers()[:59])
    with pytest.raises(StrataError, match="too few to cluster"):
        fit_clusters.fit([], np.empty((100, 0)))


def test_metrics_are_read_as_their_rules_say() -> None:
    """Ten times as much is one step; what nobody has, or all have alike, is left out."""
    with (fit_clusters.SEEDS / "lookalike_metrics.csv").open(encoding="utf-8") as lines:
        rules = list(csv.DictReader(lines))
    names = [row["metric"] for row in rules]

    def ask(sql: str) -> Sequence[Any]:
        assert all(f"'{name}'" in sql for name in names)
        blank: dict[str, float | None] = dict.fromkeys(names)
        return [
            tuple((blank | {"employees": 9, "tenure_years": 4}).values()),
            tuple((blank | {"employees": 999, "tenure_years": 4}).values()),
            tuple((blank | {"tenure_years": 4}).values()),
        ]

    metrics, values = fit_clusters.read(ask)
    assert [metric.name for metric in metrics] == ["employees"]
    assert (metrics[0].is_logarithmic, metrics[0].mean, metrics[0].deviation) == (True, 2, 1)
    assert values[:2, 0] == pytest.approx([1, 3])
    assert np.isnan(values[2, 0])


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "cluster_centers.csv"
    shutil.copy(fit_clusters.CENTERS, path)
    found = fit_clusters.fit(METRICS, customers())
    for day in (1, 2, 2):
        fit_clusters.write(found.rows(date(2026, 1, day)), path)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["version"] for row in rows if row["is_active"] == "true"} == {"2026-01-02"}
    assert sum(row["version"] == "2026-01-02" for row in rows) == 4, "written twice, there once"
    assert {row["cluster"] for row in rows} == {"c1", "c2"}
