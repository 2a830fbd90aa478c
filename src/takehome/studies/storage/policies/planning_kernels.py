"""Compiled loops of planning on marginal values; theory and NumPy twin stand in :mod:`.planning`.

Marginal values are kept in `count` runs: `slope` (money per level, falling) and `run` (how many levels have it).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def insert(slope: np.ndarray, run: np.ndarray, count: int, value: float, levels: int) -> int:
    """Put `levels` levels worth `value` each in their place; returns the number of runs."""
    if levels <= 0:
        return count
    place = count
    while place > 0 and slope[place - 1] < value:
        slope[place], run[place] = slope[place - 1], run[place - 1]
        place -= 1
    slope[place], run[place] = value, levels
    return count + 1


@njit(cache=True, nogil=True)
def drop_first(slope: np.ndarray, run: np.ndarray, count: int, levels: int) -> int:
    """Take the `levels` most valuable levels away."""
    gone = 0
    while gone < count and run[gone] <= levels:
        levels -= run[gone]
        gone += 1
    if gone < count:
        run[gone] -= levels
    for k in range(gone, count):
        slope[k - gone], run[k - gone] = slope[k], run[k]
    return count - gone


@njit(cache=True, nogil=True)
def drop_last(run: np.ndarray, count: int, levels: int) -> int:
    """Take the `levels` least valuable levels away."""
    while count > 0 and run[count - 1] <= levels:
        levels -= run[count - 1]
        count -= 1
    if count > 0:
        run[count - 1] -= levels
    return count


@njit(cache=True, nogil=True)
def earlier(
    slope: np.ndarray, run: np.ndarray, count: int, cost: float, gain: float, up: int, down: int, may_sell: bool
) -> int:
    """Marginal values one step earlier (`cost` of a level bought, `gain` of one sold); returns the number of runs."""
    if may_sell and gain > cost:  # not concave: the straight line between a full charge and a full discharge
        cost = gain = (cost * up + gain * down) / (up + down)
    count = insert(slope, run, count, cost, up)
    if may_sell:
        count = insert(slope, run, count, gain, down)
        count = drop_last(run, count, down)
    return drop_first(slope, run, count, up)


@njit(cache=True, nogil=True)
def best_move(
    slope: np.ndarray, run: np.ndarray, count: int, level: int, cost: float, gain: float, up: int, down: int,
    may_sell: bool,
) -> int:  # fmt: skip
    """The move that earns most now and later, from `level`, where `slope` and `run` hold after this step."""
    first, charge, charged = 0, 0, 0.0
    for k in range(count):
        first += run[k]
        room = min(first - level - charge, up - charge)
        if room <= 0:
            continue
        if slope[k] <= cost:
            break
        charge += room
        charged += room * (slope[k] - cost)
    if not may_sell:
        return charge
    last, sale, sold = run[:count].sum(), 0, 0.0
    for k in range(count - 1, -1, -1):
        last -= run[k]
        room = min(level - sale - last, down - sale)
        if room <= 0:
            continue
        if slope[k] >= gain:
            break
        sale += room
        sold += room * (gain - slope[k])
    return charge if charged >= sold else -sale


@njit(cache=True, nogil=True)
def planned_moves(
    cost: np.ndarray, gain: np.ndarray, may_sell: np.ndarray, after: np.ndarray, level: int, up: int, down: int
) -> np.ndarray:
    """Optimal moves; `after` (levels above empty,) what each level is worth at the end, falling."""
    n = len(cost)
    widest = len(after) + 2 * n + 2
    slope, run = np.empty((n + 1, widest)), np.empty((n + 1, widest), np.int64)
    count = np.zeros(n + 1, np.int64)
    for value in after:
        if count[n] and slope[n, count[n] - 1] == value:
            run[n, count[n] - 1] += 1
        else:
            slope[n, count[n]], run[n, count[n]] = value, 1
            count[n] += 1
    for t in range(n - 1, 0, -1):
        kept = count[t + 1]
        slope[t, :kept], run[t, :kept] = slope[t + 1, :kept], run[t + 1, :kept]
        count[t] = earlier(slope[t], run[t], kept, cost[t], gain[t], up, down, may_sell[t])
    moves = np.empty(n, np.int64)
    for t in range(n):
        moves[t] = best_move(
            slope[t + 1], run[t + 1], count[t + 1], level, cost[t], gain[t], up, down, may_sell[t]
        )  # fmt: skip
        level += moves[t]
    return moves


@njit(cache=True, nogil=True)
def corrected(
    usual: float, lead: int, last: float, mean: float, weights: np.ndarray, middle: float, scale: float
) -> float:  # fmt: skip
    """The forecast price `lead` steps ahead, moved by the day's last error and its mean error so far."""
    place = min(lead, len(weights)) - 1
    return middle + scale * math.sinh(usual + weights[place, 0] * last + weights[place, 1] * mean)


