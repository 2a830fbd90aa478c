"""Many home environments side by side, stepped as arrays: one home many times, or one after another."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import VectorEnv
from gymnasium.vector.utils import batch_space

from takehome.errors import InputError
from takehome.studies.storage.environments.discrete_vector import METADATA
from takehome.studies.storage.environments.home_series import home_series
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.rule_kernels import saved_of


class HomeStorageVector(VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """Vector form of :class:`~takehome.studies.storage.environments.home_storage.HomeStorage`, with its parameters.

    Parameters
    ----------
    num_envs : how many, n. home : played by all; None: environment *i* plays home *i*, and again from the first one on.

    Notes
    -----
    The actions reach as far as the strongest of the homes; what one's own battery cannot do is done as far as it can.
    ``reset(options={"piece": k})`` starts all of them at the same piece; else each draws its own.
    """

    metadata = METADATA

    def __init__(
        self, num_envs: int = 1, homes: Homes | None = None, home: int | None = 0, *, part: str = "judged",
        episode_hours: int | None = None, render_mode: str | None = None,
    ) -> None:  # fmt: skip
        self.series = home_series(homes, home, part, episode_hours)
        self.num_envs, self.render_mode, self.hold = num_envs, render_mode, -self.series.lowest
        self.single_action_space = spaces.Discrete(self.series.actions)
        self.single_observation_space = self.series.observation_space
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.home = np.arange(num_envs) % len(self.series.homes)
        self._hour, self._stop, self._level = (np.zeros(num_envs, np.int64) for _ in range(3))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The start of a piece for each, with an empty battery."""
        super().reset(seed=seed)
        for one in range(self.num_envs):
            self._start(one, (options or {}).get("piece"))
        return self._seen({})

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """One hour of each; one whose episode was over starts the next one instead."""
        actions, homes = np.asarray(actions), self.series.homes
        most = self.series.actions - 1
        if actions.shape != (self.num_envs,) or not ((actions >= 0) & (actions <= most)).all():
            raise InputError(f"actions of shape {actions.shape}", f"{self.num_envs} of 0 to {most}", "check the policy")
        over = self._hour >= self._stop
        wanted = np.where(over, 0, actions + self.series.lowest)
        move = np.clip(wanted, *self.series.limits(self.home, self._level))
        at = self.home, np.minimum(self._hour, homes.hours - 1)
        pitch, _, _, *losses = (one[self.home] for one in battery_arrays(homes))
        net = np.where(over, 0.0, homes.net_kwh[at])
        money = saved_of(move, net, homes.buy[at], homes.sell[at], pitch, *losses)
        self._level += move
        self._hour += 1
        terminated = ~over & (self._hour == self.series.last)
        for one in np.flatnonzero(over):
            self._start(int(one), None)
        info = {"requested_kwh": wanted * pitch, "applied_kwh": move * pitch, "net_kwh": net}
        seen, info = self._seen(info)
        return seen, money, terminated, ~over & ~terminated & (self._hour == self._stop), info

    def _start(self, one: int, piece: object) -> None:
        """Start an episode of one environment."""
        self._hour[one], self._stop[one] = self.series.piece(piece, self.np_random)
        self._level[one] = 0

    def _seen(self, info: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
        """Observations, and `info` completed with Gymnasium's marks."""
        info["stored_kwh"] = self._level * self.series.homes.pitch_kwh[self.home]
        info["action_mask"] = self.series.mask(self.home, self._level)
        info.update({f"_{name}": np.ones(self.num_envs, bool) for name in list(info)})
        return self.series.look(self.home, self._hour, self._level), info
