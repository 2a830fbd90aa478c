"""How long all effects of a forest's features take: curves, importances, odds, verdicts, sentences.

``python -m benchmarks.bench_effects`` writes ``benchmarks/results/effects_speed.json``. The case is 10 features, 10,000
rows and a forest of 200 fully grown trees as the model that decides, once with a hold-out and once without (then one
forest is grown anew, so that importance is measured on rows it had not seen). Every run is a process of its own, its
imports warmed by a small table first; the fastest of three counts. The same figures for scikit-learn's own tools on the
same forest, rows and machine stand beside it: brute-force partial dependence of one feature and permutation importance.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.bench_study import circumstances

RESULTS = Path(__file__).parent / "results" / "effects_speed.json"
REPEATS = 3
LIMIT_SECONDS = 5.0
ROWS, FEATURES, TREES = 10_000, 10, 200
CASES = {"with a hold-out": 0.2, "without a hold-out": None}

RUN = """
import json, sys, time
from dataclasses import replace
import numpy as np
from scipy.special import expit
from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import FOREST, LOGISTIC
from takehome.studies.classification.effect_charts import effect_charts
from takehome.studies.classification.effects import effects
from takehome.studies.classification.feature_table import feature_table
from takehome.studies.classification.linear import fit_logistic
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import prepare
from takehome.studies.classification import shown_model
from takehome.studies.classification.candidates import Candidate
from takehome.studies.classification.trees import fit_forest
from takehome.table import read, split
rows, features, trees, holdout, peer = json.loads(sys.argv[1])

def grow(X, y, weights):
    return fit_forest(X, y, weights, 0, {"n_estimators": trees, "n_jobs": 2})

shown_model.candidates = lambda *_: (Candidate(FOREST, grow), Candidate(LOGISTIC, fit_logistic))

def outcome(rows):
    random = np.random.default_rng(0)
    X = random.normal(size=(rows, features))
    y = (random.random(rows) < expit(-2 + X[:, 0] + X[:, 1] ** 2 - X[:, 2] / 2)).astype(float)
    table, train = split(read({**{f"x{j}": X[:, j] for j in range(features)}, "y": y}), holdout, 0)
    design = prepare(table, "y", train, None, 1)
    t = design.train
    parts = design.X[t], design.y[t].astype(float), design.weights[t]
    made = []
    for name, model in ((LOGISTIC, fit_logistic(*parts)), (FOREST, grow(*parts))):
        made.append(Predicted(name, model, Calibration(), model.predict(design.X)[None]))
    folds = np.where(t, np.arange(rows) % 5, -1)[None]
    return Outcome(table=table, design=design, models=tuple(made), baseline=made[0], chosen=made[1],
                   nested=made[1].unseen, folds=folds, ladder=(), data_findings=(), seed=0, confidence_level=0.95)

def timed(work):
    start, processor = time.perf_counter(), time.process_time()
    work()
    return [time.perf_counter() - start, time.process_time() - processor]

if peer:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.inspection import partial_dependence, permutation_importance
    design = outcome(rows).design
    forest = RandomForestClassifier(trees, random_state=0, n_jobs=2).fit(design.X, design.y)
    print(json.dumps({
        "partial_dependence, 1 feature, 50 points": timed(
            lambda: partial_dependence(forest, design.X, [0], grid_resolution=50, method="brute"))[0],
        "permutation_importance, 10 features, 5 times, log loss": timed(
            lambda: permutation_importance(forest, design.X, design.y, n_repeats=5, scoring="neg_log_loss"))[0]}))
else:
    effects(outcome(300))
    made = outcome(rows)
    spent = timed(lambda: effects(made))
    views = timed(lambda: (feature_table(made), effect_charts(made)))
    print(json.dumps([*spent, views[0], len(effects(made))]))
"""


def run(holdout: float | None, peer: bool) -> Any:
    """One process."""
    argument = json.dumps([ROWS, FEATURES, TREES, holdout, peer])
    made = subprocess.run([sys.executable, "-c", RUN, argument], env={**os.environ, "OMP_NUM_THREADS": "1"},
                          capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(made.stdout)


def main() -> int:
    """Measure, print, write; status 1 where the promise is not kept."""
    before, rows = circumstances("both"), []
    for name, holdout in CASES.items():
        runs = [run(holdout, False) for _ in range(REPEATS)]
        seconds, processor, views, count = min(runs)
        rows.append({
            "case": f"effects of {FEATURES} features, forest of {TREES} trees, {ROWS:,} rows, {name}",
            "seconds": round(seconds, 2), "processor_seconds": round(processor, 2), "seconds_limit": LIMIT_SECONDS,
            "table_and_charts_seconds": round(views, 3), "effects": count,
            "all_seconds": [round(one[0], 2) for one in runs], "met": seconds <= LIMIT_SECONDS,
        })  # fmt: skip
        print(json.dumps(rows[-1]), flush=True)
    peer = {name: round(seconds, 2) for name, seconds in run(None, True).items()}
    print(json.dumps(peer), flush=True)
    document = {**before, "threads": 2, "load_average_after": round(os.getloadavg()[0], 2), "results": rows,
                "scikit_learn_seconds": peer}  # fmt: skip
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
