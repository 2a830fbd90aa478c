"""Forecasts without look-ahead, and the two policies that plan on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.errors import InputError, NotFitted
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.information import known_until
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.policies import forest, forest_kernels, planning, planning_kernels
from takehome.studies.storage.policies.forecast import correction_weights, fit_forecaster, mean_tau, trailing_scale
from takehome.studies.storage.policies.predictive import ForecastPlan, PredictiveControl
from takehome.studies.storage.policies.simple import LastWeek, Yesterday
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

DAYS, PAST = 220, 180


def weekly_prices(seed: int = 0) -> Prices:
    """Workdays peak in the evening, weekends at noon, with a level that drifts, persistent errors and spikes."""
    rng = np.random.default_rng(seed)
    hour, day = np.arange(24 * DAYS) % 24, np.arange(24 * DAYS) // 24
    peak = np.where(day % 7 < 5, 18, 12)
    shape = 20 + 30 * np.exp(-((hour - peak) ** 2) / 12)
    noise = np.zeros(24 * DAYS)
    for t in range(1, len(noise)):
        noise[t] = 0.8 * noise[t - 1] + rng.normal(0, 8)
    spikes = 500 * (rng.random(24 * DAYS) < 0.002) * (day < PAST)  # later ones would pay by luck
    return regular_prices(shape * (1 + day / DAYS) + noise + spikes)


@pytest.fixture(scope="module")
def job() -> Task:
    return Task(lattice(Battery(2000, 1000, 0.9, 0.9, start_kwh=900.0, end_kwh=900.0), 1.0), weekly_prices(), 24 * PAST)


@pytest.fixture(scope="module")
def plan(job: Task) -> ForecastPlan:
    return ForecastPlan().fit(job)


@pytest.fixture(scope="module")
def control(plan: ForecastPlan) -> PredictiveControl:
    return PredictiveControl(plan.forecaster)


def profit(job: Task, moves: np.ndarray) -> float:
    return settle(job.lattice.battery, job.test, moves * job.lattice.pitch_kwh).profit


def test_trees_predict_what_scikit_learn_predicts() -> None:
    """The authority is scikit-learn's own walk; missing values included."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(0)
    X = np.where(rng.random((600, 4)) < 0.1, np.nan, rng.normal(size=(600, 4)))
    y = np.nan_to_num(X).sum(axis=1) + rng.normal(size=600)
    grown = forest.grow(X, y)
    learner = HistGradientBoostingRegressor(
        max_iter=forest.TREES, learning_rate=0.08, max_leaf_nodes=31, min_samples_leaf=40, l2_regularization=1.0,
        early_stopping=False, random_state=0,
    )  # fmt: skip
    with threadpool_limits(1):
        theirs = learner.fit(X, y).predict(X)
    np.testing.assert_allclose(grown.predict(X), theirs, rtol=1e-12, atol=1e-12)
    parts = (grown.feature, grown.threshold, grown.left, grown.right, grown.missing_left, grown.value, grown.roots)
    kernel = forest_kernels.summed(X, *parts, grown.start)
    np.testing.assert_array_equal(kernel, forest.summed_reference(X, *parts, grown.start))


@pytest.mark.parametrize("kind", [ForecastPlan, PredictiveControl])
def test_shuffling_the_future_changes_no_move(kind: type, job: Task, plan: ForecastPlan) -> None:
    policy = kind(plan.forecaster)
    moves, until = policy.dispatch(job), known_until(job.prices, policy.information)
    rng = np.random.default_rng(1)
    for step in (job.first, job.first + 24 * 7 + 13, len(job.prices) - 1):
        values = job.prices.values.copy()
        values[until[step] :] = rng.permutation(values[until[step] :]) + 7.0
        other = policy.dispatch(replace(job, prices=job.prices.with_values(values)))
        np.testing.assert_array_equal(other[: step - job.first + 1], moves[: step - job.first + 1])


def test_fitting_reads_the_past_alone_and_is_repeatable(job: Task, plan: ForecastPlan) -> None:
    values = np.where(np.arange(len(job.prices)) < job.first, job.prices.values, -9.0)
    again = ForecastPlan().fit(replace(job, prices=job.prices.with_values(values)))
    np.testing.assert_array_equal(again.ready().forest.value, plan.ready().forest.value)
    np.testing.assert_array_equal(again.ready().weights, plan.ready().weights)


def test_a_forecast_beats_the_naive_plans_and_control_uses_what_it_sees(
    job: Task, plan: ForecastPlan, control: PredictiveControl
) -> None:
    naive = max(profit(job, policy.dispatch(job)) for policy in (Yesterday(), LastWeek()))
    best = optimum(job.lattice, job.test).profit
    earned = [profit(job, policy.dispatch(job)) for policy in (plan, control)]
    assert naive < earned[0] < best
    assert naive < earned[1] < best
    assert plan.tau > 0.4
    rests = replace(plan.ready(), weights=np.zeros_like(plan.ready().weights))
    assert profit(job, PredictiveControl(rests).dispatch(job)) < earned[1]


