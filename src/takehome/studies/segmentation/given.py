"""Segments that somebody else made: a column of labels, judged like our own.

A row that was not labelled is in no segment. New rows get the segment of the nearest labelled row, since nobody knows
the rule that made the column.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.partition.assigners import Neighbours
from takehome.table import Kind, Table

MOST_GROUPS = 100
NOISE_WORDS = ("-1", "noise", "outlier")
"""Values that mean *in no segment* in the libraries that people use (scikit-learn and hdbscan write −1)."""


@dataclass(frozen=True)
class Given:
    """The labels of a column.

    Attributes
    ----------
    names : its values, the most frequent first. codes : (n,) positions in `names`, −1 without a segment.
    """

    column: str
    names: tuple[str, ...]
    codes: np.ndarray

    def among(self, people: np.ndarray) -> Given:
        """The same without the groups that hold none of these rows (n,) mask: a group of strangers is no segment."""
        kept = [j for j in range(len(self.names)) if (self.codes[people] == j).any()]
        place = np.full(len(self.names) + 1, -1)  # the last entry answers −1
        place[kept] = np.arange(len(kept))
        return Given(self.column, tuple(self.names[j] for j in kept), place[self.codes])

    def assigner(self, scaled: np.ndarray, people: np.ndarray) -> Neighbours:
        """The nearest labelled row's segment; of equal rows with different labels the commonest."""
        used = people & (self.codes >= 0)
        rows, place = np.unique(scaled[used], axis=0, return_inverse=True)
        k, own = len(self.names), self.codes[used]
        counts = np.bincount(place.ravel() * k + own, minlength=len(rows) * k).reshape(len(rows), k)
        centres = np.array([scaled[used][own == j].mean(axis=0) for j in range(k)])
        return Neighbours(rows, counts.argmax(axis=1), centres)

    def labels(self, judged: np.ndarray) -> np.ndarray:
        """(n,) the column's own segments; strangers as the judge has them."""
        return np.where(judged <= NOISE - 1, judged, self.codes)


def given_labels(table: Table, column: str) -> Given:
    """Read the column.

    Raises
    ------
    InputError
        If it has one value, or more than `MOST_GROUPS`.
    """
    held = table[column]
    if held.kind is Kind.DATE:
        raise InputError(f"{column!r} holds dates", "a column of segment labels", "name another column")
    texts = np.array([None if gone else _text(v) for v, gone in zip(held.values, held.missing, strict=True)], object)
    values, counts = np.unique(
        [t for t in texts if t is not None and t.casefold() not in NOISE_WORDS], return_counts=True
    )
    if not 2 <= len(values) <= MOST_GROUPS:
        saw = f"the column {column!r} holds {len(values):,} different labels"
        raise InputError(saw, f"2 to {MOST_GROUPS} segments", "name the column that holds the segments")
    names = tuple(values[np.lexsort((values, -counts))].tolist())
    place = {name: i for i, name in enumerate(names)}
    codes = np.array([place.get(text, -1) if text is not None else -1 for text in texts], np.int64)
    return Given(column, names, codes)


def _text(value: object) -> str:
    """A label as people write it: whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
