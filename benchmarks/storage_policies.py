"""What does each storage policy earn, as a share of the exact optimum, on years that it was not fitted on?

``python -m benchmarks.storage_policies`` writes ``results/storage_policies.json``. For every market-year of
``arbitrage_optimum_reference.json`` and its four batteries (1 MW, 1 or 4 MWh, 0.95 each way, 0 or 10 per MWh of wear,
no discharge at negative prices, free end) policies are fitted on all earlier years of that market and settled on the
year; in a market's first year only policies that need no model are run.

The margin is what a policy earns above the better of *yesterday* and *last week*, which is named afterwards for each
battery and year and so is a little too good, in points of the optimum. A market-year's margin is the mean over its four
batteries, with a 90 % bootstrap interval over blocks of 7 days; the mean over market-years has one over market-years.
A user must choose a policy beforehand: *the one that was best before* is, for each battery, the one with the highest
profit in the year before, fitted on what lay before that; in a market's second year, in the second half of its first
year, fitted on the first half. *The best, named afterwards* is no policy that anyone could have run.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.storage_optimum import DATA
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.studies.storage.policies.known_day import KnownDay
from takehome.studies.storage.policies.planning import follow
from takehome.studies.storage.policies.predictive import ForecastPlan, PredictiveControl
from takehome.studies.storage.policies.simple import LastWeek, Thresholds, Yesterday
from takehome.studies.storage.policies.value.markov import MarkovPolicy
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.policies.value.value_function import ValueFunction
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

RESULTS = Path(__file__).parent / "results" / "storage_policies.json"
FLOOR = ("yesterday", "last_week")
LEARNED: tuple[Any, ...] = (MarkovPolicy, TabularQ, ValueFunction)
"""Policies that learn for one battery; add one here and it is judged against the floor with the others."""
MODELS = ("forecast_plan", "predictive_control", *(one.key for one in LEARNED))
BEFORE, AFTERWARDS = "best before", "best, named afterwards"
BATTERIES = {f"E{energy}_c{cost}": (energy, cost) for energy in (1, 4) for cost in (0, 10)}
KNOWN = {"comed_chicago_day_ahead_2011_2015": ("load_forecast_system_mw", "load_forecast_comed_mw")}
DRAWS, BLOCK_DAYS, LEVEL, LOW_SHARE, ASKED = 1_000, 7, 0.9, 0.95, 0.75


def market(name: str) -> Prices:
    """Prices as the reference takes them: missing ones filled from the hour before, then from the hour after."""
    file, _, column = name.partition(":")
    files = [f"ercot_zones_day_ahead_{year}" for year in (2021, 2022)] if column else [file]
    table = pd.concat([pd.read_parquet(DATA / f"{one}.parquet") for one in files], ignore_index=True)
    if "hour" in table:
        stamps = pd.to_datetime(table["date"]) + pd.to_timedelta(table["hour"], unit="h")
    else:
        stamps = pd.to_datetime(table["local_start"])
    at = stamps.to_numpy("datetime64[us]")
    midnight = at.astype("datetime64[D]")
    slot = ((at - midnight) // np.timedelta64(1, "h")).astype(int)
    columns = {one: table[one].ffill().bfill().to_numpy(float) for one in (column or "price", *KNOWN.get(file, ()))}
    values = columns.pop(column or "price")
    return Prices(values, at, (midnight - midnight[0]).astype(int), slot, 1.0, 24, known=columns)


def references() -> dict[str, dict[str, Any]]:
    """Reference optima by market, year and battery."""
    document = json.loads((DATA / "arbitrage_optimum_reference.json").read_text(encoding="utf-8"))
    return {name: years for name, years in document.items() if not name.startswith("_")}


def market_years(name: str) -> Iterator[tuple[int, Prices, int, dict[str, Any]]]:
    """Year, prices up to its end, its first step and the reference optima."""
    prices = market(name)
    year = prices.time.astype("datetime64[Y]").astype(int) + 1970
    for one, optima in references()[name].items():
        first, last = np.searchsorted(year, [int(one), int(one) + 1])
        yield int(one), prices.part(0, int(last)), int(first), optima


def battery_task(label: str, prices: Prices, first: int) -> Task:
    """One of the four batteries, trading from a step on."""
    energy, cost = BATTERIES[label]
    wear = Wear(WearKind.PER_KWH, cost / 1000)
    return Task(lattice(Battery(1000.0 * energy, 1000.0, 0.95, 0.95, wear, sell_below_zero=False), 1.0), prices, first)


def forecasts(task: Task) -> list[Any]:
    """Both policies that plan on a forecast; it does not depend on the battery, so it is fitted once for all four."""
    plan = ForecastPlan().fit(task)
    return [plan, PredictiveControl(plan.forecaster)]


def by_day(task: Task, moves: np.ndarray) -> np.ndarray:
    """(days,) money of a schedule."""
    account = settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh)
    return np.add.reduceat(account.by_step(), task.test.day_starts()[:-1])


def earned(task: Task, shared: list[Any]) -> dict[str, np.ndarray]:
    """Money by day of every policy that has a model, `shared` ones fitted already."""
    policies = [*shared, *(one().fit(task) for one in LEARNED)]
    return {policy.key: by_day(task, policy.dispatch(task)) for policy in policies}


def interval(daily: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Bootstrap interval of a sum of daily money, over blocks of days that follow each other, end joined to start."""
    days = len(daily)
    blocks = math.ceil(days / BLOCK_DAYS)
    starts = rng.integers(0, days, (DRAWS, blocks))
    rows = (starts[:, :, None] + np.arange(BLOCK_DAYS)).reshape(DRAWS, -1)[:, :days] % days
    tail = (1 - LEVEL) / 2
    return [float(value) for value in np.quantile(daily[rows].sum(axis=1), [tail, 1 - tail])]


