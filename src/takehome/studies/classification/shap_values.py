r"""Shapley values of a tree model's probabilities, by the optional package ``shap``.

Theory
------
A row's prediction, less the average over background rows, is divided among the features as a fair share of what each
adds in every order of arrival; for trees, exactly and fast (Lundberg et al. 2020, *Nature Machine Intelligence* 2). The
*interventional* form is used: features that are absent take values of background rows. Its cost grows with leaves times
depth squared, and sums that do not add up have been reported for very deep trees, so deeper trees than `DEEPEST` are
refused and every row's sum is checked.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from takehome.errors import InputError, MissingExtra
from takehome.studies.classification.explained import MOST_SHUFFLED
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.trees import TreeModel

DEEPEST = 40
BACKGROUND, EXPLAINED = 100, 200
TOLERANCE = 1e-3
"""Of a sum of shares against the prediction; the package works in single precision."""


def available() -> bool:
    """Whether the optional package can be imported."""
    return find_spec("shap") is not None


def shap_where_possible(outcome: Outcome) -> dict[str, dict[str, object]]:
    """Each feature's row of :func:`shap_table`; empty without the package, and for models that it cannot explain."""
    if not available():
        return {}
    try:
        return {str(row["feature"]): row for row in shap_table(outcome)}
    except InputError:
        return {}


def shap_table(outcome: Outcome) -> list[dict[str, object]]:
    """For each feature the mean size of its shares, in percentage points (or log odds of boosting), and their trend.

    Raises
    ------
    MissingExtra
        When the package is not installed.
    InputError
        When no tree model was grown, or its trees are too deep.
    """
    if not available():
        raise MissingExtra("shap", "Shapley values")
    model = _trees(outcome)
    design = outcome.design
    rng = np.random.default_rng([outcome.seed, 27])
    background = _some(design.X[design.train], BACKGROUND, rng)
    rows = _some(design.X[design.judged], EXPLAINED, rng)
    shares = shap_values(model, rows, background)
    unit, scale = ("log odds", 1.0) if model.boosted else ("percentage points", 100.0)
    found: list[tuple[float, dict[str, object]]] = []
    for feature in design.features:
        own = [k for k, column in enumerate(design.columns) if column.feature == feature]
        share = scale * shares[:, own].sum(axis=1)
        trend = _rank_correlation(rows[:, own[0]], share)
        size = float(np.abs(share).mean())
        found.append((size, {"feature": feature, "mean_size": size, "unit": unit, "trend": trend}))
    return [row for _, row in sorted(found, key=lambda pair: -pair[0])[:MOST_SHUFFLED]]


def shap_values(model: TreeModel, rows: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Shares (n, q) of the prediction of each row (n, q), against background rows (m, q)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports in turn
        shap = import_module("shap")
    explainer = shap.TreeExplainer(
        {"trees": _as_dictionaries(model)}, background, feature_perturbation="interventional"
    )
    shares = np.asarray(explainer.shap_values(rows, check_additivity=False), float)
    if shares.ndim == 3:
        shares = shares[..., -1]
    total = shares.sum(axis=1) + _raw(model, background).mean()
    worst = float(np.abs(total - _raw(model, rows)).max())
    if worst > TOLERANCE * max(1.0, float(np.abs(total).max())):
        raise InputError(
            f"Shapley values that miss the prediction by {worst:g}", "shares that add up", "fewer, shallower trees"
        )
    return shares


def _trees(outcome: Outcome) -> TreeModel:
    for made in (outcome.chosen, outcome.forest, *outcome.models):
        if made is not None and isinstance(made.model, TreeModel):
            if made.model.depth > DEEPEST:
                raise InputError(
                    f"trees {made.model.depth} steps deep", f"at most {DEEPEST}", "use accumulated effects"
                )
            return made.model
    raise InputError("no tree model in this study", "a forest or boosting", "leave out fast=True")


def _raw(model: TreeModel, X: np.ndarray) -> np.ndarray:
    """What the trees add up to: log odds of boosting, a probability of a forest."""
    p = model.predict(X)
    return np.log(p) - np.log1p(-p) if model.boosted else p


def _as_dictionaries(model: TreeModel) -> list[dict[str, Any]]:
    """The trees as the package takes them; a leaf's children are −1."""
    ends = np.append(model.roots[1:], len(model.value))
    share = 1.0 if model.boosted else 1.0 / len(model.roots)
    found = []
    for k, (first, stop) in enumerate(zip(model.roots, ends, strict=True)):
        own = np.arange(first, stop)
        left, right = model.left[own], model.right[own]
        leaf = left == own
        value = model.value[own] * share + (model.start if k == 0 else 0.0)
        found.append({
            "children_left": np.where(leaf, -1, left - first).astype(np.int32),
            "children_right": np.where(leaf, -1, right - first).astype(np.int32),
            "children_default": np.where(leaf, -1, left - first).astype(np.int32),
            "features": np.where(leaf, -2, model.feature[own]).astype(np.int32),
            "thresholds": np.where(leaf, 0.0, model.threshold[own]), "values": value[:, None],
            "node_sample_weight": np.ones(len(own)),
        })  # fmt: skip
    return found


def _some(X: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    return X if len(X) <= most else X[np.sort(rng.choice(len(X), most, replace=False))]


def _rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    """Spearman's correlation; 0 where either does not vary."""
    from scipy.stats import rankdata

    a, b = rankdata(x) - (len(x) + 1) / 2, rankdata(y) - (len(y) + 1) / 2
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else 0.0
