r"""Compiled: what a home's own plan says stored energy is worth, which is where its table starts from.

In each hour a home can plan the next 24 hours on what it knows: the prices that are published, those of the day before
beyond them, and the net loads of its last days, each of which may come again
(:mod:`~takehome.studies.storage.homes.expected_plan_kernels`, the plan that the floor `plan_days` follows). The worth
of each charge level under that plan, :math:`P_t(s)`, never leaves the home. What a plan cannot know, that the day after
tomorrow comes too and that days are not drawn from the last seven, is what the shared table corrects:
:math:`W_t(s) = P_t(s) + C(x_t, s)`. A rollout or model-predictive base corrected by learning is in Bertsekas (2022),
*Lessons from AlphaZero*, ch. 1.
"""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.expected_plan_kernels import expect_ahead, money_by_day
from takehome.studies.storage.homes.money_kernels import TOP
from takehome.studies.storage.homes.rule_kernels import LANES, PLANNED

STEP = TOP // (KNOTS - 1)
"""Levels from one knot to the next."""


@numba.njit(cache=True)
def sweep_begins(t, every, shift, begins):
    """The hour from which the sweep that serves hour t starts: the last for which t + `shift` divides by `every`.

    It reaches back neither before the data nor, from the home's own hours, before `begins`, so that it does not matter
    whether hours before its own are there.
    """
    return max(t - (t + shift) % every, begins if t >= begins else 0)


@numba.njit(cache=True, parallel=True)
def plan_worth(first, last, known, past, every, shift, begins, judged, net, buy, sell, pitch, up, down, charging,
               discharging, wear, scale):  # fmt: skip
    """(N, last - first, KNOTS) float32 worth of the store after each hour under the home's plan, in units of `scale`.

    known : hours ahead with known prices. past : days that stand for one to come, at most. every : hours that one sweep
    serves. shift : (N,) hour of day of the first column. net, buy, sell : (N, T). begins : (N,) first own column.
    judged : first column from which on nothing later is known.
    """
    found = np.empty((len(net), last - first, KNOTS), np.float32)
    for i in numba.prange(len(net)):
        reach, begin = min(last + PLANNED, net.shape[1]), max(first - every + 1, 0)
        battery = pitch[i], up[i], down[i], charging[i], discharging[i], wear[i]
        money, count = money_by_day(begin, reach, begins[i], judged, past, net[i], buy[i], sell[i], *battery)
        worth, swept = np.empty((every, 2 * TOP + LANES)), -1
        for t in range(first, last):
            start = sweep_begins(t, every, shift[i], begins[i])
            if start != swept:
                expect_ahead(start, known, money, count, up[i], down[i], worth)
                swept = start
            for knot in range(KNOTS):
                found[i, t - first, knot] = worth[t - start, TOP + STEP * knot] / scale[i]
    return found
