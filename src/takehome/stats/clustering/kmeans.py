"""K-means: k weighted means that lie nearest to the rows.

Minimises the inertia W = Σ wᵢ · minₖ ‖xᵢ − cₖ‖². Lloyd (1982, *IEEE Trans. Inf. Theory* 28, 129) moves each centre to
the mean of the rows nearest to it until no row moves: a local minimum, so the start decides. Starts come from greedy
k-means++ (Arthur & Vassilvitskii 2007, SODA: each next centre is drawn with probability ∝ w · d²; of a few draws the
best is kept). Where there are many centres a start still puts two into one group and one over two groups;
:mod:`takehome.stats.clustering.kmeans_swaps` repairs that.

Weights are how often a row counts: a bootstrap replicate is the same rows with multinomial weights. It must be fitted
fresh, from its own k-means++: started at the centres of the full data it reports stability that is not there.

Surplus centres (k above the number of distinct rows) lie on a row that has a centre already and own no row: the labels
then have fewer than k different values.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from takehome.errors import InputError

MAX_PASSES = 1000
"""Passes of Lloyd's iterations at most. Convergence takes 10 to 200 on 100,000 rows; this only forbids endless ones."""

ROUGH_TOLERANCE = 1e-5
"""Starts are compared once a pass lowers the inertia by less than this share; the winner is then run to the end."""

SEARCHED_ROWS = 20_000
"""Rows on which starts and swaps are compared when there are more; the winner is then run to the end on all rows."""

FULL_TRIES = 1
"""Swaps settled on all rows after the search on a sample: what the sample missed, mostly in long tails."""


class KMeansFit(NamedTuple):
    """A partition by nearest centre.

    Attributes
    ----------
    centres : (K, q).
    labels : (n,) ints 0 … K − 1; rows of weight 0 have one too.
    inertia : Σ wᵢ · squared distance to the own centre.
    iterations : passes over the rows in the last run of Lloyd's iterations.
    """

    centres: np.ndarray
    labels: np.ndarray
    inertia: float
    iterations: int


def kmeans(
    X: np.ndarray,
    k: int,
    rng: np.random.Generator,
    weights: np.ndarray | None = None,
    restarts: int = 1,
    start: np.ndarray | None = None,
    tolerance: float = 0.0,
) -> KMeansFit:
    """Fresh k-means++ and Lloyd's iterations until no row moves.

    Parameters
    ----------
    X : rows (n, q), finite, already on the scale in which distances are meant.
    k : number of centres, 1 … n.
    rng : source of the starts; the same state gives the same fit.
    weights : (n,) ≥ 0, not all 0; None counts every row once.
    restarts : starts that are tried; the one of least inertia is kept.
    start : (k, q) centres to start from instead; `rng` and `restarts` are then not used.
    tolerance : ends once a pass lowers the inertia by this share of it or less; 0 runs until no row moves.

    Raises
    ------
    InputError : shapes that do not fit, values that are not finite, weights below 0, k outside 1 … n.
    """
    columns, mass = prepared(X, k, weights)
    if start is not None:
        return run_lloyd(columns, mass, checked_start(start, k, columns.shape[0]), tolerance)
    if restarts == 1:
        return run_lloyd(columns, mass, fresh_start(columns, mass, k, rng), tolerance)
    return run_lloyd(columns, mass, best_start(columns, mass, k, rng, restarts).centres, tolerance)


def refined_kmeans(
    X: np.ndarray,
    k: int,
    rng: np.random.Generator,
    weights: np.ndarray | None = None,
    previous: np.ndarray | None = None,
    restarts: int = 3,
) -> KMeansFit:
    """K-means near the global optimum: fresh starts, a split of the previous solution, then swaps of centres.

    Above 20,000 rows the search runs on a sample of them and its result is run to convergence on all rows.

    Parameters
    ----------
    X, k, rng, weights : as in :func:`kmeans`.
    previous : (k − 1, q) centres of the fit with one centre less; its best split is one more start.
    restarts : fresh starts.

    Raises
    ------
    InputError : as in :func:`kmeans`.
    """
    from takehome.stats.clustering.kmeans_swaps import improved_by_swaps, split_best

    columns, mass = prepared(X, k, weights)
    some, share = searched_rows(columns, mass, k, rng)
    fit = best_start(some, share, k, rng, restarts)
    if previous is not None:
        centres = split_best(some, share, checked_start(previous, k - 1, columns.shape[0]))
        grown = run_lloyd(some, share, centres, ROUGH_TOLERANCE)
        fit = min(fit, grown, key=lambda one: one.inertia)
    fit = improved_by_swaps(some, share, fit)
    if some is not columns:
        fit = run_lloyd(columns, mass, fit.centres, ROUGH_TOLERANCE)
        fit = improved_by_swaps(columns, mass, fit, tried=FULL_TRIES)
    return run_lloyd(columns, mass, fit.centres)


def kmeans_sweep(
    X: np.ndarray,
    k_values: Iterable[int],
    rng: np.random.Generator,
    weights: np.ndarray | None = None,
    restarts: int = 3,
) -> dict[int, KMeansFit]:
    """:func:`refined_kmeans` for each k, smallest first, each starting also from a split of the one before."""
    fits: dict[int, KMeansFit] = {}
    for k in sorted(set(k_values)):
        before = fits[k - 1].centres if k - 1 in fits else None
        fits[k] = refined_kmeans(X, k, rng, weights, before, restarts)
    return fits


