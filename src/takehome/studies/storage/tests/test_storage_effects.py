"""Effects are differences of valued schedules: their sizes are counted again by hand, their directions by rule."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.storage import pricing
from takehome.studies.storage.economics import StorageEconomics
from takehome.studies.storage.effect_causes import CAVEAT
from takehome.studies.storage.effect_direction import TOO_SMALL, direction_of
from takehome.studies.storage.effects import effects
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.tests.answer_worlds import WORLDS, world


def found(name: str) -> dict[str, Effect]:
    outcome = world(name)
    return {effect.subject: effect for effect in effects(outcome, pricing.price(outcome, None))}


@pytest.mark.parametrize("name", WORLDS)
def test_every_effect_says_its_number_and_unit_and_has_a_subject_of_its_own(name: str) -> None:
    outcome = world(name)
    made = effects(outcome, pricing.price(outcome, {"battery_price": 200.0}))
    assert len({effect.subject for effect in made}) == len(made)
    for effect in made:
        assert effect.estimate.unit in effect.sentence
        assert any(letter.isdigit() for letter in effect.sentence)
        assert effect.sentence.endswith(".")
        assert effect.caveat
        assert not re.search(r"\de-\d", effect.sentence)  # a number that is rounding and nothing else
        if effect.interval is not None:
            assert effect.interval.low <= effect.estimate.value <= effect.interval.high
            assert effect.interval.unit == effect.estimate.unit


def test_knowing_the_day_is_the_difference_of_two_profits() -> None:
    """Counted from the account of each policy alone: 32 judged days of a year of 365.25, money of one battery."""
    outcome, effect = world("market"), found("market")["the day's prices"]
    known = outcome.result("known_day")
    blind = max((one.profit for one in outcome.results if one.key != "known_day"), default=0.0)
    assert known is not None
    year = 365.25 / outcome.task.test.days
    assert effect.estimate.value == pytest.approx((known.profit - blind) * year)
    assert effect.estimate.unit == "EUR a year"


def test_the_interval_is_that_of_paired_blocks_of_days() -> None:
    """The difference of the two policies' daily money, weighted by how often each day was drawn."""
    outcome, effect = world("market"), found("market")["prices beyond the day"]
    made = pricing.price(outcome, None)
    known = outcome.result("known_day")
    assert known is not None
    by_day = outcome.bound.day_profit - known.day_profit
    draws = made.source.weights @ by_day * 365.25 / outcome.task.test.days
    low, high = np.quantile(draws, [0.025, 0.975])
    assert effect.interval is not None
    assert (effect.interval.low, effect.interval.high) == pytest.approx((low, high), rel=1e-6)


def test_wear_is_what_pricing_the_same_moves_anew_says() -> None:
    outcome, effect = world("market"), found("market")["wear"]
    before = pricing.price(outcome, None)
    after = pricing.price(outcome, StorageEconomics(wear_price=0.002 + 0.01))
    changed = after.values[before.action, 0] - before.values[before.action, 0]
    assert effect.estimate.value == pytest.approx(changed)
    assert effect.direction is Direction.DECREASING


def test_wear_by_depth_moves_in_shares_of_what_is_assumed() -> None:
    outcome = world("few days")
    effect = found("few days")["wear"]
    made = pricing.price(outcome, None)
    share = 0.1 * outcome.results[[r.label for r in outcome.results].index(made.chosen.label)].account.wear.sum()
    assert effect.estimate.value == pytest.approx(-share * 365.25 / outcome.task.test.days)
    assert "times as assumed" in effect.sentence


def test_size_is_worth_what_the_exact_solutions_say_at_the_policys_share() -> None:
    outcome, made = world("market"), found("market")
    sizing = outcome.sizing
    assert sizing is not None
    chosen = pricing.price(outcome, None).chosen
    share = chosen.profit / outcome.bound.profit
    assert made["capacity"].estimate.value == pytest.approx(share * sizing.per_kwh)
    assert made["power"].estimate.value == pytest.approx(share * sizing.per_kw)
    assert found("brief")["capacity"].direction is Direction.FLAT  # 24 hours of 1 MWh never fill 10 MWh
    assert found("brief")["power"].direction is Direction.INCREASING


def test_the_ladder_of_states_is_learned_with_and_without() -> None:
    """The first rung sees charge and hour alone: other prices of the judged days change none of its codes."""
    outcome = world("market")
    hour, price, forecast = outcome.states
    assert [one.cells for one in (hour, price, forecast)] == [24, 120, 240]
    made = found("market")
    year = 365.25 / outcome.task.test.days
    assert made["price in the state"].estimate.value == pytest.approx((price.result.profit - hour.result.profit) * year)
    assert made["forecast in the state"].estimate.value == pytest.approx(
        (forecast.result.profit - price.result.profit) * year
    )
    policy = TabularQ(cells=(1, 1), advised=False).fit(outcome.task)
    assert policy.state is not None
    codes = policy.state.codes(policy.prepare(outcome.task.prices), np.arange(48))
    assert np.array_equal(codes, np.tile(np.arange(24), 2))
    assert world("brief").states == ()


def test_every_suspected_cause_is_reported_zero_included() -> None:
    made, lesson = found("brief"), world("brief").lesson
    assert lesson is not None
    for cause in lesson.causes:
        effect = made[cause.name]
        assert effect.estimate.value == pytest.approx(cause.alone.money)
        assert effect.caveat == CAVEAT
        assert "left in while all others are repaired" in effect.sentence
    assert made["step size"].direction is Direction.INCREASING
    assert made["discount"].direction is Direction.UNDETERMINED
    assert "we cannot tell" in made["discount"].sentence
    assert "it costs 0 $ a day" in made["discount"].sentence


def test_where_all_agents_earn_the_same_there_is_no_interval_and_no_verdict() -> None:
    effect = found("two prices")["step size"]
    assert (effect.estimate.value, effect.interval, effect.direction) == (0.0, None, Direction.UNDETERMINED)
    assert "it changes 0 EUR a day, for all" in effect.sentence


def test_few_days_give_no_interval_and_say_so() -> None:
    effect = found("few days")["prices beyond the day"]
    assert effect.interval is None
    assert effect.direction is Direction.UNDETERMINED
    assert "3 days allow no interval, so we cannot tell" in effect.sentence


def test_a_given_schedule_is_held_against_the_best_policy() -> None:
    outcome, effect = world("given"), found("given")["the given schedule"]
    own = max(one.profit for one in outcome.allowed)
    assert outcome.given is not None
    year = 365.25 / outcome.task.test.days
    assert effect.estimate.value == pytest.approx((own - outcome.given.profit) * year)


ENDS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@settings(max_examples=200, deadline=None)
@given(ENDS, ENDS, st.floats(0, 1e6))
def test_flat_is_only_what_is_equivalent_and_a_direction_only_what_excludes_0(a: float, b: float, bound: float) -> None:
    """Two one-sided tests (Schuirmann 1987): flat when and only when the whole interval is within the limit."""
    low, high = sorted((a, b))
    found = direction_of(Interval(low, high), bound)
    within = max(abs(low), abs(high)) <= TOO_SMALL * bound
    assert (found is Direction.FLAT) == within
    if not within:
        assert (found is Direction.INCREASING) == (low > 0)
        assert (found is Direction.DECREASING) == (high < 0)
        assert (found is Direction.UNDETERMINED) == (low <= 0 <= high)
