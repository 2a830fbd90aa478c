"""The bound of the storage study against optima that others computed, on every market-year of the test data.

``python -m benchmarks.storage_optimum`` writes ``results/storage_optimum.json``. For each market-year, size and cost
of use: the dynamic program (DP), its schedule replayed in the ledger, the linear program (HiGHS), and the reference of
``arbitrage_optimum_reference.json`` and ``nyiso_arbitrage_reference.json`` (linear programs computed for the
collection), all under their conventions: no discharge below a price of 0, gaps filled from the hour before. For hourly
years the same once more with discharge at any price allowed: there the linear program is only an upper bound, and a
mixed-integer program must agree. Nothing here is random. Times of the DP are seconds of the processor (it runs on one
core; others may use the machine), compiled before; those of the programs are on the wall.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import MWH, Prices, regular_prices
from takehome.studies.storage.optimum.certificate import certify
from takehome.studies.storage.optimum.dynamic_programming import optimal_value, optimum
from takehome.studies.storage.settlement import settle

RESULTS = Path(__file__).parent / "results" / "storage_optimum.json"
DATA = Path(os.environ.get("TAKEHOME_DATA") or Path(__file__).parents[1] / ".." / "shared" / "data") / "electricity"
FIVE_MINUTES = 1 / 12
FINEST = 10_000
"""Levels: a 5-minute year at a quarter of the capacity needs 4,320."""
LINEAR_FINE = "P0.5_c10"
"""The 5-minute case for which the linear program of 315,000 variables is run as well."""
TARGETS = {"relative": 1e-6, "hourly_seconds": 0.5, "five_minute_seconds": 5.0}


@dataclass(frozen=True)
class Case:
    """One optimum that somebody else computed; `reference` in money with two decimals."""

    market: str
    year: str
    label: str
    battery: Battery
    prices: Prices
    reference: float
    discharged_mwh: float | None = None


def hourly_prices(key: str, folder: Path) -> dict[str, np.ndarray]:
    """Prices of each local calendar year of a market, gaps filled from before, then from behind, inside the file."""
    name, _, zone = key.partition(":")
    frame = pd.read_parquet(folder / f"{name}.parquet")
    local = frame["local_start"] if "local_start" in frame else frame["date"]
    filled = frame[zone or "price"].ffill().bfill().to_numpy(float)
    years = local.astype(str).str[:4].to_numpy()
    return {year: filled[years == year] for year in np.unique(years)}


def hourly_cases(folder: Path = DATA) -> list[Case]:
    """Batteries of 1 and 4 MWh at 1 MW, 95 % each way, at 0 and 10 a MWh delivered."""
    document = json.loads((folder / "arbitrage_optimum_reference.json").read_text(encoding="utf-8"))
    cases = []
    for key, years in document.items():
        if key.startswith("_"):
            continue
        series = hourly_prices(key, folder)
        for year, found in years.items():
            assert len(series[year]) == found["hours"], (key, year)
            for label in ("E1_c0", "E1_c10", "E4_c0", "E4_c10"):
                energy, cost = (float(part[1:]) for part in label.split("_"))
                wear = Wear(WearKind.PER_KWH, cost / MWH)
                battery = Battery(energy * MWH, MWH, 0.95, 0.95, wear, sell_below_zero=False)
                known = found[label]
                prices = regular_prices(series[year], start=f"{year}-01-01")
                cases.append(Case(key, year, label, battery, prices, known["profit"], known["discharged_mwh"]))
    return cases


def five_minute_cases(folder: Path = DATA) -> list[Case]:
    """NYISO real time 2019: 1 MWh, 90 % each way, half full at both ends, three powers and four costs."""
    document = json.loads((folder / "nyiso_arbitrage_reference.json").read_text(encoding="utf-8"))
    cases = []
    for zone in ("NYC", "WEST"):
        frame = pd.read_parquet(folder / document[zone]["file"])
        year = frame.loc[frame["local_start"].dt.year == document[zone]["test_year"], "rt_price"].to_numpy(float)
        prices = regular_prices(year, FIVE_MINUTES, "2019-01-01")
        for power, costs in document[zone]["lp_optimum_usd_computed_here"].items():
            for cost, profit in costs.items():
                wear = Wear(WearKind.PER_KWH, float(cost) / MWH)
                battery = Battery(
                    MWH, float(power) * MWH, 0.9, 0.9, wear, MWH / 2, MWH / 2, sell_below_zero=False
                )  # fmt: skip
                cases.append(Case(f"nyiso_5min_{zone}", "2019", f"P{power}_c{cost}", battery, prices, profit))
    return cases


def solve(case: Case, linear: bool) -> dict[str, Any]:
    """One row: every way of computing the optimum, and what the reference says."""
    grid = lattice(case.battery, case.prices.step_hours, FINEST)
    assert grid.battery == case.battery, grid.notes
    started = time.process_time()
    optimal_value(grid, case.prices)
    valued = time.process_time()
    best = optimum(grid, case.prices)
    seconds = time.process_time() - valued
    made = certify(grid, case.prices, best, linear=linear)
    account = settle(grid.battery, case.prices, best.moves * grid.pitch_kwh)
    return {
        "market": case.market, "year": case.year, "case": case.label, "steps": len(case.prices), "levels": grid.levels,
        "dp": made.profit, "replayed": made.replayed, "linear": made.linear, "agreed": made.agreed,
        "reference": case.reference, "above_reference": made.profit - case.reference,
        "discharged_mwh": float(account.sold_kwh.sum() / MWH), "reference_discharged_mwh": case.discharged_mwh,
        "seconds": seconds, "value_seconds": valued - started,
    }  # fmt: skip


def solve_below_zero(case: Case) -> dict[str, Any]:
    """The same battery that may sell at any price: where the linear program overshoots, and binaries close the gap."""
    battery = replace(case.battery, sell_below_zero=True)
    grid = lattice(battery, case.prices.step_hours, FINEST)
    started = time.process_time()
    best = optimum(grid, case.prices)
    seconds, solving = time.process_time() - started, time.perf_counter()
    made = certify(grid, case.prices, best, integer=True)
    return {
        "market": case.market, "year": case.year, "case": case.label, "negative": int((case.prices.values < 0).sum()),
        "dp": made.profit, "replayed": made.replayed, "linear": made.linear, "linear_gap": made.linear_gap,
        "both": made.both, "integer": made.integer, "agreed": made.agreed, "tight": made.tight,
        "seconds": seconds, "program_seconds": time.perf_counter() - solving,
    }  # fmt: skip


def run() -> dict[str, Any]:
    """Every case."""
    hourly, fine = hourly_cases(), five_minute_cases()
    solve(hourly[0], linear=False)  # compiles
    rows = []
    for case in hourly + fine:
        rows.append(solve(case, linear=case.prices.step_hours == 1 or case.label == LINEAR_FINE))
        print(*(rows[-1][name] for name in ("market", "year", "case", "dp", "above_reference")), file=sys.stderr)
    below = []
    for case in hourly:
        if (case.prices.values < 0).any():
            below.append(solve_below_zero(case))
            print(*below[-1].values(), file=sys.stderr)
    return {"as_referred": rows, "selling_below_zero": below, "targets": TARGETS}


def relative(rows: list[dict[str, Any]], name: str) -> float:
    """Largest relative difference from the dynamic program."""
    return max(abs(row[name] - row["dp"]) / abs(row["dp"]) for row in rows if row[name] is not None)


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    lines = []
    for market in dict.fromkeys(row["market"] for row in document["as_referred"]):
        rows = [row for row in document["as_referred"] if row["market"] == market]
        below = [row for row in document["selling_below_zero"] if row["market"] == market]
        solved = [row for row in below if row["integer"] is not None]
        lines.append([
            market, len(rows), f"{max(abs(row['above_reference']) for row in rows):.3f}",
            f"{relative(rows, 'replayed'):.1e}", f"{relative(rows, 'linear'):.1e}",
            f"{max(0.0, *(row['linear_gap'] for row in below)):.2%}" if below else "",
            f"{relative(solved, 'integer'):.1e}" if solved else "",
            f"{max(row['seconds'] for row in rows + below):.2f} s",
        ])  # fmt: skip
    headings = [
        "market", "optima", "largest difference from the reference, money", "replay, relative", "linear, relative",
        "linear above, selling below 0", "mixed-integer, relative", "slowest schedule",
    ]  # fmt: skip
    targets = document["targets"]
    said = (
        f"Asked for: {targets['relative']:g} relative; an hourly year within {targets['hourly_seconds']:g} s and a "
        f"5-minute year within {targets['five_minute_seconds']:g} s. References are rounded to .01."
    )
    return f"{markdown(headings, lines)}\n\n{said} {circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scipy", "numba")}}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
