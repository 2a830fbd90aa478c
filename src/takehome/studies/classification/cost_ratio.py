"""The decision as a function of what a miss costs in needless actions: the decision curve, with intervals.

Vickers & Elkin (2006), "Decision curve analysis", *Medical Decision Making* 26: net benefit over threshold
probabilities is this function, since the threshold is 1 / (1 + ratio).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.stats.bayesian_bootstrap import RowDraws

RATIOS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)


@dataclass(frozen=True, slots=True)
class AtRatio:
    """The expected-gain rule where a miss costs `ratio` needless actions.

    Attributes
    ----------
    cut : the break-even probability. share : of the rows acted on.
    without : the better policy without a model, ``"nobody"`` or ``"everybody"``.
    gain : over it, in needless actions per 1,000 rows, with its interval and the probability that it is above 0.
    """

    ratio: float
    cut: float
    share: float
    without: str
    gain: float
    interval: Interval
    probability: float


def by_cost_ratio(
    p: np.ndarray, y: np.ndarray, weights: np.ndarray, blocks: np.ndarray, confidence_level: float, seed: int,
    ratios: tuple[float, ...] = RATIOS,
) -> tuple[AtRatio, ...]:  # fmt: skip
    """The rule at each ratio.

    Parameters
    ----------
    p : (repeats, m) probabilities. y, weights, blocks : (m,).
    """
    return tuple(_at(p, y, weights, blocks, confidence_level, seed, ratio) for ratio in ratios)


def _at(
    p: np.ndarray, y: np.ndarray, weights: np.ndarray, blocks: np.ndarray, level: float, seed: int, ratio: float
) -> AtRatio:
    cut = 1.0 / (1.0 + ratio)
    acts = (p > cut).mean(axis=0)
    positive = y == 1
    rule = np.where(positive, ratio * (1 - acts), acts) * weights
    nobody, everybody = np.where(positive, ratio, 0.0) * weights, np.where(positive, 0.0, 1.0) * weights
    name, without = ("nobody", nobody) if nobody.sum() <= everybody.sum() else ("everybody", everybody)
    draws = RowDraws(weights, 400, np.random.default_rng([seed, 17]), blocks, cells=2 * positive + (acts > 0.5))
    thousand = 1000.0 / float(weights.sum())
    gain = float((without - rule).sum()) * thousand
    drawn = draws.totals((without - rule)[:, None])[:, 0] * thousand
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    interval = Interval(float(min(low, gain)), float(max(high, gain)), "needless actions per 1,000 rows", level)
    share = float((acts * weights).sum() / weights.sum())
    return AtRatio(ratio, cut, share, name, gain, interval, probability_better(drawn))
