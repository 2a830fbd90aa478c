"""From a table's columns to the columns of a design: numbers filled, categories as indicators, and how new rows follow.

The rules, none of them silent (each leaves a :class:`~takehome.table.Note`):

- a category becomes indicator columns against its most frequent level; rare and surplus levels
  are pooled (``takehome.table.levels`` has the rule);
- a missing (or infinite) number is replaced by the training median and flagged by an indicator column;
- dates, and texts that are nearly all different, are left out, with advice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.table.columns import Column, Kind, Note, Table
from takehome.table.levels import MIN_LEVEL_ROWS, OTHER, is_name, kept_levels, level_of

MISSING = "(missing)"
"""The level of a missing category, where enough rows lack it."""

LARGEST_NUMBER = 1e40
"""Beyond it the squares of a cube overflow: such numbers are treated like infinite ones."""

SMALLEST_NUMBER = 1e-40
"""Below it the squares of a cube vanish: such numbers are zero, and columns that vary by less are constant."""


@dataclass(frozen=True, slots=True)
class DesignColumn:
    """One column of the design.

    Attributes
    ----------
    name : ``"Age"``, or ``"smoker = yes"`` for an indicator.
    feature : the table's column that it comes from.
    unit : the unit of a number; empty for an indicator.
    numeric : False for indicators, which have no curvature.
    reference : for an indicator of a category, the reference level; otherwise None.
    level : for an indicator of a category, its level; otherwise None.
    fill : for a number, what replaces a missing value (the training median); otherwise None.
    levels : for an indicator of a category, every level that is not pooled, those without a column among them.
    """

    name: str
    feature: str
    unit: str = ""
    numeric: bool = True
    reference: str | None = None
    level: str | None = None
    fill: float | None = None
    levels: tuple[str, ...] = ()


def finite(values: np.ndarray) -> np.ndarray:
    """A copy with what no sum of squares survives turned into NaN, and with what it does not see turned into 0."""
    with np.errstate(invalid="ignore"):
        size = np.abs(values)
        return np.where(size <= LARGEST_NUMBER, np.where(size >= SMALLEST_NUMBER, values, 0.0), np.nan)


Expanded = tuple[list[DesignColumn], list[np.ndarray], list[Note]]


def expand(column: Column, kept: np.ndarray, train: np.ndarray) -> Expanded:
    """The design columns of one table column, their values on `kept` rows, and what was done."""
    if column.kind is Kind.DATE:
        text = f"{column.name} is a date and was left out; declare it with order={column.name!r} or derive a number"
        return [], [], [Note(column.name, text)]
    if column.kind is Kind.NUMBER:
        return _expand_number(column, kept, train)
    return _expand_category(column, kept, train)


def _expand_number(column: Column, kept: np.ndarray, train: np.ndarray) -> Expanded:
    values = finite(column.values[kept])
    missing = np.isnan(values)
    if missing[train].all():
        return [], [], [Note(column.name, f"{column.name} has no usable number in the training rows and was left out")]
    fill = float(np.median(values[train & ~missing]))
    described = [DesignColumn(column.name, column.name, column.unit, fill=fill)]
    arrays = [np.where(missing, fill, values)]
    if not missing.any():
        return described, arrays, []
    notes = [
        Note(
            column.name,
            f"{int(missing.sum()):,} missing values of {column.name} were replaced by the training "
            f"median {fill:,.6g} and flagged by a column of their own",
        )
    ]
    if missing[train].any():
        described.append(DesignColumn(f"{column.name} is missing", column.name, numeric=False, level=None))
        arrays.append(missing.astype(float))
    return described, arrays, notes


def _expand_category(column: Column, kept: np.ndarray, train: np.ndarray) -> Expanded:
    if is_name(column):
        distinct = len(set(column.values[~column.missing]))
        text = (
            f"{column.name} has {distinct:,} different texts in {len(column.values):,} rows and was left out as a name"
        )
        return [], [], [Note(column.name, text)]
    missing = column.missing[kept]
    values = np.where(missing, MISSING, column.values[kept])
    levels = list(kept_levels(replace(column, values=column.values[kept]), train))
    if missing[train].sum() >= MIN_LEVEL_ROWS:
        levels.append(MISSING)
    if not levels:
        return [], [], [Note(column.name, f"{column.name} has no value in the training rows and was left out")]
    known = set(levels)
    shown = np.array([v if v in known else OTHER for v in values], dtype=object)
    pooled = len(set(values[train]) - known)
    if pooled:
        levels.append(OTHER)
    reference = levels[0]
    notes = [Note(column.name, f"{column.name}: {len(levels)} levels, compared with {reference!r}, the most frequent")]
    if pooled:
        notes.append(Note(column.name, f"{column.name}: {pooled:,} rare levels were pooled into {OTHER!r}"))
    described = [
        DesignColumn(f"{column.name} = {level}", column.name, "", False, reference, level, levels=tuple(levels))
        for level in levels[1:]
    ]
    return described, [(shown == level).astype(float) for level in levels[1:]], notes


def encode(columns: tuple[DesignColumn, ...], table: Table) -> np.ndarray:
    """Design rows (rows, q) for new data, with the levels and fills that the training fixed.

    Raises
    ------
    InputError
        When a column that the model needs is absent.
    """
    known = known_levels(columns)
    return np.column_stack([_encode_column(c, table[c.feature], known.get(c.feature, set())) for c in columns])


def _encode_column(described: DesignColumn, column: Column, known: set[str]) -> np.ndarray:
    if described.numeric:
        if column.kind is not Kind.NUMBER:
            raise InputError(
                f"{column.name!r} holds {column.kind} values", "numbers, as in training", "mend the column"
            )
        values = finite(column.values)
        return np.where(np.isnan(values), np.nan if described.fill is None else described.fill, values)
    if described.level is None:
        values = finite(column.values) if column.kind is Kind.NUMBER else column.values
        return (np.isnan(values) if column.kind is Kind.NUMBER else column.missing).astype(float)
    shown = np.where(column.missing, MISSING, column.values.astype(object)).tolist()
    level = np.array([v if v in known else OTHER for v in (level_of(each, known) for each in shown)], dtype=object)
    return (level == described.level).astype(float)


def outside_range(columns: tuple[DesignColumn, ...], seen: np.ndarray, X: np.ndarray, table: Table) -> list[str]:
    """Per row, the features beyond the training range (numbers) or with a level never seen (categories).

    Parameters
    ----------
    seen : (k, q) training rows. X : (m, q) new rows, as :func:`encode` makes them of `table`.

    Returns
    -------
    One text a row: the names, separated by ``"; "``; empty where the row is inside.
    """
    flags: list[list[str]] = [[] for _ in range(len(X))]
    for j, column in enumerate(columns):
        if column.numeric:
            for i in np.flatnonzero((X[:, j] < seen[:, j].min()) | (X[:, j] > seen[:, j].max())):
                flags[i].append(column.name)
    for feature, known in known_levels(columns).items():
        values = table[feature].values
        for i in np.flatnonzero(~table[feature].missing):
            if level_of(values[i], known) not in known:
                flags[i].append(feature)
    return ["; ".join(names) for names in flags]


def known_levels(columns: tuple[DesignColumn, ...]) -> dict[str, set[str]]:
    """The levels of each category that training has seen, the reference among them."""
    known: dict[str, set[str]] = {}
    for column in columns:
        if column.level is not None:
            own = known.setdefault(column.feature, set(column.levels))
            own |= {column.level} | ({column.reference} if column.reference is not None else set())
    return known
