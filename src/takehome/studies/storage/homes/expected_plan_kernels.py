r"""Compiled: a plan made anew every few hours, in which each of the last days may come again; nothing is learned.

For hour *t* and the hours *u* after it, up to `PLANNED` in all, the worth of level *s* before hour *u* is

.. math:: V_u(s) = \frac{1}{D_u} \sum_{d=1}^{D_u} \max_k \bigl[ r(k;\, n_{u-24d}, p_u) + V_{u+1}(s + k) \bigr],

with *r* what a move saves (:mod:`~takehome.studies.storage.homes.homes`), *n* the net load, and :math:`D_u` the past
days that the home has, at most `PAST`. The maximum is inside the mean, since the home sees an hour's net load before it
moves (Bertsekas 2017, *Dynamic Programming and Optimal Control* I, ch. 1 and 6: certainty equivalence is what
:func:`~takehome.studies.storage.homes.rule_kernels.plan` does instead). Prices are those of that plan. The worth does
not depend on what is stored now, so that one sweep gives it for all levels. A sweep is kept for `EVERY` hours, each of
which sees its own net load and price before it moves: on 200 semi-synthetic homes that costs .05 points of the optimum
and saves two thirds of the time. Seven days earn .5 points more than five, and fourteen .3 more than seven.
"""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.homes.money_kernels import LEVELS, TOP, saved
from takehome.studies.storage.homes.rule_kernels import DAY, LANES, PLANNED, best_before, first_move

PAST = 7
"""Past days that are averaged, at most."""
EVERY = 3
"""Hours for which a plan is kept."""


@numba.njit(cache=True)
def days_before(t, begins, past):
    """Past days with the hour of day of hour t in a home's own data from `begins` on; yesterday is always known."""
    return max(1, min(past, (t - begins) // DAY))


@numba.njit(cache=True)
def days_beside(t, begins, judged, column):
    """Write the columns of the days that stand for hour t into `column` (past,), the nearest first; returns how many.

    From `judged` on those are past days. Before it, where the hour itself is recorded, days after it do as well: they
    err by as much, and in the first days of a record there are few before. The hour itself is no such day unless there
    is no other.
    """
    past, found = len(column), 0
    if t >= judged:
        found = days_before(t, begins, past)
        for day in range(found):
            column[day] = max(t - DAY * (day + 1), 0)
        return found
    for day in range(1, max(t - begins, judged - t) // DAY + 1):
        for other in (t - DAY * day, t + DAY * day):
            if begins <= other < judged and found < past:
                column[found] = other
                found += 1
    if found == 0:
        column[0], found = t, 1
    return found


@numba.njit(cache=True)
def plan_made(t, every, shift):
    """The hour in which the plan for hour t is made: the last for which t + `shift` divides by `every`."""
    return max(t - (t + shift) % every, DAY - 1)


@numba.njit(cache=True)
def money_by_day(first, reach, begins, judged, past, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """Money that each move saves in hours `first` to `reach` with the net load of each day that stands for the hour.

    Returns
    -------
    money : (2, reach, past, up + down + 1); the prices are the hour's own in row 0, those of the nearest of these days
        in row 1. Days that there are not are 0. count : (reach,) days, see :func:`days_beside`.
    """
    money, count = np.zeros((2, reach, past, up + down + 1)), np.zeros(reach, np.int64)
    column = np.empty(past, np.int64)
    for t in range(first, reach):
        count[t] = days_beside(t, begins, judged, column)
        for row, priced in ((0, t), (1, column[0])):
            for day in range(count[t]):
                for move in range(-down, up + 1):
                    money[row, t, day, move + down] = saved(
                        move, net[column[day]], buy[priced], sell[priced], pitch, charging, discharging, wear
                    )
    return money, count


@numba.njit(cache=True)
def expect_ahead(t, known, money, count, up, down, worth):
    """Write what each level after the hours from t on is expected to be worth in the hours after them.

    known : hours after t whose prices are known. money, count : of :func:`money_by_day`.
    worth : (rows, 2 · TOP + LANES); row j is for hour t + j, with levels `TOP` to ``TOP + LEVELS`` and -inf beyond, as
    in :func:`~takehome.studies.storage.homes.rule_kernels.plan_ahead`. No plan reaches beyond the data.
    """
    before, total = np.empty(LANES), np.empty(LANES)
    worth[:] = -np.inf
    last = min(t + PLANNED, money.shape[1]) - 1
    after = worth[0]
    after[TOP : TOP + LEVELS] = 0.0
    for u in range(last, t, -1):
        if u - t < len(worth):
            worth[u - t] = after
        row = 0 if u <= t + known else 1
        total[:] = 0.0
        for day in range(count[u]):
            best_before(money[row, u, day], up, down, after, before)
            for place in range(LANES):
                total[place] += before[place]
        for place in range(LEVELS):
            after[TOP + place] = total[place] / count[u]


@numba.njit(cache=True)
def expected_moves(
    level, first, last, every, shift, known, begins, past, net, buy, sell, pitch, up, down, charging, discharging, wear
):
    """(moves, money) of hours `first` ≥ 24 to `last`, with `level` stored before them.

    A plan is made in the hours t for which t + `shift` divides by `every`, and kept for the hours until the next one.
    """
    moves, won = np.zeros(last - first, np.int64), np.zeros(last - first)
    begin = max(first - every, DAY)
    battery = pitch, up, down, charging, discharging, wear
    money, count = money_by_day(begin, len(net), begins, 0, past, net, buy, sell, *battery)
    worth, made = np.empty((every, 2 * TOP + LANES)), -1
    for t in range(first, last):
        start = plan_made(t, every, shift)
        if start != made:
            expect_ahead(start, known, money, count, up, down, worth)
            made = start
        after = worth[t - start]
        move = first_move(level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear, after)
        moves[t - first] = move
        won[t - first] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        level += move
    return moves, won


@numba.njit(cache=True, parallel=True)
def plan_on_past_days(
    first, every, shift, known, begins, past, net, buy, sell, pitch, up, down, charging, discharging, wear
):
    """(N,) money that it saves from column `first` ≥ 24 on, starting empty; columns (N, T), `begins`, `shift` (N,)."""
    found = np.empty(len(net))
    for i in numba.prange(len(net)):
        battery = pitch[i], up[i], down[i], charging[i], discharging[i], wear[i]
        won = expected_moves(
            0, first, net.shape[1], every, shift[i], known, begins[i], past, net[i], buy[i], sell[i], *battery
        )[1]
        found[i] = won.sum()
    return found
