"""Names from data made short enough for an axis, and still different from one another."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 24
"""Letters that fit beside a picture on a phone."""


def short(name: str, most: int = LONGEST) -> str:
    """The name on one line, cut to `most` letters with an ellipsis.

    >>> short("Administrative_Duration", 10)
    'Administr…'
    """
    line = " ".join(name[: 4 * most].split())
    return line if len(line) <= most else line[: most - 1] + "…"


def short_names(names: Sequence[str], most: int = LONGEST) -> tuple[str, ...]:
    """Short names, numbered where they would be equal: rows of an axis that share a name would fall into one.

    >>> short_names(("a" * 30, "a" * 31, "b"), 6)
    ('aaaaa…', 'aaaaa… 2', 'b')
    """
    found: list[str] = []
    for name in names:
        base = kept = short(name, most)
        number = 2
        while kept in found:
            kept, number = f"{base} {number}", number + 1
        found.append(kept)
    return tuple(found)


def with_units(names: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    """Short names with their units: ``"Cart_Value ($)"``."""
    short_units = [short(unit, 8) for unit in units]
    return tuple(
        f"{name} ({unit})" if unit else name for name, unit in zip(short_names(names), short_units, strict=True)
    )
