"""Rows put in order of an even clock, with the local time that each of them shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.clock import clock_text, counted, has_twins, require_one_price, without_copies
from takehome.studies.storage.market.clock_changes import straighten
from takehome.studies.storage.market.time_columns import Times
from takehome.studies.storage.market.zones import local_of, zone_of
from takehome.studies.wording import listed, plain

START = np.datetime64("2001-01-01", "us")
"""The arbitrary midnight from which steps without times are counted."""
AS_WRITTEN = "local time as written"
_ZERO = np.timedelta64(0, "us")


@dataclass(frozen=True, eq=False)
class Ordered:
    """Rows in order of time.

    Attributes
    ----------
    rows : (n,) their positions in the table. even, local : (n,) datetime64[us], the even clock and the local one.
    zone : what is known of the local clock. clock : False where there are no times.
    skipped, repeated : hours that the local clock skips or repeats. unsorted : rows that stood after a later one.
    copies : rows dropped as copies of others. notes : sentences.
    """

    rows: np.ndarray
    even: np.ndarray
    local: np.ndarray
    zone: str
    clock: bool
    notes: tuple[str, ...]
    copies: int = 0
    unsorted: int = 0
    skipped: int = 0
    repeated: int = 0


def in_order(times: Times, price: np.ndarray, name: str, zone: str | None, step: np.timedelta64) -> Ordered:
    """Order the rows of a table.

    Parameters
    ----------
    times : what the table says about when. price : (rows,), NaN where missing; `name` is its column.
    zone : name of the local zone, or None. step : length of a step, used only where the table counts steps.

    Raises
    ------
    InputError
        For two prices at one time, an unknown zone, or one that contradicts the local times.
    """
    if times.utc is not None:
        placed = _from_utc(times.utc, times.local, zone, times.notes)
    elif times.local is not None:
        placed = _from_local(times.local, price, zone, times.notes)
    else:
        count = np.arange(len(price)) if times.count is None else times.count
        even = START + count * step
        placed = Ordered(np.arange(len(price)), even, even, "", False, times.notes)
    return _sorted(placed, price, name)


def _from_utc(utc: np.ndarray, local: np.ndarray | None, zone: str | None, notes: tuple[str, ...]) -> Ordered:
    if zone is not None:
        shown = local_of(utc, zone_of(zone))
        wrong = np.flatnonzero(shown != local) if local is not None else np.array([], int)
        if local is not None and wrong.size:
            at = int(wrong[0])
            saw = f"row {at + 1:,} says {clock_text(local[at])}, but in zone={zone!r} it is {clock_text(shown[at])}"
            raise InputError(saw, "the zone of the local times", "correct the zone, or leave it out")
        local = shown
    elif local is None:
        local = utc
        notes = (
            *notes,
            "times are in UTC and so are the days; a column of local times beside them makes the days local",
        )
    else:
        notes = (*notes, f"the local time is that of {_offsets(local - utc)}")
    return Ordered(np.arange(len(utc)), utc, local, zone or _offsets(local - utc), True, notes)


def _from_local(local: np.ndarray, price: np.ndarray, zone: str | None, notes: tuple[str, ...]) -> Ordered:
    """Rows whose only times are local; copies are dropped first where they would hide a repeated hour."""
    where = None if zone is None else zone_of(zone)
    rows = np.arange(len(local))
    straight = straighten(local, price, where)
    if has_twins(straight.even):
        rows = without_copies(local, price)
        straight = straighten(local[rows], price[rows], where)
    copies = len(local) - len(rows)
    if straight.impossible.any():
        rows_out = counted(int(straight.impossible.sum()), "row")
        notes = (*notes, f"left out: {rows_out} at times that the clock of {zone} skips")
    if straight.guessed:
        what = f"in {counted(straight.guessed, 'step')} of a repeated hour the rows do not tell which price came first"
        notes = (*notes, f"{what}; the lower one was taken")
    if where is None:
        notes = (
            *notes,
            "times are taken as local ones; no zone is named (UTC times beside them make the calendar exact)",
        )
    kept = ~straight.impossible
    return Ordered(rows[kept], straight.even[kept], local[rows][kept], zone or AS_WRITTEN, True, notes, copies)


def _sorted(placed: Ordered, price: np.ndarray, name: str) -> Ordered:
    """Sort rows by the even clock, without copies; `price` is of the whole table."""
    rows, even, local, notes = placed.rows, placed.even, placed.local, placed.notes
    late = int(np.count_nonzero(even[1:] < np.maximum.accumulate(even)[:-1]))
    if late:
        notes = (*notes, f"{late:,} of {len(even):,} rows stood after a later one; the rows were put in order of time")
        order = np.argsort(even, kind="stable")
        rows, even, local = rows[order], even[order], local[order]
    kept = np.arange(len(rows)) if np.all(even[1:] > even[:-1]) else without_copies(even, price[rows])
    copies = placed.copies + len(rows) - len(kept)
    rows, even, local = rows[kept], even[kept], local[kept]
    require_one_price(even, local, price[rows], name)
    if copies:
        notes = (*notes, f"{copies:,} of {len(price):,} rows dropped, which repeat another's time and price")
    change = np.diff(local - even)
    skipped, repeated = int((change > _ZERO).sum()), int((change < _ZERO).sum())
    if skipped or repeated:
        notes = (*notes, _changes(skipped, repeated, local[1:][change != _ZERO]))
    return Ordered(rows, even, local, placed.zone, placed.clock, notes, copies, late, skipped, repeated)


def _changes(skipped: int, repeated: int, at: np.ndarray) -> str:
    """The sentence on changes of the clock; `at` are the local times of the first steps after them."""
    hours = [counted(number, "hour") for number in (skipped, repeated)]
    dates = [str(moment.astype("datetime64[D]")) for moment in at]
    shown = listed(dates) if len(dates) <= 2 else f"first on {dates[0]}, last on {dates[-1]}"
    return (
        f"the local clock skips {hours[0]} and repeats {hours[1]} ({shown}): summer time, not gaps and not duplicates"
    )


def _offsets(apart: np.ndarray) -> str:
    """``"UTC+1 and UTC+2"``, from the differences (rows,) between local time and UTC."""
    hours = np.unique(apart) / np.timedelta64(1, "h")
    return listed([f"UTC{'+' if hour >= 0 else ''}{plain(float(hour))}" if hour else "UTC" for hour in hours])
