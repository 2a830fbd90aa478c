"""Training against its plain twin, against a transcription of the brief's loop, and against the exact optimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from takehome.errors import InputError
from takehome.studies.storage.learning.day_problem import DayProblem
from takehome.studies.storage.learning.exact_day import greedy, solve, walk
from takehome.studies.storage.learning.q_kernels import learn_day, sweep_days
from takehome.studies.storage.learning.q_learning import Settings, greedy_profits, kernel_arguments, learn
from takehome.studies.storage.learning.q_reference import SplitMix, learn_day_reference, sweep_days_reference
from takehome.studies.storage.learning.rungs import BRIEF, repair

BRIEF_PRICES = [10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15]
DAY = DayProblem(np.array(BRIEF_PRICES, float))


class BatteryEnv:
    """The brief's environment, copied."""

    def __init__(self, prices):
        self.prices = prices
        self.max_capacity = 10
        self.current_charge = 0
        self.time_step = 0
        self.end_step = len(prices) - 1

    def reset(self):
        self.current_charge = 0
        self.time_step = 0
        return (self.current_charge, self.time_step)

    def step(self, action):
        current_price = self.prices[self.time_step]
        reward = 0
        if action == 1:
            if self.current_charge < self.max_capacity:
                self.current_charge += 1
                reward = -current_price
            else:
                reward = -50
        elif action == 2:
            if self.current_charge > 0:
                self.current_charge -= 1
                reward = current_price
            else:
                reward = -50
        self.time_step += 1
        done = self.time_step >= self.end_step
        return (self.current_charge, self.time_step), reward, done


def brief_loop(seed: int) -> float:
    """The brief's training loop with NumPy's generator, copied; what its greedy policy earns."""
    random = np.random.RandomState(seed)
    alpha, gamma, epsilon = 0.1, 0.95, 0.1
    q_table = np.zeros((11, 24, 3))
    env = BatteryEnv(BRIEF_PRICES)
    for _ in range(1000):
        charge, time = env.reset()
        done = False
        while not done:
            explore = random.uniform(0, 1) < epsilon
            action = random.choice([0, 1, 2]) if explore else int(q_table[charge, time].argmax())
            (next_charge, next_time), reward, done = env.step(action)
            old, future = q_table[charge, time, action], q_table[next_charge, next_time].max()
            q_table[charge, time, action] = old + alpha * (reward + gamma * future - old)
            charge, time = next_charge, next_time
    (charge, time), done, total = env.reset(), False, 0.0
    while not done:
        (charge, time), reward, done = env.step(int(q_table[charge, time].argmax()))
        total += reward
    return total


def test_the_brief_to_the_letter_earns_what_the_briefs_own_loop_earns():
    """Authority: the brief's code (shared/seed, Part 3, Task 2) run with NumPy's generator. Same law, other draws."""
    theirs = np.array([brief_loop(seed) for seed in range(12)])
    ours = greedy_profits(DAY, BRIEF, range(400))
    assert stats.ks_2samp(theirs, ours).pvalue > 0.01
    assert abs(theirs.mean() - ours.mean()) < 4 * ours.std() / np.sqrt(len(theirs))


