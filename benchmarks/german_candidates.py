"""German credit: does the least log loss give the cheapest decisions? Each candidate taken always, decision 0006.

``python -m benchmarks.german_candidates`` writes ``results/german_candidates.json``. The splits, costs and reference
are those of :mod:`benchmarks.classification_real`; every candidate is fitted on four fifths and acts above the
break-even on the last. Estimand: the reference's cost less the candidate's, in per cent of the reference's, over the
seeds' totals.
"""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.classification_real import CASES, priced, rule
from benchmarks.tables import circumstances, markdown
from scipy.special import expit, logit
from sklearn.model_selection import StratifiedKFold

from takehome.studies.classification.candidates import AVERAGE, BOOSTED, NO_FEATURES, SHRUNK_LOGISTIC, candidates
from takehome.studies.classification.ladder import log_losses
from takehome.studies.classification.prepare import prepare
from takehome.table import read, split

RESULTS = Path(__file__).parent / "results" / "german_candidates.json"
REFERENCE = "reference"
CASE = CASES["german"]


def probabilities(X: pd.DataFrame, y: np.ndarray, train: np.ndarray, test: np.ndarray) -> dict[str, np.ndarray]:
    """Each candidate's probabilities of the test rows."""
    side = np.full(len(y), "test", dtype=object)
    side[train] = "train"
    table, trained = split(read(X.assign(target_class=np.where(y == 1, "yes", "no"), side=side)), "side", 0)
    design = prepare(table, "target_class", trained, None, "yes")
    own, rest = design.train, ~design.train
    found = {REFERENCE: CASE["reference"](X.iloc[train], y[train]).predict_proba(X.iloc[test])[:, 1]}
    for candidate in candidates(int(own.sum()), 0):
        if candidate.name != NO_FEATURES:
            made = candidate.fit(design.X[own], design.y[own].astype(float), design.weights[own])
            found[candidate.name] = made.predict(design.X[rest])
    found[AVERAGE] = expit((logit(found[SHRUNK_LOGISTIC]) + logit(found[BOOSTED])) / 2)
    return found


def run() -> pd.DataFrame:
    """One row a seed, fold and candidate: its cost, and the sum of its log loss."""
    X, y, costs = CASE["load"]()
    rows: list[dict[str, Any]] = []
    for seed in CASE["seeds"]:
        for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y):
            for name, p in probabilities(X, y, train, test).items():
                cost = priced(rule(p, costs.iloc[test]).to_numpy(), y[test], costs.iloc[test])
                rows.append({"seed": seed, "name": name, "cost": cost, "log_loss": log_losses(p, y[test]).sum()})
    return pd.DataFrame(rows)


def summary(found: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Cost, log loss a row, and the difference from the reference with its standard error over seeds."""
    totals = found.groupby(["name", "seed"], sort=False)[["cost", "log_loss"]].sum()
    reference = totals.loc[REFERENCE, "cost"]
    rows = len(CASE["load"]()[1])
    document = {}
    for name in dict.fromkeys(found["name"]):
        own = totals.loc[name]
        less = 100 * (reference - own["cost"]) / reference.mean()
        document[name] = {
            "cost": float(own["cost"].mean()), "log_loss": float(own["log_loss"].mean()) / rows,
            "difference_percent": float(less.mean()), "standard_error": float(less.std(ddof=1) / np.sqrt(len(less))),
        }  # fmt: skip
    return document


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [name, f"{made['log_loss']:.4f}", f"{made['cost']:.1f}", f"{made['difference_percent']:+.1f} %",
         f"{made['standard_error']:.1f} %"]
        for name, made in document["candidates"].items()
    ]  # fmt: skip
    headings = ["taken always", "log loss a row", "cost", "reference − it, of the reference's cost", "standard error"]
    return f"{markdown(headings, rows)}\n\n{len(CASE['seeds'])} seeds of 5 folds; {circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    document: dict[str, Any] = {"candidates": summary(run())}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn")}}  # fmt: skip
    print(json.dumps(document, indent=1))
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
