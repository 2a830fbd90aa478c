"""Right methods for section 4 of "servers-and-churn": scores, and the threshold that the two prices call for.

Not among them, because wrong too often (over 40 seeds of level 3):

- the prices' break-even on scores that are no probabilities. Balanced weights and made-up leavers count the rarity of
  leavers twice (in the median 52 and 32 % dearer than need be), histogram boosting as it comes is too sure of itself
  (33 %), a forest with large leaves not enough (13 %, and above the limit in 5 seeds), nor is a logistic regression on
  features between 0 and 1, which the usual penalty shrinks. A sigmoid does not mend a forest's small probabilities
  (up to 41 %), isotonic regression does. Calibrate by it, or search on rows that were held out;
- the cheapest threshold on one third of the training rows, where some forty leavers decide (in 3 seeds three times the
  break-even, as dear as a threshold for F1). Folds use every row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from benchmarks.practice_methods.churn_methods import BOOSTING, Answers, Method, scaled
from benchmarks.practice_methods.servers_and_churn_tables import Rows, customers
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.neighbors import NearestNeighbors


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


def made_up_leavers(X: pd.DataFrame, left: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """SMOTE: leavers between a leaver and one of her five nearest, until there are as many as stayers."""
    rng = np.random.default_rng(0)
    leavers = X[left == 1].to_numpy()
    more = int((left == 0).sum()) - len(leavers)
    spread = X.std().to_numpy()
    near = NearestNeighbors(n_neighbors=6).fit(leavers / spread).kneighbors(leavers / spread)[1]
    one = rng.integers(len(leavers), size=more)
    other = near[one, rng.integers(1, 6, size=more)]
    made = leavers[one] + rng.random((more, 1)) * (leavers[other] - leavers[one])
    return pd.concat([X, pd.DataFrame(made, columns=X.columns)]), np.concatenate([left, np.ones(more, int)])


def by_made_up_leavers(model: Any) -> Method:
    """Section 4 with SMOTE inside each fold, and the cheapest threshold on the rows that were held out as they are."""

    def answer(world: Any) -> Answers:
        cut = customers(world)
        held = np.zeros(len(cut.train))
        for fitted, out in StratifiedKFold(4).split(cut.train, cut.train_y):
            X, left = made_up_leavers(cut.train.iloc[fitted], cut.train_y[fitted])
            held[out] = model.fit(X, left).predict_proba(cut.train.iloc[out])[:, 1]
        scores = model.fit(*made_up_leavers(cut.train, cut.train_y)).predict_proba(cut.test)[:, 1]
        return priced(world, cut.test_y, scores, cheapest(world, cut.train_y, held))

    return answer


_FOREST = RandomForestClassifier(60, min_samples_leaf=10, random_state=0)
_HISTOGRAMS = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, min_samples_leaf=30, random_state=0)
THRESHOLD: dict[str, Method] = {
    "logistic regression, prices": by_prices(scaled()),
    "logistic regression, cheapest in training": by_search(scaled(), on="train"),
    "logistic regression, cheapest out of fold": by_search(scaled(), on="folds"),
    "logistic regression, cheapest on test rows": by_search(scaled(), on="test"),
    "balanced weights, cheapest in training": by_search(scaled(class_weight="balanced"), on="train"),
    "SMOTE, cheapest out of fold": by_made_up_leavers(scaled()),
    "isotonic calibration, prices": by_prices(CalibratedClassifierCV(scaled(), method="isotonic", cv=5)),
    "calibrated forest, prices": by_prices(CalibratedClassifierCV(_FOREST, method="isotonic", cv=4)),
    "boosting, prices": by_prices(BOOSTING),
    "histogram boosting, prices": by_prices(_HISTOGRAMS),
    "forest, cheapest out of fold": by_search(_FOREST, on="folds"),
}
