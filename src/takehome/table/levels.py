"""Which levels of a category get a coefficient of their own, and which are pooled as "(other)".

One rule for every study, stated here and told by the check TAB010: a level is kept when it is among the most
frequent ones and enough rows have it. A text that is nearly always different is a name, not a category.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np

from takehome.table.columns import Column

LEVEL_LIMIT = 20
"""The most frequent levels that are kept. Beyond some dozens, means by level are mostly noise (Micci-Barreca 2001,
"A preprocessing scheme for high-cardinality categorical attributes", SIGKDD Explorations 3(1), pools rare levels)."""

MIN_LEVEL_ROWS = 5
"""A level that fewer rows have is pooled: its mean would rest on a handful of rows."""

NAME_SHARE = 0.5
"""A text column with more different values than this share of its rows is a name."""

OTHER = "(other)"

TRUTHS = ("true", "false")


def kept_levels(column: Column, rows: np.ndarray | None = None) -> tuple[str, ...]:
    """The levels that are kept, the most frequent first and equals by code point; the rest are pooled.

    Parameters
    ----------
    rows : positions or a mask of the rows to count (the training rows); None means all.
    """
    values = column.values if rows is None else column.values[rows]
    counts = Counter(value for value in values if value is not None)
    ranked = sorted(counts, key=lambda level: (-counts[level], level))
    return tuple(level for level in ranked[:LEVEL_LIMIT] if counts[level] >= MIN_LEVEL_ROWS) or tuple(ranked[:1])


def is_name(column: Column) -> bool:
    """Whether a text column is nearly always different, so that it names rows instead of sorting them."""
    present = column.values[~column.missing]
    return len(set(present)) > max(LEVEL_LIMIT, NAME_SHARE * len(present))


def level_of(value: object, known: Collection[str]) -> str:
    """How the known levels write a value: a whole number without its point, true and false in their own letters.

    A column is understood from the values that stand in it, so a few new rows can be read otherwise than the training
    was: a category of which only "1" and "2" turn up looks like numbers, and "True" like true and false.
    """
    text = str(value)
    if text in known:
        return text
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if text.casefold() in TRUTHS:
        return next((level for level in known if level.casefold() == text.casefold()), text)
    return text
