r"""What a schedule earns: the one ledger, used for the bound, every policy, every environment and any schedule given.

A schedule is :math:`x_t` (kWh), the change of what is stored in step *t*: positive charges, negative discharges. Then

.. math::
    \text{bought}_t = x_t^+ / \eta_c, \quad \text{sold}_t = \eta_d\, x_t^-, \quad
    \text{profit} = \sum_t \bigl(p^{\text{sell}}_t\, \text{sold}_t - p^{\text{buy}}_t\, \text{bought}_t\bigr) / 1000
    - \text{wear} + p^{\text{end}}\, s_T / 1000 .

Wear is charged here and nowhere else, in the one unit that the battery's :class:`~.battery.Wear` names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.market.prices import MWH, Prices

SLACK = 1e-9
"""Share of the capacity or power by which rounding may pass a limit."""


@dataclass(frozen=True, eq=False)
class Account:
    """What happened, step by step.

    Attributes
    ----------
    bought_kwh, sold_kwh : (T,) on the grid side. stored_kwh : (T + 1,) before each step, and at the end.
    income : (T,) money earned less money paid, before wear. wear : (T,) money. terminal : value of what is left.
    """

    bought_kwh: np.ndarray
    sold_kwh: np.ndarray
    stored_kwh: np.ndarray
    income: np.ndarray
    wear: np.ndarray
    terminal: float
    capacity_kwh: float

    @property
    def profit(self) -> float:
        """Money in all."""
        return float(self.income.sum() - self.wear.sum() + self.terminal)

    @property
    def cycles(self) -> float:
        """Full equivalent cycles: energy taken from the store over the capacity."""
        return float(np.maximum(-np.diff(self.stored_kwh), 0).sum() / self.capacity_kwh)

    def by_step(self) -> np.ndarray:
        """(T,) money of each step; what is left at the end counts in the last one."""
        money = self.income - self.wear
        if len(money):
            money[-1] += self.terminal
        return money


def settle(battery: Battery, prices: Prices, moves: np.ndarray) -> Account:
    """Value a schedule.

    Parameters
    ----------
    moves : (T,) kWh by which the store changes in each step.

    Raises
    ------
    InputError
        Where the schedule breaks a limit of the battery; the message names the step and by how much.
    """
    moves = np.asarray(moves, float)
    if moves.shape != prices.values.shape:
        raise InputError(f"a schedule of {moves.size} steps for {len(prices)} prices", "one move a step", "align them")
    stored = battery.start_kwh + np.concatenate([[0.0], np.cumsum(moves)])
    bought = np.maximum(moves, 0) / battery.charge_efficiency
    sold = np.maximum(-moves, 0) * battery.discharge_efficiency
    require_possible(battery, prices, stored, bought, sold)
    income = (prices.sell * sold - prices.buy * bought) / MWH
    wear = _wear(battery, stored, sold)
    left = battery.terminal_price * stored[-1] / MWH
    return Account(bought, sold, stored, income, wear, float(left), battery.capacity_kwh)


def _wear(battery: Battery, stored: np.ndarray, sold: np.ndarray) -> np.ndarray:
    """(T,) money of wear; a cycle by depth is charged in the step in which it closes, the rest in the last step."""
    if battery.wear.kind is not WearKind.DEPTH:
        return battery.wear_per_kwh * sold
    from takehome.studies.storage.rainflow import wear_by_depth

    return wear_by_depth(stored / battery.capacity_kwh, battery.wear.cost, battery.wear.exponent)


def require_possible(
    battery: Battery, prices: Prices, stored: np.ndarray, bought: np.ndarray, sold: np.ndarray
) -> None:
    """Raise :class:`InputError` naming the first step that breaks a limit."""
    room = SLACK * battery.capacity_kwh * max(1.0, len(bought) ** 0.5)
    energy = battery.power_kw * prices.step_hours
    limits = [
        ("power", np.maximum(bought, sold) - energy * (1 + SLACK), "kWh above what full power moves in a step"),
        ("full", stored[1:] - battery.capacity_kwh - room, "kWh above the capacity"),
        ("empty", -stored[1:] - room, "kWh below empty"),
    ]
    if not battery.sell_below_zero:
        limits.append(("negative price", np.where(prices.values < 0, sold, 0.0) - room, "kWh sold below a price of 0"))
    for name, excess, words in limits:
        broken = np.flatnonzero(excess > 0)
        if broken.size:
            step = int(broken[0])
            raise InputError(
                f"step {step + 1} ({prices.time[step]}): {excess[step] + room:.4g} {words}",
                "a schedule that the battery can follow",
                f"correct the schedule ({name}: {broken.size} of {len(bought)} steps), or the battery",
            )
    if battery.end_kwh is not None and stored[-1] < battery.end_kwh - room:
        saw = f"{stored[-1]:.4g} kWh stored at the end"
        raise InputError(saw, f"at least end_kwh = {battery.end_kwh:.4g} kWh", "correct the schedule, or end_kwh")
