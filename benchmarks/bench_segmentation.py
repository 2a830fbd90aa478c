"""How long a segmentation takes, against scikit-learn in the same run, and how long the frozen judge takes for a row.

``python -m benchmarks.bench_segmentation`` writes ``benchmarks/results/segmentation_speed.json``. Whole studies and
both sides of the DBSCAN case are processes of their own (compiled kernels come from the cache: a small study runs
first; peak memory is that of the process). The table is a mixture of four normal groups with 2 % of bots. The case of
100,000 rows does K = 2 … 10 with every index, strangers, scale, stability over 50 bootstrap draws, families, picture,
profiles and rules.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
from benchmarks.bench_scoring import microseconds
from benchmarks.bench_study import circumstances, write

from takehome.stats.clustering.kmeans import kmeans
from takehome.stats.clustering.silhouette import silhouette_samples
from takehome.studies.segmentation.fitting import Plan, fit_outcome
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.scorer import Scorer
from takehome.table import Column, Kind, Table, canonical

WHOLE = (
    {"rows": 100_000, "seconds": 20.0, "gigabytes": 0.8},
    {"rows": 1_000_000, "seconds": None, "gigabytes": None},
)
SILHOUETTE_ROWS, SILHOUETTE_FACTOR = 20_000, 15.0
DBSCAN_ROWS, DBSCAN_FACTOR, DBSCAN_MEMORY_FACTOR = 50_000, 10.0, 5.0
ROW_P50, ROW_P99, BATCH_ROWS_A_SECOND = 20.0, 200.0, 1_000_000
CALLS = 20_000

PEAK = """
def peak_gib():
    # getrusage would count what the parent process had before it started this one
    held = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
    return int(held[0].split()[1]) / 1024**2
"""

STUDY = (
    PEAK
    + """
import json, sys, time
from benchmarks.bench_segmentation import mixture, studied
studied(mixture(2_000))
table = mixture(int(sys.argv[1]))
start, processor = time.perf_counter(), time.process_time()
outcome = studied(table)
seconds, processor = time.perf_counter() - start, time.process_time() - processor
print(json.dumps([seconds, processor, peak_gib(), outcome.k, list(outcome.micro_sizes())]))
"""
)

DENSE = (
    PEAK
    + """
import json, sys, time
import numpy as np
rows, ours = int(sys.argv[1]), sys.argv[2] == "takehome"
rng = np.random.default_rng(0)
X = rng.normal(size=(rows, 2))
radii = np.linspace(0.03, 0.3, 10)
if ours:
    from takehome.stats.clustering.core_distances import core_distances
    from takehome.stats.clustering.dbscan import dbscan_cuts
    from takehome.stats.clustering.mutual_reachability import mutual_reachability_tree
    def run(X):
        core = core_distances(X, 10)
        return dbscan_cuts(*mutual_reachability_tree(X, core), core, X, radii)
    run(X[:500])
else:
    from sklearn.cluster import DBSCAN
    def run(X):
        return [DBSCAN(eps=eps, min_samples=10).fit(X).labels_ for eps in radii]
    run(X[:500])
start = time.perf_counter()
labels = run(X)
seconds = time.perf_counter() - start
print(json.dumps([seconds, peak_gib(), [len(set(one[one >= 0].tolist())) for one in map(np.asarray, labels)]]))
"""
)


def mixture(rows: int) -> Table:
    """Four normal groups in five columns, and 2 % of bots far away and nearly alike; canonical order."""
    rng = np.random.default_rng(0)
    centres = rng.normal(0, 3, (4, 5))
    X = centres[rng.integers(0, 4, rows)] + rng.normal(size=(rows, 5))
    bots = rows // 50
    X[:bots] = np.array([20.0, 0.0, 0.0, 0.0, 0.0]) + 0.05 * rng.normal(size=(bots, 5)) * np.array([0, 1, 0, 0, 0])
    return canonical(Table(tuple(Column(f"x{j + 1}", Kind.NUMBER, X[:, j].copy()) for j in range(5))))


def studied(table: Table) -> Any:
    """The fit, without the table's own checks and the report."""
    return fit_outcome(table, prepare(table), (), Plan())


