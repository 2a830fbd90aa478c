"""DBSCAN as people start with it: standardised columns, eps 0.5, 5 rows; to show where it puts whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.clustering.core_distances import core_distances
from takehome.stats.clustering.dbscan import dbscan_labels
from takehome.stats.clustering.mutual_reachability import mutual_reachability_tree

EPS, MIN_SAMPLES = 0.5, 5
"""The brief's starting point, and scikit-learn's defaults."""

MOST_ROWS = 20_000
"""Above it a seeded sample is clustered: the starting point is shown, not used."""


@dataclass(frozen=True)
class BriefDbscan:
    """What it says.

    Attributes
    ----------
    rows : (m,) positions that were clustered. labels : (m,) its clusters, −1 noise.
    """

    rows: np.ndarray
    labels: np.ndarray

    @property
    def clusters(self) -> int:
        """How many clusters it finds."""
        return len(np.unique(self.labels[self.labels >= 0]))

    @property
    def noise(self) -> int:
        """How many rows it calls noise."""
        return int((self.labels < 0).sum())


def brief_dbscan(values: np.ndarray, seed: int) -> BriefDbscan:
    """Cluster (n, p) numbers, standardised; columns that do not vary are left out."""
    rows = np.arange(len(values))
    if len(values) > MOST_ROWS:
        rows = np.sort(np.random.default_rng([seed, 29]).choice(len(values), MOST_ROWS, replace=False))
    X = values[rows]
    spread = X.std(axis=0) if X.shape[1] else np.zeros(0)
    if len(rows) < MIN_SAMPLES:
        return BriefDbscan(rows, np.full(len(rows), -1, np.int64))
    if not (spread > 0).any():
        return BriefDbscan(rows, np.zeros(len(rows), np.int64))
    X = (X[:, spread > 0] - X[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    core = core_distances(X, MIN_SAMPLES)
    edges, lengths = mutual_reachability_tree(X, core)
    return BriefDbscan(rows, dbscan_labels(edges, lengths, core, X, EPS))
