"""What the learned policies earn where prices are not known: NYISO 5-minute prices of 2019, and hourly market-years.

``python -m benchmarks.storage_nyiso`` writes ``results/storage_nyiso.json``; the price files are read in place and
never shipped. NYISO: 0.5 MW, 1 MWh, no losses, 10 $ per MWh delivered, half full at the start and the end, no sale
below 0 $/MWh; learned from 2016 to 2018, the day-ahead price known for the day. Shares are of the exact optimum with
all prices known. Published beside them (Baker, Zheng & Xu 2023, arXiv 2301.01233, Result.xlsx of its repository), their
dollars over the same bound. Settings were chosen on 2016 to 2018, one year held out.
``python -m benchmarks.storage_nyiso hourly`` runs the market-years of ``arbitrage_optimum_reference.json`` instead
(1 MW, efficiency .95 each way, 10 per MWh delivered, learned from all earlier years) and adds them to the file.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from benchmarks.storage_policies import market
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.policies.simple import LastWeek, Yesterday
from takehome.studies.storage.policies.value.markov import MarkovPolicy
from takehome.studies.storage.policies.value.tabular_q import TabularQ, Updates
from takehome.studies.storage.policies.value.value_function import ValueFunction
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

RESULTS = Path(__file__).parent / "results" / "storage_nyiso.json"
DATA = Path("/work/shared/data/electricity")
ZONES = ("nyc", "west")
ASKED = {"nyc": (0.64, 0.76), "west": (0.64, 0.84)}
PUBLISHED = {
    "nyc": {"tabular Q": 9670.56, "Markov": 10274.77, "network": 11617.0},
    "west": {"tabular Q": 17648.23, "Markov": 20867.18, "network": 23113.0},
}
WEAR = Wear(WearKind.PER_KWH, 0.01)
FIVE_MINUTE = Battery(1000, 500, wear=WEAR, start_kwh=500, end_kwh=500, sell_below_zero=False)
HOURLY = (
    "nl_day_ahead_2015_2022", "de_lu_day_ahead_2020_2022", "ercot_hubavg_day_ahead_2020_2022",
    "caiso_day_ahead_2020_2022", "nyiso_day_ahead_2020_2024", "aemo_nsw_spot_2020_2024",
    "comed_chicago_day_ahead_2011_2015",
)  # fmt: skip
LEARNED: dict[str, Callable[[], Policy]] = {
    "markov": MarkovPolicy,
    "tabular_q": TabularQ,
    "tabular_q_sampled": lambda: TabularQ(Updates.SAMPLED),
    "value_function": ValueFunction,
}
FLOOR: dict[str, Callable[[], Policy]] = {"yesterday": Yesterday, "last_week": LastWeek}


def five_minute(zone: str) -> Prices:
    """Real-time prices with the day-ahead price beside them; the file has 288 steps every day."""
    table = pq.read_table(DATA / f"nyiso_{zone}_5min_2016_2019.parquet")
    prices = regular_prices(table["rt_price"].to_numpy(), 5 / 60, "2016-01-01")
    return replace(prices, known={"day_ahead": table["da_price"].to_numpy()})


def year(battery: Battery, prices: Prices, number: int) -> Task:
    """That calendar year to trade, all before it to learn from."""
    numbers = prices.time.astype("datetime64[Y]").astype(int) + 1970
    traded = np.flatnonzero(numbers == number)
    return Task(lattice(battery, prices.step_hours), prices.part(0, int(traded[-1]) + 1), int(traded[0]))


def judged(task: Task, policies: dict[str, Callable[[], Policy]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Share of the exact optimum, money and seconds of each policy; and the policies, fitted."""
    bound = optimal_value(task.lattice, task.test)
    fitted, found = {}, {"bound": bound}
    for key, make in policies.items():
        begun = time.perf_counter()
        fitted[key] = make().fit(task)
        trained = time.perf_counter()
        moves = fitted[key].dispatch(task)
        done = time.perf_counter()
        profit = settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh).profit
        found[key] = {"profit": profit, "share": profit / bound, "fit_s": trained - begun, "dispatch_s": done - trained}
    return found, fitted


