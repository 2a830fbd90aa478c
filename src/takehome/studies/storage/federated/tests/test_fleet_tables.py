"""What one home learns. Oracles: value iteration in NumPy on a day that repeats; the learner without a plan."""

from dataclasses import replace

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.federated.correction_kernels import STEP, correct, move_money, spread, walk_corrected
from takehome.studies.storage.federated.seeing import TABLE_CELLS, kinds_of, own_hours, seen
from takehome.studies.storage.federated.table_kernels import KNOTS, learn, walk
from takehome.studies.storage.federated.task import LocalSettings, initial, local_step, shared_names
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import HOURS, LEVELS, TOP, Homes
from takehome.studies.storage.homes.observing import CELLS, cells
from takehome.studies.storage.homes.semi_synthetic import Generator, drawn, semi_synthetic
from takehome.studies.storage.homes.tariffs import Tariff

HOME = semi_synthetic(3, own_days=4, judged_days=2, seed=4)
BATTERY = (0.5, 4, 4, 0.9, 0.9, 0.01)
"""Pitch in kWh, levels up and down an hour, efficiencies, wear: full hours end at knots, so that knots are exact."""


def _own(i: int) -> tuple[np.ndarray, ...]:
    return tuple(one[i, : HOME.judged] for one in (HOME.net_kwh, HOME.buy, HOME.sell))


def _battery(i: int) -> tuple[np.ndarray, ...]:
    return tuple(one[i] for one in battery_arrays(HOME))


@pytest.mark.parametrize("proximity", [0.0, 0.4])
def test_without_a_plan_it_is_the_learner_without_a_plan(proximity: float) -> None:
    """`learn` and `walk` compute the same with other code, but for the worth of an empty store."""
    cell, scale = cells(HOME)[0, : HOME.judged], HOME.scale[0]
    given = np.random.default_rng(0).normal(size=(CELLS, KNOTS))
    given[:, 0] = 0
    one, other = given.copy(), given.copy()
    money = move_money(*_own(0), *_battery(0), scale)
    up, down = _battery(0)[1:3]
    nothing = np.zeros((len(cell), KNOTS), np.float32)
    correct(one, np.zeros(CELLS), given, cell, nothing, money, up, down, 0.99, 2.0, proximity, 3)
    learn(other, np.zeros(CELLS), given, cell, *_own(0), *_battery(0), scale, 0.99, 2.0, proximity, 3)
    assert one == pytest.approx(other - other[:, :1], abs=1e-12)
    earned = walk_corrected(one, cell, nothing, money, up, down, 0.99) * scale
    assert earned == pytest.approx(walk(other, cell, *_own(0), *_battery(0), scale, 0.99), abs=1e-9)


def _exact(money: np.ndarray, discount: float) -> np.ndarray:
    """(24, LEVELS) worth after each hour of a day that repeats for ever, by value iteration on all levels."""
    worth = np.zeros((HOURS, LEVELS))
    for _ in range(40):
        for hour in range(HOURS - 1, -1, -1):
            later = (hour + 1) % HOURS
            for level in range(LEVELS):
                moves = [k for k in range(-4, 5) if 0 <= level + k <= TOP]
                worth[hour, level] = max(money[later, k + 4] + discount * worth[later, level + k] for k in moves)
    return worth


@pytest.mark.parametrize("with_plan", [False, True])
def test_two_prices_are_learned_exactly(with_plan: bool) -> None:
    """No load, cheap nights, dear evenings: the table goes to the worth of value iteration, whatever it starts from.

    A discount on the wrong side, a price an hour off, or a cost with the wrong sign would show here.
    """
    discount, days = 0.9, 12
    price = np.where(np.arange(HOURS) < 6, 0.1, np.where(np.arange(HOURS) >= 18, 0.4, 0.2))
    buy, hour = np.tile(price, days), np.tile(np.arange(HOURS), days)
    money = move_money(np.zeros(len(buy)), buy, 0.9 * buy, *BATTERY, 2.0)
    exact = _exact(money[:HOURS], discount)[:, ::STEP]
    outset = np.random.default_rng(1).normal(size=(HOURS, KNOTS))[hour] if with_plan else np.zeros((len(hour), KNOTS))
    table = np.zeros((HOURS, KNOTS))
    correct(table, np.zeros(HOURS), table.copy(), hour, outset, money, 4, 4, discount, 0.0, 0.0, 200)
    found = table + outset[:HOURS]
    assert found - found[:, :1] == pytest.approx(exact - exact[:, :1], abs=1e-6)


