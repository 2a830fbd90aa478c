"""From a table to arrays: which rows train, which test, and what each column of the design means.

The rules, none of them silent (each leaves a :class:`~takehome.table.Note`):

- columns are expanded as ``takehome.table.encoding`` says;
- a row without a target is set aside;
- a column that is constant, or a combination of the columns before it, is left out;
- with more columns than the rows can carry, those least correlated with the target go (``rank.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.stats.rank import Combination, independent_columns, varies
from takehome.table import Column, Note, Role, Table
from takehome.table.encoding import SMALLEST_NUMBER, DesignColumn, expand, finite


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
    values = finite(table[target].values)
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
