"""From a table to the numbers that distances are taken of: which columns enter, and which only describe.

What people do is a *base* of segments; what they are (region, gender) *describes* the segments found (Wedel & Kamakura
2000, *Market Segmentation*, ch. 2). So numbers enter the distance, and categories, yes/no columns among them, are
profiled, unless they are named in ``features=`` or nothing else is there. Every rule that was applied leaves a note.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.segmentation.scaling.bases import MOST_COLUMNS, bases, is_yes_no
from takehome.table import Column, Kind, Note, Role, Table, is_name, kept_levels
from takehome.table.encoding import finite
from takehome.table.levels import OTHER, level_of


@dataclass(frozen=True)
class Category:
    """A category that enters the distance: (n,) codes into its levels, −1 where a row has none of them."""

    name: str
    levels: tuple[str, ...]
    codes: np.ndarray


@dataclass(frozen=True)
class Design:
    """Rows of numbers in original units.

    Attributes
    ----------
    values : (n, p) numbers, missing and infinite ones filled. missing : (n, p) mask of those. fills : (p,) medians.
    descriptors : columns that are profiled and do not enter the distance.
    """

    values: np.ndarray
    names: tuple[str, ...]
    units: tuple[str, ...]
    missing: np.ndarray
    fills: tuple[float, ...]
    categories: tuple[Category, ...] = ()
    descriptors: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def codes(self) -> tuple[np.ndarray, ...]:
        """The codes of every category."""
        return tuple(category.codes for category in self.categories)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that enter the distance."""
        return (*self.names, *(category.name for category in self.categories))


def prepare(table: Table, features: tuple[str, ...] | None = None) -> Design:
    """Build the design from `features` (all columns without another role, when None).

    Raises
    ------
    InputError
        When no usable column is left, or there are fewer than two rows.
    """
    if table.rows < 2:
        raise InputError(f"{table.source} has {table.rows:,} rows", "at least 2 rows", "add data")
    named = [table[name] for name in features] if features is not None else list(table.with_role(Role.FEATURE))
    notes: list[Note] = []
    numbers = bases(named, features is not None, notes)
    kinds = [c for c in named if c.kind is Kind.CATEGORY and _sorts(c, notes)]
    entering = kinds if features is not None or all(map(is_yes_no, numbers)) else []
    if not (numbers or entering):
        shown = ", ".join(repr(c.name[:40]) for c in named[:5]) or "none"
        said = "; ".join(note.text for note in notes[:5])
        saw = f"no usable column (columns: {shown})" + (f": {said}" if said else "")
        raise InputError(saw, "at least one column of numbers that varies", "add columns, or name features=")
    if len(numbers) + len(entering) > MOST_COLUMNS:
        saw = f"{len(numbers) + len(entering):,} columns that would enter the distance"
        raise InputError(saw, f"at most {MOST_COLUMNS}", "name those that make segments: features=['…', '…']")
    values, missing, fills = _filled(table, numbers, notes)
    return Design(
        values, tuple(c.name for c in numbers), tuple(c.unit for c in numbers), missing, fills,
        tuple(_category(c) for c in entering), _descriptors(table, numbers, entering, features, notes), tuple(notes),
    )  # fmt: skip


def _filled(table: Table, numbers: list[Column], notes: list[Note]) -> tuple[np.ndarray, np.ndarray, tuple[float, ...]]:
    """Values, mask of what was filled, and the medians."""
    if not numbers:
        return np.empty((table.rows, 0)), np.zeros((table.rows, 0), bool), ()
    values = np.column_stack([finite(c.values) for c in numbers])
    missing = np.isnan(values)
    fills = np.nanmedian(values, axis=0)
    for column, count, fill in zip(numbers, missing.sum(axis=0), fills, strict=True):
        if count:
            text = f"{int(count):,} missing values of {column.name} were replaced by its median {fill:,.6g}"
            notes.append(Note(column.name, text, count=int(count)))
    return np.where(missing, fills, values), missing, tuple(fills.tolist())


def _sorts(column: Column, notes: list[Note]) -> bool:
    """Whether a category sorts rows into kinds, rather than naming each."""
    different = len(set(column.values[~column.missing]))
    if different < 2:
        text = f"{column.name} has {'one value' if different else 'no value'} in all rows and was left out"
        notes.append(Note(column.name, text))
        return False
    if is_name(column):
        notes.append(Note(column.name, f"{column.name} names its rows and was left out; id={column.name!r} says so"))
        return False
    return True


def _category(column: Column) -> Category:
    levels = kept_levels(column)
    return Category(column.name, levels, codes_of(column, levels))


def codes_of(column: Column, levels: tuple[str, ...]) -> np.ndarray:
    """(n,) place of each row's level; rare and missing ones are −1."""
    place = {level: i for i, level in enumerate(levels)}
    shown = column.values.astype(object)
    return np.array(
        [-1 if gone else place.get(level_of(value, place), place.get(OTHER, -1))
         for value, gone in zip(shown, column.missing, strict=True)], dtype=np.int64
    )  # fmt: skip


def _descriptors(
    table: Table, numbers: list[Column], entering: list[Column], features: tuple[str, ...] | None, notes: list[Note]
) -> tuple[str, ...]:
    """Features that are profiled and do not enter the distance."""
    inside = {c.name for c in (*numbers, *entering)}
    left = {note.column for note in notes if "left out" in note.text}
    found = tuple(
        c.name
        for c in table.with_role(Role.FEATURE)
        if c.name not in inside
        and c.name not in left
        and c.kind is not Kind.DATE
        and not _constant(c)
        and not (c.kind is Kind.CATEGORY and is_name(c))
    )
    if found and features is None:
        said = "1 column describes" if len(found) == 1 else f"{len(found):,} columns describe"
        them = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
        notes.append(Note(None, f"{said} the segments and {'does' if len(found) == 1 else 'do'} not make them: {them}"))
    return found


def _constant(column: Column) -> bool:
    present = column.values[~column.missing]
    return len(present) == 0 or bool(np.all(present == present[0]))
