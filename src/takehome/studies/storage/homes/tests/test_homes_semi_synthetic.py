"""Drawn homes: the same by seed and number, unlike as asked for, possible in physics, cut from real profiles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.profiles import CUT_IN, PROFILE_HOURS, RATED, profiles, wind_power
from takehome.studies.storage.homes.semi_synthetic import Generator, drawn, generation_kwh, semi_synthetic
from takehome.studies.storage.homes.tariffs import Tariff, prices

ARRAYS = ("hour", "day", "net_kwh", "buy", "sell", "pitch_kwh", "up", "down")


def assert_same(one: Homes, other: Homes, columns: slice = slice(None)) -> None:
    for name in ARRAYS:
        left, right = getattr(one, name), getattr(other, name)
        np.testing.assert_array_equal(left[:, columns] if left.ndim == 2 else left, right, err_msg=name)


def test_a_home_is_the_same_whatever_the_number_of_homes() -> None:
    many, few = semi_synthetic(12, 3, 7, seed=4), semi_synthetic(5, 3, 7, seed=4)
    assert_same(many.take(np.arange(5)), few)
    assert not np.array_equal(few.net_kwh, semi_synthetic(5, 3, 7, seed=5).net_kwh)


def test_more_own_days_leave_the_judged_ones_as_they_were() -> None:
    long, short = semi_synthetic(6, 10, 7, seed=1), semi_synthetic(6, 3, 7, seed=1)
    assert long.judged == 240
    assert short.judged == 72
    assert_same(long, short, slice(168, None))


def test_kinds_come_in_the_shares_that_the_module_says() -> None:
    """Within four standard errors of 3,000 draws."""
    _, facts = drawn(3000, 2, 1, seed=2)
    for values, shares in ((facts.generator, (0.3, 0.45, 0.25)), (facts.tariff, (0.2, 0.5, 0.3))):
        found = np.bincount(values, minlength=3) / len(values)
        assert np.all(np.abs(found - shares) < 4 * np.sqrt(np.array(shares) / len(values)))
    assert set(facts.capacity_kwh) == {5.0, 10.0, 13.5}
    assert set(facts.full_hours) == {2, 4}


def test_alike_homes_differ_in_days_and_noise_alone() -> None:
    homes, facts = drawn(20, 2, 2, seed=0, unlike=0)
    for values in vars(facts).values():
        assert len(set(values)) == 1
    assert set(facts.generator) == {Generator.SUN}
    assert len(np.unique(homes.net_kwh[:, 0])) == 20
    unlike = [len(set(drawn(60, 2, 1, 0, level)[1].profile)) for level in (0, 0.3, 1)]
    assert unlike == sorted(set(unlike))


def test_homes_hold_together() -> None:
    """Clock, weekday, prices, and use that is never below zero once generation is added back."""
    homes, facts = drawn(80, 3, 7, seed=9)
    clock = homes.day * 24 + homes.hour
    assert np.all(np.diff(clock, axis=1) == 1)
    assert np.all(homes.sell <= homes.buy)
    made = generation_kwh(homes, facts)
    assert np.all(homes.net_kwh + made > -1e-12)
    assert np.all(made <= facts.generator_kw[:, None])
    assert np.all(made[facts.generator == Generator.NONE] == 0)
    sunny = facts.generator == Generator.SUN
    assert np.all(made[sunny][homes.hour[sunny] < 4] == 0)
    power = homes.up * homes.pitch_kwh / homes.charge_efficiency
    assert np.all(np.abs(power - facts.capacity_kwh / facts.full_hours) <= 0.03 * facts.capacity_kwh)


@pytest.mark.parametrize(
    ("asked", "named"), [({"homes": 0}, "homes = 0"), ({"own_days": 1}, "own_days"), ({"unlike": -1}, "unlike"),
                         ({"judged_days": 0}, "judged_days")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(asked: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        drawn(**{"homes": 2, **asked})


def test_profiles_are_whole_weeks_that_look_like_their_sources() -> None:
    """Means of the files from which they were cut (data/SOURCES.md), in kWh per hour and $ per kWh."""
    data = profiles()
    assert data.load_kwh.shape == (34, PROFILE_HOURS)
    assert data.simulated == 24
    assert data.austin.mean() == pytest.approx(0.0678, abs=5e-5)
    assert data.chicago.mean() == pytest.approx(0.0402, abs=5e-5)
    assert data.sun[0].mean() == pytest.approx(0.85 * 0.2359, abs=1e-3)
    assert data.load_kwh.min() >= 0
    for series in data.sun:
        by_hour = series.reshape(-1, 24).mean(axis=0)
        assert 10 <= np.argmax(by_hour) <= 13
        assert by_hour[[0, 1, 2, 3, 22, 23]].max() < 0.01


def test_a_turbine_turns_from_cut_in_and_is_full_at_rated_speed() -> None:
    lift = 3**0.25
    speeds = np.array([0, CUT_IN - 0.01, CUT_IN, RATED / 2, RATED, 30]) / lift
    np.testing.assert_allclose(wind_power(speeds), [0, 0, (3 / 11) ** 3, 1 / 8, 1, 1], rtol=1e-12)


def test_tariffs_by_hand() -> None:
    hour, energy = np.array([3, 12, 17, 22]), np.array([-0.2, 0.03, 0.5, 0.1])
    assert prices(Tariff.FLAT, hour, energy)[0].tolist() == [0.16] * 4
    buy, sell = prices(Tariff.TIME_OF_USE, hour, energy, 0.5)
    assert buy.tolist() == [0.06, 0.1, 0.18, 0.1]
    assert sell.tolist() == [0.06, 0.07, 0.07, 0.07]
    buy, sell = prices(Tariff.DYNAMIC, hour, energy)
    np.testing.assert_allclose(buy, [0.01, 0.09, 0.56, 0.16])
    assert sell.tolist() == [-0.05, 0.03, 0.5, 0.1]
