r"""Compiled: learning what the homes' own plans leave out, in one home, and in a cohort for the fleet.

As in :mod:`~takehome.studies.storage.federated.table_kernels`, with :math:`W_t(s) = P_t(s) + C(x_t, s)`, the worth
under the home's plan and the shared correction:

.. math:: C(x_t, s) \leftarrow C(x_t, s) + \alpha \bigl[Y_t(s) - Y_t(0) - C(x_t, s)\bigr], \quad
          Y_t(s) = \max_k \{r_{t+1}(k) + \gamma W_{t+1}(s + k)\} - P_t(s).

Only what a fuller store is worth beyond an empty one decides a move, so that all is counted from the empty store
(relative values, Puterman 1994, 8.5.5): :math:`C(x, 0) = 0`. What the coming weeks are worth in any case, which would
rise round after round and fill the bound on a home's update, is left out; no move changes by it. With :math:`P = 0` it
is that learner but for this (tested). A cohort is cut into blocks of `BLOCK` homes in the order given. Each
block is summed by one thread, home after home, and blocks are added in order: the result does not depend on the number
of threads. A thread holds one table, whatever the number of homes.
"""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.money_kernels import LEVELS, TINY, TOP, saved

BLOCK = 32
"""Homes that are summed one after the other."""
STEP = TOP // (KNOTS - 1)
"""Levels from one knot to the next."""

HAIR = 1e-9
"""A clipped update is shorter than the bound by so much, for rounding never to lift it above."""


@numba.njit(cache=True)
def move_money(net, buy, sell, pitch, up, down, charging, discharging, wear, scale):
    """(T, down + up + 1) what each move saves in each hour, in units of `scale`; column `down` is no move."""
    money = np.empty((len(net), down + up + 1))
    for t in range(len(net)):
        for move in range(-down, up + 1):
            money[t, move + down] = saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear) / scale
    return money


@numba.njit(cache=True)
def spread(outset, row, discount, worth):
    """Write (LEVELS,) discounted worth at all levels: outset plus row at the knots, linear between them."""
    for knot in range(KNOTS - 1):
        left, right = discount * (outset[knot] + row[knot]), discount * (outset[knot + 1] + row[knot + 1])
        for place in range(STEP):
            worth[knot * STEP + place] = left + (right - left) * (place / STEP)
    worth[TOP] = discount * (outset[KNOTS - 1] + row[KNOTS - 1])


@numba.njit(cache=True)
def best_of(level, money, worth, up, down):
    """The most that a move from a level saves, what is stored afterwards counted in."""
    best = -np.inf
    for move in range(max(-down, -level), min(up, TOP - level) + 1):
        best = max(best, money[move + down] + worth[level + move])
    return best


@numba.njit(cache=True)
def correct(table, visits, given, cell, outset, money, up, down, discount, prior, proximity, passes):
    """Passes backwards in time over one home's hours (T,); changes `table` and the `visits` of the cells it was in.

    given : the table that the home started from. outset : (T, KNOTS). money : of :func:`move_money`. Visits count one
    pass.
    """
    worth = np.empty(LEVELS)
    for _each in range(passes):
        for t in range(len(cell)):
            visits[cell[t]] = 0.0
        for t in range(len(cell) - 2, -1, -1):
            here = cell[t]
            spread(outset[t + 1], table[cell[t + 1]], discount, worth)
            visits[here] += 1.0
            rate = 1.0 / (visits[here] + prior)
            empty = best_of(0, money[t + 1], worth, up, down) - outset[t, 0]
            for knot in range(1, KNOTS):
                found = best_of(knot * STEP, money[t + 1], worth, up, down) - outset[t, knot]
                change = found - empty - table[here, knot]
                change -= proximity * (table[here, knot] - given[here, knot])
                table[here, knot] += rate * change


@numba.njit(cache=True)
def walk_corrected(table, cell, outset, money, up, down, discount):
    """What the policy of a table saves in one home's hours (T,), in units of `scale`, starting empty."""
    worth = np.empty(LEVELS)
    level, total = 0, 0.0
    for t in range(len(cell)):
        spread(outset[t], table[cell[t]], discount, worth)
        chosen, best = 0, money[t, down] + worth[level]
        for size in range(1, max(up, down) + 1):
            for move in (size, -size):
                if move > up or -move > down or level + move > TOP or level + move < 0:
                    continue
                value = money[t, move + down] + worth[level + move]
                if value > best + TINY:
                    chosen, best = move, value
        total += money[t, chosen + down]
        level += chosen
    return total


@numba.njit(cache=True)
def take_in(table, visits, given, cell, weighted, clip, total, count):
    """Add one home's update to its block's sums and put `table` back to `given`; the norm before and after clipping.

    weighted : by the visits of each cell; otherwise each home counts the same. clip : bound on the norm, or infinity.
    """
    squares = 0.0
    for t in range(len(cell) - 1):
        here = cell[t]
        if visits[here] > 0:
            for knot in range(KNOTS):
                squares += (table[here, knot] - given[here, knot]) ** 2
            visits[here] = -visits[here]  # counted once
    length = np.sqrt(squares)
    factor = (1.0 - HAIR) * clip / length if length > clip else 1.0
    for t in range(len(cell) - 1):
        here = cell[t]
        if visits[here] < 0:
            weight = -visits[here] if weighted else factor
            count[here] += -visits[here]
            for knot in range(KNOTS):
                total[here, knot] += weight * (table[here, knot] - given[here, knot])
                table[here, knot] = given[here, knot]
            visits[here] = 0.0
    return length, length * factor


@numba.njit(cache=True, parallel=True)
def cohort_sums(members, given, cell, outset, net, buy, sell, begins, pitch, up, down, charging, discharging, wear,
                scale, discount, prior, proximity, passes, weighted, clip):  # fmt: skip
    """One round of the homes `members`: sums over homes of their updates, of their visits, and the homes' norms.

    cell, outset, net, buy, sell : (N, T, …) own hours; those from `begins` on are the home's.

    Returns
    -------
    (CELLS, KNOTS) sum, (CELLS,) visits, (members, 2) norms before and after clipping.
    """
    blocks = (len(members) + BLOCK - 1) // BLOCK
    totals, counts = np.zeros((blocks, len(given), KNOTS)), np.zeros((blocks, len(given)))
    norms = np.zeros((len(members), 2))
    for block in numba.prange(blocks):
        table, visits = given.copy(), np.zeros(len(given))
        for place in range(block * BLOCK, min((block + 1) * BLOCK, len(members))):
            i = members[place]
            b = begins[i]
            money = move_money(net[i, b:], buy[i, b:], sell[i, b:], pitch[i], up[i], down[i], charging[i],
                               discharging[i], wear[i], scale[i])  # fmt: skip
            correct(table, visits, given, cell[i, b:], outset[i, b:], money, up[i], down[i], discount, prior,
                    proximity, passes)  # fmt: skip
            norms[place] = take_in(table, visits, given, cell[i, b:], weighted, clip, totals[block], counts[block])
    total, count = np.zeros((len(given), KNOTS)), np.zeros(len(given))
    for block in range(blocks):
        total += totals[block]
        count += counts[block]
    return total, count, norms
