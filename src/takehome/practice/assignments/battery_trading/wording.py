"""How this assignment says money: per day of one battery, and per year of the fleet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from takehome.practice.assignments.battery_trading.house import CENT, HOURS
from takehome.units import format_number

LONGEST = 1e15
"""Whole numbers from which on digits are left out."""
WHOLE = 10_000.0
"""$ from which on cents no longer help a reader; smaller amounts are told to the cent, as the prices are."""


def money(amount: float) -> str:
    """An amount in $, to the cent; large ones and parts of a cent in three digits.

    >>> money(-12.345), money(123456.0), money(0.0392)
    ('−12.35 $', '123,000 $', '0.0392 $')
    """
    cents = round(amount, 2)
    if abs(amount) >= WHOLE or abs(cents) < 0.1:
        return f"{format_number(amount)} $"
    return f"{cents:,.2f} $".replace("-", "−")


def hours(count: int) -> str:
    """Hours by which something moved, with their sign.

    >>> hours(-3), hours(1)
    ('−3 hours', '1 hour')
    """
    return f"{whole(count)} hour{'' if abs(count) == 1 else 's'}".replace("-", "−")


def whole(count: float) -> str:
    """A whole number in full, or shortened where a stranger wrote one that no sentence can hold.

    >>> whole(1234567), whole(10**40)
    ('1,234,567', '1.00e+40')
    """
    return f"{count:,}" if abs(count) < LONGEST else format_number(count)


def a_day_and_year(amount: float, business: Mapping[str, Any]) -> str:
    """An amount a day, and what it is in a year for the fleet."""
    fleet = int(business["fleet"])
    year = amount * fleet * float(business["days_a_year"])
    return f"{money(amount)} a day, {format_number(year)} $ a year for the fleet of {fleet} batteries"


def loses(amount: float, business: Mapping[str, Any]) -> str:
    """What a wrongly taught plan loses, as the predicate of a sentence: some mistakes cost nothing on some days."""
    return "happens to lose nothing on this day" if amount < CENT else f"loses {a_day_and_year(amount, business)}"


def schedule_problem(schedule: list[int]) -> str | None:
    """What is wrong with a list that should be a day's 24 actions, or None."""
    if len(schedule) != HOURS:
        return f"The schedule has {len(schedule)} actions; the day has {HOURS} hours."
    strange = [action for action in schedule if action not in (0, 1, 2)]
    if strange:
        return f"The schedule holds {whole(strange[0])}; an action is 0 (hold), 1 (buy) or 2 (sell)."
    return None
