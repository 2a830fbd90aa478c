"""Which columns of numbers make segments: those in which a difference between two rows says how much.

Numbers that only stand for kinds (0 and 1, or 1 to 9 for nine regions) have no distances: region 9 is not farther from
region 1 than region 2 is. They describe segments, unless they are named in ``features=`` (a user who names a column
says that its distances mean something) or yes/no columns are all there is, as in a survey.
"""

from __future__ import annotations

import re

import numpy as np
from scipy.stats import rankdata

from takehome.checks.possible_range import possible_range
from takehome.table import Column, Kind, Note
from takehome.table.encoding import SMALLEST_NUMBER, finite
from takehome.table.levels import LEVEL_LIMIT

MOST_MISSING = 0.5
"""Share of missing values above which a column is left out: its median would be most of it."""

COPY_WORDS = "in another unit"
"""How a note says that a column is another one; the check SEG013 looks for it."""

SAME = 1 - 1e-9
"""Correlation, up to its sign, from which two columns may be one in two units."""

SAME_ORDER = 1 - 1e-6
"""Correlation of the ranks that they must have as well: one gigantic value in both would make the first alone."""

MOST_COLUMNS = 200
"""Columns that enter the distance at most: in more dimensions all distances are about equal (Beyer et al. 1999)."""

_KINDS = re.compile(
    r"type|kind|code|category|class|region|zone|country|state|province|city|district|channel|store|branch|shop|"
    r"department|brand|browser|system|systems|os|platform|device|language|sex|gender|race|religion|occupation|"
    r"profession|status|segment|cluster|group|label"
)
"""Last words of names whose whole numbers are codes: "TrafficType", "Region"; not "region_sales"."""


def bases(columns: list[Column], named: bool, notes: list[Note]) -> list[Column]:
    """The columns of numbers that enter the distance, each once; notes say what became of the others.

    Parameters
    ----------
    named : whether the user named the columns, so that codes are taken as amounts.
    """
    usable = [column for column in columns if _usable(column, notes)]
    if named:
        return _without_copies(usable, notes)
    why = {column.name: _why_kinds(column) for column in usable}
    entering = [column for column in usable if not why[column.name]]
    entering = entering or [column for column in usable if is_yes_no(column)]
    kept = {column.name for column in entering}
    for name, reason in why.items():
        if reason and name not in kept:
            notes.append(Note(name, f"{name} {reason}: it describes segments; features=… makes it a base"))
        elif reason:
            notes.append(Note(name, f"{name} {reason}, and enters the distance because no column says how much"))
    return _without_copies(entering, notes)


def is_yes_no(column: Column) -> bool:
    """Whether a column of numbers holds nothing but 0 and 1."""
    present = column.values[~column.missing]
    return bool(np.isin(present, (0.0, 1.0)).all())


def _usable(column: Column, notes: list[Note]) -> bool:
    """Whether a column is of numbers, mostly there, and varies; if not, a note says why."""
    name = column.name
    if column.kind is Kind.DATE:
        notes.append(Note(name, f"{name} is a date and was left out; days since it would be a number"))
    if column.kind is not Kind.NUMBER:
        return False
    values = finite(column.values)
    present = values[~np.isnan(values)]
    if len(present) < (1 - MOST_MISSING) * len(values) or not len(present):
        share = 1 - len(present) / len(values)
        notes.append(Note(name, f"{name} is missing in {100 * share:.0f} % of the rows and was left out"))
        return False
    if np.ptp(present) <= SMALLEST_NUMBER:
        notes.append(Note(name, f"{name} is {present[0]:.4g} in all rows that have it and was left out"))
        return False
    return True


def _why_kinds(column: Column) -> str:
    """Why the numbers of a column stand for kinds; empty where they say how much."""
    if is_yes_no(column):
        return "holds 0 and 1 alone"
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", column.name).casefold()
    words = re.findall(r"[a-z]+", apart)
    if not words or not _KINDS.fullmatch(words[-1]):
        return ""
    found = np.unique(finite(column.values[~column.missing]))
    whole = len(found) <= LEVEL_LIMIT and bool((found >= 0).all() and (found == np.round(found)).all())
    counted = possible_range(column.name, column.unit, found) is not None
    return f"holds {len(found)} whole numbers that look like codes of kinds" if whole and not counted else ""


def _without_copies(numbers: list[Column], notes: list[Note]) -> list[Column]:
    """Columns that are not another column in another unit, which would count twice."""
    if not 1 < len(numbers) <= MOST_COLUMNS:
        return numbers
    filled = np.column_stack([_fill(finite(c.values)) for c in numbers])
    correlation = np.abs(np.corrcoef(filled / np.abs(filled).max(axis=0), rowvar=False))
    kept: list[int] = []
    for j, column in enumerate(numbers):
        alike = (i for i in kept if correlation[i, j] >= SAME)
        twin = next((i for i in alike if _same_order(filled[:, i], filled[:, j])), None)
        if twin is None:
            kept.append(j)
        else:
            said = "is" if np.corrcoef(filled[:, twin], filled[:, j])[0, 1] > 0 else "is the opposite of"
            text = f"{column.name} {said} {numbers[twin].name} {COPY_WORDS} and was left out: it would count twice"
            notes.append(Note(column.name, text))
    return [numbers[j] for j in kept]


def _fill(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), np.nanmedian(values), values)


def _same_order(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether the ranks agree, or are exactly opposite."""
    return bool(abs(np.corrcoef(rankdata(a), rankdata(b))[0, 1]) >= SAME_ORDER)
