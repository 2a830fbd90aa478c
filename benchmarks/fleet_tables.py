"""What does a fleet's shared table earn, against each home alone, all data in one place, and plans that learn nothing?

``python -m benchmarks.fleet_tables [HOMES]`` writes ``benchmarks/results/fleet_tables.json``. Semi-synthetic homes with
3, 14 and 30 own days, judged on the 28 days after them; the figures are shares of the homes' exact optimum, in percent.
*Worse off* is the share of homes that earn less than with the table that they learned alone, by more than .5 or 1 % of
their own optimum. *Stochastic plan* is a floor that needs no learning and sends nothing: as the plan, but each coming
hour's net load is one of those at the same hour of up to 7 days before, equally likely; it is the hardest to beat, and
too slow here for all homes (`STOCHASTIC` of them; the shared table on the same homes stands beside it). Seconds are
process time of all threads. Rounds are a tenth of the homes each, by Poisson draws.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numba
import numpy as np
from benchmarks.bench_study import circumstances, write

from takehome.studies.storage.federated.alternatives import alternatives
from takehome.studies.storage.federated.engine import Fleet, train
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.homes.bound import battery_arrays, optimum, plan
from takehome.studies.storage.homes.homes import AHEAD, HOURS, LEVELS, TOP, Homes
from takehome.studies.storage.homes.money_kernels import saved
from takehome.studies.storage.homes.rule_kernels import PLANNED, first_move
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

HOMES, OWN_DAYS, SEEDS, ROUNDS, STOCHASTIC, PAST_DAYS = 10_000, (3, 14, 30), (11, 12), 20, 400, 7
WAYS = ("planned", "federated", "personalised", "pooled", "local", "local_small")
WORSE = (0.005, 0.01)


@numba.njit
def _expected_after(t, days, net, buy, sell, pitch, up, down, charging, discharging, wear, after):
    """As `rule_kernels.plan_ahead`, with the mean over the net loads of several past days in each coming hour."""
    before = np.empty(LEVELS)
    after[:] = 0.0
    for u in range(min(t + PLANNED, len(net)) - 1, t, -1):
        priced = u if u <= t + AHEAD else u - HOURS
        count = min(days, u // HOURS)
        before[:] = 0.0
        for day in range(1, count + 1):
            for level in range(LEVELS):
                best = -np.inf
                for move in range(max(-down, -level), min(up, TOP - level) + 1):
                    gain = saved(move, net[u - day * HOURS], buy[priced], sell[priced], pitch, charging, discharging,
                                 wear)  # fmt: skip
                    best = max(best, gain + after[TOP + level + move])
                before[level] += best / count
        after[TOP : TOP + LEVELS] = before


@numba.njit(parallel=True)
def stochastic_plan(first, days, net, buy, sell, pitch, up, down, charging, discharging, wear):
    """(N,) money that it saves from column `first` on."""
    found = np.zeros(len(net))
    for i in numba.prange(len(net)):
        battery = pitch[i], up[i], down[i], charging[i], discharging[i], wear[i]
        after, level, money = np.empty(2 * TOP + LEVELS), 0, 0.0
        for t in range(first, net.shape[1]):
            _expected_after(t, days, net[i], buy[i], sell[i], *battery, after)
            move = first_move(level, up[i], down[i], net[i, t], buy[i, t], sell[i, t], pitch[i], charging[i],
                              discharging[i], wear[i], after)  # fmt: skip
            money += saved(move, net[i, t], buy[i, t], sell[i, t], pitch[i], charging[i], discharging[i], wear[i])
            level += move
        found[i] = money
    return found


def row(homes: Homes, own_days: int, seed: int) -> dict[str, Any]:
    """One fleet."""
    most, begun = optimum(homes), time.process_time()
    fleet, settings = Fleet.of(homes), FleetSettings(rounds=ROUNDS, seed=seed)
    prepared = time.process_time()
    trained = train(homes, settings, None, fleet)
    learned = time.process_time()
    made = alternatives(homes, trained.shared["value"], settings, fleet)
    ended = time.process_time()
    gain = most > 1e-6 * homes.scale
    loses = made.personalised[gain] - made.local[gain]
    few = homes.take(np.arange(min(STOCHASTIC, len(homes))))
    cut = few.windowed(int(few.begins[0]), few.hours, few.judged - int(few.begins[0]))
    stochastic = stochastic_plan(cut.judged, PAST_DAYS, cut.net_kwh, cut.buy, cut.sell, *battery_arrays(cut))

    def percent(money: np.ndarray, bound: np.ndarray = most) -> float:
        return round(100 * float(money.sum() / bound.sum()), 2)

    return {
        "homes": len(homes), "own_days": own_days, "seed": seed, "plan": percent(plan(homes)),
        **{name: percent(getattr(made, name)) for name in WAYS},
        "worse_off": {str(limit): round(float(np.mean(loses < -limit * most[gain])), 4) for limit in WORSE},
        "stochastic_plan": percent(stochastic, most[: len(few)]),
        "federated_on_the_same": percent(made.federated[: len(few)], most[: len(few)]),
        "bytes_per_home_round": trained.ledger.bytes_per_home_round,
        "cpu_seconds": {
            "prepare": round(prepared - begun, 1), "train": round(learned - prepared, 1),
            "alternatives": round(ended - learned, 1),
        },
    }  # fmt: skip


def main() -> None:
    """All fleets, from the same homes with fewer and more own days."""
    before = circumstances("all")
    number = int(sys.argv[1]) if len(sys.argv) > 1 else HOMES
    row(semi_synthetic(40, own_days=3, seed=0), 3, 0)  # compiles
    rows = []
    for seed in SEEDS:
        homes = semi_synthetic(number, own_days=max(OWN_DAYS), seed=seed)
        for days in OWN_DAYS:
            rows.append(row(homes.with_own_days(days), days, seed))
            print(rows[-1], flush=True)
    write("fleet_tables.json", rows, {**before, "rounds": ROUNDS})


if __name__ == "__main__":
    main()
