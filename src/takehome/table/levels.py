"""Which levels of a category get a coefficient of their own, and which are pooled as "other"."""

from __future__ import annotations

from collections import Counter

from takehome.table.columns import Column

LEVEL_LIMIT = 50
"""The most frequent levels that are kept. Beyond some dozens, means by level are mostly noise (Micci-Barreca 2001,
"A preprocessing scheme for high-cardinality categorical attributes", SIGKDD Explorations 3(1), calls such
attributes high-cardinality and pools or shrinks their rare levels)."""

OTHER = "other"


def kept_levels(column: Column, limit: int = LEVEL_LIMIT) -> tuple[str, ...]:
    """At most `limit` levels, the most frequent first and equals by code point; the rest are pooled as "other"."""
    counts = Counter(value for value in column.values if value is not None)
    return tuple(sorted(counts, key=lambda level: (-counts[level], level))[:limit])
