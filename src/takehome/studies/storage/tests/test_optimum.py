"""The dynamic program against every schedule there is, its plain twin, a linear program, and laws it must obey."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import Lattice, lattice
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.optimum import dp_kernels, dynamic_programming, reference
from takehome.studies.storage.optimum.dynamic_programming import optimal_value, optimum, plan, program, value_table
from takehome.studies.storage.optimum.linear_program import burning_pays, linear_optimum
from takehome.studies.storage.settlement import settle

QUICK = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
BRIEF = (10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15)
"""The day of the brief, part 3; its optimum over the 23 decisions is 435 per unit moved (issue 5)."""


def replayed(grid: Lattice, prices: Prices, moves: np.ndarray) -> float:
    return settle(grid.battery, prices, moves * grid.pitch_kwh).profit


def battery(**changes: Any) -> Battery:
    """2 kWh at 1 kW with losses: a step adds .9 kWh or takes 1.25, so the levels are .05 kWh apart."""
    return replace(Battery(2.0, 1.0, 0.9, 0.8), **changes)


def noisy(steps: int, seed: int, low: float = 40.0) -> Prices:
    rng = np.random.default_rng(seed)
    return regular_prices(np.round(rng.normal(low, 50.0, steps) + 300 * (rng.random(steps) < 0.05), 2))


# every schedule there is


@st.composite
def tiny(draw: st.DrawFn) -> tuple[Lattice, Prices]:
    """A store of up to five levels over up to four steps, with fees, wear, an end and a terminal price."""
    top, up, down = draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    charge, start = draw(st.sampled_from([1.0, 0.5, 0.9])), draw(st.integers(0, top))
    energy = up / charge
    end = draw(st.integers(0, top))
    given_battery = Battery(
        float(top), energy, charge, min(1.0, energy / down), Wear(WearKind.PER_KWH, draw(st.sampled_from([0.0, 0.01]))),
        float(start), float(end), draw(st.sampled_from([0.0, 30.0])), draw(st.booleans()),
    )  # fmt: skip
    grid = Lattice(
        given_battery, 1.0, 1.0, top, up, int(energy / given_battery.discharge_efficiency + 1e-9), start, end
    )
    values = draw(st.lists(st.integers(-60, 200), min_size=1, max_size=4))
    prices = regular_prices(np.array(values, float))
    return grid, replace(prices, buy_fee=draw(st.sampled_from([0.0, 5.0])), sell_fee=draw(st.sampled_from([0.0, 3.0])))


def best_of_all(grid: Lattice, prices: Prices) -> float:
    """Every sequence of moves is put through the ledger; those that break a limit are refused there."""
    best = -np.inf
    for moves in itertools.product(range(-grid.down, grid.up + 1), repeat=len(prices)):
        try:
            best = max(best, replayed(grid, prices, np.array(moves)))
        except InputError:
            continue
    return best


@QUICK
@given(tiny())
def test_no_schedule_at_all_earns_more(case: tuple[Lattice, Prices]) -> None:
    grid, prices = case
    best = best_of_all(grid, prices)
    if best == -np.inf:
        with pytest.raises(InputError, match="end_kwh"):
            optimum(grid, prices)
        return
    found = optimum(grid, prices)
    assert found.profit == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert replayed(grid, prices, found.moves) == pytest.approx(best, rel=1e-9, abs=1e-12)


# other authorities


@pytest.mark.parametrize("below_zero", [True, False])
@pytest.mark.parametrize("low", [400.0, 5.0])
def test_a_linear_program_agrees(low: float, below_zero: bool) -> None:
    """HiGHS; exclusive where burning energy pays, and then its free version is an upper bound."""
    prices = noisy(300, 1, low)
    given_battery = battery(
        sell_below_zero=below_zero, wear=Wear(WearKind.PER_CYCLE, 0.01), start_kwh=1.0, end_kwh=0.5, terminal_price=20.0
    )
    found = optimum(lattice(given_battery, 1.0), prices)
    assert linear_optimum(given_battery, prices, exclusive=True).profit == pytest.approx(found.profit, rel=1e-7)
    free = linear_optimum(given_battery, prices)
    burns = below_zero and low < 100
    assert bool(burning_pays(given_battery, prices).any()) == burns
    assert bool(free.both) == burns
    assert free.profit >= found.profit * (1 - 1e-7)


def test_the_day_of_the_brief_earns_435() -> None:
    """One unit a step up to ten units, without losses; the action of hour 22 is the last (issue 5)."""
    prices = regular_prices(np.array(BRIEF[:23], float) * 1000)
    found = optimum(lattice(Battery(10.0, 1.0), 1.0), prices)
    assert found.profit == 435.0


def test_two_prices_by_hand() -> None:
    """Buy 1 kWh at 20 $/MWh, store .9, sell .72 at 100 $/MWh with wear of .01 $/kWh: .072 − .02 − .0072 $."""
    prices = regular_prices(np.array([20.0, 100.0]))
    found = optimum(lattice(battery(wear=Wear(WearKind.PER_KWH, 0.01)), 1.0), prices)
    assert found.profit == pytest.approx(0.072 - 0.02 - 0.0072, abs=1e-15)


def test_power_is_on_the_grid_side() -> None:
    """At full power a step sells 1 kWh, so 1.25 kWh leave the store; the other .75 kWh go at the lower price, as .6."""
    prices = regular_prices(np.array([10.0, 50.0]))
    grid = lattice(battery(start_kwh=2.0), 1.0)
    account = settle(grid.battery, prices, optimum(grid, prices).moves * grid.pitch_kwh)
    assert account.sold_kwh == pytest.approx([0.6, 1.0])


# compiled against plain


@st.composite
def rows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, int]:
    """Whole-numbered money, so that all sums are exact; concave ends, any ends, and ends out of reach."""
    levels, steps = draw(st.integers(2, 12)), draw(st.integers(0, 6))
    money = st.integers(-20, 40)
    end = np.array(draw(st.lists(money, min_size=levels, max_size=levels)), float)
    if draw(st.booleans()):
        end = np.cumsum(-np.sort(-end))
    end[: draw(st.integers(0, levels - 1))] = -np.inf
    buy, sell = (np.array(draw(st.lists(money, min_size=steps, max_size=steps)), float) for _ in range(2))
    if draw(st.booleans()):
        sell = np.minimum(sell, buy)
    sell[sell < -15] = -np.inf
    return end, buy, sell, draw(st.integers(1, 14)), draw(st.integers(1, 14))


@settings(QUICK, max_examples=200)
@given(rows())
def test_compiled_loops_equal_their_twins(case: tuple[np.ndarray, np.ndarray, np.ndarray, int, int]) -> None:
    end, buy, sell, up, down = case
    table = reference.value_rows(end, buy, sell, up, down)
    np.testing.assert_array_equal(dp_kernels.value_rows(end, buy, sell, up, down), table)
    np.testing.assert_array_equal(dp_kernels.first_row(end, buy, sell, up, down), table[0])
    level = len(end) - 1
    moves, twins = np.zeros(len(buy), np.int64), np.zeros(len(buy), np.int64)
    reached = dp_kernels.walk(table, buy, sell, up, down, level, moves)
    assert reached == reference.walk(table, buy, sell, up, down, level, twins)
    np.testing.assert_array_equal(moves, twins)


@pytest.mark.parametrize("low", [40.0, -10.0])
def test_real_sized_rows_equal_their_twins_bit_by_bit(low: float) -> None:
    """Money that is no whole number: the quanta make every sum exact, in whatever order it is taken."""
    grid = lattice(Battery(4000, 1000, 0.95, 0.95, terminal_price=33.3), 1.0)
    made = program(grid, noisy(30, 2, low))
    table = reference.value_rows(made.end, made.buy, made.sell, made.up, made.down)
    np.testing.assert_array_equal(value_table(grid, noisy(30, 2, low)), table)


def test_bounded_memory_gives_the_same_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    grid, prices = lattice(battery(start_kwh=1.0, end_kwh=1.0), 1.0), noisy(500, 3)
    at_once = optimum(grid, prices)
    monkeypatch.setattr(dynamic_programming, "ROWS_AT_ONCE", 100)
    in_blocks = optimum(grid, prices)
    np.testing.assert_array_equal(at_once.moves, in_blocks.moves)
    assert at_once.profit == in_blocks.profit == optimal_value(grid, prices)


# laws


@pytest.mark.parametrize("factor", [12.0, 100.0, 1 / 3])
def test_another_currency_changes_no_move(factor: float) -> None:
    grid = lattice(battery(wear=Wear(), terminal_price=0.0), 1.0)
    prices = noisy(400, 4)
    one, other = optimum(grid, prices), optimum(grid, prices.with_values(prices.values * factor))
    np.testing.assert_array_equal(one.moves, other.moves)
    assert other.profit == pytest.approx(factor * one.profit, rel=1e-10)


def test_a_shift_of_all_prices_changes_nothing_without_losses_where_the_end_is_the_start() -> None:
    grid, prices = lattice(Battery(4.0, 1.0, start_kwh=2.0, end_kwh=2.0), 1.0), noisy(200, 5, 400.0)
    shifted = prices.with_values(prices.values + 1000.0)
    assert optimum(grid, shifted).profit == pytest.approx(optimum(grid, prices).profit, rel=1e-10)


def test_time_reversed_with_the_sign_of_prices_earns_the_same() -> None:
    """Without losses, what is bought forward is sold backward: from start to end at p is end to start at −p."""
    forward = lattice(Battery(4.0, 1.0, start_kwh=3.0, end_kwh=3.0), 1.0)
    prices = noisy(200, 6, 400.0)
    back = prices.with_values(prices.values[::-1])
    mirrored = replace(forward, battery=replace(forward.battery, start_kwh=1.0, end_kwh=1.0), start=1, end=1)
    assert optimum(mirrored, back.with_values(-back.values)).profit >= 0
    exact_end = [optimum(grid, p) for grid, p in ((forward, prices), (forward, back.with_values(-back.values)))]
    assert exact_end[0].moves.sum() == 0  # positive prices leave nothing above the required end
    free = value_table(forward, back.with_values(-back.values), np.where(np.arange(5) == 3, 0.0, -np.inf))
    assert free[0, 3] == pytest.approx(exact_end[0].profit, rel=1e-10)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"capacity_kwh": 4.0}, {}), ({"power_kw": 2.0}, {}), ({"charge_efficiency": 1.0}, {}),
        ({}, {"wear": Wear(WearKind.PER_KWH, 0.02)}), ({}, {"end_kwh": 2.0}), ({}, {"sell_below_zero": False}),
    ],
)  # fmt: skip
def test_a_better_battery_earns_more(better: dict[str, Any], worse: dict[str, Any]) -> None:
    prices = noisy(300, 7, 10.0)
    more, less = (optimal_value(lattice(battery(**changes), 1.0), prices) for changes in (better, worse))
    assert more > less


def test_a_constant_price_is_held_through() -> None:
    """Ties are true ties: without losses any trade would earn the same, so none is made."""
    grid = lattice(Battery(10.0, 3.0), 1.0)
    found = optimum(grid, regular_prices(np.full(2000, 33.33)))
    assert found.profit == 0.0
    assert not found.moves.any()


def test_of_equal_moves_the_smaller_is_made() -> None:
    """The cheap hours cost the same: it buys in the last of them, since to hold goes first."""
    grid = lattice(Battery(1.0, 1.0), 1.0)
    found = optimum(grid, regular_prices(np.array([10.0, 10.0, 10.0, 90.0, 90.0])))
    assert found.moves.tolist() == [0, 0, 1, 0, -1]


def test_plans_chained_by_their_values_are_the_optimum() -> None:
    """Bellman's principle: a plan of a day that knows what the level is worth afterwards loses nothing."""
    grid, prices = lattice(battery(end_kwh=1.0), 1.0), noisy(96, 8)
    table, level, moves = value_table(grid, prices), grid.start, []
    for first in range(0, 96, 24):
        moves.append(plan(grid, prices.part(first, first + 24), level, table[first + 24]))
        level += int(moves[-1].sum())
    assert replayed(grid, prices, np.concatenate(moves)) == pytest.approx(optimal_value(grid, prices), rel=1e-10)


def test_a_plan_without_a_value_afterwards_asks_no_end() -> None:
    grid, prices = lattice(battery(end_kwh=2.0, start_kwh=2.0), 1.0), regular_prices(np.full(4, 50.0))
    assert plan(grid, prices, grid.start).sum() == -grid.start
    assert optimum(grid, prices).moves.sum() == 0
    assert plan(grid, prices.part(0, 0), grid.start).shape == (0,)


def test_an_end_out_of_reach_is_one_message() -> None:
    prices = regular_prices(np.full(2, 50.0))
    grid = lattice(battery(end_kwh=2.0), 1.0)
    for solve in (optimum, optimal_value):
        with pytest.raises(InputError, match=r"at most 1\.8 kWh"):
            solve(grid, prices)
    with pytest.raises(InputError, match="no schedule"):
        linear_optimum(grid.battery, prices)


def test_no_discharge_below_zero_where_it_is_forbidden() -> None:
    grid, prices = lattice(battery(sell_below_zero=False), 1.0), noisy(300, 9, 0.0)
    moves = optimum(grid, prices).moves
    assert (moves[prices.values < 0] >= 0).all()
    assert (optimum(lattice(battery(), 1.0), prices).moves[prices.values < 0] < 0).any()
