"""When an observation is, read from the columns that said so when the study was fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.ordering import START
from takehome.studies.storage.market.time_columns import times_of
from takehome.table import Kind, Table

MICROSECONDS = 3_600_000_000
"""Of an hour."""


class Way(StrEnum):
    """How the table says when."""

    NOT = "not at all"
    COUNT = "steps counted"
    EPOCH = "since 1970"
    DATE = "dates"
    DATE_AND_HOUR = "dates and hours"


@dataclass(frozen=True)
class RowClock:
    """The rule.

    Attributes
    ----------
    names : columns that are read. way : how. order : column of UTC beside local times, empty without one.
    zero : the count of the first step, or hours that are taken off (an hour that names the end of its step).
    unit : microseconds of one, for moments since 1970. step : length of a step. utc : whether days are those of UTC.
    """

    names: tuple[str, ...]
    way: Way
    step: np.timedelta64
    order: str = ""
    zero: float = 0.0
    unit: int = 1
    utc: bool = False

    def local(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """(n,) datetime64[us], local time at which each step starts; `columns` holds those of :attr:`names`.

        Raises
        ------
        InputError
            Where a time is missing, or is no whole number of steps.
        """
        first = columns[self.names[0]]
        if self.way is Way.COUNT:
            return START + self._whole(first) * self.step
        if self.way is Way.EPOCH:
            return np.round(self._finite(first, 0) * self.unit).astype(np.int64).astype("datetime64[us]")
        if np.isnat(first).any():
            raise _absent(self.names[0], int(np.argmax(np.isnat(first))))
        if self.way is Way.DATE:
            return first
        hours = self._finite(columns[self.names[1]], 1) - self.zero
        return first + np.round(hours * MICROSECONDS).astype("timedelta64[us]")

    def _whole(self, count: np.ndarray) -> np.ndarray:
        steps = self._finite(count, 0) - self.zero
        wrong = np.flatnonzero(steps != np.round(steps))
        if wrong.size:
            saw = f"{self.names[0]!r} is {count[wrong[0]]:g} in row {wrong[0] + 1:,}"
            raise InputError(saw, "whole numbers that count the steps, as in the fit", "correct it")
        return steps.astype(np.int64)

    def _finite(self, values: np.ndarray, which: int) -> np.ndarray:
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            raise _absent(self.names[which], int(wrong[0]))
        return values


def _absent(name: str, row: int) -> InputError:
    return InputError(f"{name!r} has no readable time in row {row + 1:,}", "a time in every row", "correct those rows")


def row_clock(table: Table, asked: str | None, price: str, step_hours: float) -> RowClock:
    """How the table that was fitted says when; `asked` is the column that the caller named, `price` that of prices."""
    own, step = times_of(table, asked, price), np.timedelta64(round(step_hours * MICROSECONDS), "us")
    if not own.names:
        return RowClock((), Way.NOT, step)
    first = table[own.names[0]]
    if own.count is not None:
        return RowClock(own.names[:1], Way.COUNT, step, zero=float(np.min(first.values)))
    if first.kind is Kind.NUMBER and own.utc is not None:
        unit = round(float(own.utc[0].astype(np.int64)) / float(first.values[0]))
        return RowClock(own.names[:1], Way.EPOCH, step, unit=unit)
    if own.utc is not None and own.local is not None:
        return RowClock(own.names[:1], Way.DATE, step, order=own.names[1])
    if len(own.names) == 1 or own.local is None:
        return RowClock(own.names[:1], Way.DATE, step, utc=own.utc is not None)
    shown = hours_of(table[own.names[1]].values)[0]
    apart = float((own.local[0] - first.values[0]) / np.timedelta64(MICROSECONDS, "us"))
    return RowClock(own.names, Way.DATE_AND_HOUR, step, zero=shown - apart)


def hours_of(values: np.ndarray) -> np.ndarray:
    """(n,) hours of numbers or of texts such as ``"13:30"`` and ``"13:30 - 14:00"``; NaN where unreadable."""
    return np.array([_hour(value) for value in values.tolist()], float)


def _hour(value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    hour, _, minute = str(value).strip()[:5].partition(":")
    return int(hour) + int(minute) / 60 if hour.isdigit() and minute.isdigit() else float("nan")
