"""Many of the brief's batteries side by side, stepped as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import VectorEnv
from gymnasium.vector.utils import batch_space

from takehome.errors import InputError
from takehome.studies.storage.environments.autoreset import NEXT_STEP
from takehome.studies.storage.environments.discrete import (
    CHARGE,
    DAY,
    DISCHARGE,
    FULL,
    MASKS,
    PENALTY,
    day_prices,
)  # fmt: skip

METADATA: dict[str, Any] = {"render_modes": [], "autoreset_mode": NEXT_STEP}


class StorageDiscreteVector(VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """Vector form of :class:`~takehome.studies.storage.environments.discrete.StorageDiscrete`, with its parameters.

    Parameters
    ----------
    num_envs : how many batteries, n. Observations are (n, 2), ``info["action_mask"]`` is (n, 3).
    """

    metadata = METADATA

    def __init__(
        self, num_envs: int = 1, prices: Sequence[float] = DAY, degradation: float = 0.0,
        render_mode: str | None = None,
    ) -> None:  # fmt: skip
        self.num_envs, self.degradation, self.render_mode = num_envs, float(degradation), render_mode
        self.prices = np.array(day_prices(prices, degradation))
        self.single_action_space = spaces.Discrete(3)
        self.single_observation_space = spaces.MultiDiscrete([FULL + 1, len(self.prices)])
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self._charge = np.zeros(num_envs, np.int64)
        self._hour = np.zeros(num_envs, np.int64)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Empty batteries at hour 0."""
        super().reset(seed=seed)
        self._charge[:] = self._hour[:] = 0
        return self._seen()

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """One hour of each battery; one whose day was over starts the next day instead."""
        actions = np.asarray(actions)
        if actions.shape != (self.num_envs,) or actions.min() < 0 or actions.max() > DISCHARGE:
            raise InputError(f"actions of shape {actions.shape}", f"{self.num_envs} of 0, 1, 2", "check the policy")
        over = self._hour >= len(self.prices) - 1
        sign = (actions == CHARGE).astype(np.int64) - (actions == DISCHARGE)
        possible = MASKS[self._charge, actions].astype(bool)
        move = np.where(possible & ~over, sign, 0)
        reward = -move * self.prices[self._hour] - self.degradation * np.abs(move)
        reward = np.where(over, 0.0, np.where(possible, reward, PENALTY))
        self._charge = np.where(over, 0, self._charge + move)
        self._hour = np.where(over, 0, self._hour + 1)
        seen, info = self._seen()
        return seen, reward, self._hour >= len(self.prices) - 1, np.zeros(self.num_envs, bool), info

    def _seen(self) -> tuple[np.ndarray, dict[str, Any]]:
        mask = {"action_mask": MASKS[self._charge], "_action_mask": np.ones(self.num_envs, bool)}
        return np.column_stack([self._charge, self._hour]), mask
