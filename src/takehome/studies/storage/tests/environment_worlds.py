"""Prices, batteries and random play for the tests of the environments."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.environments.storage import Storage
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import Prices, regular_prices

WEARS = [Wear(), Wear(WearKind.PER_KWH, 0.02), Wear(WearKind.PER_CYCLE, 60.0), Wear(WearKind.DEPTH, 80.0, 1.7)]
SETS = list(Information)


def series(days: int = 6, seed: int = 0, step_hours: float = 1.0, known: bool = False) -> Prices:
    """Random prices, some of them negative, with fees and perhaps a column known ahead."""
    rng = np.random.default_rng(seed)
    made = regular_prices(rng.normal(40, 45, round(days * 24 / step_hours)), step_hours)
    columns = {"day_ahead": rng.normal(40, 20, len(made))} if known else {}
    return Prices(**{**vars(made), "buy_fee": 3.0, "sell_fee": 2.0, "known": columns})


def battery(wear: Wear | None = None, **changes: Any) -> Battery:
    """A battery with losses, a start, and a price for what is left."""
    settings_ = {"charge_efficiency": 0.9, "discharge_efficiency": 0.8, "start_kwh": 500.0, "terminal_price": 30.0}
    return Battery(2000.0, 1000.0, wear=wear or Wear(), **{**settings_, **changes})


def play(env: Storage, rng: np.random.Generator, piece: int = 0) -> tuple[list[float], list[float], dict[str, Any]]:
    """Rewards and applied moves of one episode of random actions, and how it ended."""
    env.reset(options={"piece": piece})
    rewards, moves = [], []
    while True:
        action = rng.uniform(-1, 1, 1) if env.continuous else int(rng.integers(3))
        _, reward, terminated, truncated, info = env.step(action)
        rewards.append(reward)
        moves.append(info["applied_kwh"])
        if terminated or truncated:
            return rewards, moves, {"terminated": terminated, "truncated": truncated, **info}
