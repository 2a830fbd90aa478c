"""Folds for out-of-fold predictions: stratified, and never dividing rows that belong together.

Blocks (declared groups, or copies of one row) are dealt like cards: those that hold positives first, in random order,
then the others, so that every fold gets its share of both classes. With blocks of one row this is stratified K-fold.
"""

from __future__ import annotations

import numpy as np

SMALL, MEDIUM = 3_000, 1_500
"""Up to this many rows, ten folds instead of five, so that a fold's model has seen 90 % of them; and two repeats."""


def fold_count(y: np.ndarray) -> int:
    """How many folds: 10 for few rows, else 5, and no more than the rarer class has rows."""
    rarer = int(min(np.sum(y == 1), np.sum(y == 0)))
    return max(2, min(10 if len(y) <= SMALL else 5, rarer))


def repeat_count(rows: int) -> int:
    """How often the folds are drawn anew: twice for few rows, where the luck of the draw is felt."""
    return 2 if rows <= MEDIUM else 1


def fold_labels(y: np.ndarray, blocks: np.ndarray, folds: int, rng: np.random.Generator) -> np.ndarray:
    """The fold of each row, (n,) whole numbers below `folds`.

    Parameters
    ----------
    y : (n,) classes 0 and 1. blocks : (n,) labels of rows that stay together.
    """
    names, block = np.unique(blocks, return_inverse=True)
    positives = np.bincount(block, weights=y, minlength=len(names))
    sizes = np.bincount(block, minlength=len(names))
    order = np.concatenate(
        [rng.permutation(np.flatnonzero(positives > 0)), rng.permutation(np.flatnonzero(~(positives > 0)))]
    )
    if (sizes == 1).all():
        dealt = np.arange(len(order)) % folds
    else:
        dealt = _dealt_evenly(sizes[order], positives[order], folds)
    fold_of_block = np.empty(len(names), int)
    fold_of_block[order] = dealt
    return fold_of_block[block]


def _dealt_evenly(sizes: np.ndarray, positives: np.ndarray, folds: int) -> np.ndarray:
    """Each block to the fold that has the fewest positives so far, and of those the fewest rows."""
    rows, hits = np.zeros(folds), np.zeros(folds)
    dealt = np.empty(len(sizes), int)
    for i, (size, hit) in enumerate(zip(sizes, positives, strict=True)):
        j = int(np.lexsort((rows, hits))[0]) if hit else int(np.argmin(rows))
        dealt[i] = j
        rows[j] += size
        hits[j] += hit
    return dealt
