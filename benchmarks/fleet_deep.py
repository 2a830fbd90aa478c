"""A fleet that learns a network: money against tables and floors, seconds, and the same bits with 1 and 2 threads.

``python -m benchmarks.fleet_deep [HOMES]`` writes ``benchmarks/results/fleet_deep.json``. Semi-synthetic homes with 3
and with 14 own days and 28 judged; 60 rounds with a twentieth of the homes, network and tables alike. Everything is a
share of the exact optimum of the homes valued (2,000 at most, evenly spread): the network of all homes; that network
learned on at home, and a network learned at home alone (of 200 homes); the tables; the floors, which need no learning.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
from benchmarks.bench_study import circumstances, write
from benchmarks.tables import markdown

from takehome.studies.storage.federated.alternatives import alternatives
from takehome.studies.storage.federated.deep import personal
from takehome.studies.storage.federated.deep.engine import train
from takehome.studies.storage.federated.deep.walking import planned_savings
from takehome.studies.storage.federated.engine import train as train_tables
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.watching import evenly
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

HOMES, VALUED, ALONE, REPEATED = 10_000, 2_000, 200, 500
SEED = 7
"""Of the fleet; the learner's settings were chosen on fleets of seed 0."""
SETTINGS = FleetSettings(learner="deep", rounds=60, cohort=0.05, personal=False)
TABLES = FleetSettings(rounds=60, cohort=0.05)


def one_fleet(homes: int, days: float) -> dict[str, Any]:
    """All ways with so many own days."""
    fleet = semi_synthetic(homes, days, seed=SEED)
    network, tables = train(fleet, SETTINGS), train_tables(fleet, TABLES)
    some = fleet.take(evenly(homes, VALUED))
    most = bound.optimum(some).sum()
    made = alternatives(some, tables.shared["value"], TABLES)
    saved = {
        "network of all homes": planned_savings(network.shared, some), "table of all homes": made.federated,
        "table, learned on at home": made.personalised, "table, alone": made.local, "plan": bound.plan(some),
        "self-consumption": bound.self_consumption(some),
    }  # fmt: skip
    return {
        "own_days": days, "homes": homes, "seconds": network.seconds, "seconds_tables": tables.seconds,
        "homes_asked": sum(one.asked for one in network.rounds),
        "bytes_per_home_round": network.ledger.bytes_per_home_round,
        "share_of_optimum": {name: float(one.sum() / most) for name, one in saved.items()},
        "share_of_optimum_of_few": of_few(network.shared, some.take(evenly(len(some), ALONE))),
    }  # fmt: skip


def of_few(shared: dict[str, np.ndarray], homes: Homes) -> dict[str, float]:
    """What homes make of the network at home."""
    ways, most = personal.own_ways(shared, homes), bound.optimum(homes).sum()
    names = ("plan at the knots", "network of all homes", "learned on at home", "network learned alone")
    found = {name: float(ways.saved[:, i].sum() / most) for i, name in enumerate(names)}
    return {**found, "chosen by own held-out hours": float(ways.personalised.sum() / most)}


def same_bits() -> bool:
    """Whether one thread and two make the same network, bit for bit."""
    fleet = semi_synthetic(REPEATED, 3, seed=SEED)
    one, two = (train(fleet, SETTINGS, threads=threads).shared for threads in (1, 2))
    return all(np.array_equal(one[name], two[name]) for name in one)


def main(homes: int) -> None:
    """Measure and write."""
    before = circumstances("two")
    rows: list[dict[str, Any]] = [one_fleet(homes, days) for days in (3, 14)]
    rows.append({"same_bits_with_1_and_2_threads": same_bits(), "homes": REPEATED})
    write("fleet_deep.json", rows, before)
    print(json.dumps(rows, indent=1))


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    fleets = [one for one in document["results"] if "share_of_optimum" in one]
    names = list(fleets[0]["share_of_optimum"])
    rows = [
        [f"{one['homes']:,}", one["own_days"], *(f"{one['share_of_optimum'][name]:.1%}" for name in names),
         f"{one['seconds']:.0f}"]
        for one in fleets
    ]  # fmt: skip
    same = next(one for one in document["results"] if "same_bits_with_1_and_2_threads" in one)
    said = f"The same bits with 1 and 2 threads: {'yes' if same['same_bits_with_1_and_2_threads'] else 'no'}."
    return f"{markdown(['homes', 'own days', *names, 's to train'], rows)}\n\n{said} {document['machine']}."


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOMES)
