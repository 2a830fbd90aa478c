"""What a battery can do of what is wanted: the limits in one place, for every policy and environment on the lattice."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def clip_move(
    level: int, wanted: int, top: int, up: int, down: int, end: int, left: int, may_sell: bool
) -> int:  # fmt: skip
    """The nearest possible move, in levels.

    Parameters
    ----------
    level : stored now. wanted : positive charges, negative discharges. top : a full store.
    up, down : levels that one step can add or take. end : must be stored after the last step.
    left : steps after this one. may_sell : False forbids discharging now.
    """
    low = -down if may_sell else 0
    low = max(low, -level)
    high = min(up, top - level)
    needed = end - up * left - level  # below this the required end could not be reached any more
    low = max(low, min(needed, high))
    return min(max(wanted, low), high)
