"""What a study may ask of a table before it starts; what is unmet is one :class:`InputError`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from takehome.errors import InputError
from takehome.table.columns import Column, Kind, Role, Table

LEAST_ROWS = 2
_QUOTED = 5


def require_rows(table: Table, least: int = LEAST_ROWS) -> None:
    """Raise :class:`InputError` for a table of fewer than `least` rows or of no columns."""
    if not table.columns:
        raise InputError(f"{table.source} has no columns", "a target and at least one feature", "check the source")
    if table.rows < least:
        rows = "one row" if table.rows == 1 else f"{table.rows:,} rows"
        raise InputError(f"{table.source} has {rows}", f"at least {least:,} rows", "add data")


def require_target(table: Table, name: str) -> Column:
    """The target, if a numeric target can be studied: present, numeric, not all missing, not constant.

    Values that are missing or infinite are allowed and belong to rows that a study sets aside.
    """
    require_rows(table)
    column = table[name]
    if column.kind is Kind.DATE:
        saw, hint = f"the target {name!r} holds dates", "subtract two dates to get a duration, and study that"
        raise InputError(saw, "numbers", hint)
    if column.kind is Kind.CATEGORY:
        raise _not_numeric(table, column)
    finite = column.values[np.isfinite(column.values)]
    if not finite.size:
        found = "missing" if column.missing.all() else "missing or infinite"
        saw = f"every value of the target {name!r} is {found}"
        raise InputError(saw, "numbers in at least two rows", "check the file")
    if finite.size < LEAST_ROWS:
        raise InputError(f"the target {name!r} has one value only", f"at least {LEAST_ROWS} values", "add data")
    if finite.min() == finite.max():
        saw = f"the target {name!r} is {finite[0]:g} in all {finite.size:,} rows that have one"
        raise InputError(saw, "at least two different values", "choose another target: a constant needs no model")
    return column


def _not_numeric(table: Table, column: Column) -> InputError:
    values = [value for value in column.values if value is not None]
    levels = list(dict.fromkeys(values))
    shown = ", ".join(repr(level[:40]) for level in levels[:_QUOTED])
    reasons = [note.text for note in table.notes if note.column == column.name]
    saw = f"the target {column.name!r} is text with {len(levels):,} different values: {shown}"
    if reasons:
        saw += f" ({'; '.join(reasons)})"
    if len(levels) == LEAST_ROWS:
        hint = f"takehome classify with target {column.name!r}: two classes are not a quantity"
        return InputError(saw, "numbers", hint)
    return InputError(saw, "numbers", "repair the values that are no numbers, or choose another target")


def require_features(table: Table, target: str, features: Sequence[str] | None = None) -> tuple[Column, ...]:
    """The columns that can explain the target: features that are no dates and have two different values or more.

    Parameters
    ----------
    features : names to choose from; by default every column with the role *feature*.
    """
    if features is not None and target in features:
        raise InputError(f"the target {target!r} is among the features", "other columns", "remove it from features")
    chosen = [table[name] for name in features] if features is not None else list(table.with_role(Role.FEATURE))
    usable = tuple(column for column in chosen if column.name != target and _is_usable(column))
    if not usable:
        names = ", ".join(repr(c.name[:40]) for c in chosen[:_QUOTED] if c.name != target) or "none"
        raise InputError(
            f"no usable feature beside the target {target!r} (columns: {names})",
            "at least one column of numbers or categories with two different values",
            "add columns; dates can be used as order=, or turned into numbers (month, days since)",
        )
    return usable


def require_columns(table: Table, names: Sequence[str]) -> tuple[Column, ...]:
    """These columns; a name that is no column raises :class:`InputError` with the nearest name that is."""
    return tuple(table[name] for name in names)


def _is_usable(column: Column) -> bool:
    if column.kind is Kind.DATE:
        return False
    missing = column.missing
    present = column.values[~missing]
    if not len(present):
        return False
    if column.kind is Kind.NUMBER:
        present = present[np.isfinite(present)]
        return len(present) > 0 and bool(present.min() != present.max())
    return len(set(present)) > 1
