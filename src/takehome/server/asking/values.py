"""The plain value of each kind of field; what is not of the kind is refused, never bent into it.

Text from outside is at most `LONGEST_TEXT` characters that can be printed and stored: no control characters, no halves
of surrogate pairs. Columns must be the table's. Nothing of this is ever opened as a file.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from takehome.server.asking.costs import cost_of
from takehome.server.asking.field_error import FieldError, refused, shown
from takehome.studies.form_fields import FieldKind, FormField

Known = frozenset[str] | None
"""Names of the table's columns; None where they are the scenario's."""

LONGEST_TEXT = 500
MOST_NUMBERS = 50
MOST_COMPARED = 2_000
"""Columns among which the nearest name is looked for; among more it takes seconds."""
OPEN_END = 1e100
"""An end of a range that is left open: larger numbers are read as infinite (check TAB006), and JSON has no infinity."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def value_of(field: FormField, value: Any, known: Known) -> Any:
    """The value of a field, not None; raises :class:`InputError` for what is not of its kind."""
    made: Any = _KINDS[field.kind](field, value, known)
    return made


def _number(field: FormField, value: Any, known: Known = None) -> float:
    wanted = f"a number{_bounds(field)}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(field.name, value, wanted)
    try:
        number = float(value)
    except OverflowError:
        raise refused(field.name, value, wanted) from None
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    if not math.isfinite(number) or not low <= number <= high:
        raise refused(field.name, value, wanted)
    return number


def _whole(field: FormField, value: Any, known: Known) -> int:
    number = _number(field, value)
    if not number.is_integer():
        raise refused(field.name, value, f"a whole number{_bounds(field)}")
    return int(value)


def _numbers(field: FormField, value: Any, known: Known) -> list[float]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_NUMBERS:
        raise refused(field.name, value, f"a list of 1 to {MOST_NUMBERS} numbers")
    return [_number(field, one) for one in value]


def _flag(field: FormField, value: Any, known: Known) -> bool:
    if not isinstance(value, bool):
        raise refused(field.name, value, "true or false")
    return value


def _choice(field: FormField, value: Any, known: Known) -> str:
    if not isinstance(value, str) or value not in field.choices:
        raise refused(field.name, value, f"one of {', '.join(field.choices)}")
    return value


def _text(field: FormField, value: Any, known: Known = None) -> str:
    if not isinstance(value, str):
        raise refused(field.name, value, "text, in quotes")
    if not value.strip() or len(value) > LONGEST_TEXT or _UNPRINTABLE.search(value):
        wanted = f"text of 1 to {LONGEST_TEXT} characters in one line, all of which can be printed"
        raise refused(field.name, value, wanted)
    return value


def _column(field: FormField, value: Any, known: Known, or_else: str = "") -> str:
    """A column's name; `or_else` is what else the field takes, for the message."""
    if known is None:
        return _text(field, value)
    if isinstance(value, str) and value in known:
        return value
    if not isinstance(value, str):
        raise refused(field.name, value, f"{or_else}the name of a column")
    close = get_close_matches(value[:LONGEST_TEXT], known, 1) if len(known) <= MOST_COMPARED else []
    wanted = f"{or_else}one of the table's {len(known):,} columns"
    raise refused(field.name, value, wanted, f"{field.name} = {shown(close[0])}" if close else "")


def _columns(field: FormField, value: Any, known: Known) -> list[str]:
    if not isinstance(value, list | tuple) or not value:
        raise refused(field.name, value, "a list of names of columns, at least one")
    names = [_column(field, one, known) for one in value]
    name, count = Counter(names).most_common(1)[0]
    if count > 1:
        raise FieldError(field.name, f"{field.name} with {shown(name)} {count:,} times", "each column once", "drop one")
    return names


def _units(field: FormField, value: Any, known: Known) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise refused(field.name, value, "an object: column and unit", '{"Cost": "$/h"}')
    return {_column(field, name, known): _text(field, unit) for name, unit in value.items()}


def _ranges(field: FormField, value: Any, known: Known) -> dict[str, list[float]]:
    if not isinstance(value, Mapping):
        raise refused(field.name, value, "an object: column and [lowest, highest]", '{"Age": [0, 120]}')
    return {_column(field, name, known): _range(field, name, ends) for name, ends in value.items()}


def _range(field: FormField, name: str, ends: Any) -> list[float]:
    wanted, example = "[lowest, highest], null for an end that is open", f'{field.name} = {{"Age": [0, 120]}}'
    saw = f"{field.name} of {shown(name)} = "
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise FieldError(field.name, f"{saw}{shown(ends)}", wanted, example)
    low, high = (
        _number(field, open_end if end is None else end)
        for end, open_end in zip(ends, (-OPEN_END, OPEN_END), strict=True)
    )
    if low > high:
        raise FieldError(field.name, f"{saw}{shown(low)} to {shown(high)}", "the lowest value first", example)
    return [low, high]


def _share(field: FormField, value: Any, wanted: str, *, zero: bool) -> float:
    """A share below 1; 0 only where it means something."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(field.name, value, wanted)
    if not (0 <= value < 1 if zero else 0 < value < 1):
        raise refused(field.name, value, wanted)
    return float(value)


def _share_or_column(field: FormField, value: Any, known: Known) -> float | str:
    share = "a share between 0 and 1"
    if not isinstance(value, str):
        return _share(field, value, f"{share}, or the name of a column", zero=False)
    if known is None:
        # elsewhere this may be a second file; here it is a column that is known to be one, or nothing
        raise refused(field.name, value, f"{share}: the scenario declares its own columns")
    return _column(field, value, known, or_else=f"{share}, or ")


def _share_or_date(field: FormField, value: Any, known: Known) -> float | str:
    wanted = "a share of the days from 0 to below 1, or a date such as 2026-01-31"
    if not isinstance(value, str):
        return _share(field, value, wanted, zero=True)
    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise refused(field.name, value, wanted)


def _cost(field: FormField, value: Any, known: Known) -> float | str:
    return cost_of(field, _text(field, value), known) if isinstance(value, str) else _number(field, value)


def _bounds(field: FormField) -> str:
    """The ends of a number in words: ``" from 0 to 1"``."""
    low = "" if field.low is None else f" from {field.low:,.12g}"
    high = "" if field.high is None else f" to {field.high:,.12g}"
    if not low:
        return high.replace(" to ", " of at most ")
    return low + (high or " up")


_KINDS: Mapping[FieldKind, Callable[[FormField, Any, Known], Any]] = {
    FieldKind.COLUMN: _column,
    FieldKind.COLUMNS: _columns,
    FieldKind.NUMBER: _number,
    FieldKind.WHOLE: _whole,
    FieldKind.NUMBERS: _numbers,
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.FLAG: _flag,
    FieldKind.UNITS: _units,
    FieldKind.RANGES: _ranges,
    FieldKind.SHARE_OR_COLUMN: _share_or_column,
    FieldKind.SHARE_OR_DATE: _share_or_date,
    FieldKind.COST: _cost,
}
