r"""Every cut of a score, priced exactly: one sort and two cumulative sums.

Theory
------
Acting on the rows with a score above *t* costs :math:`C(t) = \sum_{s_i > t} a_i + \sum_{s_i \le t} b_i`, with
:math:`a_i` the cost of acting on row *i* and :math:`b_i` that of leaving it alone. *C* changes only at the scores, so
with *k* distinct scores there are *k* + 1 decisions, and sorting the rows by score gives the cost of all of them by
cumulative sums of :math:`a_i - b_i`: exact, for costs of single rows as well. Rows of equal score are never divided;
rows at −∞ are never acted on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError


@dataclass(frozen=True)
class CutCurve:
    """All decisions that a cut can make, from acting on nobody to acting on everybody.

    Attributes
    ----------
    cuts : (k + 1,) falling; act where score > cut. Between two scores the cut is their middle; the last is −∞.
    costs : (k + 1,) total cost of each. acted : (k + 1,) weight of the rows acted on.
    scores : (k,) the distinct scores, falling.
    """

    cuts: np.ndarray
    costs: np.ndarray
    acted: np.ndarray
    scores: np.ndarray

    @property
    def best(self) -> int:
        """The cheapest; of equals the one that acts on the fewest."""
        return int(np.argmin(self.costs))

    def plateau(self, slack: float) -> tuple[float, float]:
        """The range of cuts around the best, without a gap, that cost at most `slack` more."""
        fine = self.costs <= self.costs[self.best] + slack
        low = high = self.best
        while high > 0 and fine[high - 1]:
            high -= 1
        while low + 1 < len(fine) and fine[low + 1]:
            low += 1
        return float(self.cuts[low]), float(self.cuts[high])

    def at(self, cut: float) -> float:
        """The cost of acting where score > cut."""
        return float(self.costs[np.searchsorted(-self.scores, -cut, side="left")])


def cut_curve(scores: np.ndarray, act: np.ndarray, leave: np.ndarray, weights: np.ndarray | None = None) -> CutCurve:
    """The cost of every cut.

    Parameters
    ----------
    scores : (n,) finite or infinite, higher is more worth acting on.
    act, leave : (n,) costs of acting and of leaving alone. weights : (n,) how many rows each stands for; ones if None.

    Raises
    ------
    InputError
        If a score is NaN, or the lengths differ.
    """
    scores, act, leave = (np.asarray(values, float) for values in (scores, act, leave))
    if not len(scores) == len(act) == len(leave) or not len(scores):
        saw = f"{len(scores):,} scores with {len(act):,} and {len(leave):,} costs"
        raise InputError(saw, "as many of each, one at least", "give one cost a row")
    if np.isnan(scores).any():
        saw = f"{int(np.isnan(scores).sum()):,} scores that are not a number, the first in row "
        raise InputError(f"{saw}{int(np.argmax(np.isnan(scores))) + 1:,}", "a score in every row", "remove those rows")
    counts = np.ones(len(scores)) if weights is None else np.asarray(weights, float)
    order = np.argsort(scores)[::-1]
    ordered = scores[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # the last row of each group of equal scores
    change = np.cumsum(((act - leave) * counts)[order])[last]
    acted = np.cumsum(counts[order])[last]
    distinct = ordered[last]
    with np.errstate(invalid="ignore"):
        middle = distinct[:-1] + (distinct[1:] - distinct[:-1]) / 2
    middle = np.where(np.isfinite(middle) & (middle < distinct[:-1]), middle, distinct[1:])
    cuts = np.concatenate([distinct[:1], middle, [-np.inf]])
    start = float((leave * counts).sum())
    costs, acted = start + np.concatenate([[0.0], change]), np.concatenate([[0.0], acted])
    if distinct[-1] == -np.inf:
        cuts, costs, acted, distinct = cuts[:-1], costs[:-1], acted[:-1], distinct[:-1]
    return CutCurve(cuts, costs, acted, distinct)
