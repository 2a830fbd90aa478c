"""Dates written as text: ISO 8601 first, then the common national forms; one form for a whole column.

"03/04/2024" is the 4th of March in one country and the 3rd of April in another. A day above 12 anywhere in the
column settles it; without one the month is taken to come first, and the note on the column says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np

from takehome.table.numeric_text import MISSING_WORDS, MOSTLY

_DAYS = ("%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y")
_NAMED = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%b %Y", "%B %Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
FORMATS = (*(day + time for day in _DAYS + _NAMED for time in _TIMES), "%Y-%m")
"""Forms tried after ISO 8601, in this order (`datetime.strptime` notation)."""

_PROBE = 30
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a column of text reads as dates: `values` (levels,) in datetime64[us], NaT where unreadable.

    `form` names the form ("ISO 8601" or a `strptime` pattern), `ambiguous` says that day and month may be swapped,
    `utc` that times with an offset were moved to UTC, and `share` which part of the rows that are present reads.
    """

    values: np.ndarray
    form: str
    ambiguous: bool
    utc: bool
    bad: tuple[str, ...]
    share: float

    @property
    def is_date(self) -> bool:
        return self.share >= MOSTLY


def read_dates(levels: Sequence[str], counts: np.ndarray) -> DateReading | None:
    """Read distinct texts as dates, or None when most of the first ones are nothing like a date."""
    present = [level for level in levels if level.casefold() not in MISSING_WORDS]
    probe = present[:: max(len(present) // _PROBE, 1)][:_PROBE]
    if sum(any(mark.isdigit() for mark in level) for level in probe) < MOSTLY / 2 * max(len(probe), 1):
        return None
    readers = {form: reader for form, reader in _readers().items() if _share_read(probe, reader) >= MOSTLY / 2}
    if not readers:
        return None
    readings = {form: [reader(level) for level in levels] for form, reader in readers.items()}
    rows = {form: _rows_read(found, counts) for form, found in readings.items()}
    form = max(readings, key=lambda name: rows[name])
    found = readings[form]
    total = sum(n for level, n in zip(levels, counts, strict=True) if level.casefold() not in MISSING_WORDS)
    twin = _swapped(form)
    return DateReading(
        values=np.array([_utc(moment) for moment in found], "datetime64[us]"),
        form=form,
        ambiguous=twin != form and rows.get(twin, 0) == rows[form],
        utc=any(moment is not None and moment.tzinfo is not None for moment in found),
        bad=tuple(
            level
            for level, moment in zip(levels, found, strict=True)
            if moment is None and level.casefold() not in MISSING_WORDS
        ),
        share=float(rows[form] / total),
    )


def _readers() -> dict[str, Callable[[str], datetime | None]]:
    readers: dict[str, Callable[[str], datetime | None]] = {"ISO 8601": _iso}
    for form in FORMATS:
        readers[form] = partial(_strptime, form)
    return readers


def _iso(level: str) -> datetime | None:
    if not 10 <= len(level) <= _LONGEST or level[4] != "-":
        return None
    try:
        return datetime.fromisoformat(level)
    except ValueError:
        return None


def _strptime(form: str, level: str) -> datetime | None:
    if not 6 <= len(level) <= _LONGEST:
        return None
    try:
        return datetime.strptime(level, form)
    except ValueError:
        return None


def _share_read(levels: Sequence[str], reader: Callable[[str], datetime | None]) -> float:
    return sum(reader(level) is not None for level in levels) / max(len(levels), 1)


def _rows_read(found: Sequence[datetime | None], counts: np.ndarray) -> int:
    return int(sum(n for moment, n in zip(found, counts, strict=True) if moment is not None))


def _swapped(form: str) -> str:
    """The form with day and month in each other's place."""
    return form.replace("%m", "%_").replace("%d", "%m").replace("%_", "%d")


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)
