"""A number and a level of a row as a design has them, written in SQL."""

from __future__ import annotations

import re

from takehome.studies.sql_text import identifier, literal, number
from takehome.table.encoding import LARGEST_NUMBER, SMALLEST_NUMBER
from takehome.table.levels import TRUTHS

WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")


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
