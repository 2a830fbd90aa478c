"""The range that a column's values can have, as declared, or as its name and unit say.

A name is a weak witness. So a range by name counts only when most values keep to it: "growth %" may well exceed
100, and a column called "count" that is negative in half of its rows is a difference of counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from takehome.checks.name_words import has_word, words_of

MOSTLY_INSIDE = 0.9
"""A range by name or unit counts only when this share of the values keeps to it."""

_COUNTED = re.compile(
    r"count|counts|number|num|qty|quantity|visits|orders|rooms|bedrooms|bathrooms|children|employees|users|"
    r"customers|visitors|rentals|sales|units|items|clicks|calls|days|hours|minutes|seconds|months|years|"
    r"age|ages|height|weight|length|width|depth|area|distance|duration|population|size|volume|mileage|"
    r"horsepower|price|salary|income|tenure"
)
_SHARES = re.compile(r"share|proportion|fraction|probability|prob|pct|percent|percentage")
_PERCENT = re.compile(r"pct|percent|percentage")
_SIGNED = re.compile(
    r"change|growth|difference|diff|delta|return|returns|margin|balance|net|profit|log|log10|ln|zscore|z|"
    r"score|residual|error|temperature|temp|lag|gap|trend|loss|gain|excess|relative|centred|centered|"
    r"scaled|standardized|std|offset"
)
_NONNEGATIVE_UNITS = re.compile(
    r"years|year|yr|months|days|hours|h|min|s|ms|kg|g|lb|lbs|km|m|cm|mm|mi|ft|inch|gb|mb|tb|kb|rows"
)


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest possible value, and who says so."""

    low: float
    high: float
    reason: str


def possible_range(name: str, unit: str, values: np.ndarray) -> Range | None:
    """The range that name and unit give to these finite values, or None when they give none that most keep to."""
    words = words_of(name)
    if has_word(_SIGNED, words) or not len(values):
        return None
    for candidate in _candidates(name, unit, words):
        if np.mean((values >= candidate.low) & (values <= candidate.high)) >= MOSTLY_INSIDE:
            return candidate
    return None


def _candidates(name: str, unit: str, words: frozenset[str]) -> list[Range]:
    """Ranges to try, the narrowest first."""
    found = []
    percent = unit.strip() == "%" or "%" in name or has_word(_PERCENT, words)
    if has_word(_SHARES, words) and not percent:
        found.append(Range(0.0, 1.0, "a share lies between 0 and 1"))
    unit = re.sub(r"/\d+$", "", unit.strip().casefold())  # minutes counted in other steps are minutes
    if percent or has_word(_SHARES, words):
        found.append(Range(0.0, 100.0, "a percentage of a whole lies between 0 and 100"))
    if has_word(_COUNTED, words) or _NONNEGATIVE_UNITS.fullmatch(unit):
        found.append(Range(0.0, np.inf, "a count or an amount is not negative"))
    return found
