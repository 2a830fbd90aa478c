r"""What other sizes would earn, and which spread pays for a round trip.

Theory
------
The bound is concave in capacity and power together (it is a linear program in its limits, where prices are not
negative), so the marginal value of either falls as it grows: an extra kWh is worth buying while what it earns a year
stays above what it costs a year. Every size is solved again, exactly.

One kWh that is sold was :math:`1 / \eta_c\eta_d` kWh when bought. With wear *w* per kWh delivered and fees *f*, a round
trip pays where

.. math:: p^{\text{sell}} \ge \frac{p^{\text{buy}} + f^{\text{buy}}}{\eta_c \eta_d} + f^{\text{sell}} + 1000\,w .
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.lattice import Lattice, lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.money.basis import HOURS_A_YEAR
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.task import Task

Amount = TypeVar("Amount", float, np.ndarray)

FACTORS = (0.75, 0.9, 1.1, 1.25, 2.0)
"""Sizes that are tried, as multiples of the battery's own."""
LEVELS = 1_000
"""Charge levels that another size is solved with: an hourly year takes about 0.1 s."""
MOST_STEPS = 20_000
"""Steps that other sizes are solved on, two years of hours; of more, the last ones that are whole days."""

PART = "Sizes were compared on"
"""How the note begins that says that they were not compared on all judged steps."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size.

    Attributes
    ----------
    changed : ``"capacity"``, ``"power"`` or ``""`` for the battery itself. factor : multiple of its own size.
    profit : what the bound earns a year, in the price file's currency, wear taken off.
    """

    changed: str
    factor: float
    capacity_kwh: float
    power_kw: float
    profit: float


@dataclass(frozen=True, slots=True)
class Sizing:
    """What size is worth; all money is a year, of one battery, in the price file's currency, with all prices known.

    Attributes
    ----------
    sizes : the battery itself first, then changed capacity, then changed power, each by factor.
    per_kwh, per_kw : what one more kWh of capacity and one more kW of power earn a year (10 % more, per unit).
    break_even_sell : price per MWh at which selling pays for what is bought at `cheap_buy`.
    cheap_buy : the median over days of the lowest price, per MWh. paying_days : share of days with a round trip that
        pays. notes : what was left out, as sentences.
    """

    sizes: tuple[Size, ...]
    per_kwh: float | None
    per_kw: float | None
    break_even_sell: float
    cheap_buy: float
    paying_days: float
    notes: tuple[str, ...] = ()

    def of(self, changed: str) -> tuple[Size, ...]:
        """The sizes of one kind in order of size, the battery itself among them."""
        return tuple(sorted((size for size in self.sizes if size.changed in ("", changed)), key=lambda s: s.factor))


def sizing(task: Task, factors: tuple[float, ...] = FACTORS) -> Sizing:
    """Solve the valued steps again for other capacities and powers."""
    prices, notes = _solved_on(task.test)
    base = _size(task.lattice, prices, "", 1.0)
    sizes = [base]
    for changed in ("capacity", "power"):
        for factor in sorted(factors):
            grid = _grid(_scaled(task.lattice.battery, changed, factor), task.lattice)
            if grid is not None:
                sizes.append(_size(grid, prices, changed, factor))
            else:
                notes = (*notes, f"{factor:g} times the {changed} was left out: its charge levels fit no grid.")
    cheap = _cheap(task.test)
    return Sizing(
        tuple(sizes), _marginal(sizes, "capacity"), _marginal(sizes, "power"),
        break_even_sell(task.lattice.battery, task.test, cheap), cheap,
        float(paying_days(task.lattice.battery, task.test).mean()), notes,
    )  # fmt: skip


def break_even_sell(battery: Battery, prices: Prices, buy: Amount) -> Amount:
    """The lowest market price per MWh at which selling pays for what was bought at the market price `buy`."""
    return (buy + prices.buy_fee) / battery.round_trip + prices.sell_fee + MWH * battery.wear_per_kwh


def paying_days(battery: Battery, prices: Prices) -> np.ndarray:
    """(days,) whether some step of the day sells above what the cheapest step before it on that day needs.

    A step of a negative price also pays for charging alone where what is stored need not be sold: that is not counted.
    """
    starts = prices.day_starts()
    found = np.zeros(prices.days, bool)
    for day, (first, last) in enumerate(pairwise(starts.tolist())):
        values = prices.values[first:last]
        if len(values) > 1:
            needed = break_even_sell(battery, prices, np.minimum.accumulate(values)[:-1])
            sold = values[1:] if battery.sell_below_zero else np.where(values[1:] < 0, -np.inf, values[1:])
            found[day] = bool((sold > needed).any())
    return found


def _solved_on(prices: Prices) -> tuple[Prices, tuple[str, ...]]:
    if len(prices) <= MOST_STEPS:
        return prices, ()
    first = int(np.searchsorted(prices.day, prices.day[len(prices) - MOST_STEPS], side="left"))
    part = prices.part(first)
    of = f"the last {part.days:,} of {prices.days:,} days" if part.days > 1 else f"the last {len(part):,} steps"
    return part, (f"{PART} {of}; elsewhere the same battery earns more or less.",)


def _scaled(battery: Battery, changed: str, factor: float) -> Battery:
    if changed == "power":
        return replace(battery, power_kw=battery.power_kw * factor)
    end = None if battery.end_kwh is None else battery.end_kwh * factor
    return replace(
        battery, capacity_kwh=battery.capacity_kwh * factor, start_kwh=battery.start_kwh * factor, end_kwh=end
    )


def _grid(battery: Battery, base: Lattice) -> Lattice | None:
    """A grid of few levels with the efficiencies of the base: other ones would move the profit more than the size."""
    for levels in (LEVELS, 4 * LEVELS):
        try:
            made = lattice(battery, base.step_hours, levels)
        except InputError:
            continue
        same = math.isclose(made.battery.round_trip, base.battery.round_trip, rel_tol=1e-9)
        if same and abs(made.battery.capacity_kwh / battery.capacity_kwh - 1) < 0.02:
            return made
    return None


def _size(grid: Lattice, prices: Prices, changed: str, factor: float) -> Size:
    years = len(prices) * prices.step_hours / HOURS_A_YEAR
    battery = grid.battery
    return Size(changed, factor, battery.capacity_kwh, battery.power_kw, optimal_value(grid, prices) / years)


def _marginal(sizes: list[Size], changed: str) -> float | None:
    """Money a year of one unit more, from the smallest enlargement."""
    larger = [size for size in sizes if size.changed == changed and size.factor > 1]
    if not larger:
        return None
    base, more = sizes[0], min(larger, key=lambda size: size.factor)
    unit = "capacity_kwh" if changed == "capacity" else "power_kw"
    return (more.profit - base.profit) / (getattr(more, unit) - getattr(base, unit))


def _cheap(prices: Prices) -> float:
    lowest = np.minimum.reduceat(prices.values, np.unique(prices.day_starts()[:-1]))
    return float(np.median(lowest))
