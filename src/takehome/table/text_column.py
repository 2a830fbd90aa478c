"""What a column of text is: numbers, dates, codes, true/false, or categories; and the note that says so.

The decision is made on the distinct texts (*levels*) and how often each stands, so its cost does not grow with the
rows. Text that reads as numbers in at least four rows of five becomes numbers, and what does not read becomes
missing, counted and quoted; between that and one row in five the column stays text and the note says that it is
mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.table.columns import Kind, Note, Topic
from takehome.table.dates import DateReading, read_dates
from takehome.table.numeric_text import NumberReading, are_codes, read_numbers

MIXED_FROM = 0.2
"""A text column with at least this share of numbers is called mixed."""

NO_VALUE = frozenset(["NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "<NA>", "#N/A", "#NA", "-NaN", "-nan"])
"""Texts that mean "missing" in a column of categories too; "None", "?" and "unknown" may be real levels there."""

EXACT_INTEGER = 2.0**53
"""Whole numbers beyond this are rounded when stored as float64 (IEEE 754)."""

QUOTED = 5


@dataclass(frozen=True, slots=True)
class TextReading:
    """The kind of a text column, the value of each level (None, NaN or NaT where missing), its unit and notes."""

    kind: Kind
    values: np.ndarray
    unit: str = ""
    notes: tuple[Note, ...] = ()


def read_text(name: str, levels: Sequence[str], counts: np.ndarray, habit: str = ".") -> TextReading:
    """Understand a column of text.

    Parameters
    ----------
    levels : its distinct texts, stripped, none of them empty; `counts` (levels,) says how often each stands.
    habit : the decimal mark that the rest of the file proves.
    """
    if are_codes(levels):
        text = f"{name!r} holds whole numbers with leading zeros (such as {_code(levels)!r}); kept as codes"
        return _category(name, levels, counts, (Note(name, text, Topic.CODES, int(counts.sum())),))
    numbers = read_numbers(levels, counts, habit)
    if numbers.is_number:
        return TextReading(Kind.NUMBER, numbers.values, numbers.unit, _number_notes(name, levels, counts, numbers))
    dates = read_dates(levels, counts)
    if dates is not None and dates.is_date:
        return TextReading(Kind.DATE, dates.values, "", _date_notes(name, levels, counts, dates))
    return _category(name, levels, counts, _mixed_notes(name, counts, levels, numbers))


def _category(name: str, levels: Sequence[str], counts: np.ndarray, notes: tuple[Note, ...]) -> TextReading:
    """Levels as they are; words for "no value" become missing, and true/false are written in small letters."""
    present = [level for level in levels if level not in NO_VALUE]
    values = np.empty(len(levels), object)
    lower = bool(present) and all(level.casefold() in ("true", "false") for level in present)
    values[:] = [None if level in NO_VALUE else level.casefold() if lower else level for level in levels]
    gone = [level for level in levels if level in NO_VALUE]
    if gone:
        count = _rows_of(gone, levels, counts)
        notes += (
            Note(
                name,
                f"{name!r}: {_quote(gone)} read as missing ({count:,} of {counts.sum():,})",
                Topic.CONVERTED,
                count,
            ),
        )
    return TextReading(Kind.CATEGORY, values, "", notes)


def _number_notes(name: str, levels: Sequence[str], counts: np.ndarray, numbers: NumberReading) -> tuple[Note, ...]:
    notes, total = [], int(counts.sum())
    if not numbers.plain:
        shown = next(i for i, value in enumerate(numbers.values) if np.isfinite(value) and not _is_plain(levels[i]))
        unit = f" {numbers.unit}" if numbers.unit else ""
        text = f"{name!r} is text that reads as numbers: {levels[shown]!r} is {numbers.values[shown]:.15g}{unit}"
        if numbers.ambiguous:
            text += f" (decimal mark {numbers.decimal!r} assumed; every value would also read with the other one)"
        notes.append(Note(name, text, Topic.CONVERTED, int(counts[np.isfinite(numbers.values)].sum())))
    if numbers.words:
        count = _rows_of(numbers.words, levels, counts)
        text = f"{name!r}: {_quote(numbers.words)} read as missing ({count:,} of {total:,})"
        notes.append(Note(name, text, Topic.CONVERTED, count))
    if numbers.bad:
        count = _rows_of(numbers.bad, levels, counts)
        text = (
            f"{name!r} is a column of numbers but for {_quote(numbers.bad)}, read as missing ({count:,} of {total:,})"
        )
        notes.append(Note(name, text, Topic.UNREADABLE, count))
    return (*notes, *precision_notes(name, numbers.values))


def precision_notes(name: str, values: np.ndarray) -> tuple[Note, ...]:
    """A note where whole numbers are too large to be stored exactly."""
    large = np.isfinite(values) & (np.abs(values) >= EXACT_INTEGER) & (np.abs(values) < 1e19)
    count = int(large.sum())
    if not count:
        return ()
    text = f"{count:,} values of {name!r} are beyond 2^53 and stored rounded, such as {values[large][0]:.0f}"
    return (Note(name, text, Topic.PRECISION, count),)


def _date_notes(name: str, levels: Sequence[str], counts: np.ndarray, dates: DateReading) -> tuple[Note, ...]:
    notes, total = [], int(counts.sum())
    if dates.ambiguous:
        text = f"{name!r} was read as dates of the form {dates.form!r}; no day above 12 tells day and month apart"
        notes.append(Note(name, text, Topic.CONVERTED, int(counts.sum())))
    elif dates.form != "ISO 8601":
        text = f"{name!r} was read as dates of the form {dates.form!r}, such as {levels[0]!r}"
        notes.append(Note(name, text, Topic.CONVERTED, int(counts.sum())))
    if dates.utc:
        notes.append(Note(name, f"times of {name!r} with an offset were moved to UTC", Topic.CONVERTED))
    if dates.bad:
        count = _rows_of(dates.bad, levels, counts)
        text = f"{name!r} is a column of dates but for {_quote(dates.bad)}, read as missing ({count:,} of {total:,})"
        notes.append(Note(name, text, Topic.UNREADABLE, count))
    return tuple(notes)


def _mixed_notes(name: str, counts: np.ndarray, levels: Sequence[str], numbers: NumberReading) -> tuple[Note, ...]:
    present = int(counts.sum()) - _rows_of(numbers.words, levels, counts)
    if len(numbers.units) > 1 and numbers.share >= MIXED_FROM:
        text = f"{name!r} mixes units ({', '.join(numbers.units)}) in one column; kept as text"
        return (Note(name, text, Topic.MIXED, present),)
    if numbers.share < MIXED_FROM or len(levels) <= QUOTED:
        return ()
    count = present - round(numbers.share * present)
    shown = f"{count:,} of {present:,} values are no numbers: {_quote(numbers.bad)}"
    text = f"{name!r} mixes numbers and text: {shown}; kept as text"
    return (Note(name, text, Topic.MIXED, count),)


def _rows_of(some: Sequence[str], levels: Sequence[str], counts: np.ndarray) -> int:
    wanted = set(some)
    return int(sum(n for level, n in zip(levels, counts, strict=True) if level in wanted))


def _is_plain(level: str) -> bool:
    return level.replace(".", "", 1).isdigit()


def _code(levels: Sequence[str]) -> str:
    return next(level for level in levels if level.startswith("0"))


def _quote(levels: Sequence[str]) -> str:
    shown = ", ".join(repr(level[:40]) for level in levels[:QUOTED])
    return shown + (f" and {len(levels) - QUOTED:,} more kinds" if len(levels) > QUOTED else "")
