"""Compiled: what one shared table saves many homes, which training is watched by."""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.correction_kernels import move_money, walk_corrected


@numba.njit(cache=True, parallel=True)
def saved_by(table, cell, outset, net, buy, sell, pitch, up, down, charging, discharging, wear, scale, discount):
    """(N,) money that one table saves each home in hours (N, T); each home is walked by one thread."""
    found = np.empty(len(cell))
    for i in numba.prange(len(cell)):
        money = move_money(
            net[i], buy[i], sell[i], pitch[i], up[i], down[i], charging[i], discharging[i], wear[i], scale[i]
        )
        found[i] = scale[i] * walk_corrected(table, cell[i], outset[i], money, up[i], down[i], discount)
    return found
