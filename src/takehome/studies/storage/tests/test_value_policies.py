"""The learned policies against worlds whose best policy is known, their plain twins, and a shuffled future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.policies.value import (
    feature_kernels,
    features,
    marginal_values,
    markov,
    markov_kernels,
    network,
    network_kernels,
    tabular_q,
    tabular_q_kernels,
    trees,
    trees_kernels,
    value_kernels,
)
from takehome.studies.storage.policies.value.expected_worth import planned_worth
from takehome.studies.storage.policies.value.markov import MarkovPolicy
from takehome.studies.storage.policies.value.outlook import outlook, reference_column
from takehome.studies.storage.policies.value.segments import segments
from takehome.studies.storage.policies.value.tabular_q import TabularQ, Updates
from takehome.studies.storage.policies.value.value_function import ValueFunction
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task

BATTERY = Battery(2000, 1000, 0.9, 0.9, Wear(WearKind.PER_KWH, 0.002), sell_below_zero=False)
SMALL = ValueFunction(hidden=16, passes=30, rounds=1, passes_a_round=10, networks=2, trees=5)
POLICIES = [MarkovPolicy(8), TabularQ(cells=(6, 2)), TabularQ(Updates.SAMPLED, cells=(6, 2), sweeps=20), SMALL]
NAMES = ["markov", "every level", "sampled", "value function"]


def daily(days: int, seed: int = 0, step_hours: float = 1.0, known: bool = False) -> Prices:
    """Cheap nights, dear evenings, noise and a few spikes, some of them below zero."""
    rng = np.random.default_rng(seed)
    steps = round(days * 24 / step_hours)
    hour = np.arange(steps) * step_hours % 24
    ahead = 40 - 25 * np.cos((hour - 3) / 24 * 2 * np.pi)
    noise = 8 * rng.normal(size=steps) + np.where(rng.random(steps) < 0.02, 150 * rng.normal(size=steps), 0)
    prices = regular_prices(ahead + noise, step_hours)
    return replace(prices, known={"ahead": ahead}) if known else prices


def chain_of_two(steps: int, low: float, high: float, stay: tuple[float, float], seed: int) -> Prices:
    """Two prices; each stays with its own probability."""
    rng = np.random.default_rng(seed)
    draws, state = rng.random(steps), np.zeros(steps, int)
    for t in range(1, steps):
        state[t] = state[t - 1] if draws[t] < stay[state[t - 1]] else 1 - state[t - 1]
    return replace(regular_prices(np.where(state == 0, low, high)), known={"flat": np.full(steps, (low + high) / 2)})


def profit(task: Task, moves: np.ndarray) -> float:
    return settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh).profit


def best_of_all_rules(task: Task) -> float:
    """Brute force: every rule (level, price) → move is tried on the test period, and the best in hindsight kept."""
    grid, low = task.lattice, (task.test.values < task.test.values.mean()).astype(int).tolist()
    best, top = -np.inf, task.lattice.top
    for code in range(3 ** (2 * grid.levels)):
        rule = [[code // 3 ** (k * grid.levels + j) % 3 - 1 for j in range(grid.levels)] for k in range(2)]
        level, moves = grid.start, []
        for cheap in low:
            after = min(max(level + rule[cheap][level], 0), top)
            moves.append(after - level)
            level = after
        best = max(best, profit(task, np.array(moves)))
    return best


@pytest.mark.parametrize("policy", [MarkovPolicy(), TabularQ(), SMALL], ids=["markov", "q", "value function"])
@pytest.mark.parametrize("wear", [0.0, 0.03])
def test_two_prices_are_traded_as_the_best_rule_does(policy, wear):
    """Cheap 20, dear 60: worth trading while wear costs less than the spread of 40 per MWh."""
    prices = chain_of_two(3000, 20.0, 60.0, (0.8, 0.7), seed=1)
    battery = Battery(1000, 1000, wear=Wear(WearKind.PER_KWH, wear))
    task = Task(lattice(battery, 1.0), prices, 2400)
    best = best_of_all_rules(task)
    assert best > 0
    assert profit(task, policy.fit(task).dispatch(task)) >= 0.99 * best


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_nothing_is_traded_where_wear_exceeds_the_spread(policy):
    prices = chain_of_two(2000, 20.0, 60.0, (0.8, 0.7), seed=1)
    task = Task(lattice(Battery(1000, 1000, wear=Wear(WearKind.PER_KWH, 0.05)), 1.0), prices, 1600)
    assert profit(task, policy.fit(task).dispatch(task)) == 0.0


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_a_repeating_day_is_learned(policy):
    """Without noise every policy earns the exact optimum (to 1 %), which is marginal values in hindsight."""
    hour = np.arange(24 * 60) % 24
    prices = regular_prices(np.where(hour < 6, 10.0, np.where((hour >= 18) & (hour < 21), 90.0, 40.0)))
    task = Task(lattice(Battery(2000, 1000), 1.0), prices, 24 * 50)
    side = marginal_values.store_side(task.lattice, task.test)
    best = profit(task, marginal_values.dispatch_by(task, marginal_values.hindsight(side, segments(task.lattice), 0.0)))
    assert best == pytest.approx(10 * 2 * 80.0)
    assert profit(task, policy.fit(task).dispatch(task)) >= 0.99 * best


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_no_future_price_changes_a_move(policy, known):
    prices = daily(40, known=known)
    task = Task(lattice(BATTERY, 1.0), prices, 24 * 30)
    fitted = policy.fit(task)
    before = fitted.dispatch(task)
    assert np.any(before != 0)
    for cut in (24 * 31 + 5, 24 * 34, 24 * 38 + 23):
        other = prices.values.copy()
        other[cut + 1 :] = np.random.default_rng(cut).permutation(other[cut + 1 :]) * 1.7
        ahead = {
            name: np.where(prices.day > prices.day[cut], 1.3 * values, values) for name, values in prices.known.items()
        }
        changed = replace(prices.with_values(other), known=ahead)
        again = replace(task, prices=changed)
        upto = cut - task.first + 1
        np.testing.assert_array_equal(policy.fit(again).dispatch(again)[:upto], before[:upto])


@pytest.mark.parametrize("factor", [12.0, 0.01])
@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_the_currency_changes_no_move(policy, factor):
    """Power-of-two free factors round differently, so that a tie may fall the other way: 99 in 100 must agree."""
    prices = daily(40)
    wear = replace(BATTERY.wear, cost=BATTERY.wear.cost * factor)
    task = Task(lattice(BATTERY, 1.0), prices, 24 * 30)
    other = Task(lattice(replace(BATTERY, wear=wear), 1.0), prices.with_values(prices.values * factor), task.first)
    one, two = policy.fit(task).dispatch(task), policy.fit(other).dispatch(other)
    assert np.mean(one == two) >= 0.99


@pytest.mark.parametrize("step_hours", [1.0, 0.25])
@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_a_decision_asked_for_alone_is_that_of_the_walk(policy, step_hours):
    prices = daily(36, step_hours=step_hours, known=step_hours < 1)
    task = Task(lattice(BATTERY, step_hours), prices, prices.slots * 34)
    kept = policy.fit(task).to_plain()
    fitted = type(policy).from_plain(*kept)
    moves = fitted.dispatch(task)
    level, grid = task.lattice.start, task.lattice
    for k, move in enumerate(moves):
        t = task.first + k
        first = int(np.searchsorted(prices.day, prices.day[t] - 29))
        at, part = t - first, prices.part(first)
        blind = part.with_values(np.where(np.arange(len(part)) <= at, part.values, 0.0))
        left = len(prices) - t
        source, row = fitted.prepare(blind), ()
        if not isinstance(fitted, TabularQ):
            if prices.slot[t] == 0:
                table = fitted.table(grid, source, at)
            row = (table[prices.slot[t]],)
        asked = fitted.act(grid, level, source, at, left, *row)
        assert asked == move
        level += move


@pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
def test_without_a_past_it_rests_and_still_meets_the_end(policy):
    task = Task(lattice(replace(BATTERY, end_kwh=900.0), 1.0), daily(3), 0)
    moves = policy.fit(task).dispatch(task)
    assert np.count_nonzero(moves) == 1
    profit(task, moves)


def test_hindsight_values_give_the_exact_optimum():
    """The linear program of the dispatch is the authority (`scipy.optimize.linprog`, HiGHS)."""
    from takehome.studies.storage.optimum.linear_program import linear_optimum

    prices = daily(20).with_values(np.abs(daily(20).values))
    task = Task(lattice(Battery(2000, 1000, wear=Wear(WearKind.PER_KWH, 0.01)), 0.25), replace(prices, step_hours=0.25))
    side = marginal_values.store_side(task.lattice, task.test)
    moves = marginal_values.dispatch_by(task, marginal_values.hindsight(side, segments(task.lattice), 0.0))
    exact = linear_optimum(task.lattice.battery, task.test).profit
    assert profit(task, moves) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_compiled_values_and_walks_equal_their_plain_twins(seed):
    rng = np.random.default_rng(seed)
    buy = 50 * rng.normal(size=60)
    sell = np.where(rng.random(60) < 0.2, -np.inf, 0.8 * buy - 3)
    believed = np.sort(60 * rng.normal(size=(60, 9)), axis=1)[:, ::-1].copy()
    last = np.sort(rng.normal(size=9))[::-1].copy()
    for judge in (believed, np.empty((0, 9))):
        plain = marginal_values.values_backward(buy, sell, judge, 2, 3, last)
        np.testing.assert_array_equal(value_kernels.values_backward(buy, sell, judge, 2, 3, last), plain)
    case = (believed, buy, sell, 20, 45, 7, 9, 30, 60)
    np.testing.assert_array_equal(value_kernels.walk(*case), marginal_values.walk(*case))
    chance = rng.dirichlet(np.ones(4), size=(3, 4))
    tables = (np.sort(rng.normal(size=(4, 9)), axis=1)[:, ::-1].copy(), rng.integers(3, size=10))
    inputs = (buy[:40].reshape(10, 4), sell[:40].reshape(10, 4), chance, tables[1], 2, 3, tables[0])
    for one, two in zip(markov_kernels.expected_values(*inputs), markov.expected_values(*inputs), strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("hour", [0, 17, 23])
def test_the_worth_of_a_charge_is_what_the_best_plan_on_expected_prices_still_earns(hour):
    """The linear program of the dispatch is the authority (`scipy.optimize.linprog`, HiGHS)."""
    from takehome.studies.storage.optimum.linear_program import linear_optimum

    battery, t = Battery(2000, 1000, wear=Wear(WearKind.PER_KWH, 0.002)), 24 * 8 + hour
    source, grid = outlook(daily(10, known=True), "ahead"), lattice(battery, 1.0)
    nothing = float(-source.scale.middle[t] / source.scale.scale[t])
    worth = planned_worth(grid, source, np.array([t]), nothing)[0] * source.scale.scale[t]
    parts = segments(grid).count
    coming = regular_prices(np.concatenate([source.expected[t + 1 : 24 * 9], source.expected[24 * 8 : 24 * 9]]))
    empty = linear_optimum(battery, coming).profit
    for part in (parts // 2, parts):
        start = replace(battery, start_kwh=2000 * part / parts)
        assert worth[part] * 2 / parts == pytest.approx(linear_optimum(start, coming).profit - empty)


@pytest.mark.parametrize("advised", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_compiled_q_learning_equals_its_plain_twin(seed, advised):
    rng = np.random.default_rng(seed)
    state, buy = rng.integers(7, size=200), rng.normal(size=200)
    sell = np.where(rng.random(200) < 0.1, -np.inf, 0.9 * buy - 0.1)
    worth = rng.normal(size=(200, 6)).cumsum(axis=1)[: 200 if advised else 0]
    one, two, means = np.zeros((7, 6, 3)), np.zeros((7, 6, 3)), [0.0, 0.0]
    world = state, worth, buy, sell, 2, 3
    for _ in range(3):
        tabular_q_kernels.every_level(one, *world, 0.1, 0.98)
        tabular_q.every_level(two, *world, 0.1, 0.98)
    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)
    for _ in range(3):
        draws = rng.random((200, 2))
        means = [
            made.one_path(table, *world, 0.1, 0.98, 0.3, draws, 24, mean)
            for made, table, mean in ((tabular_q_kernels, one, means[0]), (tabular_q, two, means[1]))
        ]
    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)
    assert means[0] == pytest.approx(means[1])
    case = (one, state, worth, buy, sell, 30, 50, 20, 30, 2, 3, 25, 200)
    np.testing.assert_array_equal(tabular_q_kernels.greedy(*case), tabular_q.greedy(*case))


@pytest.mark.parametrize("step_hours", [1.0, 0.25])
def test_compiled_features_and_network_equal_their_plain_twins(step_hours):
    source = outlook(daily(12, step_hours=step_hours), "")
    prices, positions = source.prices, np.arange(0, len(source.prices), 7)
    case = (prices.values, source.expected, source.scale.middle, source.scale.scale, prices.day, prices.day_starts(),
            positions, np.array(features.LAGS), np.array(features.AROUND), np.array(features.WINDOWS),
            source.an_hour)  # fmt: skip
    np.testing.assert_allclose(
        feature_kernels.price_rows(*case), features.plain_price_rows(*case), rtol=1e-9, atol=1e-9
    )
    rng = np.random.default_rng(0)
    shapes = ((30, 5), (5,), (5,), (5, 8), (8, 8), (8, 4), (8,), (8,), (4,))
    rows, inner, spread, *layers = (rng.normal(size=shape).astype(np.float32) for shape in shapes)
    inputs = (rows, inner, np.abs(spread) + np.float32(0.1), network.CLIP, *layers)
    np.testing.assert_allclose(network_kernels.forward(*inputs), network.plain_forward(*inputs), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("segments_of_the_store", [1, 2, 24])
def test_trees_kept_as_arrays_answer_as_scikit_learn_s_and_as_their_plain_twin(segments_of_the_store):
    """The authority is `sklearn.ensemble.ExtraTreesRegressor.predict` at the segments that the trees know."""
    from sklearn.ensemble import ExtraTreesRegressor

    rng = np.random.default_rng(0)
    seen, asked = (rng.normal(size=(600, 5)).astype(np.float32) for _ in range(2))
    answers = seen[:, :1] ** 2 - np.arange(segments_of_the_store)
    grown = trees.grow(seen, answers, 6, seed=3)
    case = (asked, grown.feature, grown.threshold, grown.left, grown.right, grown.answer, grown.roots)
    found = trees_kernels.mean_leaves(*case)
    np.testing.assert_allclose(found, trees.plain_mean_leaves(*case), rtol=1e-12, atol=1e-12)
    peer = ExtraTreesRegressor(6, min_samples_leaf=trees.LEAST_ROWS, max_features=trees.TRIED, random_state=3)
    said = peer.fit(seen, answers[:, 0]).predict(asked)
    if segments_of_the_store == 1:
        np.testing.assert_allclose(found[:, 0], said, rtol=1e-5, atol=1e-5)
    whole = grown.predict(asked)
    np.testing.assert_allclose(np.diff(whole, axis=1), -1.0, atol=1e-4)
    np.testing.assert_allclose(whole[:, 0], found[:, 0], rtol=1e-12)


def test_values_in_the_optimum_s_own_hands_are_the_optimum_s():
    prices = daily(10)
    side, parts = marginal_values.store_side(lattice(BATTERY, 1.0), prices), segments(lattice(BATTERY, 1.0))
    best = marginal_values.hindsight(side, parts, 3.0)
    np.testing.assert_array_equal(marginal_values.in_the_hands_of(best, side, parts, 3.0), best)
    assert np.all(np.diff(best, axis=1) <= 0)


def test_a_column_in_another_unit_is_no_reference():
    """A load forecast is known ahead as well, but a price cannot be measured by it."""
    prices = daily(40, known=True)
    assert reference_column(prices) == "ahead"
    load = replace(prices, known={"load": 9000 + 100 * prices.known["ahead"]})
    assert reference_column(load) == ""
    assert reference_column(replace(prices, known=dict(load.known) | dict(prices.known))) == "ahead"
