"""Forests and boosting as plain arrays: what scikit-learn grew, kept without scikit-learn.

All trees stand in one set of arrays, one entry a node; a leaf points to itself, so that all trees and rows walk down
together until nobody moves. Leaves are added tree by tree in scikit-learn's own order, so both give the same bits; in
the process that fitted them scikit-learn's own, faster walk is used for many rows.

Breiman (2001), "Random forests", *Machine Learning* 45; Friedman (2001), "Greedy function approximation: a gradient
boosting machine", *Annals of Statistics* 29.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.special import expit

MANY_ROWS = 64
"""From so many rows on, the walk that scikit-learn compiled is worth its start."""
_CELLS = 2_000_000


@dataclass(frozen=True)
class TreeModel:
    """A sum of trees.

    Attributes
    ----------
    feature, threshold, left, right, value : (nodes,) of all trees; left where the value is ≤ threshold.
    roots : (trees,) the first node of each. depth : steps from a root to the deepest leaf.
    start : what the sum starts from. boosted : whether the sum is log odds (else an average of shares).
    compiled : the same in scikit-learn, where it was fitted in this process.
    importances : (columns,) each column's share of the impurity that a forest's splits took away; empty for boosting.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    depth: int
    start: float
    boosted: bool
    compiled: Callable[[np.ndarray], np.ndarray] | None = field(default=None, compare=False, repr=False)
    importances: np.ndarray = field(default_factory=lambda: np.empty(0), compare=False, repr=False)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (n,) of being positive."""
        if self.compiled is not None and len(X) >= MANY_ROWS:
            return self.compiled(X)
        step = max(1, _CELLS // len(self.roots))
        parts = [self._sum(X[k : k + step]) for k in range(0, len(X), step)]
        total = np.concatenate(parts) if parts else np.empty(0)
        return expit(total) if self.boosted else total / len(self.roots)

    def _sum(self, X: np.ndarray) -> np.ndarray:
        if not self.boosted:
            X = _single(X)
        flat, width = np.ascontiguousarray(X).ravel(), X.shape[1]
        first = (np.arange(len(X)) * width)[:, None]
        node = np.broadcast_to(self.roots, (len(X), len(self.roots))).copy()
        for _ in range(self.depth):
            goes_left = flat[first + self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        leaves = np.concatenate([np.full((len(X), 1), self.start), self.value[node]], axis=1)
        return np.cumsum(leaves, axis=1)[:, -1]  # one after the other, as scikit-learn adds them


def fit_forest(X: np.ndarray, y: np.ndarray, weights: np.ndarray, seed: int, settings: dict[str, Any]) -> TreeModel:
    """A random forest; `settings` are scikit-learn's."""
    from sklearn.ensemble import RandomForestClassifier

    made = RandomForestClassifier(random_state=seed, **settings).fit(_single(X), y, sample_weight=weights)
    parts = []
    for tree in (estimator.tree_ for estimator in made.estimators_):
        shares = tree.value[:, 0, :]
        parts.append((tree.feature, tree.threshold, tree.children_left, tree.children_right, shares[:, 1]))
    made.n_jobs = 1  # threads add the trees in the order in which they end: the last digit would change at each call
    grown = _assembled(parts, 0.0, False, lambda rows: made.predict_proba(_single(rows))[:, 1])
    return replace(grown, importances=made.feature_importances_)


def _single(X: np.ndarray) -> np.ndarray:
    """In single precision, as scikit-learn's forests compare; what is beyond it becomes its largest number."""
    largest = np.finfo(np.float32).max
    return np.clip(X, -largest, largest).astype(np.float32)


def fit_boosting(X: np.ndarray, y: np.ndarray, weights: np.ndarray, seed: int, settings: dict[str, Any]) -> TreeModel:
    """Gradient boosting on histograms; `settings` are scikit-learn's."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    made = HistGradientBoostingClassifier(random_state=seed, early_stopping=False, **settings)
    made.fit(X, y, sample_weight=weights)
    parts = []
    for (predictor,) in made._predictors:
        nodes, leaf = predictor.nodes, predictor.nodes["is_leaf"].astype(bool)
        left = np.where(leaf, -1, nodes["left"].astype(np.int64))
        right = np.where(leaf, -1, nodes["right"].astype(np.int64))
        parts.append((nodes["feature_idx"], nodes["num_threshold"], left, right, nodes["value"]))
    start = float(np.ravel(made._baseline_prediction)[0])
    return _assembled(parts, start, True, lambda rows: made.predict_proba(rows)[:, 1])


def _assembled(
    parts: list[Any], start: float, boosted: bool, compiled: Callable[[np.ndarray], np.ndarray]
) -> TreeModel:
    """One set of arrays; leaves point to themselves."""
    sizes = np.array([len(part[0]) for part in parts])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    own = np.arange(sizes.sum())
    left, right = (
        np.concatenate([np.where(part[k] < 0, -1, part[k] + root) for part, root in zip(parts, roots, strict=True)])
        for k in (2, 3)
    )
    leaf = left < 0
    left, right = np.where(leaf, own, left), np.where(leaf, own, right)
    feature = np.where(leaf, 0, np.concatenate([part[0] for part in parts])).astype(np.int32)
    threshold = np.where(leaf, np.inf, np.concatenate([part[1] for part in parts]))
    value = np.concatenate([part[4] for part in parts]).astype(float)
    depth = _depth(left, right, roots)
    return TreeModel(
        feature, threshold, left.astype(np.int32), right.astype(np.int32), value, roots.astype(np.int32), depth, start,
        boosted, compiled,
    )  # fmt: skip


def _depth(left: np.ndarray, right: np.ndarray, roots: np.ndarray) -> int:
    """Steps from a root to the deepest leaf of any tree."""
    reached, steps = roots, 0
    while True:
        inner = reached[left[reached] != reached]
        if not len(inner):
            return steps
        reached, steps = np.concatenate([left[inner], right[inner]]), steps + 1
