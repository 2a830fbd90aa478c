"""House A, House B, their twins and the misleading house: what is promised of them, and that scenarios are whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from takehome.protocol import Scenario
from takehome.studies.storage.federated.table_kernels import KNOTS, learn, walk
from takehome.studies.storage.homes import bound, houses, scenario
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.observing import CELLS, cells
from takehome.studies.storage.homes.profiles import profiles
from takehome.studies.storage.homes.reading import read_homes
from takehome.table import Role, Table

PAIRS = (scenario.house_a_to_house_b, scenario.house_twins, scenario.misled_house_b)
ALL = (*PAIRS, scenario.greengrid_homes, scenario.no_gain_homes, scenario.no_gain_houses)


@pytest.mark.parametrize("make", ALL)
def test_a_scenario_is_a_whole_table_of_homes(make: Callable[..., Scenario]) -> None:
    problem = make(seed=0)
    table = problem.table
    assert table.names == ("home", "time", *houses.UNITS)
    assert (table.role("home"), table.role("time")) == (Role.GROUP, Role.ORDER)
    assert not any(column.missing.any() for column in table.columns)
    assert table.rows == table.rows_in_source
    homes, aside = read_homes(table, judged_days=7)
    assert aside == ()
    assert problem.economics == {"currency": homes.currency}


@pytest.mark.parametrize("make", PAIRS)
def test_both_houses_have_eighteen_weeks_and_something_to_gain(make: Callable[..., Scenario]) -> None:
    homes, _ = read_homes(make().table, judged_days=28)
    assert homes.names == (houses.HOUSE_A, houses.HOUSE_B)
    assert homes.hours == houses.HOUSE_DAYS * HOURS
    assert np.all(bound.optimum(homes) > 5)


def test_the_houses_are_the_series_that_they_are_said_to_be() -> None:
    data = profiles()
    hours = slice(houses.FIRST_DAY * HOURS, (houses.FIRST_DAY + houses.HOUSE_DAYS) * HOURS)
    sun, wind = houses.house_a(), houses.house_b()
    np.testing.assert_allclose(sun["sell"].values, data.austin[hours])
    np.testing.assert_allclose(wind["sell"].values, np.maximum(data.chicago[hours], -0.05))
    np.testing.assert_allclose(sun["generation_kwh"].values, 5 * data.sun[0][hours])
    np.testing.assert_allclose(wind["generation_kwh"].values, 5 * data.wind[hours])
    assert sun["time"].values[0] == np.datetime64("2022-03-28T00:00")


def test_seeds_change_the_twins_and_not_the_real_houses() -> None:
    def loads(make: Callable[..., Scenario], seed: int) -> list[float]:
        values: list[float] = make(seed=seed).table["load_kwh"].values.tolist()
        return values

    assert loads(scenario.house_a_to_house_b, 0) == loads(scenario.house_a_to_house_b, 1)
    for make in (scenario.house_twins, scenario.greengrid_homes):
        assert loads(make, 0) == loads(make, 0)
        assert loads(make, 0) != loads(make, 1)


def read(table: Table) -> Homes:
    return read_homes(table, judged_days=28)[0]


def taught(home: Homes) -> np.ndarray:
    """The table that a house learns from its own data."""
    table, own = np.zeros((CELLS, KNOTS)), slice(0, home.judged)
    hours = (one[0, own] for one in (home.net_kwh, home.buy, home.sell))
    battery = (one[0] for one in bound.battery_arrays(home))
    learn(
        table, np.zeros(CELLS), table.copy(), cells(home)[0, own], *hours, *battery, home.scale[0], 0.999, 2.0, 0.0, 10
    )
    return table


def earned(home: Homes, table: np.ndarray) -> float:
    """Share of the optimum that a table's policy earns in the judged days."""
    judged = slice(home.judged, None)
    hours = (one[0, judged] for one in (home.net_kwh, home.buy, home.sell))
    battery = (one[0] for one in bound.battery_arrays(home))
    money = walk(table, cells(home)[0, judged], *hours, *battery, home.scale[0], 0.999)
    return float(money / bound.optimum(home)[0])


def test_what_the_misleading_house_teaches_does_harm_in_house_b() -> None:
    """Worse than an empty table, whose battery saves nothing; House A's own table is not."""
    target = read(houses.house_b())
    assert earned(target, np.zeros((CELLS, KNOTS))) >= 0
    assert earned(target, taught(read(houses.misleading_house()))) < -0.05
    assert earned(target, taught(read(houses.house_a()))) > -0.05
