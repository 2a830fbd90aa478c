"""Out of a poor local minimum of K-means: take a centre from where it hardly helps, put it where one is missing.

A swap deletes centre j, whose rows pay Σ w · (d²₂ − d²₁) more at their second nearest centre, and splits cluster c into
two means, which gains W(c) − W(c₁) − W(c₂); Lloyd's iterations then settle it. Swaps are tried in the order of cost
minus gain and kept when the inertia falls. This is the random swap of Fränti (2018, *J. Big Data* 5:13) with the choice
made by the data instead of by chance, so the result depends on the start alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from takehome.stats.clustering.kmeans import KMeansFit

MAX_SWAPS = 50
"""Swaps kept at most; each lowers the inertia."""

TRIED_SWAPS = 8
"""Most promising swaps that are settled before a fit counts as one that no swap improves. One is enough for the
Fränti sets; where groups overlap, eight halve the share of fits that stay above the best known inertia."""

LEAST_GAIN = 1e-4
"""A swap is kept when it lowers the inertia by this share at least; less is the slack of unfinished iterations."""

SPLIT_PASSES = 10
"""Passes in which a cluster is split into two means; the swap is settled afterwards, so a rough split will do."""


def improved_by_swaps(columns: np.ndarray, mass: np.ndarray, fit: KMeansFit, tried: int = TRIED_SWAPS) -> KMeansFit:
    """The fit after every swap that lowers its inertia; `columns` (q, n), `mass` (n,) weights."""
    for _ in range(MAX_SWAPS):
        better = first_better_swap(columns, mass, fit, tried)
        if better is None:
            break
        fit = better
    return fit


def first_better_swap(columns: np.ndarray, mass: np.ndarray, fit: KMeansFit, tried: int) -> KMeansFit | None:
    """The first of the most promising swaps that lowers the inertia once settled, or None."""
    from takehome.stats.clustering.kmeans import ROUGH_TOLERANCE, run_lloyd
    from takehome.stats.clustering.kmeans_kernels import removal_costs

    k = len(fit.centres)
    if k < 2 or fit.inertia <= 0:
        return None
    costs = removal_costs(columns, mass, fit.centres)
    gains, halves = split_gains(columns, mass, fit.labels, k)
    change = costs[:, None] - gains[None, :]
    np.fill_diagonal(change, np.inf)
    for pair in np.argsort(change, axis=None, kind="stable")[:tried]:
        removed, split = divmod(int(pair), k)
        if not np.isfinite(change[removed, split]):
            break
        centres = fit.centres.copy()
        centres[[split, removed]] = halves[split]
        settled = run_lloyd(columns, mass, centres, ROUGH_TOLERANCE)
        if settled.inertia < fit.inertia * (1 - LEAST_GAIN):
            return settled
    return None


def split_best(columns: np.ndarray, mass: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Centres (K + 1, q): the cluster of which a split gains most is split (bisecting, but to be settled together)."""
    from takehome.stats.clustering.kmeans_kernels import assign_rows

    labels, distances = np.full(columns.shape[1], -1), np.empty(columns.shape[1])
    assign_rows(columns, mass, centres, labels, distances)
    gains, halves = split_gains(columns, mass, labels, len(centres))
    most = int(np.argmax(gains))
    return np.vstack([np.delete(centres, most, axis=0), halves[most]])


def split_gains(columns: np.ndarray, mass: np.ndarray, labels: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """What each cluster's inertia loses when two means take it (k,), and these means (k, 2, q)."""
    from takehome.stats.clustering.kmeans import ROUGH_TOLERANCE
    from takehome.stats.clustering.kmeans_kernels import halves_of_longest_axis, lloyd

    gains, halves = np.zeros(k), np.zeros((k, 2, columns.shape[0]))
    counted = mass > 0
    order = np.argsort(np.where(counted, labels, k), kind="stable")
    ends = np.cumsum(np.bincount(labels[counted], minlength=k))
    for c, rows in enumerate(np.split(order, ends)[:k]):
        if not rows.size:
            continue
        part, weight = np.ascontiguousarray(columns[:, rows]), mass[rows]
        whole, start = halves_of_longest_axis(part, weight)
        halves[c], _, _, left, _ = lloyd(part, weight, start, SPLIT_PASSES, ROUGH_TOLERANCE)
        gains[c] = max(whole - left, 0.0)
    return gains, halves


def removal_costs_reference(columns: np.ndarray, weights: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Twin of the compiled costs of deleting each centre."""
    away = ((columns.T[:, None, :] - centres[None]) ** 2).sum(axis=2)
    nearest = away.argmin(axis=1)
    first, second = np.sort(away, axis=1)[:, :2].T
    return np.bincount(nearest, weights * (second - first), minlength=len(centres))


def halves_of_longest_axis_reference(part: np.ndarray, weight: np.ndarray) -> tuple[float, np.ndarray]:
    """Twin of the compiled start of a split, with the exact axis (which power iterations approach)."""
    total = weight.sum()
    centre = part @ weight / total
    away = part - centre[:, None]
    lengths, axes = np.linalg.eigh((away * weight) @ away.T)
    step = axes[:, -1] * np.sqrt(max(lengths[-1], 0.0) / total)
    return float(lengths.sum()), np.stack([centre + step, centre - step])
