"""A home with a battery, behind its own meter: use, sun or wind, and a tariff.

The battery has 21 levels and moves by whole levels in each hour. The reward is the money that a move saves against the
same home without a battery (:mod:`~takehome.studies.storage.homes.homes`), so the sum of the rewards of a whole episode
is what :mod:`~takehome.studies.storage.homes.bound` and the tables of the fleet count, to rounding.

**What is seen** is the charge as a share of the battery, and then
:func:`~takehome.studies.storage.homes.observing.features`: prices now and for the next hours as far as they are known,
what is expected of the net load from yesterday, and the clock. Nothing of the future is seen beyond known prices.

**How an episode ends.** The end of the data is ``terminated``, and what is left in the battery is worth nothing. With
``episode_hours`` the data are cut; a cut is ``truncated``. Every episode begins with an empty battery.
"""

from __future__ import annotations

import operator
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from takehome.errors import InputError
from takehome.studies.storage.environments.discrete import METADATA
from takehome.studies.storage.environments.home_series import home_series
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.money_kernels import saved


class HomeStorage(gymnasium.Env[np.ndarray, Any]):
    """``takehome/HomeStorage-v0``.

    Parameters
    ----------
    homes : where the home is taken from; None is one semi-synthetic home. home : its position among them.
    part : which hours are played: ``"judged"``, the home's ``"own"`` before them, or ``"all"``.
    episode_hours : length of the pieces; None is all at once.
    render_mode : None; there is nothing to draw.

    Notes
    -----
    Action *a* moves the store by ``a + series.lowest`` levels: 0 discharges at full power, the last one charges at full
    power, and ``hold`` is the action that does nothing. What is impossible is done as far as it is possible.
    ``info`` holds ``action_mask`` (actions,) int8, ``stored_kwh``, and after a step ``requested_kwh``, ``applied_kwh``
    and ``net_kwh``, what the home would have used of the grid in that hour without a battery.
    ``reset(options={"piece": k})`` chooses the piece.

    Raises
    ------
    InputError
        For parameters that do not fit; the message names them.
    """

    metadata = METADATA

    def __init__(
        self, homes: Homes | None = None, home: int = 0, *, part: str = "judged", episode_hours: int | None = None,
        render_mode: str | None = None,
    ) -> None:  # fmt: skip
        self.series, self.render_mode = home_series(homes, home, part, episode_hours), render_mode
        self.hold = -self.series.lowest
        self.action_space = spaces.Discrete(self.series.actions)
        self.observation_space = self.series.observation_space
        self._pitch, _, _, *self._losses = (one[0].item() for one in battery_arrays(self.series.homes))
        self._hour = self._stop = self._level = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The start of a piece, with an empty battery."""
        super().reset(seed=seed)
        self._hour, self._stop = self.series.piece((options or {}).get("piece"), self.np_random)
        self._level = 0
        return self._seen({})

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One hour."""
        hour, homes = self._hour, self.series.homes
        if hour >= self._stop:
            raise ResetNeeded("the episode is over; call reset() before the next step")
        wanted = self._wanted(action)
        low, high = self.series.limits(0, self._level)
        move = int(min(max(wanted, low), high))
        net, buy, sell = homes.net_kwh[0, hour], homes.buy[0, hour], homes.sell[0, hour]
        reward = float(saved(move, net, buy, sell, self._pitch, *self._losses))
        self._level += move
        self._hour = hour + 1
        terminated = self._hour == self.series.last
        info = {"requested_kwh": wanted * self._pitch, "applied_kwh": move * self._pitch, "net_kwh": float(net)}
        seen, info = self._seen(info)
        return seen, reward, terminated, self._hour == self._stop and not terminated, info

    def _wanted(self, action: Any) -> int:
        """Levels by which the action would move the store."""
        try:
            choice = operator.index(action)
        except TypeError:
            choice = -1
        if not 0 <= choice < self.series.actions:
            raise InputError(f"action {action!r}", f"0 to {self.series.actions - 1}", "check the policy")
        return choice + self.series.lowest

    def _seen(self, info: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
        """The observation, and `info` completed."""
        info["stored_kwh"] = self._level * self._pitch
        info["action_mask"] = self.series.mask(0, self._level)
        return self.series.look(0, self._hour, self._level), info
