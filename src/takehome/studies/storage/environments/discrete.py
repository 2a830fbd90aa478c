"""The brief's battery: eleven charge levels, a day of 24 prices, hold, charge or discharge by one unit.

Rewards are prices as they stand: one unit is one MWh where prices are per MWh. The day has 24 prices and 23 decisions:
the action of hour 22 ends the day, so nothing is ever traded at the price of hour 23. That end is part of the problem
(``terminated``), not a cut: what is still stored then is worth nothing.

The brief's text promises a cost of degradation that its code leaves out. Here it is a parameter: ``degradation=0`` is
the environment *as coded*, whose optimum is 435; ``degradation=2`` charges 2 for every step that moves energy, in or
out, *as described*, and its optimum is 395.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from takehome.errors import InputError

DAY = (10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15)
"""The brief's prices, per MWh, hour by hour."""
FULL = 10
"""Units in a full battery (the brief's ``max_capacity``)."""
PENALTY = -50.0
"""The brief's reward for charging a full battery or discharging an empty one."""
HOLD, CHARGE, DISCHARGE = 0, 1, 2
METADATA: dict[str, Any] = {"render_modes": []}


class StorageDiscrete(gymnasium.Env[np.ndarray, Any]):
    """``takehome/StorageDiscrete-v0``.

    An observation is ``[units stored, hour]`` (int64), the brief's pair, so ``q_table[tuple(observation)]`` works. The
    space is ``MultiDiscrete([11, 24])``: a ``Tuple`` is not supported by most learners, and a single ``Discrete(264)``
    would hide what the number means.

    Parameters
    ----------
    prices : at least two, hour by hour.
    degradation : money for each step that charges or discharges.
    render_mode : None; there is nothing to draw.

    Notes
    -----
    ``info["action_mask"]`` (3,) int8 is 1 for actions that are possible. An impossible one is allowed and changes
    nothing but time: its reward is −50, without a cost of degradation.

    Raises
    ------
    InputError
        For fewer than two prices, a price that is not a finite number, or a negative degradation.
    """

    metadata = METADATA

    def __init__(self, prices: Sequence[float] = DAY, degradation: float = 0.0, render_mode: str | None = None) -> None:
        self.prices = day_prices(prices, degradation)
        self.degradation, self.render_mode = float(degradation), render_mode
        self.action_space = spaces.Discrete(3)
        self.observation_space = spaces.MultiDiscrete([FULL + 1, len(self.prices)])
        self._charge, self._hour, self._last = 0, len(self.prices) - 1, len(self.prices) - 1

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """An empty battery at hour 0."""
        super().reset(seed=seed)
        self._charge = self._hour = 0
        return np.array((0, 0)), {"action_mask": MASKS[0].copy()}

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One hour."""
        hour, charge, reward = self._hour, self._charge, 0.0
        if hour >= self._last:
            raise ResetNeeded("the day is over; call reset() before the next step")
        if action == CHARGE:
            if charge < FULL:
                charge += 1
                reward = -self.prices[hour] - self.degradation
            else:
                reward = PENALTY
        elif action == DISCHARGE:
            if charge > 0:
                charge -= 1
                reward = self.prices[hour] - self.degradation
            else:
                reward = PENALTY
        elif action != HOLD:
            raise InputError(f"action {action!r}", "0 to hold, 1 to charge, 2 to discharge", "check the policy")
        self._charge, self._hour = charge, hour + 1
        info = {"action_mask": MASKS[charge].copy()}
        return np.array((charge, hour + 1)), reward, hour + 1 >= self._last, False, info


def day_prices(prices: Sequence[float], degradation: float) -> list[float]:
    """The prices as numbers, after checks of both parameters."""
    values = np.asarray(prices, float)
    if values.ndim != 1 or len(values) < 2 or not np.isfinite(values).all():
        raise InputError(f"prices of shape {values.shape}", "at least two finite prices in a row", "correct prices")
    if not (np.isfinite(degradation) and degradation >= 0):
        raise InputError(f"degradation = {degradation!r}", "a finite number of at least 0", "correct degradation")
    return values.tolist()


MASKS = np.array([[1, level < FULL, level > 0] for level in range(FULL + 1)], np.int8)
"""(11, 3) possible actions at each level."""
