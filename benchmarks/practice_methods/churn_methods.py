"""Right methods for the customers (sections 3 to 6 of "servers-and-churn")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.practice_methods.servers_and_churn_tables import FEATURES, LEAK, Rows, customers
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Answers = dict[str, Any]
Method = Callable[[Any], Answers]


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


def cost(world: Any, left: np.ndarray, contacted: np.ndarray) -> float:
    """$ for needless contacts and for leavers who were not contacted."""
    needless, missed = (contacted & (left == 0)).sum(), (~contacted & (left == 1)).sum()
    return float(needless * world.business["contact_cost"] + missed * world.business["customer_value"])


def priced(world: Any, left: np.ndarray, scores: np.ndarray, threshold: float) -> Answers:
    """Section 4 from scores and a threshold."""
    return {
        "scores": np.asarray(scores, float).tolist(),
        "cost_half": cost(world, left, scores > 0.5),
        "cost_low": cost(world, left, scores > 0.2),
        "threshold": float(threshold),
        "cost_chosen": cost(world, left, scores > threshold),
    }


def break_even(world: Any) -> float:
    """The probability above which a contact is worth its price."""
    c, v = world.business["contact_cost"], world.business["customer_value"]
    return float(c / (c + v))


def by_prices(model: Any) -> Method:
    """Section 4 with the threshold that the prices give."""

    def answer(world: Any) -> Answers:
        cut = customers(world)
        scores = model.fit(cut.train, cut.train_y).predict_proba(cut.test)[:, 1]
        return priced(world, cut.test_y, scores, break_even(world))

    return answer


def cheapest(world: Any, left: np.ndarray, scores: np.ndarray) -> float:
    """The threshold of least cost on these rows, among hundredths."""
    return float(min(np.arange(0.01, 0.9, 0.01), key=lambda cut: cost(world, left, scores > cut)))


def by_search(model: Any, *, on: str) -> Method:
    """Section 4 with the cheapest threshold on training rows, out-of-fold training rows or test rows."""

    def answer(world: Any) -> Answers:
        cut = customers(world)
        fit = model.fit(cut.train, cut.train_y)
        scores = fit.predict_proba(cut.test)[:, 1]
        seen = {
            "train": lambda: (cut.train_y, fit.predict_proba(cut.train)[:, 1]),
            "folds": lambda: (cut.train_y, out_of_fold(model, cut)),
            "test": lambda: (cut.test_y, scores),
        }[on]()
        return priced(world, cut.test_y, scores, cheapest(world, *seen))

    return answer


def out_of_fold(model: Any, cut: Rows) -> np.ndarray:
    """Probabilities of training rows from models that have not seen them."""
    return np.asarray(cross_val_predict(model, cut.train, cut.train_y, cv=4, method="predict_proba")[:, 1])


def moved(predict: Callable[[pd.DataFrame], np.ndarray], X: pd.DataFrame, name: str) -> float:
    """The rise of the straight line through the partial dependence at the nine deciles, from the first to the last."""
    deciles = X[name].quantile(np.linspace(0.1, 0.9, 9)).to_numpy()
    if deciles[0] == deciles[-1]:
        return 0.0
    dependence = [predict(X.assign(**{name: value}))[:, 1].mean() for value in deciles]
    return float(np.polyfit(deciles, dependence, 1)[0] * (deciles[-1] - deciles[0]))


def named(changes: dict[str, float], nothing: float) -> dict[str, str]:
    """Directions; a change smaller than `nothing` is none."""
    return {k: "none" if abs(v) < nothing else "increases" if v > 0 else "decreases" for k, v in changes.items()}


def drivers_impurity(world: Any) -> Answers:
    """Importances of a deep forest; directions from a forest with large leaves, by partial dependence."""
    cut = customers(world)
    deep = RandomForestClassifier(100, random_state=0).fit(cut.train, cut.train_y)
    smooth = RandomForestClassifier(100, min_samples_leaf=30, random_state=0).fit(cut.train, cut.train_y)
    importances = dict(zip(cut.train, map(float, deep.feature_importances_), strict=True))
    one_plan = cut.train[cut.train["Plan"] == 0] if "Plan" in cut.train else cut.train
    changes = {name: moved(smooth.predict_proba, one_plan, name) for name in cut.train}
    return drivers(importances, named(changes, 0.0235))


def drivers(importances: dict[str, float], directions: dict[str, str]) -> Answers:
    """Section 5; the first of the importances is on top, a plan aside."""
    ranked = {name: value for name, value in importances.items() if name != "Plan"}
    return {"importances": importances, "top": max(ranked, key=lambda k: ranked[k]), "directions": directions}


def drivers_permutation(world: Any) -> Answers:
    """Permutation importance on test rows; directions from a logistic regression where |z| is above 2."""
    import statsmodels.api as sm

    cut = customers(world)
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=0).fit(cut.train, cut.train_y)
    found = permutation_importance(forest, cut.test, cut.test_y, scoring="roc_auc", n_repeats=5, random_state=0)
    importances = dict(zip(cut.train, map(float, found.importances_mean), strict=True))
    fit = sm.Logit(cut.train_y, sm.add_constant(standardised(cut).train)).fit(disp=0)
    return drivers(importances, named({name: float(fit.tvalues[name]) for name in cut.train}, 2.0))


def drivers_boosting(world: Any) -> Answers:
    """Boosting's importances and partial dependence, which stumps shrink further where a plan stands beside."""
    cut = customers(world)
    model = GradientBoostingClassifier(n_estimators=100, max_depth=1, learning_rate=0.1, random_state=0)
    model.fit(cut.train, cut.train_y)
    importances = dict(zip(cut.train, map(float, model.feature_importances_), strict=True))
    changes = {name: moved(model.predict_proba, cut.train, name) for name in cut.train}
    return drivers(importances, named(changes, 0.009 if "Plan" in cut.train else 0.016))


