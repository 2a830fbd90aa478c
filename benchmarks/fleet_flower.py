"""Homes per second in a round: the in-process engine against Flower's simulation, with the same client work.

``python -m benchmarks.fleet_flower`` writes ``results/fleet_flower.json``. One fleet, all homes in every round, tables,
in one run of this program: by the in-process engine, by Flower's messages without its processes, and by Flower's
simulation (Ray, two client processes). All three must make the same model, to 1e-6. Of Flower's rounds the first is
left out (it starts what Ray needs) and the fastest of the others counts, since other programs only make one slower. The
engine reads what homes see once a run, where a gateway does so in each round: that preparation is counted in, over
all rounds, the fastest of three runs after one that compiles. Its number for 10,000 homes stands beside them.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown

from takehome.studies.storage.federated.engine import train
from takehome.studies.storage.federated.flower.history import History
from takehome.studies.storage.federated.flower.node_data import write_nodes
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.simulating import simulate
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

RESULTS = Path(__file__).parent / "results" / "fleet_flower.json"
HOMES, ROUNDS, OWN_DAYS, WHOLE_FLEET = 200, 5, 14, 10_000
TOLERANCE = 1e-6


def by_engine(homes: Homes, settings: FleetSettings, runs: int = 3) -> tuple[list[float], np.ndarray]:
    """Mean seconds of a round with the preparation, in each run, and the model."""
    train(homes, replace(settings, rounds=1))
    trained = [train(homes, settings) for _ in range(runs)]
    return [one.seconds / settings.rounds for one in trained], trained[0].shared["value"]


def by_messages(nodes: Path, running: Running) -> tuple[list[float], np.ndarray]:
    """The same over Flower's messages, in this process. Flower is imported here: reading the results needs none."""
    from takehome.studies.storage.federated.flower.client_app import client_app
    from takehome.studies.storage.federated.flower.in_process_grid import InProcessGrid, run_in_process
    from takehome.studies.storage.federated.flower.server_app import server_app

    configs = [{"homes": str(one)} for one in sorted(nodes.iterdir())]
    run_in_process(server_app(running), InProcessGrid(client_app(), configs))
    return _of(History(running.out_dir))


def by_simulation(nodes: Path, running: Running) -> tuple[list[float], np.ndarray]:
    """The same in Flower's simulation, a process of its own."""
    return _of(simulate(nodes, running))


def _of(history: History) -> tuple[list[float], np.ndarray]:
    model = history.latest()
    assert model is not None
    assert all(one.summed == one.asked == HOMES for one in history.rounds)
    return [one.seconds for one in history.rounds[1:]], model["value"]


def row(way: str, homes: int, seconds: list[float], difference: float) -> dict[str, Any]:
    """One line of the table."""
    fastest = min(seconds)
    return {"way": way, "homes": homes, "seconds_per_round": round(fastest, 4),
            "homes_per_second": round(homes / fastest, 1), "largest_difference": difference,
            "same_model": difference <= TOLERANCE}  # fmt: skip


def measured() -> list[dict[str, Any]]:
    """All ways, one after the other."""
    settings = FleetSettings(rounds=ROUNDS, cohort=1.0)
    homes = semi_synthetic(HOMES, own_days=OWN_DAYS, judged_days=2)
    seconds, model = by_engine(homes, settings)
    rows = [row("in-process engine", HOMES, seconds, 0.0)]
    with tempfile.TemporaryDirectory() as folder:
        nodes = Path(folder) / "nodes"
        write_nodes(homes, nodes)
        ways = (("Flower's messages, one process", by_messages), ("Flower's simulation (Ray)", by_simulation))
        for number, (way, run) in enumerate(ways):
            running = Running.of(
                settings, HOMES, str(Path(folder) / f"out{number}"), reached=HOMES, poll_seconds=0.02
            )  # fmt: skip
            seconds, other = run(nodes, running)
            rows.append(row(way, HOMES, seconds, float(np.abs(other - model).max())))
    seconds, _ = by_engine(semi_synthetic(WHOLE_FLEET, own_days=OWN_DAYS, judged_days=2), settings)
    rows.append(row("in-process engine, the whole fleet", WHOLE_FLEET, seconds, 0.0))
    slowest = rows[2]["homes_per_second"]
    return [{**one, "times_flower": round(one["homes_per_second"] / slowest, 1)} for one in rows]


def main() -> int:
    """Measure, print and write; status 1 where the ways do not agree."""
    before = os.getloadavg()[0]
    rows = measured()
    packages = ("takehome", "flwr", "ray", "numpy", "numba")
    run = {"machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
           "load_average": f"{before:.2f} before, {os.getloadavg()[0]:.2f} after", "python": platform.python_version(),
           **{name: metadata.version(name) for name in packages}}  # fmt: skip
    RESULTS.write_text(json.dumps({"run": run, "rows": rows}, ensure_ascii=False, indent=2) + "\n")
    print(table(json.loads(RESULTS.read_text())))
    return 0 if all(one["same_model"] for one in rows) else 1


def table(found: dict[str, Any]) -> str:
    """The results file as Markdown, for docs/benchmarks.md."""
    headings = ("way", "homes", "seconds a round", "homes a second", "times Flower's simulation", "same model, to 1e-6")
    keys = ("way", "homes", "seconds_per_round", "homes_per_second", "times_flower", "same_model")
    rows = [[one[key] for key in keys] for one in found["rows"]]
    return f"{markdown(headings, rows)}\n\n{circumstances(found['run'])}"


if __name__ == "__main__":
    sys.exit(main())
