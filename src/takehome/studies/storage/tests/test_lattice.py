"""The grid of charge levels: exact where it can be, near the battery where not, never refused for a usual battery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.lattice import LARGEST, MOST, ROUNDED_MOST, SMALL, lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.optimum.linear_program import linear_optimum

efficiencies = st.floats(0.8, 1.0).map(lambda value: round(value, 4))


@pytest.mark.parametrize(
    ("battery", "step_hours", "grid"),
    [
        (Battery(1_000, 500, 0.9, 0.9, start_kwh=500, end_kwh=500), 1 / 12, (2160, 81, 100, 1080, 1080)),
        (Battery(2_000, 1_000, 0.92, 0.92), 1.0, (1150, 529, 625, 0, 0)),
        (Battery(1_000, 1_000, 0.95, 0.95), 1.0, (380, 361, 400, 0, 0)),
        (Battery(10_000, 1_000), 1.0, (10, 1, 1, 0, 0)),
    ],
)
def test_usual_batteries_have_an_exact_grid(battery: Battery, step_hours: float, grid: tuple[int, ...]) -> None:
    """The first three are the grids of the field notes: a pitch of 1/2160, 1/1150 and 1/380 of the capacity."""
    made = lattice(battery, step_hours)
    assert (made.top, made.up, made.down, made.start, made.end) == grid
    assert made.notes == ()
    assert made.battery == battery


@settings(max_examples=200, deadline=None)
@given(
    hours=st.floats(0.3, 24), charge=efficiencies, discharge=efficiencies, power=st.floats(0.5, 1e5),
    step_hours=st.sampled_from([1 / 12, 0.25, 0.5, 1.0]), start=st.floats(0, 1),
)  # fmt: skip
def test_every_usual_battery_has_a_grid_near_it(
    hours: float, charge: float, discharge: float, power: float, step_hours: float, start: float
) -> None:
    capacity = power * hours
    battery = Battery(capacity, power, charge, discharge, start_kwh=start * capacity)
    made = lattice(battery, step_hours)
    own = made.battery
    step = power * step_hours
    assert made.up * made.pitch_kwh == pytest.approx(step * own.charge_efficiency, rel=1e-9)
    assert made.down * made.pitch_kwh == pytest.approx(step / own.discharge_efficiency, rel=1e-9)
    assert made.top * made.pitch_kwh == pytest.approx(own.capacity_kwh, rel=1e-9)
    assert own.capacity_kwh == pytest.approx(capacity, rel=ROUNDED_MOST)
    assert own.round_trip == pytest.approx(battery.round_trip, rel=SMALL if made.top <= LARGEST else MOST)
    assert own.discharge_efficiency == pytest.approx(discharge, rel=1e-12 if own.charge_efficiency < 1 else MOST)
    assert abs(own.start_kwh - battery.start_kwh) <= made.pitch_kwh
    assert 0 <= made.start <= made.top


@pytest.mark.parametrize("round_trip", [0.85, 0.9, 0.99])
def test_a_round_trip_in_percent_is_kept(round_trip: float) -> None:
    one_way = round_trip**0.5
    made = lattice(Battery(2_000, 1_000, one_way, one_way), 1.0)
    assert made.battery.round_trip == pytest.approx(round_trip, rel=1e-12)


def test_the_rounded_grid_is_exact_for_the_battery_it_names() -> None:
    """HiGHS on the continuous battery, whose optimum is a vertex on the grid."""
    rng = np.random.default_rng(4)
    prices = regular_prices(rng.uniform(5, 90, 24 * 20))
    for capacity, charge, discharge in ((2_345.6, 0.917, 0.9313), (700.0, 0.85**0.5, 0.85**0.5)):
        made = lattice(Battery(capacity, 1_000.0, charge, discharge), 1.0)
        assert made.notes
        found = optimal_value(made, prices)
        assert found == pytest.approx(linear_optimum(made.battery, prices).profit, rel=1e-7)
        given_battery = replace(made.battery, capacity_kwh=capacity, charge_efficiency=charge)
        assert found == pytest.approx(linear_optimum(given_battery, prices).profit, rel=1e-3)


def test_storage_of_months_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="grid") as problem:
        lattice(Battery(2e6, 1.0, 0.9, 0.9), 1 / 12)
    assert problem.value.try_next