def assign(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Label (n,) of each row's nearest centre; of equally near ones the first."""
    from takehome.stats.clustering.kmeans_kernels import assign_rows

    columns = np.ascontiguousarray(np.asarray(X, float).T)
    labels, distances = np.full(columns.shape[1], -1), np.empty(columns.shape[1])
    assign_rows(columns, np.ones(columns.shape[1]), np.ascontiguousarray(centres, float), labels, distances)
    return labels


def prepared(X: np.ndarray, k: int, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Columns (q, n) and weights (n,) as the kernels want them, or the error that says why not."""
    rows = np.asarray(X, float)
    if rows.ndim != 2 or rows.shape[1] == 0 or not np.isfinite(rows).all():
        raise InputError(
            f"rows of shape {rows.shape}", "a table (rows, columns) of finite numbers", "fill or drop rows"
        )
    n = rows.shape[0]
    if not 1 <= k <= n:
        raise InputError(f"k = {k} for {n} rows", f"a number of groups from 1 to {n}", "ask for fewer groups")
    mass = np.ones(n) if weights is None else np.ascontiguousarray(weights, float)
    if mass.shape != (n,) or not np.isfinite(mass).all() or mass.min() < 0 or mass.sum() <= 0:
        raise InputError(f"weights of shape {mass.shape}", f"{n} weights ≥ 0, at least one above 0", "leave them out")
    return np.ascontiguousarray(rows.T), mass


def checked_start(centres: np.ndarray, k: int, q: int) -> np.ndarray:
    """The centres to start from, or the error that says which shape was wanted."""
    start = np.ascontiguousarray(centres, float)
    if start.shape != (k, q) or not np.isfinite(start).all():
        raise InputError(f"centres of shape {start.shape}", f"({k}, {q}), all finite", "leave the start out")
    return start


def fresh_start(columns: np.ndarray, mass: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Centres (k, q) drawn by greedy k-means++, 2 + ln k draws for each (as in scikit-learn)."""
    from takehome.stats.clustering.kmeans_kernels import plus_plus

    shares = rng.random((k, 2 + int(np.log(k))))
    return np.ascontiguousarray(columns[:, plus_plus(columns, mass, shares)].T)


def run_lloyd(columns: np.ndarray, mass: np.ndarray, start: np.ndarray, tolerance: float = 0.0) -> KMeansFit:
    """Lloyd's iterations from a start (K, q), to the end or until a pass gains less than a share of the inertia."""
    from takehome.stats.clustering.kmeans_kernels import lloyd

    centres, labels, _, inertia, passes = lloyd(columns, mass, start, MAX_PASSES, tolerance)
    return KMeansFit(centres, labels, float(inertia), int(passes))


def searched_rows(
    columns: np.ndarray, mass: np.ndarray, k: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The rows on which starts and swaps are compared: all, or a random sample of those that count."""
    counted = np.flatnonzero(mass > 0)
    if counted.size <= max(SEARCHED_ROWS, k):
        return columns, mass
    rows = np.sort(rng.choice(counted, max(SEARCHED_ROWS, k), replace=False))
    return np.ascontiguousarray(columns[:, rows]), mass[rows]


def best_start(columns: np.ndarray, mass: np.ndarray, k: int, rng: np.random.Generator, restarts: int) -> KMeansFit:
    """The best of several fresh starts, each run until it hardly gains."""
    if restarts < 1:
        raise InputError(f"{restarts} restarts", "one at least", "restarts=1")
    starts = [fresh_start(columns, mass, k, rng) for _ in range(restarts)]
    return min((run_lloyd(columns, mass, one, ROUGH_TOLERANCE) for one in starts), key=lambda fit: fit.inertia)


def assign_rows_reference(
    columns: np.ndarray, weights: np.ndarray, centres: np.ndarray, labels: np.ndarray, distances: np.ndarray
) -> tuple[int, float, np.ndarray, np.ndarray]:
    """Twin of the compiled pass over the rows."""
    away = ((columns.T[:, None, :] - centres[None]) ** 2).sum(axis=2)
    now = away.argmin(axis=1)
    moved = int((now != labels).sum())
    labels[:], distances[:] = now, away.min(axis=1)
    member = np.eye(len(centres))[now] * weights[:, None]
    return moved, float(weights @ distances), member.T @ columns.T, member.sum(axis=0)


def lloyd_reference(
    columns: np.ndarray, weights: np.ndarray, start: np.ndarray, most: int, tolerance: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float, int]:
    """Twin of the compiled iterations: plain Lloyd, an empty cluster to the farthest row."""
    n = columns.shape[1]
    centres, labels, distances, before = start.copy(), np.full(n, -1), np.empty(n), np.inf
    for passes in range(1, most + 1):
        moved, inertia, sums, mass = assign_rows_reference(columns, weights, centres, labels, distances)
        if moved == 0 or passes == most or (before - inertia <= tolerance * inertia and (mass > 0).all()):
            break
        before = inertia
        for k in range(len(centres)):
            far = int(np.argmax(np.where(weights > 0, distances, 0.0)))
            if mass[k] > 0:
                centres[k] = sums[k] / mass[k]
            elif distances[far] > 0:
                centres[k], distances[far] = columns[:, far], 0.0
    return centres, labels, distances, inertia, passes


def plus_plus_reference(columns: np.ndarray, weights: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Twin of the compiled greedy k-means++."""
    rows, points = np.empty(len(shares), np.int64), columns.T
    now = np.full(len(points), np.inf)
    for s, draws in enumerate(shares):
        running = np.cumsum(weights if s == 0 else weights * now)
        if running[-1] <= 0:
            rows[s] = rows[0]
            continue
        drawn = np.searchsorted(running, draws[: 1 if s == 0 else None] * running[-1], side="right")
        left = [np.minimum(now, ((points - points[row]) ** 2).sum(axis=1)) for row in drawn]
        best = int(np.argmin([weights @ one for one in left]))
        rows[s], now = drawn[best], left[best]
    return rows
