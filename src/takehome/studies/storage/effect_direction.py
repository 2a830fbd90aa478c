"""Which way an effect of money goes, decided by its interval: flat only by equivalence, never for want of data."""

from __future__ import annotations

from takehome.protocol import Direction, Interval

TOO_SMALL = 0.01
"""Share of the bound that is too little to matter: half of what a model must earn by default before it is preferred
(``COMPLEXITY_SHARE`` of :mod:`~takehome.studies.storage.money.options`)."""


def direction_of(interval: Interval | None, bound: float) -> Direction:
    """The direction; undetermined where no interval can be had.

    Parameters
    ----------
    bound : what the best schedule earns, in the interval's unit.
    """
    limit = TOO_SMALL * bound
    if interval is None:
        return Direction.UNDETERMINED
    if -limit <= interval.low and interval.high <= limit:
        return Direction.FLAT
    if interval.low > 0:
        return Direction.INCREASING
    return Direction.DECREASING if interval.high < 0 else Direction.UNDETERMINED
