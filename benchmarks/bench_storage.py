"""How long the storage study takes: the exact optimum, the environments, whole studies, and rainflow counting.

``python -m benchmarks.bench_storage`` writes ``benchmarks/results/storage_speed.json``. The bound of an hourly year
(the Netherlands in 2019, 1 MW, 2 MWh, 92 % each way, its schedule included) stands beside the linear program of the
same battery solved by HiGHS through scipy, in the same run; cycles by depth stand beside the PyPI package rainflow.
A 5-minute year is that of New York City in 2019 where the file is there, else a made-up one of the same length. Steps
of an environment are calls of ``step`` and, at the end of an episode, of ``reset``, without wrappers; of a vector form,
batteries times calls. A whole study is a process of its own, from the table to the report's document, after a small
one (compiled kernels come from the cache); its peak memory is that of the process.

Limits hold for the processor's seconds of the fastest of some runs, since other programs may share the machine (one
core; seconds by the clock stand beside). Learning and deep learning are timed by ``bench_storage_learning`` and
``bench_storage_deep``, a policy's single decision by ``bench_storage_scoring``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import rainflow
from benchmarks.bench_segmentation import PEAK, process
from benchmarks.bench_storage_learning import fastest
from benchmarks.bench_study import circumstances, write
from benchmarks.storage_optimum import DATA, FINEST, FIVE_MINUTES, five_minute_cases

from takehome.studies.storage.battery import Battery
from takehome.studies.storage.environments.discrete import StorageDiscrete
from takehome.studies.storage.environments.discrete_vector import StorageDiscreteVector
from takehome.studies.storage.environments.storage import Storage
from takehome.studies.storage.environments.storage_vector import StorageVector
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.market.reading import read_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.optimum.linear_program import linear_optimum
from takehome.studies.storage.rainflow import wear_by_depth
from takehome.studies.storage.scenario import dutch_day_ahead

HOURLY_SECONDS, FIVE_MINUTE_SECONDS, STEPS_A_SECOND = 0.5, 5.0, 1.5e5
TWO_HOURS = Battery(2_000.0, 1_000.0, 0.92, 0.92)
FIVE_MINUTE = Battery(1_000.0, 500.0, 0.9, 0.9)
FIVE_MINUTE_STEPS = 365 * 288
CALLS, VECTOR_CALLS, SIDE_BY_SIDE, WEEK = 50_000, 300, 1_000, 168
STUDIES = (
    {"case": "whole study, the brief's day", "scenario": "greengrid_day", "options": {"fast": False}},
    {"case": "whole study, an hourly year, half of it to learn from, fast=True", "scenario": "dutch_day_ahead",
     "options": {"train": 0.5, "fast": True}},
    {"case": "whole study, an hourly year, half of it to learn from", "scenario": "dutch_day_ahead",
     "options": {"train": 0.5}},
)  # fmt: skip
"""Nothing is promised of them."""

STUDY = (
    PEAK
    + """
