"""Do the intervals of a year's profit and of the gain hold what the policies earn in the long run?

``python -m benchmarks.storage_coverage`` writes ``results/storage_coverage.json``. Worlds: made-up markets of 56, 182
and 365 judged days after one week of past, *calm* (a season and noise that returns) and *spiky* (with jumps of a Pareto
law whose variance only the cap bounds, upwards and downwards). In every world four policies that are not trained are
run, and the study's own intervals at 95 % are taken: what the recommended policy earns in a year, and its gain over the
best rule without a model. Truth: what the same policy, or the same pair, earns a year on 300 other years of the market.

The baseline is the best rule of that very world, as it is for a user, so the gain's interval must bear that choice.
The Monte-Carlo error of a coverage of 95 % over 400 worlds is 1.1 points. A percentile interval of few blocks is too
short, and one of heavy tails is, whatever the number of blocks: a year without its rare days says nothing about them.
"""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.money.decision import recommend
from takehome.studies.storage.money.options import Traded
from takehome.studies.storage.money.priced import Priced, priced
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.policies.known_day import KnownDay
from takehome.studies.storage.policies.simple import Hold, LastWeek, Yesterday
from takehome.studies.storage.result import bound_of, result_of
from takehome.studies.storage.task import Task

RESULTS = Path(__file__).parent / "results" / "storage_coverage.json"
BATTERY = Battery(2_000.0, 1_000.0, 0.92, 0.92, Wear(WearKind.PER_KWH, 0.002))
POLICIES: tuple[Any, ...] = (Hold(), Yesterday(), LastWeek(), KnownDay())
GROUPS = {"hold": "floor", "yesterday": "floor", "last_week": "floor", "known_day": "plan"}
WEEK = 7
"""Days of past, so that the plan on last week's prices has one from the first judged day on."""
MARKETS: dict[str, dict[str, float]] = {"calm": {"spike_rate": 0.0, "negative_rate": 0.0}, "spiky": {}}
SIZES, WORLDS, TRUE_YEARS, FIRST_TRUE_SEED, LEVEL = (56, 182, 365), 400, 300, 1_000_000, 0.95


def run_world(market: str, days: int, seed: int) -> Priced:
    """Every policy, on one made-up market."""
    prices = spiky_prices(WEEK + days, seed, **MARKETS[market])
    task = Task(lattice(BATTERY, prices.step_hours), prices, int(prices.day_starts()[WEEK]))
    results = [result_of(one, task, one.dispatch(task), group=GROUPS[one.key]) for one in POLICIES]
    bound = bound_of(task, optimum(task.lattice, task.test).moves)
    return priced(Traded(task, Information.KNOWN_DAY, bound, tuple(results), confidence_level=LEVEL, seed=seed))


def true_values(market: str, years: int) -> dict[str, float]:
    """Money a year of each policy in the long run, from years that no interval was made of."""
    made = [run_world(market, 365, FIRST_TRUE_SEED + seed) for seed in range(years)]
    return {option.key: float(np.mean([one.values[i, 0] for one in made])) for i, option in enumerate(made[0].options)}


def one_world(market: str, days: int, seed: int, truth: dict[str, float]) -> dict[str, float]:
    """Whether the two intervals of a world hold the truth, and how wide they are as shares of it."""
    made = run_world(market, days, seed)
    decision, chosen, base = recommend(made), made.options[made.action].key, made.options[made.baseline].key
    profit, gain = made.interval(made.values[made.action]), decision.gain_interval
    true_gain = truth[chosen] - truth[base]
    return {
        "profit": profit.low <= truth[chosen] <= profit.high,
        "profit_width": (profit.high - profit.low) / truth[chosen],
        "gain": gain.low <= true_gain <= gain.high,
        "gain_below": gain.high < true_gain,
        "gain_width": (gain.high - gain.low) / truth[chosen],
        "planned": chosen == "known_day",
    }


def run() -> dict[str, Any]:
    """Every market and size."""
    found: dict[str, Any] = {}
    for market in MARKETS:
        truth = true_values(market, TRUE_YEARS)
        sizes = {}
        for days in SIZES:
            made = [one_world(market, days, seed, truth) for seed in range(WORLDS)]
            sizes[str(days)] = {name: float(np.mean([one[name] for one in made])) for name in made[0]}
            print(market, days, sizes[str(days)], flush=True)
        found[market] = {"truth": truth, "sizes": sizes}
    return {"markets": found, "worlds": WORLDS, "true_years": TRUE_YEARS, "level": LEVEL}


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [market, days, f"{one['profit']:.1%}", f"{one['profit_width']:.0%}", f"{one['gain']:.1%}",
         f"{one['gain_width']:.0%}", f"{one['planned']:.0%}"]
        for market, made in document["markets"].items() for days, one in made["sizes"].items()
    ]  # fmt: skip
    headings = [
        "market", "days", "profit a year held", "width, of the profit", "gain held", "width, of the profit",
        "plan recommended",
    ]  # fmt: skip
    said = (
        f"{document['worlds']} worlds each, intervals at {document['level']:.0%}; the truth is the mean of "
        f"{document['true_years']} other years."
    )
    return f"{markdown(headings, rows)}\n\n{said} {circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "numba")}}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
