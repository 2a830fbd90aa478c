"""Numbers that a candidate chose: step sizes, numbers of trees, knots, days of training.

They are nobody's result, and a text that says with what settings a number was reached is a better text. Only literals
of the section's own cells count, and only round ones: what looks like a measured result has to be one.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator

ROUND = 2
"""Most significant digits of a setting: 0.02, 8,000, 15."""
MOST = 200
"""Settings of one section that count; a table of numbers is no setting."""


def settings(sources: Iterable[str]) -> tuple[float, ...]:
    """The round numbers that these cells name, each once; cells that are no plain Python have none.

    >>> settings(["days, step = 8_000, 0.02; profit = 431.96"])
    (8000.0, 0.02)
    """
    found = dict.fromkeys(number for source in sources for number in _literals(source))
    return tuple(found)[:MOST]


def _literals(source: str) -> Iterator[float]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield from _round_number(value)


def _round_number(value: float) -> Iterator[float]:
    try:
        number = float(value)
    except OverflowError:
        return
    if math.isfinite(number) and float(f"{number:.{ROUND}g}") == number:
        yield number
