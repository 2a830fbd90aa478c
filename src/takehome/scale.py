r"""A scale that a slider of the report moves along: options that differ only in where they cut one quantity.

Theory
------
Acting where a probability is above *t* is one option for each *t*. When acting in vain costs *a*, leaving alone in vain
*b*, acting rightly *c* and leaving alone rightly *d*, acting pays above the break-even

.. math:: t^* = \frac{a - d}{(a - d) + (b - c)}

(Elkan 2001, "The foundations of cost-sensitive learning", IJCAI, equation 2). It follows from the prices alone: a
slider that follows it searches nothing, so what it shows is not flattered by the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """The options of a what-if that are cuts of one quantity.

    Attributes
    ----------
    name : the quantity (``"probability"``); an option acts on what is above its position.
    positions : one an option, from 0 to 1; None for options that are not a cut of it. No two are equal.
    default : the option shown first, which is the recommended one; it may be none of the cuts.
    follows : the events whose prices give the break-even, in the order *a*, *b*, *c*, *d* above (an event that has no
        price costs nothing); None where no one cut suits all rows.
    """

    name: str
    positions: tuple[float | None, ...]
    default: str
    follows: tuple[str, str, str, str] | None = None

    def __post_init__(self) -> None:
        known = [position for position in self.positions if position is not None]
        if len(set(known)) < len(known) or not all(0 <= position <= 1 for position in known):
            raise ValueError(f"positions {known}: they are to differ and to lie between 0 and 1")
        if len(known) < 2:
            raise ValueError(f"{len(known)} positions: a slider needs two")

    @property
    def stops(self) -> tuple[int, ...]:
        """The options that are cuts, by rising position."""
        placed = [(position, option) for option, position in enumerate(self.positions) if position is not None]
        return tuple(option for _, option in sorted(placed))

    def break_even(self, prices: Mapping[str, float]) -> float | None:
        """The position above which acting pays at these prices: 0 where it always does, 1 where it never does."""
        if self.follows is None:
            return None
        a, b, c, d = (float(prices.get(event, 0.0)) for event in self.follows)
        wasted = a - d
        both = wasted + b - c
        if not both > 0:
            return 1.0 if wasted >= 0 else 0.0
        return min(max(wasted / both, 0.0), 1.0)

    def nearest(self, position: float) -> int:
        """The option whose cut is nearest to a position; of two equally near the lower."""
        return min(self.stops, key=lambda option: abs((self.positions[option] or 0.0) - position))
