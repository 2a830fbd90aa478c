"""What privacy costs a fleet, and what an attack still finds: a promise's price in money, the advantage of guessing.

``python -m benchmarks.fleet_privacy [HOMES]`` writes ``benchmarks/results/fleet_privacy.json``. Homes are
semi-synthetic with 14 own and 28 judged days; as many again, drawn alike, are outsiders who took no part. 100 rounds
with a tenth of the homes by secret coins, delta 1e-5, epsilon infinite (null), 8, 2 and 1, cohorts of one seed. The
attack has all hours of every home; its threshold is never judged on homes that helped to choose it. That it is no blunt
tool is shown on fleets of a few homes, whose table without noise gives its members away.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.bench_study import circumstances, write
from benchmarks.tables import markdown

from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.privacy.accounting import epsilon_of
from takehome.studies.storage.federated.privacy.membership import (
    Attack,
    advantage,
    membership_attacks,
    membership_scores,
)
from takehome.studies.storage.federated.privacy.priced import Price, lost_a_year, priced
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.promising import CLIP
from takehome.studies.storage.federated.seeing import Seen, seen
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.federated.valuing_kernels import saved_by
from takehome.studies.storage.homes.bound import battery_arrays, optimum, plan_on_past_days
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

HOMES, OWN_DAYS, ROUNDS, COHORT, DELTA = 10_000, 14, 100, 0.1, 1e-5
VALUED, ATTACKED = 1_000, 2_000
"""Homes that are valued and attacked, spread evenly over the fleet."""
FEW, FLEETS, REFERENCE = 20, 20, 1_000
"""Homes of a fleet in the control, fleets, and homes of the attacker's reference."""
LOST_LIMIT, ADVANTAGE_LIMIT = 0.02, 0.02


def valuer(homes: Homes, judged: Seen) -> Callable[[Arrays], np.ndarray]:
    """Shared arrays to (N,) money saved over the judged hours."""
    later = [np.ascontiguousarray(one[:, homes.judged :]) for one in (homes.net_kwh, homes.buy, homes.sell)]
    rest = (judged.cell, judged.outset, *later, *battery_arrays(homes), homes.scale, 0.999)
    return lambda shared: saved_by(shared["value"], *rest)


def row(one: Price, free: float, bound: float, floor: float, lost: dict[float, float]) -> dict[str, Any]:
    """One promise."""
    saved = one.saved["federated"]
    return {
        "epsilon": None if math.isinf(one.epsilon) else one.epsilon, "noise_multiplier": one.noise_multiplier,
        "saved": saved, "share_of_optimum": saved / bound,
        "lost_share": 1 - saved / free, "lost_a_home_and_year": lost[one.epsilon],
        "kept_of_what_sharing_adds_to_the_plan": (saved - floor) / (free - floor),
    }  # fmt: skip


def reference_model() -> Arrays:
    """What the attacker compares with: a table of homes that are neither members nor outsiders, without noise."""
    return train(semi_synthetic(REFERENCE, own_days=OWN_DAYS, seed=2), FleetSettings(rounds=10, cohort=1.0)).shared


def control(fleet: int = FEW, fleets: int = FLEETS) -> Attack:
    """The attack on tables of a few homes each, without noise: members against as many outsiders."""
    drawn = semi_synthetic(2 * fleet * fleets, own_days=OWN_DAYS, seed=1)
    reference = reference_model()
    inside, outside = [], []
    for one in range(fleets):
        first = 2 * fleet * one
        members, outsiders = (drawn.take(np.arange(start, start + fleet)) for start in (first, first + fleet))
        shared = train(members, FleetSettings(rounds=10, cohort=1.0)).shared
        inside.append(membership_scores([shared], members, reference)[0])
        outside.append(membership_scores([shared], outsiders, reference)[0])
    return advantage(np.concatenate(inside), np.concatenate(outside))


def main(number: int) -> int:
    """Run it; 1 where a limit of the issue is missed at full size."""
    before, begun = circumstances(), time.perf_counter()
    everyone = semi_synthetic(number + min(number, ATTACKED), own_days=OWN_DAYS)
    homes, outsiders = everyone.take(np.arange(number)), everyone.take(np.arange(number, len(everyone)))
    some = homes.take(np.linspace(0, number - 1, min(number, VALUED)).astype(int))
    settings = FleetSettings(rounds=ROUNDS, cohort=COHORT)
    ways = {"federated": valuer(some, seen(some, some.judged))}
    prices = priced(homes, settings, Privacy(8.0, clip=CLIP, delta=DELTA), ways)
    bound, floor = float(optimum(some).mean()), float(plan_on_past_days(some).mean())
    lost = lost_a_year(prices, "federated", some.judged_days)
    rows = [row(one, prices[0].saved["federated"], bound, floor, lost) for one in prices]
    members = homes.take(np.linspace(0, number - 1, min(number, ATTACKED)).astype(int))
    found = membership_attacks([one.shared for one in prices], members, outsiders, reference=reference_model())
    for made, one, attack in zip(rows, prices, found, strict=True):
        made |= {"advantage": attack.advantage, "advantage_low": attack.low, "advantage_high": attack.high}
        if one.noise_multiplier > 0:
            made["epsilon_tight"] = epsilon_of(one.noise_multiplier, DELTA, COHORT, ROUNDS, account="pld")
    eight = rows[1]
    met = eight["lost_share"] <= LOST_LIMIT and eight["advantage"] <= ADVANTAGE_LIMIT
    before |= {
        "homes": number, "own_days": OWN_DAYS, "rounds": ROUNDS, "cohort": COHORT, "delta": DELTA, "clip": CLIP,
        "optimum": bound, "plan": floor, "limits_met": met,
        "control": {"homes_a_fleet": FEW, "fleets": FLEETS, **dataclasses.asdict(control())},
        "seconds": round(time.perf_counter() - begun, 1),
    }  # fmt: skip
    for one in rows:
        print(json.dumps(one), flush=True)
    write("fleet_privacy.json", rows, before)
    return 0 if met or number < HOMES else 1


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        ["none" if one["epsilon"] is None else f"{one['epsilon']:g}", f"{one['noise_multiplier']:.3f}",
         f"{one['share_of_optimum']:.1%}", f"{one['lost_share']:.2%}", f"{one['lost_a_home_and_year']:.2f}",
         f"{one['advantage']:.3f} ({one['advantage_low']:.3f} to {one['advantage_high']:.3f})"]
        for one in document["results"]
    ]  # fmt: skip
    headings = ["epsilon", "noise multiplier", "share of the optimum", "profit lost", "lost a home and year, $",
                "attack's advantage"]  # fmt: skip
    control = document["control"]
    said = (
        f"{document['homes']:,} homes, {document['rounds']} rounds, {document['cohort']:.0%} of the homes in each, "
        f"clip {document['clip']:g}; the homes' own plans earn {document['plan'] / document['optimum']:.1%}. The same "
        f"attack on {control['fleets']} fleets of {control['homes_a_fleet']} homes without noise: "
        f"{control['advantage']:.3f} ({control['low']:.3f} to {control['high']:.3f}). {document['machine']}."
    )
    return f"{markdown(headings, rows)}\n\n{said}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else HOMES))
