"""The plan on past days against a slow planner in NumPy, written from the definition; what it knows, and its limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes import expected_plan_kernels as expected
from takehome.studies.storage.homes.homes import AHEAD, HOURS, LEVELS, TOP, Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic
from takehome.studies.storage.homes.tests.test_homes_bound import random_home

FLEET = semi_synthetic(30, own_days=4, judged_days=6, seed=8)


def rewards(home: Homes, net: float, priced: int) -> dict[int, float]:
    """Move → what it saves with this net load and the prices of hour `priced`, from the two bills."""
    buy, sell = home.buy[0, priced], home.sell[0, priced]
    found = {}
    for move in range(-int(home.down[0]), int(home.up[0]) + 1):
        energy = move * home.pitch_kwh[0]
        drawn = energy / home.charge_efficiency[0] if move > 0 else energy * home.discharge_efficiency[0]
        costs = [grid * (buy if grid > 0 else sell) for grid in (net, net + drawn)]
        found[move] = float(costs[0] - costs[1] - home.wear[0] * max(-drawn, 0.0))
    return found


def best(gains: dict[int, float], after: np.ndarray, level: int) -> tuple[float, int]:
    """What a level is worth, and the smallest of the best moves."""
    able = sorted((move for move in gains if 0 <= level + move <= TOP), key=lambda move: (abs(move), -move))
    worth = [gains[move] + after[level + move] for move in able]
    place = next(i for i, one in enumerate(worth) if one >= max(worth) - 1e-12)
    return worth[place], able[place]


def slow_moves(home: Homes, past: int, every: int) -> list[int]:
    """The moves of the judged hours; the expectation is over days, the maximum inside it."""
    level, moves = 0, []
    for t in range(home.judged, home.hours):
        made = t
        while int(home.hour[0, made]) % every:
            made -= 1
        after = np.zeros(LEVELS)
        for u in range(min(made + 24, home.hours) - 1, t, -1):
            priced = u if u <= made + AHEAD else u - HOURS
            days = max(1, min(past, (u - int(home.begins[0])) // HOURS))
            each = [rewards(home, home.net_kwh[0, u - HOURS * day], priced) for day in range(1, days + 1)]
            after = np.array([np.mean([best(one, after, s)[0] for one in each]) for s in range(LEVELS)])
        moves.append(best(rewards(home, home.net_kwh[0, t], t), after, level)[1])
        level += moves[-1]
    return moves


def money(home: Homes, moves: list[int]) -> float:
    """What the moves save over the judged hours."""
    return sum(rewards(home, home.net_kwh[0, t], t)[move] for t, move in enumerate(moves, home.judged))


@pytest.mark.parametrize(("past", "every"), [(3, 1), (7, 3)])
def test_it_is_the_definition(past: int, every: int) -> None:
    """Prices below zero, days that begin late, and a home of the fleet."""
    for home in (random_home(3, 120, 3, 4, judged=72), replace(FLEET.take(np.array([4])), begins=np.array([30]))):
        made = home.windowed(0, min(home.hours, home.judged + 48), home.judged)
        assert bound.plan_on_past_days(made, past, every)[0] == pytest.approx(
            money(made, slow_moves(made, past, every)), abs=1e-9
        )


def moves_of(home: Homes) -> np.ndarray:
    """The kernel's moves in the judged hours."""
    found: np.ndarray = expected.expected_moves(
        0, home.judged, home.hours, expected.EVERY, int(home.hour[0, 0]), AHEAD, int(home.begins[0]), expected.PAST,
        home.net_kwh[0], home.buy[0], home.sell[0], *(one[0] for one in bound.battery_arrays(home)),
    )[0]  # fmt: skip
    return found


def test_later_loads_and_unknown_prices_change_no_earlier_move() -> None:
    """Loads after an hour, and prices more than `AHEAD` hours after it, are not known in it."""
    for i in (0, 7, 13):
        home = FLEET.take(np.array([i]))
        cut = home.judged + 40
        net, buy, sell = home.net_kwh.copy(), home.buy.copy(), home.sell.copy()
        net[:, cut + 1 :] += 3
        buy[:, cut + AHEAD + 1 :] *= 5
        sell[:, cut + AHEAD + 1 :] *= 5
        other = replace(home, net_kwh=net, buy=buy, sell=sell)
        count = cut + 1 - home.judged
        assert np.array_equal(moves_of(home)[:count], moves_of(other)[:count])
        assert not np.array_equal(moves_of(home)[count:], moves_of(other)[count:])


def test_days_before_a_home_begins_are_not_looked_at() -> None:
    """Yesterday alone is, as in the plan on yesterday; with one past day, made each hour, the two are one."""
    few = FLEET.with_own_days(2)
    net = few.net_kwh.copy()
    net[:, : few.judged - 48] = 9.0
    assert np.array_equal(bound.plan_on_past_days(few), bound.plan_on_past_days(replace(few, net_kwh=net)))
    np.testing.assert_allclose(bound.plan_on_past_days(FLEET, 1, 1), bound.plan(FLEET), rtol=0, atol=1e-9)


def test_it_never_saves_more_than_the_optimum_and_more_than_the_plan_on_yesterday() -> None:
    """Home by home below the bound; all together above the plan on yesterday."""
    saved = bound.plan_on_past_days(FLEET)
    assert np.all(saved <= bound.optimum(FLEET) + 1e-9)
    assert saved.sum() > bound.plan(FLEET).sum()


def test_where_all_days_are_alike_it_is_the_plan_on_yesterday() -> None:
    """One day over and over: there is nothing to average."""
    days = FLEET.hours // HOURS
    again = {name: np.tile(getattr(FLEET, name)[:, :HOURS], days) for name in ("net_kwh", "buy", "sell")}
    alike = replace(FLEET, **again)
    np.testing.assert_allclose(bound.plan_on_past_days(alike, every=1), bound.plan(alike), rtol=0, atol=1e-9)


def test_threads_and_other_homes_change_nothing() -> None:
    """Each home is computed by one thread alone."""
    import numba

    threads, whole = numba.get_num_threads(), bound.plan_on_past_days(FLEET)
    numba.set_num_threads(1)
    alone = bound.plan_on_past_days(FLEET.take(np.array([5, 2])))
    numba.set_num_threads(threads)
    assert np.array_equal(alone, whole[[5, 2]])


@pytest.mark.parametrize("past", [1, 3, 7])
def test_the_days_that_stand_for_an_hour_are_the_nearest_that_may_be_known(past) -> None:
    """Brute force over all columns of the record: own days on both sides before `judged`, past days from there on."""
    for begins, judged in ((0, 120), (30, 120), (95, 120), (120, 120), (0, 0)):
        for t in range(24, 150):
            column = np.full(past, -1)
            found = expected.days_beside(t, begins, judged, column)
            same = [c for c in range(t % HOURS, 200, HOURS) if c != t and c >= begins]
            near = sorted((c for c in same if c < (t if t >= judged else judged)), key=lambda c: (abs(c - t), c))
            alone = t - HOURS if t >= judged else t
            assert list(column[:found]) == (near[:past] or [alone])
