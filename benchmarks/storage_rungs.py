"""Q-learning on the brief's day over 100 seeds: three rungs, and how much of the failure belongs to which cause.

``python -m benchmarks.storage_rungs`` writes ``results/storage_rungs.json``. Every rung's greedy policy is valued
exactly. Beside the effects of each cause alone and last, all 2⁶ combinations of brief and repaired settings share the
whole gap among the causes (Shapley 1953, *Contributions to the Theory of Games* 2). The repair is also run on days that
it was not made for, and, with and without its optimistic start, on a day of 5-minute steps.
"""

from __future__ import annotations

import json
import math
import os
import platform
from dataclasses import asdict, replace
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.learning.causes import CAUSES, causes, described, switched
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import discounted_policy_profit, solve
from takehome.studies.storage.learning.fluctuation import fluctuation
from takehome.studies.storage.learning.q_learning import greedy_profits
from takehome.studies.storage.learning.rungs import BRIEF, repair, rungs

RESULTS = Path(__file__).parent / "results" / "storage_rungs.json"
PRICES = [10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15]
SEEDS, SHAPLEY_SEEDS, OTHER_SEEDS, LONG_SEEDS = range(100), range(40), range(20), range(10)
TARGETS = {"model_free_successes": 95, "counterfactual_successes": 100, "counterfactual_episodes": 23}


def ladder(problem: DayProblem) -> dict[str, Any]:
    """The three rungs of a day."""
    exact = solve(problem)
    return {
        rung.key: {
            "label": rung.label, "episodes": rung.settings.episodes, "seeds": len(rung.profits),
            "mean": float(rung.profits.mean()), "least": float(rung.profits.min()), "most": float(rung.profits.max()),
            "successes": rung.successes, "optimum": exact.optimum,
            "last_reached": int(rung.reached.max()) if rung.successes else None,
        }
        for rung in rungs(problem, exact.optimum, SEEDS)
    }  # fmt: skip


def shapley(problem: DayProblem) -> dict[str, float]:
    """Money of the gap between both agents that belongs to each cause; the parts sum to the gap."""
    repaired, keys, worth = repair(problem), list(CAUSES), {}
    for chosen in product((False, True), repeat=len(keys)):
        settings = BRIEF
        for key, on in zip(keys, chosen, strict=True):
            settings = switched(settings, repaired, CAUSES[key][1]) if on else settings
        worth[chosen] = float(greedy_profits(problem, settings, SHAPLEY_SEEDS).mean())
    parts = dict.fromkeys(keys, 0.0)
    for chosen, value in worth.items():
        for place, key in enumerate(keys):
            if not chosen[place]:
                other = (*chosen[:place], True, *chosen[place + 1 :])
                size = sum(chosen)
                weight = math.factorial(size) * math.factorial(len(keys) - size - 1) / math.factorial(len(keys))
                parts[key] += weight * (worth[other] - value)
    return parts


def other_days() -> dict[str, dict[str, float]]:
    """Share of the optimum that the repair reaches on other days: mean, least, and seeds at the optimum."""
    rng, hours = np.random.default_rng(0), np.arange(24)
    kinds = {
        "uniform from 0 to 100": [rng.uniform(0, 100, 24) for _ in range(5)],
        "two peaks and noise": [50 + 30 * np.sin(hours / 6 * np.pi + p) + rng.normal(0, 8, 24) for p in range(5)],
        "log-normal spikes": [np.exp(rng.normal(3, 1, 24)) for _ in range(5)],
        "half the hours negative": [rng.normal(0, 30, 24) for _ in range(5)],
        "two tariffs": [np.where(hours < 12, 20.0, 50.0)],
    }
    return {name: summed([DayProblem(prices) for prices in days]) for name, days in kinds.items()}


