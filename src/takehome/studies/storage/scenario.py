"""Embedded problems of the storage study: the brief's day, a real year, a year of spikes, and a flat market."""

from __future__ import annotations

from importlib import resources

import numpy as np

from takehome.protocol import Scenario
from takehome.studies.storage.market.generator import spiky_prices
from takehome.table import Column, Kind, Role, Table

BRIEF_PRICES = (10, 10, 10, 12, 15, 20, 30, 45, 60, 50, 40, 35, 30, 25, 20, 18, 25, 40, 80, 100, 90, 60, 30, 15)
"""The brief's day, $ per MWh, hour 0 to 23; its environment ends before hour 23 can be traded."""
BRIEF_CAPACITY = 10
"""Units that the brief's battery holds; one is bought or sold in an hour."""

DUTCH_YEAR = "dutch_day_ahead_2019.csv"
"""Day-ahead prices of the Netherlands in 2019; origin and licence stand beside it in ``data/SOURCES.md``."""

FLAT_DAYS = 28

BRIEF_ECONOMICS = {"currency": "$", "battery": {"capacity_kwh": 10_000.0, "power_kw": 1_000.0}}
"""The brief's battery: 10 MWh, one of which is moved in an hour, so that a price per MWh is the money of a move."""
DUTCH_ECONOMICS = {
    "currency": "EUR",
    "information": "known_day",
    "battery": {"capacity_kwh": 2_000.0, "power_kw": 1_000.0, "efficiency": 0.85, "wear_per_kwh": 0.002},
    "battery_price": 150.0,
    "inverter_price": 50.0,
}
"""A usual grid battery of two hours, for the Dutch year alone; no other prices are ever valued with it."""


def greengrid_day(seed: int = 0) -> Scenario:
    """The brief's 24 prices.

    Parameters
    ----------
    seed : unused; the brief's prices are fixed.

    Returns
    -------
    Scenario
        Columns `hour` (in order) and `price`. `truth` holds the most that the brief's battery can earn in its 23
        decisions, without wear ("as coded") and with 2 $ for each step that charges or discharges ("as described").
    """
    table = Table(
        columns=(
            Column("hour", Kind.NUMBER, np.arange(24.0)),
            Column("price", Kind.NUMBER, np.array(BRIEF_PRICES, float), "$/MWh"),
        ),
        roles={"hour": Role.ORDER},
        source="scenario greengrid-day",
        rows_in_source=24,
    )
    truth = {
        "capacity": BRIEF_CAPACITY,
        "decisions": 23,
        "optimum": 435.0,
        "step_cost": 2.0,
        "optimum_with_cost": 395.0,
    }
    return Scenario(table, truth, BRIEF_ECONOMICS)


def dutch_day_ahead(seed: int = 0) -> Scenario:
    """The Dutch day-ahead market of 2019, hour by hour.

    Parameters
    ----------
    seed : unused; the prices are real.
    """
    from takehome.table import read

    folder = resources.files("takehome.studies.storage").joinpath("data")
    with resources.as_file(folder.joinpath(DUTCH_YEAR)) as path:
        table = read(path, units={"price": "EUR/MWh"})
    renamed = Table(table.columns, table.roles, table.notes, "Dutch day-ahead prices 2019", table.rows)
    truth = {"hours": 8760, "days": 365, "skipped_hours": 1, "repeated_hours": 1}
    return Scenario(renamed, truth, DUTCH_ECONOMICS)


def flat_prices(seed: int = 0) -> Scenario:
    """A market with one price at all times: no spread, so nothing can be earned and "do not trade" is right."""
    level = round(float(np.random.default_rng(seed).uniform(20, 120)), 2)
    table = _table(np.full(24 * FLAT_DAYS, level), f"scenario flat prices, seed {seed}")
    return Scenario(table, {"price": level, "optimum": 0.0}, {"currency": "EUR"})


def spiky_year(seed: int = 0, days: int = 365) -> Scenario:
    """A made-up year whose profit lies in few days."""
    prices = spiky_prices(days, seed)
    return Scenario(_table(prices.values, f"scenario spiky year, seed {seed}"), {"days": days}, {"currency": "EUR"})


def _table(values: np.ndarray, source: str) -> Table:
    """Hourly prices from a Monday midnight on, in a zone whose clock never changes."""
    time = np.datetime64("2018-01-01", "us") + np.arange(len(values)) * np.timedelta64(3_600_000_000, "us")
    columns = (Column("utc_start", Kind.DATE, time), Column("price", Kind.NUMBER, values, "EUR/MWh"))
    return Table(columns, source=source, rows_in_source=len(values))
