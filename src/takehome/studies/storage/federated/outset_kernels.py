r"""Compiled: what a home's own plan says stored energy is worth, which is where its table starts from.

In each hour a home can plan the next 24 hours exactly on what it knows: the prices that are published, those of the day
before beyond them, and the net load of the day before (:mod:`~takehome.studies.storage.homes.rule_kernels`, the same
plan that the floor `plan` follows). The worth of each charge level under that plan, :math:`P_t(s)`, never leaves the
home. What a plan cannot know, that tomorrow is not yesterday and that the day after tomorrow comes too, is what the
shared table corrects: :math:`W_t(s) = P_t(s) + C(x_t, s)`. A rollout or model-predictive base corrected by learning is
in Bertsekas (2022), *Lessons from AlphaZero*, ch. 1.
"""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.money_kernels import TOP, saved
from takehome.studies.storage.homes.rule_kernels import LANES, plan_ahead

STEP = TOP // (KNOTS - 1)
"""Levels from one knot to the next."""


@numba.njit(cache=True, parallel=True)
def plan_worth(first, last, known, expected, buy, sell, past_buy, past_sell, pitch, up, down, charging, discharging,
               wear, scale):  # fmt: skip
    """(N, last - first, KNOTS) float32 worth of the store after each hour under the home's plan, in units of `scale`.

    expected : (N, T) net load that the home expects. buy, sell : (N, T) of the hour; past_buy, past_sell : of the day
    before, which stand for it where it is more than `known` hours ahead.
    """
    found = np.empty((len(expected), last - first, KNOTS), np.float32)
    for i in numba.prange(len(expected)):
        reach = min(last + 24, expected.shape[1])
        money = np.zeros((2, reach, up[i] + down[i] + 1))
        for t in range(first, reach):
            for move in range(-down[i], up[i] + 1):
                money[0, t, move + down[i]] = saved(
                    move, expected[i, t], buy[i, t], sell[i, t], pitch[i], charging[i], discharging[i], wear[i]
                )
                money[1, t, move + down[i]] = saved(
                    move, expected[i, t], past_buy[i, t], past_sell[i, t], pitch[i], charging[i], discharging[i],
                    wear[i],
                )  # fmt: skip
        after = np.empty(2 * TOP + LANES)
        for t in range(first, last):
            plan_ahead(t, known, money, up[i], down[i], after)
            for knot in range(KNOTS):
                found[i, t - first, knot] = after[TOP + STEP * knot] / scale[i]
    return found
