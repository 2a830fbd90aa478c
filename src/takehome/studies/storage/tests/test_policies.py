"""The floor, plans for known days and the planner behind all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.information import Information, known_until
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.optimum.dynamic_programming import plan as dynamic_program
from takehome.studies.storage.policies import overnight, overnight_kernels, planning, planning_kernels
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.studies.storage.policies.known_day import KnownDay
from takehome.studies.storage.policies.simple import Hold, LastWeek, Thresholds, Yesterday
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

FLOOR = (Hold(), Thresholds(), Yesterday(), LastWeek(), KnownDay())


def wild(days: int, seed: int) -> Prices:
    """Days that look alike, with noise, spikes and some negative hours."""
    rng = np.random.default_rng(seed)
    shape = 40 + 25 * np.sin(np.arange(24) / 24 * 4 * np.pi)
    values = np.tile(shape, days) * rng.lognormal(0, 0.3, 24 * days) + 200 * (rng.random(24 * days) < 0.02) - 16
    return regular_prices(values)


def task(days: int = 20, seed: int = 0, first: int = 0, **battery: Any) -> Task:
    given_terms: dict[str, Any] = {"charge_efficiency": 0.9, "discharge_efficiency": 0.9, **battery}
    return Task(lattice(Battery(2000, 1000, **given_terms), 1.0), wild(days, seed), first)


def profit(job: Task, moves: np.ndarray) -> float:
    return settle(job.lattice.battery, job.test, moves * job.lattice.pitch_kwh).profit


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 30), top=st.integers(1, 9), fee=st.floats(0, 3))
def test_the_planner_equals_its_twin_move_by_move(seed: int, steps: int, top: int, fee: float) -> None:
    rng = np.random.default_rng(seed)
    gain = rng.normal(2, 3, steps)
    cost = gain + fee
    may = rng.random(steps) < 0.8
    after = np.sort(rng.normal(1, 2, top))[::-1].copy()
    level, up, down = int(rng.integers(0, top + 1)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    ours = planning_kernels.planned_moves(cost, gain, may, after, level, up, down)
    np.testing.assert_array_equal(ours, planning.planned_reference(cost, gain, may, after, level, up, down))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sells", [True, False])
def test_a_plan_earns_what_dynamic_programming_earns(seed: int, sells: bool) -> None:
    """The authority is the exact program; negative prices and fees included."""
    job = task(3, seed, wear=Wear(WearKind.PER_KWH, 0.004), end_kwh=900.0, start_kwh=450.0, sell_below_zero=sells)
    job = replace(job, prices=replace(job.prices, buy_fee=1.0, sell_fee=2.0))
    assert (job.prices.values < 0).any()
    moves = planning.planned(job.lattice, job.prices, job.lattice.start, last=True)
    assert profit(job, moves) == pytest.approx(optimum(job.lattice, job.prices).profit, rel=1e-9)


def test_an_inner_plan_asks_no_end() -> None:
    job = task(2, end_kwh=1800.0)
    moves = planning.planned(job.lattice, job.prices, 0, last=False)
    expected = dynamic_program(job.lattice, job.prices, 0)
    free = replace(job.lattice.battery, end_kwh=None)
    earned = [settle(free, job.prices, m * job.lattice.pitch_kwh).profit for m in (moves, expected)]
    assert earned[0] == pytest.approx(earned[1], rel=1e-9)


@pytest.mark.parametrize("policy", FLOOR, ids=lambda p: p.key)
@pytest.mark.parametrize("sells", [True, False])
def test_schedules_are_possible_and_end_as_asked(policy: Hold, sells: bool) -> None:
    job = task(20, 1, first=24 * 9, start_kwh=300.0, end_kwh=1500.0, sell_below_zero=sells)
    moves = policy.fit(job).dispatch(job)
    assert moves.shape == (len(job.test),)
    profit(job, moves)  # the ledger raises where a limit is broken


@pytest.mark.parametrize("policy", FLOOR, ids=lambda p: p.key)
def test_shuffling_what_may_not_be_known_changes_no_move(policy: Hold) -> None:
    job = task(16, 2, first=24 * 8)
    fitted = policy.fit(job)
    moves, until = fitted.dispatch(job), known_until(job.prices, policy.information)
    rng = np.random.default_rng(0)
    for step in (24 * 8, 24 * 10 + 7, 24 * 15 + 23):
        values = job.prices.values.copy()
        values[until[step] :] = rng.permutation(values[until[step] :]) + 5.0
        other = fitted.dispatch(replace(job, prices=job.prices.with_values(values)))
        np.testing.assert_array_equal(other[: step - job.first + 1], moves[: step - job.first + 1])


def test_yesterday_is_the_plan_for_yesterday_and_rests_without_one() -> None:
    job = task(4)
    moves = Yesterday().dispatch(job)
    assert not moves[:24].any()
    day = job.prices.part(0, 24)
    twice = regular_prices(np.tile(day.values, 2))
    np.testing.assert_array_equal(moves[24:48], planning.planned(job.lattice, twice, 0, last=False)[:24])
    assert not LastWeek().dispatch(job).any()


def test_on_days_that_repeat_all_plans_are_optimal_once_they_have_a_past() -> None:
    one = wild(1, 3).values
    job = replace(task(15, first=24 * 7), prices=regular_prices(np.tile(one, 15)))
    best = optimum(job.lattice, job.test).profit
    for policy in (Yesterday(), LastWeek()):
        assert profit(job, policy.dispatch(job)) == pytest.approx(best, rel=1e-9)
    assert profit(job, KnownDay().dispatch(job)) <= best * (1 + 1e-9)


def test_a_known_single_day_is_planned_exactly() -> None:
    job = task(1, 4)
    assert profit(job, KnownDay().dispatch(job)) == pytest.approx(optimum(job.lattice, job.prices).profit, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), days=st.integers(2, 20), top=st.integers(1, 9), sells=st.booleans())
def test_the_worth_at_midnight_equals_its_twin(seed: int, days: int, top: int, sells: bool) -> None:
    rng = np.random.default_rng(seed)
    starts = np.cumsum([0, *rng.integers(1, 6, days)])
    money = np.array([1.1, 0.9, rng.uniform(0, 2), 0.1, 0.2, overnight.SAME_WEEKDAY])
    values, after = rng.normal(2, 3, starts[-1]), np.full(top, 0.5)
    given_terms = (values, starts, money, after, int(rng.integers(1, 5)), int(rng.integers(1, 5)), sells)
    ours = overnight_kernels.mean_worth(*given_terms)
    np.testing.assert_allclose(ours, overnight.mean_worth_reference(*given_terms), rtol=1e-9, atol=1e-12)
    assert (np.diff(ours) <= 1e-12).all()


def mornings(days: int, first: int, seed: int = 0) -> Task:
    """Dear mornings after cheap evenings, so that charge is worth keeping over midnight."""
    shape = np.interp(np.arange(24), [0, 6, 9, 16, 23], [60, 90, 50, 50, 20])
    values = np.tile(shape, days) + np.random.default_rng(seed).normal(0, 3, 24 * days)
    return Task(lattice(Battery(2000, 1000, 0.9, 0.9), 1.0), regular_prices(values), first)


def test_where_mornings_are_dear_the_plan_keeps_charge_over_midnight() -> None:
    job = mornings(150, 24 * 90)
    fitted, best = KnownDay().fit(job), optimum(job.lattice, job.test).profit
    assert fitted.keeps is True
    assert profit(job, KnownDay().dispatch(job)) < 0.8 * best < 0.97 * best < profit(job, fitted.dispatch(job))
    assert KnownDay.from_plain(*fitted.to_plain()) == fitted


def test_what_is_kept_is_chosen_on_the_past_alone_and_nothing_without_one() -> None:
    job = mornings(150, 24 * 90)
    other = np.where(np.arange(len(job.prices)) < job.first, job.prices.values, 7.0)
    assert KnownDay().fit(replace(job, prices=job.prices.with_values(other))) == KnownDay().fit(job)
    for first in (0, 24 * overnight.PAST_DAYS):
        assert not KnownDay(keeps=True).fit(replace(job, first=first)).keeps


def test_a_plan_that_keeps_charge_reads_no_later_day_and_ends_as_asked() -> None:
    job, at = task(30, 2, first=24 * 9 + 5, end_kwh=1500.0, sell_below_zero=False), 24 * 20
    policy, values = KnownDay(keeps=True), job.prices.values.copy()
    moves = policy.dispatch(job)
    profit(job, moves)
    values[at:] = values[at:][::-1] * 3
    other = policy.dispatch(replace(job, prices=job.prices.with_values(values)))
    np.testing.assert_array_equal(other[: at - job.first], moves[: at - job.first])
    assert (other != moves).any()


def test_thresholds_pick_on_the_past_alone_and_beat_holding() -> None:
    job = task(60, 5, first=24 * 40)
    fitted = Thresholds().fit(job)
    other = Thresholds().fit(replace(job, prices=job.prices.with_values(
        np.where(np.arange(len(job.prices)) < job.first, job.prices.values, 0.0))))  # fmt: skip
    assert fitted == other
    assert profit(job, fitted.dispatch(job)) > 0
    assert Thresholds.from_plain(*fitted.to_plain()) == fitted
    assert fitted.information is Information.CURRENT_PRICE


def test_the_unit_of_money_changes_no_move() -> None:
    job = task(30, 6, first=24 * 14)
    cents = replace(job, prices=job.prices.with_values(job.prices.values * 64))
    for policy in FLOOR:
        np.testing.assert_array_equal(policy.fit(job).dispatch(job), policy.fit(cents).dispatch(cents))


def test_days_of_23_and_25_hours_are_aligned_by_the_clock() -> None:
    regular = regular_prices(np.arange(72.0))
    short = np.delete(np.arange(72), 26)  # 02:00 of the second day is skipped
    prices = replace(
        regular, values=regular.values[short], time=regular.time[short], day=regular.day[short],
        slot=regular.slot[short], filled=regular.filled[short],
    )  # fmt: skip
    grid = day_grid(prices)
    np.testing.assert_array_equal(grid[1, 1:4], [25.0, 25.0, 27.0])
    np.testing.assert_array_equal(grid[[0, 2]], regular.values.reshape(3, 24)[[0, 2]])
    twice = np.insert(np.arange(72), 27, 26)  # 02:00 is repeated, at another price
    values = regular.values[twice]
    values[27] = 1000.0
    prices = replace(
        regular, values=values, time=regular.time[twice], day=regular.day[twice], slot=regular.slot[twice],
        filled=regular.filled[twice],
    )  # fmt: skip
    np.testing.assert_array_equal(day_grid(prices), regular.values.reshape(3, 24))
    job = replace(task(), prices=prices)
    for policy in FLOOR:
        assert len(policy.dispatch(job)) == 73
    np.testing.assert_array_equal(np.isnan(day_grid(regular.part(3))[:, 0]), [True, False, False])


def test_wear_by_depth_is_planned_for_as_full_cycles() -> None:
    worn = task(5, wear=Wear(WearKind.DEPTH, 20.0)).lattice
    full = task(5, wear=Wear(WearKind.PER_CYCLE, 20.0)).lattice
    assert planning.level_terms(worn) == planning.level_terms(full)
    assert planning.level_terms(worn).wear * worn.top == pytest.approx(20.0)
