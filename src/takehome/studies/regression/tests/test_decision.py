"""Decisions against brute force and closed forms, and the invariances that every decision must keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from takehome.economics import value_of
from takehome.studies.regression.decision import decisive_ledger, recommend
from takehome.studies.regression.dependence import background_rows
from takehome.studies.regression.economics import FeasibleLever, Lever, RegressionEconomics
from takehome.studies.regression.given import Given
from takehome.studies.regression.renewal import (
    RunningCost,
    best_age,
    break_even,
    cost_per_horizon,
    running_cost,
)
from takehome.studies.regression.robustness import causal_share_needed, robustness_value
from takehome.studies.regression.shift import moved
from takehome.studies.regression.tests.fitted_worlds import design_of, outcome_of, servers, straight
from takehome.studies.regression.what_if import what_if
from takehome.table.encoding import DesignColumn

RENEW = {
    "volume": 8760,
    "units": 200,
    "unit": "server",
    "levers": [{"feature": "Age", "kind": "renew", "price": 100_000}],
}
SHIFT = {"volume": 8760, "units": 200, "levers": [{"feature": "Memory", "kind": "shift", "price": 9_000, "to": 16}]}


@pytest.fixture(scope="module")
def outcome():
    return servers()


def exponential_cost(k: float, base: float = 100.0, oldest: float = 10.0) -> RunningCost:
    """ĉ(a) = base + e^{ka} with its exact integral."""
    at = np.linspace(0, oldest, 65)
    rate = (base + np.exp(k * at))[None]
    return RunningCost(at, rate, (base * at + np.expm1(k * at) / k)[None])


@settings(max_examples=40, deadline=None)
@given(st.floats(0.2, 0.8), st.floats(1.0, 1e5), st.floats(1.0, 1e4))
def test_the_best_age_solves_the_first_order_condition(k, price, volume):
    """V ĉ(A) = c(A) at an inner optimum (Jardine & Tsang 2013, §2.5): V (A e^{kA} − (e^{kA} − 1)/k) = P."""
    cost = exponential_cost(k)
    lever = FeasibleLever("Age", "renew", price, 0.0, 10.0, 0.0)

    def excess(age):
        return volume * (age * np.exp(k * age) - np.expm1(k * age) / k) - price

    found = best_age(cost, lever, volume)
    if excess(10.0) <= 0:
        assert found == pytest.approx(10.0)
    elif excess(0.2) < 0:
        assert found == pytest.approx(brentq(excess, 0.1, 10.0), rel=0.006)


@settings(max_examples=30, deadline=None)
@given(st.floats(-0.3, 0.6).filter(lambda k: abs(k) > 0.01), st.floats(0.0, 1e4), st.floats(0.5, 50))
def test_no_age_on_a_brute_force_grid_is_cheaper(k, price, volume):
    cost = exponential_cost(k)
    lever = FeasibleLever("Age", "renew", price, 1.0, 10.0, 0.0)

    def brute(age):
        at = np.linspace(0, age, 4001)
        return (price + volume * np.trapezoid(100 + np.exp(k * at), at)) / age

    least = min(brute(age) for age in np.linspace(1, 10, 91))
    assert brute(best_age(cost, lever, volume)) <= least * (1 + 1e-4)
    valued = cost_per_horizon(3.7, cost, price, volume, 1.0)[0]
    assert valued == pytest.approx(brute(3.7), rel=1e-5)


def test_break_even_is_where_the_oldest_age_becomes_the_best(outcome):
    cost = exponential_cost(0.5)
    lever = FeasibleLever("Age", "renew", 0.0, 0.0, 10.0, 0.0)
    price = break_even(cost, lever, 1.0, 1 / 10, float(cost.mean_until(10.0)[0]))
    assert price == pytest.approx(10 * np.exp(5) - np.expm1(5) / 0.5, rel=2e-3)
    assert best_age(cost, replace(lever, price=0.98 * price), 1.0) < 10
    assert best_age(cost, replace(lever, price=1.02 * price), 1.0) == pytest.approx(10)


def test_the_servers_are_replaced_where_the_true_cost_says(outcome):
    """The truth e^{0.5 a}: A e^{A/2} − 2(e^{A/2} − 1) = P/V has its root at 3.53 years for 100,000 $ and 8,760 h."""
    truth = brentq(lambda a: a * np.exp(a / 2) - 2 * np.expm1(a / 2) - 100_000 / 8760, 0.1, 10)
    made = recommend(outcome, RENEW)
    age = float(made.action.split("reaches ")[1].split()[0])
    assert age == pytest.approx(truth, rel=0.05)

    def per_year(a):
        return 200 * (100_000 / a + 8760 * 2 * np.expm1(a / 2) / a)

    assert made.gain.amount == pytest.approx(per_year(10) - per_year(truth), rel=0.03)
    assert made.gain_interval.low < per_year(9.997) - per_year(age) < made.gain_interval.high
    assert made.break_even is not None
    assert made.break_even.value == pytest.approx(8760 * (10 * np.exp(5) - 2 * np.expm1(5)), rel=0.05)
    assert made.baseline.startswith("keep every server until Age is")


@pytest.mark.parametrize("economics", [None, RENEW, SHIFT])
def test_gain_is_value_of_action_minus_value_of_baseline(outcome, economics):
    made = recommend(outcome, economics)
    value = {option.action: option.value for option in made.options}
    assert made.gain == value[made.action] - value[made.baseline]
    trivial = [option for option in made.options if option.trivial]
    assert made.options[: len(trivial)] == tuple(trivial)
    assert value[made.baseline].amount == max(option.value.amount for option in trivial)
    assert made.gain_interval.low <= made.gain.amount <= made.gain_interval.high


@settings(max_examples=8, deadline=None)
@given(st.floats(1e-3, 1e3))
def test_money_times_k_multiplies_gains_and_keeps_the_action(k):
    outcome = servers(rows=120, draws=20)
    for economics in (RENEW, SHIFT):
        lever = {**economics["levers"][0]}
        scaled = {**economics, "rate": k, "levers": [{**lever, "price": k * lever["price"]}]}
        plain, times = recommend(outcome, economics), recommend(outcome, scaled)
        assert times.action == plain.action
        assert times.gain.amount == pytest.approx(k * plain.gain.amount, rel=1e-9)
        assert times.probability_better == plain.probability_better


def test_years_or_months_give_the_same_decision():
    years = servers(rows=300, draws=40)
    design = years.design
    columns = (*design.columns[:2], DesignColumn("Age", "Age", "months"))
    in_months = replace(design, X=design.X * np.array([1, 1, 12.0]), columns=columns)
    term = years.chosen.specification.terms[2]
    shorter = replace(term, parameters=(term.parameters[0] / 12, term.parameters[1] * 12))
    months = outcome_of(in_months, (*years.chosen.specification.terms[:2], shorter), 40)
    by_month = {**RENEW, "levers": [{**RENEW["levers"][0], "pace": 12}]}
    a, b = recommend(years, RENEW), recommend(months, by_month)
    assert b.gain.amount == pytest.approx(a.gain.amount, rel=2e-3)
    age = [float(made.action.split("reaches ")[1].split()[0]) for made in (a, b)]
    assert age[1] == pytest.approx(12 * age[0], rel=0.006)
    assert a.baseline.split(" until")[0] == b.baseline.split(" until")[0]


@pytest.mark.parametrize("seed", range(20))
def test_with_nothing_to_gain_the_best_trivial_option_is_kept(seed):
    outcome = straight(seed, slope=0.0, draws=60)
    for economics in (None, {**RENEW, "volume": 1}):
        made = recommend(outcome, economics)
        assert made.action == made.baseline
        assert made.gain.amount == 0
        assert made.probability_better == 0


def test_given_predictions_are_current_practice_and_the_bar_to_beat(outcome):
    """Perfect predictions of somebody else are kept; twice the straight line's errors are beaten by the repair."""
    perfect = Given("yhat", 0.01 * outcome.chosen_errors, outcome.baseline_evidence)
    kept = recommend(replace(outcome, given=perfect))
    assert kept.action == kept.baseline
    assert "yhat" in kept.action
    assert kept.options[0].note.startswith("current practice")
    naive = recommend(replace(outcome, given=Given("yhat", 2 * outcome.baseline_errors, outcome.baseline_evidence)))
    assert "repaired" in naive.action
    assert naive.options[0].value.amount == pytest.approx(2 * naive.options[1].value.amount)


