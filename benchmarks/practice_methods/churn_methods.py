"""Right methods for the customers (sections 3 and 6 of "servers-and-churn").

Not among them in section 3: balanced weights, made-up leavers and trees. It asks for a plain logistic regression at
0.5, and a fit that moves every probability has other counts by intention.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.practice_methods.servers_and_churn_tables import FEATURES, LEAK, Rows, customers
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import confusion_matrix, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

Answers = dict[str, Any]
Method = Callable[[Any], Answers]

BOOSTING = GradientBoostingClassifier(n_estimators=100, max_depth=2, learning_rate=0.07, random_state=0)


def scaled(**options: Any) -> Any:
    """A logistic regression on standardised features."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, **options))


def counts(left: np.ndarray, says: np.ndarray) -> Answers:
    """Section 3 from decisions."""
    tn, fp, fn, tp = (int(cell) for cell in confusion_matrix(left, says, labels=[0, 1]).ravel())
    share = float(np.mean(left == says))
    return {"accuracy": share, "accuracy_nobody": float(1 - left.mean()), "tp": tp, "fp": fp, "fn": fn, "tn": tn}


def counted(model: Any, **rows: Any) -> Method:
    """Section 3 with a scikit-learn classifier."""

    def answer(world: Any) -> Answers:
        cut = customers(world, **rows)
        return counts(cut.test_y, model.fit(cut.train, cut.train_y).predict(cut.test))

    return answer


def standardised(cut: Rows) -> Rows:
    """Features with mean 0 and standard deviation 1 in training."""
    centre, scale = cut.train.mean(), cut.train.std()
    return Rows((cut.train - centre) / scale, cut.train_y, (cut.test - centre) / scale, cut.test_y)


def counted_statsmodels(world: Any) -> Answers:
    import statsmodels.api as sm

    cut = standardised(customers(world))
    fit = sm.Logit(cut.train_y, sm.add_constant(cut.train)).fit(disp=0)
    return counts(cut.test_y, (fit.predict(sm.add_constant(cut.test)) > 0.5).to_numpy().astype(int))


def counted_without_code(world: Any) -> Answers:
    """Without the noise column, rounded as people write it."""
    cut = customers(world)
    names = [name for name in cut.train if name != "Survey_Code"]
    says = scaled().fit(cut.train[names], cut.train_y).predict(cut.test[names])
    found = counts(cut.test_y, says)
    return {**found, "accuracy": round(found["accuracy"], 3), "accuracy_nobody": round(found["accuracy_nobody"], 3)}


def audited(model: Any) -> Method:
    """Section 6 with a classifier for the two areas under the ROC curve."""

    def answer(world: Any) -> Answers:
        honest, leaky = customers(world), customers(world, with_leak=True)
        table = world.tables["churn"]
        areas = [
            float(roc_auc_score(cut.test_y, model.fit(cut.train, cut.train_y).predict_proba(cut.test)[:, 1]))
            for cut in (leaky, honest)
        ]
        rest = [name for name in table if name != "Split"]
        test = table[table["Split"] == "test"]
        copied = test.merge(table[table["Split"] == "train"].drop_duplicates(rest), on=rest)
        overall = table["Support_Tickets"].corr(table["Churn"])
        return {
            "leaking": LEAK,
            "copied_rows": len(copied),
            "auc_with_leak": areas[0],
            "auc_without": areas[1],
            "cost_scale": "logarithm" if world.tables["servers"]["Cost"].median() < 20 else "$/h",
            "drifted": drifted(table),
            "tickets_overall": "increases" if overall > 0 else "decreases",
            "tickets_within_plan": within_plan(table),
        }

    return answer


def audited_by_regressions(world: Any) -> Answers:
    """The same with an unshrunk fit, `duplicated`, standardised differences of means, and logistic coefficients."""
    table = world.tables["churn"]
    test = table["Split"] == "test"
    numbers = table[FEATURES].astype(float)
    apart = (numbers[test].mean() - numbers[~test].mean()).abs() / numbers[~test].std()
    by_plan = pd.DataFrame({"tickets": numbers["Support_Tickets"]})
    if "Plan" in table:
        by_plan["business"] = (table["Plan"] == "business").astype(float)
    slopes = [float(scaled().fit(X, table["Churn"])[-1].coef_[0][0]) for X in (by_plan[["tickets"]], by_plan)]
    ways = ["increases" if slope > 0 else "decreases" for slope in slopes]
    return {
        **audited(scaled(C=1e4))(world),
        "copied_rows": int((table.drop(columns="Split").duplicated(keep=False) & test).sum()),
        "drifted": str(apart.idxmax()) if apart.max() > 0.25 else "none",
        "tickets_overall": ways[0],
        "tickets_within_plan": ways[1] if "Plan" in table else "no plan",
    }


def drifted(table: pd.DataFrame) -> str:
    """The feature whose two samples a Kolmogorov–Smirnov test tells apart."""
    from scipy.stats import ks_2samp

    test = table["Split"] == "test"
    p = {name: float(ks_2samp(table[name][test], table[name][~test]).pvalue) for name in FEATURES}
    first = min(p, key=lambda name: p[name])
    return first if p[first] < 1e-5 else "none"


def within_plan(table: pd.DataFrame) -> str:
    """The direction that every plan shows by itself."""
    if "Plan" not in table:
        return "no plan"
    slopes = [rows["Support_Tickets"].cov(rows["Churn"]) for _, rows in table.groupby("Plan")]
    return "increases" if sum(slopes) > 0 else "decreases"


ACCURACY: dict[str, Method] = {
    "scaled": counted(scaled()),
    "as it comes": counted(LogisticRegression(max_iter=1000)),
    "not shrunk": counted(LogisticRegression(C=1e6, max_iter=5000, solver="newton-cg")),
    "copies kept": counted(scaled(), keep_copies=True),
    "statsmodels": counted_statsmodels,
    "without the code, rounded": counted_without_code,
    "between 0 and 1": counted(make_pipeline(MinMaxScaler(), LogisticRegression())),
    "tuned strength": counted(make_pipeline(StandardScaler(), LogisticRegressionCV(scoring="neg_log_loss"))),
    "absolute penalty": counted(make_pipeline(StandardScaler(), LogisticRegression(l1_ratio=1, solver="liblinear"))),
    "left at 100 steps": counted(LogisticRegression()),
}
AUDIT: dict[str, Method] = {
    "scaled logistic regression": audited(scaled()),
    "as it comes": audited(LogisticRegression(max_iter=2000)),
    "boosting": audited(BOOSTING),
    "regressions and means": audited_by_regressions,
    "features between 0 and 1": audited(make_pipeline(MinMaxScaler(), LogisticRegression())),
}
