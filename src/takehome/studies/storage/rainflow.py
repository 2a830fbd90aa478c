r"""Cycles of charge and their depths, counted as they close: rainflow counting with a state that is carried along.

A battery that goes 0 → 80 % → 60 % → 100 % → 0 makes one shallow cycle within one deep one, and wears by the depth of
each. Rainflow counting (ASTM E1049-85, section 5.4.4; Matsuishi & Endo 1968) finds both. Of the turning points that are
still open, let Y be the last range but one and X the last. While :math:`X \ge Y` (but for rounding), Y is closed: as a
full cycle, or as a half cycle where it contains the first point. Ranges still open at the end are half cycles.

The standard waits for the next turning point before it compares. Here X is compared while it still grows: it can only
grow further, so the same cycles close in the same order, but each in the very step in which the charge comes back.
Nothing of the past is kept but the open turning points, so a step costs the same after a year as on the first day.
Wear is :math:`\sum \text{count} \cdot \text{cost} \cdot \text{depth}^{\text{exponent}}`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

CLOSE = 1 - 1e-10
"""A range closes the one before at this share of it, so that rounding does not decide in which step a cycle closes."""

Cycle = tuple[float, float, float]
"""Range, mean and count (1 for a full cycle, .5 for a half one)."""


class Rainflow:
    """A counter that is fed one value at a time.

    Parameters
    ----------
    points : open turning points to continue from, as :attr:`points` of an earlier counter gave them.
    """

    def __init__(self, points: Iterable[float] = ()) -> None:
        self._points = list(points)

    @property
    def points(self) -> tuple[float, ...]:
        """The open turning points and the value now: all that must be kept to continue."""
        return tuple(self._points)

    def push(self, value: float) -> list[Cycle]:
        """Take the next value; the cycles that it closes, innermost first."""
        points, closed = self._points, []
        if len(points) < 2:
            if not points or value != points[0]:
                points.append(value)
            return []
        if value == points[-1]:
            return []
        if (value > points[-1]) == (points[-1] > points[-2]):
            points[-1] = value
        else:
            points.append(value)
        while len(points) >= 3 and abs(points[-1] - points[-2]) >= CLOSE * abs(points[-2] - points[-3]):
            if len(points) == 3:
                closed.append(_cycle(points[0], points[1], 0.5))
                del points[0]
            else:
                closed.append(_cycle(points[-3], points[-2], 1.0))
                del points[-3:-1]
        return closed

    def residual(self) -> list[Cycle]:
        """The ranges that are still open, as half cycles."""
        return [_cycle(one, other, 0.5) for one, other in zip(self._points, self._points[1:], strict=False)]


def cycles(values: np.ndarray) -> list[Cycle]:
    """All cycles of a series (n,), those still open at its end included, in the order in which they close."""
    counter = Rainflow()
    closed = [cycle for value in np.asarray(values, float).tolist() for cycle in counter.push(value)]
    return closed + counter.residual()


def wear_by_depth(share: np.ndarray, cost: float, exponent: float) -> np.ndarray:
    """Money of wear in each step.

    Parameters
    ----------
    share : (T + 1,) charge before each step and at the end, as a share of the capacity.
    cost : money for one full cycle of depth 1. exponent : of the depth.

    Returns
    -------
    numpy.ndarray
        (T,) each cycle in the step in which it closes; what is open at the end is charged in the last step.
    """
    from takehome.studies.storage.rainflow_kernels import depth_wear

    return depth_wear(np.ascontiguousarray(share, dtype=float), float(cost), float(exponent))


def wear_by_depth_plain(share: np.ndarray, cost: float, exponent: float) -> np.ndarray:
    """The same in plain Python, as the reference."""
    counter, wear = Rainflow(), np.zeros(max(len(share) - 1, 0))
    for step, value in enumerate(np.asarray(share, float).tolist()):
        for cycle in counter.push(value):
            wear[step - 1] += cycle_cost(cycle, cost, exponent)
    for cycle in counter.residual():
        wear[-1] += cycle_cost(cycle, cost, exponent)
    return wear


def cycle_cost(cycle: Cycle, cost: float, exponent: float) -> float:
    """Money that one cycle, in shares of the capacity, costs."""
    depth, _, count = cycle
    return count * cost * depth**exponent


def _cycle(one: float, other: float, count: float) -> Cycle:
    return abs(other - one), 0.5 * (one + other), count
