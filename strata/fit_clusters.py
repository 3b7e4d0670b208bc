"""Groups customers that are alike by k-means, as a challenger to the segments that rules make.

`python -m strata fit-clusters` reads the published file: the metrics of seed lookalike_metrics, in
standard deviations, what is unknown at the mean. It tries several numbers of clusters and keeps the
one whose members are most alike (silhouette, -1 to 1). The centres are written to
seeds/rules/cluster_centers.csv; from then on the nights put each customer into the nearest one.
The model `cluster` is compared with the others in rpt_segment_review and rpt_method_power and
decides nothing. The same file gives the same clusters: the seed is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import cdist

from strata.config import Settings
from strata.engines import ROOT, Ask, engine
from strata.errors import StrataError
from strata.seeds import rows_of, write_rows

SEEDS = ROOT / "seeds" / "rules"
CENTERS = SEEDS / "cluster_centers.csv"
SEED = 20_260_101
CLUSTERS = range(2, 9)  # segment_plays.csv has rows for so many
STARTS = 10
LEAST_CUSTOMERS = 30  # a cluster
MOST_CUSTOMERS = 50_000  # the sample is by hash
MOST_COMPARED = 2_000  # every one with every other, for the silhouette
DIGITS = 6

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Metric:
    """What customers are compared by; mean and deviation are those of the customers."""

    name: str
    weight: float
    is_logarithmic: bool
    mean: float
    deviation: float


@dataclass(frozen=True)
class Clusters:
    """Centres in standard deviations, a row a cluster, the largest first, a column a metric."""

    metrics: list[Metric]
    centers: Floats
    sizes: list[int]
    silhouette: float

    def rows(self, fitted_on: date) -> list[dict[str, str]]:
        """One row a cluster and metric, as the seed has them."""
        return [
            {
                "version": fitted_on.isoformat(),
                "cluster": f"c{number}",
                "metric": metric.name,
                "weight": f"{metric.weight:.4f}",
                "is_logarithmic": str(metric.is_logarithmic).lower(),
                "mean": f"{metric.mean:.{DIGITS}f}",
                "deviation": f"{metric.deviation:.{DIGITS}f}",
                "center": f"{center:.{DIGITS}f}",
                "customers": str(size),
                "silhouette": f"{self.silhouette:.4f}",
                "is_active": "true",
            }
            for number, (size, centers) in enumerate(
                zip(self.sizes, self.centers, strict=True), start=1
            )
            for metric, center in zip(self.metrics, centers, strict=True)
        ]


def run(settings: Settings, centers: Path = CENTERS) -> str:
    """Fit, write the centres as the active version and say how good they are.

    Raises StrataError when nothing is published or there are too few customers.
    """
    ours = engine(settings)
    last = ours.last_night()
    if last is None:
        raise StrataError("nothing is published yet", remedy="run `make nightly` first")
    metrics, values = read(ours.ask)
    found = fit(metrics, values)
    write(found.rows(last.as_of_date), centers)
    sizes = ", ".join(f"c{number} {size:,}" for number, size in enumerate(found.sizes, start=1))
    return (
        f"{len(found.sizes)} clusters of {sum(found.sizes):,} customers: {sizes}.\n"
        f"Silhouette: {found.silhouette:.3f} (1 = far apart, 0 = no clusters).\n"
        f"Written to {centers}. Look at the change, commit it; the next night puts customers"
        " into them. They decide nothing."
    )


def read(ask: Ask) -> tuple[list[Metric], Floats]:
    """Read the customers, a row each in the order of their ids; nan is unknown."""
    rules = rows_of(SEEDS / "lookalike_metrics.csv")
    columns = ", ".join(
        f"max(case when metrics.metric = '{row['metric']}' then metrics.value_number end)"
        for row in rules
    )
    rows = ask(
        f"select {columns} from marts.customer_tiers as customers"
        " left join marts.fct_account_metrics as metrics"
        " on customers.account_id = metrics.account_id group by customers.account_id"
        f" order by md5(customers.account_id), customers.account_id limit {MOST_CUSTOMERS}"
    )
    values = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, len(rules))
    metrics, kept = [], []
    for column, row in enumerate(rules):
        is_logarithmic = row["is_logarithmic"] == "true"
        if is_logarithmic:
            values[:, column] = np.log10(np.maximum(values[:, column], 0) + 1)
        known = values[~np.isnan(values[:, column]), column]
        # What nobody has, or all have alike, tells nobody apart.
        if len(known) and known.std() > 0:
            kept.append(column)
            metrics.append(
                Metric(
                    row["metric"], float(row["weight"]), is_logarithmic, known.mean(), known.std()
                )
            )
    return metrics, values[:, kept]


def fit(metrics: list[Metric], values: Floats) -> Clusters:
    """Choose the number of clusters with the highest silhouette, and of equals the lowest."""
    if not metrics or len(values) < LEAST_CUSTOMERS * CLUSTERS[0]:
        raise StrataError(
            f"{len(values)} customers are too few to cluster,"
            f" {LEAST_CUSTOMERS * CLUSTERS[0]} with known metrics are needed"
        )
    steps = (values - [each.mean for each in metrics]) / [each.deviation for each in metrics]
    scale = np.sqrt([each.weight for each in metrics])
    points = np.nan_to_num(steps) * scale
    tried = [
        (round(silhouette(points, labels), 4), -number, centers, labels)
        for number in CLUSTERS
        for centers, labels in [k_means(points, number)]
        if np.bincount(labels, minlength=number).min() >= LEAST_CUSTOMERS
    ]
    if not tried:
        raise StrataError(f"no clusters with {LEAST_CUSTOMERS} customers each were found")
    score, _, centers, labels = max(tried, key=lambda choice: choice[:2])
    sizes = np.bincount(labels, minlength=len(centers))
    order = sorted(range(len(centers)), key=lambda number: (-sizes[number], *centers[number]))
    return Clusters(
        metrics, centers[order] / scale, [int(sizes[number]) for number in order], score
    )


def k_means(points: Floats, number: int) -> tuple[Floats, Labels]:
    """Run k-means from several starts and return the tightest centres and who belongs to them."""
    runs = [
        kmeans2(points, number, iter=100, minit="++", seed=SEED + start) for start in range(STARTS)
    ]
    spreads = [((points - centers[labels]) ** 2).sum() for centers, labels in runs]
    centers, labels = runs[int(np.argmin(spreads))]
    return centers, labels.astype(np.int64)


def silhouette(points: Floats, labels: Labels) -> float:
    """Mean over customers of (b - a) / max(a, b).

    a is the mean distance to the others of the cluster, b that to the nearest other cluster; alone
    in its cluster counts 0.
    """
    points, labels = points[:MOST_COMPARED], labels[:MOST_COMPARED]
    names, labels = np.unique(labels, return_inverse=True)
    if len(names) < 2:
        return 0.0
    distances = cdist(points, points)
    sums = np.stack(
        [distances[:, labels == name].sum(axis=1) for name in range(len(names))], axis=1
    )
    sizes = np.bincount(labels)
    own = np.arange(len(points)), labels
    inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[own] = np.inf
    outside = means.min(axis=1)
    widest = np.maximum(inside, outside)
    scores = np.divide(outside - inside, widest, out=np.zeros_like(widest), where=widest > 0)
    return float(np.where(sizes[labels] > 1, scores, 0.0).mean())


def write(rows: list[dict[str, str]], path: Path = CENTERS) -> None:
    """Write the rows as the active version; keep older versions, inactive."""
    kept = [row for row in rows_of(path) if row["version"] != rows[0]["version"]]
    for row in kept:
        row["is_active"] = "false"
    write_rows(path, [*kept, *rows])
