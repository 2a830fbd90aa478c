"""A trained network moving a battery step by step: the greedy action, which depends on the charge reached before."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def greedy_walk(
    first: np.ndarray, charge: np.ndarray, deep: np.ndarray, deep_bias: np.ndarray, heads: np.ndarray,
    heads_bias: np.ndarray, may_sell: np.ndarray, level: int, top: int, up: int, down: int, end: int,
) -> np.ndarray:  # fmt: skip
    """(n,) moves in levels; `first` (n, hidden) is the market's part of the first layer, `may_sell` (n,) bool.

    The state's value is added to every action alike and so is the mean of the advantages: neither changes the choice.
    """
    n, hidden = first.shape
    actions = heads.shape[1] - 1
    moves = np.empty(n, np.int64)
    second = np.empty(hidden, np.float32)
    advantage = np.empty(actions, np.float32)
    for t in range(n):
        share = np.float32(level / top)
        second[:] = deep_bias
        for i in range(hidden):
            unit = first[t, i] + share * charge[i]
            if unit > 0:
                for j in range(hidden):
                    second[j] += unit * deep[i, j]
        advantage[:] = heads_bias[1:]
        for j in range(hidden):
            if second[j] > 0:
                for a in range(actions):
                    advantage[a] += second[j] * heads[j, a + 1]
        action = np.argmax(advantage)
        wanted = -down if action == 0 else (up if action == 2 else 0)
        moves[t] = clip_move(level, wanted, top, up, down, end, n - 1 - t, may_sell[t])
        level += moves[t]
    return moves
