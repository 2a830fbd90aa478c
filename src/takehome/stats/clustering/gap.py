"""Gap statistic: is the inertia lower than it would be without any groups?

Gap(K) = mean over references of log W*(K), minus log W(K) (Tibshirani, Walther & Hastie 2001, *JRSS B* 63, 411).
References have as many rows, uniform in the box of the data's principal components (their version b). The chosen K is
the smallest with Gap(K) ≥ Gap(K + 1) − s(K + 1), s = sd · √(1 + 1/B): it is the one index that can say K = 1. It is
conservative where groups touch (right on 7 of 22 public sets here), hence one vote among others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from takehome.errors import InputError
from takehome.stats.clustering.kmeans import kmeans

SAMPLED_ROWS = 5_000
"""Rows at most, drawn at random: log W per row hardly depends on their number."""


class GapResult(NamedTuple):
    """Gap and its standard error for each K (in the order given), and the K of the one-standard-error rule or None."""

    gaps: np.ndarray
    standard_errors: np.ndarray
    k: int | None


def gap_statistic(
    X: np.ndarray,
    k_values: Sequence[int],
    rng: np.random.Generator,
    references: int = 10,
    inertias: Sequence[float] | None = None,
) -> GapResult:
    """Gap statistic on at most 5,000 rows, with one-start fits.

    Parameters
    ----------
    X : rows (n, q).
    k_values : numbers of clusters, increasing by 1; start at 1, or "no groups" cannot be the answer.
    rng : source of the sample, the references and the starts.
    references : uniform data sets.
    inertias : of all rows of X, one for each K, where they are known; else X's sample is fitted as the references are.

    Returns
    -------
    GapResult : `k` is None where the gap rises to the last K: more clusters would have to be tried.

    Raises
    ------
    InputError : k_values that do not increase by 1, more clusters than rows, fewer than 2 references.
    """
    ks = [int(k) for k in k_values]
    if not ks or ks != list(range(ks[0], ks[0] + len(ks))) or references < 2:
        raise InputError(f"K = {ks} and {references} references", "K rising by 1, and 2 references or more", "")
    rows = np.asarray(X, float)
    n = len(rows)
    if n > SAMPLED_ROWS:
        rows = rows[np.sort(rng.choice(n, SAMPLED_ROWS, replace=False))]
    rows = principal_components(rows)
    own = log_inertias(rows, ks, rng) if inertias is None else logarithm(np.asarray(inertias, float) / n)
    low, high = rows.min(axis=0), rows.max(axis=0)
    others = np.stack([log_inertias(rng.uniform(low, high, rows.shape), ks, rng) for _ in range(references)])
    gaps = others.mean(axis=0) - own
    errors = others.std(axis=0) * np.sqrt(1 + 1 / references)
    enough = gaps[:-1] >= gaps[1:] - errors[1:]
    return GapResult(gaps, errors, ks[int(np.argmax(enough))] if enough.any() else None)


def principal_components(rows: np.ndarray) -> np.ndarray:
    """Rows (n, q) turned to their principal axes: distances stay, and the box fits the data."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes


def log_inertias(rows: np.ndarray, ks: Sequence[int], rng: np.random.Generator) -> np.ndarray:
    """Log of the inertia per row for each K, from one start each."""
    return logarithm(np.array([kmeans(rows, k, rng).inertia for k in ks]) / len(rows))


def logarithm(values: np.ndarray) -> np.ndarray:
    """Logarithm, finite for an inertia of 0 (as many centres as distinct rows)."""
    return np.log(np.maximum(values, np.finfo(float).tiny))
