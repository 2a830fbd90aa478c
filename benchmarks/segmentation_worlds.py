"""Simulated tables for the segmentation study: humans alone in three shapes, and crowds without segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

HUMANS = 650
DENSE_GROUP = 30
World = Callable[[np.random.Generator, int], np.ndarray]


def normal_humans(rng: np.random.Generator, n: int) -> np.ndarray:
    """One to four normal segments in two to six columns."""
    k, d = int(rng.integers(1, 5)), int(rng.integers(2, 7))
    centres = rng.normal(0, 4, (k, d))
    return centres[rng.integers(0, k, n)] + rng.normal(size=(n, d)) * rng.uniform(0.5, 1.5, d)


def skewed_humans(rng: np.random.Generator, n: int) -> np.ndarray:
    """Skewed amounts, and columns that are zero for most."""
    return np.column_stack([
        rng.lognormal(2, 0.8, n), rng.poisson(1.2, n) * (rng.random(n) < 0.4),
        rng.gamma(2, 20, n) * (rng.random(n) < 0.5), rng.beta(1, 8, n) * (rng.random(n) < 0.3),
        rng.lognormal(3, 0.5, n),
    ])  # fmt: skip


def humans_with_a_dense_group(rng: np.random.Generator, n: int) -> np.ndarray:
    """Normal humans, thirty of whom are nearly alike, in the middle of the others."""
    X = normal_humans(rng, n - DENSE_GROUP)
    twin = X[rng.integers(0, len(X))]
    return np.vstack([X, twin + 0.05 * X.std(axis=0) * rng.normal(size=(DENSE_GROUP, X.shape[1]))])


HUMAN_WORLDS: Mapping[str, World] = {
    "normal": normal_humans,
    "skewed with zeros": skewed_humans,
    "a legitimate dense group": humans_with_a_dense_group,
}

CROWDS: Mapping[str, Callable[[np.random.Generator, int, int], np.ndarray]] = {
    "uniform": lambda rng, n, d: rng.random((n, d)),
    "one Gaussian": lambda rng, n, d: rng.normal(size=(n, d)) @ (np.eye(d) + 0.5 * rng.normal(size=(d, d))),
    "log-normal": lambda rng, n, d: np.exp(rng.normal(size=(n, d))),
}
CROWD_SIZES = tuple((n, d) for n in (300, 3_000) for d in (2, 8))
