"""A dispatch that somebody else made: the same schedule through any unit, sign and rounding earns the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.given import given_result
from takehome.studies.storage.given_ways import ROUNDED_MOST
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.settings import SIGNS
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task
from takehome.studies.storage.tests.storage_money_worlds import BATTERY, World, random_moves
from takehome.units import Quantity, format_number


def grid_power(task: Task, moves: np.ndarray) -> np.ndarray:
    """kW on the grid side, positive where charging, of moves (n,) in levels."""
    kwh, battery = moves * task.lattice.pitch_kwh, task.lattice.battery
    side = np.where(kwh > 0, kwh / battery.charge_efficiency, kwh * battery.discharge_efficiency)
    return side / task.prices.step_hours


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 50), unit=st.sampled_from([("kW", 1.0), ("MW", 1e-3), ("kWh", 1.0), ("mwh", 1e-3)]),
    sign=st.sampled_from([1, -1]), in_name=st.booleans(),
)  # fmt: skip
def test_a_schedule_is_settled_as_the_moves_it_came_from(
    seed: int, unit: tuple[str, float], sign: int, in_name: bool
) -> None:
    task = World(days=5).task()
    moves = random_moves(task, seed)
    values = sign * unit[1] * grid_power(task, moves)
    name, said = (f"plant_{unit[0]}", "") if in_name else ("dispatch", unit[0])
    positive = "charge" if sign == 1 else "discharge"
    found = given_result(task, values, name, said, positive=positive)
    expected = settle(task.lattice.battery, task.prices, moves * task.lattice.pitch_kwh)
    assert found.profit == pytest.approx(expected.profit, rel=1e-6, abs=1e-6)
    np.testing.assert_allclose(found.moves, moves, atol=1e-6)
    assert found.day_profit.sum() == pytest.approx(found.profit)
    assert (found.group, found.trivial, found.needs_model) == ("given", True, False)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_sign_is_found_from_what_the_battery_can_follow(sign: int) -> None:
    """An empty battery cannot begin by selling, so only one way to read the column is possible."""
    source = World(days=5).traded()
    values = sign * grid_power(source.task, source.bound.moves)
    found = given_result(source.task, values, "kw")
    assert found.profit == pytest.approx(source.bound.profit, rel=1e-6)
    assert f"positive numbers {'charge' if sign == 1 else 'discharge'}" in found.notes[0]
    assert "is the way that the battery can follow (the other way round is" in found.notes[0]


def test_how_far_the_other_way_round_is_from_possible_is_said() -> None:
    """By hand: 1,000 kWh bought, 810 sold; the other way round it sells 1,000 first, which takes 1,000 / 0.9 out."""
    values = np.zeros(72)
    values[3], values[12] = 1000.0, -810.0
    found = given_result(World(days=3).task(), values, "kw")
    assert f"the other way round is {format_number(1000 / 0.9)} kWh more than it can do" in found.notes[0]


def half_full(first: int = 0, **battery: float) -> Task:
    """A battery that can begin by buying or by selling, so that it follows a schedule either way."""
    return World(days=5, first=first, battery=replace(BATTERY, start_kwh=1000.0, **battery)).task()


def two_moves(task: Task, step: int = 2) -> np.ndarray:
    """(T,) kW: 500 in a cheap hour of the night, −400 in a dear one by day."""
    assert task.prices.values[step] < task.prices.values[step + 8]
    values = np.zeros(len(task.prices))
    values[step], values[step + 8] = 500.0, -400.0
    return values


@pytest.mark.parametrize("first", [0, 24])
def test_where_both_ways_are_possible_and_the_money_differs_it_is_asked(first: int) -> None:
    """A guess could show a loss as a profit; the profits in the message are those that either word then gives."""
    task = half_full(first, end_kwh=1000.0)  # one way round ends too low, but that tells nothing about the sign
    values = two_moves(task)
    with pytest.raises(InputError) as problem:
        given_result(task, values, "kw")
    free = half_full(first)
    charge, discharge = (given_result(free, values, "kw", positive=word).profit for word in SIGNS)
    assert charge > discharge if first == 0 else charge != discharge
    said = f"earns {Quantity(charge, 'EUR')} where positive numbers charge, and {Quantity(discharge, 'EUR')} where"
    assert said in problem.value.saw
    assert "schedule_positive='charge' or 'discharge'" in problem.value.try_next


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 200), scale=st.floats(0.01, 0.05))
def test_a_losing_schedule_is_never_shown_as_a_winning_one(seed: int, scale: float) -> None:
    """Random schedules, most of which lose: what is not refused earns what its maker's own sign earns in the ledger."""
    task = half_full()
    power = scale * np.random.default_rng(seed).uniform(-1000, 1000, len(task.prices))
    truth = given_result(task, power, "kw", positive="charge").profit
    for sign in (1, -1):
        try:
            found = given_result(task, sign * power, "kw").profit
        except InputError as problem:
            assert str(Quantity(truth, "EUR")) in problem.saw
        else:
            assert found == pytest.approx(truth)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 200))
