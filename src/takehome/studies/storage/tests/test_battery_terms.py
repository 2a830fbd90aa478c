"""What a user may say of a battery, and what is refused."""

from typing import Any

import pytest

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.battery_terms import battery_of

SIZE = {"capacity_kwh": 2_000.0, "power_kw": 1_000.0}


def test_a_round_trip_is_the_product_of_its_halves() -> None:
    held = battery_of({**SIZE, "efficiency": 0.85})
    assert held is not None
    assert held.charge_efficiency == held.discharge_efficiency
    assert held.round_trip == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("key", "kind"),
    [("wear_per_kwh", WearKind.PER_KWH), ("wear_per_cycle", WearKind.PER_CYCLE), ("wear_by_depth", WearKind.DEPTH)],
)
def test_each_kind_of_wear_has_its_key(key: str, kind: WearKind) -> None:
    assert battery_of({**SIZE, key: 0.5}) == Battery(**SIZE, wear=Wear(kind, 0.5))


def test_wear_per_cycle_is_the_same_money_as_wear_per_kwh() -> None:
    """A full cycle of 2,000 kWh in the store delivers 1,800 kWh, so 36 money a cycle are .02 a kWh."""
    by_cycle = battery_of({**SIZE, "discharge_efficiency": 0.9, "wear_per_cycle": 36.0})
    assert by_cycle is not None
    assert by_cycle.wear_per_kwh == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({**SIZE, "capacity": 1.0}, "capacity"),
        ({"power_kw": 1.0}, "capacity_kwh"),
        ({"capacity_kwh": 1.0}, "power_kw"),
        ({**SIZE, "capacity_kwh": 0.0}, "capacity_kwh"),
        ({**SIZE, "power_kw": -1.0}, "power_kw"),
        ({**SIZE, "power_kw": float("nan")}, "power_kw"),
        ({**SIZE, "efficiency": 1.1}, "efficiency"),
        ({**SIZE, "efficiency": 0.9, "charge_efficiency": 0.9}, "efficiency"),
        ({**SIZE, "charge_efficiency": 0.0}, "charge_efficiency"),
        ({**SIZE, "wear_per_kwh": -0.1}, "wear"),
        ({**SIZE, "wear_per_kwh": 0.1, "wear_per_cycle": 1.0}, "wear_per_cycle"),
        ({**SIZE, "wear_by_depth": 1.0, "depth_exponent": 0.5}, "exponent"),
        ({**SIZE, "start_kwh": 3_000.0}, "start_kwh"),
        ({**SIZE, "end_kwh": 3_000.0}, "end_kwh"),
        ("2 MWh", "str"),
    ],
)
def test_what_no_battery_can_have_is_named(terms: Any, named: str) -> None:
    with pytest.raises(InputError, match=named) as problem:
        battery_of(terms)
    assert problem.value.expected
    assert problem.value.try_next
