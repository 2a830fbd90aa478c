"""How long a deployed classification takes for one row, as a service asks, and for a table.

``python -m benchmarks.bench_scoring`` writes ``benchmarks/results/scoring_speed.json``. One study is fitted; each of
its models decides in turn. A call of the scorer is timed for each of many different rows after a warm-up, in one
process on one core; the median counts (p50), the 99th percentile stands beside it. Beside it stands scikit-learn's own
pipeline (imputation, one-hot encoding, the same kind of model) on the same row as a frame of one row.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.bench_study import circumstances, write
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

import takehome as th
from takehome.studies.classification.candidates import AVERAGE, FOREST, LOGISTIC, TREES
from takehome.studies.classification.study import Classification
from takehome.studies.classification.trees import TreeModel
from takehome.table import read

ROWS, NUMBERS, CATEGORIES, LEVELS = 5_000, 18, 2, 6
CALLS, WARM_UP, PEER_CALLS = 2_000, 200, 100
TABLE_ROWS = 10_000
LINEAR_LIMIT, TREE_LIMIT = 50.0, 1_000.0
"""Microseconds that one row may take at the median."""
PEERS = {
    LOGISTIC: LogisticRegression(max_iter=1_000),
    "boosting": HistGradientBoostingClassifier(max_iter=200, max_leaf_nodes=16, early_stopping=False),
    FOREST: RandomForestClassifier(n_estimators=TREES, random_state=0),
}


def world(rows: int, seed: int) -> pd.DataFrame:
    """Numbers with holes, categories, and a class that follows a few of them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, NUMBERS))
    levels = rng.integers(LEVELS, size=(rows, CATEGORIES))
    eta = X @ np.linspace(-1, 1, NUMBERS) + X[:, 0] * X[:, 1] + 0.5 * (levels[:, 0] == 1) - 1
    y = rng.random(rows) < 1 / (1 + np.exp(-eta))
    X[rng.random(X.shape) < 0.02] = np.nan
    columns: dict[str, Any] = {f"x{j}": X[:, j] for j in range(NUMBERS)}
    columns |= {f"c{k}": [f"level {level}" for level in levels[:, k]] for k in range(CATEGORIES)}
    return pd.DataFrame({**columns, "bill": rng.uniform(5, 90, rows), "y": y.astype(int)})


def with_model(study: Classification, name: str, economics: Any = None) -> Classification:
    """The study as it would be if this model had been chosen, under other economics where given."""
    made = next(model for model in study.outcome.models if model.name == name)
    other = replace(study, outcome_=replace(study.outcome, chosen=made), _views={})
    return other if economics is None else replace(other, economics=economics, _views={})


def microseconds(call: Callable[[Any], Any], rows: list[Any], calls: int) -> tuple[float, float]:
    """(median, 99th percentile) of one call."""
    for i in range(min(WARM_UP, calls)):
        call(rows[i % len(rows)])
    took = np.empty(calls)
    for i in range(calls):
        row = rows[i % len(rows)]
        start = time.perf_counter_ns()
        call(row)
        took[i] = time.perf_counter_ns() - start
    p50, p99 = np.quantile(took, [0.5, 0.99]) / 1_000
    return round(float(p50), 1), round(float(p99), 1)


def one_row(study: Classification, case: str, limit: float, fresh: pd.DataFrame) -> dict[str, Any]:
    """A call of the scorer, and that it gives what the table gives."""
    scorer, rows = study.scorer(), fresh.to_dict("records")
    p50, p99 = microseconds(scorer, rows, CALLS)
    table = study.score(read(fresh)).columns
    same = [tuple(scorer(row)) for row in rows] == list(
        zip(table["decision"], table["probability"], table["expected_gain"], strict=True)
    )
    model = study.outcome.chosen.model
    shape = {"trees": len(model.roots), "depth": model.depth} if isinstance(model, TreeModel) else {}
    return {"case": f"one row, {case}", "p50_microseconds": p50, "p99_microseconds": p99, "p50_limit": limit, **shape,
            "equal_to_the_table": same, "met": p50 <= limit and same}  # fmt: skip


def peer(name: str, data: pd.DataFrame, fresh: pd.DataFrame) -> float:
    """The median of scikit-learn's pipeline on a frame of one row, in microseconds."""
    numbers = [f"x{j}" for j in range(NUMBERS)] + ["bill"]
    encoding = make_column_transformer(
        (SimpleImputer(strategy="median", add_indicator=True), numbers),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), [f"c{k}" for k in range(CATEGORIES)]),
    )
    fitted = make_pipeline(encoding, PEERS[name]).fit(data.drop(columns="y"), data["y"])
    return microseconds(fitted.predict_proba, [fresh.iloc[[i]] for i in range(50)], PEER_CALLS)[0]


def table(study: Classification, case: str) -> dict[str, Any]:
    """Ten thousand rows at once, with reasons; saving and loading the study."""
    rows = read(world(TABLE_ROWS, 2).drop(columns="y"))
    start = time.perf_counter()
    study.score(rows)
    scored = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        study.save(Path(folder) / "study")
        size = sum(file.stat().st_size for file in (Path(folder) / "study").iterdir())
        start = time.perf_counter()
        loaded = th.load(Path(folder) / "study")
        took = time.perf_counter() - start
    same = loaded.score(rows).columns == study.score(rows).columns
    return {"case": f"{TABLE_ROWS:,} rows with reasons, {case}", "seconds": round(scored, 2),
            "load_seconds": round(took, 2), "saved_megabytes": round(size / 1e6, 2), "loaded_scores_equal": same,
            "met": same}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met."""
    before, found = circumstances(), []
    data, fresh = world(ROWS, 0), world(500, 1).drop(columns="y")
    with threadpool_limits(1):
        study = th.classify(data, "y", costs={"fp": 5, "fn": 40})
        own = {"costs": {"fp": 5, "fn": "10 + 0.5 * bill"}}
        for name in (LOGISTIC, AVERAGE, "boosting", FOREST):
            made, limit = with_model(study, name), LINEAR_LIMIT if name == LOGISTIC else TREE_LIMIT
            found.append(one_row(made, name, limit, fresh))
            if name in PEERS:
                found[-1]["sklearn_p50_microseconds"] = peer(name, data, fresh)
            if name == LOGISTIC:
                found.append(one_row(with_model(study, name, own), f"{name}, costs of each row", limit, fresh))
            found.append(table(made, name))
    for row in found:
        print(json.dumps(row, ensure_ascii=False))
    write("scoring_speed.json", found, before)
    return 0 if all(row["met"] for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
