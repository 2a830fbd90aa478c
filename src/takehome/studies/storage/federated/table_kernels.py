r"""Compiled: learning a table of what stored energy is worth, in one home and in many.

*Theory.* Q-learning in its post-decision form (Powell 2011, *Approximate Dynamic Programming*, ch. 4.6; Sutton & Barto
2018, 6.8, "afterstates"). In hour *t* a home is in cell :math:`x_t` (hour of day, classes of what lies ahead) with
:math:`s` levels stored. A move *k* saves :math:`r_t(k)` at once, which the home can compute; only what the store is
worth afterwards must be learned:

.. math:: Q_t(s, k) = r_t(k) + \gamma W(x_t, s + k), \qquad
          W(x_t, s) \leftarrow W(x_t, s) + \alpha \bigl[\max_k Q_{t+1}(s, k) - W(x_t, s)\bigr].

What a home uses and pays does not depend on what its battery did, so each recorded hour teaches all levels at once. *W*
is kept at `KNOTS` levels, linear between them, in units of a full battery at the home's mean price. The step size is
one over the visits of the cell plus `prior`, the number of visits that what was there before counts for. With
proximity :math:`\mu` (FedProx, Li et al. 2020) each step also pulls back to the table that the home was given.
"""

from __future__ import annotations

import numba

from takehome.studies.storage.homes.money_kernels import TOP, best_move, saved

KNOTS = 6
"""Levels 0, 4, …, 20 at which the worth of stored energy is kept."""


@numba.njit(cache=True)
def learn(table, visits, given, cell, net, buy, sell, pitch, up, down, charging, discharging, wear, scale,
          discount, prior, proximity, passes):  # fmt: skip
    """Passes backwards in time over one home's hours (T,); changes `table` (CELLS, KNOTS) and `visits` (CELLS,).

    given : (CELLS, KNOTS) the table that the home started from. Visits count one pass.
    """
    for _ in range(passes):
        visits[:] = 0.0
        for t in range(len(net) - 2, -1, -1):
            here, there = cell[t], cell[t + 1]
            visits[here] += 1.0
            rate = 1.0 / (visits[here] + prior)
            for knot in range(KNOTS):
                level = knot * TOP // (KNOTS - 1)
                _, worth = best_move(
                    level,
                    up,
                    down,
                    net[t + 1],
                    buy[t + 1],
                    sell[t + 1],
                    pitch,
                    charging,
                    discharging,
                    wear,
                    scale,
                    discount,
                    table[there],
                )
                change = worth - table[here, knot] - proximity * (table[here, knot] - given[here, knot])
                table[here, knot] += rate * change


@numba.njit(cache=True)
def walk(table, cell, net, buy, sell, pitch, up, down, charging, discharging, wear, scale, discount):
    """Money that the policy of a table saves in one home's hours (T,), starting empty."""
    level, money = 0, 0.0
    for t in range(len(net)):
        move, _ = best_move(
            level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear, scale, discount,
            table[cell[t]],
        )  # fmt: skip
        money += saved(move, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        level += move
    return money
