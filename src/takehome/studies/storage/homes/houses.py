"""House A (sun, Texas) and House B (wind, Chicago): on real prices and weather, as a synthetic twin, and misleading.

Each house is a table of hours as a user would give it: `home`, `time` (local, without clock changes), `load_kwh`,
`generation_kwh`, prices `buy` and `sell` per kWh, and the battery's `capacity_kwh` and `power_kw` in every row.
House A is a simulated home of Austin with 5 kW under the sun of El Paso and the day-ahead prices of Austin; House B is
a metered home (of Fontana) with 5 kW in the wind of O'Hare and the day-ahead prices of Chicago. Their series come from
different years (:mod:`~takehome.studies.storage.homes.profiles`).

The twins are made from formulas and need no file: use with two peaks a day, sun as half a sine under clouds, wind as a
process that forgets slowly, prices with the two peaks of a duck-shaped day.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from takehome.studies.storage.homes.homes import HOURS
from takehome.studies.storage.homes.profiles import PROFILE_HOURS, profiles
from takehome.studies.storage.homes.semi_synthetic import MONDAY
from takehome.studies.storage.homes.tariffs import ADDER, Tariff, prices
from takehome.table import Column, Kind, Role, Table

HOUSE_DAYS = 126
"""Eighteen weeks: local data, four weeks that are judged, and room to move them."""
FIRST_DAY = 91
"""From Monday, 28 March of the profiles' year on: spring and early summer."""
HOUSE_A, HOUSE_B = "House A", "House B"
METERED = 9
"""Row of the metered home of Fontana that is House B, after the simulated ones."""
CONTRAST = 3.0
"""How many times as far as in truth the misleading house's prices lie from the mean of their day, upside down."""
UNITS = {
    "load_kwh": "kWh", "generation_kwh": "kWh", "buy": "$/kWh", "sell": "$/kWh", "capacity_kwh": "kWh",
    "power_kw": "kW",
}  # fmt: skip
"""Columns of numbers of a table of homes, in order, with their units."""

Hourly = Mapping[str, np.ndarray | float]


def house_a(days: int = HOUSE_DAYS, first_day: int = FIRST_DAY) -> Table:
    """House A: sun, Texas; a battery of 10 kWh that is full in two hours."""
    data, hours = profiles(), _hours(days, first_day)
    buy, sell = prices(Tariff.DYNAMIC, hours % HOURS, data.austin[hours])
    made = {
        "load_kwh": data.load_kwh[0][hours], "generation_kwh": 5.0 * data.sun[0][hours], "buy": buy, "sell": sell,
        "capacity_kwh": 10.0, "power_kw": 5.0,
    }  # fmt: skip
    return table_of(((HOUSE_A, first_hour(first_day), made),), "House A")


def house_b(days: int = HOUSE_DAYS, first_day: int = FIRST_DAY) -> Table:
    """House B: wind, Chicago; a battery of 13.5 kWh with 5 kW."""
    return table_of(((HOUSE_B, first_hour(first_day), _house_b(days, first_day)),), "House B")


def misleading_house(days: int = HOUSE_DAYS, first_day: int = FIRST_DAY) -> Table:
    """A house called House A that teaches House B the wrong thing: B's own, with the prices of each day upside down.

    What is dear in B is cheap here, by more than in truth, so a battery that learned here stores for a night peak that
    never comes in B.
    """
    made = _house_b(days, first_day)
    energy = np.asarray(made["sell"]).reshape(days, HOURS)
    mean = energy.mean(axis=1, keepdims=True)
    turned = np.maximum(mean + CONTRAST * (mean - energy), 0.0).ravel()
    return table_of(
        ((HOUSE_A, first_hour(first_day), {**made, "buy": turned + ADDER, "sell": turned}),), "misleading house"
    )