def case(label: str, task: Task, reference: float, shared: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """One battery in one market-year: what is written, and each policy's money by day as a share of the optimum."""
    exact = by_day(task, optimum(task.lattice, task.test).moves)
    simple: list[Any] = [Yesterday(), LastWeek(), Thresholds().fit(task), KnownDay().fit(task)]
    money = {policy.key: by_day(task, policy.dispatch(task)) for policy in simple}
    if task.first:
        money |= earned(task, shared)
    guess = by_day(task, follow(task, task.prices.values, day_grid(task.prices)))
    total, top = exact.sum(), np.sort(exact)[::-1][: math.ceil(len(exact) / 100)].sum()
    daily = {key: values / total for key, values in money.items()}
    made = {
        "battery": label, "optimum": float(total), "against_reference": float(total / reference - 1),
        "shares": {key: float(values.sum()) for key, values in daily.items()},
        "known_day_then_today_again": float(guess.sum() / total), "top_1pct_days_share": float(top / total),
    }  # fmt: skip
    return made, daily


def best_model(money: dict[str, Any]) -> str:
    """The policy with a model that earns most."""
    return max(MODELS, key=lambda key: float(np.sum(money[key])))


def half_year(prices: Prices) -> dict[str, str]:
    """The best policy by battery in the second half of a past, fitted on its first half."""
    starts = prices.day_starts()
    first = int(starts[len(starts) // 2])
    shared = forecasts(battery_task("E1_c0", prices, first))
    return {label: best_model(earned(battery_task(label, prices, first), shared)) for label in BATTERIES}


def margins(daily: dict[str, Any], chosen: dict[str, str], rng: np.random.Generator) -> dict[str, Any]:
    """What each policy earns above the floor, by battery and on average, with the interval of the average."""
    floor = {label: max((daily[label][key] for key in FLOOR), key=np.sum) for label in BATTERIES}
    picks = {key: dict.fromkeys(BATTERIES, key) for key in MODELS}
    picks |= {BEFORE: chosen, AFTERWARDS: {label: best_model(daily[label]) for label in BATTERIES}}
    found = {}
    for name, pick in picks.items():
        above = np.array([daily[label][pick[label]] - floor[label] for label in BATTERIES])
        found[name] = {"margin": float(above.sum(axis=1).mean()), "interval": interval(above.mean(axis=0), rng),
                       "by_battery": [float(value) for value in above.sum(axis=1)]}  # fmt: skip
    return found


def market_year(
    name: str, year: int, task_of: dict[str, Task], optima: dict[str, Any], chosen: dict[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:  # fmt: skip
    """All batteries in one market-year, and which policy turned out best for each."""
    shared = forecasts(task_of["E1_c0"]) if chosen else []
    made, daily = {}, {}
    for label, task in task_of.items():
        made[label], daily[label] = case(label, task, optima[label]["profit"], shared)
    found: dict[str, Any] = {"market": name, "year": year, "cases": list(made.values())}
    if not chosen:
        return found, {}
    found |= {"chosen": chosen, "margins": margins(daily, chosen, np.random.default_rng(year))}
    return found, {label: best_model(daily[label]) for label in BATTERIES}


def whole_market(name: str) -> list[dict[str, Any]]:
    """Every year of one market."""
    years: list[dict[str, Any]] = []
    chosen: dict[str, str] = {}
    for year, prices, first, optima in market_years(name):
        if first and not chosen:
            chosen = half_year(prices.part(0, first))
        tasks = {label: battery_task(label, prices, first) for label in BATTERIES}
        found, chosen = market_year(name, year, tasks, optima, chosen)
        years.append(found)
        print(name, year, {key: f"{one['margin']:+.1%}" for key, one in found.get("margins", {}).items()}, flush=True)
    return years


def run() -> dict[str, Any]:
    """Every market, on two cores."""
    with ProcessPoolExecutor(2) as pool:
        years = [year for found in pool.map(whole_market, references()) for year in found]
    return {"years": years, "level": LEVEL, "block_days": BLOCK_DAYS, "draws": DRAWS, "asked": ASKED}


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    judged = [one for one in document["years"] if "margins" in one]
    parts = [against_floor(judged, document), by_year(judged), known_days(document["years"])]
    return "\n\n".join([*parts, circumstances(document["run"])])


def against_floor(judged: list[dict[str, Any]], document: dict[str, Any]) -> str:
    """How often and by how much each policy beats the better of yesterday and last week."""
    rows, rng = [], np.random.default_rng(0)
    for key in judged[0]["margins"]:
        found = [one["margins"][key] for one in judged]
        margin = np.array([one["margin"] for one in found])
        single = np.array([one["by_battery"] for one in found])
        draws = margin[rng.integers(0, len(margin), (document["draws"], len(margin)))].mean(axis=1)
        low, high = np.quantile(draws, [(1 - document["level"]) / 2, (1 + document["level"]) / 2])
        rows.append([
            key, f"{(margin > 0).sum()} of {len(margin)}", sum(one["interval"][0] > 0 for one in found),
            sum(one["interval"][1] < 0 for one in found), f"{(single > 0).sum()} of {single.size}",
            points(margin.mean(), low, high), bool((margin > 0).mean() >= document["asked"]),
        ])  # fmt: skip
    headings = ["policy", "market-years above", "surely above", "surely below", "batteries and years above",
                "mean margin, points", f"met ({document['asked']:.0%} of market-years)"]  # fmt: skip
    return markdown(headings, rows)


def by_year(judged: list[dict[str, Any]]) -> str:
    """Mean shares of the four batteries, and the margin of the policy that was best before."""
    keys = list(judged[0]["cases"][0]["shares"])
    rows = []
    for one in judged:
        shares = [f"{np.mean([made['shares'][key] for made in one['cases']]):.1%}" for key in keys]
        before = one["margins"][BEFORE]
        rows.append([f"{one['market']} {one['year']}", *shares, points(before["margin"], *before["interval"]),
                     ", ".join(dict.fromkeys(one["chosen"].values()))])  # fmt: skip
    return markdown(["market-year", *keys, f"margin of the {BEFORE}, points", "it is"], rows)


def points(value: float, low: float, high: float) -> str:
    """A margin with its interval, in points of the optimum."""
    return f"{100 * value:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def known_days(years: list[dict[str, Any]]) -> str:
    """Where known prices fall short, and what a guess of tomorrow would have changed."""
    cases = [(one, made) for one in years for made in one["cases"]]
    listed = [
        f"{one['market']} {one['year']} {made['battery']} {made['shares']['known_day']:.1%} (top 1 % of days earn "
        f"{made['top_1pct_days_share']:.0%} of the optimum)"
        for one, made in cases if made["shares"]["known_day"] < LOW_SHARE
    ]  # fmt: skip
    alone = np.mean([made["shares"]["known_day"] for _, made in cases])
    again = np.mean([made["known_day_then_today_again"] for _, made in cases])
    worst = max(abs(made["against_reference"]) for _, made in cases)
    return (
        f"- Known day below {LOW_SHARE:.0%} in {len(listed)} of {len(cases)} cases: {'; '.join(listed)}.\n"
        f"- Known day on average: {alone:.1%}; with today's prices again as tomorrow's, {again:.1%}.\n"
        f"- The optimum differs from the reference by at most {worst:.1e} of it."
    )


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn", "numba")}}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
