r"""What one more unit in the store is worth: the exact recursion, and the rule that acts by it.

Let :math:`v_t(j)` be the value, after step *t*, of filling segment *j* of the store (all below it are full). Storing a
unit costs :math:`c_t = p^{buy}_t / \eta_c`, taking it out earns :math:`g_t = \eta_d (p^{sell}_t - w)` with wear *w*.
With :math:`u` segments in a full step of charging, :math:`d` in one of discharging, the optimum follows from

.. math::
    v_{t-1}(j) = \begin{cases}
        \max(c_t, v_t(j + u)) & v_t(j) > c_t \quad\text{(charge)} \\
        \min(g_t, v_t(j - d)) & v_t(j) < g_t \quad\text{(discharge)} \\
        v_t(j) & \text{otherwise (hold),}
    \end{cases}

which keeps :math:`v` non-increasing in *j* (Zheng, Jaworski & Xu 2022, "Arbitraging variable efficiency energy storage
using analytical stochastic dynamic programming", IEEE Trans. Power Systems 37:4785). Where somebody acts by values
:math:`\hat v` of his own, the same three cases, decided by :math:`\hat v` and carried through :math:`v`, give what a
unit is worth *in his hands*: the evaluation step of policy iteration (Howard 1960), for every charge level at once.

Where selling at a negative price earns more than buying costs (both negative), both at once would pay; no battery can,
so the sale is valued at the purchase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.policies.value.segments import Segments
from takehome.studies.storage.policies.walking_kernels import clip_move
from takehome.studies.storage.task import Task


@dataclass(frozen=True, eq=False)
class StoreSide:
    """(T,) money per MWh *in the store*: `buy` to put it there, `sell` for taking it out, wear paid."""

    buy: np.ndarray
    sell: np.ndarray


def store_side(lattice: Lattice, prices: Prices) -> StoreSide:
    """Prices as the store sees them. Wear by depth has no price per kWh and is left out of decisions."""
    battery = lattice.battery
    sell = (prices.sell - battery.wear_per_kwh * MWH) * battery.discharge_efficiency
    if not battery.sell_below_zero:
        sell = np.where(prices.values < 0, -np.inf, sell)  # no sale is worth it
    return StoreSide(prices.buy / battery.charge_efficiency, sell)


def values_backward(
    buy: np.ndarray, sell: np.ndarray, believed: np.ndarray, up: int, down: int, last: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Marginal values after each step.

    Parameters
    ----------
    buy, sell : (T,) as in :class:`StoreSide`. believed : (T, count) values that decide, or (0, count): the optimum.
    up, down : segments of a full step. last : (count,) values after the last step.

    Returns
    -------
    (T, count), money per MWh.
    """
    steps, count = len(buy), len(last)
    made = np.empty((steps, count))
    worth = last.astype(float)
    for t in range(steps - 1, -1, -1):
        made[t] = worth
        cost, gain = buy[t], min(sell[t], buy[t])
        judge = believed[t] if len(believed) else worth
        fuller = np.append(worth, np.zeros(up))[up:]
        emptier = np.append(np.zeros(down), worth)[:count]
        full_up = np.append(judge, np.full(up, -np.inf))[up:] > cost
        full_down = np.append(np.full(down, np.inf), judge)[:count] < gain
        charged, sold = np.where(full_up, fuller, cost), np.where(full_down, emptier, gain)
        worth = np.where(judge > cost, charged, np.where(judge < gain, sold, worth))
    return made


def hindsight(side: StoreSide, parts: Segments, terminal_price: float) -> np.ndarray:
    """(T, count) marginal values of the exact optimum with all prices known, for training on the past."""
    from takehome.studies.storage.policies.value import value_kernels as compiled

    nobody = np.empty((0, parts.count))
    return compiled.values_backward(
        side.buy, side.sell, nobody, parts.up, parts.down, np.full(parts.count, terminal_price)
    )  # fmt: skip


def in_the_hands_of(believed: np.ndarray, side: StoreSide, parts: Segments, terminal_price: float) -> np.ndarray:
    """(T, count) what a unit turns out to be worth to one who acts by the values `believed` (T, count)."""
    from takehome.studies.storage.policies.value import value_kernels as compiled

    return compiled.values_backward(
        side.buy, side.sell, believed, parts.up, parts.down, np.full(parts.count, terminal_price)
    )  # fmt: skip


def non_increasing(marginal: np.ndarray) -> np.ndarray:
    """(…, count) the running minimum: a fuller store values one more unit no higher."""
    return np.minimum.accumulate(marginal, axis=-1)


def wanted_move(
    marginal: np.ndarray, cost: float, gain: float, level: int, top: int, up: int, down: int
) -> int:  # fmt: skip
    """Levels to move: fill while a unit is worth more than it costs, empty while it earns more than it is worth.

    Parameters
    ----------
    marginal : (count,) non-increasing. cost, gain : of one unit now. level, top, up, down : in lattice levels.
    """
    count = len(marginal)
    high = int((marginal > cost).cumprod().sum()) * top // count
    if level < high:
        return min(up, high - level)
    low = int(((marginal > cost) | (marginal >= gain)).cumprod().sum()) * top // count
    return -min(down, level - low) if level > low else 0


def walk(
    marginal: np.ndarray, buy: np.ndarray, sell: np.ndarray, level: int, top: int, up: int, down: int, end: int,
    left: int,
) -> np.ndarray:  # fmt: skip
    """(T,) moves by :func:`wanted_move` at marginal values (T, count); `left` steps remain, these included."""
    moves = np.zeros(len(buy), np.int64)
    for t in range(len(buy)):
        wanted = wanted_move(marginal[t], buy[t], sell[t], level, top, up, down)
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, bool(sell[t] > -np.inf))
        level += moves[t]
    return moves


def dispatch_by(task: Task, marginal: np.ndarray) -> np.ndarray:
    """(T − first,) moves of the test period at marginal values (T − first, count)."""
    from takehome.studies.storage.policies.value import value_kernels as compiled

    lattice, side = task.lattice, store_side(task.lattice, task.test)
    return compiled.walk(
        np.ascontiguousarray(marginal, float), side.buy, side.sell, lattice.start, lattice.top, lattice.up,
        lattice.down, lattice.end, len(side.buy),
    )  # fmt: skip


def single_move(lattice: Lattice, prices: Prices, t: int, level: int, marginal: np.ndarray, left: int) -> int:
    """The move at step `t` alone; the same number that :func:`dispatch_by` gives."""
    from takehome.studies.storage.policies.value import value_kernels as compiled

    side = store_side(lattice, prices.part(t, t + 1))
    return int(
        compiled.walk(
            np.ascontiguousarray(marginal, float)[None], side.buy, side.sell, level, lattice.top, lattice.up,
            lattice.down, lattice.end, left,
        )[0]
    )  # fmt: skip
