"""What does a fleet's shared table earn, against each home alone, all data in one place, and plans that learn nothing?

``python -m benchmarks.fleet_tables [HOMES]`` writes ``benchmarks/results/fleet_tables.json``. Semi-synthetic homes with
3, 14 and 30 own days, judged on the 28 days after them; the figures are shares of the homes' exact optimum, in percent.
*Worse off* is the share of homes that earn less than with the table that they learned alone, by more than .5 or 1 % of
their own optimum. *Plan on past days* is a floor that needs no learning and sends nothing: as the plan, but each coming
hour's net load is one of those at the same hour of up to 7 days before, equally likely; it is the hardest to beat.
Seconds are process time of all threads. Rounds are a tenth of the homes each, by Poisson draws.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from benchmarks.bench_study import circumstances, write
from benchmarks.tables import markdown

from takehome.studies.storage.federated.alternatives import alternatives
from takehome.studies.storage.federated.engine import Fleet, train
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.homes.bound import optimum, plan, plan_on_past_days
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

HOMES, OWN_DAYS, SEEDS, ROUNDS = 10_000, (3, 14, 30), (11, 12), 20
WAYS = ("planned", "federated", "personalised", "pooled", "local", "local_small")
WORSE = (0.005, 0.01)


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
    looked = plan_on_past_days(homes)
    planned = time.process_time()

    def percent(money: np.ndarray) -> float:
        return round(100 * float(money.sum() / most.sum()), 2)

    return {
        "homes": len(homes), "own_days": own_days, "seed": seed, "plan": percent(plan(homes)),
        **{name: percent(getattr(made, name)) for name in WAYS},
        "worse_off": {str(limit): round(float(np.mean(loses < -limit * most[gain])), 4) for limit in WORSE},
        "plan_on_past_days": percent(looked),
        "bytes_per_home_round": trained.ledger.bytes_per_home_round,
        "cpu_seconds": {
            "prepare": round(prepared - begun, 1), "train": round(learned - prepared, 1),
            "alternatives": round(ended - learned, 1), "plan_on_past_days": round(planned - ended, 1),
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


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    keys = ("plan", "plan_on_past_days", "local_small", "local", "federated", "personalised", "pooled")
    rows = [
        [f"{one['homes']:,}", one["own_days"], one["seed"], *(one[key] for key in keys),
         *(f"{share:.1%}" for share in one["worse_off"].values())]
        for one in document["results"]
    ]  # fmt: skip
    headings = ["homes", "own days", "seed", "plan", "plan on past days", "hour table at home", "learned at home",
                "federated", "personalised", "pooled", *(f"worse off by {limit:.1%}" for limit in WORSE)]  # fmt: skip
    return f"{markdown(headings, rows)}\n\n{document['machine']}, {document['rounds']} rounds."


if __name__ == "__main__":
    main()
