"""Tiny markets whose answer is worked out by hand; each is built so that one kind of mistake changes it.

The batteries hold 1,000 kWh (1 MWh) and move 1,000 kW, so with steps of an hour and no losses a full charge costs the
price as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.market.prices import Prices, regular_prices

HOLD, CHARGE, DISCHARGE = 0, 1, 2


@dataclass(frozen=True)
class World:
    """A market, what is done in it, and what must come out.

    Attributes
    ----------
    actions : one a step, until the episode must be over. rewards : money of each step.
    stored : kWh before each step and at the end. truncated : whether the episode is cut rather than ended.
    """

    battery: Battery
    prices: Prices
    actions: tuple[int, ...]
    rewards: tuple[float, ...]
    stored: tuple[float, ...]
    episode_steps: int | None = None
    truncated: bool = False


@dataclass(frozen=True)
class Day:
    """A day of the brief's environment, and what must come out."""

    prices: tuple[float, ...]
    actions: tuple[int, ...]
    rewards: tuple[float, ...]
    parameters: dict[str, float] = field(default_factory=dict)


def market(*values: float, step_hours: float = 1.0, buy_fee: float = 0.0, sell_fee: float = 0.0) -> Prices:
    """Prices from midnight on."""
    return replace(regular_prices(np.array(values), step_hours), buy_fee=buy_fee, sell_fee=sell_fee)


def store(**changes: Any) -> Battery:
    """1,000 kWh, 1,000 kW."""
    return Battery(1000.0, 1000.0, **changes)


WORLDS = {
    # buying costs, selling earns
    "sign": World(store(), market(10, 50, 5), (CHARGE, DISCHARGE, HOLD), (-10, 50, 0), (0, 1000, 0, 0)),
    # each step is settled at its own price: every price differs from both neighbours
    "own price": World(
        store(), market(10, 70, 20, 40), (HOLD, CHARGE, DISCHARGE, HOLD), (0, -70, 20, 0), (0, 0, 1000, 0, 0)
    ),
    # 1,000 kWh are bought, half of it arrives; of 500 kWh taken out, four fifths are sold
    "efficiency": World(
        store(charge_efficiency=0.5, discharge_efficiency=0.8), market(10, 100, 30), (CHARGE, DISCHARGE, HOLD),
        (-10, 40, 0), (0, 500, 0, 0),
    ),
    # what is left is paid once, at the end: 600 kWh at 50
    "terminal": World(
        store(start_kwh=600.0, terminal_price=50.0), market(10, 10, 10), (HOLD, HOLD, HOLD), (0, 0, 30),
        (600, 600, 600, 600),
    ),
    # a cut is no end: nothing is paid for what is left, and it is marked as truncated
    "cut": World(
        store(start_kwh=600.0, terminal_price=50.0), market(10, 10, 10), (HOLD, HOLD), (0, 0), (600, 600, 600),
        episode_steps=2, truncated=True,
    ),
    # 0.01 for each of 1,000 kWh delivered, on the way out only
    "wear per kWh": World(
        store(wear=Wear(WearKind.PER_KWH, 0.01)), market(10, 50), (CHARGE, DISCHARGE), (-10, 50 - 10), (0, 1000, 0)
    ),
    # one capacity taken out is one cycle, though only 800 kWh of it are delivered
    "wear per cycle": World(
        store(discharge_efficiency=0.8, wear=Wear(WearKind.PER_CYCLE, 8.0)), market(10, 50), (CHARGE, DISCHARGE),
        (-10, 40 - 8), (0, 1000, 0),
    ),
    # 0 → 1 → .5 → 1 → 0: a cycle of depth .5 closes in the fourth step (16 · .25); the two halves of depth 1 at the end
    "wear by depth": World(
        Battery(1000.0, 500.0, wear=Wear(WearKind.DEPTH, 16.0, 2.0)), market(0, 0, 0, 0, 0, 0),
        (CHARGE, CHARGE, DISCHARGE, CHARGE, DISCHARGE, DISCHARGE), (0, 0, 0, -4, 0, -16),
        (0, 500, 1000, 500, 1000, 500, 0),
    ),
    # cycles that are still open when a piece is cut are not charged
    "open cycles at a cut": World(
        Battery(1000.0, 500.0, wear=Wear(WearKind.DEPTH, 16.0, 2.0)), market(0, 0, 0, 0), (CHARGE, CHARGE, DISCHARGE),
        (0, 0, 0), (0, 500, 1000, 500), episode_steps=3, truncated=True,
    ),
    # a full battery buys nothing, an empty one sells nothing
    "limits": World(
        store(), market(10, 20, 30, 40), (CHARGE, CHARGE, DISCHARGE, DISCHARGE), (-10, 0, 30, 0), (0, 1000, 1000, 0, 0)
    ),
    # charging at −10 earns; selling at −20 is forbidden
    "negative price": World(
        store(sell_below_zero=False), market(-10, -20, 30), (CHARGE, DISCHARGE, DISCHARGE), (10, 0, 30),
        (0, 1000, 1000, 0),
    ),
    "fees": World(
        store(), market(10, 50, buy_fee=2.0, sell_fee=3.0), (CHARGE, DISCHARGE), (-12, 47), (0, 1000, 0)
    ),
    # power times half an hour is half the energy
    "half hours": World(
        store(), market(10, 50, 50, step_hours=0.5), (CHARGE, DISCHARGE, HOLD), (-5, 25, 0), (0, 500, 0, 0)
    ),
    # the last step must charge, whatever is wanted
    "required end": World(store(end_kwh=1000.0), market(10, 20), (HOLD, HOLD), (0, -20), (0, 0, 1000)),
}  # fmt: skip

DAYS = {
    "sign": Day((10, 50, 80), (CHARGE, DISCHARGE), (-10, 50)),
    "last price": Day((10, 50, 80, 99), (CHARGE, HOLD, DISCHARGE), (-10, 0, 80)),
    "penalty": Day((10, 20, 30), (DISCHARGE, HOLD), (-50, 0)),
    "degradation": Day((10, 20, 50, 90), (CHARGE, HOLD, DISCHARGE), (-12, 0, 48), {"degradation": 2.0}),
}


def probe_environment(world: World, make: Callable[..., Any]) -> None:
    """Assert that an environment of this class gives the world's answer."""
    env = make(world.battery, world.prices, information="known_day", episode_steps=world.episode_steps)
    _, info = env.reset(options={"piece": 0})
    rewards, stored = [], [info["stored_kwh"]]
    for step, action in enumerate(world.actions):
        _, reward, terminated, truncated, info = env.step(action)
        rewards.append(reward)
        stored.append(info["stored_kwh"])
        over = step + 1 == len(world.actions)
        assert (terminated, truncated) == (over and not world.truncated, over and world.truncated)
    assert stored == pytest.approx(world.stored)
    assert rewards == pytest.approx(world.rewards)


def probe_ledger(world: World, settle: Callable[..., Any]) -> None:
    """Assert that a ledger values the world's schedule by hand; a cut piece is no schedule."""
    account = settle(world.battery, world.prices, np.diff(world.stored))
    assert account.by_step() == pytest.approx(world.rewards)
    assert account.profit == pytest.approx(sum(world.rewards))


def probe_day(day: Day, make: Callable[..., Any]) -> None:
    """Assert that an environment of this class gives the day's answer and ends with its last action."""
    env = make(day.prices, **day.parameters)
    env.reset()
    outcome = [env.step(action)[1:3] for action in day.actions]
    assert [reward for reward, _ in outcome] == list(day.rewards)
    assert [over for _, over in outcome] == [False] * (len(day.actions) - 1) + [True]
