"""Compiled: the money that the policy of a network saves in some homes, from what it says of every hour."""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.table_kernels import walk


@numba.njit(cache=True, nogil=True)
def walk_homes(values, net, buy, sell, pitch, up, down, charging, discharging, wear, scale, discount, first):
    """(N,) saved over hours (N, T), each from an empty store; values : (N, T, KNOTS) worth after each hour.

    first : (N,) first hour that counts. One thread; callers give each thread homes of its own.
    """
    found = np.empty(len(net))
    hours = np.arange(net.shape[1])
    for i in range(len(net)):
        b = first[i]
        found[i] = walk(
            values[i, b:], hours[: len(hours) - b], net[i, b:], buy[i, b:], sell[i, b:], pitch[i], up[i], down[i],
            charging[i], discharging[i], wear[i], scale[i], discount,
        )  # fmt: skip
    return found
