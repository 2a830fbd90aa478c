"""The money functions against brute force and against their definitions (Raiffa & Schlaifer 1961, ch. 4)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from takehome import economics as e
from takehome.errors import InputError

MONEY = st.floats(-1e6, 1e6, allow_nan=False)
DRAWS = hnp.arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 12)), elements=MONEY)


@given(DRAWS)
def test_the_best_option_is_the_brute_force_maximum(draws):
    means = draws.mean(axis=1)
    best = e.best_option(means)
    assert all(means[best] >= means[i] for i in range(len(means)))
    assert all(means[i] < means[best] for i in range(best)), "a tie goes to the first, the simplest"


@given(DRAWS)
def test_perfect_information_is_worth_the_loop_over_draws(draws):
    options, replicates = draws.shape
    with_it = sum(max(draws[i, b] for i in range(options)) for b in range(replicates)) / replicates
    without = max(sum(draws[i]) / replicates for i in range(options))
    assert e.value_of_perfect_information(draws) == pytest.approx(with_it - without, abs=1e-6)
    assert e.value_of_perfect_information(draws) >= 0


@given(DRAWS, st.floats(1e-3, 1e3))
def test_money_times_k_multiplies_values_and_keeps_the_choice(draws, k):
    assert e.value_of_perfect_information(k * draws) == pytest.approx(
        k * e.value_of_perfect_information(draws), abs=1e-6
    )
    values = np.round(draws.mean(axis=1), 2)
    assert values[e.best_option(k * values)] == values.max()


@given(DRAWS)
def test_regret_is_zero_for_the_best_in_each_draw_and_never_negative(draws):
    loss = e.regret(draws)
    assert (loss >= 0).all()
    assert np.array_equal(loss.min(axis=0), np.zeros(draws.shape[1]))


@given(hnp.arrays(float, st.integers(0, 30), elements=st.sampled_from([-1.0, 0.0, 2.0])))
def test_probability_better_counts_and_never_claims_certainty(differences):
    wins, ties = sum(d > 0 for d in differences), sum(d == 0 for d in differences)
    assert e.probability_better(differences) == pytest.approx((wins + ties / 2 + 0.5) / (len(differences) + 1))
    assert 0 < e.probability_better(differences) < 1
    assert e.probability_better(differences) + e.probability_better(-differences) == pytest.approx(1)


@given(hnp.arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 3)), elements=MONEY), st.data())
def test_value_is_minus_the_sum_of_counts_times_prices(counts, data):
    prices = data.draw(hnp.arrays(float, counts.shape[1], elements=st.floats(-100, 100)))
    loop = [-sum(c * p for c, p in zip(row, prices, strict=True)) for row in counts]
    assert e.value_of(counts, prices) == pytest.approx(np.array(loop), abs=1e-3)


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e3))
def test_break_even_price_makes_the_gain_zero_and_changes_its_sign(fixed, per_event):
    price = e.break_even_price(fixed, per_event)
    assert price is not None
    assert fixed - per_event * price == pytest.approx(0, abs=1e-6 * fixed)
    assert fixed - per_event * price * 0.99 > 0 > fixed - per_event * price * 1.01


def test_no_break_even_where_the_gain_never_changes_sign():
    assert e.break_even_price(5.0, 0.0) is None
    assert e.break_even_price(5.0, -1.0) is None
    assert e.break_even_root(lambda x: x * x + 1, -3, 3) is None


@given(st.floats(-0.99, 0.99), st.floats(0.1, 10))
def test_break_even_root_finds_the_root_of_a_known_curve(root, steep):
    """A root of 5e-324 once made the product of two neighbouring gains underflow, and was missed."""
    found = e.break_even_root(lambda x: np.expm1(steep * (x - root)), -1, 1)
    assert found == pytest.approx(root, abs=1e-9)


def test_expected_value_by_enumeration_of_two_dice():
    """Two fair dice have a mean sum of 7: any probability textbook, here by enumeration."""
    sums = [a + b for a, b in itertools.product(range(1, 7), repeat=2)]
    assert e.expected_value(sums, [1 / 36] * 36) == pytest.approx(7.0)


@pytest.mark.parametrize("probabilities", [[0.5, 0.6], [-0.5, 1.5], [1.0]])
def test_probabilities_that_are_none_are_refused(probabilities):
    with pytest.raises(InputError, match="adding up to 1"):
        e.expected_value([1.0, 2.0], probabilities)


def test_paired_bootstrap_has_the_standard_error_of_a_mean():
    """SD of the bootstrap means → s/√n (Efron & Tibshirani 1993, eq. 5.12); 2,000 draws leave an error of 1.6 %."""
    differences = np.random.default_rng(1).normal(3.0, 2.0, 400)
    means = e.paired_bootstrap(differences, 2000, np.random.default_rng(0))
    assert means.std() == pytest.approx(differences.std() / 20, rel=0.06)
    assert means.mean() == pytest.approx(differences.mean(), abs=0.02)


def test_bootstrap_of_groups_sees_that_rows_of_a_group_repeat():
    values = np.repeat(np.random.default_rng(2).normal(size=40), 25)
    groups = np.repeat(np.arange(40), 25)
    rng = np.random.default_rng
    by_row, by_group = e.paired_bootstrap(values, 500, rng(0)), e.paired_bootstrap(values, 500, rng(0), groups)
    assert by_group.std() == pytest.approx(5 * by_row.std(), rel=0.25)
