"""Tables of prices for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.studies.storage.market.reading import Reading
from takehome.table import Column, Kind, Table

HOUR = np.timedelta64(3_600_000_000, "us")


def utc_year(step: np.timedelta64 = HOUR, first: str = "2021-01-01", last: str = "2022-01-01") -> np.ndarray:
    return np.arange(np.datetime64(first, "us"), np.datetime64(last, "us"), step)


def some_prices(count: int, seed: int = 0) -> np.ndarray:
    return np.round(np.random.default_rng(seed).normal(50, 20, count), 2)


def table_of(
    time: np.ndarray | None, price: np.ndarray, name: str = "price", unit: str = "EUR/MWh", **more: Any
) -> Table:
    columns = [] if time is None else [Column("time", Kind.DATE, time.astype("datetime64[us]"))]
    columns.append(Column(name, Kind.NUMBER, np.asarray(price, float), unit))
    columns += [Column(key, Kind.NUMBER, np.asarray(values, float)) for key, values in more.items()]
    return Table(tuple(columns), rows_in_source=len(price))


def numbers(columns: dict[str, np.ndarray]) -> Table:
    return Table(tuple(Column(name, Kind.NUMBER, values) for name, values in columns.items()))


def said(reading: Reading, words: str) -> bool:
    return any(words in note for note in reading.notes)


def hours(count: int, first: str = "2021-06-01") -> np.ndarray:
    return np.datetime64(first, "us") + np.arange(count) * HOUR
