r"""Optimal moves for prices that are taken as certain, by marginal values.

Let :math:`V_t(s)` be the most that a store of *s* levels can still earn from step *t* on. Where what a level costs
(:math:`c_t`) is at least what it earns (:math:`g_t`), :math:`V_t` is concave, so its slopes
:math:`v_t(1) \ge v_t(2) \ge \dots` (what the first, the second … level stored is worth) say all. One step earlier,
*up* levels may be bought at :math:`c_t` and *down* sold at :math:`g_t`: the sup-convolution of two concave functions,
whose slopes are those of both, sorted together:

.. math::
    v_t = \operatorname{sort}_{\ge}\bigl(v_{t+1},\; c_t \times \mathit{up},\; g_t \times \mathit{down}\bigr)

less its first *up* and its last *down* entries (Rockafellar 1970, *Convex Analysis*, theorem 16.4; for batteries Zheng,
Jaworski & Xu 2022, "Arbitraging variable efficiency energy storage using analytical stochastic dynamic programming",
*IEEE Trans. Power Systems* 37). Equal slopes are kept as one run, so a step costs a few runs, not thousands of levels:
8,760 plans of two days take a fraction of a second. The best move buys while the next level is worth more than it
costs, or sells while the last one is worth less than it earns.

Where selling earns more than buying costs (energy is lost for money while prices are negative), :math:`V_t` is not
concave: plans then come from the exact dynamic program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.battery import Wear, WearKind
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.task import Task

REQUIRED = 1e18
"""Worth of a level that must be stored at the end: more than any price."""


@dataclass(frozen=True)
class LevelTerms:
    """Money of one level: per unit of price bought and sold, wear when sold, and what it is worth at the end."""

    bought: float
    sold: float
    wear: float
    end: float


def level_terms(lattice: Lattice) -> LevelTerms:
    """Money per level; wear by depth counts as that of full cycles, since no single step knows its cycle."""
    battery = lattice.battery
    if battery.wear.kind is WearKind.DEPTH:
        battery = replace(battery, wear=Wear(WearKind.PER_CYCLE, battery.wear.cost))
    pitch, efficiency = lattice.pitch_kwh, battery.discharge_efficiency
    return LevelTerms(
        pitch / battery.charge_efficiency / MWH, pitch * efficiency / MWH, pitch * efficiency * battery.wear_per_kwh,
        battery.terminal_price * pitch / MWH,
    )  # fmt: skip


def grid_of(lattice: Lattice, level: int) -> np.ndarray:
    """Level now, full, most up, most down, required end: what the kernels walk on."""
    return np.array([level, lattice.top, lattice.up, lattice.down, lattice.end], np.int64)


def selling_allowed(lattice: Lattice, values: np.ndarray) -> np.ndarray:
    """(n,) bool, where the battery may discharge at these prices."""
    return (values >= 0) | lattice.battery.sell_below_zero


def planned(
    lattice: Lattice, prices: Prices, level: int, last: bool, worth: np.ndarray | None = None
) -> np.ndarray:  # fmt: skip
    """(n,) optimal moves in levels for certain prices.

    Parameters
    ----------
    level : stored before the first step. last : whether the task ends here, so that the required end binds.
    worth : (top,) what each level is worth afterwards, falling, where the task goes on; None: the terminal price.
    """
    from takehome.studies.storage.policies.planning_kernels import planned_moves

    terms = level_terms(lattice)
    after = np.full(lattice.top, terms.end) if worth is None or last else worth
    if last:
        after[: lattice.end] = REQUIRED
    cost, gain = terms.bought * prices.buy, terms.sold * prices.sell - terms.wear
    allowed = selling_allowed(lattice, prices.values)
    if np.any(allowed & (gain > cost)):
        return _by_dynamic_programming(lattice, prices, level, after)
    return planned_moves(cost, gain, allowed, after, level, lattice.up, lattice.down)


def _by_dynamic_programming(lattice: Lattice, prices: Prices, level: int, after: np.ndarray) -> np.ndarray:
    from takehome.studies.storage.optimum.dynamic_programming import plan

    worth = np.concatenate([[0.0], np.cumsum(after)])
    return plan(lattice, prices, level, worth)


def planned_reference(
    cost: np.ndarray, gain: np.ndarray, may_sell: np.ndarray, after: np.ndarray, level: int, up: int, down: int
) -> np.ndarray:
    """The plain twin of the kernel `planned_moves`: every level has its own slope, and NumPy sorts them."""
    worth = [np.asarray(after, float)]
    for c, g, may in zip(cost[:0:-1], gain[:0:-1], may_sell[:0:-1], strict=True):
        sold = np.full(down if may else 0, g)
        merged = np.sort(np.concatenate([worth[0], np.full(up, c), sold]))[::-1]
        worth.insert(0, merged[up : len(merged) - len(sold)])
    moves = np.empty(len(cost), np.int64)
    for t, slopes in enumerate(worth):
        bought = slopes[level : level + up] - cost[t]
        sold = (gain[t] - slopes[max(level - down, 0) : level])[::-1] * may_sell[t]
        bought, sold = bought[bought > 0], sold[sold > 0]
        moves[t] = len(bought) if bought.sum() >= sold.sum() else -len(sold)
        level += moves[t]
    return moves


def follow(
    task: Task, today: np.ndarray, tomorrow: np.ndarray | None = None,
    worth: Callable[[int], np.ndarray] | None = None,
) -> np.ndarray:  # fmt: skip
    """Plan each day at its start, carry the plan out, and plan again from the level reached.

    Parameters
    ----------
    today : (T,) prices believed of each step when its day begins; a day with a NaN is spent at rest.
    tomorrow : (days, slots) prices believed of the day after each day, which say what is worth keeping overnight. None:
        only the terminal price is. No plan reaches beyond the end of the task.
    worth : the number of a day → (top,) what each level is worth when it ends, instead of the terminal price.

    Returns
    -------
    (T − first,) moves in levels. A sale at a negative price is left out where the battery may not make one; that is a
    limit of the battery and needs no knowledge.
    """
    from takehome.studies.storage.policies.planning_kernels import carried_out

    prices, lattice = task.prices, task.lattice
    allowed = selling_allowed(lattice, prices.values)
    steps, starts = len(prices), prices.day_starts()
    level, moves = lattice.start, np.zeros(steps, np.int64)
    for row in range(int(prices.day[task.first] - prices.day[0]) if task.first < steps else prices.days, prices.days):
        first, after = max(int(starts[row]), task.first), int(starts[row + 1])
        believed, until = today[first:after], after
        if tomorrow is not None:
            until = min(after + prices.slots, steps)
            believed = np.concatenate([believed, tomorrow[row, prices.slot[after:until]]])
        wanted = np.zeros(after - first, np.int64)
        if not np.isnan(believed).any():
            ahead = prices.part(first, until).with_values(believed)
            kept = worth(row) if worth is not None and until < steps else None
            wanted = planned(lattice, ahead, level, until == steps, kept)[: after - first]
        moves[first:after] = carried_out(wanted, allowed[first:after], steps - after, grid_of(lattice, level))
        level += int(moves[first:after].sum())
    return moves[task.first :]