def synthetic_house(name: str, days: int = HOUSE_DAYS, seed: int = 0) -> Table:
    """The synthetic twin of House A or of House B, from formulas alone; `seed` draws clouds, wind, noise and prices."""
    sunny = name == HOUSE_A
    rng = np.random.default_rng((seed, 1 if sunny else 2))
    hour = np.arange(days * HOURS) % HOURS
    use = 0.4 + 0.5 * _bump(hour, 7.5, 1.5) + (1.2 if sunny else 0.9) * _bump(hour, 19.0, 2.5)
    use = use * np.exp(0.3 * rng.standard_normal(len(hour)))
    drift = _returning(rng, len(hour), 0.97)
    sun = np.maximum(np.sin(np.pi * (hour - 6) / 12), 0) / (1 + np.exp(-1.5 - 1.5 * drift))
    wind = 1 / (1 + np.exp(1.5 - 1.5 * drift))
    midday, night = (0.6, 0.2) if sunny else (0.3, 0.4)
    low = midday * _bump(hour, 13.0, 3.0) + night * _bump(hour, 3.5, 3.0)
    shape = 1 - low + 0.4 * _bump(hour, 8.0, 1.5) + 1.2 * _bump(hour, 19.5, 2.0)
    energy = (0.06 if sunny else 0.04) * shape * np.exp(0.2 * _returning(rng, len(hour), 0.9))
    made = {
        "load_kwh": use, "generation_kwh": 5.0 * (sun if sunny else wind), "buy": energy + ADDER, "sell": energy,
        "capacity_kwh": 10.0 if sunny else 13.5, "power_kw": 5.0,
    }  # fmt: skip
    return table_of(((name, first_hour(FIRST_DAY), made),), f"twin of {name}, seed {seed}")


def table_of(homes: tuple[tuple[str, np.datetime64, Hourly], ...], source: str) -> Table:
    """A table of homes, each with its name, first hour, and columns (T,) or numbers that stand in every row."""
    lengths = [len(np.asarray(hourly["load_kwh"])) for _, _, hourly in homes]
    names = np.repeat(np.array([name for name, _, _ in homes], dtype=object), lengths)
    times = [
        first + np.arange(length) * np.timedelta64(1, "h") for (_, first, _), length in zip(homes, lengths, strict=True)
    ]
    numbers = {
        name: np.concatenate(
            [np.broadcast_to(hourly[name], length) for (_, _, hourly), length in zip(homes, lengths, strict=True)]
        ).astype(float)
        for name in UNITS
    }
    columns = (
        Column("home", Kind.CATEGORY, names),
        Column("time", Kind.DATE, np.concatenate(times).astype("datetime64[us]")),
        *(Column(name, Kind.NUMBER, values, UNITS[name]) for name, values in numbers.items()),
    )
    return Table(columns, {"home": Role.GROUP, "time": Role.ORDER}, source=source, rows_in_source=sum(lengths))


def together(tables: tuple[Table, ...], source: str) -> Table:
    """One table of the rows of several tables of homes."""
    columns = tuple(
        Column(one.name, one.kind, np.concatenate([table[one.name].values for table in tables]), one.unit)
        for one in tables[0].columns
    )
    return Table(columns, tables[0].roles, source=source, rows_in_source=sum(table.rows for table in tables))


def first_hour(first_day: int) -> np.datetime64:
    """Midnight of a day of the profiles' year, counted from 0."""
    return np.datetime64(MONDAY + int(first_day), "D").astype("datetime64[us]")


def _house_b(days: int, first_day: int) -> dict[str, np.ndarray | float]:
    data, hours = profiles(), _hours(days, first_day)
    buy, sell = prices(Tariff.DYNAMIC, hours % HOURS, data.chicago[hours])
    return {
        "load_kwh": data.load_kwh[data.simulated + METERED][hours], "generation_kwh": 5.0 * data.wind[hours],
        "buy": buy, "sell": sell, "capacity_kwh": 13.5, "power_kw": 5.0,
    }  # fmt: skip


def _hours(days: int, first_day: int) -> np.ndarray:
    return (first_day * HOURS + np.arange(days * HOURS)) % PROFILE_HOURS


def _bump(hour: np.ndarray, at: float, width: float) -> np.ndarray:
    """A peak of height 1 around an hour of the day; midnight has no seam."""
    apart = (hour - at + HOURS / 2) % HOURS - HOURS / 2
    return np.exp(-0.5 * (apart / width) ** 2)


def _returning(rng: np.random.Generator, hours: int, kept: float) -> np.ndarray:
    """(T,) normal numbers of mean 0 and variance 1, each of which keeps a share of the one before (AR(1))."""
    drawn = rng.standard_normal(hours)
    for t in range(1, hours):
        drawn[t] = kept * drawn[t - 1] + np.sqrt(1 - kept**2) * drawn[t]
    return drawn
