"""The shown model's curves: the brief's disagreement, scikit-learn's partial dependence, ALE in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from takehome.studies.classification.dependence import level_changes, model_curves
from takehome.studies.classification.effect_words import moves, path
from takehome.studies.classification.instrument import Rows


def rows_of(X: np.ndarray) -> Rows:
    return Rows(X, np.zeros(len(X)), np.ones(len(X)), np.arange(len(X)))


@pytest.fixture(scope="module")
def brief():
    """The brief's training rows in their original order, its forest and its logistic regression.

    ``make_classification`` and ``train_test_split`` as in ``scenario.py``, with ``random_state=42``; then
    ``RandomForestClassifier(random_state=42)`` and ``LogisticRegression()``, scikit-learn 1.9.
    """
    X, y = make_classification(n_samples=1000, n_features=5, n_informative=3, n_redundant=1, weights=[0.9, 0.1],
                               flip_y=0.01, random_state=42)  # fmt: skip
    rows, _, classes, _ = train_test_split(X, y, test_size=0.3, stratify=y, random_state=42)
    forest = RandomForestClassifier(random_state=42).fit(rows, classes)
    return rows, forest, LogisticRegression().fit(rows, classes)


def test_the_briefs_forest_and_its_logistic_regression_disagree_on_support_tickets(brief):
    """``partial_dependence(forest, X_train, [1], grid_resolution=20)``: .134, .069, .348; the coefficient is +1.49."""
    rows, forest, logistic = brief
    grid = np.linspace(*np.quantile(rows[:, 1], [0.05, 0.95]), 20)
    reference = partial_dependence(forest, rows, [1], kind="average", grid_resolution=20)
    # all 700 rows by brute force, as this module averages them
    ours = np.array([
        forest.predict_proba(np.column_stack([rows[:, :1], np.full(len(rows), value), rows[:, 2:]]))[:, 1].mean()
        for value in reference["grid_values"][0]
    ])  # fmt: skip
    np.testing.assert_allclose(ours, reference["average"][0], atol=1e-12)
    assert (ours[0], ours.min(), ours[-1]) == pytest.approx((0.134, 0.069, 0.348), abs=5e-4)
    assert logistic.coef_[0][1] == pytest.approx(1.49, abs=5e-3)
    (curve,) = model_curves(lambda X: forest.predict_proba(X)[:, 1], rows_of(rows), [1], [grid], 0)
    assert [np.sign(move) for move in moves(100 * curve.partial, 2.2)] == [-1, 1]
    assert path(reference["average"][0], 2.2).startswith("falls by 6.5")
    assert "then rises by 28" in path(reference["average"][0], 2.2)


def test_partial_dependence_is_scikit_learns(brief):
    rows, forest, _ = brief
    few = rows[:100]
    reference = partial_dependence(forest, few, [3], kind="both", grid_resolution=12)
    (curve,) = model_curves(lambda X: forest.predict_proba(X)[:, 1], rows_of(few), [3], reference["grid_values"], 0)
    np.testing.assert_allclose(curve.partial, reference["average"][0], atol=1e-12)
    np.testing.assert_allclose(curve.single, reference["individual"][0][:10], atol=1e-12)


def test_accumulated_effects_of_a_sum_are_its_terms_however_the_features_go_together():
    """Apley & Zhu (2020), §2: of f = f1 + f2 the effect is f1 up to a constant, also under correlation."""
    rng = np.random.default_rng(0)
    a = rng.uniform(-1, 1, 5_000)
    X = np.column_stack([a, a + 0.1 * rng.normal(size=5_000)])
    (curve,) = model_curves(
        lambda X: 0.5 + 0.2 * X[:, 0] ** 2 - 0.1 * X[:, 1], rows_of(X), [0], [np.linspace(-1, 1, 9)], 0
    )
    got = np.diff(curve.accumulated)
    np.testing.assert_allclose(got, np.diff(0.2 * curve.edges**2), atol=1e-10)


def test_accumulated_effects_stay_where_the_data_are_and_partial_dependence_leaves_them():
    """A model that is wild where no row is: its partial dependence sees it, its accumulated effects do not."""
    rng = np.random.default_rng(0)
    a = rng.uniform(0, 1, 3_000)
    X = np.column_stack([a, a + 0.02 * rng.normal(size=3_000)])

    def wild(X):
        return np.where(np.abs(X[:, 0] - X[:, 1]) > 0.3, 1.0, 0.1 + 0.2 * X[:, 0])

    (curve,) = model_curves(wild, rows_of(X), [0], [np.linspace(0.05, 0.95, 9)], 0)
    assert np.diff(curve.accumulated_at(np.array([0.1, 0.9])))[0] == pytest.approx(0.16, abs=0.01)
    assert curve.partial.max() > 0.5


def test_the_mean_of_accumulated_effects_is_the_mean_prediction():
    X = np.random.default_rng(0).normal(size=(400, 2))

    def p(X):
        return 1 / (1 + np.exp(-X[:, 0] - X[:, 1]))

    (curve,) = model_curves(p, rows_of(X), [0], [np.linspace(-1, 1, 5)], 0)
    inside = np.searchsorted(curve.edges, X[:, 0]).clip(1, len(curve.edges) - 1)
    middle = (curve.accumulated[inside - 1] + curve.accumulated[inside]) / 2
    assert middle.mean() == pytest.approx(p(X).mean(), abs=1e-12)


@pytest.mark.parametrize("x", [np.zeros(50), np.r_[np.zeros(49), 1.0], np.arange(50) % 2.0, np.array([1.0])])
def test_any_number_has_curves(x):
    (curve,) = model_curves(lambda X: 0.1 + 0 * X[:, 0], rows_of(x[:, None]), [0], [np.unique(x)], 0)
    assert np.allclose(curve.accumulated, 0.1)
    assert np.allclose(curve.partial, 0.1)


def test_a_level_is_switched_with_its_category_s_others_off():
    X = np.eye(3)[np.random.default_rng(0).integers(0, 3, 90)][:, 1:]
    changes = level_changes(lambda X: 0.2 + 0.3 * X[:, 0] - 0.1 * X[:, 1], rows_of(X), [((0, 1), 0), ((0, 1), 1)], 0)
    assert changes == [pytest.approx((0.2, 0.5)), pytest.approx((0.2, 0.1))]


@pytest.mark.parametrize(
    ("curve", "limit", "found"),
    [([0, 1, 2], 0.5, [2]), ([2, 0, 5], 0.5, [-2, 5]), ([0, 5, 3, 8], 1, [5, -2, 5]), ([0, 5, 4.5, 8], 1, [8]),
     ([1, 1, 1], 0.5, [0]), ([3], 0.5, [0]), ([5, 5, 1], 1, [-4]), ([0, 9, 0, 1, 0, 9, 0, 9], 0.5, [9])],
)  # fmt: skip
def test_ups_and_downs(curve, limit, found):
    assert moves(np.array(curve, float), limit)[: len(found)] == pytest.approx(found)
