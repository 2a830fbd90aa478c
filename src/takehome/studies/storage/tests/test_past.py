"""Where the past ends: learned from before, judged after."""

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.market.prices import Prices, regular_prices
from takehome.studies.storage.past import first_judged


def days(number: int, clock: bool = True) -> Prices:
    return regular_prices(np.zeros(24 * number), start="2018-01-01", clock=clock)


@pytest.mark.parametrize(("number", "past"), [(1, 0), (55, 0), (56, 28), (365, 182), (730, 365), (1461, 1096)])
def test_the_length_decides_where_nothing_is_said(number: int, past: int) -> None:
    assert first_judged(days(number), None) == 24 * past


def test_a_date_is_the_first_day_that_is_judged() -> None:
    prices = days(100)
    first = first_judged(prices, "2018-02-15")
    assert str(prices.time[first]) == "2018-02-15T00:00:00.000000"


def test_a_share_is_of_the_days() -> None:
    assert first_judged(days(100), 0.3) == 24 * 30
    assert first_judged(days(100), 0) == 0


@pytest.mark.parametrize("train", ["2018-01-10", "2019-01-01", "soon", 0.1, 1.0, -0.5, True])
def test_a_past_too_short_or_nothing_left_to_judge_is_refused(train: float | str) -> None:
    with pytest.raises(InputError, match="train"):
        first_judged(days(100), train)


def test_a_date_needs_dates() -> None:
    with pytest.raises(InputError, match="without dates"):
        first_judged(days(100, clock=False), "2018-02-15")
