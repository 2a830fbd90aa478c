r"""The cheapest cut, searched again under random weights of the rows: all draws in one cumulative sum.

As in :mod:`..cuts`, the cost of acting on the *k* highest scores is :math:`\sum b + \sum_{i \le k} (a_i - b_i)`. With
weights :math:`w` of the rows the sums are taken of :math:`w_i (a_i - b_i)`; the order of the rows stays, so they are
sorted once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SortedRows:
    """Rows by falling score.

    Attributes
    ----------
    order : (m,) the row behind each place; with repeated scores each row has several.
    last : (k,) the last place of each distinct score. change : (m,) cost of acting less that of leaving alone.
    cuts : (k + 1,) the cut that acts on the places up to each of `last`, the first on none.
    """

    order: np.ndarray
    last: np.ndarray
    change: np.ndarray
    cuts: np.ndarray

    @classmethod
    def of(cls, scores: np.ndarray, change: np.ndarray) -> SortedRows:
        """From scores (repeats, n) and the rows' changes (n,); a repeat counts for its share."""
        repeats, rows = scores.shape
        flat = scores.ravel()
        places = np.argsort(-flat, kind="stable")
        ordered, order = flat[places], places % rows
        last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
        below = np.append(ordered[last][1:], -np.inf)
        with np.errstate(invalid="ignore"):
            middle = ordered[last] + (below - ordered[last]) / 2
        cuts = np.where(np.isfinite(middle) & (middle < ordered[last]), middle, below)
        never = ordered[last] == -np.inf  # rows that no cut acts on
        return cls(order, last[~never], change[order] / repeats, np.append(ordered[:1], cuts[~never]))

    def totals(self, weights: np.ndarray) -> np.ndarray:
        """Changes (draws, k + 1) of the total cost by acting up to each cut, under weights (draws, n)."""
        sums = np.cumsum(weights[:, self.order] * self.change, axis=1)[:, self.last]
        return np.hstack([np.zeros((len(weights), 1)), sums])

    def cheapest(self, weights: np.ndarray) -> np.ndarray:
        """Positions (draws,) in `cuts` of the cheapest under each draw of weights (draws, n)."""
        return self.totals(weights).argmin(axis=1)