def test_control_with_a_perfect_forecast_is_the_optimum_of_the_day() -> None:
    """With errors of 0 the walk must do what planning for known prices does."""
    prices = weekly_prices().part(0, 48)
    grid = lattice(Battery(2000, 1000, 0.9, 0.9, end_kwh=450.0), 1.0)
    terms = planning.level_terms(grid)
    middle, scale = np.full(2, 30.0), np.full(2, 8.0)
    z = np.arcsinh((prices.values.reshape(2, 24) - 30.0) / 8.0)
    moves = planning_kernels.controlled_moves(
        prices.values, prices.day, prices.slot, z, middle, scale, np.zeros((23, 2)), np.zeros(2),
        np.array([terms.bought, terms.sold, terms.wear, terms.end]), planning.grid_of(grid, grid.start), True,
    )  # fmt: skip
    expected = planning.follow(Task(grid, prices), prices.values)
    earned = [settle(grid.battery, prices, m * grid.pitch_kwh).profit for m in (moves, expected)]
    assert earned[0] == pytest.approx(earned[1], rel=1e-9)


def test_the_unit_of_money_changes_no_move(job: Task, plan: ForecastPlan, control: PredictiveControl) -> None:
    scaled = replace(job, prices=job.prices.with_values(job.prices.values * 64))
    refitted = ForecastPlan().fit(scaled)
    np.testing.assert_array_equal(refitted.dispatch(scaled), plan.dispatch(job))
    np.testing.assert_array_equal(PredictiveControl(refitted.forecaster).dispatch(scaled), control.dispatch(job))


def test_a_column_known_ahead_is_used() -> None:
    rng = np.random.default_rng(2)
    ahead = rng.lognormal(3, 0.8, 24 * DAYS)
    prices = replace(regular_prices(2 * ahead + rng.normal(0, 1, len(ahead))), known={"day_ahead": ahead})
    with_it = fit_forecaster(prices.part(0, 24 * PAST))
    without = fit_forecaster(replace(prices, known={}).part(0, 24 * PAST))
    assert with_it.known == ("day_ahead",)
    assert with_it.tau > 0.8 > 0.3 > without.tau
    with pytest.raises(InputError, match="day_ahead"):
        with_it.days(replace(prices, known={}))


def test_corrections_are_recovered_by_least_squares() -> None:
    """Errors of a first-order autoregression: one lead ahead the weight is its coefficient, further its powers."""
    rng = np.random.default_rng(3)
    errors = np.zeros((4000, 24))
    errors[:, 0] = rng.normal(0, 1 / 0.6, 4000)
    for t in range(1, 24):
        errors[:, t] = 0.8 * errors[:, t - 1] + rng.normal(size=4000)
    weights = correction_weights(errors)
    np.testing.assert_allclose(weights[[0, 1, 3], 0], [0.8, 0.64, 0.8**4], atol=0.04)
    np.testing.assert_allclose(weights[:4, 1], 0, atol=0.04)


def test_the_scale_is_that_of_earlier_days_and_never_zero() -> None:
    grid = np.full((4, 24), 10.0)
    grid[2] = 99.0
    middle, scale = trailing_scale(grid, days=1)
    np.testing.assert_array_equal(middle, [np.nan, 10.0, 10.0, 99.0])
    assert (scale[1:] > 0).all()
    assert np.isnan(mean_tau(grid, grid))


def test_a_constant_price_is_forecast_and_not_traded() -> None:
    flat = Task(lattice(Battery(2000, 1000, 0.9, 0.9), 1.0), regular_prices(np.full(24 * 40, 50.0)), 24 * 30)
    plan = ForecastPlan().fit(flat)
    assert not plan.dispatch(flat).any()
    assert not PredictiveControl(plan.forecaster).dispatch(flat).any()


def test_too_short_a_past_and_no_fit_are_said(job: Task) -> None:
    with pytest.raises(InputError, match="at least 28 days"):
        ForecastPlan().fit(replace(job, first=24 * 20))
    with pytest.raises(InputError, match="0 days"):
        PredictiveControl().fit(replace(job, first=0))
    with pytest.raises(NotFitted):
        ForecastPlan().dispatch(job)


def test_what_is_saved_acts_the_same(job: Task, plan: ForecastPlan, control: PredictiveControl) -> None:
    for policy in (plan, control):
        again = type(policy).from_plain(*policy.to_plain())
        np.testing.assert_array_equal(again.dispatch(job), policy.dispatch(job))
        assert again.tau == policy.tau


def test_the_walk_equals_its_plain_twin(job: Task, plan: ForecastPlan) -> None:
    """Step by step in NumPy: correct the rest of the day, plan it by sorted marginal values, do the first move."""
    forecaster, grid = plan.ready(), job.lattice
    prices = job.prices.part(0, job.first + 24 * 6)
    short = replace(job, prices=prices.with_values(np.abs(prices.values)))
    days, terms = forecaster.days(short.prices), planning.level_terms(grid)
    level, expected = grid.start, []
    for t in range(short.first, len(prices)):
        d, k = int(prices.day[t]), int(prices.slot[t])
        errors = np.arcsinh((short.prices.values[t - k : t + 1] - days.middle[d]) / days.scale[d]) - days.z[d, : k + 1]
        z = days.z[d, k + 1 :] + forecaster.weights[: 23 - k] @ [errors[-1], errors.mean()]
        ahead = np.concatenate([[short.prices.values[t]], days.middle[d] + days.scale[d] * np.sinh(z)])
        assert (ahead > 0).all()
        after = np.full(grid.top, terms.end)
        after[: grid.end if d == prices.day[-1] else 0] = planning.REQUIRED
        cost, gain = terms.bought * ahead, terms.sold * ahead - terms.wear
        wanted = planning.planned_reference(cost, gain, ahead >= 0, after, level, grid.up, grid.down)[0]
        expected.append(int(wanted))
        level += expected[-1]
    np.testing.assert_array_equal(PredictiveControl(forecaster).dispatch(short), expected)
    assert any(expected)
