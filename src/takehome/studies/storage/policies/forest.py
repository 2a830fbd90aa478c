"""Boosted trees as plain arrays: what scikit-learn grew, kept and walked without it.

Friedman (2001), "Greedy function approximation: a gradient boosting machine", *Annals of Statistics* 29.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TREES = 120
"""Trees of a forecast: with this step size more of them learned nothing that held on later years."""


@dataclass(frozen=True, eq=False)
class Forest:
    """A sum of trees.

    Attributes
    ----------
    feature, left, right : (nodes,) int of all trees; a leaf points to itself. threshold, value : (nodes,).
    missing_left : (nodes,) bool, where rows without the value go. roots : (trees,) first node of each.
    start : what the sum starts from.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    missing_left: np.ndarray
    value: np.ndarray
    roots: np.ndarray
    start: float

    def predict(self, X: np.ndarray) -> np.ndarray:
        """(n,) sums for the rows X (n, features)."""
        from takehome.studies.storage.policies.forest_kernels import summed

        return summed(
            np.ascontiguousarray(X, float), self.feature, self.threshold, self.left, self.right, self.missing_left,
            self.value, self.roots, self.start,
        )  # fmt: skip


def grow(X: np.ndarray, y: np.ndarray, seed: int = 0) -> Forest:
    """Boost squared error on rows X (n, features), NaN allowed, and targets y (n,)."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    learner = HistGradientBoostingRegressor(
        max_iter=TREES, learning_rate=0.08, max_leaf_nodes=31, min_samples_leaf=40, l2_regularization=1.0,
        early_stopping=False, random_state=seed,
    )  # fmt: skip
    with threadpool_limits(1):  # threads that wait for each other on busy cores take longer than one that does not
        learner.fit(X, y)
    trees = [predictor.nodes for (predictor,) in learner._predictors]
    sizes = np.array([len(nodes) for nodes in trees])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    nodes, offset = np.concatenate(trees), np.repeat(roots, sizes)
    leaf, own = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
    return Forest(
        nodes["feature_idx"].astype(np.int64), nodes["num_threshold"].astype(float),
        np.where(leaf, own, nodes["left"] + offset), np.where(leaf, own, nodes["right"] + offset),
        nodes["missing_go_to_left"].astype(bool), nodes["value"].astype(float), roots.astype(np.int64),
        float(np.ravel(learner._baseline_prediction)[0]),
    )  # fmt: skip


def summed_reference(
    X: np.ndarray, feature: np.ndarray, threshold: np.ndarray, left: np.ndarray, right: np.ndarray,
    missing_left: np.ndarray, value: np.ndarray, roots: np.ndarray, start: float,
) -> np.ndarray:  # fmt: skip
    """The plain twin of the kernel `summed`: all rows walk down one tree after the other."""
    total = np.full(len(X), start)
    for root in roots:
        node = np.full(len(X), root)
        while np.any(left[node] != node):
            x = X[np.arange(len(X)), feature[node]]
            down_left = np.where(np.isnan(x), missing_left[node], x <= threshold[node])
            node = np.where(down_left, left[node], right[node])
        total += value[node]
    return total
