"""From a table to arrays: which rows train, which test, and what each column of the design means.

The rules, none of them silent (each leaves a :class:`~takehome.table.Note`):

- a category becomes indicator columns against its most frequent level; rare and surplus levels
  are pooled (``takehome.table.levels`` has the rule);
- a missing (or infinite) number is replaced by the training median and flagged by an indicator column;
- a row without a target is set aside;
- dates, and texts that are nearly all different, are left out, with advice;
- a column that is constant, or a combination of the columns before it, is left out;
- with more columns than the rows can carry, those least correlated with the target go (``rank.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.regression.rank import Combination, independent_columns, varies
from takehome.table import MIN_LEVEL_ROWS, OTHER, Column, Kind, Note, Role, Table, is_name, kept_levels

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
    """

    name: str
    feature: str
    unit: str = ""
    numeric: bool = True
    reference: str | None = None
    level: str | None = None
    fill: float | None = None


@dataclass(frozen=True)
class Design:
    """Arrays in the table's canonical row order.

    Attributes
    ----------
    X : (n, q) design columns, without a constant; `columns` describes them.
    y : (n,) target.
    train : (n,) mask; the other rows are the hold-out. All models are fitted on `train` only.
    rows : (n,) positions of these rows in the canonical table.
    groups, order, weights : (n,) or None.
    combinations : columns left out because the others determine them.
    groups_name, order_name : the columns that `groups` and `order` come from.
    """

    X: np.ndarray
    y: np.ndarray
    columns: tuple[DesignColumn, ...]
    target: str
    target_unit: str
    train: np.ndarray
    rows: np.ndarray
    groups: np.ndarray | None = None
    order: np.ndarray | None = None
    weights: np.ndarray | None = None
    notes: tuple[Note, ...] = ()
    combinations: tuple[Combination, ...] = ()
    groups_name: str | None = None
    order_name: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def position(self, name: str) -> int:
        """Where a design column stands in X."""
        return self.names.index(name)


def prepare(table: Table, target: str, train: np.ndarray, features: tuple[str, ...] | None = None) -> Design:
    """Build the design of `target` on `features` (all columns without another role, when None).

    Parameters
    ----------
    table : in canonical row order.
    train : (rows,) mask of the training rows.

    Raises
    ------
    InputError
        When no row has a target, or no usable feature is left.
    """
    y, kept = _target(table, target, train)
    notes = _set_aside(target, len(train) - len(kept))
    train = train[kept]
    used = _feature_columns(table, target, features)
    columns, arrays = [], []
    for column in used:
        described, values, said = expand(column, kept, train)
        columns += described
        arrays += values
        notes += said
    X = np.column_stack(arrays) if arrays else np.empty((len(kept), 0))
    names = [(c.name, c.feature) for c in columns]
    held, combinations, dropped = independent_columns(X, names, y, train, SMALLEST_NUMBER)
    notes += dropped
    if not len(held):
        raise InputError(
            "no usable feature column is left", "at least one that varies", "see the notes: " + _said(notes)
        )
    groups, groups_name = _role(table, Role.GROUP, kept)
    order, order_name = _role(table, Role.ORDER, kept)
    return Design(
        X[:, held], y, tuple(columns[j] for j in held), target, table[target].unit, train, kept, groups=groups,
        order=order, notes=tuple(notes), combinations=combinations, groups_name=groups_name, order_name=order_name,
    )  # fmt: skip


def _target(table: Table, target: str, train: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The usable values of the target, and their rows; what no model could explain is refused by name."""
    values = _finite(table[target].values)
    kept = np.flatnonzero(~np.isnan(values))
    y, train = values[kept], train[kept]
    if train.sum() < 2:
        raise InputError(f"{int(train.sum())} training rows with a value of {target!r}", "at least 2", "add rows")
    if not varies(y[train], SMALLEST_NUMBER):
        saw = f"the target {target!r} is {y[train][0]:g} in all {int(train.sum()):,} training rows that have a value"
        raise InputError(saw, "at least two values that differ by more than rounding", "choose another target")
    return y, kept


def _said(notes: list[Note]) -> str:
    return "; ".join(note.text for note in notes[:5])


def _finite(values: np.ndarray) -> np.ndarray:
    """A copy with what no sum of squares survives turned into NaN, and with what it does not see turned into 0."""
    with np.errstate(invalid="ignore"):
        size = np.abs(values)
        return np.where(size <= LARGEST_NUMBER, np.where(size >= SMALLEST_NUMBER, values, 0.0), np.nan)


def _set_aside(target: str, count: int) -> list[Note]:
    if not count:
        return []
    return [Note(target, f"{count:,} rows without a usable value of {target} were set aside")]


def _feature_columns(table: Table, target: str, features: tuple[str, ...] | None) -> list[Column]:
    """The declared features, or every column without another role."""
    if features is not None:
        return [table[name] for name in features]
    return [c for c in table.with_role(Role.FEATURE) if c.name != target]


def _role(table: Table, role: Role, kept: np.ndarray) -> tuple[np.ndarray | None, str | None]:
    """Values and name of the column that has this role, if any."""
    columns = table.with_role(role)
    return (columns[0].values[kept], columns[0].name) if columns else (None, None)


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
    values = _finite(column.values[kept])
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
        DesignColumn(f"{column.name} = {level}", column.name, "", False, reference, level) for level in levels[1:]
    ]
    return described, [(shown == level).astype(float) for level in levels[1:]], notes


def encode(columns: tuple[DesignColumn, ...], table: Table) -> np.ndarray:
    """Design rows (rows, q) for new data, with the levels and fills that the training fixed.

    Raises
    ------
    InputError
        When a column that the model needs is absent.
    """
    known: dict[str, set[str | None]] = {c.feature: set() for c in columns}
    for c in columns:
        known[c.feature] |= {c.level, c.reference}
    return np.column_stack([_encode_column(c, table[c.feature], known[c.feature]) for c in columns])


def _encode_column(described: DesignColumn, column: Column, known: set[str | None]) -> np.ndarray:
    if described.numeric:
        if column.kind is not Kind.NUMBER:
            raise InputError(
                f"{column.name!r} holds {column.kind} values", "numbers, as in training", "mend the column"
            )
        values = _finite(column.values)
        return np.where(np.isnan(values), np.nan if described.fill is None else described.fill, values)
    if described.level is None:
        values = _finite(column.values) if column.kind is Kind.NUMBER else column.values
        return (np.isnan(values) if column.kind is Kind.NUMBER else column.missing).astype(float)
    shown = np.where(column.missing, MISSING, column.values.astype(object))
    level = np.array([v if v in known else OTHER for v in map(str, shown)], dtype=object)
    return (level == described.level).astype(float)
