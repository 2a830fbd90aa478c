"""Policies against brute force: limits by trying every subset, cuts learned without the rows that they decide on."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.limits import ranked_acts
from takehome.studies.classification.policies import margin

small = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 4)), min_size=1, max_size=9)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=9), st.integers(0, 10))
def test_a_capacity_takes_the_best_subset_and_prices_one_more_call(gains, capacity):
    gain = np.array(gains, float)
    acts, shadow = ranked_acts(gain, np.ones(len(gain)), capacity, np.ones(len(gain)))

    def best(most):
        subsets = (s for k in range(min(most, len(gain)) + 1) for s in itertools.combinations(range(len(gain)), k))
        return max(gain[list(s)].sum() for s in subsets)

    assert acts.sum() <= capacity
    assert gain[acts].sum() == pytest.approx(best(capacity))
    assert shadow == pytest.approx(best(capacity + 1) - best(capacity))


@given(small, st.integers(0, 20))
def test_a_budget_is_kept_and_comes_within_one_row_of_the_best(made, budget):
    """The greedy knapsack loses at most the first row that does not fit (Dantzig 1957)."""
    gain, spent = (np.array(column, float) for column in zip(*made, strict=True))
    acts, shadow = ranked_acts(gain, spent, budget, spent)
    assert spent[acts].sum() <= budget + 1e-9
    subsets = (s for k in range(len(gain) + 1) for s in itertools.combinations(range(len(gain)), k))
    best = max(gain[list(s)].sum() for s in subsets if spent[list(s)].sum() <= budget)
    assert gain[acts].sum() <= best + 1e-9
    assert gain[acts].sum() + shadow * spent.max() >= best - 1e-9


def test_nobody_is_acted_on_at_a_loss_however_large_the_limit():
    acts, shadow = ranked_acts(np.array([-1.0, 2.0, 0.0]), np.ones(3), 100, np.ones(3))
    assert acts.tolist() == [False, True, False]
    assert shadow == 0.0


def test_the_margin_cuts_at_zero_where_the_rule_does():
    rng = np.random.default_rng(0)
    costs = RowCosts(rng.uniform(1, 5, 200), rng.uniform(10, 90, 200), rng.uniform(0, 9, 200), np.zeros(200))
    p = rng.uniform(0.001, 0.999, (2, 200))
    np.testing.assert_array_equal(margin(p, costs) > 0, costs.gain(p) > 0)


def test_rows_that_never_or_always_pay_have_endless_margins():
    costs = RowCosts(np.array([1.0, -1.0]), np.array([2.0, 50.0]), np.array([3.0, 0.0]), np.zeros(2))
    assert margin(np.array([0.99, 0.01]), costs).tolist() == [-np.inf, np.inf]
