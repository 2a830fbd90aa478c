"""Tables of homes: read as they were made, in any order of rows; what cannot be used is set aside and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.homes import bound, scenario
from takehome.studies.storage.homes.homes import TOP, Homes
from takehome.studies.storage.homes.houses import together
from takehome.studies.storage.homes.reading import HomeColumns, assumptions, read_each, read_homes
from takehome.studies.storage.homes.semi_synthetic import drawn
from takehome.table import Column, Kind, Table

ARRAYS = (
    "hour", "day", "net_kwh", "buy", "sell", "pitch_kwh", "up", "down", "charge_efficiency", "discharge_efficiency",
    "wear", "begins",
)  # fmt: skip
FLEET = scenario.greengrid_homes().table
DAYS = {"own_days": 3, "judged_days": 14}


def assert_same(one: Homes, other: Homes) -> None:
    assert one.names == other.names
    assert one.judged == other.judged
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-12, err_msg=name)


def test_what_is_read_is_what_was_drawn() -> None:
    homes, aside = read_homes(FLEET, **DAYS)
    made, _ = drawn(scenario.FLEET_HOMES, 3, 14, 0)
    assert aside == ()
    assert homes.names == tuple(sorted(made.names))
    assert_same(homes, made.take(np.array([made.names.index(name) for name in homes.names])))
    assert homes.currency == "$"


def test_neither_the_order_of_rows_nor_copies_of_them_matter() -> None:
    rng = np.random.default_rng(1)
    rows = rng.permutation(np.concatenate([np.arange(FLEET.rows), np.arange(FLEET.rows // 3)]))
    assert_same(read_homes(FLEET.take(rows), **DAYS)[0], read_homes(FLEET, **DAYS)[0])


def changed(name: str, row: int, value: Any) -> Table:
    """The fleet with one value changed."""
    columns = list(FLEET.columns)
    place = FLEET.names.index(name)
    values = columns[place].values.copy()
    values[row] = value
    columns[place] = replace(columns[place], values=values)
    return replace(FLEET, columns=tuple(columns))


def without(rows: list[int]) -> Table:
    return FLEET.take(np.setdiff1d(np.arange(FLEET.rows), rows))


HOURS = 17 * 24
FAULTS: list[tuple[str, Callable[[], Table], str]] = [
    ("NaN", lambda: changed("load_kwh", 2 * HOURS + 16, np.nan), "NaN in load_kwh at row 833 ("),
    ("infinite", lambda: changed("buy", 2 * HOURS + 16, np.inf), "infinite number in buy at row 833"),
    ("gap", lambda: without([2 * HOURS + 20, 2 * HOURS + 21]), "2 hours missing after row 836"),
    ("twice", lambda: together((FLEET, changed("load_kwh", 2 * HOURS + 1, 9.0).take(np.array([2 * HOURS + 1]))), "x"),
     "two different rows for one hour"),
    ("empty", lambda: without(list(range(2 * HOURS, 3 * HOURS - 100))), "only 100 hours, where 384 are needed"),
    ("no battery", lambda: changed("capacity_kwh", slice(2 * HOURS, 3 * HOURS), -5.0), "capacity_kwh -5"),
    ("battery changes", lambda: changed("power_kw", 2 * HOURS + 5, 99.0), "power_kw is"),
    ("sells dearer", lambda: changed("sell", 2 * HOURS + 5, 9.0), "sell 9.00 above buy"),
    ("makes less than nothing", lambda: changed("generation_kwh", 2 * HOURS + 5, -1.0), "generation_kwh -1.00"),
    ("uses less than nothing", lambda: changed("load_kwh", 2 * HOURS + 5, -1.0), "load_kwh -1.00"),
    ("all NaN", lambda: changed("load_kwh", slice(2 * HOURS, 3 * HOURS), np.nan), "no number in load_kwh in any"),
    ("no time", lambda: changed("time", 2 * HOURS + 5, np.datetime64("NaT")), "no time in time at row 822"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_home_that_cannot_be_used_is_set_aside_and_the_others_go_on(make: Callable[[], Table], said: str) -> None:
    homes, aside = read_homes(make(), **DAYS)
    assert [one.home for one in aside] == ["home 3"]
    assert said in aside[0].reason.replace("−", "-")
    kept = [i for i, name in enumerate(read_homes(FLEET, **DAYS)[0].names) if name != "home 3"]
    assert_same(homes, read_homes(FLEET, **DAYS)[0].take(np.array(kept)))


def test_a_fault_before_the_hours_that_are_used_is_no_fault() -> None:
    made, aside = read_homes(changed("load_kwh", 2 * HOURS, np.nan), own_days=2, judged_days=14)
    assert aside == ()
    assert made.judged == 48


def test_homes_with_fewer_own_days_begin_later() -> None:
    homes, aside = read_homes(without(list(range(2 * HOURS, 2 * HOURS + 20))), **DAYS)
    assert aside == ()
    late = homes.names.index("home 3")
    assert homes.begins.sum() == homes.begins[late] == 20
    most = bound.optimum(homes)
    np.testing.assert_array_equal(most, bound.optimum(read_homes(FLEET, **DAYS)[0]))
    assert np.all(bound.plan(homes) <= most + 1e-9)
    assert np.isfinite(homes.scale).all()


def test_columns_that_are_missing_or_of_the_wrong_kind_are_named() -> None:
    for name in ("home", "time", "load_kwh", "buy", "capacity_kwh", "power_kw"):
        left = replace(FLEET, columns=tuple(column for column in FLEET.columns if column.name != name))
        with pytest.raises(InputError, match=f"'{name}'"):
            read_homes(left, **DAYS)
    for name in ("load_kwh", "time"):
        text = Column(name, Kind.CATEGORY, np.array(["x"] * FLEET.rows, dtype=object))
        columns = tuple(text if column.name == name else column for column in FLEET.columns)
        with pytest.raises(InputError, match=name):
            read_homes(replace(FLEET, columns=columns), **DAYS)


def test_no_usable_home_and_steps_that_are_no_hours_are_refused() -> None:
    with pytest.raises(InputError, match="no home with usable data"):
        read_homes(FLEET.take(np.arange(0)), **DAYS)
    with pytest.raises(InputError, match="only 1 hours"):
        read_homes(FLEET.take(np.arange(1)), **DAYS)
    with pytest.raises(InputError, match="steps of 2 hours"):
        read_homes(FLEET.take(np.arange(0, HOURS, 2)), **DAYS)


def test_what_the_table_lacks_is_assumed_and_said() -> None:
    kept = ("home", "time", "load_kwh", "buy")
    table = replace(FLEET, columns=tuple(column for column in FLEET.columns if column.name in kept))
    battery = {"capacity_kwh": 8.0, "power_kw": 4.0, "efficiency": 0.81, "wear_per_kwh": 0.02}
    homes, aside = read_homes(table, battery=battery, **DAYS)
    assert aside == ()
    assert np.all(homes.net_kwh >= 0)
    assert np.all(homes.sell == np.minimum(homes.buy, 0))
    assert set(homes.pitch_kwh * TOP) == {8.0}
    np.testing.assert_allclose(homes.charge_efficiency, 0.9)
    assert set(homes.wear) == {0.02}
    said = " ".join(assumptions(table, battery=battery))
    assert "'generation_kwh'" in said
    assert "'sell'" in said
    assert "efficiency" not in said
    assert "wear" in " ".join(assumptions(table))


def test_the_callers_battery_stands_for_all_homes() -> None:
    battery = Battery(10.0, 5.0, 0.9, 0.9, Wear(WearKind.PER_CYCLE, 1.8))
    homes, _ = read_homes(FLEET, battery=battery, **DAYS)
    assert set(homes.pitch_kwh * TOP) == {10.0}
    np.testing.assert_allclose(homes.wear, 0.2)
    for wrong in (Battery(10.0, 5.0, wear=Wear(WearKind.DEPTH, 1.0)), {"wear_per_cycle": 1.0}):
        with pytest.raises(InputError, match="wear"):
            read_homes(FLEET, battery=wrong, **DAYS)


def test_prices_per_mwh_are_divided_and_the_currency_is_read() -> None:
    columns = tuple(
        replace(column, values=column.values * 1000, unit="EUR/MWh") if column.name in ("buy", "sell") else column
        for column in FLEET.columns
    )
    homes, _ = read_homes(replace(FLEET, columns=columns), **DAYS)
    np.testing.assert_allclose(homes.buy, read_homes(FLEET, **DAYS)[0].buy)
    assert homes.currency == "EUR"


def test_times_in_utc_are_read_on_the_homes_clock() -> None:
    """A summer home in Chicago is five hours behind UTC; the hour that the clock skips is none that is missing."""
    homes, _ = read_homes(FLEET, time_zone="America/Chicago", **DAYS)
    naive, _ = read_homes(FLEET, **DAYS)
    behind = (naive.day - homes.day) * 24 + naive.hour - homes.hour
    assert set(np.unique(behind)) <= {5, 6}
    np.testing.assert_array_equal(homes.net_kwh, naive.net_kwh)


def test_each_home_by_itself() -> None:
    houses, aside = read_each(scenario.house_twins().table)
    assert aside == ()
    assert [house.names for house in houses] == [("House A",), ("House B",)]
    assert [house.hours for house in houses] == [126 * 24] * 2
    alone, _ = read_each(scenario.house_twins().table.take(np.arange(48)), columns=HomeColumns(home=None))
    assert len(alone) == 1
    numbered = changed("home", slice(None), None)
    numbers = Column("home", Kind.NUMBER, np.repeat([102188.0, 7.0], FLEET.rows // 2))
    named = replace(numbered, columns=(numbers, *FLEET.columns[1:]))
    assert {one.home for one in read_each(named)[1]} == {"102188", "7"}
    with pytest.raises(InputError, match="no name in column 'home' at row 1"):
        read_each(numbered)


@pytest.mark.parametrize("make", [scenario.no_gain_homes, scenario.no_gain_houses])
@pytest.mark.parametrize("seed", [0, 1])
def test_where_nothing_can_be_gained_the_optimum_is_nothing(make: Callable[..., Any], seed: int) -> None:
    homes, aside = read_homes(make(seed).table, own_days=14, judged_days=7)
    assert aside == ()
    assert np.all(bound.optimum(homes) == 0)
    assert np.all(bound.plan(homes) == 0)
    assert np.all(bound.self_consumption(homes) == 0)
