"""Compiled: what each home saves with the fleet's table, with its own, and with both; a thread holds one table."""

from __future__ import annotations

import numba
import numpy as np

from takehome.studies.storage.federated.correction_kernels import correct, move_money, walk_corrected
from takehome.studies.storage.federated.table_kernels import KNOTS

PLANNED, SHARED, LEARNED_ON, ALONE = 0, 1, 2, 3
"""Columns: the plan without correction, the shared table, the same learned on at home, a table learned at home only."""
WAYS = 4


@numba.njit(cache=True)
def table_of(way, shared, cell, outset, money, up, down, discount, prior, own_prior, passes):
    """(CELLS, KNOTS) the table of one way, learned from these own hours (T,).

    prior : visits that the shared table counts for in `LEARNED_ON`. own_prior : that the plan counts for in `ALONE`.
    """
    table = shared.copy() if way in (SHARED, LEARNED_ON) else np.zeros((len(shared), KNOTS))
    if way >= LEARNED_ON and len(cell) > 1:
        counted = prior if way == LEARNED_ON else own_prior
        correct(table, np.zeros(len(table)), shared, cell, outset, money, up, down, discount, counted, 0.0, passes)
    return table


@numba.njit(cache=True)
def trial(shared, cell, outset, money, up, down, discount, prior, own_prior, passes, found):
    """Write (WAYS,) what each way saves in own hours that it did not learn from: halves, each judged by the other."""
    half = len(cell) // 2
    for way in range(WAYS):
        found[way] = 0.0
        for judged in range(2):
            learn = slice(half, len(cell)) if judged == 0 else slice(0, half)
            test = slice(0, half) if judged == 0 else slice(half, len(cell))
            table = table_of(way, shared, cell[learn], outset[learn], money[learn], up, down, discount, prior,
                             own_prior, passes)  # fmt: skip
            found[way] += walk_corrected(table, cell[test], outset[test], money[test], up, down, discount)


@numba.njit(cache=True, parallel=True)
def own_ways(shared, tried, cell, outset, net, buy, sell, begins, judged_cell, judged_outset, judged_net, judged_buy,
             judged_sell, pitch, up, down, charging, discharging, wear, scale, discount, prior, own_prior,
             passes):  # fmt: skip
    """What each way saves each home: (N, WAYS) in the judged hours, (N, WAYS) in own hours that were held out.

    In units of the home's scale. cell … sell : (N, T) own hours, the home's from `begins` on; judged_… : later ones.
    tried : whether the second is wanted; zeros where not.
    """
    money_saved, held_out = np.zeros((len(cell), WAYS)), np.zeros((len(cell), WAYS))
    for i in numba.prange(len(cell)):
        b = begins[i]
        own = move_money(net[i, b:], buy[i, b:], sell[i, b:], pitch[i], up[i], down[i], charging[i], discharging[i],
                         wear[i], scale[i])  # fmt: skip
        later = move_money(judged_net[i], judged_buy[i], judged_sell[i], pitch[i], up[i], down[i], charging[i],
                           discharging[i], wear[i], scale[i])  # fmt: skip
        for way in range(WAYS):
            table = table_of(way, shared, cell[i, b:], outset[i, b:], own, up[i], down[i], discount, prior, own_prior,
                             passes)  # fmt: skip
            money_saved[i, way] = walk_corrected(table, judged_cell[i], judged_outset[i], later, up[i], down[i],
                                                 discount)  # fmt: skip
        if tried:
            trial(shared, cell[i, b:], outset[i, b:], own, up[i], down[i], discount, prior, own_prior, passes,
                  held_out[i])  # fmt: skip
    return money_saved, held_out


@numba.njit(cache=True, parallel=True)
def walks(tables, cell, outset, net, buy, sell, pitch, up, down, charging, discharging, wear, scale, discount):
    """(N, K) what each of K tables (K, CELLS, KNOTS) saves each home, as it is, in units of the home's scale."""
    found = np.zeros((len(cell), len(tables)))
    for i in numba.prange(len(cell)):
        money = move_money(net[i], buy[i], sell[i], pitch[i], up[i], down[i], charging[i], discharging[i], wear[i],
                           scale[i])  # fmt: skip
        for which in range(len(tables)):
            found[i, which] = walk_corrected(tables[which], cell[i], outset[i], money, up[i], down[i], discount)
    return found


@numba.njit(cache=True, parallel=True)
def hour_tables(hour, net, buy, sell, begins, judged_hour, judged_net, judged_buy, judged_sell, pitch, up, down,
                charging, discharging, wear, scale, discount, passes):  # fmt: skip
    """(N,) what a table of the hour of the day, learned at home from nothing and without a plan, saves, in scales."""
    found = np.zeros(len(hour))
    for i in numba.prange(len(hour)):
        b = begins[i]
        own = move_money(net[i, b:], buy[i, b:], sell[i, b:], pitch[i], up[i], down[i], charging[i], discharging[i],
                         wear[i], scale[i])  # fmt: skip
        later = move_money(judged_net[i], judged_buy[i], judged_sell[i], pitch[i], up[i], down[i], charging[i],
                           discharging[i], wear[i], scale[i])  # fmt: skip
        nothing = np.zeros((max(len(own), len(later)), KNOTS), np.float32)
        table, visits = np.zeros((24, KNOTS)), np.zeros(24)
        if len(own) > 1:
            correct(table, visits, table.copy(), hour[i, b:], nothing, own, up[i], down[i], discount, 0.0, 0.0, passes)
        found[i] = walk_corrected(table, judged_hour[i], nothing, later, up[i], down[i], discount)
    return found
