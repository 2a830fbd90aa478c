"""The bound of homes against every schedule there is, a linear program of HiGHS, and every other policy; the floors."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from takehome.studies.storage.federated.table_kernels import KNOTS, walk
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.homes import AHEAD, LEVELS, TOP, Homes
from takehome.studies.storage.homes.money_kernels import saved
from takehome.studies.storage.homes.observing import CELLS, cells
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic


def random_home(seed: int, hours: int, up: int, down: int, judged: int = 0, negative: bool = True) -> Homes:
    """One home with random loads, surpluses and prices, some below zero, and a price of wear."""
    rng = np.random.default_rng(seed)
    buy = rng.normal(0.15, 0.12, (1, hours)) if negative else rng.uniform(0.05, 0.4, (1, hours))
    return Homes(
        names=("one",), hour=np.arange(hours)[None, :] % 24, day=np.arange(hours)[None, :] // 24,
        net_kwh=rng.normal(0.3, 1.5, (1, hours)), buy=buy, sell=buy - rng.exponential(0.05, (1, hours)),
        pitch_kwh=np.array([0.4]), up=np.array([up]), down=np.array([down]), charge_efficiency=np.array([0.9]),
        discharge_efficiency=np.array([0.85]), wear=np.array([0.01]), judged=judged, begins=np.zeros(1, np.int64),
    )  # fmt: skip


def bill(home: Homes, moves: tuple[int, ...]) -> float:
    """What the home pays under a schedule, from the meter alone: the authority for `saved`."""
    total = 0.0
    for t, move in enumerate(moves):
        energy = move * home.pitch_kwh[0]
        grid = home.net_kwh[0, t]
        grid += energy / home.charge_efficiency[0] if energy > 0 else energy * home.discharge_efficiency[0]
        total += grid * (home.buy[0, t] if grid > 0 else home.sell[0, t])
        total += home.wear[0] * max(-energy, 0) * home.discharge_efficiency[0]
    return total


@pytest.mark.parametrize("seed", range(6))
def test_the_optimum_is_the_best_of_all_schedules(seed: int) -> None:
    """All 5^6 schedules of two levels up or down in six hours, valued by their bills."""
    home = random_home(seed, 6, 2, 2)
    without = bill(home, (0,) * 6)
    best = max(
        without - bill(home, moves)
        for moves in itertools.product(range(-2, 3), repeat=6)
        if min(np.cumsum(moves)) >= 0 and max(np.cumsum(moves)) <= TOP
    )
    assert bound.optimum(home)[0] == pytest.approx(best, abs=1e-12)


@settings(max_examples=50)
@given(
    st.integers(-20, 20), st.floats(-5, 5), st.floats(-0.2, 0.5), st.floats(0, 0.3), st.floats(0.7, 1),
    st.floats(0.7, 1), st.floats(0, 0.1),
)  # fmt: skip
def test_what_a_move_saves_is_the_difference_of_two_bills(
    move: int, net: float, buy: float, less: float, charging: float, discharging: float, wear: float
) -> None:
    sell = buy - less
    grid = net + (move * 0.5 / charging if move > 0 else move * 0.5 * discharging)
    costs = [use * (buy if use > 0 else sell) for use in (net, grid)]
    expected = costs[0] - costs[1] - wear * max(-move, 0) * 0.5 * discharging
    assert saved(move, net, buy, sell, 0.5, charging, discharging, wear) == pytest.approx(expected, abs=1e-12)


def relaxed(home: Homes) -> float:
    """The most that a battery without levels saves: the linear program, by HiGHS (scipy's linprog).

    Per hour: energy charged and discharged (in the store), bought, sold; the store stays within its limits. With
    prices of buying above those of selling, and above zero, no hour both buys and sells.
    """
    hours, pitch = home.hours, home.pitch_kwh[0]
    zero, one = np.zeros((hours, hours)), np.eye(hours)
    balance = np.hstack([-one / home.charge_efficiency[0], one * home.discharge_efficiency[0], one, -one])
    stored = np.tril(np.ones((hours, hours)))
    limits = np.vstack([np.hstack([stored, -stored, zero, zero]), np.hstack([-stored, stored, zero, zero])])
    cost = np.concatenate([
        np.zeros(hours), np.full(hours, home.wear[0] * home.discharge_efficiency[0]), home.buy[0], -home.sell[0],
    ])  # fmt: skip
    sizes = [(0, home.up[0] * pitch)] * hours + [(0, home.down[0] * pitch)] * hours + [(0, None)] * (2 * hours)
    found = linprog(
        cost, A_ub=limits, b_ub=np.repeat([TOP * pitch, 0.0], hours), A_eq=balance, b_eq=home.net_kwh[0], bounds=sizes
    )
    assert found.status == 0
    return bill(home, (0,) * hours) - float(found.fun)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_is_near_and_never_above_the_linear_program(seed: int) -> None:
    """HiGHS solves the battery without levels: whole levels can only save less, and lose little."""
    home = random_home(seed, 96, 5, 5, negative=False)
    most, found = relaxed(home), bound.optimum(home)[0]
    assert found <= most + 1e-9
    assert found >= 0.93 * most


@pytest.fixture(scope="module")
def fleet() -> Homes:
    return semi_synthetic(40, 3, 7, seed=5)


def test_no_policy_saves_more_than_the_optimum(fleet: Homes) -> None:
    """The floors, and the policies of random tables."""
    most = bound.optimum(fleet)
    for policy in (bound.hold, bound.self_consumption, bound.plan):
        assert np.all(policy(fleet) <= most + 1e-9), policy.__name__
    rng, cell = np.random.default_rng(0), cells(fleet)
    for i in range(len(fleet)):
        table = np.cumsum(rng.exponential(0.2, (CELLS, KNOTS)), axis=1)
        assert walked(fleet, i, table, cell) <= most[i] + 1e-9


def walked(homes: Homes, i: int, table: np.ndarray, cell: np.ndarray) -> float:
    """Money of a table's policy in one home over the judged hours."""
    first = homes.judged
    return float(
        walk(
            table, cell[i, first:], homes.net_kwh[i, first:], homes.buy[i, first:], homes.sell[i, first:],
            *(one[i] for one in bound.battery_arrays(homes)), homes.scale[i], 0.999,
        )
    )  # fmt: skip


def test_the_plan_is_the_plain_receding_horizon(fleet: Homes) -> None:
    """Against a slow planner written from the definition: 24 hours, known prices for 12, yesterday for the rest."""
    home = fleet.take(np.array([4]))
    assert bound.plan(home)[0] == pytest.approx(slow_plan(home), abs=1e-9)
    assert bound.plan(random_home(3, 96, 3, 4, judged=48))[0] == pytest.approx(
        slow_plan(random_home(3, 96, 3, 4, judged=48)), abs=1e-9
    )


def slow_plan(home: Homes) -> float:
    level, money = 0, 0.0
    for t in range(home.judged, home.hours):
        after = np.zeros(LEVELS)
        for u in range(min(t + 24, home.hours) - 1, t, -1):
            prices = home.buy[0, u], home.sell[0, u]
            if u > t + AHEAD:
                prices = home.buy[0, u - 24], home.sell[0, u - 24]
            after = np.array([best(home, place, home.net_kwh[0, u - 24], prices, after)[1] for place in range(LEVELS)])
        now = home.buy[0, t], home.sell[0, t]
        move = best(home, level, home.net_kwh[0, t], now, after)[0]
        money += save(home, move, home.net_kwh[0, t], now)
        level += move
    return money


def save(home: Homes, move: int, net: float, prices: tuple[float, float]) -> float:
    return float(saved(move, net, *prices, home.pitch_kwh[0], home.charge_efficiency[0],
                       home.discharge_efficiency[0], home.wear[0]))  # fmt: skip


def best(home: Homes, level: int, net: float, prices: tuple[float, float], after: np.ndarray) -> tuple[int, float]:
    """The best move and what it is worth; smaller moves are tried first and win ties."""
    moves = sorted(range(max(-home.down[0], -level), min(home.up[0], TOP - level) + 1), key=lambda m: (abs(m), -m))
    worth = [save(home, move, net, prices) + after[level + move] for move in moves]
    place = next(i for i, value in enumerate(worth) if value >= max(worth) - 1e-12)
    return moves[place], worth[place]


def test_self_consumption_moves_energy_from_the_surplus_to_the_need() -> None:
    """By hand: of 1.9 kWh over, 1.71 get into the store, nearest to four levels of .4; 1.36 kWh of need are four."""
    home = random_home(0, 4, 10, 10)
    made = Homes(**{**vars(home), "net_kwh": np.array([[-1.9, 1.36, 0.1, 5.0]]), "wear": np.zeros(1)})
    levels = (4, -4, 0, 0)
    expected = bill(made, (0,) * 4) - bill(made, levels)
    assert bound.self_consumption(made)[0] == pytest.approx(expected, abs=1e-12)


def test_threads_change_nothing(fleet: Homes) -> None:
    import numba

    threads = numba.get_num_threads()
    plans = []
    for number in (1, threads):
        numba.set_num_threads(number)
        plans.append((bound.plan(fleet), bound.optimum(fleet), bound.self_consumption(fleet)))
    for one, other in zip(*plans, strict=True):
        np.testing.assert_array_equal(one, other)


def test_holding_saves_nothing_and_flat_prices_leave_nothing_to_save() -> None:
    home = random_home(1, 48, 5, 5)
    flat = np.full((1, 48), 0.2)
    made = Homes(**{**vars(home), "buy": flat, "sell": flat})
    assert bound.hold(home).tolist() == [0.0]
    assert bound.optimum(made)[0] == 0.0
