"""The study on real files against a named reference, on the same splits: what each policy costs on rows not seen.

``python -m benchmarks.classification_real [german tv credit bank]`` writes ``results/classification_real.json``.
Five stratified folds a seed (scikit-learn's ``StratifiedKFold(5, shuffle=True, random_state=seed)``); the study and the
reference see the same four fifths and nothing else; both policies are priced on the last fifth with the file's costs.
The paired difference (reference − study) has an interval over the seeds' totals, or over the folds where one seed is
listed (Student's t). The references:

german   logistic regression (scikit-learn's, C = 1, standardised, one-hot) and Elkan's threshold.
tv       gradient boosting (scikit-learn's histogram boosting) and the rule with the row's own costs.
credit   the same. bank  the same.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.tables import circumstances, markdown
from scipy import stats
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

import takehome as th

DATA = Path(os.environ.get("TAKEHOME_DATA", Path(__file__).parents[2] / "shared" / "data")) / "classification"
RESULTS = Path(__file__).parent / "results" / "classification_real.json"
CELLS = ("fp", "fn", "tp", "tn")
LEAST = -0.01
"""The lower end of the paired difference, as a share of the reference's cost, may not be below this."""


def german() -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Features, classes (1 = bad) and costs of each row: the UCI documentation's 5 : 1."""
    table = pd.read_csv(DATA / "german_credit.csv")
    matrix = json.loads((DATA / "german_credit_cost_matrix.json").read_text())["cost"]
    costs = pd.DataFrame({"fp": matrix[0][1], "fn": matrix[1][0], "tp": matrix[1][1], "tn": matrix[0][0]}, table.index)
    return table.drop(columns="creditability"), (table["creditability"] == "bad").to_numpy(int), costs


def with_costs(
    name: str, target: str, drop: tuple[str, ...]
) -> Callable[[], tuple[pd.DataFrame, np.ndarray, pd.DataFrame]]:
    """A file whose rows have their own costs."""

    def load() -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
        table = pd.read_parquet(DATA / name)
        table = table[table[["C_FP", "C_FN", "C_TP", "C_TN"]].notna().all(axis=1)].reset_index(drop=True)
        costs = pd.DataFrame({cell: table[f"C_{cell.upper()}"].astype(float) for cell in CELLS})
        y = table[target].astype(str).isin(["1", "yes", "True", "1.0"]).to_numpy(int)
        return table.drop(columns=[target, "C_FP", "C_FN", "C_TP", "C_TN", *drop]), y, costs

    return load


def logistic(X: pd.DataFrame, y: np.ndarray) -> Any:
    """Impute, standardise, one-hot, logistic regression with C = 1."""
    numbers = X.select_dtypes("number").columns
    others = X.columns.difference(numbers)
    prepared = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        (OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist"), others),
    )
    return make_pipeline(prepared, LogisticRegression(max_iter=2000)).fit(X, y)


def boosting(X: pd.DataFrame, y: np.ndarray) -> Any:
    """Histogram boosting with its defaults on ordinal codes."""
    others = X.columns.difference(X.select_dtypes("number").columns)
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    prepared = make_column_transformer((encoder, others), remainder="passthrough")
    return make_pipeline(prepared, HistGradientBoostingClassifier(random_state=0)).fit(X, y)


BANK_LEAKS = ("duration", "contact", "day", "month", "campaign", "pdays")
CASES: dict[str, dict[str, Any]] = {
    "german": {"load": german, "reference": logistic, "seeds": range(20), "named": "logistic regression + Elkan"},
    "tv": {"load": with_costs("tv_subscription_churn_costs.parquet", "target", ("id",)), "reference": boosting,
           "seeds": range(6), "named": "gradient boosting + per-row rule", "level": 0.173},
    "credit": {"load": with_costs("give_me_some_credit_costs.parquet", "SeriousDlqin2yrs", ("credit_line",)),
               "reference": boosting, "seeds": range(1), "named": "gradient boosting + per-row rule", "level": 0.52},
    "bank": {"load": with_costs("bank_marketing_costs.parquet", "y", BANK_LEAKS), "reference": boosting,
             "seeds": range(4), "named": "gradient boosting + per-row rule"},
}  # fmt: skip


def priced(acts: np.ndarray, y: np.ndarray, costs: pd.DataFrame) -> float:
    """What decisions cost."""
    positive = y == 1
    return float(
        np.where(acts, np.where(positive, costs["tp"], costs["fp"]), np.where(positive, costs["fn"], costs["tn"])).sum()
    )


def rule(p: np.ndarray, costs: pd.DataFrame) -> np.ndarray:
    """Act where the expected gain is positive."""
    return p * (costs["fn"] - costs["tp"]) > (1 - p) * (costs["fp"] - costs["tn"])