def test_the_column_turned_round_and_the_other_word_earn_the_same(seed: int) -> None:
    task = half_full()
    power = 0.02 * np.random.default_rng(seed).uniform(-1000, 1000, len(task.prices))
    one = given_result(task, power, "kw", positive="charge")
    other = given_result(task, -power, "kw", positive="discharge")
    assert one.profit == other.profit
    np.testing.assert_array_equal(one.moves, other.moves)
    assert one.notes[0].endswith("positive numbers charge, as you said.")
    assert other.notes[0].endswith("positive numbers discharge, as you said.")


def test_where_both_ways_earn_the_same_nothing_is_asked() -> None:
    idle = given_result(half_full(), np.zeros(120), "kw")
    assert idle.profit == 0.0
    assert "which earns what it would the other way round" in idle.notes[0]
    flat = World(battery=Battery(2000.0, 1000.0, start_kwh=1000.0), prices=regular_prices(np.full(48, 40.0))).task()
    there_and_back = np.tile([300.0, -300.0], 24)
    assert given_result(flat, there_and_back, "kw").profit == pytest.approx(0.0)


def test_rounded_digits_are_projected_and_told() -> None:
    source = World(days=30).traded()
    exact = grid_power(source.task, source.bound.moves) / 1000
    found = given_result(source.task, np.round(exact, 3), "mw")
    assert found.profit == pytest.approx(source.bound.profit, rel=2 * ROUNDED_MOST)
    assert any("were moved to what the battery can do" in note for note in found.notes)


def test_an_impossible_schedule_is_one_error_with_step_and_excess() -> None:
    task = World(days=3).task()
    values = np.zeros(72)
    values[5] = 1500.0  # the battery has 1,000 kW; read as selling it is empty
    with pytest.raises(InputError, match=r"step 6 \(2001-01-01 05.*450 kWh more than the battery can do"):
        given_result(task, values, "kw", positive="charge")
    values[5], values[6], values[7] = 1000.0, 1000.0, 1000.0  # 900 kWh stored each, 2,000 fit
    with pytest.raises(InputError, match=r"step 8 .*700 kWh more"):
        given_result(task, values, "kw")


@pytest.mark.parametrize("changed", [np.nan, np.inf])
def test_a_missing_value_is_named(changed: float) -> None:
    values = np.zeros(72)
    values[[4, 9]] = changed
    with pytest.raises(InputError, match="2 of 72 steps, first in step 5"):
        given_result(World(days=3).task(), values, "kw")


def test_the_unit_is_asked_for_and_the_length_checked() -> None:
    task = World(days=3).task()
    with pytest.raises(InputError, match="without a unit"):
        given_result(task, np.zeros(72), "dispatch")
    with pytest.raises(InputError, match="71 values for 72 prices"):
        given_result(task, np.zeros(71), "kw")
    with pytest.raises(InputError, match="'charge' or 'discharge'"):
        given_result(task, np.zeros(72), "kw", positive="up")


def test_what_its_past_has_stored_is_charged_for() -> None:
    """It bought before judging began; holding it over is settled, and paid for at the mean price of the judged days."""
    world = World(days=4, first=48)
    task = world.task()
    values = np.zeros(96)
    values[40] = 1000.0  # 900 kWh stored before the first judged step
    values[50] = -810.0  # and sold on the judged days: .9 of it
    found = given_result(task, values, "kw", positive="charge")
    battery, prices = task.lattice.battery, task.prices
    sold = 810 * prices.values[50] / 1000 - 810 * battery.wear.cost
    paid = 1000 * task.test.values.mean() / 1000
    assert found.profit == pytest.approx(sold - paid)
    assert found.day_profit.sum() == pytest.approx(found.profit)
    assert len(found.moves) == 48
    assert any("900 kWh stored, other policies 0 kWh" in note for note in found.notes)
