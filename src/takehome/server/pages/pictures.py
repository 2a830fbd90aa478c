"""A column in a few pixels: its histogram or its commonest values, and the same in words for who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.report.words import clip
from takehome.units import format_number

# The picture's own coordinates; bars reach from the bottom.
WIDTH, HEIGHT = 120.0, 24.0
_TALLEST = 23.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the picture's coordinates."""

    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page shows it.

    Attributes
    ----------
    missing, distinct : in words; missing is empty when no value is. span : its ends or its commonest values, in words.
    bars : of its picture; empty when there is none. picture : the picture in words.
    """

    name: str
    kind: str
    unit: str
    missing: str
    distinct: str
    span: str
    bars: tuple[Bar, ...]
    picture: str


def column(described: Mapping[str, Any], rows: int) -> Column:
    """A column of a preview (see `jobs.preview`); `rows` is how many rows were looked at."""
    lost = int(described.get("missing", 0))
    share = 100 * lost / rows if rows else 0.0
    top = [(str(value), int(count)) for value, count in described.get("top") or ()]
    counts = list(described.get("histogram") or ())
    low, high = (_end(described.get(end)) for end in ("low", "high"))
    ends = f"{low} to {high}" if low and high else ""
    bars = _bars(counts or [count for _, count in top])
    common = ", ".join(clip(value, 24) for value, _ in top[: 3 if bars else 1])
    return Column(
        name=str(described["name"]),
        kind=str(described.get("kind", "")),
        unit=str(described.get("unit") or ""),
        missing=f"{lost:,} missing ({format_number(share, 2)} %)" if lost else "",
        distinct=f"{int(described.get('distinct', 0)):,} distinct",
        span=ends or (common if bars or not common else f"for instance {common}"),
        bars=bars,
        picture=_histogram_words(counts, ends) if counts else _top_words(top, rows),
    )


def _bars(counts: Sequence[int]) -> tuple[Bar, ...]:
    most = max(counts, default=0)
    if most <= 1:  # every value once: a row of equal bars would say nothing
        return ()
    step = WIDTH / max(len(counts), 5)
    return tuple(
        Bar(round(position * step, 2), round(step - 1, 2), round(max(_TALLEST * count / most, 0.75), 2))
        for position, count in enumerate(counts)
        if count > 0
    )


def _histogram_words(counts: Sequence[int], ends: str) -> str:
    """Where most of the values lie, in tenths of the range: as much as one sees in so small a picture."""
    total, most = sum(counts), max(counts)
    where = (counts.index(most) + 0.5) / len(counts)
    place = "at the low end" if where < 1 / 3 else "at the high end" if where > 2 / 3 else "in the middle"
    share = format_number(100 * most / total, 2) if total else "0"
    return f"Histogram from {ends}: the fullest of {len(counts)} bins is {place}, with {share} % of the values."


def _top_words(top: Sequence[tuple[str, int]], rows: int) -> str:
    shares = (f"{clip(value, 40)} {format_number(100 * count / max(rows, 1), 2)} %" for value, count in top)
    return "Commonest values: " + ", ".join(shares) + "." if top else ""


def _end(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, int | float):
        return clip(str(value), 24)
    return f"{int(value):,}".replace("-", "−") if value == int(value) else format_number(float(value), 4)
