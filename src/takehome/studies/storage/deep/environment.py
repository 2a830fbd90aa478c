r"""The battery as a pure function, for training inside one compiled program.

One step on the grid of charge levels with three actions at full power: discharge, hold, charge. What a step pays is
what the ledger (:mod:`~takehome.studies.storage.settlement`) books for the same move:

.. math:: r = \bigl(p^{\text{sell}}\, \eta_d\, x^- - p^{\text{buy}}\, x^+ / \eta_c\bigr) / 1000 - w\, \eta_d\, x^- ,

with *x* in kWh. Wear by depth has no price per kWh; for training alone it is charged as if every cycle were full, and
the ledger afterwards charges what it really was. A required end level is met when dispatching, not learned.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from takehome.studies.storage.battery import WearKind
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH


class Dynamics(NamedTuple):
    """Numbers of a battery on its grid: levels, and energy on the grid side of one level, in MWh.

    Attributes
    ----------
    top, up, down : levels of a full store, and that one step adds or takes at most.
    bought, sold : MWh bought to add one level, sold when one is taken. wear : money for one level taken.
    """

    top: int
    up: int
    down: int
    bought: float
    sold: float
    wear: float


class Market(NamedTuple):
    """One step of the market, or (n,) of them: money per MWh bought and sold, and whether selling is allowed."""

    buy: Any
    sell: Any
    may_sell: Any


def dynamics(lattice: Lattice) -> Dynamics:
    """The battery of a lattice."""
    battery = lattice.battery
    per_kwh = battery.wear_per_kwh
    if battery.wear.kind is WearKind.DEPTH:
        per_kwh = battery.wear.cost / (battery.capacity_kwh * battery.discharge_efficiency)
    delivered = lattice.pitch_kwh * battery.discharge_efficiency
    bought = lattice.pitch_kwh / battery.charge_efficiency / MWH
    return Dynamics(lattice.top, lattice.up, lattice.down, bought, delivered / MWH, per_kwh * delivered)


def step(battery: Dynamics, level: Any, action: Any, market: Market) -> tuple[Any, Any]:
    """The next level and the money of this step.

    Parameters
    ----------
    level : (n,) int. action : (n,) int; 0 discharges, 1 holds, 2 charges, each as far as the store allows.
    """
    import jax.numpy as jnp

    added = jnp.where(action == 2, jnp.minimum(battery.up, battery.top - level), 0)
    taken = jnp.where((action == 0) & market.may_sell, jnp.minimum(battery.down, level), 0)
    money = taken * (market.sell * battery.sold - battery.wear) - added * market.buy * battery.bought
    return level + added - taken, money
