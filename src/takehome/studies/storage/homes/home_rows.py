"""The rows of one home: put in order, checked, and either a series of hours or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.units import format_number

HOUR = np.timedelta64(1, "h")
EVERY_HOUR = ("load", "generation", "buy", "sell")
"""What differs from hour to hour, in the order of :attr:`Rows.hourly`."""
OF_THE_HOME = ("capacity", "power", "charge_efficiency", "discharge_efficiency", "wear")
"""What is one number a home, in the order of :attr:`Rows.own`."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one home, in order of time.

    Attributes
    ----------
    time : (R,) datetime64[us] on an even clock. shown : (R,) the same as the user wrote it.
    position : (R,) row of the table, counted from 1.
    hourly : (4, R) of `EVERY_HOUR`. own : (5, R) of `OF_THE_HOME`, one number a home.
    """

    time: np.ndarray
    shown: np.ndarray
    position: np.ndarray
    hourly: np.ndarray
    own: np.ndarray

    def take(self, rows: np.ndarray | slice) -> Rows:
        """Some of the rows."""
        return Rows(self.time[rows], self.shown[rows], self.position[rows], self.hourly[:, rows], self.own[:, rows])

    def at(self, row: int) -> str:
        """Where a row stands, in words."""
        return f"row {self.position[row]:,} ({str(self.shown[row])[:16].replace('T', ' ')})"


def without_copies(rows: Rows) -> Rows:
    """Rows without those that repeat another in everything that is read; NaN repeats NaN."""
    if len(rows.time) < 2 or np.all(rows.time[1:] != rows.time[:-1]):
        return rows
    values = np.vstack([rows.hourly, rows.own])
    same = (rows.time[1:] == rows.time[:-1]) & (
        (values[:, 1:] == values[:, :-1]) | (np.isnan(values[:, 1:]) & np.isnan(values[:, :-1]))
    ).all(axis=0)
    return rows.take(np.flatnonzero(np.concatenate([[True], ~same])))


def fault(rows: Rows, names: dict[str, str], fewest: int, net_metered: bool) -> str:
    """Why these rows cannot be used, naming the column and the row; an empty text where they can.

    Parameters
    ----------
    names : what the user calls each of `EVERY_HOUR` and `OF_THE_HOME`. fewest : hours that are needed.
    net_metered : whether a load below zero is a surplus (no generation was given).
    """
    for look in (_unusable_numbers, _own_faults, _clock_faults):
        found = look(rows, names)
        if found:
            return found
    if len(rows.time) < fewest:
        return f"only {len(rows.time):,} hours, where {fewest:,} are needed (two days to learn from, and those judged)"
    faults: tuple[tuple[np.ndarray, Callable[[int], str]], ...] = (
        (rows.hourly[3] > rows.hourly[2], lambda row: (
            f"{names['sell']} {format_number(rows.hourly[3, row])} above {names['buy']}"
            f" {format_number(rows.hourly[2, row])}"
        )),
        (rows.hourly[1] < 0, lambda row: f"{names['generation']} {format_number(rows.hourly[1, row])}"),
        ((rows.hourly[0] < 0) & (not net_metered), lambda row: (
            f"{names['load']} {format_number(rows.hourly[0, row])} beside a column of generation"
        )),
    )  # fmt: skip
    for wrong, text in faults:
        if wrong.any():
            return f"{text(int(np.argmax(wrong)))} at {rows.at(int(np.argmax(wrong)))}{_more(wrong)}"
    return ""


def _unusable_numbers(rows: Rows, names: dict[str, str]) -> str:
    """Missing or infinite numbers."""
    for kind, values in zip((*EVERY_HOUR, *OF_THE_HOME), (*rows.hourly, *rows.own), strict=True):
        wrong = ~np.isfinite(values)
        if wrong.all():
            return f"no number in {names[kind]} in any of its {len(values):,} rows"
        if wrong.any():
            first = int(np.argmax(wrong))
            what = "NaN" if np.isnan(values[first]) else "an infinite number"
            return f"{what} in {names[kind]} at {rows.at(first)}{_more(wrong)}"
    return ""


def _own_faults(rows: Rows, names: dict[str, str]) -> str:
    """A battery that changes, or that cannot be."""
    limits = {"capacity": (0, np.inf), "power": (0, np.inf), "wear": (-np.inf, np.inf)}
    for kind, values in zip(OF_THE_HOME, rows.own, strict=True):
        low, high = limits.get(kind, (0, 1))
        number = format_number(values[0])
        changed = values != values[0]
        if changed.any():
            row = int(np.argmax(changed))
            return f"{names[kind]} is {number} and then {format_number(values[row])} at {rows.at(row)}"
        if values[0] <= low or values[0] > high:
            return f"{names[kind]} {number} at {rows.at(0)}"
    return ""


def _clock_faults(rows: Rows, names: dict[str, str]) -> str:
    """Two rows for an hour, or none."""
    apart = np.diff(rows.time)
    if np.any(apart == np.timedelta64(0)):
        row = int(np.argmax(apart == np.timedelta64(0)))
        other = rows.position[row + 1]
        return f"two different rows for one hour: {rows.at(row)} and row {other:,}; where a clock repeats it, give UTC"
    wrong = apart != HOUR
    if wrong.any():
        row = int(np.argmax(wrong))
        missing = float(apart[row] / HOUR) - 1
        if missing % 1:
            return f"{rows.at(row)} and the next are {format_number(apart[row] / HOUR)} hours apart"
        hours = f"{int(missing):,} hour{'s' * (missing > 1)}"
        return f"{hours} missing after {rows.at(row)}{_more(wrong)}; where a clock skips one, give UTC"
    return ""


def _more(wrong: np.ndarray) -> str:
    count = int(wrong.sum()) - 1
    return f" and {count:,} more" if count else ""
