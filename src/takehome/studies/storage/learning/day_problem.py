"""The brief's battery on one repeated day, as a Markov decision process of charge level and hour.

Actions are hold, charge and discharge; an hour moves the battery by one level or not at all. As in the brief's code,
the last price is never traded: an episode ends when the clock shows it, so T prices make T − 1 decisions. Charging a
full battery or discharging an empty one costs a penalty and moves nothing. The brief's text promises a cost of
degradation that its code leaves out; it is a parameter here, 0 as coded, paid for every step that moves energy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError

HOLD, CHARGE, DISCHARGE = 0, 1, 2
"""The actions, numbered as in the brief."""
ACTIONS = ("hold", "charge", "discharge")
"""Their names."""
DIRECTION = np.array([0, 1, -1])
"""(3,) levels by which each action moves the battery."""
LEAST_PRICES = 2
"""Prices that make one decision."""
ROUNDING = 1e-9
"""Share of the day's prices, summed, below which two amounts of money are the same: sums of T doubles lose less."""


@dataclass(frozen=True, eq=False)
class DayProblem:
    """One day.

    Attributes
    ----------
    prices : (T,) money for the energy of one charge level in each hour (step); T ≥ 2, finite.
    levels : charge levels, empty counted; 11 in the brief. An episode starts empty.
    penalty : money that an impossible action costs. degradation : money that each charge or discharge costs.
    currency : sign or code of the money.

    Raises
    ------
    InputError
        For fewer than two prices, a price that is not finite, fewer than two levels, or a negative cost.
    """

    prices: np.ndarray
    levels: int = 11
    penalty: float = 50.0
    degradation: float = 0.0
    currency: str = "$"

    def __post_init__(self) -> None:
        prices = np.asarray(self.prices, float)
        if prices.ndim != 1 or len(prices) < LEAST_PRICES:
            raise InputError(f"prices of shape {prices.shape}", "one day of two prices or more", "give each step's")
        if not np.isfinite(prices).all():
            step = int(np.flatnonzero(~np.isfinite(prices))[0])
            raise InputError(f"price {prices[step]} in step {step + 1}", "finite prices", "fill or drop that step")
        if self.levels < 2:
            raise InputError(f"levels = {self.levels}", "at least 2: empty and full", "correct levels")
        for name in ("penalty", "degradation"):
            if not (np.isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise InputError(f"{name} = {getattr(self, name)}", "a finite cost of at least 0", f"correct {name}")
        object.__setattr__(self, "prices", prices)

    @property
    def decisions(self) -> int:
        """Decisions in a day: T − 1."""
        return len(self.prices) - 1

    @property
    def top(self) -> int:
        """The level of a full battery."""
        return self.levels - 1

    @property
    def tolerance(self) -> float:
        """Money below which two results are equal."""
        return ROUNDING * float(np.abs(self.prices).sum() + self.decisions * (self.penalty + self.degradation))

    def next_levels(self) -> np.ndarray:
        """(levels, 3) where each action leads from each level."""
        return np.clip(np.arange(self.levels)[:, None] + DIRECTION, 0, self.top)

    def possible(self) -> np.ndarray:
        """(levels, 3) bool, whether the battery can do it; knowing this is knowing the dynamics."""
        wanted = np.arange(self.levels)[:, None] + DIRECTION
        return (wanted >= 0) & (wanted <= self.top)

    def rewards(self) -> np.ndarray:
        """(levels, decisions, 3) money of each action in each cell."""
        moves = np.abs(DIRECTION) * self.degradation
        money = -DIRECTION[None, None, :] * self.prices[None, :-1, None] - moves
        return np.where(self.possible()[:, None, :], money, -self.penalty) + 0.0

    def reachable(self) -> np.ndarray:
        """(levels, decisions) bool, cells that some schedule enters: from empty, one level an hour."""
        return np.arange(self.levels)[:, None] <= np.arange(self.decisions)[None, :]
