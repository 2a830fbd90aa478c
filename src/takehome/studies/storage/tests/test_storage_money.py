"""Money of a storage study: every value recomputed step by step, draws paired, and decisions that are known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.economics import StorageEconomics
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.money.basis import FEE, FIXED, INCOME, WEAR
from takehome.studies.storage.money.break_even import turns_of
from takehome.studies.storage.money.decision import recommend
from takehome.studies.storage.money.options import COMPLEXITY_SHARE, Traded
from takehome.studies.storage.money.payback import payback_of
from takehome.studies.storage.money.priced import Priced, priced
from takehome.studies.storage.money.what_if import what_if
from takehome.studies.storage.result import PolicyResult, bound_of, daily, result_of
from takehome.studies.storage.tests.storage_money_worlds import BATTERY, Named, World, random_moves, waves
from takehome.units import format_number

BRIEF = np.array(
    [10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30], float
)  # fmt: skip
"""The brief's prices; its day ends before hour 23 is traded."""


def by_hand(prices: Prices, battery: Battery, kwh: np.ndarray) -> tuple[float, float, float]:
    """Income before wear, kWh sold and kWh bought, added up step by step."""
    income = sold = bought = 0.0
    for value, move in zip(prices.values, kwh, strict=True):
        if move > 0:
            bought += move / battery.charge_efficiency
            income -= (value + prices.buy_fee) * move / battery.charge_efficiency / 1000
        else:
            sold += -move * battery.discharge_efficiency
            income += (value - prices.sell_fee) * -move * battery.discharge_efficiency / 1000
    stored = battery.start_kwh + kwh.sum()
    return income + battery.terminal_price * stored / 1000, sold, bought


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 99), days=st.integers(2, 20), rate=st.floats(0.1, 10), batteries=st.integers(1, 4),
    fixed=st.floats(0, 1e4), wear=st.none() | st.floats(0, 0.1), terminal=st.floats(0, 80),
)  # fmt: skip
def test_values_are_what_the_steps_add_up_to(
    seed: int, days: int, rate: float, batteries: int, fixed: float, wear: float | None, terminal: float
) -> None:
    battery = replace(BATTERY, terminal_price=terminal, start_kwh=900.0)
    prices = replace(waves(days, seed), buy_fee=2.0, sell_fee=1.0)
    task = World(battery=battery, prices=prices).task()
    moves = random_moves(task, seed)
    result = result_of(Named("a", "a"), task, moves, group="floor")
    hold = result_of(Named("hold", "hold", trivial=True), task, 0 * moves, group="floor")
    bound = bound_of(task, moves)
    economics = StorageEconomics(None, rate, batteries, fixed_cost=fixed, wear_price=wear)
    made = priced(Traded(task, Information.KNOWN_DAY, bound, (hold, result)), economics)
    income, sold, _ = by_hand(prices, task.lattice.battery, moves * task.lattice.pitch_kwh)
    each = BATTERY.wear.cost * rate if wear is None else wear
    expected = (income * rate - sold * each) * batteries / prices.years - fixed * (1 if moves.any() else 0)
    assert made.values[1, 0] == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert made.basis.value(result) == pytest.approx(made.values[1, 0], rel=1e-12)
    assert result.day_profit.sum() == pytest.approx(result.profit, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("kind", list(WearKind))
@pytest.mark.parametrize("rate", [1.0, 2.5])
def test_without_other_economics_value_is_profit_a_year_times_the_rate(kind: WearKind, rate: float) -> None:
    """Wear of every kind is money of the price file, so the rate applies to it too."""
    made = World(days=20, battery=replace(BATTERY, wear=Wear(kind, 0.5))).priced({"rate": rate})
    expected = [rate * option.profit / made.source.task.test.years for option in made.options]
    np.testing.assert_allclose(made.values[:, 0], expected, rtol=1e-9, atol=1e-9)
    prices = {price.event: price for price in made.ledger.prices}
    assert prices["wear"].unit == ("times as assumed" if kind is WearKind.DEPTH else "EUR per kWh delivered")


def test_every_sentence_says_its_basis_and_an_interval_holds_its_estimate() -> None:
    for information in Information:
        for economics in (None, {"battery_price": 100.0, "batteries": 2}, {"wear_price": 0.2}):
            decision = recommend(World(information=information).priced(economics))
            assert decision.gain.per in decision.sentence
            assert decision.gain.currency in decision.sentence
            assert decision.gain.amount in decision.gain_interval
            for option in decision.options:
                assert option.interval is not None
                assert option.value.amount in option.interval
            assert decision.assumes
            assert decision.holds_while
            assert all(sentence.endswith(".") for sentence in (*decision.holds_while, *decision.would_change_if))


def test_events_are_counted_by_hand() -> None:
    """One purchase and one sale: income, kWh delivered, kWh bought, and that it trades at all."""
    prices = regular_prices(np.r_[10.0, 50.0, np.full(46, 20.0)])
    battery = Battery(1000.0, 1000.0, 0.8, 0.5, Wear(WearKind.PER_KWH, 0.01))
    task = World(battery=battery, prices=prices).task()
    pitch = task.lattice.pitch_kwh
    moves = np.zeros(48, int)
    moves[0], moves[1] = round(400 / pitch), -round(400 / pitch)
    result = result_of(Named("a", "a", trivial=True), task, moves, group="floor")
    made = priced(Traded(task, Information.FORECAST, bound_of(task, moves), (result,)))
    year = 365.25 / 2
    income = 200 * 50 / 1000 - 500 * 10 / 1000
    expected = np.array([-income * year, 200 * year, 500 * year, 1.0])
    np.testing.assert_allclose(made.ledger.counts[0, 0], expected, rtol=1e-9)
    assert made.values[0, 0] == pytest.approx((income - 2.0) * year)
    assert [(INCOME, WEAR, FEE, FIXED)] == [(0, 1, 2, 3)]


def test_draws_are_paired_and_each_is_recomputed_from_its_days() -> None:
    made = World(days=30).priced()
    weights = made.source.weights
    assert weights.shape == (999, 30)
    for position, option in enumerate(made.options):
        expected = weights @ option.day_profit * 365.25 / 30
        np.testing.assert_allclose(made.values[position, 1:], expected, rtol=1e-9, atol=1e-9)
    twin = made.source.results[1]
    again = priced(replace(made.source, results=(*made.source.results, replace(twin, key="b", label="twin"))))
    one, other = again.name(1), "twin"
    rows = [again.name(i) for i in range(len(again.options))]
    difference = again.values[rows.index(one)] - again.values[rows.index(other)]
    assert not difference.any()  # the same days for both: what is the same does not differ in any draw


def test_days_of_23_and_25_hours_count_by_their_length() -> None:
    """Two of 16 days have 23 and 25 hours; a draw is divided by the hours it holds."""
    prices = waves(16)
    day = np.repeat(np.arange(16), [24] * 5 + [23, 25] + [24] * 9)
    prices = replace(prices, day=day)
    made = World(prices=prices).priced()
    hours = daily(prices, np.ones(len(prices)))
    assert sorted(set(hours)) == [23.0, 24.0, 25.0]
    result, weights = made.options[1], made.source.weights
    expected = weights @ result.day_profit / (weights @ hours) * 8766
    np.testing.assert_allclose(made.values[1, 1:], expected, rtol=1e-9)


@settings(max_examples=12, deadline=None)
@given(
    factor=st.sampled_from([0.01, 3.0, 1000.0]), kind=st.sampled_from(list(WearKind)), wear=st.none() | st.just(0.01)
)
def test_money_times_k_is_value_times_k_and_changes_no_choice(
    factor: float, kind: WearKind, wear: float | None
) -> None:
    source = World(days=20, battery=replace(BATTERY, wear=Wear(kind, 0.004))).traded()
    money = {"rate": 1.3, "battery_price": 150.0, "inverter_price": 20.0, "fixed_cost": 70.0, "complexity_cost": 5.0}
    if wear is not None:
        money["wear_price"] = wear
    one, other = priced(source, money), priced(source, {key: value * factor for key, value in money.items()})
    np.testing.assert_allclose(other.values, factor * one.values, rtol=1e-9)
    before, after = recommend(one), recommend(other)
    assert (before.action, before.baseline) == (after.action, after.baseline)
    assert after.probability_better == before.probability_better
    assert after.gain.amount == pytest.approx(factor * before.gain.amount, rel=1e-9)
    assert payback_of(one.basis, one.chosen).years == pytest.approx(payback_of(other.basis, other.chosen).years)


def test_intervals_are_percentiles_of_the_draws_that_hold_the_estimate() -> None:
    made = World(days=30).priced()
    decision = recommend(made)
    gains = made.values[made.action] - made.values[made.baseline]
    low, high = np.quantile(gains[1:], [0.025, 0.975])
    assert (decision.gain_interval.low, decision.gain_interval.high) == pytest.approx((low, high))
    shifted = np.r_[low - 1.0, gains[1:]]
    assert made.interval(shifted).low == pytest.approx(low - 1.0)
    narrow = replace(made, source=replace(made.source, confidence_level=0.5)).interval(gains)
    assert (narrow.low, narrow.high) == pytest.approx(tuple(np.quantile(gains[1:], [0.25, 0.75])))


def test_the_sliders_at_their_defaults_give_the_options() -> None:
    made = World().priced({"fixed_cost": 100.0})
    shown = what_if(made)
    values = -(shown.counts[:, 0, :] @ np.array([price.default for price in shown.prices]))
    np.testing.assert_allclose(values, made.values[:, 0], rtol=1e-12)
    assert shown.counts.shape[1] == 201
    assert all(price.low <= price.default <= price.high for price in shown.prices)
    assert shown.trivial == ("do nothing", "the floor policy")


# What is recommended


def test_with_known_days_the_plan_is_recommended_and_learning_cannot_help() -> None:
    made = World().priced()
    decision = recommend(made)
    assert decision.action == "the plan policy"
    assert decision.baseline == "the floor policy"
    assert "reinforcement learning cannot help you: use the plan" in decision.sentence
    values = {option.action: option.value.amount for option in decision.options}
    lost = format_number(values["the plan policy"] - values["the learned policy"])
    assert f"'the learned policy', would lose {lost} EUR a year (95%: " in decision.sentence
    assert decision.gain.amount == pytest.approx(values["the plan policy"] - values["the floor policy"])
    assert decision.probability_better > 0.99


def test_what_needs_to_know_more_is_no_option_but_told() -> None:
    decision = recommend(World(information=Information.FORECAST).priced())
    assert decision.action == "the forecast policy"
    assert "the plan policy" not in {option.action for option in decision.options}
    assert any("'the plan policy' would earn" in sentence for sentence in decision.would_change_if)
    assert "cannot help" not in decision.sentence


def test_a_learned_policy_as_good_as_the_plan_gains_nothing_and_the_plan_is_used() -> None:
    decision = recommend(World(asleep={"floor": 0.4, "learned": 0.1, "plan": 0.1}).priced())
    assert decision.action == "the plan policy"
    assert "'the learned policy', gains 0 EUR a year beyond it" in decision.sentence


def test_without_a_learned_policy_what_could_be_added_is_told() -> None:
    made = World(asleep={"floor": 0.4, "plan": 0.1}).priced()
    beyond = made.basis.value(made.source.bound) - made.values[made.action, 0]
    assert f"by {format_number(beyond)} EUR a year, and nobody could add more" in recommend(made).sentence


def test_a_learned_policy_that_beats_the_plan_is_not_denied() -> None:
    asleep = {"floor": 0.4, "learned": 0.0, "plan": 0.3}
    decision = recommend(World(asleep=asleep).priced({"complexity_cost": 1e9}))
    assert decision.action == "the plan policy"  # the model may not be run at this complexity cost
    assert "cannot help" not in decision.sentence


def test_a_constant_price_leaves_nothing_to_trade() -> None:
    decision = recommend(World(prices=regular_prices(np.full(24 * 20, 50.0))).priced())
    assert decision.action == decision.baseline == "do nothing"
    assert decision.sentence.startswith("Do not trade: even with all prices known no schedule earns more")
    assert (decision.gain.amount, decision.probability_better) == (0.0, 0.0)
    assert decision.break_even is None


def test_when_every_policy_loses_nothing_is_traded_and_the_loss_is_told() -> None:
    made = World().priced({"wear_price": 0.5})
    decision = recommend(made)
    assert decision.action == "do nothing"
    assert decision.sentence.startswith("Do not trade: no policy that may be used earns more than holding")
    best = max(made.values[1:, 0])
    assert f"would lose {format_number(-best)} EUR a year" in decision.sentence
    assert decision.break_even is not None
    assert decision.break_even.value < 0.5  # below it trading would pay
    assert "Even the best schedule with all prices known comes to −" in decision.sentence


def test_a_model_must_earn_its_complexity_first() -> None:
    asleep = {"floor": 0.2, "learned": 0.195}
    free, default = World(asleep=asleep).priced({"complexity_cost": 0.0}), World(asleep=asleep).priced()
    gain = free.values[2, 0] - free.values[1, 0]
    assert 0 <= gain < COMPLEXITY_SHARE * free.values[1, 0]
    assert default.name(default.action) == "the floor policy"
    assert "must gain" in recommend(default).sentence


def test_policies_that_cannot_be_told_apart_are_said_to_be_so() -> None:
    source = World(asleep={"floor": 0.3, "forecast": 0.1}).traded()
    twin = replace(source.results[2], key="twin", label="the twin")
    decision = recommend(priced(replace(source, results=(*source.results, twin))))
    assert decision.action == "the forecast policy"
    assert "it cannot be told apart from 'the twin'" in decision.sentence


def test_from_few_days_no_interval_can_be_had() -> None:
    decision = recommend(World(days=13).priced())
    assert (decision.gain_interval.low, decision.gain_interval.high) == (-np.inf, np.inf)
    assert "From 13 days no interval can be had (it takes 14, two blocks of 7), so we cannot tell" in decision.sentence
    assert np.isnan(decision.probability_better)
    assert decision.value_of_more_data is None
    assert "cannot tell" not in recommend(World(days=14).priced()).sentence


def test_the_brief_s_day_is_money_a_day_and_says_nothing_about_other_days() -> None:
    """The brief's 11 levels and prices: the optimum is 435 a day."""
    world = World(
        prices=regular_prices(BRIEF, currency="$"), battery=Battery(10_000.0, 1_000.0),
        asleep={"floor": 1.0, "learned": 1.0, "plan": 0.0},
    )  # fmt: skip
    decision = recommend(world.priced())
    assert decision.gain.amount == pytest.approx(435.0)
    assert decision.gain.per == "day, 1 battery of 10,000 kWh"
    assert "1 day says nothing about other days" in decision.sentence
    assert "would lose 435 $ a day" in decision.sentence
    fixed = recommend(world.priced({"fixed_cost": 365.25}))
    assert fixed.gain.amount == pytest.approx(434.0)  # a cost a year is a 365.25th a day


def test_a_given_dispatch_is_current_practice() -> None:
    source = World().traded()
    mine = replace(source.results[-1], key="given", label="the given schedule (mw)", trivial=True, group="given")
    mine = replace(mine, information=Information.FORECAST)
    decision = recommend(priced(replace(source, given=mine)))
    assert decision.baseline == "the given schedule (mw)"
    assert [option.trivial for option in decision.options] == sorted(
        (option.trivial for option in decision.options), reverse=True
    )
    assert any("the given schedule (mw)" in assumption.statement for assumption in decision.assumes)


# Where the decision turns


def moved(made: Priced, event: int, price: float) -> np.ndarray:
    """Values less complexity where one price is another."""
    prices = np.array([p.default for p in made.ledger.prices])
    prices[event] = price
    having = np.array([entry.complexity for entry in made.ledger.entries])
    return -(made.ledger.counts[:, 0] @ prices) - having


@pytest.mark.parametrize("event", [INCOME, WEAR, FEE, FIXED])
@pytest.mark.parametrize("information", list(Information))
def test_a_turn_is_where_another_option_becomes_best(event: int, information: Information) -> None:
    made = World(information=information).priced({"fixed_cost": 500.0})
    turns = turns_of(made, event)
    assert turns
    for turn in turns:
        inside, beyond = (turn.at + (turn.assumed - turn.at) * share for share in (1e-3, -1e-3))
        assert moved(made, event, inside).argmax() == made.action
        assert moved(made, event, beyond).argmax() != made.action


def test_break_even_is_where_trading_earns_what_holding_does() -> None:
    made = World().priced()
    decision = recommend(made)
    assert decision.break_even is not None
    again = priced(made.source, {"wear_price": decision.break_even.value})
    assert again.values[made.action, 0] == pytest.approx(again.values[0, 0], abs=1e-6 * abs(made.values).max())
    assert decision.break_even.unit.startswith("EUR per kWh delivered, the cost of wear at which trading stops paying")


def test_wear_by_depth_turns_at_a_multiple_of_what_was_assumed() -> None:
    made = World(battery=replace(BATTERY, wear=Wear(WearKind.DEPTH, 3.0))).priced()
    decision = recommend(made)
    assert decision.break_even is not None
    assert decision.break_even.unit.startswith("times as assumed")
    chosen = made.chosen.account
    expected = (chosen.income.sum() + chosen.terminal) / chosen.wear.sum()
    assert decision.break_even.value == pytest.approx(expected)


# What a battery costs


def test_payback_is_income_before_wear_against_the_shorter_life() -> None:
    made = World().priced({"battery_price": 200.0, "inverter_price": 50.0, "batteries": 3, "fixed_cost": 90.0})
    found = payback_of(made.basis, made.chosen)
    account, years = made.chosen.account, made.source.task.test.years
    assert found is not None
    assert found.investment == pytest.approx(3 * (200 * 2000 + 50 * 1000))
    assert found.cash == pytest.approx(3 * account.income.sum() / years - 90)
    assert found.years == pytest.approx(found.investment / found.cash)
    assert found.cycles == pytest.approx(account.cycles / years)
    assert found.life == pytest.approx(min(15.0, 6000 / found.cycles))
    assert f"it is paid back in {format_number(found.years)} years" in recommend(made).sentence
    assert payback_of(World(days=20).priced().basis, made.chosen) is None


def test_without_a_trivial_policy_there_is_nothing_to_compare_with() -> None:
    source = World().traded()
    strange: tuple[PolicyResult, ...] = tuple(result for result in source.results if not result.trivial)
    with pytest.raises(ValueError, match="none is trivial"):
        priced(replace(source, results=strange))
