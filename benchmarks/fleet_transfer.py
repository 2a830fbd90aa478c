"""House A to House B with deep Q-networks: days to the threshold, ratio, best freeze; and a house built to mislead.

``python -m benchmarks.fleet_transfer [SEEDS]`` writes ``benchmarks/results/fleet_transfer.json``. Estimands: shares of
House B's exact optimum (ratio of sums over stretches) after so many days of local data; days of local data to 90 % of
the optimum, or of what scratch reaches where that is out of reach; the ratio of those days from scratch over transfer.
20 stretches (seeds of weights, batches and of where the judged 28 days begin), intervals from 999 draws of them; the
Monte-Carlo error is that interval. Tables stand beside the networks, the plan and the rule beside both.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from benchmarks.bench_study import circumstances, write
from benchmarks.tables import markdown

from takehome.protocol import Scenario
from takehome.studies.storage.transfer import scenario
from takehome.studies.storage.transfer.curves import HOLD, PLANS, RULE, Curves
from takehome.studies.storage.transfer.settings import Settings
from takehome.studies.storage.transfer.study import Transfer
from takehome.studies.storage.transfer.thresholds import threshold

SEEDS = 20
CASES: tuple[tuple[str, Callable[[], Scenario]], ...] = (
    ("House A to House B", scenario.house_a_to_house_b),
    ("synthetic twins", scenario.house_twins),
    ("a house that misleads", scenario.misled_house_b),
)
FALLBACK_LIMIT = 1.0
"""Points that the fallback may lose against scratch in the misleading house."""


def row(case: str, made: Scenario, deep: bool, seeds: int) -> dict[str, Any]:
    """One study."""
    started = time.perf_counter()
    study = Transfer(Settings(deep=deep, seeds=seeds)).fit(made.table)
    curves, level = study.outcome.curves, study.settings.confidence_level
    findings = {f"{one.code} {one.stage}": one for one in study.checks() if one.code in {"STO151", "STO152", "STO157"}}
    misled = case == CASES[2][0]
    lost = findings["STO152 chosen"].measured["lost"].value
    failed = any(one.status == "failed" for key, one in findings.items() if key.startswith("STO151"))
    return {
        "case": case, "learner": study.outcome.learner, "seeds": seeds,
        "seconds": round(time.perf_counter() - started, 1),
        "days": [int(day) for day in curves.days], "shares": shares(curves), "best_freeze": curves.best,
        "of_optimum": asdict(threshold(curves, curves.best, True, level)),
        "of_reached": asdict(threshold(curves, curves.best, False, level)),
        "ratio_of_each_choice": {key: threshold(curves, key, False, level).ratio for key in curves.choices},
        "findings": {key: {"status": one.status.value, "seen": one.seen} for key, one in findings.items()},
        "recommendation": study.recommend().sentence, "fallback_lost_points": round(lost, 2),
        "met": not misled or (failed and lost <= FALLBACK_LIMIT),
    }  # fmt: skip


def shares(curves: Curves) -> dict[str, list[float]]:
    """Per cent of the optimum by way to start and number of local days; floors once."""
    ways = {key: [round(100 * float(one), 1) for one in curves.share(key)[0]] for key in curves.saved}
    return ways | {key: [round(100 * float(curves.at(key, 0)[0]), 1)] for key in (HOLD, RULE, *PLANS)}


def main() -> int:
    """Run every case with both learners, print it, write the results; status 1 where a promise is not met."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    before, found = circumstances("both"), []
    for case, make in CASES:
        for deep in (False, True):
            found.append(row(case, make(), deep, seeds))
            print(json.dumps(found[-1], ensure_ascii=False), flush=True)
    write("fleet_transfer.json" if seeds >= SEEDS else "fleet_transfer_few.json", found, before)
    return 0 if all(one["met"] for one in found) else 1


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = []
    for one in document["results"]:
        shares, days, found = one["shares"], one["days"], one["of_reached"]
        at = days.index(14)
        rows.append([
            one["case"], one["learner"], one["best_freeze"], shares[one["best_freeze"]][0], shares["scratch"][at],
            shares[one["best_freeze"]][at],
            f"{found['ratio']:.2f} ({found['ratio_low']:.2f} to {found['ratio_high']:.2f})",
            one["fallback_lost_points"],
        ])  # fmt: skip
    headings = ["case", "learner", "best choice", "with it on day 0, %", "scratch after 14 days, %",
                "with it after 14 days, %", "scratch's days over its own", "points lost by the fallback"]  # fmt: skip
    said = "90 % of the optimum is never reached within 30 days; the days are those to 90 % of what scratch reaches."
    return f"{markdown(headings, rows)}\n\n{said} {document['machine']}."


if __name__ == "__main__":
    sys.exit(main())
