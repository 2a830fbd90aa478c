"""Labelled anomalies: does the search for strangers find dense attacks, and does it keep quiet without any?

``python -m benchmarks.segmentation_strangers`` writes ``results/segmentation_strangers.json``. On the twelve sets of
ADBench (Han et al. 2022, NeurIPS) that lie beside the project: recall and precision of all micro-clusters together
against the anomaly labels, and the area under the ROC curve of the extremeness score against scikit-learn's isolation
forest on the raw columns (five seeds each).
"""

from __future__ import annotations

import json
import os
import platform
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from takehome.studies.segmentation.scaling.advice import robust_scaling
from takehome.studies.segmentation.scaling.design import prepare
from takehome.studies.segmentation.strangers.extremeness import grown, scored
from takehome.studies.segmentation.strangers.search import search
from takehome.table import Role, canonical, read

RESULTS = Path(__file__).parent / "results" / "segmentation_strangers.json"
DATA = Path(os.environ.get("TAKEHOME_DATA", Path(__file__).parents[2] / "shared/data")) / "segmentation"
SEEDS = range(5)
TARGETS = {"http_recall": 0.93, "http_precision": 0.7, "extremeness_below_forest": 0.01}


def studied(path: Path) -> dict[str, Any]:
    """One set."""
    table = canonical(read(path, roles={"anomaly": Role.TARGET}, memory_cap_bytes=4 * 2**30))
    y = table["anomaly"].values == 1
    design = prepare(table)
    Z = robust_scaling(design).transform(design.values, design.codes)
    started = time.perf_counter()
    strangers = search(Z, 0)
    seconds, called = time.perf_counter() - started, strangers.member >= 0
    ours = [roc_auc_score(y, scored(grown(Z, seed), Z)) for seed in SEEDS]
    theirs = [roc_auc_score(y, -_forest(design.values, seed)) for seed in SEEDS]
    return {
        "rows": table.rows, "columns": Z.shape[1], "anomalies": int(y.sum()), "micro_clusters": list(strangers.sizes),
        "recall": float(called[y].mean()), "precision": float(y[called].mean()) if called.any() else None,
        "extremeness_auc": float(np.mean(ours)), "forest_auc": float(np.mean(theirs)), "seconds": round(seconds, 1),
    }  # fmt: skip


def _forest(values: np.ndarray, seed: int) -> np.ndarray:
    return np.asarray(IsolationForest(random_state=seed).fit(values).score_samples(values))


def run() -> dict[str, Any]:
    """Every set."""
    found = {path.stem.removeprefix("adbench_"): studied(path) for path in sorted(DATA.glob("adbench_*"))}
    means = {key: float(np.mean([made[key] for made in found.values()])) for key in ("extremeness_auc", "forest_auc")}
    return {"sets": found, "means": means, "targets": TARGETS}


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [name, made["rows"], made["anomalies"], ", ".join(map(str, made["micro_clusters"])) or "none found",
         f"{made['recall']:.2f}", "" if made["precision"] is None else f"{made['precision']:.2f}",
         f"{made['extremeness_auc']:.3f}", f"{made['forest_auc']:.3f}"]
        for name, made in document["sets"].items()
    ]  # fmt: skip
    means = document["means"]
    rows.append(["mean", "", "", "", "", "", f"{means['extremeness_auc']:.3f}", f"{means['forest_auc']:.3f}"])
    headings = ["set", "rows", "anomalies", "micro-clusters", "recall", "precision", "extremeness", "isolation forest"]
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn", "numba")}}  # fmt: skip
    print(json.dumps(document, indent=1))
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
