"""The exact solution of the day against enumeration, the brief's stated optima, and simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import (
    discounted_policy_profit,
    exploring_moments,
    greedy,
    policy_values,
    solve,
    walk,
    walked_profits,
)  # fmt: skip
from takehome.studies.storage.tests.test_q_learning import DAY, BatteryEnv


def test_the_briefs_day_is_worth_435_as_coded_and_395_as_described():
    """Issue item 1; the γ = .95-optimal policy still earns 435 as coded."""
    assert solve(DAY).optimum == 435
    assert solve(DayProblem(DAY.prices, degradation=2.0)).optimum == 395
    assert discounted_policy_profit(DAY, 0.95) == 435


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-50, 100), min_size=2, max_size=7), st.integers(2, 4), st.floats(0, 5))
def test_the_optimum_is_the_best_of_all_action_sequences(prices, levels, degradation):
    """Authority: every sequence of actions, one after the other."""
    problem = DayProblem(np.array(prices), levels=levels, penalty=10.0, degradation=degradation)
    rewards, following, best = problem.rewards(), problem.next_levels(), -np.inf
    for actions in product(range(3), repeat=problem.decisions):
        level, money = 0, 0.0
        for t, action in enumerate(actions):
            money += rewards[level, t, action]
            level = following[level, action]
        best = max(best, money)
    exact = solve(problem)
    assert abs(exact.optimum - best) <= problem.tolerance
    assert abs(walk(problem, greedy(exact.q)).profit - best) <= problem.tolerance


def test_rewards_and_moves_are_those_of_the_briefs_environment():
    """Authority: the brief's class, in every cell and action."""
    env = BatteryEnv(DAY.prices)
    for level, hour, action in product(range(11), range(23), range(3)):
        env.current_charge, env.time_step = level, hour
        (after, _), reward, done = env.step(action)
        assert (after, reward) == (DAY.next_levels()[level, action], DAY.rewards()[level, hour, action])
        assert done == (hour == DAY.decisions - 1)


def test_the_value_of_a_policy_is_what_its_day_earns():
    policies = np.random.default_rng(0).integers(0, 3, (20, 11, 23))
    earned = [walk(DAY, actions).profit for actions in policies]
    np.testing.assert_allclose([policy_values(DAY, actions)[0, 0] for actions in policies], earned)
    np.testing.assert_allclose(walked_profits(DAY, policies), earned)
    mean, variance = exploring_moments(DAY, policies, 0.0)
    np.testing.assert_allclose(mean, earned)
    assert (variance == 0).all()


def test_moments_under_exploration_are_those_of_all_days():
    """Authority: enumeration of all action sequences of a short day with their probabilities."""
    problem, epsilon = DayProblem(np.array([10.0, 3.0, 40.0, 20.0, 5.0]), levels=3), 0.3
    actions = np.random.default_rng(1).integers(0, 3, (3, 4))
    rewards, following = problem.rewards(), problem.next_levels()
    chances, profits = [], []
    for sequence in product(range(3), repeat=problem.decisions):
        level, money, chance = 0, 0.0, 1.0
        for t, action in enumerate(sequence):
            chance *= epsilon / 3 + (1 - epsilon) * (actions[level, t] == action)
            money += rewards[level, t, action]
            level = following[level, action]
        chances.append(chance)
        profits.append(money)
    mean, variance = exploring_moments(problem, actions[None], epsilon)
    np.testing.assert_allclose(mean[0], np.dot(chances, profits))
    np.testing.assert_allclose(variance[0], np.dot(chances, (np.array(profits) - mean[0]) ** 2))