def summed(problems: list[DayProblem]) -> dict[str, float]:
    """The repair on several days."""
    shares = [greedy_profits(day, repair(day), OTHER_SEEDS) / solve(day).optimum for day in problems]
    whole = np.concatenate(shares)
    return {"days": len(problems), "mean_share": float(whole.mean()), "least_share": float(whole.min()),
            "at_optimum": float((whole > 1 - 1e-9).mean())}  # fmt: skip


def long_day() -> dict[str, float]:
    """Mean share of the optimum on a day of 5-minute steps, started from zeros and optimistic."""
    steps, rng = np.arange(288), np.random.default_rng(0)
    day = DayProblem(50 + 30 * np.sin(steps / 72 * np.pi) + rng.normal(0, 8, 288))
    zeros = replace(repair(day), hope=0.0)
    hopeful = replace(zeros, hope=float(np.abs(day.prices).max()))
    best = solve(day).optimum
    return {name: float(greedy_profits(day, settings, LONG_SEEDS).mean() / best)
            for name, settings in (("zeros", zeros), ("optimistic", hopeful))}  # fmt: skip


def run() -> dict[str, Any]:
    """Everything."""
    day = DayProblem(np.array(PRICES, float))
    described_day = DayProblem(day.prices, degradation=2.0)
    found = {"as coded": ladder(day), "as described (2 $ a step)": ladder(described_day)}
    split = fluctuation(day, BRIEF, SEEDS)
    free, known = found["as coded"]["model-free"], found["as coded"]["counterfactual"]
    met = (free["successes"] >= TARGETS["model_free_successes"]
           and known["successes"] >= TARGETS["counterfactual_successes"]
           and known["last_reached"] <= TARGETS["counterfactual_episodes"])  # fmt: skip
    return {
        "rungs": found, "causes": [asdict(cause) for cause in causes(day, BRIEF, repair(day), SEEDS)],
        "shapley": shapley(day), "fluctuation": {**asdict(split), "exploration_share": split.exploration_share,
                                                 "losses": split.losses},
        "discounted_optimum_earns": {"as coded": discounted_policy_profit(day, BRIEF.discount),
                                     "as described (2 $ a step)": discounted_policy_profit(described_day,
                                                                                           BRIEF.discount)},
        "other_days": other_days(), "five_minute_day": long_day(), "targets": TARGETS, "met": bool(met),
    }  # fmt: skip


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    ladder_rows = [
        [name, made["label"], made["episodes"], f"{made['mean']:.1f}", f"{made['least']:.0f} to {made['most']:.0f}",
         made["optimum"], f"{made['successes']} of {made['seeds']}"]
        for name, both in document["rungs"].items() for made in both.values()
    ]  # fmt: skip
    day = DayProblem(np.array(PRICES, float))
    cause_rows = [
        [cause["name"], f"{described(cause['key'], BRIEF)} → {described(cause['key'], repair(day))}",
         spread(cause["alone"]), spread(cause["remaining"]), f"{document['shapley'][cause['key']]:.1f}"]
        for cause in document["causes"]
    ]  # fmt: skip
    other_rows = [
        [name, made["days"], f"{made['mean_share']:.1%}", f"{made['least_share']:.1%}", f"{made['at_optimum']:.0%}"]
        for name, made in document["other_days"].items()
    ]
    parts = [
        markdown(["day", "rung", "episodes", "mean $ a day", "range", "optimum", "at the optimum"], ladder_rows),
        markdown(["cause", "brief → repaired", "repaired alone, $", "repaired last, $", "share of the gap, $"],
                 cause_rows),
        markdown(["repair on other days", "days", "mean share", "least share", "at the optimum"], other_rows),
    ]  # fmt: skip
    return "\n\n".join([*parts, circumstances(document["run"])])


def spread(effect: dict[str, float]) -> str:
    """An effect with its interval."""
    return f"{effect['money']:.1f} ({effect['low']:.1f} to {effect['high']:.1f})".replace("-", "−")


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "numba")}}  # fmt: skip
    print(json.dumps(document, indent=1, ensure_ascii=False))
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
