"""New rows of one home as a series of hours, with what the study knew of the home before them.

A policy reads the hours of the day before and the prices ahead. For a home that was fitted they come from its own
record, overwritten by the rows. An hour that neither has is taken to be like the same hour of the day before it, at the
beginning like the day after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.homes.homes import HOURS, Homes

MARGIN = HOURS
"""Hours before the first row and after the last: a plan looks one day ahead and one back."""


@dataclass(frozen=True, eq=False)
class Observed:
    """Rows of one home in order of time.

    Attributes
    ----------
    clock : (R,) hours since 1970-01-01, local. net, buy, sell : (R,).
    """

    clock: np.ndarray
    net: np.ndarray
    buy: np.ndarray
    sell: np.ndarray


@dataclass(frozen=True, eq=False)
class Timeline:
    """One home over all hours that matter, and the column of each row."""

    home: Homes
    columns: np.ndarray


def timeline(seen: Observed, home: Homes, fitted: bool) -> Timeline:
    """The rows of one home laid over its record.

    Parameters
    ----------
    home : the one home; where it was not fitted its hours are the rows themselves, and only its battery counts.
    fitted : whether the record of `home` may be read.
    """
    own = home.day[0] * HOURS + home.hour[0]
    first = int(min(seen.clock[0] - MARGIN, own[int(home.begins[0])] if fitted else seen.clock[0] - MARGIN))
    last = int(seen.clock[-1] + MARGIN)
    clock = np.arange(first, last + 1)
    series = np.full((3, len(clock)), np.nan)
    begins, judged = 0, len(clock)
    if fitted:
        record = np.arange(int(home.begins[0]), home.hours)
        place = own[record] - first
        inside = place < len(clock)
        for row, values in enumerate((home.net_kwh, home.buy, home.sell)):
            series[row, place[inside]] = values[0, record[inside]]
        begins, judged = int(place[0]), int(own[home.judged] - first)
    series[:, seen.clock - first] = seen.net, seen.buy, seen.sell
    net, buy, sell = (_filled(one)[None, :] for one in series)
    judged = min(judged, len(clock))
    made = Homes(
        names=home.names, hour=(clock % HOURS)[None, :], day=(clock // HOURS)[None, :], net_kwh=net, buy=buy, sell=sell,
        pitch_kwh=home.pitch_kwh, up=home.up, down=home.down, charge_efficiency=home.charge_efficiency,
        discharge_efficiency=home.discharge_efficiency, wear=home.wear, judged=judged,
        begins=np.array([min(begins, judged)]), currency=home.currency,
    )  # fmt: skip
    return Timeline(made, seen.clock - first)


def _filled(values: np.ndarray) -> np.ndarray:
    """(T,) without gaps: the day before where there is one, else the day after, else the hour before."""
    days = -(-len(values) // HOURS)
    grid = np.full((days, HOURS), np.nan)
    grid.ravel()[: len(values)] = values
    for order in (range(1, days), range(days - 2, -1, -1)):
        for day in order:
            other = grid[day - 1] if order.step > 0 else grid[day + 1]
            grid[day] = np.where(np.isnan(grid[day]), other, grid[day])
    found = grid.ravel()[: len(values)]
    known = np.flatnonzero(~np.isnan(found))
    before = np.maximum(np.searchsorted(known, np.arange(len(found)), side="right") - 1, 0)
    filled: np.ndarray = found[known[before]]
    return filled
