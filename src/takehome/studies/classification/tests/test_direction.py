"""Verdicts: the additive model against statsmodels, the rules one by one, a few sets of the simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks import directions
from scipy.special import expit

from takehome.protocol import Direction
from takehome.studies.classification import additive
from takehome.studies.classification.additive import fit_additive
from takehome.studies.classification.average_curve import AverageCurve
from takehome.studies.classification.collinear import exact_partners
from takehome.studies.classification.curve_basis import number_columns, terms_of
from takehome.studies.classification.direction import (
    CALLED,
    FLAT_ODDS,
    contrasts,
    direction_of,
    needed_of,
    shape_of,
    verdict_of_levels,
    verdict_of_number,
)
from takehome.studies.classification.feature_axis import axis_of
from takehome.studies.classification.instrument import Rows, fitted_alone, fitted_for
from takehome.studies.classification.tests.effect_worlds import drawn
from takehome.table.encoding import DesignColumn

ENDS = (-1.2, 1.2)
GRID = np.linspace(-1.6, 1.6, 10)


def numbers(count: int) -> list[DesignColumn]:
    return [DesignColumn(f"x{j}", f"x{j}") for j in range(count)]


def fit(X, y, knots=4, blocks=None, columns=None):
    weights = np.ones(len(y))
    columns = numbers(X.shape[1]) if columns is None else columns
    blocks = np.arange(len(y)) if blocks is None else blocks
    return fit_additive(terms_of(X, columns, weights, knots), X, y, weights, blocks)


def world(shape, rows=2_000, seed=0, level=-1.0):
    X = np.random.default_rng(seed).normal(size=(rows, 2))
    return X, drawn(level + shape(X[:, 0]) + 0.5 * X[:, 1], seed)


def test_without_its_hair_of_a_penalty_it_is_statsmodels_logit(monkeypatch):
    """statsmodels 0.14, ``sm.Logit(y, X).fit()`` on the same columns, and its cluster-robust covariance."""
    import statsmodels.api as sm

    monkeypatch.setattr(additive, "PRIOR_SPREAD", 1e6)
    X, y = world(lambda x: x - 0.3 * x**2)
    made = fit(X, y)
    reference = sm.Logit(y, made.matrix(X)).fit(disp=0, tol=1e-12)
    np.testing.assert_allclose(made.coef, reference.params, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(made.model, reference.cov_params(), rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(np.diag(made.robust), np.diag(sm.Logit(y, made.matrix(X)).fit(
        disp=0, cov_type="HC0").cov_params()), rtol=0.02)  # fmt: skip
    blocks = np.arange(len(y)) // 4
    clustered = sm.Logit(y, made.matrix(X)).fit(disp=0, cov_type="cluster", cov_kwds={"groups": blocks})
    np.testing.assert_allclose(np.diag(fit(X, y, blocks=blocks).robust), np.diag(clustered.cov_params()), rtol=0.02)


def test_rows_drawn_by_class_keep_their_evidence_when_weighted_back():
    """Slopes of log odds do not depend on how many of each class were drawn (Prentice & Pyke 1979)."""
    X, y = world(lambda x: 0.8 * x, rows=3_000)
    weights = np.where(y == 1, 0.02 / y.mean(), 0.98 / (1 - y.mean()))
    plain = fit(X, y, knots=0)
    weighted = fit_additive(plain.terms, X, y, weights, np.arange(len(y)))
    assert weighted.coef[1] == pytest.approx(plain.coef[1], abs=0.15)
    assert weighted.errors(np.eye(3)[[1]])[0] < 2 * plain.errors(np.eye(3)[[1]])[0]


def test_one_step_to_a_straight_feature_is_the_straight_fit():
    X, y = world(lambda x: 0.8 * x, rows=4_000)
    bent, term = fit(X, y), terms_of(X, numbers(2), np.ones(len(y)), 4)
    straight = fit_additive([replace(term[0], curve=number_columns(X[:, 0], np.ones(len(y)), 0)), term[1]], X, y,
                            np.ones(len(y)), np.arange(len(y)))  # fmt: skip
    place = bent.place(0)
    one_step = bent.without(np.arange(place.start + 1, place.stop))
    assert one_step.coef[place.start] == pytest.approx(straight.coef[1], rel=0.01)
    assert one_step.errors(np.eye(len(one_step.coef))[[1]])[0] == pytest.approx(
        straight.errors(np.eye(len(straight.coef))[[1]])[0], rel=0.01
    )


def test_separable_rows_stay_finite_and_are_called():
    X = np.random.default_rng(0).normal(size=(120, 2))
    made = fit(X, (X[:, 0] > 0).astype(float), knots=0)
    assert np.isfinite(made.coef).all()
    assert verdict_of_number(made, 0, GRID, ENDS, 0.95).direction is Direction.INCREASING


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (lambda x: 0.8 * x, Direction.INCREASING),
        (lambda x: -0.8 * x, Direction.DECREASING),
        (lambda x: np.tanh(2 * x), Direction.INCREASING),
        (lambda x: -1.5 * (x > 0.3), Direction.DECREASING),
        (lambda x: x**2, Direction.NON_MONOTONE),
        (lambda x: -(x**2), Direction.NON_MONOTONE),
    ],
    ids=["straight up", "straight down", "saturating", "step", "U", "hill"],
)
def test_clear_shapes_are_called(shape, said):
    X, y = world(shape)
    verdict = verdict_of_number(fit(X, y), 0, GRID, ENDS, 0.95)
    assert verdict.direction is said
    assert len(verdict.arms) == (2 if said is Direction.NON_MONOTONE else 0)
    assert sorted(np.sign([arm.estimate for arm in verdict.arms])) == ([-1, 1] if verdict.arms else [])


def test_flat_needs_evidence_and_want_of_evidence_is_not_flat():
    X, y = world(lambda x: 0 * x, rows=20_000)
    assert verdict_of_number(fit(X, y), 0, GRID, ENDS, 0.95).direction is Direction.FLAT
    few = slice(0, 200)
    assert verdict_of_number(fit(X[few], y[few]), 0, GRID, ENDS, 0.95).direction is Direction.UNDETERMINED


def test_a_sure_but_immaterial_effect_is_flat():
    X, y = world(lambda x: 0.04 * x, rows=60_000)
    verdict = verdict_of_number(fit(X, y), 0, GRID, ENDS, 0.95)
    assert verdict.direction is Direction.FLAT
    assert abs(verdict.main.estimate) + 1.96 * verdict.main.error < np.log(FLAT_ODDS)


def test_more_tries_need_more_standard_errors():
    assert needed_of(1) == pytest.approx(CALLED)
    assert needed_of(10) > needed_of(2) > needed_of(1)
    X, y = world(lambda x: 0.8 * x)
    (main,) = contrasts(fit(X, y), 0, np.array([-1.0]), np.array([1.0]))
    assert direction_of(main, 0.95, abs(main.z) - 0.01) is Direction.INCREASING
    assert direction_of(main, 0.95, abs(main.z) + 0.01) is Direction.UNDETERMINED


def test_a_level_that_matters_speaks_for_its_category():
    rng = np.random.default_rng(1)
    which = rng.integers(0, 4, 2_000)
    y = drawn(-1 + 1.2 * (which == 2), 1)
    X = np.column_stack([which == k for k in (1, 2, 3)]).astype(float)
    columns = [DesignColumn(f"c = {k}", "c", "", False, "a", str(k)) for k in (1, 2, 3)]
    verdict = verdict_of_levels(fit(X, y, columns=columns), 0, 0.95)
    assert verdict.direction is Direction.INCREASING
    assert verdict.main.indicator == 1
    assert len(verdict.others) == 2
    assert verdict.needed == pytest.approx(needed_of(3))


@pytest.mark.parametrize(
    ("curve", "said"),
    [([0, 1, 2, 3], "increasing"), ([3, 2, 0], "decreasing"), ([3, 0, 3], "non-monotone"),
     ([0, 3, 2.5, 5], "increasing"), ([0.1, 0, 0.2], "flat")],
)  # fmt: skip
def test_the_shape_of_a_models_own_curve(curve, said):
    assert shape_of(np.array(curve, float), 0.5) == said


def test_the_change_of_probability_is_the_average_over_rows_and_its_interval_keeps_the_sign():
    X, y = world(lambda x: 0.8 * x, rows=1_000)
    made = fit(X, y)
    verdict = verdict_of_number(made, 0, GRID, ENDS, 0.95)
    average = AverageCurve(verdict.model, 0, X, np.ones(len(X)))
    moved = [X.copy(), X.copy()]
    for rows, value in zip(moved, ENDS, strict=True):
        rows[:, 0] = value
    brute = [float(verdict.model.predict(rows).mean()) for rows in moved]
    assert average.changes(verdict.main) == pytest.approx(brute, abs=1e-12)
    interval = average.interval(verdict.main, 0.95)
    assert 0 < interval.low < 100 * (brute[1] - brute[0]) < interval.high < 100


def test_the_interval_is_about_as_wide_as_the_delta_methods_where_nothing_is_near_a_bound():
    X, y = world(lambda x: 0.3 * x, rows=4_000, level=0.0)
    verdict = verdict_of_number(fit(X, y), 0, GRID, ENDS, 0.95)
    average = AverageCurve(verdict.model, 0, X, np.ones(len(X)))
    gradient = np.array([
        np.subtract(*average.changes(verdict.main, verdict.model.coef + h)[::-1])
        for h in 1e-5 * np.eye(len(verdict.model.coef))
    ])  # fmt: skip
    gradient = (gradient - np.subtract(*average.changes(verdict.main)[::-1])) / 1e-5
    delta = 2 * 1.96 * 100 * float(verdict.model.errors(gradient[None])[0])
    interval = average.interval(verdict.main, 0.95)
    assert interval.high - interval.low == pytest.approx(delta, rel=0.05)


def test_the_band_is_around_the_curve_and_inside_0_and_1():
    X, y = world(lambda x: 3 * x, rows=400)
    made = fit(X, y)
    middle, low, high = AverageCurve(made, 0, X, np.ones(len(X))).band(GRID, 0.95)
    assert np.all((low > 0) & (low <= middle) & (middle <= high) & (high < 1))


def test_exact_combinations_name_their_partners_and_nobody_else():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 4))
    X = np.column_stack([X, X[:, 0] - 2 * X[:, 1] + 5])
    found = exact_partners(X * [1, 1e6, 1, 1e-6, 1], numbers(5))
    assert found == {0: ("x1", "x4"), 1: ("x0", "x4"), 4: ("x0", "x1")}
    assert exact_partners(X[:, :4], numbers(4)) == {}


def test_two_equal_flags_of_missing_values_are_tied_and_their_numbers_are_not():
    rng = np.random.default_rng(0)
    flag = (rng.random(100) < 0.3).astype(float)
    X = np.column_stack([rng.normal(size=100), flag, rng.normal(size=100), flag])
    columns = [DesignColumn("a", "a"), DesignColumn("a is missing", "a", numeric=False),
               DesignColumn("b", "b"), DesignColumn("b is missing", "b", numeric=False)]  # fmt: skip
    assert exact_partners(X, columns) == {1: ("b",), 3: ("a",)}


def test_few_positives_carry_few_features_and_one_bend_at_a_time():
    X = np.random.default_rng(0).normal(size=(500, 30))
    y = np.zeros(500)
    y[:12] = 1
    rows = Rows(X, y, np.ones(500), np.arange(500))
    found = fitted_for(rows, numbers(30), [f"x{j}" for j in range(30)], 20)
    assert len(found) == 20
    assert found["x15"].beside == 12
    assert {term.feature for term in found["x15"].model.terms} == {"x15", *(f"x{j}" for j in range(12))}
    assert [bool(term.curve.turn.size) for term in found["x15"].model.terms] == [True] + 12 * [False]
    assert fitted_alone(rows, numbers(30), "x3").beside == 0


@pytest.mark.parametrize(
    "x",
    [np.r_[np.zeros(990), 1:11], np.r_[0.0, np.ones(999)], np.r_[1e40, np.random.default_rng(0).normal(size=999)],
     np.arange(1_000) % 3.0, np.r_[np.zeros(500), np.ones(500)], 1e-30 * np.arange(1_000)],
    ids=["piled up", "one apart", "wild", "three values", "two values", "tiny"],
)  # fmt: skip
def test_any_number_that_varies_has_columns_an_axis_and_a_verdict(x):
    X = np.column_stack([x, np.random.default_rng(1).normal(size=len(x))])
    y = drawn(X[:, 1])
    axis = axis_of(x)
    assert axis.start < axis.stop
    assert len(axis.grid) >= 2
    assert np.isin([axis.start, axis.stop], x).all()
    made = fit(X, y)
    assert np.isfinite(made.coef).all()
    assert np.isfinite(expit(made.log_odds(X))).all()
    assert verdict_of_number(made, 0, axis.grid, (axis.start, axis.stop), 0.95).direction in Direction


def test_the_unit_of_a_feature_changes_no_verdict():
    X, y = world(lambda x: 0.5 * x + 0.4 * x**2)
    one = verdict_of_number(fit(X, y), 0, GRID, ENDS, 0.95)
    other = verdict_of_number(fit(X * [12, 1], y), 0, 12 * GRID, (12 * ENDS[0], 12 * ENDS[1]), 0.95)
    assert other.direction is one.direction
    assert other.main.z == pytest.approx(one.main.z, rel=1e-6)


def test_a_few_sets_of_the_simulation_call_no_wrong_sign_and_little_noise():
    """The short version of ``python -m benchmarks.directions``; the many-seed figures are committed beside it."""
    found = [one for seed in range(12) for one in directions.one_set((1_000, 0.1, seed))]
    figures = directions.summary(found)
    assert figures["wrong sign, any size"]["share"] == 0
    assert figures["noise flat or undetermined"]["share"] >= 0.9
    assert figures["seen at 3 standard errors or more, called right"]["share"] >= 0.9
