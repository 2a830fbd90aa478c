"""Compiled: how far a shared table is from what the next hours say, home by home."""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.correction_kernels import STEP, move_money, spread
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.money_kernels import LEVELS, TOP


@numba.njit(cache=True, parallel=True)
def residuals(table, cell, outset, net, buy, sell, begins, scale, discount, pitch, up, down, charging, discharging,
              wear):  # fmt: skip
    """(N,) mean over hours and knots of the squared Bellman residual in hours begins[i] on, of (N, T).

    table : (CELLS, KNOTS) correction of the homes' plans. outset : (N, T, KNOTS) worth under the plans. A correction
    that is the same at all levels changes no move, so that each hour's residual is taken about its mean over the
    knots. One thread computes a home, so that the number of threads does not matter.
    """
    found = np.zeros(len(net))
    for i in numba.prange(len(net)):
        b = begins[i]
        money = move_money(net[i, b:], buy[i, b:], sell[i, b:], pitch[i], up[i], down[i], charging[i],
                           discharging[i], wear[i], scale[i])  # fmt: skip
        worth, off = np.empty(LEVELS), np.empty(KNOTS)
        squares = 0.0
        for t in range(b, net.shape[1] - 1):
            spread(outset[i, t + 1], table[cell[i, t + 1]], discount, worth)
            for knot in range(KNOTS):
                level = knot * STEP
                best = -np.inf
                for move in range(max(-down[i], -level), min(up[i], TOP - level) + 1):
                    best = max(best, money[t + 1 - b, move + down[i]] + worth[level + move])
                off[knot] = best - outset[i, t, knot] - table[cell[i, t], knot]
            squares += np.sum((off - off.mean()) ** 2)
        found[i] = squares / max((net.shape[1] - 1 - b) * KNOTS, 1)
    return found
