"""What a day of a battery at one house earns, and the most that it can earn.

Hour by hour a step of 1 MWh is bought, sold or nothing is done, so a price in $ per MWh is the money of a step. Wear is
paid when a step is sold. What cannot be done (buy when full, sell when empty) moves nothing and costs a penalty. All 24
hours are traded; what is left at the end is worth nothing. With 11 charge levels and 24 hours, backward induction
(Bellman 1957) finds the best schedule exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

HOURS = 24
HOLD, BUY, SELL = 0, 1, 2
ACTIONS = (HOLD, BUY, SELL)
CENT = 0.011
"""Money ($) by which two sums of the same day may differ: every price is rounded to a cent."""


@dataclass(frozen=True)
class House:
    """A battery and the prices that it trades at.

    Attributes
    ----------
    prices : (24,) $/MWh. capacity, start : steps that it holds at most and at the start of the day. wear : $ per step
        sold. penalty : $ for an action that cannot be done.
    """

    prices: tuple[float, ...]
    capacity: int
    start: int
    wear: float
    penalty: float

    def at(self, prices: Sequence[float]) -> House:
        """The same battery at other prices (24,)."""
        return replace(self, prices=tuple(float(price) for price in prices))

    def with_wear(self, wear: float) -> House:
        """The same battery with another wear, $ per step sold."""
        return replace(self, wear=wear)

    def step(self, charge: int, hour: int, action: int) -> tuple[int, float]:
        """Charge afterwards and money of one action."""
        if action == BUY:
            return (charge + 1, -self.prices[hour]) if charge < self.capacity else (charge, -self.penalty)
        if action == SELL:
            return (charge - 1, self.prices[hour] - self.wear) if charge > 0 else (charge, -self.penalty)
        return charge, 0.0

    def charges(self, actions: Sequence[int]) -> tuple[int, ...]:
        """Charge before each action, and after the last."""
        charges = [self.start]
        for hour, action in enumerate(actions):
            charges.append(self.step(charges[-1], hour, action)[0])
        return tuple(charges)

    def rewards(self, actions: Sequence[int]) -> tuple[float, ...]:
        """Money of each action, $."""
        charges = self.charges(actions)
        return tuple(self.step(charges[hour], hour, action)[1] for hour, action in enumerate(actions))

    def profit(self, actions: Sequence[int]) -> float:
        """Money of the day, $."""
        return sum(self.rewards(actions))

    def sold(self, actions: Sequence[int]) -> int:
        """Steps that are really sold."""
        charges = self.charges(actions)
        return sum(1 for hour in range(len(actions)) if charges[hour + 1] < charges[hour])

    @cached_property
    def best(self) -> tuple[int, ...]:
        """The best schedule (24,); of equal actions the first."""
        ahead = [0.0] * (self.capacity + 1)
        choices: list[list[int]] = []
        for hour in reversed(range(len(self.prices))):
            worth, chosen = [], []
            for charge in range(self.capacity + 1):
                values = [money + ahead[after] for after, money in (self.step(charge, hour, a) for a in ACTIONS)]
                chosen.append(values.index(max(values)))
                worth.append(max(values))
            ahead, choices = worth, [chosen, *choices]
        schedule, charge = [], self.start
        for hour, chosen in enumerate(choices):
            schedule.append(chosen[charge])
            charge = self.step(charge, hour, chosen[charge])[0]
        return tuple(schedule)

    @property
    def optimum(self) -> float:
        """The most that the day can earn, $."""
        return self.profit(self.best)

    @property
    def myopic(self) -> tuple[int, ...]:
        """What an agent does that looks at the money of the next action alone (γ = 0)."""
        schedule, charge = [], self.start
        for hour in range(len(self.prices)):
            money = [self.step(charge, hour, action)[1] for action in ACTIONS]
            schedule.append(money.index(max(money)))
            charge = self.step(charge, hour, schedule[-1])[0]
        return tuple(schedule)


def house_of(prices: Sequence[float], business: Mapping[str, float | int | str]) -> House:
    """A house from (24,) prices and the scenario's numbers."""
    return House(
        tuple(float(price) for price in prices),
        int(business["capacity"]),
        int(business["start_charge"]),
        float(business["wear_cost"]),
        float(business["penalty"]),
    )
