"""Right methods for section 5 of "servers-and-churn": which feature drives churn, and which way.

A partial dependence is never quite flat. Whoever draws one calls a feature flat that moves little beside the first;
how much a model wiggles on noise depends on the model, so each has a share of its own here (`FLAT`).

Not among them, because wrong: the correlation with churn over all customers at level 3 (Simpson's paradox, a trap), and
directions without "none", which find one in noise. Nor is the partial dependence of boosted deeper trees: on noise it
moves by up to 0.12 to 0.2 of the largest move, as on a weak driver, so a shuffle or a test has to tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.practice_methods.churn_methods import Answers, Method, scaled, standardised
from benchmarks.practice_methods.servers_and_churn_tables import FEATURES, Rows, customers
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.inspection import permutation_importance

FLAT = {"forest": 0.065, "forest, plan": 0.09, "stumps": 0.055}
"""Share of the largest move below which a move is none: what noise reaches in nearly all tables."""


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


def by_dependence(model: Any, cut: Rows, flat: float) -> dict[str, str]:
    """Directions by partial dependence over one plan; a move below the share `flat` of the largest is none."""
    rows = cut.train[cut.train["Plan"] == 0] if "Plan" in cut.train else cut.train
    changes = {name: moved(model.predict_proba, rows, name) for name in cut.train}
    return named(changes, flat * max(abs(changes[name]) for name in FEATURES))


def by_logit(cut: Rows) -> dict[str, str]:
    """Directions of a logistic regression, where |z| is above 2 (the plan held fixed)."""
    import statsmodels.api as sm

    fit = sm.Logit(cut.train_y, sm.add_constant(standardised(cut).train)).fit(disp=0)
    return named({name: float(fit.tvalues[name]) for name in cut.train}, 2.0)


def by_means(cut: Rows) -> dict[str, str]:
    """Directions of Welch's t between leavers and stayers of one plan, at the level of 1 %."""
    from scipy.stats import ttest_ind

    rows = (cut.train["Plan"] == 0).to_numpy() if "Plan" in cut.train else np.ones(len(cut.train), bool)
    X, left = cut.train[rows], cut.train_y[rows] == 1
    t = {name: float(ttest_ind(X[name][left], X[name][~left], equal_var=False).statistic) for name in FEATURES}
    return named(t, 2.58)


def drivers(cut: Rows, importances: Any, directions: dict[str, str]) -> Answers:
    """Section 5; the first of the importances is on top, a plan aside."""
    by_name = dict(zip(cut.train, map(float, importances), strict=True))
    ranked = {name: value for name, value in by_name.items() if name != "Plan"}
    return {"importances": by_name, "top": max(ranked, key=lambda k: ranked[k]), "directions": directions}


def impurity(world: Any) -> Answers:
    """Importances of a deep forest; directions from a forest with large leaves, by partial dependence."""
    cut = customers(world)
    deep = RandomForestClassifier(100, random_state=0).fit(cut.train, cut.train_y)
    smooth = RandomForestClassifier(100, min_samples_leaf=30, random_state=0).fit(cut.train, cut.train_y)
    flat = FLAT["forest, plan" if "Plan" in cut.train else "forest"]
    return drivers(cut, deep.feature_importances_, by_dependence(smooth, cut, flat))


def impurity_and_means(world: Any) -> Answers:
    """The forest as it comes, which draws no direction, and the two groups' means."""
    cut = customers(world)
    forest = RandomForestClassifier(random_state=0).fit(cut.train, cut.train_y)
    return drivers(cut, forest.feature_importances_, by_means(cut))


def _permuted(model: Any, cut: Rows) -> Any:
    found = permutation_importance(model, cut.test, cut.test_y, scoring="roc_auc", n_repeats=5, random_state=0)
    return found.importances_mean


def permutation(world: Any) -> Answers:
    """Permutation importance on test rows; directions from a logistic regression."""
    cut = customers(world)
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=0).fit(cut.train, cut.train_y)
    return drivers(cut, _permuted(forest, cut), by_logit(cut))


def stumps(world: Any) -> Answers:
    """Boosted stumps, which shrink slopes further where a plan stands beside."""
    cut = customers(world)
    model = GradientBoostingClassifier(n_estimators=100, max_depth=1, learning_rate=0.1, random_state=0)
    model.fit(cut.train, cut.train_y)
    return drivers(cut, model.feature_importances_, by_dependence(model, cut, FLAT["stumps"]))


def coefficients(world: Any) -> Answers:
    """Standardised coefficients: their size is the importance, their sign the direction."""
    cut = customers(world)
    model = scaled(C=1e6).fit(cut.train, cut.train_y)
    weights = dict(zip(cut.train, map(float, model[-1].coef_[0]), strict=True))
    flat = 0.12 * max(abs(weights[name]) for name in FEATURES)
    return drivers(cut, np.abs(model[-1].coef_[0]), named(weights, flat))


DRIVERS: dict[str, Method] = {
    "impurity and partial dependence": impurity,
    "impurity and means of both groups": impurity_and_means,
    "permutation and logistic signs": permutation,
    "boosting and partial dependence": stumps,
    "standardised coefficients": coefficients,
}
