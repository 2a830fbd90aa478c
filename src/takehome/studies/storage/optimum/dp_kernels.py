r"""Compiled loops of the dynamic program. Plain NumPy twins stand in :mod:`~.reference`.

In one step the best of the next values *V* within reach is wanted for every level *s*, at *c* to charge a level and
*r* to discharge one. Two ways, which agree exactly:

*Where V is concave and r ≤ c*, the marginal value of a level falls with the level. One charges up to
the last level that is worth *c* and discharges down to the last that is worth *r*, and holds between (the base-stock
rule; Secomandi 2010, *Management Science* 56(3), has it for storage). Two binary searches and one pass.

*Elsewhere* (at prices below zero it can pay to burn energy, :math:`r > c`), windows are doubled until one holds all
moves (Bender & Farach-Colton 2000, *The LCA problem revisited*):

.. math:: M_n(s) = \max_{0 \le m < n} V(s + m) - m\,c, \qquad M_{n+k}(s) = \max\{M_n(s),\; M_n(s + k) - k\,c\}, k \le n.

These few passes over a row that stays in the cache have no branch to be guessed, unlike the monotone queue that finds
a sliding maximum in one pass.

Money is in whole quanta (see :mod:`~.dynamic_programming`), so every sum here is exact, in any order. A forbidden
move earns −∞, and so does a level from which the required end is out of reach.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def widen(row: np.ndarray, other: np.ndarray, moves: int, money: float, upward: bool) -> np.ndarray:
    """(levels,) the best of up to `moves` moves one way for `money` a level; `row` and `other` are overwritten."""
    levels = row.shape[0]
    width = 1
    while width <= moves:
        shift = min(width, moves + 1 - width)
        kept = levels - shift
        if kept <= 0:
            break
        gain = shift * money
        if upward:
            near, far, target = row[:kept], row[shift:], other[:kept]
        else:
            near, far, target = row[shift:], row[:kept], other[shift:]
        for j in range(kept if upward else 0, levels if upward else shift):
            other[j] = row[j]
        for j in range(kept):
            moved = far[j] + gain
            target[j] = moved if moved > near[j] else near[j]
        row, other = other, row
        width += shift
    return row


@njit(cache=True, nogil=True)
def widened(
    after: np.ndarray, buy: float, sell: float, up: int, down: int, scratch: np.ndarray, out: np.ndarray
) -> None:
    """Values before a step for any values after it; `scratch` is (4, levels)."""
    for j in range(after.shape[0]):
        scratch[0, j] = scratch[2, j] = after[j]
    charged = widen(scratch[0], scratch[1], up, -buy, True)
    if sell == -np.inf:
        for j in range(after.shape[0]):
            out[j] = charged[j]
        return
    discharged = widen(scratch[2], scratch[3], down, sell, False)
    for j in range(after.shape[0]):
        out[j] = charged[j] if charged[j] > discharged[j] else discharged[j]


@njit(cache=True, nogil=True)
def last_worth(after: np.ndarray, money: float) -> int:
    """The highest level worth at least `money` more than the one below it, for concave values."""
    low, high = 0, after.shape[0] - 1
    while low < high:
        middle = (low + high + 1) // 2
        if after[middle] - after[middle - 1] < money:  # −∞ less −∞ is no number, hence not below
            high = middle - 1
        else:
            low = middle
    return low


@njit(cache=True, nogil=True)
def based(after: np.ndarray, buy: float, sell: float, up: int, down: int, out: np.ndarray) -> None:
    """Values before a step by the base-stock rule."""
    top = after.shape[0] - 1
    low, high = last_worth(after, buy), last_worth(after, sell)
    far = max(low - up, 0)
    if far:
        paid = up * buy
        for j in range(far):
            out[j] = after[j + up] - paid
    for j in range(far, low):
        out[j] = after[low] - (low - j) * buy
    for j in range(low, high + 1):
        out[j] = after[j]
    near = min(high + down, top)
    for j in range(high + 1, near + 1):
        out[j] = after[high] + (j - high) * sell
    if near < top:
        earned = down * sell
        for j in range(near + 1, top + 1):
            out[j] = after[j - down] + earned


@njit(cache=True, nogil=True)
def is_concave(values: np.ndarray) -> bool:
    """Whether values are −∞ up to some level, finite after it, and each level then adds no more than the one before."""
    wrong = 0
    for j in range(1, values.shape[0] - 1):
        wrong += values[j + 1] - values[j] > values[j] - values[j - 1]
    return wrong == 0 and values[values.shape[0] - 1] > -np.inf


@njit(cache=True, nogil=True)
def step_back(
    after: np.ndarray, buy: float, sell: float, up: int, down: int, scratch: np.ndarray, out: np.ndarray, concave: bool
) -> bool:
    """Values before a step, into `out`, from those after it, both (levels,); whether what it writes is concave."""
    if concave and sell <= buy:
        based(after, buy, sell, up, down, out)
        return True
    widened(after, buy, sell, up, down, scratch, out)
    return is_concave(out)


@njit(cache=True, nogil=True)
def value_rows(end: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int) -> np.ndarray:
    """(T + 1, levels) values before each step, and `end` after the last."""
    steps = len(buy)
    rows = np.empty((steps + 1, len(end)))
    scratch = np.empty((4, len(end)))
    rows[steps] = end
    concave = is_concave(end)
    for t in range(steps - 1, -1, -1):
        concave = step_back(rows[t + 1], buy[t], sell[t], up, down, scratch, rows[t], concave)
    return rows


@njit(cache=True, nogil=True)
def first_row(end: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int) -> np.ndarray:
    """(levels,) values before the first step, in the memory of six rows."""
    row, other = end.copy(), np.empty(len(end))
    scratch = np.empty((4, len(end)))
    concave = is_concave(end)
    for t in range(len(buy) - 1, -1, -1):
        concave = step_back(row, buy[t], sell[t], up, down, scratch, other, concave)
        row, other = other, row
    return row


@njit(cache=True, nogil=True)
def best_move(after: np.ndarray, level: int, buy: float, sell: float, up: int, down: int) -> int:
    """The best move from a level: of equals to hold, then the smallest, then to charge."""
    best, move = after[level], 0
    most = max(up, down)
    for m in range(1, most + 1):
        if m <= up and level + m < len(after) and after[level + m] - m * buy > best:
            best, move = after[level + m] - m * buy, m
        if m <= down and level >= m and after[level - m] + m * sell > best:
            best, move = after[level - m] + m * sell, -m
    return move


@njit(cache=True, nogil=True)
def walk(
    rows: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int, level: int, moves: np.ndarray
) -> int:  # fmt: skip
    """Fill in the best moves (T,) from a level, given the values (T + 1, levels); the level after them."""
    for t in range(len(moves)):
        moves[t] = best_move(rows[t + 1], level, buy[t], sell[t], up, down)
        level += moves[t]
    return level
