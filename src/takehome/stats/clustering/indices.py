"""Numbers that compare partitions with different numbers of clusters, all from sums by cluster.

Inertia W is the sum of squared distances to the own cluster's mean. Caliński & Harabasz (1974, *Commun. Stat.* 3, 1):
between over within variance, (B / (K − 1)) / (W / (n − K)), larger is better. Davies & Bouldin (1979, *IEEE PAMI* 1,
224): mean over clusters of the worst (sᵢ + sⱼ) / dᵢⱼ, smaller is better. The knee is where log W stops falling fast, as
Kneedle finds it (Satopää et al. 2011, ICDCS workshops): on W itself the first few steps hide all others.

Rows with label −1 are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import cdist

from takehome.stats.clustering.label_codes import label_codes

SENSITIVITY = 1.0
"""Kneedle's S: the steps that the curve must fall behind after its largest lead (the paper's recommendation)."""


def inertia(X: np.ndarray, labels: np.ndarray) -> float:
    """Sum of squared distances of rows (n, q) to the mean of their cluster."""
    points, codes, means = by_cluster(X, labels)
    return float(((points - means[codes]) ** 2).sum())


def calinski_harabasz(X: np.ndarray, labels: np.ndarray) -> float:
    """Caliński–Harabasz index, ≥ 0, larger is better; NaN for one cluster or as many clusters as rows."""
    points, codes, means = by_cluster(X, labels)
    n, k = len(points), len(means)
    if k < 2 or k >= n:
        return float("nan")
    within = ((points - means[codes]) ** 2).sum()
    between = (np.bincount(codes) * (means**2).sum(axis=1)).sum()
    return float(between / within * (n - k) / (k - 1)) if within > 0 else 1.0


def davies_bouldin(X: np.ndarray, labels: np.ndarray) -> float:
    """Davies–Bouldin index, ≥ 0, smaller is better; NaN for one cluster."""
    points, codes, means = by_cluster(X, labels)
    if len(means) < 2:
        return float("nan")
    away = np.sqrt(((points - means[codes]) ** 2).sum(axis=1))
    spread = np.bincount(codes, away) / np.bincount(codes)
    apart = cdist(means, means)
    if np.allclose(spread, 0) or np.allclose(apart, 0):
        return 0.0
    np.fill_diagonal(apart, np.inf)
    apart[apart == 0] = np.inf
    return float(((spread[:, None] + spread[None, :]) / apart).max(axis=1).mean())


def log_knee(k_values: Sequence[int], inertias: Sequence[float]) -> int | None:
    """The number of clusters at the knee of log inertia, or None where the curve has none.

    Parameters
    ----------
    k_values : numbers of clusters, increasing; with 1 among them a knee at 2 can be seen.
    inertias : one for each; those that are 0 are left out, for their logarithm has no end.
    """
    k, w = np.asarray(k_values, float), np.asarray(inertias, float)
    k, w = k[w > 0], np.log(w[w > 0])
    if k.size < 3 or np.ptp(w) <= 0:
        return None
    x = (k - k[0]) / (k[-1] - k[0])
    lead = (w.max() - w) / np.ptp(w) - x
    threshold = SENSITIVITY * np.diff(x).mean()
    peaks = np.flatnonzero((lead[1:-1] >= lead[:-2]) & (lead[1:-1] >= lead[2:])) + 1
    for peak, following in zip(peaks, np.append(peaks, lead.size)[1:], strict=True):
        if lead[peak] > 0 and (lead[peak + 1 : following] < lead[peak] - threshold).any():
            return int(k[peak])
    return None


def by_cluster(X: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centred rows that have a cluster, their codes 0 … K − 1, and the clusters' means (K, q)."""
    given = np.asarray(labels)
    points = np.asarray(X, float)[given >= 0]
    points = points - points.mean(axis=0)
    _, codes = label_codes(given[given >= 0])
    count = np.bincount(codes)
    means = np.stack([np.bincount(codes, column) / count for column in points.T], axis=1)
    return points, codes, means
