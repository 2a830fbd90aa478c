"""Prediction intervals and totals: exact finite-sample statements, brute force, and measured coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from takehome.stats import conformal
from takehome.stats.ols import fit_ols
from takehome.studies.regression.forms import term
from takehome.studies.regression.intervals import coverage, coverage_overall, prediction_interval
from takehome.studies.regression.noise import fit_spread
from takehome.studies.regression.tests.fitted_worlds import design_of, outcome_of, servers, straight
from takehome.studies.regression.totals import total_cost
from takehome.table.encoding import DesignColumn


@given(st.integers(1, 400), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))
def test_the_ranks_cover_at_least_the_level(n, level):
    """Among n + 1 exchangeable values the new one lies within the ranks with probability (high − low)/(n + 1) or,
    when an end is the extreme, more (Lei et al. 2018, §2.2)."""
    low, high = conformal.ranks(n, level)
    assert 1 <= low <= high <= n
    if n + 1 >= 2 / (1 - level):
        assert (high - low) / (n + 1) >= level - 1e-9
        assert (high - low - 2) / (n + 1) < level


def test_split_conformal_covers_as_its_theorem_says():
    """4,000 draws of 99 scores and a new one: 95 % (exactly 94 or 96 of 100 ranks), Monte-Carlo error 0.34 %."""
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(4000):
        scores = rng.exponential(size=100)
        low, high = conformal.conformal_offsets(scores[:-1], 0.95)
        held += low <= scores[-1] <= high
    assert held / 4000 == pytest.approx(0.95, abs=0.015)


def test_predictions_without_a_row_are_those_of_refits():
    rng = np.random.default_rng(1)
    X = np.column_stack([np.ones(30), rng.normal(size=(30, 2))])
    y, new = rng.normal(size=30), np.column_stack([np.ones(4), rng.normal(size=(4, 2))])
    fit = fit_ols(X, y)
    made = conformal.predictions_without(fit.coef, X, fit.unscaled_covariance, fit.loo_residuals, new)
    for i in range(30):
        rest = np.arange(30) != i
        assert made[i] == pytest.approx(fit_ols(X[rest], y[rest]).predict(new), rel=1e-9)


def test_the_jackknife_plus_is_its_definition():
    """Barber et al. (2021), eq. 1.3 with signed errors: order statistics of μ₋ᵢ(x) + eᵢ."""
    rng = np.random.default_rng(2)
    without, scores = rng.normal(size=(99, 3)), rng.normal(size=99)
    low, high = conformal.jackknife_plus_interval(without, np.ones(3), scores, 0.9)
    for j in range(3):
        ordered = sorted(without[:, j] + scores)
        assert (low[j], high[j]) == (ordered[5 - 1], ordered[95 - 1])


def test_few_rows_take_both_signs():
    scores = np.linspace(-1, 2, 20)
    low, high = conformal.conformal_offsets(scores, 0.95)
    assert low == -high
    assert high == 2


@settings(max_examples=60)
@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.9, 0.95]))
def test_wilson_is_that_of_statsmodels(successes, trials, level):
    successes = min(successes, trials)
    low, high = conformal.wilson_interval(successes, trials, level)
    expected = proportion_confint(successes, trials, alpha=1 - level, method="wilson")
    assert (low, high) == pytest.approx(expected, abs=1e-9)


def heteroscedastic(seed: int, rows: int = 1500, grows: bool = True):
    """Noise whose standard deviation grows from 1 to 9 along x, or stays 5."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 10, rows)
    sigma = 1 + 0.8 * x if grows else np.full(rows, 5.0)
    y = 100 + 10 * x + sigma * rng.normal(size=rows)
    return outcome_of(design_of(x[:, None], y, (DesignColumn("x", "x"),), test_share=0.4), None)


def test_where_the_noise_grows_the_intervals_grow_and_hold_in_every_tercile():
    outcome = heteroscedastic(0)
    X = np.array([[0.5], [9.5]])
    low, high = prediction_interval(outcome, X)
    assert (high - low)[1] > 3 * (high - low)[0]
    for segment in coverage(outcome)[1:]:
        assert segment.share == pytest.approx(0.95, abs=0.05)