def one_fold(case: dict[str, Any], data: tuple[Any, ...], train: np.ndarray, test: np.ndarray) -> dict[str, Any]:
    """Costs of all policies on one fold."""
    X, y, costs = data
    table = pd.concat([X, costs.add_prefix("cost_")], axis=1).assign(target_class=np.where(y == 1, "yes", "no"))
    start = time.time()
    study = th.classify(table.iloc[train], "target_class", costs={cell: f"cost_{cell}" for cell in CELLS})
    seconds = time.time() - start
    decided = np.array(th.score(study, table.iloc[test]).columns["decision"]) == "act"
    reference = case["reference"](X.iloc[train], y[train])
    theirs = reference.predict_proba(X.iloc[test])[:, 1]
    seen = y[test], costs.iloc[test]
    return {
        "study": priced(decided, *seen), "reference": priced(rule(theirs, seen[1]).to_numpy(), *seen),
        "reference at 0.5": priced(theirs > 0.5, *seen),
        "nobody": priced(np.zeros(len(test), bool), *seen), "everybody": priced(np.ones(len(test), bool), *seen),
        "model": study.outcome.chosen.name, "action": study.recommend().action, "seconds": seconds,
    }  # fmt: skip


def one_case(name: str) -> dict[str, Any]:
    """All seeds of one file."""
    case, folds = CASES[name], []
    data = case["load"]()
    for seed in case["seeds"]:
        splits = StratifiedKFold(5, shuffle=True, random_state=seed).split(data[0], data[1])
        for k, (train, test) in enumerate(splits):
            folds.append({"seed": seed, "fold": k, **one_fold(case, data, train, test)})
            print(name, json.dumps(folds[-1]), flush=True)
    return summary(case, pd.DataFrame(folds), len(data[1]), int(data[1].sum()))


def summary(case: dict[str, Any], folds: pd.DataFrame, rows: int, positives: int) -> dict[str, Any]:
    """Mean costs of a pass over the file, savings, and the paired difference with its interval."""
    policies = ["study", "reference", "reference at 0.5", "nobody", "everybody"]
    by_seed = folds.groupby("seed")[policies].sum()
    mean = by_seed.mean()
    free = min(mean["nobody"], mean["everybody"])
    several = len(by_seed) > 1
    pairs = by_seed if several else 5 * folds[policies]
    difference = (pairs["reference"] - pairs["study"]) / mean["reference"]
    half = float(stats.t(len(difference) - 1).ppf(0.975) * difference.std(ddof=1) / np.sqrt(len(difference)))
    low = float(difference.mean()) - half
    return {
        "rows": rows, "positives": positives, "seeds": list(map(int, by_seed.index)), "reference": case["named"],
        "cost": {name: round(float(mean[name]), 2) for name in policies},
        "savings": {name: round(1 - float(mean[name]) / free, 4) for name in policies[:3]},
        "published_level": case.get("level"),
        "difference_share": round(float(difference.mean()), 4), "low": round(low, 4),
        "high": round(float(difference.mean()) + half, 4), "interval_over": "seeds" if several else "folds",
        "least": LEAST, "met": low >= LEAST, "models": folds["model"].value_counts().to_dict(),
        "seconds_a_study": round(float(folds["seconds"].mean()), 1),
    }  # fmt: skip


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = []
    for name in (name for name in CASES if name in document):
        case = document[name]
        shares = (case["difference_share"], case["low"], case["high"])
        difference, low, high = (f"{100 * share:+.1f} %" for share in shares)
        saved = [f"{case['savings'][policy]:.3f}" for policy in ("study", "reference", "reference at 0.5")]
        splits = f"{5 * len(case['seeds'])} ({len(case['seeds'])} × 5)"
        rows.append([name, case["rows"], splits, case["reference"], *saved, f"{difference} ({low} to {high})",
                     case["met"]])  # fmt: skip
    headings = ["file", "rows", "splits", "reference", "saved by the study", "by the reference", "by it at 0.5",
                "reference − study, of the reference's cost", f"met (lower end ≥ {100 * LEAST:.0f} %)"]  # fmt: skip
    return f"{markdown(headings, rows)}\n\n{circumstances(document['run'])}"


def main() -> int:
    """Run the cases named (all by default), print and write; status 1 where one is not met."""
    names = sys.argv[1:] or list(CASES)
    document = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in names:
        document[name] = one_case(name)
        print(name, json.dumps(document[name], indent=1), flush=True)
        document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores",
                           "python": platform.python_version(),
                           **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn")}}  # fmt: skip
        RESULTS.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if all(document[name]["met"] for name in names) else 1


if __name__ == "__main__":
    sys.exit(main())
