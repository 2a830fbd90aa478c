"""The plain NumPy twins of :mod:`~.dp_kernels`: what the compiled loops do, as the recursion is written in books.

Bellman (1957), *Dynamic Programming*: the value before a step is the best, over all moves, of what the move earns and
the value of where it leads. Every move is tried, one after the other, for all levels at once.
"""

from __future__ import annotations

import numpy as np


def step_back(after: np.ndarray, buy: float, sell: float, up: int, down: int) -> np.ndarray:
    """(levels,) values before a step from those after it."""
    before = after.copy()
    levels = len(after)
    for m in range(1, min(up, levels - 1) + 1):
        before[: levels - m] = np.maximum(before[: levels - m], after[m:] - m * buy)
    for m in range(1, min(down, levels - 1) + 1):
        before[m:] = np.maximum(before[m:], after[: levels - m] + m * sell)
    return before


def value_rows(end: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int) -> np.ndarray:
    """(T + 1, levels) values before each step, and `end` after the last."""
    rows = [end]
    for t in reversed(range(len(buy))):
        rows.append(step_back(rows[-1], buy[t], sell[t], up, down))
    return np.array(rows[::-1])


def first_row(end: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int) -> np.ndarray:
    """(levels,) values before the first step."""
    return value_rows(end, buy, sell, up, down)[0]


def best_move(after: np.ndarray, level: int, buy: float, sell: float, up: int, down: int) -> int:
    """The best move from a level: of equals to hold, then the smallest, then to charge."""
    moves = np.arange(-min(down, level), min(up, len(after) - 1 - level) + 1)
    worth = after[level + moves] - np.where(moves > 0, moves * buy, 0.0)
    worth[moves < 0] += -moves[moves < 0] * sell
    best = moves[worth == worth.max()]
    return int(min(best, key=lambda move: (abs(move), -move)))


def walk(
    rows: np.ndarray, buy: np.ndarray, sell: np.ndarray, up: int, down: int, level: int, moves: np.ndarray
) -> int:  # fmt: skip
    """Fill in the best moves (T,) from a level, given the values (T + 1, levels); the level after them."""
    for t in range(len(moves)):
        moves[t] = best_move(rows[t + 1], level, buy[t], sell[t], up, down)
        level += int(moves[t])
    return level
