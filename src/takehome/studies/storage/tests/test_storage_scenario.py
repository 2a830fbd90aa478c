"""The embedded problems: their known answers, and the origin of the real year."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

import numpy as np
import pytest

from takehome.protocol import Scenario
from takehome.studies.storage.market.reading import Reading, read_prices
from takehome.studies.storage.scenario import (
    BRIEF_PRICES,
    DUTCH_YEAR,
    dutch_day_ahead,
    flat_prices,
    greengrid_day,
    spiky_year,
)
from takehome.table import Role


@pytest.fixture(scope="module")
def dutch() -> tuple[Scenario, Reading]:
    scenario = dutch_day_ahead()
    return scenario, read_prices(scenario.table)


def brief_optimum(step_cost: float, capacity: int, decisions: int) -> float:
    """The most that the brief's battery earns, by recursion over its own rules (hold, charge, discharge by one)."""

    @cache
    def best(charge: int, hour: int) -> float:
        if hour == decisions:
            return 0.0
        values = [best(charge, hour + 1)]
        if charge < capacity:
            values.append(best(charge + 1, hour + 1) - BRIEF_PRICES[hour] - step_cost)
        if charge:
            values.append(best(charge - 1, hour + 1) + BRIEF_PRICES[hour] - step_cost)
        return max(values)

    return best(0, 0)


def test_the_briefs_day_is_worth_435_as_coded_and_395_as_described() -> None:
    truth = greengrid_day().truth
    assert brief_optimum(0.0, truth["capacity"], truth["decisions"]) == truth["optimum"] == 435
    assert brief_optimum(truth["step_cost"], truth["capacity"], truth["decisions"]) == truth["optimum_with_cost"] == 395


def test_the_briefs_day_is_read_as_24_hours_without_a_clock() -> None:
    table = greengrid_day().table
    assert table.role("hour") is Role.ORDER
    assert not table.with_role(Role.TARGET)
    reading = read_prices(table.take(np.arange(24)[::-1]))
    assert reading.prices.values.tolist() == list(BRIEF_PRICES)
    assert (reading.price_unit, reading.prices.clock, reading.prices.days) == ("$/MWh", False, 1)


def test_the_dutch_year_is_complete(dutch: tuple[Scenario, Reading]) -> None:
    """Mean 41.20 €/MWh: the yearly mean of 2019 that ENTSO-E and Ember publish."""
    scenario, reading = dutch
    truth, prices = scenario.truth, reading.prices
    assert (len(prices), prices.days) == (truth["hours"], truth["days"])
    assert (reading.gaps.skipped, reading.gaps.repeated) == (truth["skipped_hours"], truth["repeated_hours"])
    assert (reading.gaps.missing, reading.gaps.copies, reading.gaps.unsorted) == (0, 0, 0)
    assert prices.values.mean() == pytest.approx(41.20, abs=0.005)
    assert reading.price_unit == "EUR/MWh"
    assert np.unique(np.bincount(prices.day)).tolist() == [23, 24, 25]


def test_the_dutch_file_is_the_one_that_its_page_describes() -> None:
    folder = resources.files("takehome.studies.storage").joinpath("data")
    content = folder.joinpath(DUTCH_YEAR).read_bytes()
    page = folder.joinpath("SOURCES.md").read_text("utf-8")
    assert hashlib.sha256(content).hexdigest() in page
    assert all(words in page for words in (DUTCH_YEAR, "ENTSO-E", "Ember", "CC BY 4.0", "ev2gym", "6,553"))
    assert len(content) < 400_000


def test_a_flat_market_has_one_price_that_the_seed_draws() -> None:
    levels = []
    for seed in range(3):
        scenario = flat_prices(seed)
        reading = read_prices(scenario.table)
        assert np.ptp(reading.prices.values) == scenario.truth["optimum"] == 0
        assert (reading.prices.days, reading.prices.clock) == (28, True)
        levels.append(reading.prices.values[0])
    assert len(set(levels)) == 3
    assert levels[1] == flat_prices(1).truth["price"]


def test_a_spiky_year_reads_back_what_was_drawn() -> None:
    one, other = (read_prices(spiky_year(seed, days=30).table).prices for seed in (0, 1))
    assert len(one) == len(other) == 720
    assert not np.array_equal(one.values, other.values)
