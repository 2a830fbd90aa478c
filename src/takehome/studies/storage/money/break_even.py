r"""Where the decision turns: the price of wear, of the grid, of trading at all, or the level of prices.

An option's value is a line in every price *p* of the ledger, :math:`v_i(p) = s_i - c_i p`, so two options are equally
good at :math:`p^* = p + (v_a - v_i) / (c_a - c_i)`. The moves stay as they are: planned anew for a higher price of
wear, a policy would trade less and lose less, so the true turn lies beyond the one that is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import break_even_price
from takehome.studies.storage.money.basis import FEE, FIXED, INCOME, WEAR
from takehome.studies.storage.money.priced import Priced
from takehome.units import Quantity, format_number

SAME = 1e-9
"""Two values are equal within this share of the largest."""
NEVER = 1e-6
"""A turn below this share of the assumed price is none: it comes from what breaks ties, and rounds to 0."""
SUBJECT = {
    INCOME: "the level of prices", WEAR: "the cost of wear", FEE: "an extra grid fee",
    FIXED: "the fixed cost of trading",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """Where another option becomes as good.

    Attributes
    ----------
    subject : what moves. at, assumed : where it turns and where it is, in `unit`. rival : the option that is then as
        good.
    """

    subject: str
    at: float
    assumed: float
    unit: str
    rival: str

    @property
    def falls(self) -> bool:
        """Whether the decision turns when the price falls."""
        return self.at < self.assumed

    @property
    def words(self) -> str:
        """``"0.0213 $ per kWh delivered (assumed: 0.01)"``."""
        return f"{format_number(self.at)} {self.unit} (assumed: {format_number(self.assumed)})"


def stops_paying(made: Priced) -> Quantity | None:
    """The cost of wear at which trading earns no more than holding; None where no such cost exists.

    Of a recommendation to hold it is that of the best option that trades: below it, it would pay.
    """
    judged = trading(made)
    if judged is None or made.hold is None:
        return None
    prices = np.array([price.default for price in made.ledger.prices])
    more = made.ledger.counts[judged, 0] - made.ledger.counts[made.hold, 0]
    free = float(made.values[judged, 0] - made.values[made.hold, 0] + more[WEAR] * prices[WEAR])
    at = break_even_price(free, float(more[WEAR]))
    unit = f"{made.ledger.prices[WEAR].unit}, the cost of wear at which trading stops paying"
    return None if at is None else Quantity(at, unit)


def trading(made: Priced) -> int | None:
    """The recommended option, or the best one that trades where holding is recommended."""
    if not made.chosen.idle:
        return made.action
    able = [i for i, option in enumerate(made.options) if not option.idle]
    return max(able, key=lambda i: (made.values[i, 0], -i)) if able else None


def turns_of(made: Priced, event: int) -> tuple[Turn, ...]:
    """The nearest turns below and above the assumed price of an event, those that exist."""
    price, judged = made.ledger.prices[event], made.action
    having = np.array([entry.complexity for entry in made.ledger.entries])
    worth, counts = made.values[:, 0] - having, made.ledger.counts[:, 0, event]
    found: dict[bool, tuple[float, int]] = {}
    for i in range(len(worth)):
        more = float(counts[judged] - counts[i])
        if abs(more) <= SAME * float(np.abs(counts).max()):
            continue
        at = price.default + float(worth[judged] - worth[i]) / more
        side = at < price.default or (at == price.default and more < 0)
        if at > NEVER * price.default and (
            side not in found or abs(at - price.default) < abs(found[side][0] - price.default)
        ):
            found[side] = (at, i)
    return tuple(
        Turn(SUBJECT[event], at, price.default, price.unit, made.name(i)) for _, (at, i) in sorted(found.items())
    )