def test_constant_noise_is_seen_as_constant():
    """At the 1 % test level at most 2 of 40 constant worlds may be called uneven (P of more is 0.8 %)."""
    uneven = 0
    for seed in range(40):
        outcome = heteroscedastic(seed, rows=300, grows=False)
        train = outcome.design.train
        X, errors = outcome.design.X[train], outcome.chosen_errors[train]
        uneven += not fit_spread(X, outcome.chosen.predict(X), errors).constant
    assert uneven <= 2


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_coverage_is_near_its_level_with_and_without_a_hold_out(share):
    rng = np.random.default_rng(4)
    x = rng.uniform(0, 10, 2000)
    y = x + rng.standard_t(5, size=2000)
    outcome = outcome_of(design_of(x[:, None], y, (DesignColumn("x", "x"),), test_share=share), None)
    assert coverage_overall(outcome, 0.95) == pytest.approx(0.95, abs=0.025)
    assert coverage_overall(outcome, 0.5) == pytest.approx(0.5, abs=0.06)
    names = [segment.segment for segment in coverage(outcome)]
    assert names == ["all rows", "low predictions", "middle predictions", "high predictions"]


def test_levels_with_enough_rows_are_segments():
    rng = np.random.default_rng(5)
    X = np.column_stack([rng.normal(size=500), rng.integers(0, 2, 500)]).astype(float)
    columns = (DesignColumn("x", "x"), DesignColumn("smoker = yes", "smoker", "", False, "no", "yes"))
    outcome = outcome_of(design_of(X, X @ [1, 2] + rng.normal(size=500), columns, test_share=0.4), None)
    (segment,) = [c for c in coverage(outcome) if c.segment == "smoker = yes"]
    assert segment.rows == int(X[~outcome.design.train, 1].sum())


def test_the_total_is_covered_and_the_sum_of_intervals_is_far_too_wide():
    """60 worlds: the realised total of 200 new rows lies in its 95 % interval in at least 52 (P of fewer is 0.3 %)."""
    held = 0
    for seed in range(60):
        outcome = servers(seed, rows=300, draws=60)
        rng = np.random.default_rng(1000 + seed)
        X = np.column_stack([rng.uniform(10, 90, 200), rng.uniform(4, 64, 200), rng.uniform(0, 10, 200)])
        truth = 50 + X[:, :2] @ [2, 5] + np.exp(0.5 * X[:, 2]) + rng.normal(0, 10, 200)
        made = total_cost(outcome, X)
        held += float(truth.sum()) in made.interval
        assert made.sum_of_intervals.high - made.sum_of_intervals.low > 5 * (made.interval.high - made.interval.low)
    assert held >= 52


def test_shared_shocks_widen_the_total_up_to_the_sum():
    made = total_cost(servers(rows=300))
    widths = [made.interval, *(interval for _, interval in made.with_shared_shocks)]
    widths = [interval.high - interval.low for interval in widths]
    assert widths == sorted(widths)
    assert widths[-1] < made.sum_of_intervals.high - made.sum_of_intervals.low
    assert made.noise_sd == pytest.approx(10 * np.sqrt(300), rel=0.1)
    assert "noise taken as independent" in made.sentence


def test_independent_noise_shrinks_like_the_root_and_the_model_does_not():
    outcome = servers(rows=300)
    X = outcome.design.X[:50]
    one, many = total_cost(outcome, X), total_cost(outcome, np.tile(X, (16, 1)))
    assert many.noise_sd == pytest.approx(4 * one.noise_sd)
    assert many.model_sd == pytest.approx(16 * one.model_sd)
    assert many.total.value == pytest.approx(16 * one.total.value)


def test_large_tables_use_the_jackknife_and_agree_with_the_jackknife_plus():
    outcome = servers(rows=2600)
    X = outcome.design.X[:20]
    big = prediction_interval(outcome, X)
    train = outcome.design.train
    scores = outcome.chosen_errors[train]
    low, high = conformal.conformal_offsets(scores, 0.95)
    assert big[1] - big[0] == pytest.approx(np.full(20, high - low), rel=1e-9)


def test_a_log_target_has_intervals_on_its_own_scale():
    rng = np.random.default_rng(6)
    x = rng.uniform(0, 3, 800)
    y = np.exp(1 + x + 0.3 * rng.normal(size=800))
    outcome = outcome_of(
        design_of(x[:, None], y, (DesignColumn("x", "x"),), test_share=0.4), (term("x"),), response="log"
    )
    assert coverage_overall(outcome, 0.9) == pytest.approx(0.9, abs=0.06)
    low, high = prediction_interval(outcome, np.array([[0.2], [2.8]]))
    assert (high - low)[1] > 2 * (high - low)[0]


def test_one_row_and_a_perfect_fit_do_no_harm():
    perfect = servers(noise=0.0, rows=100)
    low, high = prediction_interval(perfect, perfect.design.X[:1])
    assert low <= high
    assert straight(rows=12).design.train.sum() < 20
    assert coverage_overall(straight(rows=12)) <= 1
