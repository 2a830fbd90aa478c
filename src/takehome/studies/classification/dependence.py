r"""What the model itself does with a feature: partial dependence, single rows' curves, accumulated local effects.

Theory
------
Partial dependence averages the prediction over rows whose feature is *set* to a value; its curves of single rows are
individual conditional expectations (Friedman 2001, §8.2; Goldstein, Kapelner, Bleich & Pitkin 2015, *JCGS* 24). Where
features go together it asks the model about rows that do not exist. Accumulated local effects move each row only to
the edges of the narrow bin that it is in, and add up the mean differences:

.. math:: \widehat{ALE}(x) = \sum_{k \le k(x)} \frac{1}{n_k} \sum_{i: x_i \in (z_{k-1}, z_k]}
          \hat f(z_k, x_{i,-j}) - \hat f(z_{k-1}, x_{i,-j}),

centred on the mean prediction, with bins between quantiles (Apley & Zhu 2020, *JRSS B* 82). Both are the model's words
about its features, not yet the world's. All features are asked in a few stacked calls, since a forest answers a million
questions much faster than a million times one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.instrument import Rows
from takehome.studies.classification.shown_model import Predict

ALE_ROWS, ALE_BINS = 2_000, 20
PD_ROWS, PD_POINTS = 100, 15
SINGLE_CURVES = 10
_CELLS = 4_000_000


@dataclass(frozen=True)
class ModelCurve:
    """The shown model along one number, in probabilities.

    Attributes
    ----------
    values : (k,) of the feature. partial : (k,) partial dependence. single : (rows, k) some of its rows.
    edges, accumulated : (b,) accumulated local effects at the edges of their bins.
    """

    values: np.ndarray
    partial: np.ndarray
    single: np.ndarray
    edges: np.ndarray
    accumulated: np.ndarray

    def accumulated_at(self, values: np.ndarray) -> np.ndarray:
        """Accumulated local effects between the edges, joined linearly."""
        return np.interp(values, self.edges, self.accumulated)

    def partial_at(self, values: np.ndarray) -> np.ndarray:
        """Partial dependence between its points, joined linearly."""
        return np.interp(values, self.values, self.partial)


def model_curves(
    predict: Predict, rows: Rows, numbers: Sequence[int], grids: Sequence[np.ndarray], seed: int
) -> list[ModelCurve]:
    """The curves of several numbers (positions among the design's columns), each at its own grid."""
    if not numbers:
        return []
    rng = np.random.default_rng([seed, 23])
    near, few = _some(rows, ALE_ROWS, rng), _some(rows, PD_ROWS, rng)
    edges = [_edges(near.X[:, j]) for j in numbers]
    bins = [
        np.clip(np.searchsorted(e, near.X[:, j], side="left"), 1, len(e) - 1)
        for j, e in zip(numbers, edges, strict=True)
    ]
    blocks = [near.X]
    for j, e, b in zip(numbers, edges, bins, strict=True):
        blocks += [_set(near.X, j, e[b - 1]), _set(near.X, j, e[b])]
    for j, grid in zip(numbers, grids, strict=True):
        blocks += [_set(few.X, j, value) for value in grid]
    answers = iter(_asked(predict, blocks))
    level = float(np.average(next(answers), weights=near.weights))
    accumulated = [
        _accumulated(next(answers), next(answers), b, len(e), near.weights, level)
        for b, e in zip(bins, edges, strict=True)
    ]
    found = []
    for grid, e, a in zip(grids, edges, accumulated, strict=True):
        curves = np.column_stack([next(answers) for _ in grid])
        partial = few.weights @ curves / few.weights.sum()
        found.append(ModelCurve(grid, partial, curves[:SINGLE_CURVES], e, a))
    return found


def level_changes(
    predict: Predict, rows: Rows, flags: Sequence[tuple[tuple[int, ...], int]], seed: int
) -> list[tuple[float, float]]:
    """Average prediction without and with each indicator on, the feature's others off.

    Parameters
    ----------
    flags : for each, all the feature's indicators, and the one that is switched.
    """
    if not flags:
        return []
    few = _some(rows, ALE_ROWS, np.random.default_rng([seed, 24]))
    blocks = []
    for own, switched in flags:
        off = few.X.copy()
        off[:, list(own)] = 0.0
        blocks += [off, _set(off, switched, 1.0)]
    means = [float(np.average(p, weights=few.weights)) for p in _asked(predict, blocks)]
    return list(zip(means[::2], means[1::2], strict=True))


def _some(rows: Rows, most: int, rng: np.random.Generator) -> Rows:
    if len(rows.y) <= most:
        return rows
    return rows.take(np.sort(rng.choice(len(rows.y), most, replace=False)))


def _set(X: np.ndarray, column: int, value: np.ndarray | float) -> np.ndarray:
    X = X.copy()
    X[:, column] = value
    return X


def _edges(x: np.ndarray) -> np.ndarray:
    """Values between which as many rows lie everywhere, as far as ties let them; two where nothing varies."""
    edges = np.unique(np.quantile(x, np.linspace(0, 1, ALE_BINS + 1), method="inverted_cdf"))
    return edges if len(edges) > 1 else np.array([edges[0], np.nextafter(edges[0], np.inf)])


def _accumulated(
    before: np.ndarray, after: np.ndarray, bins: np.ndarray, edges: int, weights: np.ndarray, level: float
) -> np.ndarray:
    """Summed mean differences at the edges, shifted so that their mean over the rows is the mean prediction."""
    size = np.bincount(bins, weights=weights, minlength=edges)
    steps = np.bincount(bins, weights=weights * (after - before), minlength=edges) / np.where(size > 0, size, 1.0)
    curve = np.cumsum(steps)
    middle = (curve[bins - 1] + curve[bins]) / 2
    return curve - np.average(middle, weights=weights) + level


def _asked(predict: Predict, blocks: list[np.ndarray]) -> list[np.ndarray]:
    """The answers to every block, asked in as few calls as memory allows."""
    found: list[np.ndarray] = []
    batch: list[np.ndarray] = []
    for block in [*blocks, None]:
        if batch and (block is None or sum(b.size for b in batch) + block.size > _CELLS):
            p = predict(np.vstack(batch))
            found += np.split(p, np.cumsum([len(b) for b in batch])[:-1])
            batch = []
        if block is not None:
            batch.append(block)
    return found
