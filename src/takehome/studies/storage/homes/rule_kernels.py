"""Compiled: what rules save that nobody needs to learn: self-consumption, and a plan made anew in every hour."""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.homes.money_kernels import LEVELS, TINY, TOP, saved

PLANNED = 24
"""Hours that a plan looks ahead, the present one included."""
DAY = 24
LANES = 24
"""Levels of a plan, filled up to a whole number of vector registers."""


@numba.njit(cache=True)
def self_consuming_move(level, up, down, net, pitch, charging, discharging):
    """Store the surplus, cover the need, to the nearest level: what most home batteries do as delivered."""
    if net < 0:
        return min(int(-net * charging / pitch + 0.5), up, TOP - level)
    return -min(int(net / (pitch * discharging) + 0.5), down, level)


@numba.njit(cache=True)
def expected_money(first, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(2, T, up + down + 1) money that is expected from each move in the hours from `first` ≥ 24 on.

    The net load is that of the day before; the prices are the hour's own in row 0, those of the day before in row 1.
    """
    money = np.zeros((2, len(net), up + down + 1))
    for t in range(first, len(net)):
        for move in range(-down, up + 1):
            for row, priced in ((0, t), (1, t - DAY)):
                money[row, t, move + down] = saved(
                    move, net[t - DAY], buy[priced], sell[priced], pitch, charging, discharging, wear
                )
    return money


@numba.njit(cache=True)
def best_before(gain, up, down, after, before):
    """Write what each level is worth before an hour into `before` (LANES,).

    gain : (moves,) what each move saves. after : what levels are worth after the hour, as in :func:`plan_ahead`.
    """
    before[:] = -np.inf
    k, moves = 0, up + down + 1
    while k + 3 < moves:
        first, second, third, fourth = gain[k], gain[k + 1], gain[k + 2], gain[k + 3]
        here = TOP + k - down
        one, two, three, four = after[here:], after[here + 1 :], after[here + 2 :], after[here + 3 :]
        for place in range(LANES):
            left, right = first + one[place], second + two[place]
            left = left if left > right else right
            right, last = third + three[place], fourth + four[place]
            right = right if right > last else last
            left = left if left > right else right
            before[place] = left if left > before[place] else before[place]
        k += 4
    while k < moves:
        first, one = gain[k], after[TOP + k - down :]
        for place in range(LANES):
            left = first + one[place]
            before[place] = left if left > before[place] else before[place]
        k += 1


@numba.njit(cache=True)
def plan_ahead(t, known, money, up, down, after):
    """Write what each level after hour t is worth under the best plan for the hours after it.

    money : of :func:`expected_money`; prices are known for `known` hours after t. What is left after `PLANNED` hours
    is worth nothing, and no plan reaches beyond the data.
    after : levels `TOP` to ``TOP + LEVELS`` hold the result; beyond them no store reaches, and the worth is -inf, so
    that the inner loop has a fixed length and no conditions, which compiles to vector instructions. Four moves are
    tried at a time, so that what is best so far is read and written a quarter as often.
    """
    before = np.empty(LANES)
    after[:] = -np.inf
    after[TOP : TOP + LEVELS] = 0.0
    for u in range(min(t + PLANNED, money.shape[1]) - 1, t, -1):
        gain = money[0 if u <= t + known else 1, u]
        best_before(gain, up, down, after, before)
        for place in range(LEVELS):
            after[TOP + place] = before[place]


@numba.njit(cache=True)
def first_move(level, up, down, net, buy, sell, pitch, charging, discharging, wear, after):
    """The move that saves most now, counting what `after` of :func:`plan_ahead` says; ties go to the smaller move."""
    chosen, best = 0, saved(0, net, buy, sell, pitch, charging, discharging, wear) + after[TOP + level]
    for size in range(1, max(up, down) + 1):
        for move in (size, -size):
            if move > up or -move > down or level + move > TOP or level + move < 0:
                continue
            worth = saved(move, net, buy, sell, pitch, charging, discharging, wear) + after[TOP + level + move]
            if worth > best + TINY:
                chosen, best = move, worth
    return chosen


@numba.njit(cache=True, parallel=True)
def self_consumption(first, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(N,) money that self-consumption saves from column `first` on, starting empty; columns (N, T)."""
    found = np.empty(len(net))
    for i in numba.prange(len(net)):
        level, money = 0, 0.0
        for t in range(first, net.shape[1]):
            move = self_consuming_move(level, up[i], down[i], net[i, t], pitch[i], charging[i], discharging[i])
            money += saved(move, net[i, t], buy[i, t], sell[i, t], pitch[i], charging[i], discharging[i], wear[i])
            level += move
        found[i] = money
    return found


@numba.njit(cache=True, parallel=True)
def plan(first, known, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(N,) money that plans made anew in every hour save from column `first` ≥ 24 on, starting empty."""
    found = np.empty(len(net))
    for i in numba.prange(len(net)):
        battery = pitch[i], up[i], down[i], charging[i], discharging[i], wear[i]
        expected = expected_money(first, net[i], buy[i], sell[i], *battery)
        after = np.empty(2 * TOP + LANES)
        level, money = 0, 0.0
        for t in range(first, net.shape[1]):
            plan_ahead(t, known, expected, up[i], down[i], after)
            move = first_move(
                level, up[i], down[i], net[i, t], buy[i, t], sell[i, t], pitch[i], charging[i], discharging[i],
                wear[i], after,
            )  # fmt: skip
            money += saved(move, net[i, t], buy[i, t], sell[i, t], pitch[i], charging[i], discharging[i], wear[i])
            level += move
        found[i] = money
    return found


@numba.njit(cache=True)
def saved_of(move, net, buy, sell, pitch, charging, discharging, wear):
    """(n,) :func:`saved` of n homes."""
    money = np.empty(len(move))
    for i in range(len(move)):
        money[i] = saved(move[i], net[i], buy[i], sell[i], pitch[i], charging[i], discharging[i], wear[i])
    return money
