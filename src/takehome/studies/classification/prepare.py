"""From a table to arrays: which rows train and which test, what each column means, and the class of each row.

Columns are expanded as ``takehome.table.encoding`` says; a row without a target is set aside; a column that is
constant is left out; with more columns than the rows can carry, those least correlated with the target go. Every rule
that was applied leaves a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.stats.rank import strongest_columns, varies
from takehome.studies.classification.labels import Labels, labels
from takehome.table import Column, Note, Role, Table
from takehome.table.canonical import equal_rows
from takehome.table.encoding import SMALLEST_NUMBER, DesignColumn, expand

LEAST_OF_A_CLASS = 2
"""Training rows of each class below which no row can be judged by a model that has not seen it."""


@dataclass(frozen=True)
class Design:
    """Arrays in the table's canonical row order.

    Attributes
    ----------
    X : (n, q) design columns, without a constant; `columns` describes them. y : (n,) 1 where positive, else 0.
    train : (n,) mask; the other rows are the hold-out. Models are fitted on `train` only.
    rows : (n,) positions of these rows in the canonical table.
    blocks : (n,) labels of rows that belong together: declared groups, and copies of one row.
    weights : (n,) how many rows of the world each stands for, on average 1 (see `prevalence`).
    positive, negative : what the classes are called; `why_positive` how that was decided.
    grouped : whether the blocks are declared groups.
    """

    X: np.ndarray
    y: np.ndarray
    columns: tuple[DesignColumn, ...]
    target: str
    positive: str
    negative: str
    why_positive: str
    train: np.ndarray
    rows: np.ndarray
    blocks: np.ndarray
    weights: np.ndarray
    grouped: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def happens(self) -> str:
        """The positive class in words: ``"Churn = 1"``."""
        return f"{self.target} = {self.positive}"

    @property
    def features(self) -> tuple[str, ...]:
        """The table's columns behind the design's, each once."""
        return tuple(dict.fromkeys(column.feature for column in self.columns))

    def levels(self) -> tuple[tuple[str, str, np.ndarray], ...]:
        """(feature, ``"region = north"``, mask of the rows) of every level of every category, references included."""
        found = []
        for feature in self.features:
            own = [j for j, c in enumerate(self.columns) if c.feature == feature and c.level is not None]
            found += [(feature, self.columns[j].name, self.X[:, j] == 1) for j in own]
            if own:
                name = f"{feature} = {self.columns[own[0]].reference}"
                found.append((feature, name, ~(self.X[:, own] == 1).any(axis=1)))
        return tuple(found)

    @property
    def judged(self) -> np.ndarray:
        """Mask (n,) of the rows that the decision is priced on: the hold-out, or all where there is none."""
        held_out = ~self.train
        return held_out if held_out.any() else self.train

    @property
    def held_out(self) -> bool:
        """Whether there is a hold-out."""
        return bool((~self.train).any())


def prepare(
    table: Table,
    target: str,
    train: np.ndarray,
    features: tuple[str, ...] | None = None,
    positive: Any = None,
    prevalence: float | None = None,
    need_features: bool = True,
) -> Design:
    """Build the design of `target` on `features` (all columns without another role, when None).

    Parameters
    ----------
    table : in canonical row order.
    train : (rows,) mask of the training rows.
    prevalence : the share of positives where the decision is for, when the rows were drawn by class.
    need_features : False where scores are judged, which need no columns.

    Raises
    ------
    InputError
        When the target is not of two classes, a class has too few training rows, or no usable feature is left.
    """
    told = labels(table, target, positive)
    kept = np.flatnonzero(told.y >= 0)
    y, train = told.y[kept], train[kept]
    _require_both(told, target, y, train)
    notes = [Note(target, f"{len(told.y) - len(kept):,} rows without a value of {target} were set aside")]
    notes = notes if len(kept) < len(told.y) else []
    columns: list[DesignColumn] = []
    arrays: list[np.ndarray] = []
    for column in _feature_columns(table, target, features):
        described, values, said = expand(column, kept, train)
        columns, arrays, notes = columns + described, arrays + values, notes + said
    X = np.column_stack(arrays) if arrays else np.empty((len(kept), 0))
    held, said = _held(X, columns, y, train)
    notes += said
    if need_features and not len(held):
        said_why = "; ".join(note.text for note in notes[:5])
        raise InputError("no usable feature column is left", "at least one that varies", f"see the notes: {said_why}")
    blocks, grouped = _blocks(table, target, kept, features)
    return Design(
        X[:, held], y, tuple(columns[j] for j in held), target, told.positive, told.negative, told.why, train, kept,
        blocks, _weights(y, prevalence), grouped, tuple(notes),
    )  # fmt: skip


def _require_both(told: Labels, target: str, y: np.ndarray, train: np.ndarray) -> None:
    for value, name in ((1, told.positive), (0, told.negative)):
        count = int((y[train] == value).sum())
        if count < LEAST_OF_A_CLASS:
            saw = f"{count} training rows in which {target!r} is {name[:40]!r}"
            raise InputError(saw, f"at least {LEAST_OF_A_CLASS} of each class", "add rows of this class")


def _feature_columns(table: Table, target: str, features: tuple[str, ...] | None) -> list[Column]:
    if features is not None:
        return [table[name] for name in features]
    return [c for c in table.with_role(Role.FEATURE) if c.name != target]


def _held(
    X: np.ndarray, columns: list[DesignColumn], y: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, list[Note]]:
    """Positions of the columns that vary, no more than the rows carry, and what was left out."""
    varying = varies(X[train], SMALLEST_NUMBER) if X.shape[1] else np.zeros(0, bool)
    notes = [
        Note(column.feature, f"{column.name} does not vary in the training rows and was left out")
        for column, changes in zip(columns, varying, strict=True)
        if not changes
    ]
    keep = np.flatnonzero(varying)
    if not len(keep):
        return keep, notes
    keep, said = strongest_columns(X[train], keep, y[train].astype(float))
    return keep, notes + said


def _blocks(table: Table, target: str, kept: np.ndarray, features: tuple[str, ...] | None) -> tuple[np.ndarray, bool]:
    """Labels of rows that must not be divided: declared groups, else copies of one row."""
    declared = table.with_role(Role.GROUP)
    if declared:
        return np.unique(declared[0].values[kept].astype(str), return_inverse=True)[1], True
    compared = (table[target], *_feature_columns(table, target, features))
    same = equal_rows(compared)[kept] if len(compared) > 1 else np.full(len(kept), -1)
    labels_ = np.arange(len(kept)) + len(table.columns[0].values)
    return np.unique(np.where(same >= 0, same, labels_), return_inverse=True)[1], False


def _weights(y: np.ndarray, prevalence: float | None) -> np.ndarray:
    """How many rows each stands for: prior correction of a sample that was drawn by class, mean 1.

    King & Zeng (2001), "Logistic regression in rare events data", *Political Analysis* 9, section 4.2.
    """
    if prevalence is None:
        return np.ones(len(y))
    if not 0 < prevalence < 1:
        raise InputError(f"prevalence = {prevalence:g}", "a share between 0 and 1", "the share of positives in use")
    share = y.mean()
    return np.where(y == 1, prevalence / share, (1 - prevalence) / (1 - share))