def test_a_model_must_earn_its_complexity_cost(outcome):
    free = recommend(outcome, {"complexity_cost": 0})
    dear = recommend(outcome, {"complexity_cost": 1e6})
    assert "repaired" in free.action
    assert dear.action == dear.baseline == "budget Cost with the straight line"


@settings(max_examples=20, deadline=None)
@given(st.floats(100, 80_000), st.floats(5, 60))
def test_moving_is_decided_row_by_row_as_a_loop_would(price, to):
    outcome = servers(rows=100, draws=3)
    economics = RegressionEconomics(volume=8760, units=1, levers=(Lever("Memory", "shift", price, to=to),))
    rows = background_rows(outcome.design, outcome.chosen)
    change, distance = moved(outcome.chosen, rows, 1, to)
    loop = sum(max(0.0, -8760 * c - price * d) for c, d in zip(change[0], distance, strict=True)) / len(rows)
    ledger = decisive_ledger(outcome, economics)
    assert ledger.values[2, 0] == pytest.approx(loop, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("economics", [None, RENEW, SHIFT])
def test_the_sliders_start_where_the_recommendation_stands(outcome, economics):
    made, sliders = recommend(outcome, economics), what_if(outcome, economics)
    values = value_of(sliders.counts, np.array([price.default for price in sliders.prices]))
    value = dict(zip(sliders.options, values[:, 0], strict=True))
    for option in made.options:
        assert value[option.action] == pytest.approx(option.value.amount)
    assert max(value, key=value.__getitem__) == made.action
    assert sliders.trivial == tuple(option.action for option in made.options if option.trivial)
    assert all(price.low <= price.default <= price.high for price in sliders.prices)


def test_running_cost_averages_over_the_other_features(outcome):
    rows = background_rows(outcome.design, outcome.chosen, rows=50)
    cost = running_cost(outcome.chosen, rows, 2, 0.0, 10.0)
    by_hand = rows.copy()
    by_hand[:, 2] = cost.at[40]
    assert cost.rate[0, 40] == pytest.approx(outcome.chosen.predict(by_hand).mean())
    fine = np.linspace(0, 7.3, 20001)
    by_fine = np.trapezoid(np.interp(fine, cost.at, cost.rate[0]), fine) / 7.3
    assert cost.mean_until(7.3)[0] == pytest.approx(by_fine, rel=1e-4)


def test_robustness_value_of_the_authors_example():
    """Cinelli & Hazlett (2020), table 1: t = 4.18, 783 df: RV₁ = 13.9 %."""
    assert robustness_value(4.18, 783) == pytest.approx(0.139, abs=0.0006)


@given(st.floats(0.01, 1e6), st.floats(-1e6, -0.01))
def test_the_causal_share_makes_the_gain_zero(gain, without):
    share = causal_share_needed(gain, without)
    assert 0 <= share <= 1
    assert (1 - share) * without + share * gain == pytest.approx(0, abs=1e-6 * (gain - without))


def test_every_sentence_has_its_number(outcome):
    for economics in (None, RENEW, SHIFT):
        made = recommend(outcome, economics)
        for sentence in (made.sentence, *made.holds_while, *made.would_change_if):
            assert any(character.isdigit() for character in sentence), sentence


def test_a_flipped_meaning_flips_the_advice():
    """The target as income: older is better, so nobody is replaced early."""
    made = recommend(servers(rows=200, draws=20), {**RENEW, "target_is": "income"})
    assert made.action == made.baseline
    assert "never" in made.action


def test_an_age_with_a_kink_is_found():
    """Cost 0 below 5 and 100 above: with a price of 1 the best is to renew at the step's foot."""
    rng = np.random.default_rng(3)
    x = rng.uniform(0, 10, 400)
    design = design_of(x[:, None], np.where(x > 5, 100.0 * (x - 5), 0.0) + 50, (DesignColumn("Age", "Age", "years"),))
    from takehome.studies.regression.forms import term

    made = recommend(
        outcome_of(design, (term("Age", "hinge", (5.0,)),), 5),
        {"levers": [{"feature": "Age", "kind": "renew", "price": 1.0}]},
    )
    assert float(made.action.split("reaches ")[1].split()[0]) == pytest.approx(5.0, abs=0.35)
