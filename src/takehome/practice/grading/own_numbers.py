"""Which numbers a candidate's text may quote as their own: what they answered, what their cells printed, the scenario.

A text that quotes a number which nobody computed is invented or copied. So the numbers that count must come from this
run. Long lists (predictions, a training curve) count by their length, ends, mean and total: each of their values
would make almost every number somebody's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

LISTED = 24
"""Longest list whose values count one by one: the hours of a day."""

PRINTED = 300
"""Numbers of one cell's printed text that count: a summary table, not a dump of the data."""

READ = 200_000
"""Characters of one cell's printed text that are looked at."""

MOST = 5_000
"""Numbers of all answers that count: ten times what the longest has; each is compared with each number of a text."""

DEEPEST = 8
"""Nesting below which numbers are not looked for; no field is deeper than two."""

_NUMBER = re.compile(r"(?<![\w.])[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+|(?<=\d)\.?)(?:[eE][-+]?\d{1,3})?(?![\w])")


def own_numbers(answers: Any, printed: Iterable[str], business: Mapping[str, float | int | str]) -> tuple[float, ...]:
    """Every number that counts as the candidate's own, each once.

    Parameters
    ----------
    answers : of all sections, plain JSON. printed : what each cell printed. business : the numbers of the scenario.
    """
    found = [*_numbers_in(dict(business)), *islice(_numbers_in(answers), MOST)]
    for text in printed:
        found += _printed(text)
    return tuple(dict.fromkeys(found))


def _numbers_in(value: Any, depth: int = 0) -> Iterator[float]:
    if isinstance(value, bool) or value is None or depth > DEEPEST:
        return
    if isinstance(value, int | float):
        yield from _finite(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _numbers_in(inner, depth + 1)
    elif isinstance(value, list | tuple):
        yield float(len(value))
        inner = [number for item in value for number in _numbers_in(item, depth + 1)]
        yield from inner if len(value) <= LISTED else _summary(inner)


def _finite(value: float) -> Iterator[float]:
    try:
        number = float(value)
    except OverflowError:
        return
    if math.isfinite(number):
        yield number


def _summary(values: list[float]) -> Iterator[float]:
    if values:
        total = math.fsum(value for value in values if abs(value) < 1e290)
        yield from (values[0], values[-1], min(values), max(values), total, total / len(values))


def _printed(text: str) -> list[float]:
    found: list[float] = []
    for match in _NUMBER.finditer(text[:READ]):
        digits = match[0].replace(",", "").replace("−", "-")
        found += _finite(float(digits))
        if len(found) >= PRINTED:
            break
    return found
