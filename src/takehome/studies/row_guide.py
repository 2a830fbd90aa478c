"""What a row must hold to be scored, and what the answer means: declared by each study, read by shells that know none.

A study's class offers ``row_guide() -> RowGuide``. It may also offer ``line_scorer()``, an object whose
``answer(record)`` gives for one mapping what ``score`` gives for a table of it, and which may remember what it was
asked before; without one, rows are scored as a table of typed columns (:func:`table_of`).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.table import Column, Kind, Table

BETWEEN = "; "
"""What stands between the names, or the reasons, in one text of a score column."""
SHOWN = 40
LARGEST = sys.float_info.max
EXPECTED = {
    Kind.NUMBER: "a number, without quotation marks",
    Kind.CATEGORY: "a text, a number, true or false",
    Kind.DATE: "a time such as 2024-03-31 14:00",
}


@dataclass(frozen=True, slots=True)
class RowInput:
    """One column of a row.

    Attributes
    ----------
    required : whether the key must be there; its value may be missing (None) all the same.
    low, high : ends of what training has seen of a number. levels : of a category.
    many : whether the value may be a list, of a whole day's numbers.
    """

    name: str
    kind: Kind
    unit: str = ""
    required: bool = True
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    many: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class RowWords:
    """Which score column holds what; empty where the study says nothing of it.

    Attributes
    ----------
    money : what the row is expected to bring, in the guide's currency.
    reasons : texts with :data:`BETWEEN` between them, each ending with `reason_ending`.
    outside : names of columns with :data:`BETWEEN` between them, out of range or of an unknown level.
    """

    decision: str = ""
    probability: str = ""
    prediction: str = ""
    low: str = ""
    high: str = ""
    segment: str = ""
    action: str = ""
    money: str = ""
    reasons: str = ""
    reason_ending: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class RowGuide:
    """Everything that a shell needs to ask a study about rows.

    Attributes
    ----------
    inputs : the columns that are read; others are ignored. words : what the score columns are.
    means : score column → what it is, in a sentence, with its unit. currency : of money; empty without any.
    remembers : whether an answer depends on the rows before it, in order.
    example : a row that can be scored; empty takes the first of the probe rows.
    """

    inputs: tuple[RowInput, ...]
    words: RowWords
    means: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    remembers: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)


def names_in(text: str, known: Sequence[str]) -> list[str]:
    """The names that one text lists, where a name may itself hold what stands between them."""
    parts, found = text.split(BETWEEN) if text else [], []
    while parts:
        size = next((n for n in range(len(parts), 1, -1) if BETWEEN.join(parts[:n]) in known), 1)
        found.append(BETWEEN.join(parts[:size]))
        parts = parts[size:]
    return found


def texts_in(text: str, ending: str) -> list[str]:
    """The texts that one text lists, each of which ends with `ending`; a part that does not belongs to the next."""
    found: list[str] = []
    pending = ""
    for part in text.split(BETWEEN) if text else []:
        pending = f"{pending}{BETWEEN}{part}" if pending else part
        if pending.endswith(ending):
            found.append(pending)
            pending = ""
    return [*found, pending] if pending else found


def require_row(inputs: Sequence[RowInput], record: Mapping[str, Any]) -> None:
    """Refuse a row that cannot be asked about as it stands.

    Raises
    ------
    InputError
        If a required column is absent, or a value is not of its column's kind; the message names the column.
    """
    for one in inputs:
        if one.name not in record:
            if one.required:
                saw = f"a row without the column {one.name!r}"
                raise InputError(saw, "every column that the study reads; null where a value is missing", "add it")
            continue
        value = record[one.name]
        if value is not None and not _fits(one, value):
            expected = f"{EXPECTED[one.kind]}{' or a list of them' if one.many else ''}, or null where it is missing"
            raise InputError(f"{one.name!r} is {_told(value)}", expected, f"mend {one.name!r}")


def _fits(one: RowInput, value: Any) -> bool:
    kind = type(value)
    if one.kind is Kind.NUMBER:
        if one.many and kind is list:
            return all(_number(each) for each in value)
        return _number(value) or (kind is float and math.isnan(value))
    if one.kind is Kind.CATEGORY:
        return kind in (str, int, float, bool)
    return kind is str


def _number(value: Any) -> bool:
    """Whether it is a number that arithmetic can hold."""
    return type(value) in (int, float) and -LARGEST <= value <= LARGEST


def _told(value: Any) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    said = str(value)[:SHOWN]
    return f"the text {said!r}" if isinstance(value, str) else said.lower() if isinstance(value, bool) else said


def table_of(records: Sequence[Mapping[str, Any]], inputs: Sequence[RowInput], source: str = "rows") -> Table:
    """Records that :func:`require_row` accepts, as a table whose kinds are those of the inputs.

    An optional column that no record has is left out.

    Raises
    ------
    InputError
        If a text is no time where one is needed; the message names column and row.
    """
    columns = []
    for one in inputs:
        if one.required or any(one.name in record for record in records):
            values = [record.get(one.name) for record in records]
            columns.append(Column(one.name, one.kind, _array(one, values), one.unit))
    return Table(tuple(columns), {}, source=source, rows_in_source=len(records))


def _array(one: RowInput, values: list[Any]) -> np.ndarray:
    if one.kind is Kind.NUMBER:
        return np.array([math.nan if value is None else float(value) for value in values], dtype=float)
    if one.kind is Kind.DATE:
        return np.array([_date(one.name, value, row) for row, value in enumerate(values, 1)], dtype="datetime64[us]")
    made = np.empty(len(values), dtype=object)
    made[:] = [_level(value) for value in values]
    return made


def _level(value: Any) -> Any:
    """A category's value; a blank text and what is no number are missing ones, as in files."""
    if isinstance(value, str):
        return value.strip() or None
    return None if isinstance(value, float) and math.isnan(value) else value


def _date(name: str, value: str | None, row: int) -> np.datetime64:
    """A time of day on a date; one with an offset is brought to UTC, as files are read."""
    if value is None:
        return np.datetime64("NaT")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        saw = f"{name!r} is {value[:SHOWN]!r} in row {row:,}"
        raise InputError(saw, EXPECTED[Kind.DATE], f"mend {name!r}") from None
    return np.datetime64((found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None), "us")
