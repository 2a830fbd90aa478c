"""Compiled: the moves of a policy hour by hour, and what each of them saves.

Callers validate. :func:`~takehome.studies.storage.federated.table_kernels.walk` gives only the sum of what
:func:`values_moves` gives by the hour; a test holds the two equal.
"""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.homes.money_kernels import TOP, best_move, saved
from takehome.studies.storage.homes.rule_kernels import (
    LANES,
    expected_money,
    first_move,
    plan_ahead,
    self_consuming_move,
)


@numba.njit(cache=True)
def values_moves(values, level, net, buy, sell, pitch, up, down, charging, discharging, wear, scale, discount):
    """(moves (T,) levels, money (T,)) that the worth of what is stored after each hour, (T, KNOTS), makes best."""
    moves, money = np.zeros(len(net), np.int64), np.zeros(len(net))
    for t in range(len(net)):
        move, _ = best_move(
            level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear, scale, discount, values[t]
        )  # fmt: skip
        moves[t] = move
        money[t] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        level += move
    return moves, money


@numba.njit(cache=True)
def rule_moves(level, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(moves, money) of the self-consumption rule."""
    moves, money = np.zeros(len(net), np.int64), np.zeros(len(net))
    for t in range(len(net)):
        move = self_consuming_move(level, up, down, net[t], pitch, charging, discharging)
        moves[t] = move
        money[t] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        level += move
    return moves, money


@numba.njit(cache=True)
def plan_moves(level, first, last, known, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(moves, money) of hours `first` ≥ 24 to `last` of a plan made anew in each; `known` hours ahead have a price."""
    moves, money = np.zeros(last - first, np.int64), np.zeros(last - first)
    expected = expected_money(24, net, buy, sell, pitch, up, down, charging, discharging, wear)
    after = np.empty(2 * TOP + LANES)
    for t in range(first, last):
        plan_ahead(t, known, expected, up, down, after)
        move = first_move(level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear, after)
        moves[t - first] = move
        money[t - first] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        level += move
    return moves, money
