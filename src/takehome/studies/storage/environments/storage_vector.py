"""Many batteries of one kind side by side on one series of prices, stepped as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium.vector import VectorEnv
from gymnasium.vector.utils import batch_space

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.environments.discrete_vector import METADATA
from takehome.studies.storage.environments.limits_kernels import clip_moves, possible_actions_of
from takehome.studies.storage.environments.storage import action_space
from takehome.studies.storage.environments.trading import MASKS, SIGNS, trading
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.rainflow import Rainflow, cycle_cost


class StorageVector(VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """Vector form of :class:`~takehome.studies.storage.environments.storage.Storage`, with its parameters.

    Parameters
    ----------
    num_envs : how many batteries, n. Observations are (n, F); each entry of ``info`` has n rows.

    Notes
    -----
    ``reset(options={"piece": k})`` starts all of them at the same piece; else each draws its own.
    """

    metadata = METADATA

    def __init__(
        self, num_envs: int = 1, battery: Battery | Lattice | None = None, prices: Prices | None = None, *,
        information: Information | str | None = None, continuous: bool = False, episode_steps: int | None = None,
        forecast: np.ndarray | None = None, scale: float = 1.0, render_mode: str | None = None,
    ) -> None:  # fmt: skip
        self.trading = trading(battery, prices, information, episode_steps, forecast, scale)
        self.num_envs, self.render_mode, self.continuous = num_envs, render_mode, continuous
        self.feature_names = self.trading.observer.names
        self.single_observation_space, self.single_action_space = self.trading.observer.space, action_space(continuous)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._level = np.full(num_envs, self.trading.grid.start, float if continuous else np.int64)
        self._step, self._stop = np.zeros(num_envs, np.int64), np.zeros(num_envs, np.int64)
        self._rainflow = [Rainflow() for _ in range(num_envs)]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The start of a piece for each, with the battery's start charge."""
        super().reset(seed=seed)
        for one in range(self.num_envs):
            self._start(one, (options or {}).get("piece"))
        return self._seen({})

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """One step of each; one whose episode was over starts the next one instead."""
        grid, worth, length = self.trading.grid, self.trading.worth, len(self.trading.prices)
        over = self._step >= self._stop
        wanted = np.where(over, 0, self._wanted(np.asarray(actions))).astype(self._level.dtype)
        now = np.minimum(self._step, length - 1)
        left, may_sell = length - now - 1, worth.may_sell[now]
        move = clip_moves(self._level, wanted, grid.top, grid.up, grid.down, grid.end, left, may_sell)
        move[over] = 0
        self._level = self._level + move
        self._step = self._step + 1
        terminated = ~over & (self._step == length)
        money = np.where(move > 0, -worth.pay[now], -worth.earn[now]) * move * grid.pitch_kwh
        money = np.where(over, 0.0, money - self._wear(over, terminated))
        left_kwh = np.where(terminated, self._level * grid.pitch_kwh, 0.0)
        money = money + grid.battery.terminal_price * left_kwh / MWH
        for one in np.flatnonzero(over):
            self._start(int(one), None)
        truncated = ~over & ~terminated & (self._step == self._stop)
        info = {"requested_kwh": wanted * grid.pitch_kwh, "applied_kwh": move * grid.pitch_kwh}
        seen, info = self._seen(info)
        return seen, money, terminated, truncated, info

    def _start(self, one: int, piece: object) -> None:
        """Start an episode of one battery."""
        grid = self.trading.grid
        self._step[one], self._stop[one] = self.trading.pieces[self.trading.piece(piece, self.np_random)]
        self._level[one] = grid.start
        self._rainflow[one] = Rainflow((grid.start / grid.top,))

    def _wanted(self, actions: np.ndarray) -> np.ndarray:
        """(n,) levels by which the actions would move the stores."""
        grid, shape = self.trading.grid, self.action_space.shape
        low, high = (-1, 1) if self.continuous else (0, len(SIGNS) - 1)
        if actions.shape != shape or not ((actions >= low) & (actions <= high)).all():
            raise InputError(f"actions of shape {actions.shape}", f"{shape}, {low} to {high}", "check the policy")
        share = actions[:, 0].astype(float) if self.continuous else SIGNS[actions]
        return share * np.where(share > 0, grid.up, grid.down)

    def _wear(self, over: np.ndarray, terminated: np.ndarray) -> np.ndarray:
        """(n,) money of the cycles that close, for wear by depth; other wear is in the worth of a step."""
        wear, money = self.trading.grid.battery.wear, np.zeros(self.num_envs)
        if wear.kind is not WearKind.DEPTH:
            return money
        for one in np.flatnonzero(~over):
            closed = self._rainflow[one].push(float(self._level[one] / self.trading.grid.top))
            if terminated[one]:
                closed = closed + self._rainflow[one].residual()
            money[one] = sum(cycle_cost(cycle, wear.cost, wear.exponent) for cycle in closed)
        return money

    def _seen(self, info: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
        """Observations, and `info` completed with what is stored, the action masks and Gymnasium's marks."""
        grid = self.trading.grid
        info["stored_kwh"] = self._level * grid.pitch_kwh
        if not self.continuous:
            left = np.maximum(len(self.trading.prices) - self._step - 1, 0)
            sells = self.trading.mask_sells[self._step]
            code = possible_actions_of(self._level, grid.top, grid.up, grid.down, grid.end, left, sells)
            info["action_mask"] = MASKS[code]
        info.update({f"_{name}": np.ones(self.num_envs, bool) for name in list(info)})
        return self.trading.observer.many(self._step, self._level / grid.top), info
