"""Which columns of a table say when, and what they say.

In order: a column that the caller names or that has the role *order*; columns of dates (local time for the day, UTC for
the order where both are there), with an hour or a time of day beside them where the dates have none; a column of
numbers that counts steps; and the order of the rows, where nothing says when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.wording import listed, plain
from takehome.table import Column, Kind, Role, Table

_UTC = re.compile(r"(^|[^a-z])(utc|gmt|zulu)([^a-z]|$)", re.I)
_END = re.compile(r"(^|[^a-z])(end|ending|until|to|published|updated|created)([^a-z]|$)", re.I)
_HOUR = re.compile(r"hour|^hr$|^he$|time|stunde|^uur$|heure", re.I)
_COUNT = re.compile(r"hour|^hr$|step|^t$|^i$|time|period|interval|index|position", re.I)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*[-–].*)?")
_EPOCH = ((3e8, 4e9, 1_000_000), (3e11, 4e12, 1_000))
"""Seconds, then milliseconds since 1970, for moments from 1979 to 2096, and the microseconds in each."""
LAST_HOUR = 24
ROWS_A_DATE = 1.5
"""Mean rows a date from which dates without hours cannot be daily steps; fewer are days of which some are doubled."""
FARTHEST = np.timedelta64(14, "h")
"""Kiribati's UTC+14, the zone farthest from UTC (IANA time zone database)."""
EARLIEST, LATEST = np.datetime64("1882-01-01", "us"), np.datetime64("2200-01-01", "us")
"""Electricity is sold since 1882 (Edison's Pearl Street station); a time outside is a slip of the pen."""
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class Times:
    """What a table says about when.

    Attributes
    ----------
    local, utc : (rows,) datetime64[us], or None where the table lacks it. count : (rows,) int, steps from the first.
    names : the columns that say so. notes : sentences.
    """

    names: tuple[str, ...] = ()
    local: np.ndarray | None = None
    utc: np.ndarray | None = None
    count: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    @property
    def column(self) -> str | None:
        """The column that a person would call the time."""
        return self.names[0] if self.names else None


def times_of(table: Table, time: str | None, price: str) -> Times:
    """The times of a table whose price stands in `price`.

    Raises
    ------
    InputError
        Where a time is missing or cannot be read, or several columns could be meant.
    """
    named = table[time] if time is not None else next(iter(table.with_role(Role.ORDER)), None)
    if named is not None and named.name == price:
        raise InputError(f"{price!r} for both the time and the price", "two columns", "name another one with time='…'")
    if named is not None and named.kind is not Kind.DATE:
        return _counted(named, asked=True)
    free = [c for c in table.columns if c.name != price and table.role(c.name) is not Role.IGNORED]
    dates = [c for c in free if c.kind is Kind.DATE]
    if dates:
        return _dated(table, dates, named, free)
    counts = [c for c in free if c.kind is Kind.NUMBER and _COUNT.search(c.name.strip())]
    found = [_counted(column, asked=False) for column in counts]
    usable = [times for times in found if times.names]
    if len(usable) == 1:
        return usable[0]
    return Times(notes=("no column says when; the rows are taken as steps in order of time",))


def counting_columns(table: Table) -> tuple[str, ...]:
    """Names of the columns of numbers that look like times or counts of steps."""
    return tuple(c.name for c in table.columns if c.kind is Kind.NUMBER and _COUNT.search(c.name.strip()))


def _dated(table: Table, dates: list[Column], named: Column | None, free: list[Column]) -> Times:
    """Times from columns of dates, the named one first."""
    in_utc = [column for column in dates if _is_utc(table, column)]
    in_local = [column for column in dates if not _is_utc(table, column)]
    if not in_utc:
        return _with_hour(_choose(in_local, named), free)
    utc = _choose(in_utc, named)
    if not in_local:
        return Times((utc.name,), utc=_complete(utc))
    local = _choose(in_local, named)
    if _go_together(local.values, _complete(utc)):
        note = f"{local.name!r} is taken as local time, {utc.name!r} as UTC"
        return Times((local.name, utc.name), _complete(local), _complete(utc), notes=(note,))
    note = f"{local.name!r} is not the local time of {utc.name!r}"
    if named is not None and named.name == local.name:
        return Times((local.name,), _complete(local), notes=(f"{note}, which is not used",))
    return Times((utc.name,), utc=_complete(utc), notes=(f"{note} and is not used",))


def _go_together(local: np.ndarray, utc: np.ndarray) -> bool:
    """Whether one is the other's local time: whole quarter hours apart, which change about twice a year; no NaT."""
    apart = (local - utc)[np.argsort(utc, kind="stable")]
    years = (utc.max() - utc.min()) / DAY / 365.25
    quarters = apart % np.timedelta64(15, "m") == np.timedelta64(0, "us")
    near = np.abs(apart) <= FARTHEST
    return bool(quarters.all() and near.all() and np.count_nonzero(np.diff(apart)) <= 2 * years + 2)