def drivers_coefficients(world: Any) -> Answers:
    """Standardised coefficients: their size is the importance, their sign the direction."""
    cut = customers(world)
    model = scaled(C=1e6).fit(cut.train, cut.train_y)
    weights = dict(zip(cut.train, map(float, model[-1].coef_[0]), strict=True))
    return drivers(
        {name: abs(w) for name, w in weights.items()},
        named(weights, 0.12 * max(abs(weights[name]) for name in FEATURES)),
    )


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


def drifted(table: pd.DataFrame) -> str:
    """The feature whose two samples a Kolmogorov–Smirnov test tells apart."""
    from scipy.stats import ks_2samp

    test = table["Split"] == "test"
    names = ["Logins_Per_Week", "Support_Tickets", "Monthly_Bill", "Tenure_Months", "Survey_Code"]
    p = {name: float(ks_2samp(table[name][test], table[name][~test]).pvalue) for name in names}
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
}
_FOREST = RandomForestClassifier(60, min_samples_leaf=10, random_state=0)
_BOOSTING = GradientBoostingClassifier(n_estimators=100, max_depth=2, learning_rate=0.07, random_state=0)
THRESHOLD: dict[str, Method] = {
    "logistic regression, prices": by_prices(scaled()),
    "logistic regression, cheapest in training": by_search(scaled(), on="train"),
    "logistic regression, cheapest out of fold": by_search(scaled(), on="folds"),
    "logistic regression, cheapest on test rows": by_search(scaled(), on="test"),
    "balanced weights, cheapest in training": by_search(scaled(class_weight="balanced"), on="train"),
    "boosting, prices": by_prices(_BOOSTING),
    "forest, cheapest out of fold": by_search(_FOREST, on="folds"),
}
DRIVERS: dict[str, Method] = {
    "impurity and partial dependence": drivers_impurity,
    "permutation and logistic signs": drivers_permutation,
    "boosting and partial dependence": drivers_boosting,
    "standardised coefficients": drivers_coefficients,
}
AUDIT: dict[str, Method] = {
    "scaled logistic regression": audited(scaled()),
    "as it comes": audited(LogisticRegression(max_iter=2000)),
    "boosting": audited(_BOOSTING),
}
