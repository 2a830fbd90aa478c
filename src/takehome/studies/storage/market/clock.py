"""From rows with times to steps of equal length: order, duplicates, spacing, and gaps.

A battery is settled step by step, so the series must have one price for every step. Rows are put in order of an even
clock (UTC, or local time freed from its changes), equal copies are dropped, the most common spacing is the step, and
every step without a price takes the price of the step before; each of these is counted and said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.wording import plain
from takehome.units import format_number

MINUTE = np.timedelta64(1, "m")
DAY = np.timedelta64(1, "D")
MOST_MISSING = 0.05
"""Share of steps without a price beyond which a series is refused. A battery earns its money at a few steps, and a
filled gap is a flat price at which nothing is earned: one step in twenty can hide a year's best days."""


@dataclass(frozen=True, eq=False)
class Steps:
    """Rows laid out on equal steps.

    Attributes
    ----------
    own : (T,) position of the row of each step, −1 where there is none. row : (T,) of the row that gives its price.
    filled : (T,) bool, steps without a price of their own.
    even : (T,) datetime64[us], the even clock. step : its spacing.
    absent : steps for which there is no row at all. longest : steps in the longest run that was filled.
    """

    own: np.ndarray
    row: np.ndarray
    filled: np.ndarray
    even: np.ndarray
    step: np.timedelta64
    absent: int
    longest: int


def without_copies(time: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Positions, in their order, of the rows without those that repeat another's time and price, or have no price where
    another row of the same time has one."""
    order = np.lexsort((np.arange(len(time)), price, time))  # NaN comes last
    same_time = time[order[1:]] == time[order[:-1]]
    same_price = (price[order[1:]] == price[order[:-1]]) | np.isnan(price[order[1:]])
    copies = order[1:][same_time & same_price]
    return np.setdiff1d(np.arange(len(time)), copies, assume_unique=True)


def has_twins(time: np.ndarray) -> bool:
    """Whether any time stands in more than one row."""
    ordered = np.sort(time)
    return bool(np.any(ordered[1:] == ordered[:-1]))


def require_one_price(even: np.ndarray, shown: np.ndarray, price: np.ndarray, name: str) -> None:
    """Raise :class:`InputError` where one time, in sorted rows, has two prices; `shown` is that time as written."""
    again = np.flatnonzero(even[1:] == even[:-1])
    if again.size:
        first = int(again[0])
        two = sorted(price[first : first + 2])
        raise InputError(
            f"{again.size + 1:,} rows share a time with another: {name!r} is {plain(two[0])} and {plain(two[1])} at "
            f"{clock_text(shown[first])}" if again.size > 1 else
            f"{name!r} is {plain(two[0])} and {plain(two[1])} at {clock_text(shown[first])}",
            "one price for one time",
            "keep one market or product; for an hour that the clock repeats, give UTC times beside the local ones",
        )  # fmt: skip


def lay_out(even: np.ndarray, price: np.ndarray, step: np.timedelta64 | None, name: str) -> Steps:
    """Put sorted rows with different times on equal steps.

    Parameters
    ----------
    even : (rows,) increasing datetime64[us]. price : (rows,), NaN where missing. step : said by the caller, or None.
    name : of the price column.

    Raises
    ------
    InputError
        For times that do not fall on equal steps, for steps that do not divide a day, and for too many gaps.
    """
    if len(even) < 2:
        raise InputError(f"{name!r} has prices at {counted(len(even), 'time')}", "at least two", "give more")
    spacings = np.diff(even)
    step = _most_common(spacings) if step is None else step
    _require_possible(step)
    if np.any(spacings % step):
        raise _irregular(spacings)
    places = ((even - even[0]) // step).astype(np.int64)
    steps = int(places[-1]) + 1
    empty = steps - int(np.count_nonzero(np.isfinite(price)))
    if empty > MOST_MISSING * steps:
        raise _too_many(empty, steps, spacings, name)
    own = np.full(steps, -1)
    own[places] = np.arange(len(even))
    filled = np.ones(steps, bool)
    filled[places] = np.isnan(price)
    source = np.where(filled, -1, np.arange(steps))
    source = np.maximum.accumulate(source)
    source[source < 0] = int(np.argmin(filled))  # before the first price there is only the one after
    even = even[0] + np.arange(steps) * step
    return Steps(own, own[source], filled, even, step, int((own < 0).sum()), longest_run(filled))


def on_steps(steps: Steps, values: np.ndarray) -> np.ndarray:
    """(T,) numbers of sorted rows laid out on the steps, gaps filled; at least one must be finite."""
    return fill(np.where(steps.own >= 0, values[steps.own], np.nan))


def longest_run(mask: np.ndarray) -> int:
    """Length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
    return int(np.max(edges[1::2] - edges[::2], initial=0))


def fill(values: np.ndarray) -> np.ndarray:
    """(T,) numbers, each NaN replaced by the last number before it, or else by the first one."""
    known = np.flatnonzero(np.isfinite(values))
    last = np.searchsorted(known, np.arange(len(values)), side="right") - 1
    return values[known[np.maximum(last, 0)]]


def in_words(spacing: np.timedelta64) -> str:
    """``"5 minutes"``, ``"1 hour"``."""
    minutes = float(spacing / MINUTE)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0:
            return counted(int(minutes / size), unit)
    return f"{plain(minutes * 60)} seconds" if minutes < 1 else f"{plain(minutes)} minutes"


def counted(number: int, noun: str) -> str:
    """``"1 hour"``, ``"1,200 rows"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clock_text(moment: np.datetime64) -> str:
    """``"2024-03-31 14:00"``."""
    return str(moment.astype("datetime64[m]")).replace("T", " ")


def _require_possible(step: np.timedelta64) -> None:
    if not MINUTE <= step <= DAY:
        expected = "steps from 1 minute to 1 day"
        raise InputError(f"steps of {in_words(step)}", expected, "check the time column, or bring the prices to hours")
    if DAY % step:
        expected = "steps that divide a day, such as 5, 15, 30 or 60 minutes"
        raise InputError(f"steps of {in_words(step)}", expected, "bring the prices to such steps")


def _irregular(spacings: np.ndarray) -> InputError:
    values, counts = np.unique(spacings, return_counts=True)
    common = np.argsort(-counts, kind="stable")[:2]
    seen = " and ".join(f"{in_words(values[i])} ({counted(int(counts[i]), 'time')})" for i in common)
    expected = "steps of one length, apart from gaps that are whole steps long"
    return InputError(f"times that are not equally far apart, most often {seen}", expected, "bring them to equal steps")


def _too_many(empty: int, steps: int, spacings: np.ndarray, name: str) -> InputError:
    _, counts = np.unique(spacings, return_counts=True)
    if len(counts) > 1 and np.sort(counts)[-2] > MOST_MISSING * len(spacings):
        return _irregular(spacings)
    share = format_number(100 * empty / steps)
    return InputError(
        f"{name!r} lacks {empty:,} of {steps:,} steps ({share} %)",
        f"at most {100 * MOST_MISSING:g} % of the steps without a price, since a filled gap hides what could be earned",
        "leave out the part of the series with gaps, or complete it",
    )


def _most_common(spacings: np.ndarray) -> np.timedelta64:
    """The most common spacing, the shorter of two that are as common."""
    values, counts = np.unique(spacings, return_counts=True)
    return values[int(np.argmax(counts))]
