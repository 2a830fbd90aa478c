"""How long a deployed storage policy takes for one observation, as a service asks, and for a table.

``python -m benchmarks.bench_storage_scoring`` writes ``benchmarks/results/storage_scoring.json``. The embedded Dutch
year is fitted once, with every policy; each of them then answers the judged half year, one JSON-like record after the
other, in one process on one core. The median counts (p50). The 99th percentile holds the first observation of a day,
one in 24, when a plan or a table is made for the whole day; its own median stands beside it. Every answer is compared
with what the policy did in the fit. With ``--deep`` the deep Q-network is trained and timed too.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.bench_study import circumstances, write
from threadpoolctl import threadpool_limits

from takehome.studies.saved import read, restore
from takehome.studies.storage.deployment.scorer import LineScorer
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.studies.storage.scenario import DUTCH_ECONOMICS, dutch_day_ahead, greengrid_day
from takehome.studies.storage.study import Trade
from takehome.studies.storage.verb import trade

LIMIT = 1_000.0
"""Microseconds that one observation may take at the median: issue item 9."""
SAME = 1e-6
"""kWh by which an answer may differ from the dispatch: rounding of sums over thousands of steps."""


def observations(outcome: Outcome, key: str) -> tuple[list[dict[str, Any]], np.ndarray]:
    """The judged steps as records, and which of them begin a day."""
    prices, first = outcome.task.prices, outcome.task.first
    starts, name = prices.day_starts(), outcome.reading.time_column or ""
    begins = np.isin(np.arange(first, len(prices)), starts)
    made: list[dict[str, Any]] = []
    for at in range(first, len(prices)):
        when = {name: str(prices.time[at]) if prices.clock else float(prices.slot[at])}
        record: dict[str, Any] = {**when, outcome.reading.price_column: float(prices.values[at])}
        if key == "known_day" and begins[at - first] and prices.days > 1:
            record["day_prices"] = prices.values[at : starts[np.searchsorted(starts, at, side="right")]].tolist()
        made.append(record)
    return made, begins


def one_observation(outcome: Outcome, result: PolicyResult, repeats: int = 1) -> dict[str, Any]:
    """A call of the scorer for each judged step, and that it does what the fit did."""
    records, begins = observations(outcome, result.key)
    scorer, took, energy = LineScorer(outcome, result.label), [], []
    for record in records * repeats:
        start = time.perf_counter_ns()
        answer = scorer.answer(record)
        took.append((time.perf_counter_ns() - start) / 1_000)
        energy.append(answer["energy_kwh"])
    microseconds = np.array(took)
    p50, p99 = np.quantile(microseconds, [0.5, 0.99])
    did = np.tile(result.account.bought_kwh - result.account.sold_kwh, repeats)
    same = bool(np.abs(np.array(energy, float) - did).max() <= SAME)
    return {"case": f"one observation, {result.key}", "observations": len(took), "p50_microseconds": round(p50, 1),
            "p99_microseconds": round(p99, 1), "p50_limit": LIMIT,
            "first_of_a_day_p50_microseconds": round(float(np.median(microseconds[np.tile(begins, repeats)])), 1),
            "equal_to_the_dispatch": same, "met": bool(p50 <= LIMIT) and same}  # fmt: skip


def table(study: Trade) -> dict[str, Any]:
    """The judged half year as a table; saving and loading the study."""
    rows = study.outcome.table.take(np.arange(study.outcome.task.first, study.outcome.table.rows))
    start = time.perf_counter()
    scores = study.score(rows)
    scored = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        study.save(Path(folder) / "study")
        size = sum(file.stat().st_size for file in (Path(folder) / "study").iterdir())
        start = time.perf_counter()
        loaded = restore(Trade, read(Path(folder) / "study"))
        took = time.perf_counter() - start
    same = loaded.score(rows).columns == scores.columns
    return {"case": f"{rows.rows:,} rows as a table, recommended policy", "seconds": round(scored, 2),
            "load_seconds": round(took, 2), "saved_megabytes": round(size / 1e6, 2), "loaded_scores_equal": same,
            "met": same}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--deep", action="store_true", help="train and time the deep Q-network too")
    deep = options.parse_args().deep
    before, found = circumstances(), []
    with threadpool_limits(1):
        day = trade(greengrid_day().table, battery={"capacity_kwh": 10_000.0, "power_kw": 1_000.0}, fast=True)
        best = day.outcome.result("known_day")
        if best is not None:
            found.append({**one_observation(day.outcome, best, repeats=100), "case": "one observation, repeated day"})
        year = trade(dutch_day_ahead().table, economics=DUTCH_ECONOMICS, deep=deep)
        found += [one_observation(year.outcome, result) for result in year.outcome.results]
        found.append(table(year))
    for row in found:
        print(json.dumps(row, ensure_ascii=False))
    write("storage_scoring.json", found, before)
    return 0 if all(row["met"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
