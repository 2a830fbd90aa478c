"""Compiled loops of tabular Q-learning on one day. Plain twins stand in :mod:`.q_reference`, equal bit for bit.

Random numbers are SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", *OOPSLA*):
one 64-bit counter, a few operations a draw, and the same numbers on every machine.
"""

from __future__ import annotations

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFT_30, SHIFT_27, SHIFT_31 = np.uint64(30), np.uint64(27), np.uint64(31)
SHIFT_32, SHIFT_11 = np.uint64(32), np.uint64(11)
UNIT = 2.0**-53
"""Turns the upper 53 bits of a draw into a number in [0, 1)."""


@njit(cache=True, nogil=True)
def mixed(state: np.uint64) -> np.uint64:
    """The draw that belongs to a state of the counter."""
    z = (state ^ (state >> SHIFT_30)) * FIRST
    z = (z ^ (z >> SHIFT_27)) * SECOND
    return z ^ (z >> SHIFT_31)


@njit(cache=True, nogil=True)
def below(draw: np.uint64, count: int) -> np.int64:
    """A whole number in 0 … count − 1 from the upper half of a draw."""
    return np.int64(((draw >> SHIFT_32) * np.uint64(count)) >> SHIFT_32)


@njit(cache=True, nogil=True)
def first_best(row: np.ndarray) -> int:
    """The best of three, the first of equals."""
    best = 0
    if row[1] > row[best]:
        best = 1
    if row[2] > row[best]:
        best = 2
    return best


@njit(cache=True, nogil=True)
def random_best(row: np.ndarray, draw: np.uint64) -> int:
    """The best of three, one of equals by a draw."""
    top = max(row[0], row[1], row[2])
    skip = below(draw, (row[0] == top) + (row[1] == top) + (row[2] == top))
    for action in range(3):
        if row[action] == top:
            if skip == 0:
                return action
            skip -= 1
    return 0


@njit(cache=True, nogil=True)
def greedy_profit(q: np.ndarray, rewards: np.ndarray, following: np.ndarray) -> float:
    """Money of a day without exploration, from an empty battery; of equal actions the first."""
    level, money = 0, 0.0
    for t in range(rewards.shape[1]):
        action = first_best(q[level, t])
        money += rewards[level, t, action]
        level = following[level, action]
    return money


@njit(cache=True, nogil=True)
def keep_greedy(q: np.ndarray, out: np.ndarray) -> None:
    """The greedy action of every cell into out (levels, decisions)."""
    for level in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[level, t] = first_best(q[level, t])


@njit(cache=True, nogil=True)
def learn_day(
    rewards: np.ndarray, following: np.ndarray, choices: np.ndarray, counts: np.ndarray, initial: np.ndarray,
    steps: np.ndarray, epsilons: np.ndarray, discount: float, random_ties: bool, seed: int, marks: np.ndarray,
    tail: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Train; arguments and results as in :func:`.q_reference.learn_day_reference`."""
    levels, decisions, episodes = rewards.shape[0], rewards.shape[1], len(epsilons)
    q, visits = initial.copy(), np.zeros(rewards.shape, np.int64)
    profits, marked = np.zeros(episodes), np.zeros(len(marks))
    policies = np.zeros((tail, levels, decisions), np.int8)
    state, mark = mixed(np.uint64(seed) + GOLDEN), 0
    for episode in range(episodes + 1):
        if mark < len(marks) and marks[mark] == episode:
            marked[mark] = greedy_profit(q, rewards, following)
            mark += 1
        if episode == episodes:
            break
        if episode >= episodes - tail:
            keep_greedy(q, policies[episode - episodes + tail])
        level, money, epsilon = 0, 0.0, epsilons[episode]
        for t in range(decisions):
            state += GOLDEN
            draw = mixed(state)
            if (draw >> SHIFT_11) * UNIT < epsilon:
                state += GOLDEN
                action = choices[level, below(mixed(state), counts[level])]
            elif random_ties:
                state += GOLDEN
                action = random_best(q[level, t], mixed(state))
            else:
                action = first_best(q[level, t])
            reward, after = rewards[level, t, action], following[level, action]
            future = max(q[after, t + 1, 0], q[after, t + 1, 1], q[after, t + 1, 2]) if t + 1 < decisions else 0.0
            visits[level, t, action] += 1
            old = q[level, t, action]
            q[level, t, action] = old + steps[visits[level, t, action]] * (reward + discount * future - old)
            money += reward
            level = after
        profits[episode] = money
    return q, visits, profits, marked, policies


@njit(cache=True, nogil=True)
def sweep_days(
    rewards: np.ndarray, following: np.ndarray, epsilon: float, discount: float, episodes: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counterfactual updates; arguments and results as in :func:`.q_reference.sweep_days_reference`."""
    levels, decisions = rewards.shape[0], rewards.shape[1]
    q, profits, marked = np.zeros(rewards.shape), np.zeros(episodes), np.zeros(episodes + 1)
    state = mixed(np.uint64(seed) + GOLDEN)
    for episode in range(episodes):
        marked[episode] = greedy_profit(q, rewards, following)
        level, money = 0, 0.0
        for t in range(decisions):
            state += GOLDEN
            if (mixed(state) >> SHIFT_11) * UNIT < epsilon:
                state += GOLDEN
                action = int(below(mixed(state), 3))
            else:
                action = first_best(q[level, t])
            money += rewards[level, t, action]
            level = following[level, action]
            for every in range(levels):
                for other in range(3):
                    future = 0.0
                    if t + 1 < decisions:
                        row = q[following[every, other], t + 1]
                        future = max(row[0], row[1], row[2])
                    q[every, t, other] = rewards[every, t, other] + discount * future
        profits[episode] = money
    marked[episodes] = greedy_profit(q, rewards, following)
    return q, profits, marked