import json, sys, time
import takehome as th
from takehome.studies.storage import scenario
name, options = json.loads(sys.argv[1])
th.trade(scenario.greengrid_day().table, fast=True).to_dict()
made = getattr(scenario, name)()
start, processor = time.perf_counter(), time.process_time()
th.trade(made.table, economics=made.economics, **options).to_dict()
print(json.dumps([time.perf_counter() - start, time.process_time() - processor, peak_gib()]))
"""
)


def hourly_year() -> dict[str, Any]:
    """The bound and its schedule, and the linear program, which is an upper bound where prices are negative."""
    prices = read_prices(dutch_day_ahead().table).prices
    grid = lattice(TWO_HOURS, prices.step_hours)
    best = optimum(grid, prices)
    processor, seconds = fastest(lambda: optimum(grid, prices))
    program = linear_optimum(grid.battery, prices)
    peer, _ = fastest(lambda: linear_optimum(grid.battery, prices), repeats=2)
    gap = program.profit / best.profit - 1
    return {"case": f"exact bound and schedule of an hourly year, {len(prices):,} steps × {grid.levels:,} levels; "
                    f"peer: linear program (HiGHS), {gap:.1e} above it",
            "seconds": round(seconds, 3), "processor_seconds": round(processor, 3), "seconds_limit": HOURLY_SECONDS,
            "peer_seconds": round(peer, 2), "factor": round(peer / processor, 1), "linear_gap": gap,
            "met": processor <= HOURLY_SECONDS and -1e-6 <= gap <= 0.01}  # fmt: skip


def five_minute_prices() -> tuple[str, Prices]:
    """A real year where the file is there, else a made-up one that changes every five minutes."""
    if (DATA / "nyiso_arbitrage_reference.json").exists():
        return "New York City 2019", five_minute_cases()[0].prices
    hours = spiky_prices(FIVE_MINUTE_STEPS // 288, 0).values
    noise = np.random.default_rng(0).normal(0, 5, FIVE_MINUTE_STEPS)
    return "made up", regular_prices(np.repeat(hours, 12) + noise, FIVE_MINUTES)


def five_minute_year() -> tuple[dict[str, Any], np.ndarray]:
    """The bound and its schedule, and the charge (T + 1,) as a share of the capacity."""
    source, prices = five_minute_prices()
    grid = lattice(FIVE_MINUTE, prices.step_hours, FINEST)
    best = optimum(grid, prices)
    processor, seconds = fastest(lambda: optimum(grid, prices), repeats=3)
    share = np.append(0, np.cumsum(best.moves)) / grid.top
    row = {"case": f"exact bound and schedule of a 5-minute year, {len(prices):,} steps × {grid.levels:,} levels "
                   f"({source})",
           "seconds": round(seconds, 2), "processor_seconds": round(processor, 2),
           "seconds_limit": FIVE_MINUTE_SECONDS,
           "met": processor <= FIVE_MINUTE_SECONDS and len(prices) == FIVE_MINUTE_STEPS}  # fmt: skip
    return row, share


def cycles_by_depth(share: np.ndarray) -> dict[str, Any]:
    """Wear of a 5-minute year by rainflow counting, and the same sum from the package."""

    def package() -> float:
        return sum(count * depth**1.5 for depth, _, count, _, _ in rainflow.extract_cycles(share))

    ours = float(wear_by_depth(share, 1.0, 1.5).sum())
    processor, seconds = fastest(lambda: wear_by_depth(share, 1.0, 1.5))
    peer, _ = fastest(package, repeats=2)
    same = bool(abs(ours / package() - 1) <= 1e-9)
    return {"case": f"wear by depth of cycles, {len(share):,} values; peer: PyPI rainflow, the same sum",
            "seconds": round(seconds, 4), "processor_seconds": round(processor, 4), "peer_seconds": round(peer, 3),
            "factor": round(peer / processor, 1), "met": same}  # fmt: skip


def single(name: str, env: Any) -> dict[str, Any]:
    """Steps a second of one environment."""
    actions = np.random.default_rng(0).integers(0, 3, CALLS).tolist()

    def walk() -> None:
        env.reset(seed=0)
        for action in actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()

    return stepped(f"{name}.step", walk, CALLS)


def many(name: str, env: Any) -> dict[str, Any]:
    """Steps a second of many batteries side by side."""
    actions = np.random.default_rng(0).integers(0, 3, (VECTOR_CALLS, SIDE_BY_SIDE))

    def walk() -> None:
        env.reset(seed=0)
        for row in actions:
            env.step(row)

    return stepped(f"{name}.step, {SIDE_BY_SIDE:,} batteries", walk, VECTOR_CALLS * SIDE_BY_SIDE)


def stepped(case: str, walk: Callable[[], None], steps: int) -> dict[str, Any]:
    """A walk of so many steps."""
    walk()
    processor, _ = fastest(walk)
    return {"case": case, "steps_a_second": round(steps / processor), "steps_a_second_limit": round(STEPS_A_SECOND),
            "met": steps / processor >= STEPS_A_SECOND}  # fmt: skip


def environments() -> list[dict[str, Any]]:
    """Both environments and their vector forms; the second with a year of prices in pieces of a week."""
    prices = read_prices(dutch_day_ahead().table).prices
    return [
        single("StorageDiscrete", StorageDiscrete()),
        single("Storage", Storage(TWO_HOURS, prices, episode_steps=WEEK)),
        many("StorageDiscreteVector", StorageDiscreteVector(SIDE_BY_SIDE)),
        many("StorageVector", StorageVector(SIDE_BY_SIDE, TWO_HOURS, prices, episode_steps=WEEK)),
    ]


def whole(study: dict[str, Any]) -> dict[str, Any]:
    """A whole study, report's document included."""
    seconds, processor, peak = process(STUDY, json.dumps([study["scenario"], study["options"]]))
    return {"case": study["case"], "seconds": round(seconds, 1), "processor_seconds": round(processor, 1),
            "peak_memory_gib": round(peak, 2), "met": True}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    before = circumstances("both")
    fine, share = five_minute_year()
    found = [hourly_year(), fine, cycles_by_depth(share), *environments(), *(whole(study) for study in STUDIES)]
    for row in found:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    write("storage_speed.json", found, before)
    return 0 if all(row["met"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
