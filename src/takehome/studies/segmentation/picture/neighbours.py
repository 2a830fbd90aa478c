"""Which rows stand among their own segment: in the plane and in the full space.

A row is *among its own* when no other segment has more of its k nearest rows than its own segment has. Of the rows of a
segment that are not, the segment that outnumbers them is the one they are mixed with (k-nearest-neighbour confusion;
Cover & Hart 1967, *IEEE Trans. Information Theory* 13, 21). Segments that touch in the full space touch in the picture
too, so the picture answers only for what it adds.
"""

from __future__ import annotations

import numpy as np

NEIGHBOURS = 15
"""Nearest rows that count, fewer in small tables: a convention between scikit-learn's 5
for trustworthiness and the 30 or so that smooth small segments away."""
JUDGED_ROWS = 4_000
"""Rows that are asked in tables above 5,000 rows, as many from each segment: the standard error of a share among 400
rows is below .025."""


def judged_rows(labels: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Rows to ask (m,), ascending: all of them, or about as many of each segment, drawn at random."""
    if len(labels) <= most:
        return np.arange(len(labels))
    segments = np.unique(labels)
    each = max(1, JUDGED_ROWS // len(segments))
    groups = [np.flatnonzero(labels == segment) for segment in segments]
    return np.sort(np.concatenate([rng.choice(g, min(each, len(g)), replace=False) for g in groups]))


def confusion(points: np.ndarray, labels: np.ndarray, rows: np.ndarray, k: int) -> np.ndarray:
    """Among which segment the rows of each segment stand (K, K): row a, column b is the share of a among b.

    Parameters
    ----------
    points : (n, d) coordinates.
    labels : (n,) ints 0 … K − 1, every one of them present in `rows`.
    rows : (m,) the rows that are asked.
    k : nearest rows that count, fewer than n.
    """
    from scipy.spatial import cKDTree

    found = cKDTree(points, balanced_tree=False).query(points[rows], k + 1)[1]
    others = found != rows[:, None]
    others[others.all(axis=1), -1] = False  # more than k duplicates: the row itself was not found, one of them goes
    neighbours = labels[found[others].reshape(len(rows), k)]
    segments = int(labels.max()) + 1
    counts = np.stack([(neighbours == segment).sum(axis=1) for segment in range(segments)], axis=1).astype(float)
    counts[np.arange(len(rows)), labels[rows]] += 0.5  # a draw is not a mixture
    table = np.zeros((segments, segments))
    np.add.at(table, (labels[rows], counts.argmax(axis=1)), 1)
    return table / table.sum(axis=1, keepdims=True)
