"""Compiled limits of a battery for environments: which actions are possible, and the moves of many batteries."""

from __future__ import annotations

import numpy as np
from numba import njit

from takehome.studies.storage.policies.walking_kernels import clip_move


@njit(cache=True, nogil=True)
def possible_actions(level: int, top: int, up: int, down: int, end: int, left: int, may_sell: bool) -> int:
    """Sum of 1 if holding is possible, 2 if charging is, 4 if discharging is; parameters as of `clip_move`."""
    most = clip_move(level, up, top, up, down, end, left, may_sell)
    least = clip_move(level, -down, top, up, down, end, left, may_sell)
    return (1 if least <= 0 else 0) + (2 if most > 0 else 0) + (4 if least < 0 else 0)


@njit(cache=True, nogil=True)
def clip_moves(
    level: np.ndarray, wanted: np.ndarray, top: int, up: int, down: int, end: int, left: np.ndarray,
    may_sell: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """(n,) the nearest possible moves of n batteries."""
    move = np.empty_like(level)
    for one in range(len(level)):
        move[one] = clip_move(level[one], wanted[one], top, up, down, end, left[one], may_sell[one])
    return move


@njit(cache=True, nogil=True)
def possible_actions_of(
    level: np.ndarray, top: int, up: int, down: int, end: int, left: np.ndarray, may_sell: np.ndarray
) -> np.ndarray:
    """(n,) :func:`possible_actions` of n batteries."""
    code = np.empty(len(level), np.int64)
    for one in range(len(level)):
        code[one] = possible_actions(level[one], top, up, down, end, left[one], may_sell[one])
    return code
