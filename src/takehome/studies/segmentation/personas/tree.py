"""A classification tree as plain arrays: grown once by scikit-learn, cut to any number of leaves, read without it.

Grown best split first, node pairs (1, 2), (3, 4), … appear in the order of the splits; the tree with m leaves is thus
the first 2 m − 1 nodes of any larger one, and one fit serves all sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

LEAF = -1
FEWEST_DIGITS, MOST_DIGITS = 2, 17


@dataclass(frozen=True)
class Tree:
    """Node 0 is the root; x goes left where x[column] ≤ cut.

    Attributes
    ----------
    left, right, column : (m,) ints, −1 at leaves. cut : (m,) in original units.
    below, above : (m,) the largest value on the left of a cut, and the smallest on its right.
    counts : (m, K) training rows by group. label : (m,) the most frequent group, the first of equals.
    """

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    cut: np.ndarray
    below: np.ndarray
    above: np.ndarray
    counts: np.ndarray

    @property
    def label(self) -> np.ndarray:
        return self.counts.argmax(axis=1)

    @property
    def is_leaf(self) -> np.ndarray:
        return self.left == LEAF

    @property
    def leaves(self) -> int:
        return (self.left.size + 1) // 2

    def agreement(self) -> float:
        """Share of training rows whose leaf is named after their group."""
        return float(self.counts[self.is_leaf].max(axis=1).sum() / max(self.counts[0].sum(), 1))

    def first(self, leaves: int) -> Tree:
        """The tree after its first splits."""
        nodes = 2 * leaves - 1
        kept = self.left[:nodes] < nodes
        cut_off = [np.where(kept, part[:nodes], LEAF) for part in (self.left, self.right, self.column)]
        return Tree(*cut_off, *(part[:nodes] for part in (self.cut, self.below, self.above, self.counts)))

    def merged(self) -> Tree:
        """Without splits whose sides say the same; the nodes that are left behind are never reached."""
        left, right, column, label = self.left.copy(), self.right.copy(), self.column.copy(), self.label
        for node in range(left.size - 1, -1, -1):
            a, b = left[node], right[node]
            if a != LEAF and left[a] == LEAF and left[b] == LEAF and label[a] == label[b]:
                left[node] = right[node] = column[node] = LEAF
        return replace(self, left=left, right=right, column=column)

    def leaf(self, x: np.ndarray) -> np.ndarray:
        """The leaf of each row, (n,)."""
        found = np.empty(x.shape[0], np.int64)
        waiting = [(0, np.arange(x.shape[0]))]
        while waiting:
            node, rows = waiting.pop()
            if self.left[node] == LEAF:
                found[rows] = node
                continue
            goes_left = x[rows, self.column[node]] <= self.cut[node]
            waiting += [(int(self.left[node]), rows[goes_left]), (int(self.right[node]), rows[~goes_left])]
        return found

    def assign(self, x: np.ndarray) -> np.ndarray:
        """The group of each row, (n,)."""
        return self.label[self.leaf(x)]

    def boxes(self) -> Iterator[tuple[int, dict[int, tuple[float, float]]]]:
        """Every leaf with low < x ≤ high by column; conditions on one column are one."""
        waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
        while waiting:
            node, box = waiting.pop()
            if self.left[node] == LEAF:
                yield node, box
                continue
            j, cut = int(self.column[node]), float(self.cut[node])
            low, high = box.get(j, (-np.inf, np.inf))
            waiting.append((int(self.right[node]), {**box, j: (max(low, cut), high)}))
            waiting.append((int(self.left[node]), {**box, j: (low, min(high, cut))}))


def grown(x: np.ndarray, y: np.ndarray, groups: int, leaves: int, seed: int) -> Tree:
    """Grow a tree on (n, p) numbers and (n,) groups; ranks stand for the numbers, equal splits are drawn by `seed`."""
    from sklearn.tree import DecisionTreeClassifier

    sorted_values, ranks = [], np.empty(x.shape, np.float32)
    for j in range(x.shape[1]):
        levels, ranks[:, j] = np.unique(x[:, j], return_inverse=True)
        sorted_values.append(levels)
    fitted = DecisionTreeClassifier(max_leaf_nodes=max(leaves, 2), random_state=seed).fit(ranks, y).tree_
    left, right = fitted.children_left.astype(np.int64), fitted.children_right.astype(np.int64)
    column = np.where(left == LEAF, LEAF, fitted.feature).astype(np.int64)
    counts = np.zeros((left.size, groups))
    totals = fitted.value[:, 0, :] * fitted.n_node_samples[:, None]
    counts[:, np.unique(y)] = np.rint(totals)
    below, above = np.full(left.size, np.nan), np.full(left.size, np.nan)
    inside = {0: np.arange(x.shape[0])}
    for node in range(left.size):
        rows = inside.pop(node)
        if left[node] != LEAF:
            goes_left = ranks[rows, column[node]] <= fitted.threshold[node]
            inside[int(left[node])], inside[int(right[node])] = rows[goes_left], rows[~goes_left]
            here = ranks[rows, column[node]]
            levels = sorted_values[column[node]]
            below[node] = levels[int(here[goes_left].max())]
            above[node] = levels[int(here[~goes_left].min())]
    return Tree(left, right, column, _roundest(below, above), below, above, counts)


def _roundest(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """The number of fewest digits in the middle half between `below` and `above`, by node."""
    found = np.full(below.size, np.nan)
    for node in np.flatnonzero(~np.isnan(below)).tolist():
        low, high = float(below[node]), float(above[node])
        quarter = (high - low) / 4
        tried = (float(f"{low + 2 * quarter:.{digits - 1}e}") for digits in range(1, MOST_DIGITS + 1))
        found[node] = next((c for c in tried if low + quarter <= c <= high - quarter), low)
    return found


def rounded(tree: Tree, x: np.ndarray, y: np.ndarray) -> Tree:
    """Cuts of as few digits as leave as many rows right; the tree itself where no rounding does."""
    least = np.count_nonzero(tree.assign(x) == y)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        cuts = [c if np.isnan(c) else float(f"{c:.{digits - 1}e}") for c in tree.cut.tolist()]
        tried = replace(tree, cut=np.array(cuts))
        if np.count_nonzero(tried.assign(x) == y) >= least:
            return tried
    return tree