def _is_utc(table: Table, column: Column) -> bool:
    """Whether a name or the reader says that a column is in UTC."""
    return bool(_UTC.search(column.name)) or any(n.column == column.name and "to UTC" in n.text for n in table.notes)


def _choose(columns: list[Column], named: Column | None) -> Column:
    """The column meant among dates of one sort: the named one, else the start of an interval, else the only one."""
    if named is not None and any(column.name == named.name for column in columns):
        return named
    starts = [column for column in columns if not _END.search(column.name.replace("_", " "))] or columns
    if any(not np.array_equal(starts[0].values, column.values, equal_nan=True) for column in starts[1:]):
        names = [column.name for column in starts]
        raise InputError(f"{len(names)} columns of times: {listed(names)}", "one of them", f"time={names[0]!r}")
    return starts[0]


def _complete(column: Column) -> np.ndarray:
    """(rows,) the column's times; a missing one raises."""
    wrong = np.flatnonzero(np.isnat(column.values))
    if wrong.size:
        saw = f"{column.name!r} has no readable time in row {wrong[0] + 1:,} ({wrong.size:,} rows in all)"
        raise InputError(saw, "a time in every row", "correct or remove those rows")
    times = column.values.astype("datetime64[us]")
    wrong = np.flatnonzero((times < EARLIEST) | (times > LATEST))
    if wrong.size:
        saw = f"{column.name!r} is {times[wrong[0]].astype('datetime64[D]')} in row {wrong[0] + 1:,}"
        raise InputError(saw, "times between the years 1882 and 2200", "correct that row")
    return times


def _with_hour(date: Column, free: list[Column]) -> Times:
    """Local times; where all of them are midnights that repeat, the hour is looked for in another column."""
    days = _complete(date)
    midnights = np.all(days == days.astype("datetime64[D]"))
    many = len(days) / len(np.unique(days)) if midnights else 1.0
    if many < ROWS_A_DATE:
        return Times((date.name,), days)
    for column in free:
        hours = _hours(column) if _HOUR.search(column.name.strip()) else None
        if hours is not None:
            local = days + np.round(hours * 3_600e6).astype("timedelta64[us]")
            note = f"times are those of {date.name!r} and {column.name!r}"
            if hours.max() == LAST_HOUR:
                local = local - np.round(hours.min() * 3_600e6).astype("timedelta64[us]")
                note = f"{note}, which runs from {plain(hours.min())} to 24 and is read as the end of each step"
            return Times((date.name, column.name), local, notes=(note,))
    raise InputError(
        f"{date.name!r} holds dates without hours, {many:.3g} rows a date, and no column of hours stands beside it",
        "the time at which each step starts",
        "add the hour, or leave the column out (roles={…: 'ignored'}) if the rows are in order of time",
    )


def _hours(column: Column) -> np.ndarray | None:
    """(rows,) hours of the day from 0 to 24, or None where the column is nothing of the kind."""
    if column.kind is Kind.CATEGORY:
        read = {text: _TIME_OF_DAY.fullmatch(str(text).strip()) for text in set(column.values)}
        if any(match is None for match in read.values()):
            return None
        of = {text: int(match[1]) + int(match[2]) / 60 for text, match in read.items() if match is not None}
        hours = np.array([of[text] for text in column.values], float)
    elif column.kind is Kind.NUMBER:
        hours = column.values
    else:
        return None
    within = bool(np.all((hours >= 0) & (hours <= LAST_HOUR)))
    return hours if within and not (hours.min() == 0 and hours.max() == LAST_HOUR) else None


def _counted(column: Column, asked: bool) -> Times:
    """Times from a column of numbers: moments since 1970, or steps that count up by one."""
    if column.kind is not Kind.NUMBER:
        shown = next((str(text)[:40] for text in column.values if text is not None), "")
        saw = f"{column.name!r} is text that reads as no date, such as {shown!r}"
        raise InputError(saw, "times such as 2024-03-31 14:00, or numbers that count steps", "correct the column")
    values = column.values
    for low, high, factor in _EPOCH:
        if np.all((values >= low) & (values < high)):
            utc = np.round(values * factor).astype(np.int64).astype("datetime64[us]")
            unit = "seconds" if factor == 1_000_000 else "milliseconds"
            return Times((column.name,), utc=utc, notes=(f"{column.name!r} is read as {unit} since 1970, in UTC",))
    whole = bool(np.all(np.isfinite(values))) and np.array_equal(values, np.round(values))
    different = len(np.unique(values))
    # a column that the caller names may hold rows twice; one that is only guessed must count without a doubt
    once = len(values) < ROWS_A_DATE * different if asked else len(values) == different
    if whole and once and np.ptp(values) < 2 * len(values) + 2:
        return Times((column.name,), count=(values - values.min()).astype(np.int64), notes=(_no_clock(column.name),))
    if not asked:
        return Times()
    expected = "dates, or whole numbers that count the steps"
    raise InputError(f"{column.name!r} neither holds dates nor counts steps", expected, "name another column: time='…'")


def _no_clock(name: str) -> str:
    return f"{name!r} counts the steps; the table has no dates"
