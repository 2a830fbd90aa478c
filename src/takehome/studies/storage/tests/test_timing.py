"""The hours in which a policy buys and sells."""

import numpy as np
import pytest

from takehome.studies.storage.battery import Battery
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import regular_prices
from takehome.studies.storage.result import bound_of
from takehome.studies.storage.task import Task
from takehome.studies.storage.timing import timing, timing_sentence


def test_hours_shares_and_rest_are_those_of_the_moves() -> None:
    """Two days: 3 kWh bought at 2 and 3 o'clock (2 + 1), sold at 18 and 19 (1 + 2)."""
    task = Task(lattice(Battery(3.0, 2.0), 1.0), regular_prices(np.ones(48)))
    moves = np.zeros(48, int)
    for day in (0, 24):
        moves[[day + 2, day + 3, day + 18, day + 19]] = 2, 1, -1, -2
    found = timing(task.test, bound_of(task, moves))
    assert (found["buy"], found["sell"]) == ([2], [19])
    assert found["buy_share"] == pytest.approx(2 / 3)
    assert (found["bought_kwh"], found["sold_kwh"]) == (6.0, 6.0)
    assert found["resting"] == pytest.approx(40 / 48)
    said = timing_sentence(found, "the plan", "information = known_day")
    assert "buys 66.7 % of its 6.00 kWh in the hour from 2 o'clock" in said


def test_a_battery_that_rests_says_so() -> None:
    task = Task(lattice(Battery(3.0, 2.0), 1.0), regular_prices(np.ones(24)))
    found = timing(task.test, bound_of(task, np.zeros(24, int)))
    assert "rests in 100 % of the steps" in timing_sentence(found, "do nothing", "information = forecast")
