"""Worlds with one planted trap, and worlds with none; the truth is known because we wrote it.

Every trap is planted at twice the materiality limit of the check that must find it, in a column that changes from
seed to seed: a bend of twice √0.02 noise standard deviations (Cohen's f), a spread ratio of 2² , an outlier
cluster that moves a coefficient by two of its standard errors, a column that leaves half of the leakage limit open.
Bends are planted in uniform columns: in a column with tails a few far rows carry a bend of the same size, and less of
it can be proved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.table import Column, Kind, Role, Table

ROWS = 2_000
FEATURES = 4
BEND = 2 * np.sqrt(0.02)
SPREAD_RATIO = 2.0**2
OUTLIER_SHARE = 0.02
COEFFICIENT_SHIFT = 2.0
LEAK_OPEN = 0.01


@dataclass(frozen=True)
class World:
    """A table, and what must be found in it: a code and its subjects (any order); None in a straight world."""

    table: Table
    code: str | None = None
    subjects: frozenset[str] = frozenset()


def features(rng: np.random.Generator, rows: int, count: int, skewed: bool = True) -> np.ndarray:
    """Independent columns: normal, uniform and, where wanted, log-normal in turn."""
    draws: list[Callable] = [rng.normal, rng.uniform, rng.lognormal if skewed else rng.normal]
    return np.column_stack([draws[j % 3](size=rows) for j in range(count)])


def straight(seed: int, rows: int, count: int) -> World:
    """A straight line with unit coefficients on standardised features and unit noise."""
    rng = np.random.default_rng([seed, rows, count])
    X = features(rng, rows, count)
    y = standardised(X).sum(axis=1) + rng.normal(size=rows)
    return World(_table(X, y))


def standardised(X: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


def _table(X: np.ndarray, y: np.ndarray) -> Table:
    columns = [Column(f"x{j + 1}", Kind.NUMBER, X[:, j]) for j in range(X.shape[1])]
    return Table((*columns, Column("y", Kind.NUMBER, y)), {"y": Role.TARGET}, rows_in_source=len(y))


def _bent(shape: Callable[[np.ndarray], np.ndarray]) -> Callable[[int], World]:
    """A world whose only bend is `shape` of one column, sized after its straight part is taken out."""

    def make(seed: int) -> World:
        rng = np.random.default_rng([seed, 11])
        X = rng.uniform(0.0, 10.0, (ROWS, FEATURES))
        j = seed % FEATURES
        bend = _beyond_straight(X, shape(X[:, j]))
        y = standardised(X).sum(axis=1) + BEND * bend + rng.normal(size=ROWS)
        return World(_table(X, y), "REG001", frozenset([f"x{j + 1}"]))

    return make


def _beyond_straight(X: np.ndarray, column: np.ndarray) -> np.ndarray:
    """What a straight line in all features leaves of a column, scaled to RMS 1."""
    matrix = np.column_stack([np.ones(len(X)), X])
    rest = column - matrix @ np.linalg.lstsq(matrix, column, rcond=None)[0]
    return rest / np.sqrt(np.mean(rest**2))


def interaction(seed: int) -> World:
    """A product of two columns."""
    rng = np.random.default_rng([seed, 12])
    X = features(rng, ROWS, FEATURES, skewed=False)
    a, b = seed % FEATURES, (seed + 1 + seed // FEATURES % (FEATURES - 1)) % FEATURES
    Z = standardised(X)
    y = Z.sum(axis=1) + BEND * _beyond_straight(X, Z[:, a] * Z[:, b]) + rng.normal(size=ROWS)
    return World(_table(X, y), "REG007", frozenset([f"x{a + 1}", f"x{b + 1}"]))


def heteroscedastic(seed: int) -> World:
    """Noise whose spread grows by `SPREAD_RATIO` from the 10th to the 90th percentile of one column."""
    rng = np.random.default_rng([seed, 13])
    X = features(rng, ROWS, FEATURES, skewed=False)
    j = seed % FEATURES
    low, high = np.quantile(X[:, j], (0.1, 0.9))
    spread = np.exp(np.log(SPREAD_RATIO) * np.clip((X[:, j] - low) / (high - low), -0.1, 1.1))
    y = standardised(X).sum(axis=1) + spread * rng.normal(size=ROWS)
    return World(_table(X, y), "REG002", frozenset([f"x{j + 1}"]))


def outlier_cluster(seed: int) -> World:
    """Two in a hundred rows at one end of one column, all shifted the same way.

    The shift is sized so that their removal moves that column's coefficient by `COEFFICIENT_SHIFT` standard errors,
    or is six noise standard deviations, whichever is more: below that they are not outliers.
    """
    rng = np.random.default_rng([seed, 14])
    X = features(rng, ROWS, FEATURES, skewed=False)
    j = seed % FEATURES
    y = standardised(X).sum(axis=1) + rng.normal(size=ROWS)
    size = int(OUTLIER_SHARE * ROWS)
    rows = np.argsort(X[:, j])[-2 * size :: 2]
    z = standardised(X)[:, j]
    pull = abs(z[rows].sum()) / np.sqrt(ROWS)  # standard errors of the coefficient per unit of shift
    y[rows] -= max(COEFFICIENT_SHIFT / pull, 6.0)
    return World(_table(X, y), "REG006", frozenset([f"x{j + 1}"]))


def leak(seed: int) -> World:
    """A column that is the target itself with a little noise."""
    rng = np.random.default_rng([seed, 15])
    X = features(rng, ROWS, FEATURES)
    y = standardised(X).sum(axis=1) + rng.normal(size=ROWS)
    j = seed % FEATURES
    X[:, j] = 3.0 + 2.0 * (y + rng.normal(size=ROWS) * y.std() * np.sqrt(LEAK_OPEN / (1 - LEAK_OPEN)))
    return World(_table(X, y), "TAB001", frozenset([f"x{j + 1}"]))


TRAPS: dict[str, Callable[[int], World]] = {
    "log": _bent(lambda x: np.log(x + 0.3)),
    "hinge": _bent(lambda x: np.maximum(x - 6.5, 0.0)),
    "U": _bent(lambda x: (x - 5.0) ** 2),
    "step": _bent(lambda x: (x > 6.0).astype(float)),
    "interaction": interaction,
    "heteroscedasticity": heteroscedastic,
    "outlier cluster": outlier_cluster,
    "leak": leak,
}
