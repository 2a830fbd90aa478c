"""A battery that trades energy at real or simulated prices, with all its limits and costs.

Power is in kW, energy in kWh in the store, prices and rewards in currency (per MWh, and per step). The sum of the
rewards of an episode that runs to the end of the series is the profit of
:func:`~takehome.studies.storage.settlement.settle`, wear and terminal value included.

**How an episode ends.** The end of the series ends the problem: ``terminated``, and what is stored is paid at the
battery's terminal price. With ``episode_steps`` the series is cut into pieces; a cut is no end: ``truncated``, nothing
is paid, cycles still open are not charged, and a learner must bootstrap from the last observation (Pardo et al. 2018,
"Time limits in reinforcement learning"). Which piece comes next is drawn with the environment's own generator.

**What is impossible** (full, empty, a sale below zero that the battery forbids, a charge that must be kept for a
required end) is done as far as it is possible; ``info`` says what was requested and what was applied.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import ResetNeeded

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.environments.discrete import METADATA
from takehome.studies.storage.environments.limits_kernels import clip_moves, possible_actions, possible_actions_of
from takehome.studies.storage.environments.trading import MASKS, trading
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.rainflow import Rainflow, cycle_cost


class Storage(gymnasium.Env[np.ndarray, Any]):
    """``takehome/Storage-v0``.

    Parameters
    ----------
    battery : a battery, or the lattice of one; None is 2,000 kWh with 1,000 kW and no losses.
    prices : the series; None is the brief's day.
    information : what may be known when acting; it must be named where steps are shorter than an hour. Else None
        means ``known_day``.
    continuous : False: three actions, hold, charge and discharge at full power. True: one number from −1 (discharge at
        full power) to 1 (charge at full power), shape (1,).
    episode_steps : length of the pieces; None is the whole series.
    forecast : (T, H) extra features that the user can vouch were known at each step, or None.
    scale : currency per MWh that is shown as 1 in observations. Rewards are never scaled.
    render_mode : None; there is nothing to draw.

    Attributes
    ----------
    trading : the battery and prices in use. feature_names : of the observation, see :mod:`.observation`.

    Notes
    -----
    ``reset(options={"piece": k})`` chooses the piece. ``info`` holds ``stored_kwh``, after a step ``requested_kwh``
    and ``applied_kwh`` (change of what is stored), and with discrete actions ``action_mask`` (3,) int8. Under
    ``forecast`` the mask does not tell whether the price forbids a sale, which the agent cannot know.

    Raises
    ------
    InputError
        For parameters that do not fit; the message names them.
    """

    metadata = METADATA

    def __init__(
        self, battery: Battery | Lattice | None = None, prices: Prices | None = None, *,
        information: Information | str | None = None, continuous: bool = False, episode_steps: int | None = None,
        forecast: np.ndarray | None = None, scale: float = 1.0, render_mode: str | None = None,
    ) -> None:  # fmt: skip
        self.trading = trading(battery, prices, information, episode_steps, forecast, scale)
        self.render_mode, self.continuous = render_mode, continuous
        self.observation_space, self.feature_names = self.trading.observer.space, self.trading.observer.names
        self.action_space = action_space(continuous)
        grid, worth = self.trading.grid, self.trading.worth
        self._limits = grid.top, grid.up, grid.down, grid.end
        self._pay, self._earn = (worth.pay * grid.pitch_kwh).tolist(), (worth.earn * grid.pitch_kwh).tolist()
        self._may_sell, self._mask_sells = worth.may_sell.tolist(), self.trading.mask_sells.tolist()
        self._length, self._step, self._stop = len(self._pay), 0, 0
        self._level: Any = grid.start  # an int with discrete actions, a float with continuous ones
        self._rainflow: Rainflow | None = None
        self._wants = [0, grid.up, -grid.down]
        self._free = self._length - math.ceil(grid.end / grid.up)  # from here on a required end may force a charge
        self._tables = [limit_tables(grid, self._wants, may_sell) for may_sell in (False, True)]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The start of a piece, with the battery's start charge."""
        super().reset(seed=seed)
        grid = self.trading.grid
        piece = self.trading.piece((options or {}).get("piece"), self.np_random)
        self._step, self._stop = self.trading.pieces[piece]
        self._level = float(grid.start) if self.continuous else grid.start
        if grid.battery.wear.kind is WearKind.DEPTH:
            self._rainflow = Rainflow((grid.start / grid.top,))
        info: dict[str, Any] = {"stored_kwh": self._level * grid.pitch_kwh}
        return self._seen(info)

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """One step of the market."""
        step = self._step
        if step >= self._stop:
            raise ResetNeeded("the episode is over; call reset() before the next step")
        wanted, move = self._moved(action, step)
        reward = -self._pay[step] * move if move > 0 else self._earn[step] * -move if move else 0.0
        self._level += move
        self._step = step = step + 1
        terminated = step == self._length
        if self._rainflow is not None:
            reward -= self._closed_wear(self._rainflow, terminated)
        pitch = self.trading.grid.pitch_kwh
        stored = self._level * pitch
        if terminated:
            reward += self.trading.grid.battery.terminal_price * stored / MWH
        info = {"requested_kwh": wanted * pitch, "applied_kwh": move * pitch, "stored_kwh": stored}
        seen, info = self._seen(info)
        return seen, float(reward), terminated, step == self._stop and not terminated, info

    def _moved(self, action: Any, step: int) -> tuple[Any, Any]:
        """Levels by which the action would move the store, and by which it does."""
        top, up, down, end = self._limits
        may_sell = self._may_sell[step]
        if self.continuous:
            share = float(action[0])
            if not -1.0 <= share <= 1.0:
                raise InputError(f"action {share!r}", "a share of full power from −1 to 1", "clip the action")
            wanted: Any = share * up if share > 0 else share * down
        else:
            choice = chosen(action)
            wanted = self._wants[choice]
            if step < self._free:
                return wanted, self._tables[may_sell][0][choice][self._level]
        return wanted, clip_move(self._level, wanted, top, up, down, end, self._length - step - 1, may_sell)

    def _closed_wear(self, rainflow: Rainflow, terminated: bool) -> float:
        """Money of the cycles that this step closed, and at the end of those that stay open."""
        wear = self.trading.grid.battery.wear
        closed = rainflow.push(self._level / self._limits[0])
        if terminated:
            closed = closed + rainflow.residual()
        return sum(cycle_cost(cycle, wear.cost, wear.exponent) for cycle in closed)

    def _seen(self, info: dict[str, Any]) -> tuple[np.ndarray, dict[str, Any]]:
        """The observation, and the action mask added to `info`."""
        step, level = self._step, self._level
        top, up, down, end = self._limits
        if not self.continuous:
            sells = self._mask_sells[step]
            if step < self._free:
                code = self._tables[sells][1][level]
            else:
                left = max(self._length - step - 1, 0)
                code = possible_actions(level, top, up, down, end, left, sells)
            info["action_mask"] = MASK_ROWS[code].copy()
        return self.trading.observer(step, level / top), info


MASK_ROWS = list(MASKS)


def chosen(action: Any) -> int:
    """The discrete action as a plain number; arrays without a dimension are what some learners return."""
    try:
        choice = operator.index(action)
    except TypeError:
        choice = -1
    if not 0 <= choice <= 2:
        raise InputError(f"action {action!r}", "0 to hold, 1 to charge, 2 to discharge", "check the policy")
    return choice


def limit_tables(grid: Lattice, wants: list[int], may_sell: bool) -> tuple[list[list[int]], list[int]]:
    """Moves by action and level, and the code of possible actions by level, while no required end forces a charge."""
    levels = np.arange(grid.levels)
    free, sells = np.zeros(grid.levels, np.int64), np.full(grid.levels, may_sell)
    limits = grid.top, grid.up, grid.down, 0, free, sells
    moves = [clip_moves(levels, np.full(grid.levels, wanted), *limits).tolist() for wanted in wants]
    return moves, possible_actions_of(levels, *limits).tolist()


def action_space(continuous: bool) -> spaces.Space[Any]:
    """Three actions, or a share of full power."""
    return spaces.Box(-1.0, 1.0, (1,), np.float32) if continuous else spaces.Discrete(3)
