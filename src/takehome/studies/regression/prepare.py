"""From a table to arrays: which rows train, which test, and what each column of the design means.

Categories become indicator columns against a stated reference level (the most frequent one); a missing number is
replaced by the training median and flagged by an indicator column of its own; rows without a target are set aside
and counted. Nothing is dropped silently: each rule leaves a :class:`~takehome.table.Note`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.table import Note


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
    """

    name: str
    feature: str
    unit: str = ""
    numeric: bool = True
    reference: str | None = None


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

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def position(self, name: str) -> int:
        """Where a design column stands in X."""
        return self.names.index(name)
