"""Names, texts and numbers as SQL has them, so that none can end where it should not."""

from __future__ import annotations

import re

from takehome.errors import InputError
from takehome.table.encoding import LARGEST_NUMBER, SMALLEST_NUMBER
from takehome.table.levels import TRUTHS

WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")


def identifier(name: str) -> str:
    """A name, between double quotes.

    Raises
    ------
    InputError
        If it is empty or holds a null character, which no database takes.
    """
    if not name or "\0" in name:
        raise InputError(f"the name {name!r}", "a name of one character or more, none of them null", "rename it")
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text, between single quotes."""
    return "'" + text.replace("'", "''") + "'"


def number(value: float) -> str:
    """A number with all its digits, and an exponent: without one SQL takes it for a decimal of few digits."""
    text = repr(float(value))
    return text if "e" in text else f"{text}e0"


def filled(column: str, fill: float) -> str:
    """The number in a column as a design has it: its fill where it is missing or too large, 0 where it is too small.

    PostgreSQL and DuckDB place "not a number" above all numbers, so that it is too large.
    """
    raw = f"CAST({identifier(column)} AS DOUBLE PRECISION)"
    small = f"WHEN ABS({raw}) < {number(SMALLEST_NUMBER)} THEN 0.0e0"
    return f"CASE {small} WHEN ABS({raw}) <= {number(LARGEST_NUMBER)} THEN {raw} ELSE {number(fill)} END"


def is_level(column: str, level: str) -> str:
    """Whether a category has this level, in any of the ways in which a database may write it."""
    text = f"TRIM(CAST({identifier(column)} AS VARCHAR))"
    return f"{text} IN ({', '.join(map(literal, dict.fromkeys((level, *_spellings(level)))))})"


def _spellings(level: str) -> tuple[str, ...]:
    """A whole number with its point, true and false in other letters."""
    if level.casefold() in TRUTHS:
        return level.lower(), level.upper(), level.capitalize()
    return (f"{level}.0",) if WHOLE.fullmatch(level) else ()
