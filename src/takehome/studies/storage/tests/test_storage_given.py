"""A dispatch that somebody else made: the same schedule through any unit, sign and rounding earns the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.given import ROUNDED_MOST, given_result
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task
from takehome.studies.storage.tests.storage_money_worlds import World, random_moves


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
    assert "is the way that the battery can follow" in found.notes[0]


def test_where_both_ways_are_possible_the_one_that_earns_more_is_taken() -> None:
    world = World(days=5, battery=replace(World().battery, start_kwh=1000.0))
    task = world.task()
    values = np.zeros(len(task.prices))
    values[2], values[10] = 500.0, -400.0  # cheap at night, dear by day
    assert task.prices.values[2] < task.prices.values[10]
    found = given_result(task, values, "kw")
    assert "positive numbers charge, which earns more than the other way round" in found.notes[0]
    assert given_result(task, -values, "kw").profit == pytest.approx(found.profit)


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
