"""Which way an effect goes, decided by intervals: flat only by equivalence, never for want of data.

The rule of two one-sided tests (Schuirmann 1987): an effect is flat when its whole interval lies within the limit of
what matters. A curve is non-monotone when one part of it surely rises and another surely falls.
"""

from __future__ import annotations

from collections.abc import Sequence

from takehome.protocol import Direction, Interval
from takehome.studies.regression.prepare import Design

FLAT_SHARE = 0.1
"""A change over the middle 80 % of a feature of less than this share of the target's standard deviation is flat: it
explains about 0.15 % of the variance, far below Cohen's (1988, §9.2) small effect of 2 %."""


def flat_limit(design: Design) -> float:
    """The largest change, over a feature's middle 80 %, that is called flat; in the target's unit."""
    return FLAT_SHARE * float(design.y[design.train].std())


def direction_of(interval: Interval | None, limit: float, steps: Sequence[Interval | None] = ()) -> Direction:
    """The direction of an effect, and with `steps` (intervals of successive differences) of a whole curve."""
    if interval is None:
        return Direction.UNDETERMINED
    known = [interval, *(step for step in steps if step is not None)]
    rises, falls = any(part.low > 0 for part in known), any(part.high < 0 for part in known)
    if rises and falls:
        return Direction.NON_MONOTONE
    if interval.low >= -limit and interval.high <= limit and not steps:
        return Direction.FLAT
    if rises or falls:
        return Direction.INCREASING if rises else Direction.DECREASING
    within = -limit <= interval.low and interval.high <= limit
    return Direction.FLAT if within else Direction.UNDETERMINED
