"""Silhouettes: how much nearer a row is to its own cluster than to the next one.

s = (b − a) / max(a, b), a the mean distance to the other rows of its cluster and b the least mean distance to another
cluster (Rousseeuw 1987, *J. Comput. Appl. Math.* 20, 53); 0 for a cluster of one row, undefined (NaN) for a partition
with one cluster and for rows that are left out (label −1).

Euclidean silhouettes of several partitions share one pass over the pairs of rows, without an n × n matrix. Squared
distances need no pairs at all: the mean squared distance from x to a cluster C is ‖x − μ_C‖² + V_C, V_C the mean
squared distance of C's rows to their mean μ_C (König–Huygens; Apache Spark's ``ClusteringEvaluator`` sums norms
instead, which cancels where the rows are far from the origin).

For very many rows, a random sample of *anchor* rows against all rows estimates the mean without bias and with a
standard error (a sample on both sides, as with scikit-learn's ``sample_size``, is biased: clusters get thinner).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.label_codes import label_codes


class SilhouetteEstimate(NamedTuple):
    """Mean silhouette of each partition (P,) estimated from anchors, with its standard error (P,)."""

    means: np.ndarray
    standard_errors: np.ndarray


def silhouette_samples(X: np.ndarray, partitions: np.ndarray) -> np.ndarray:
    """Exact Euclidean silhouettes of several partitions in one pass.

    Parameters
    ----------
    X : rows (n, q).
    partitions : (P, n) or (n,) int labels; −1 leaves a row out of that partition.

    Returns
    -------
    (P, n) silhouettes in −1 … 1; NaN for rows left out and for partitions with one cluster.

    Raises
    ------
    InputError : labels that do not fit the rows.
    """
    return silhouettes_of(X, partitions, np.arange(len(X)))


def silhouette_estimate(X: np.ndarray, partitions: np.ndarray, anchors: np.ndarray) -> SilhouetteEstimate:
    """Mean silhouettes from anchor rows against all rows.

    Parameters
    ----------
    X, partitions : as in :func:`silhouette_samples`.
    anchors : (m,) row numbers, drawn at random without replacement; 500 to 2,000 give an error below 0.01.

    Raises
    ------
    InputError : labels that do not fit the rows.
    """
    values = silhouettes_of(X, partitions, np.asarray(anchors))
    known = np.isfinite(values)
    count = known.sum(axis=1)
    some, enough = np.maximum(count, 1), np.maximum(count - 1, 1)
    means = np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / some, np.nan)
    squares = np.where(known, values - means[:, None], 0.0) ** 2
    unseen = 1 - len(anchors) / len(X)
    errors = np.where(count > 1, np.sqrt(squares.sum(axis=1) / enough / some * unseen), np.nan)
    return SilhouetteEstimate(means, errors)


def silhouette_squared(X: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Silhouettes (n,) under squared Euclidean distance, K-means' own geometry, in O(n K q).

    Parameters
    ----------
    X : rows (n, q).
    labels : (n,) ints; −1 leaves a row out.
    weights : (n,) how often each row counts (bootstrap multiplicities); rows of weight 0 are left out. None: once each.

    Raises
    ------
    InputError : labels that do not fit the rows.
    """
    rows = np.asarray(X, float)
    mass = np.ones(len(rows)) if weights is None else np.asarray(weights, float)
    given = checked_partitions(labels, len(rows))[0]
    used = (given >= 0) & (mass > 0)
    result = np.full(len(rows), np.nan)
    if not used.any():
        return result
    _, codes = label_codes(given[used])
    points, mass = rows[used] - rows[used].mean(axis=0), mass[used]
    total = np.bincount(codes, mass)
    if total.size < 2:
        return result
    means = np.stack([np.bincount(codes, mass * column) / total for column in points.T], axis=1)
    away = np.stack([np.einsum("ij,ij->i", points - mean, points - mean) for mean in means], axis=1)
    each = np.arange(codes.size)
    away += np.bincount(codes, mass * away[each, codes]) / total
    alone = total <= 1
    within = away[each, codes] * (total / np.where(alone, 1.0, total - 1))[codes]
    away[each, codes] = np.inf
    between = away.min(axis=1)
    larger = np.maximum(within, between)
    apart = ~alone[codes] & (larger > 0)
    result[used] = np.where(apart, (between - within) / np.where(apart, larger, 1.0), 0.0)
    return result


def silhouettes_of(X: np.ndarray, partitions: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Silhouettes (P, m) of some rows against all."""
    from takehome.stats.clustering.silhouette_kernels import silhouettes_by_atom

    rows = np.asarray(X, float)
    labels = checked_partitions(partitions, len(rows))
    order, ends, clusters, sizes = atoms(labels)
    position = np.empty(len(rows), np.int64)
    position[order] = np.arange(len(rows))
    return silhouettes_by_atom((rows - rows.mean(axis=0))[order], ends, clusters, sizes, position[which])


def silhouettes_by_atom_reference(
    rows: np.ndarray, ends: np.ndarray, clusters: np.ndarray, sizes: np.ndarray, which: np.ndarray
) -> np.ndarray:
    """Twin of the compiled kernel, from the definition and with all distances at once: for tests, on few rows."""
    apart = np.sqrt(((rows[which][:, None] - rows[None]) ** 2).sum(axis=2))
    atom = np.searchsorted(ends, np.arange(len(rows)), side="right")
    result = np.full((len(clusters), len(which)), np.nan)
    for p, of_atom in enumerate(clusters):
        cluster, count = of_atom[atom], sizes[p]
        for i, row in enumerate(which):
            own = cluster[row]
            rivals = [apart[i, cluster == k].mean() for k in np.flatnonzero(count) if k != own]
            if own < 0 or (count[own] > 1 and not rivals):
                continue
            a = apart[i, cluster == own].sum() / max(count[own] - 1, 1)
            larger = max(a, min(rivals, default=0.0))
            result[p, i] = (min(rivals) - a) / larger if count[own] > 1 and larger > 0 else 0.0
    return result


def checked_partitions(partitions: np.ndarray, n: int) -> np.ndarray:
    """Labels as (P, n) ints, or the error that says what is wrong with them."""
    labels = np.atleast_2d(np.asarray(partitions))
    if labels.ndim != 2 or labels.shape[1] != n or labels.dtype.kind not in "iu":
        raise InputError(
            f"labels of shape {labels.shape} and type {labels.dtype}", f"whole numbers, {n} for each partition", ""
        )
    return labels.astype(np.int64)


def atoms(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Common refinement of partitions (P, n): row order (n,), ends (A,), clusters (P, A) and cluster sizes (P, K)."""
    codes = np.stack([cluster_codes(one) for one in labels])
    order = np.lexsort(codes[::-1])
    ordered = codes[:, order]
    last = np.append((ordered[:, 1:] != ordered[:, :-1]).any(axis=0), True)
    ends = np.flatnonzero(last) + 1
    widest = int(codes.max()) + 1
    sizes = np.stack([np.bincount(one[one >= 0], minlength=max(widest, 1)) for one in codes])
    return order, ends, np.ascontiguousarray(ordered[:, last]), sizes


def cluster_codes(labels: np.ndarray) -> np.ndarray:
    """Labels (n,) as 0 … K − 1 in their order, −1 (and anything below 0) as −1."""
    codes = np.full(labels.size, -1)
    kept = labels >= 0
    codes[kept] = label_codes(labels[kept])[1]
    return codes