def decision_ms(task: Task, fitted: dict[str, Any], decisions: int = 300) -> dict[str, float]:
    """Median milliseconds of one decision asked for alone; what a day's first decision prepares stands apart."""
    t = task.first + 3 * task.prices.slots
    first = int(np.searchsorted(task.prices.day, task.prices.day[t] - 29))
    past, at, grid, level = task.prices.part(first, t + task.prices.slots), t - first, task.lattice, task.lattice.start
    begun = time.perf_counter()
    source = fitted["markov"].prepare(past)
    table = fitted["markov"].table(grid, source, at)
    rows = fitted["value_function"].table(grid, source, at)
    found = {"prepare_a_day": 1e3 * (time.perf_counter() - begun)}
    acts: dict[str, Callable[[int], int]] = {
        "markov": lambda k: fitted["markov"].act(grid, level, source, at + k, 9, table[k]),
        "tabular_q": lambda k: fitted["tabular_q"].act(grid, level, source, at + k, 9),
        "value_function": lambda k: fitted["value_function"].act(grid, level, source, at + k, 9, rows[k]),
    }
    for key, act in acts.items():
        taken = []
        for k in range(min(decisions, task.prices.slots)):
            begun = time.perf_counter()
            act(k)
            taken.append(time.perf_counter() - begun)
        found[key] = 1e3 * float(np.median(taken))
    return found


def updates_per_second(task: Task) -> float:
    """Table entries updated a second by one core, every level and action."""
    from takehome.studies.storage.policies.value.tabular_q_kernels import every_level

    rng = np.random.default_rng(0)
    table, state = np.zeros((2000, 25, 3)), rng.integers(2000, size=100_000)
    buy, unadvised = rng.normal(size=100_000), np.empty((0, 25))
    every_level(table, state, unadvised, buy, buy - 0.1, 1, 1, 0.1, 0.99)
    begun = time.perf_counter()
    every_level(table, state, unadvised, buy, buy - 0.1, 1, 1, 0.1, 0.99)
    return (len(state) - 1) * 75 / (time.perf_counter() - begun)


def run() -> dict[str, Any]:
    """Both zones."""
    found, decisions, speed = {}, {}, 0.0
    for zone in ZONES:
        task = year(FIVE_MINUTE, five_minute(zone), 2019)
        found[zone], fitted = judged(task, LEARNED)
        decisions, speed = decision_ms(task, fitted), updates_per_second(task)
        print(json.dumps(found[zone], indent=1), flush=True)
    return {"zones": found, "published": PUBLISHED, "asked": ASKED, "decision_ms": decisions, "updates_per_s": speed}


def hourly(capacities: tuple[float, ...] = (4000.0, 1000.0)) -> dict[str, Any]:
    """Every market-year that has an earlier year in its file."""
    found: dict[str, Any] = {}
    policies = {**FLOOR, **LEARNED}
    for name in HOURLY:
        prices = market(name)
        years = np.unique(prices.time.astype("datetime64[Y]").astype(int) + 1970)
        for number in (int(one) for one in years[1:]):
            for capacity in capacities:
                battery = Battery(capacity, 1000, 0.95, 0.95, WEAR, sell_below_zero=False)
                key = f"{name}:{number}:{capacity:g}"
                found[key] = judged(year(battery, prices, number), policies)[0]
                shares = {k: round(100 * v["share"], 1) for k, v in found[key].items() if k != "bound"}
                print(key, shares, flush=True)
    return found


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = []
    for zone, made in document["zones"].items():
        said = {f"{key} (published)": value / made["bound"] for key, value in document["published"][zone].items()}
        rows += [[zone.upper(), key, f"{share:.1%}", "–", "–"] for key, share in said.items()]
        rows += [
            [zone.upper(), key, f"{one['share']:.1%}", f"{one['fit_s']:.0f}", f"{one['dispatch_s']:.1f}"]
            for key, one in made.items()
            if key != "bound"
        ]
    parts = [markdown(["zone", "policy", "share of the exact optimum", "training, s", "a year of decisions, s"], rows)]
    if document.get("hourly"):
        parts.append(_hourly_table(document["hourly"]))
    return "\n\n".join([*parts, circumstances(document["run"])])


def _hourly_table(made: dict[str, Any]) -> str:
    keys = [*FLOOR, *LEARNED]
    rows = [[*name.split(":"), *(f"{one[key]['share']:.1%}" for key in keys)] for name, one in made.items()]
    return markdown(["market", "year", "kWh", *keys], rows)


def main() -> None:
    """Run, print and write."""
    document = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    document |= {"hourly": hourly()} if "hourly" in sys.argv[1:] else run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn", "numba")}}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
