r"""The exact optimum of a battery by dynamic programming on its grid of charge levels.

Bellman (1957), *Dynamic Programming*. With :math:`c_t` what one level costs and :math:`r_t` what it earns,

.. math::
    V_T(s) = p^{\text{end}} s \text{ where } s \ge s^{\text{end}}, \text{ else } -\infty, \qquad
    V_t(s) = \max_{-b \le k \le a} V_{t+1}(s + k) - c_t k^+ + r_t k^- .

Charging *k* levels buys :math:`k h / \eta_c` kWh (*h* the pitch), discharging sells :math:`\eta_d k h` and wears them.
On the grid this is exact (:mod:`~takehome.studies.storage.lattice`), also at negative prices, where a step can charge
or discharge but not both.

*Whole quanta.* Doubles add exactly as long as all sums are whole multiples of one unit and below 2⁵³ of it. So the
prices of a level are rounded to a power of two that small that no sum can leave this range. Then ties are true ties,
two orders of summation agree bit by bit, and what rounding costs is at most half a quantum a level moved: about 1e-11
of the profit of a year.

*Wear by depth* is no sum over steps and is left out here: with it, the optimum is an upper bound on what can be
earned, not the best schedule (:class:`~takehome.studies.storage.battery.Wear`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices

MANTISSA = 52
"""Bits behind the leading one of a double (IEEE 754): whole numbers up to 2⁵³ are exact; one bit is kept spare."""

ROWS_AT_ONCE = 1 << 24
"""Values, 128 MiB of them, that are kept rather than computed twice: an hourly year needs one pass, a finer one two."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """The best schedule.

    Attributes
    ----------
    profit : money, wear that is proportional to use and the value of what is left included.
    moves : (T,) int levels by which the store changes; times ``lattice.pitch_kwh`` it is kWh.
    """

    profit: float
    moves: np.ndarray


@dataclass(frozen=True, eq=False)
class Program:
    """The recursion in whole quanta of money.

    Attributes
    ----------
    end : (levels,) value after the last step, −∞ where the required end is missed.
    buy, sell : (T,) what a level costs and earns; −∞ where discharging is forbidden. up, down : moves of one step.
    """

    end: np.ndarray
    buy: np.ndarray
    sell: np.ndarray
    up: int
    down: int


def level_money(lattice: Lattice, prices: Prices) -> tuple[np.ndarray, np.ndarray]:
    """What charging one level costs and discharging one earns, wear taken off, both (T,) money; not rounded.

    Where discharging is forbidden it earns −∞.
    """
    battery, pitch = lattice.battery, lattice.pitch_kwh
    buy = prices.buy / MWH * (pitch / battery.charge_efficiency)
    sell = (prices.sell / MWH - battery.wear_per_kwh) * (pitch * battery.discharge_efficiency)
    if not battery.sell_below_zero:
        sell = np.where(prices.values < 0, -np.inf, sell)
    return buy, sell


def program(lattice: Lattice, prices: Prices, after: np.ndarray | None = None) -> Program:
    """The recursion for these prices.

    Parameters
    ----------
    after : (levels,) money, the value of each level after the last step, −∞ where it is forbidden. None: the
        battery's terminal price, and its required end.
    """
    buy, sell = level_money(lattice, prices)
    stored = np.arange(lattice.levels)
    price = lattice.battery.terminal_price / MWH * lattice.pitch_kwh
    end = price * stored if after is None else np.asarray(after, float)
    most = lattice.up * np.abs(buy).sum() + lattice.down * np.abs(sell[np.isfinite(sell)]).sum()
    most += np.abs(end[np.isfinite(end)]).max(initial=0.0)
    quantum = math.ldexp(1.0, math.frexp(most)[1] - MANTISSA) if most > 0 else 1.0
    end, buy, sell = (np.rint(money / quantum) * quantum for money in (end, buy, sell))
    if after is None:  # in a straight line, so that the values stay concave
        end = np.where(stored < lattice.end, -np.inf, stored * (np.rint(price / quantum) * quantum))
    return Program(end, buy, sell, lattice.up, lattice.down)


def optimum(lattice: Lattice, prices: Prices) -> Optimum:
    """The best schedule and what it earns; of equal moves to hold, then the smallest, then to charge.

    Raises
    ------
    InputError
        Where the required end cannot be reached from the start in so many steps.
    """
    profit, moves = _best(program(lattice, prices), lattice.start)
    _require_reached(profit, lattice, prices)
    return Optimum(profit, moves)


def optimal_value(lattice: Lattice, prices: Prices) -> float:
    """What the best schedule earns, without the schedule: half the time, and the memory of six rows.

    Raises
    ------
    InputError
        As for :func:`optimum`.
    """
    from takehome.studies.storage.optimum.dp_kernels import first_row

    made = program(lattice, prices)
    profit = float(first_row(made.end, made.buy, made.sell, made.up, made.down)[lattice.start])
    _require_reached(profit, lattice, prices)
    return profit


def value_table(lattice: Lattice, prices: Prices, after: np.ndarray | None = None) -> np.ndarray:
    """(T + 1, levels) money that can still be earned before each step; −∞ where the end is out of reach.

    It takes 8 bytes a value: 70 MB for an hourly year of 1,000 levels. `after` is as for :func:`plan`.
    """
    from takehome.studies.storage.optimum.dp_kernels import value_rows

    made = program(lattice, prices, after)
    return value_rows(made.end, made.buy, made.sell, made.up, made.down)


def plan(lattice: Lattice, prices: Prices, level: int, after: np.ndarray | None = None) -> np.ndarray:
    """The best moves (n,) int levels over the n steps of `prices` from a level.

    Parameters
    ----------
    after : (levels,) money that each level is worth after the last step, −∞ where it is forbidden. None: the
        battery's terminal price alone, and no required end.
    """
    if after is None:
        lattice = replace(lattice, end=0)
    return _best(program(lattice, prices, after), level)[1]


def _best(made: Program, level: int) -> tuple[float, np.ndarray]:
    """Value and moves from a level.

    Only the row after each block of steps is kept, and what lies between is computed again (Griewank 1992,
    *Optimization Methods and Software* 1): 2 √T rows instead of T.
    """
    from takehome.studies.storage.optimum.dp_kernels import first_row, value_rows, walk

    steps = len(made.buy)
    block = max(1, steps if steps * len(made.end) <= ROWS_AT_ONCE else math.isqrt(steps))
    cuts = [slice(first, first + block) for first in range(0, steps, block)]
    ends = [made.end]
    for cut in cuts[:0:-1]:
        ends.append(first_row(ends[-1], made.buy[cut], made.sell[cut], made.up, made.down))
    value, moves, reached = float(made.end[level]), np.zeros(steps, np.int64), level
    for cut, end in zip(cuts, ends[::-1], strict=False):  # without steps there is no cut
        rows = value_rows(end, made.buy[cut], made.sell[cut], made.up, made.down)
        if cut.start == 0:
            value = float(rows[0, level])
        reached = walk(rows, made.buy[cut], made.sell[cut], made.up, made.down, reached, moves[cut])
    return value, moves


def _require_reached(profit: float, lattice: Lattice, prices: Prices) -> None:
    """Raise :class:`InputError` where no schedule reaches the required end."""
    if profit > -math.inf:
        return
    battery, pitch = lattice.battery, lattice.pitch_kwh
    most = battery.start_kwh + len(prices) * lattice.up * pitch
    raise InputError(
        f"at most {most:.4g} kWh can be stored after {len(prices)} steps from {battery.start_kwh:.4g} kWh",
        f"at least end_kwh = {battery.end_kwh or 0.0:.4g} kWh",
        "lower end_kwh, raise start_kwh or power_kw, or give more prices",
    )