def test_between_knots_worth_is_linear_and_discounted() -> None:
    """NumPy's interpolation says what lies between."""
    outset, row, worth = np.arange(KNOTS) ** 0.5, np.linspace(0, -1, KNOTS), np.empty(LEVELS)
    spread(outset, row, 0.5, worth)
    assert worth == pytest.approx(0.5 * np.interp(np.arange(LEVELS), np.arange(0, LEVELS, STEP), outset + row))


def test_the_plan_says_what_stored_energy_saves() -> None:
    """One more kWh is worth something and ever less, where prices are positive."""
    outset = seen(HOME).outset[:, : HOME.judged]
    steps = np.diff(outset, axis=-1)
    assert steps.min() >= -1e-6
    assert np.diff(steps, axis=-1).max() <= 1e-6


def test_kinds_are_read_from_the_home_s_own_hours() -> None:
    """Against what the homes were made of; three days can miss a calm week's wind."""
    homes, facts = drawn(300, own_days=30, judged_days=1, seed=1)
    kind = kinds_of(homes)
    assert np.mean(kind // 3 == facts.generator) > 0.97
    assert np.mean(kind % 3 == facts.tariff) == 1.0
    assert (Generator.NONE, Generator.SUN, Generator.WIND) == (0, 1, 2)
    assert (Tariff.FLAT, Tariff.TIME_OF_USE, Tariff.DYNAMIC) == (0, 1, 2)


def test_what_comes_later_is_not_learned_from() -> None:
    """Other judged hours, or none at all, change nothing: a home that holds its own hours alone learns the same."""
    home, settings = HOME.take(np.array([1])), LocalSettings()
    given = initial(settings)
    first = local_step(home, given, settings)
    other = home.net_kwh.copy()
    other[:, home.judged :] += 5
    for changed in (replace(home, net_kwh=other, buy=home.buy + 0), home.windowed(0, home.judged, home.judged)):
        assert np.array_equal(local_step(changed, given, settings).update["value"], first.update["value"])
    assert set(first.update) == set(shared_names(settings))
    assert first.update["value"].shape == (TABLE_CELLS, KNOTS)
    assert first.visits is not None
    assert first.visits.sum() == first.hours - 1
    assert local_step(home, given, replace(settings, send_visits=False)).visits is None


def test_only_the_last_own_days_are_learned_from() -> None:
    """Days that the home is said not to have change nothing."""
    home = HOME.take(np.array([2])).with_own_days(2)
    other = home.net_kwh.copy()
    other[:, : int(home.begins[0])] = 9.0
    given = initial(LocalSettings())
    one, two = (local_step(each, given, LocalSettings()) for each in (home, replace(home, net_kwh=other)))
    assert np.array_equal(one.update["value"], two.update["value"])


def _one_day(home: Homes) -> Homes:
    return home.windowed(home.judged - 1, home.hours, 1)


def test_a_step_of_several_homes_or_of_an_hour_is_refused() -> None:
    """The message says how many there were."""
    with pytest.raises(InputError, match="3 homes"):
        local_step(HOME, initial(LocalSettings()), LocalSettings())
    with pytest.raises(InputError, match="own hours"):
        local_step(_one_day(HOME.take(np.array([0]))), initial(LocalSettings()), LocalSettings())
    for wrong in ({"learner": "tale"}, {"discount": 1.0}, {"passes": 0}):
        with pytest.raises(InputError):
            replace(LocalSettings(), **wrong)


def test_own_hours_end_where_the_judged_begin() -> None:
    """The last day stands for the day to come."""
    own, hours = own_hours(HOME)
    assert hours.last == own.judged == HOME.judged
    assert np.array_equal(own.net_kwh[:, own.judged :], HOME.net_kwh[:, HOME.judged - HOURS : HOME.judged])
