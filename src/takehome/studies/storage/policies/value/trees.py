"""Extremely randomised trees: grown by scikit-learn, kept as arrays, read by a kernel of our own.

Each split is the best of a few drawn at random, and many such trees are averaged (Geurts, Ernst & Wehenkel 2006,
"Extremely randomized trees", *Machine Learning* 63; Ernst, Geurts & Wehenkel 2005 learn values of actions with them).
Alone they say less of a store's value than the networks, but they err elsewhere, as a leaf never leaves the range of
what was seen.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

ROWS = 35_000
"""Most rows that trees grow on; neighbouring five-minute steps tell the same."""
LEAST_ROWS, TRIED = 30, 0.4
"""Rows of a leaf, and share of the features tried at a split."""
KNOTS = 4
"""Segments whose value the trees tell; those between lie on a line, as values hardly bend from one to the next."""


@dataclass(frozen=True, eq=False)
class Trees:
    """A mean of trees.

    Attributes
    ----------
    feature, left, right : (nodes,) int32 of all trees; a leaf points to itself. threshold : (nodes,).
    answer : (nodes, knots) float32. roots : (trees,) first node of each. below, share : (count,) the knot at or before
        each segment, and how far the segment lies on the way to the next.
    """

    feature: np.ndarray
    left: np.ndarray
    right: np.ndarray
    threshold: np.ndarray
    answer: np.ndarray
    roots: np.ndarray
    below: np.ndarray
    share: np.ndarray

    def predict(self, features: np.ndarray) -> np.ndarray:
        """(n, count) for rows (n, features) float32."""
        from takehome.studies.storage.policies.value.trees_kernels import mean_leaves

        found = mean_leaves(
            features, self.feature, self.threshold, self.left, self.right, self.answer, self.roots
        )  # fmt: skip
        above = np.minimum(self.below + 1, found.shape[1] - 1)
        return found[:, self.below] * (1 - self.share) + found[:, above] * self.share

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def grow(features: np.ndarray, answers: np.ndarray, count: int, seed: int) -> Trees:
    """`count` trees on rows (n, features) float32 with answers (n, segments)."""
    from sklearn.ensemble import ExtraTreesRegressor

    every, segments = -(-len(features) // ROWS), answers.shape[1]
    knots = np.unique(np.linspace(0, segments - 1, KNOTS).round().astype(int))
    wanted = answers[::every, knots]
    learner = ExtraTreesRegressor(count, min_samples_leaf=LEAST_ROWS, max_features=TRIED, random_state=seed)
    learner.fit(features[::every], wanted[:, 0] if wanted.shape[1] == 1 else wanted)
    grown = [one.tree_ for one in learner.estimators_]
    sizes = np.array([one.node_count for one in grown])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    own, leaf = np.arange(sizes.sum()), np.concatenate([one.children_left for one in grown]) < 0
    offset = np.repeat(roots, sizes)
    left, right = (
        np.where(leaf, own, np.concatenate([getattr(one, name) for one in grown]) + offset).astype(np.int32)
        for name in ("children_left", "children_right")
    )
    below = np.searchsorted(knots, np.arange(segments), side="right") - 1
    width = np.diff(knots, append=segments)[below]
    return Trees(
        np.where(leaf, 0, np.concatenate([one.feature for one in grown])).astype(np.int32), left, right,
        np.concatenate([one.threshold for one in grown]),
        np.concatenate([one.value[:, :, 0] for one in grown]).astype(np.float32), roots, below,
        (np.arange(segments) - knots[below]) / width,
    )  # fmt: skip


def plain_mean_leaves(
    features: np.ndarray, feature: np.ndarray, threshold: np.ndarray, left: np.ndarray, right: np.ndarray,
    answer: np.ndarray, roots: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """(n, knots) mean over the trees of the leaf that each row falls into; the plain twin of the kernel."""
    total = np.zeros((len(features), answer.shape[1]))
    for root in roots:
        node = np.full(len(features), root)
        while np.any(left[node] != node):
            down_left = features[np.arange(len(features)), feature[node]] <= threshold[node]
            node = np.where(down_left, left[node], right[node])
        total += answer[node]
    return total / len(roots)
