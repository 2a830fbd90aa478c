"""Q-learning on replayed years compiled with numba."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.value.tabular_q import TIE, TRACK
from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def fill_outcomes(
    level: int, buy: float, sell: float, up: int, down: int, count: int, after: np.ndarray, reward: np.ndarray
) -> None:  # fmt: skip
    """Charge after, and reward of, each action from a level."""
    after[0], reward[0] = level, 0.0
    after[1] = min(level + up, count)
    reward[1] = -buy * (after[1] - level)
    after[2], reward[2] = level, 0.0
    if sell > -np.inf:
        after[2] = max(level - down, 0)
        reward[2] = sell * (level - after[2])


@njit(cache=True, nogil=True)
def every_level(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int,
    rate: float, keep: float,
) -> None:  # fmt: skip
    """See :func:`~.tabular_q.every_level`, its plain twin; actions are written out, which is several times as fast."""
    count, advised = table.shape[1] - 1, len(worth) > 0
    best = np.empty(count + 1)
    for t in range(len(state) - 2, -1, -1):
        following, now = table[state[t + 1]], table[state[t]]
        cost, gain, most = buy[t + 1], sell[t + 1], down
        if gain == -np.inf:
            gain, most = 0.0, 0
        for level in range(count + 1):
            hold, charge, discharge = following[level, 0], following[level, 1], following[level, 2]
            if advised:
                more, less = min(up, count - level), min(most, level)
                hold += worth[t + 1, level]
                charge += worth[t + 1, level + more] - cost * more
                discharge += worth[t + 1, level - less] + gain * less
            best[level] = max(hold, max(charge, discharge))
        cost, gain, most = buy[t], sell[t], down
        if gain == -np.inf:
            gain, most = 0.0, 0
        for level in range(count + 1):
            more, less = min(up, count - level), min(most, level)
            hold, charge, discharge = keep * best[level], keep * best[level + more], keep * best[level - less]
            if advised:
                hold -= worth[t, level]
                charge -= worth[t, level + more]
                discharge -= worth[t, level - less]
            else:
                charge -= cost * more
                discharge += gain * less
            now[level, 0] += rate * (hold - now[level, 0])
            now[level, 1] += rate * (charge - now[level, 1])
            now[level, 2] += rate * (discharge - now[level, 2])


@njit(cache=True, nogil=True)
def one_path(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int,
    rate: float, keep: float, explore: float, draws: np.ndarray, block: int, mean: float,
) -> float:  # fmt: skip
    """See :func:`~.tabular_q.one_path`, its plain twin."""
    steps, count, advised = len(state), table.shape[1] - 1, len(worth) > 0
    at, did = np.empty(steps, np.int64), np.empty(steps, np.int64)
    after, reward = np.zeros(3, np.int64), np.zeros(3)
    level = int(draws[0, 1] * (count + 1))
    for begin in range(0, steps - 1, block):
        end = min(begin + block, steps - 1)
        for t in range(begin, end):
            fill_outcomes(level, buy[t], sell[t], up, down, count, after, reward)
            action, best = 0, -np.inf
            for a in range(3):
                q = table[state[t], level, a] + (reward[a] + worth[t, after[a]] if advised else 0.0)
                if q > best:
                    action, best = a, q
            if draws[t, 0] < explore:
                action = int(draws[t, 1] * 3)
            at[t], did[t] = level, action
            level = after[action]
        for t in range(end - 1, begin - 1, -1):
            fill_outcomes(at[t], buy[t], sell[t], up, down, count, after, reward)
            low = after[did[t]]
            known = worth[t, low] if advised else -reward[did[t]]
            fill_outcomes(low, buy[t + 1], sell[t + 1], up, down, count, after, reward)
            best = -np.inf
            for a in range(3):
                q = table[state[t + 1], low, a] + (reward[a] + worth[t + 1, after[a]] if advised else 0.0)
                best = max(best, q)
            surprise = rate * (keep * best - known - mean - table[state[t], at[t], did[t]])
            table[state[t], at[t], did[t]] += surprise
            mean += TRACK * surprise
    return mean


@njit(cache=True, nogil=True)
def greedy(
    table: np.ndarray, state: np.ndarray, worth: np.ndarray, buy: np.ndarray, sell: np.ndarray, level: int, top: int,
    up: int, down: int, parts_up: int, parts_down: int, end: int, left: int,
) -> np.ndarray:  # fmt: skip
    """See :func:`~.tabular_q.greedy`, its plain twin."""
    moves = np.zeros(len(state), np.int64)
    count, advised = table.shape[1] - 1, len(worth) > 0
    after, reward = np.zeros(3, np.int64), np.zeros(3)
    for t in range(len(state)):
        part = (2 * level * count + top) // (2 * top)
        fill_outcomes(part, buy[t], sell[t], parts_up, parts_down, count, after, reward)
        wanted, best = 0, -np.inf
        for a in range(3):
            q = table[state[t], part, a] + (reward[a] + worth[t, after[a]] if advised else 0.0)
            if q > best + TIE:
                wanted, best = (0, up, -down)[a], q
        moves[t] = clip_move(level, wanted, top, up, down, end, left - 1 - t, sell[t] > -np.inf)
        level += moves[t]
    return moves