def process(program: str, *words: str) -> Any:
    """What a program prints, run alone."""
    environment = {**os.environ, "OMP_NUM_THREADS": "2", "PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path])}
    made = subprocess.run([sys.executable, "-c", program, *words], env=environment, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return json.loads(made.stdout)


def whole(case: dict[str, Any]) -> dict[str, Any]:
    """A whole study."""
    seconds, processor, peak, k, micro = process(STUDY, str(case["rows"]))
    met = case["seconds"] is None or (seconds <= case["seconds"] and peak <= case["gigabytes"])
    return {"case": f"whole study, {case['rows']:,} × 5", "seconds": round(seconds, 1),
            "processor_seconds": round(processor, 1), "seconds_limit": case["seconds"],
            "peak_memory_gib": round(peak, 2), "peak_memory_limit_gib": case["gigabytes"], "k": k, "micro": micro,
            "met": met and k == 4 and len(micro) == 1}  # fmt: skip


def silhouettes() -> dict[str, Any]:
    """Exact Euclidean silhouettes of nine partitions against nine calls of scikit-learn, one after the other."""
    from sklearn.metrics import silhouette_score

    table = mixture(SILHOUETTE_ROWS)
    X = np.column_stack([column.values for column in table.columns])
    rng = np.random.default_rng(0)
    labels = np.array([kmeans(X, k, rng).labels for k in range(2, 11)])
    silhouette_samples(X[:200], labels[:, :200] % 2)
    start = time.perf_counter()
    ours = silhouette_samples(X, labels).mean(axis=1)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    theirs = np.array([silhouette_score(X, own) for own in labels])
    peer = time.perf_counter() - start
    return {"case": f"silhouettes of K = 2 … 10, {SILHOUETTE_ROWS:,} × 5", "seconds": round(seconds, 2),
            "sklearn_seconds": round(peer, 2), "factor": round(peer / seconds, 1), "factor_limit": SILHOUETTE_FACTOR,
            "largest_difference": float(np.abs(ours - theirs).max()),
            "met": peer / seconds >= SILHOUETTE_FACTOR and bool(np.allclose(ours, theirs, atol=1e-9))}  # fmt: skip


def dense() -> list[dict[str, Any]]:
    """DBSCAN at ten radii from one tree against ten runs, time and peak memory of the process."""
    seconds, peak, ours = process(DENSE, str(DBSCAN_ROWS), "takehome")
    peer, peer_peak, theirs = process(DENSE, str(DBSCAN_ROWS), "sklearn")
    name = f"DBSCAN at ten radii from .03 to .3, {DBSCAN_ROWS:,} standardised normal rows in two columns"
    return [
        {"case": f"{name}: time", "seconds": round(seconds, 2), "sklearn_seconds": round(peer, 2),
         "factor": round(peer / seconds, 1), "factor_limit": DBSCAN_FACTOR,
         "met": peer / seconds >= DBSCAN_FACTOR and ours == theirs},
        {"case": f"{name}: memory (scikit-learn {peer_peak:.2f} GiB)", "peak_memory_gib": round(peak, 2),
         "factor": round(peer_peak / peak, 1), "factor_limit": DBSCAN_MEMORY_FACTOR,
         "met": peer_peak / peak >= DBSCAN_MEMORY_FACTOR},
    ]  # fmt: skip


def scoring() -> list[dict[str, Any]]:
    """One row through the scorer, a million through the judge, and that both say the same."""
    outcome = studied(mixture(SILHOUETTE_ROWS))
    values = outcome.design.values
    rows = [dict(zip(outcome.design.names, row, strict=True)) for row in values[:2_000].tolist()]
    scorer = Scorer(outcome)
    p50, p99 = microseconds(scorer, rows, CALLS)
    same = [scorer(row).segment for row in rows] == outcome.ids_of(outcome.labels[:2_000]).tolist()
    many = np.tile(values, (1_000_000 // len(values), 1))
    outcome.frozen.judge(many[:1_000])
    start = time.perf_counter()
    judged = outcome.frozen.judge(many)
    rate = len(many) / (time.perf_counter() - start)
    equal = bool((judged.labels == np.tile(outcome.labels, len(many) // len(values))).all())
    return [
        {"case": f"one row, segment, margin, p-value and strangers (99 % within {p99:.0f} µs)", "p50_microseconds": p50,
         "p99_microseconds": p99, "p50_limit": ROW_P50, "met": p50 <= ROW_P50 and p99 <= ROW_P99 and same},
        {"case": f"1,000,000 rows at once, {rate / 1e6:.2f} million a second", "rows_a_second": round(rate),
         "seconds": round(len(many) / rate, 2), "seconds_limit": 1.0,
         "met": rate >= BATCH_ROWS_A_SECOND and equal},
    ]  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    before = circumstances("both")
    found = [*scoring(), silhouettes(), *dense(), *(whole(case) for case in WHOLE)]
    for row in found:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    write("segmentation_speed.json", found, before)
    return 0 if all(row["met"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
