"""How fast the decision is, against scikit-learn's search in the same run, and how long a whole study takes.

``python -m benchmarks.bench_classification`` writes ``benchmarks/results/classification_speed.json``; ``make docs``
renders it. Held to: the exact search on 1,000,000 given scores within 0.3 s and at least 30 times as fast as
``TunedThresholdClassifierCV``'s search (a hundred cuts, one metric call each; it may not be cheaper either); 1,000
bootstrap replicates on 1,000,000 rows within 10 s; the study on 10,000 × 20 within 60 s, on 100,000 × 20 within 5 min.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
from benchmarks.bench_checks import processor_seconds, seconds
from benchmarks.bench_study import circumstances, write
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import confusion_matrix, make_scorer
from sklearn.model_selection import TunedThresholdClassifierCV

from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.cuts import cut_curve

ROWS = 1_000_000
FP, FN = 10.0, 100.0
RUNS = 5

STUDY = """
import json, resource, sys, time
import numpy as np
import pandas as pd
import takehome as th
import takehome.studies.classification.study, takehome.studies.classification.verb
rows, features = json.loads(sys.argv[1])
random = np.random.default_rng(0)
X = random.normal(size=(rows, features))
p = 1 / (1 + np.exp(2.5 - X @ np.linspace(-1, 1, features) - 0.5 * X[:, 0] * X[:, 1]))
table = pd.DataFrame({**{f"x{j}": X[:, j] for j in range(features)}, "y": (random.random(rows) < p).astype(int)})
start, processor = time.perf_counter(), time.process_time()
th.classify(table, "y", costs={"fp": 10, "fn": 100}).to_dict()
seconds, processor = time.perf_counter() - start, time.process_time() - processor
print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2]))
"""


class GivenScores(ClassifierMixin, BaseEstimator):
    """Scores that are there already, in scikit-learn's clothes."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> GivenScores:
        self.classes_ = np.array([0, 1])
        self.fitted_ = True
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        return np.column_stack([1 - X[:, 0], X[:, 0]])

    def predict(self, X: np.ndarray) -> np.ndarray:
        return (X[:, 0] > 0.5).astype(int)


def negative_cost(y: np.ndarray, decided: np.ndarray) -> float:
    """What scikit-learn maximises."""
    _, fp, fn, _ = confusion_matrix(y, decided, labels=[0, 1]).ravel()
    return -(FP * fp + FN * fn)


def world() -> tuple[np.ndarray, np.ndarray]:
    """Scores that pile up near 0, and the classes that they promise."""
    rng = np.random.default_rng(0)
    scores = rng.beta(0.5, 6, ROWS)
    return scores, (rng.random(ROWS) < scores).astype(int)


def search() -> dict[str, Any]:
    """The exact search against scikit-learn's hundred cuts on the same scores."""
    scores, y = world()
    act, leave = np.where(y == 1, 0.0, FP), np.where(y == 1, FN, 0.0)
    X = scores[:, None]
    theirs = TunedThresholdClassifierCV(
        GivenScores().fit(X, y), scoring=make_scorer(negative_cost), cv="prefit", refit=False
    )
    peer = processor_seconds(lambda: theirs.fit(X, y), 1)
    curve = cut_curve(scores, act, leave)
    ours, processor = (
        seconds(lambda: cut_curve(scores, act, leave), RUNS),
        processor_seconds(lambda: cut_curve(scores, act, leave), RUNS),
    )
    cheaper = float(curve.costs[curve.best]) <= -theirs.best_score_
    return {"case": f"exact search, {ROWS:,} scores", "seconds": round(ours, 4),
            "processor_seconds": round(processor, 4), "seconds_limit": 0.3,
            "sklearn_seconds": round(peer, 2), "factor": round(peer / processor, 1),
            "factor_limit": 30, "cost": float(curve.costs[curve.best]), "sklearn_cost": float(-theirs.best_score_),
            "met": bool(ours <= 0.3 and peer >= 30 * processor and cheaper)}  # fmt: skip


def bootstrap() -> dict[str, Any]:
    """A thousand paired draws of two policies' costs on a million rows."""
    scores, y = world()
    decided = [scores > cut for cut in (0.5, FP / (FP + FN))]
    costs = np.column_stack([np.where(acts, np.where(y == 1, 0.0, FP), np.where(y == 1, FN, 0.0)) for acts in decided])

    def run() -> np.ndarray:
        draws = RowDraws(np.ones(ROWS), 1_000, np.random.default_rng(0), cells=2 * y + decided[1])
        return draws.totals(costs)

    ours = seconds(run, RUNS)
    return {"case": f"1,000 bootstrap replicates, {ROWS:,} rows", "seconds": round(ours, 3),
            "processor_seconds": round(processor_seconds(run, RUNS), 3), "seconds_limit": 10.0,
            "met": ours <= 10.0}  # fmt: skip


def study(rows: int, limit: float) -> dict[str, Any]:
    """A whole study from the table to the report's document, in a process of its own on two cores."""
    environment = {**os.environ, "OMP_NUM_THREADS": "2"}
    made = subprocess.run([sys.executable, "-c", STUDY, json.dumps([rows, 20])], env=environment, capture_output=True,
                          text=True, check=True)  # fmt: skip
    took, processor, gigabytes = json.loads(made.stdout)
    return {"case": f"whole study, {rows:,} × 20", "seconds": round(took, 1), "processor_seconds": round(processor, 1),
            "seconds_limit": limit, "peak_memory_gib": round(gigabytes, 2), "met": took <= limit}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    before, rows, start = circumstances("both"), [], time.time()
    for measure in (search, bootstrap, lambda: study(10_000, 60.0), lambda: study(100_000, 300.0)):
        rows.append(measure())
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
    write("classification_speed.json", rows, before)
    print(f"{time.time() - start:.0f} s")
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
