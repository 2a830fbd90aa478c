"""How long a whole study takes, from the table to the report's document, and how much memory it needs.

``python -m benchmarks.bench_study`` writes ``benchmarks/results/study_speed.json``; ``make docs`` renders it. Every run
is a process of its own (imports are not timed, peak memory is that of the process), on one core; the fastest of three
counts, since other programs only ever make a run slower. The load average says how busy the machine was, and the
processor's seconds what the run itself took of it.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
REPEATS = 3
PACKAGES = ("takehome", "numpy", "scipy", "statsmodels", "scikit-learn")
CASES = (
    {"name": "whole study, 1,000 × 3", "rows": 1_000, "features": 3, "fast": False, "seconds": 15.0},
    {"name": "whole study, 1,000 × 3, fast=True", "rows": 1_000, "features": 3, "fast": True, "seconds": 3.0},
    {"name": "whole study, 100,000 × 20", "rows": 100_000, "features": 20, "fast": False, "seconds": 60.0,
     "gigabytes": 1.5},
)  # fmt: skip
"""What is run, and what is promised of it: seconds and, where it matters, the peak memory of the process."""

RUN = """
import json, resource, sys, time
import numpy as np
import pandas as pd
import takehome as th
import takehome.studies.regression.study, takehome.studies.regression.verb
rows, features, fast = json.loads(sys.argv[1])
if features == 3:
    table = th.scenario("omnicorp-servers", seed=101).table
    call = dict(target="Cost", holdout="Split")
else:
    random = np.random.default_rng(0)
    X = random.normal(size=(rows, features))
    y = 3 + X @ np.linspace(-1, 1, features) + np.exp(0.5 * X[:, 0]) + random.normal(size=rows)
    table = pd.DataFrame({**{f"x{j}": X[:, j] for j in range(features)}, "y": y})
    call = dict(target="y")
start, processor = time.perf_counter(), time.process_time()
th.regress(table, **call, fast=fast).to_dict()
seconds, processor = time.perf_counter() - start, time.process_time() - processor
print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2]))
"""


def measured(case: dict[str, Any], repeats: int = REPEATS) -> dict[str, Any]:
    """The fastest of the runs of a case, and the largest peak memory among them."""
    argument = json.dumps([case["rows"], case["features"], case["fast"]])
    runs = []
    for _ in range(repeats):
        made = subprocess.run([sys.executable, "-c", RUN, argument], env={**os.environ, "OMP_NUM_THREADS": "1"},
                              capture_output=True, text=True, check=True)  # fmt: skip
        runs.append(json.loads(made.stdout))
    seconds, processor, gigabytes = (take(column) for take, column in zip((min, min, max), zip(*runs, strict=True),
                                                                          strict=True))  # fmt: skip
    found = {
        "case": case["name"], "seconds": round(seconds, 2), "processor_seconds": round(processor, 2),
        "seconds_limit": case["seconds"],
        "peak_memory_gib": round(gigabytes, 2), "peak_memory_limit_gib": case.get("gigabytes"),
        "all_seconds": [round(run[0], 2) for run in runs],
    }  # fmt: skip
    found["met"] = seconds <= case["seconds"] and gigabytes <= case.get("gigabytes", float("inf"))
    return found


def circumstances(cores_used: str = "one") -> dict[str, Any]:
    """Machine, versions and how busy the machine is."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {cores_used} used",
        "load_average_1_min": round(os.getloadavg()[0], 2),
        "versions": {"python": platform.python_version(), **{name: metadata.version(name) for name in PACKAGES}},
    }


def write(name: str, rows: list[dict[str, Any]], before: dict[str, Any]) -> None:
    """The result file, with the load before and after."""
    document = {**before, "load_average_after": round(os.getloadavg()[0], 2), "results": rows}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Measure every case, print it, write the results; status 1 where a promise is not met."""
    before, rows = circumstances(), []
    for case in CASES:
        rows.append(measured(case))
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
    write("study_speed.json", rows, before)
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
