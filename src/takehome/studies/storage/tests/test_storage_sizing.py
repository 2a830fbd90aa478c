"""Sizes against solving each by itself, and the break-even spread against dynamic programming."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.money.payback import payback_of
from takehome.studies.storage.money.worth import payback_years, share_of_bound, worth_of, worth_sentences
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.sizing import break_even_sell, paying_days, sizing
from takehome.studies.storage.tests.storage_money_worlds import World, waves

SIMPLE = Battery(2000.0, 1000.0)


def test_every_size_earns_what_a_battery_of_that_size_earns() -> None:
    world = World(days=30, battery=SIMPLE)
    task = world.task()
    found = sizing(task)
    assert len(found.sizes) == 11
    for size in found.sizes:
        battery = Battery(size.capacity_kwh, size.power_kw)
        alone = optimal_value(lattice(battery, 1.0), task.test) / task.test.years
        assert size.profit == pytest.approx(alone, rel=1e-9)
    assert found.sizes[0].profit == pytest.approx(world.traded().bound.profit / task.test.years)


@pytest.mark.parametrize("changed", ["capacity", "power"])
def test_profit_is_concave_in_each_size(changed: str) -> None:
    """A linear program is concave in its right-hand side, so the marginal value falls (prices are positive here)."""
    sizes = sizing(World(days=30, battery=SIMPLE).task()).of(changed)
    x = np.array([size.capacity_kwh if changed == "capacity" else size.power_kw for size in sizes])
    slopes = np.diff([size.profit for size in sizes]) / np.diff(x)
    assert (np.diff(x) > 0).all()
    assert (slopes >= -1e-9).all()
    assert (np.diff(slopes) <= 1e-9 * abs(slopes).max()).all()


def test_twice_the_battery_earns_twice_as_much() -> None:
    """Both limits doubled is two batteries: the bound is homogeneous."""
    one, two = World(days=10, battery=SIMPLE), World(days=10, battery=Battery(4000.0, 2000.0))
    assert two.traded().bound.profit == pytest.approx(2 * one.traded().bound.profit)


def test_losses_change_no_efficiency_among_sizes() -> None:
    found = sizing(World(days=10).task())
    assert len(found.sizes) + len(found.notes) == 11
    assert all(abs(size.capacity_kwh / 2000 / (size.factor if size.changed == "capacity" else 1) - 1) < 0.02
               for size in found.sizes)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 500), charge=st.sampled_from([1.0, 0.9, 0.8]), wear=st.sampled_from([0.0, 0.01, 0.03]),
    fee=st.sampled_from([0.0, 3.0]), low=st.sampled_from([20.0, -5.0]), below=st.booleans(),
)  # fmt: skip
def test_a_day_pays_exactly_where_its_optimum_is_positive(
    seed: int, charge: float, wear: float, fee: float, low: float, below: bool
) -> None:
    """Prices stay above minus the fee, or buying alone would earn; for one step of energy the spread decides."""
    rng = np.random.default_rng(seed)
    values = np.maximum(rng.uniform(low, low + rng.uniform(0, 40), 24), -fee)
    prices = replace(regular_prices(values), buy_fee=fee, sell_fee=fee)
    battery = Battery(100.0, 100.0, charge, 0.9, Wear(WearKind.PER_KWH, wear), sell_below_zero=below)
    best = optimal_value(lattice(battery, 1.0), prices)
    assert bool(paying_days(battery, prices)[0]) == (best > 1e-9)


def test_what_is_sold_must_have_been_bought_before() -> None:
    """A negative price in the last step: buying there and losing energy pays, but not in the same step as selling."""
    battery = Battery(100.0, 100.0, 0.9, 0.9)
    assert not paying_days(battery, regular_prices(np.array([50.0, -10.0])))[0]
    assert paying_days(battery, regular_prices(np.array([-10.0, 50.0])))[0]


def test_break_even_is_where_a_round_trip_earns_nothing() -> None:
    battery = Battery(900.0, 1000.0, 0.9, 0.8, Wear(WearKind.PER_KWH, 0.01))
    prices = replace(regular_prices(np.array([20.0, 0.0])), buy_fee=2.0, sell_fee=1.0)
    sell = break_even_sell(battery, prices, 20.0)
    bought, sold = 1000.0, 1000.0 * 0.72
    assert sold * (sell - 1.0) / 1000 - sold * 0.01 - bought * 22.0 / 1000 == pytest.approx(0.0)


def test_long_series_are_compared_on_their_last_whole_days() -> None:
    world = World(days=900, battery=SIMPLE)
    found = sizing(world.task(), factors=(2.0,))
    said = "Sizes were compared on the last 834 of 900 days; elsewhere the same battery earns more or less."
    assert found.notes == (said,)
    assert [size.factor for size in found.sizes] == [1.0, 2.0, 2.0]


def test_what_is_worth_buying_follows_from_price_and_life() -> None:
    world = World(days=60, battery=SIMPLE)
    found = sizing(world.task())
    made = world.priced({"rate": 2.0, "battery_price": 100.0, "fixed_cost": 50.0})
    capacity, power = worth_of(made, found)
    payback = payback_of(made.basis, made.chosen)
    assert payback is not None
    assert found.per_kwh is not None
    assert capacity.bound == pytest.approx(2.0 * found.per_kwh)
    assert capacity.earned == pytest.approx(share_of_bound(made) * capacity.bound)
    assert capacity.cost == pytest.approx(100.0 / payback.life)
    assert capacity.pays == (capacity.earned >= capacity.cost)
    assert (power.cost, power.pays) == (None, None)
    first, second = worth_sentences(made, found)
    assert "over its life it costs" in first
    assert "worth buying" not in second
    assert payback_years(made, found, found.sizes[0]) == pytest.approx(payback.years)
    larger = payback_years(made, found, found.of("capacity")[-1])
    assert larger is not None
    assert larger > payback.years  # the next kWh earns less
    assert payback_years(world.priced(), found, found.sizes[0]) is None


def test_marginal_values_are_difference_quotients_of_the_bound() -> None:
    task = World(days=30, battery=SIMPLE).task()
    found = sizing(task)
    more = optimal_value(lattice(Battery(2200.0, 1000.0), 1.0), task.test)
    base = optimal_value(lattice(SIMPLE, 1.0), task.test)
    assert found.per_kwh == pytest.approx((more - base) / 200 / task.test.years)
    assert found.cheap_buy == pytest.approx(np.median(waves(30).values.reshape(30, 24).min(axis=1)))
    assert found.break_even_sell == found.cheap_buy  # without losses, wear and fees
