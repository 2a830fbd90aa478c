"""Q-learning on replayed years compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def every_level(
    table: np.ndarray,
    state: np.ndarray,
    buy: np.ndarray,
    sell: np.ndarray,
    up: int,
    down: int,
    rate: float,
    keep: float,
) -> None:
    """See :func:`~.tabular_q.every_level`, its plain twin."""
    levels = table.shape[1]
    best = np.empty(levels)
    for t in range(len(state) - 2, -1, -1):
        now, after = table[state[t]], table[state[t + 1]]
        for level in range(levels):
            best[level] = max(after[level, 0], max(after[level, 1], after[level, 2]))
        cost, gain, may_sell = buy[t], sell[t], sell[t] > -np.inf
        for level in range(levels):
            higher, lower = min(up, levels - 1 - level), min(down, level)
            now[level, 0] += rate * (keep * best[level] - now[level, 0])
            now[level, 1] += rate * (keep * best[level + higher] - cost * higher - now[level, 1])
            if may_sell:
                now[level, 2] += rate * (keep * best[level - lower] + gain * lower - now[level, 2])
            else:
                now[level, 2] += rate * (keep * best[level] - now[level, 2])


@njit(cache=True, nogil=True)
def one_path(
    table: np.ndarray, state: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int, rate: float,
    keep: float, explore: float, draws: np.ndarray, block: int,
) -> None:  # fmt: skip
    """See :func:`~.tabular_q.one_path`, its plain twin."""
    steps, levels = len(state), table.shape[1]
    at, did = np.empty(steps, np.int64), np.empty(steps, np.int64)
    level = int(draws[0, 1] * levels)
    for begin in range(0, steps - 1, block):
        end = min(begin + block, steps - 1)
        for t in range(begin, end):
            row = table[state[t], level]
            action = 0
            if row[1] > row[action]:
                action = 1
            if row[2] > row[action]:
                action = 2
            if draws[t, 0] < explore:
                action = int(draws[t, 1] * 3)
            at[t], did[t] = level, action
            if action == 1:
                level += min(up, levels - 1 - level)
            elif action == 2 and sell[t] > -np.inf:
                level -= min(down, level)
        for t in range(end - 1, begin - 1, -1):
            low, action = at[t], did[t]
            reward, after = 0.0, low
            if action == 1:
                after = low + min(up, levels - 1 - low)
                reward = -buy[t] * (after - low)
            elif action == 2 and sell[t] > -np.inf:
                after = low - min(down, low)
                reward = sell[t] * (low - after)
            row = table[state[t + 1], after]
            best = max(row[0], max(row[1], row[2]))
            table[state[t], low, action] += rate * (reward + keep * best - table[state[t], low, action])


@njit(cache=True, nogil=True)
def greedy(
    table: np.ndarray,
    state: np.ndarray,
    sell: np.ndarray,
    level: int,
    top: int,
    up: int,
    down: int,
    end: int,
    left: int,
) -> np.ndarray:
    """See :func:`~.tabular_q.greedy`, its plain twin."""
    moves = np.zeros(len(state), np.int64)
    count = table.shape[1] - 1
    for t in range(len(state)):
        row = table[state[t], (2 * level * count + top) // (2 * top)]
        wanted = 0
        if row[1] > row[0] and row[1] >= row[2]:
            wanted = up
        elif row[2] > row[0]:
            wanted = -down
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, sell[t] > -np.inf)
        level += moves[t]
    return moves
