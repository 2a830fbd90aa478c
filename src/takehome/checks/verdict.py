"""From an effect's interval to a status: the one rule by which every check of this study decides.

An interval wholly beyond the materiality limit fails, wholly within it passes; one that straddles it is a caution
with the number of rows that would settle it. Each end of the interval errs with at most 5 % over all features of a
check together (as in an equivalence test: Schuirmann 1987, *J. Pharmacokinetics and Biopharmaceutics* 15:657–680),
and a failure needs besides a p-value that survives the Benjamini–Hochberg control at 1 %.
"""

from __future__ import annotations

import math

from takehome.protocol import Interval, Status
from takehome.units import format_number

FALSE_DISCOVERY_RATE = 0.01
"""A failure among many features needs an adjusted p-value at most this (Benjamini & Hochberg 1995)."""
MOST_ROWS = 10**9
HOPELESS = 100
"""More than so many times the rows at hand are not advice."""


def tail(confidence_level: float, family: int) -> float:
    """Probability of one tail of one interval, so that `family` of them hold together."""
    return (1.0 - confidence_level) / max(family, 1)


def joint_level(confidence_level: float) -> float:
    """Level of a two-sided interval whose ends each hold at `confidence_level`."""
    return 2.0 * confidence_level - 1.0


def verdict(low: float, high: float, limit: float) -> Status:
    """FAILED above the limit, PASSED below it, CAUTION where the interval straddles it."""
    if low > limit:
        return Status.FAILED
    return Status.PASSED if high <= limit else Status.CAUTION


def rows_to_settle(rows: int, estimate: float, low: float, high: float, limit: float) -> int:
    """About how many rows in all would put the interval on one side of the limit.

    The half-width towards the limit shrinks with the root of the rows while the estimate stays.
    """
    half = high - estimate if estimate <= limit else estimate - low
    distance = abs(estimate - limit)
    if not math.isfinite(half) or distance <= 0:
        return MOST_ROWS
    needed = rows * (half / distance) ** 2
    if needed > HOPELESS * rows:
        return MOST_ROWS
    return int(max(_two_digits(needed), rows + 1))


def _two_digits(value: float) -> int:
    """Rounded up to two significant digits: more would pretend to a precision that is not there."""
    unit = 10 ** max(math.floor(math.log10(max(value, 1.0))) - 1, 0)
    return math.ceil(value / unit) * unit


def settle_sentence(rows: int | None) -> str:
    """What to do about a caution."""
    if rows is None:
        return ""
    if rows >= MOST_ROWS:
        return "No realistic number of rows settles this: the effect lies at the limit itself."
    return f"About {rows:,} rows in all would settle it."


def between(interval: Interval) -> str:
    """An interval as the middle of a sentence: ``"1.20 to 3.40 $/h"``."""
    if math.isinf(interval.high):
        return f"{format_number(interval.low)} {interval.unit}".rstrip() + " or more"
    ends = f"{format_number(interval.low)} to {format_number(interval.high)}"
    return f"{ends} {interval.unit}".rstrip()
