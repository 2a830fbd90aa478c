"""Compiled: what a battery's moves save a home; the exact optimum; what a table of values, or a fixed rule, earns.

Callers validate. Every home is computed by one thread alone, in one order of operations, so that results are the same
bit for bit whatever the number of threads.
"""

from __future__ import annotations

import numba
import numpy as np

LEVELS = 21
TOP = LEVELS - 1
TINY = 1e-12
"""A move must be better by more than this to be taken instead of a smaller one."""


@numba.njit(cache=True)
def saved(move, net, buy, sell, pitch, charging, discharging, wear):
    """Money that a move of so many levels saves in an hour, against no battery.

    `charging`, `discharging` : one-way efficiencies. See :class:`~takehome.studies.storage.homes.homes.Homes`.
    """
    before = buy * net if net > 0 else sell * net
    if move >= 0:
        after = net + move * pitch / charging
        return before - (buy * after if after > 0 else sell * after)
    delivered = -move * pitch * discharging
    after = net - delivered
    return before - (buy * after if after > 0 else sell * after) - wear * delivered


@numba.njit(cache=True)
def between(values, level):
    """The value at a level, from values (K,) at K evenly spaced levels from empty to full, linear between them."""
    place = level * (len(values) - 1) / TOP
    left = min(int(place), len(values) - 2)
    share = place - left
    return values[left] * (1.0 - share) + values[left + 1] * share


@numba.njit(cache=True)
def best_move(level, up, down, net, buy, sell, pitch, charging, discharging, wear, scale, discount, values):
    """The move that saves most, counting what the energy left is worth: (move, worth in units of `scale`).

    values : (K,) worth of the store after the hour at K evenly spaced levels, in units of `scale`.
    """
    chosen, best = (
        0,
        saved(0, net, buy, sell, pitch, charging, discharging, wear) / scale + discount * between(values, level),
    )
    for size in range(1, max(up, down) + 1):
        for move in (size, -size):
            if move > up or -move > down or level + move > TOP or level + move < 0:
                continue
            worth = saved(move, net, buy, sell, pitch, charging, discharging, wear) / scale
            worth += discount * between(values, level + move)
            if worth > best + TINY:
                chosen, best = move, worth
    return chosen, best


@numba.njit(cache=True)
def _optimum(net, buy, sell, pitch, up, down, charging, discharging, wear):
    """The most that can be saved in these hours, starting empty, with everything known."""
    after, before = np.zeros(LEVELS), np.zeros(LEVELS)
    money = np.empty(up + down + 1)
    for t in range(len(net) - 1, -1, -1):
        for move in range(-down, up + 1):
            money[move + down] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        for level in range(LEVELS):
            best = -np.inf
            for move in range(max(-down, -level), min(up, TOP - level) + 1):
                best = max(best, money[move + down] + after[level + move])
            before[level] = best
        after[:] = before
    return after[0]


@numba.njit(cache=True, parallel=True)
def optimum(net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(N,) exact optimum of each home over (N, T) hours."""
    found = np.empty(len(net))
    for i in numba.prange(len(net)):
        found[i] = _optimum(net[i], buy[i], sell[i], pitch[i], up[i], down[i], charging[i], discharging[i], wear[i])
    return found
