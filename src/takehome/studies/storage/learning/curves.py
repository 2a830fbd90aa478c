"""Learning curves over seeds, with what the agent earned while it learned and what its greedy policy would earn apart.

The two differ by exploration: a policy that is already the best one still earns less on days on which some of its
decisions are drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

POINTS = 200
"""Points of a curve: more than a chart of usual width can show apart."""
BAND = (10.0, 90.0)
"""Percentiles of the band over seeds: four seeds in five lie in it."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A quantity over training.

    Attributes
    ----------
    mean, low, high : (m,) money a day over the seeds, with the 10th and 90th percentile. one : (m,) the first seed.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    one: np.ndarray


@dataclass(frozen=True, eq=False)
class Curves:
    """Both curves of one way of learning.

    Attributes
    ----------
    episodes : (m,) days finished. training : money of the day that follows (at the end, of the last one).
    greedy : money of a day without exploration, exactly. seeds : agents behind each point.
    """

    episodes: np.ndarray
    training: Curve
    greedy: Curve
    seeds: int


def thinned(episodes: int, points: int = POINTS) -> np.ndarray:
    """(m,) at most `points` numbers of finished episodes, evenly from 0 to all of them."""
    return np.unique(np.linspace(0, episodes, min(points, episodes + 1)).round().astype(np.int64))


def following_days(profits: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """(m,) the profit of the day after each mark; at the end, of the last day."""
    return profits[np.minimum(marks, len(profits) - 1)]


def curves(marks: np.ndarray, training: np.ndarray, greedy: np.ndarray) -> Curves:
    """Sum up training and greedy profits, both (seeds, m)."""
    return Curves(marks, _curve(training), _curve(greedy), len(training))


def _curve(profits: np.ndarray) -> Curve:
    low, high = np.percentile(profits, BAND, axis=0)
    return Curve(profits.mean(axis=0), low, high, profits[0])