def test_over_100_seeds_the_brief_earns_about_82_of_435():
    """Published in the field notes: mean about 82, range 22 to 165; the mean's standard error over 100 is about 2.3."""
    ours = greedy_profits(DAY, BRIEF, range(100))
    assert 75 < ours.mean() < 89
    assert 10 < ours.min() < 45
    assert 120 < ours.max() < 190


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.floats(-100, 300), min_size=2, max_size=9),
    st.integers(2, 6), st.integers(0, 2**40),
    st.builds(
        Settings, episodes=st.integers(1, 40), step_size=st.floats(0, 1), step_power=st.sampled_from([0.0, 0.7, 1.0]),
        discount=st.floats(0, 1), epsilon=st.floats(0, 1), last_epsilon=st.floats(0, 1),
        hope=st.sampled_from([0.0, 40.0]), random_ties=st.booleans(), masked=st.booleans(),
    ),
)  # fmt: skip
def test_the_kernel_equals_its_plain_twin_bit_for_bit(prices, levels, seed, chosen):
    problem = DayProblem(np.array(prices), levels=levels, penalty=30.0, degradation=1.0)
    arguments = kernel_arguments(problem, chosen, seed, np.array([0, 1, chosen.episodes])[: chosen.episodes + 1], 3)
    for ours, theirs in zip(learn_day(*arguments), learn_day_reference(*arguments), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_counterfactual_kernel_equals_its_plain_twin():
    for seed in range(3):
        arguments = (DAY.rewards(), DAY.next_levels(), 0.1, 1.0, 12, seed)
        for ours, theirs in zip(sweep_days(*arguments), sweep_days_reference(*arguments), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_the_random_numbers_are_splitmix64():
    """Steele, Lea & Flood (2014); first outputs for the state 1234567, as in the reference C code by Vigna."""
    random = SplitMix(0)
    random.state = 1234567
    assert [random.draw() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_same_seed_same_agent_and_other_seed_another():
    one, same, other = (learn(DAY, BRIEF, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.q, same.q)
    assert not np.array_equal(one.profits, other.profits)


def test_a_mask_never_tries_what_is_impossible():
    agent = learn(DAY, Settings(episodes=300, epsilon=1.0, last_epsilon=1.0, masked=True), 0)
    impossible = ~np.broadcast_to(DAY.possible()[:, None, :], agent.visits.shape)
    assert agent.visits[impossible].sum() == 0
    assert agent.visits.sum() == 300 * DAY.decisions
    assert walk(DAY, greedy(agent.q)).rewards.min() > -DAY.penalty


def test_the_repair_reaches_the_optimum_on_days_it_was_not_made_for():
    """Ordinary, spiky, two-tariff and negative days: every seed ends at the exact optimum."""
    rng = np.random.default_rng(4)
    hours = np.arange(24)
    days = [
        rng.uniform(0, 100, 24), np.exp(rng.normal(3, 1, 24)), rng.normal(20, 40, 24), np.full(24, -5.0),
        50 + 30 * np.sin(hours / 24 * 4 * np.pi) + rng.normal(0, 8, 24), np.where(hours < 12, 20.0, 50.0),
        np.full(24, 30.0), rng.uniform(0, 100, 5), 1e6 * rng.uniform(0, 1, 24),
    ]  # fmt: skip
    for prices in days:
        problem = DayProblem(prices)
        earned = greedy_profits(problem, repair(problem), range(5))
        np.testing.assert_allclose(earned, solve(problem).optimum, rtol=0, atol=problem.tolerance)


def test_a_unit_of_money_changes_no_choice():
    cents = DayProblem(100 * DAY.prices, penalty=100 * DAY.penalty)
    one, other = learn(DAY, repair(DAY), 3), learn(cents, repair(cents), 3)
    np.testing.assert_array_equal(greedy(one.q), greedy(other.q))


@pytest.mark.parametrize(
    "wrong",
    [{"episodes": 0}, {"step_size": 1.1}, {"discount": -0.1}, {"epsilon": float("nan")}, {"step_power": -1.0}],
)
def test_impossible_settings_are_refused_by_name(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        Settings(**wrong)


@pytest.mark.parametrize(
    ("prices", "options"),
    [([1.0], {}), ([1.0, np.nan], {}), ([[1.0, 2.0]], {}), ([1.0, 2.0], {"levels": 1}),
     ([1.0, 2.0], {"degradation": -1.0}), ([1.0, np.inf], {}), ([1.0, 2.0], {"penalty": np.inf})],
)  # fmt: skip
def test_impossible_days_are_refused(prices, options):
    with pytest.raises(InputError):
        DayProblem(np.array(prices), **options)