@njit(cache=True, nogil=True)
def controlled_moves(
    values: np.ndarray, day: np.ndarray, slot: np.ndarray, usual: np.ndarray, middle: np.ndarray, scale: np.ndarray,
    weights: np.ndarray, fees: np.ndarray, terms: np.ndarray, grid: np.ndarray, sell_below_zero: bool,
) -> np.ndarray:  # fmt: skip
    """Walk all steps, each time planning anew to the end of the day with what is known then.

    Parameters
    ----------
    values, day, slot : (T,) actual prices and the calendar; `day` counts from 0 as the rows of `usual` do.
    usual : (days, slots) transformed forecasts made before each day; NaN where there is none: the battery rests.
    middle, scale : (days,) of the transformation. weights : (leads, 2) of :func:`corrected`.
    fees : buy, sell. terms : money per level of one price unit bought and sold, wear per level, value at the end.
    grid : start, top, up, down, required end.
    """
    level, top, up, down, end = grid
    slots = usual.shape[1]
    n = len(values)
    slope, run = np.empty(4 * slots + 8), np.empty(4 * slots + 8, np.int64)
    moves = np.zeros(n, np.int64)
    first, last, total = 0, -1, 0.0
    for t in range(n):
        d = day[t]
        if t > last:
            first, last, total = t, t, 0.0
            while last + 1 < n and day[last + 1] == d:
                last += 1
        may_sell = sell_below_zero or values[t] >= 0
        wanted = 0
        if not math.isnan(usual[d, slot[t]]):
            error = math.asinh((values[t] - middle[d]) / scale[d]) - usual[d, slot[t]]
            total += error
            mean = total / (t - first + 1)
            due = end if last == n - 1 else 0  # what must be stored when the day ends
            count = insert(slope, run, insert(slope, run, 0, 1e18, due), terms[3], top - due)
            for k in range(last, t, -1):
                price = corrected(usual[d, slot[k]], k - t, error, mean, weights, middle[d], scale[d])
                count = earlier(
                    slope, run, count, terms[0] * (price + fees[0]), terms[1] * (price - fees[1]) - terms[2], up, down,
                    sell_below_zero or price >= 0,
                )  # fmt: skip
            wanted = best_move(
                slope, run, count, level, terms[0] * (values[t] + fees[0]),
                terms[1] * (values[t] - fees[1]) - terms[2], up, down, may_sell,
            )  # fmt: skip
        moves[t] = clip_move(level, wanted, top, up, down, end, n - 1 - t, may_sell)
        level += moves[t]
    return moves


@njit(cache=True, nogil=True)
def threshold_moves(
    values: np.ndarray, low: np.ndarray, high: np.ndarray, may_sell: np.ndarray, grid: np.ndarray
) -> np.ndarray:
    """Buy all that is possible at or below `low`, sell all at or above `high`; both (T,), NaN for rest."""
    level, top, up, down, end = grid
    n = len(values)
    moves = np.empty(n, np.int64)
    for t in range(n):
        wanted = up if values[t] <= low[t] else -down if values[t] >= high[t] else 0
        moves[t] = clip_move(level, wanted, top, up, down, end, n - 1 - t, may_sell[t])
        level += moves[t]
    return moves


@njit(cache=True, nogil=True)
def carried_out(wanted: np.ndarray, may_sell: np.ndarray, left: int, grid: np.ndarray) -> np.ndarray:
    """What becomes of wanted moves from the level ``grid[0]`` on; `left` steps follow after them."""
    level, top, up, down, end = grid
    n = len(wanted)
    moves = np.empty(n, np.int64)
    for t in range(n):
        moves[t] = clip_move(level, wanted[t], top, up, down, end, left + n - 1 - t, may_sell[t])
        level += moves[t]
    return moves
