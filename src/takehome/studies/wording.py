"""Words for features, steps and targets: units, singular and plural, and what is held fixed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from takehome.units import format_number

COST_WORDS = ("cost", "price", "charge", "expense", "spend", "fee", "bill", "premium")
"""A target whose name holds one of these is money that is paid: more of it *costs*."""

MOST_NAMED = 3
"""Up to this many other features are named; beyond it they are counted."""

_DECIMALS = 9


def with_unit(value: float, unit: str) -> str:
    """``"4.99 $/h"``."""
    return f"{format_number(value)} {unit}".strip()


def plain(value: float) -> str:
    """A number at a named point, without trailing zeros: ``"8"``, ``"0.25"``, ``"1,200"``."""
    text = f"{round(value, _DECIMALS):,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text not in ("-0", "") else "0"


def at_point(value: float, unit: str) -> str:
    """``"8 years"``."""
    return f"{plain(value)} {unit}".strip()


def significant(value: float) -> float:
    """The number to four significant digits."""
    return float(f"{value:.4g}")


def span(start: float, stop: float, unit: str, feature: str) -> str:
    """``"from 8 to 9 years of Age"``; without a unit ``"from year 71 to 72"``."""
    if not unit:
        return f"from {feature} {plain(start)} to {plain(stop)}"
    return f"from {plain(start)} to {at_point(stop, unit)} of {feature}"


def possessive(name: str) -> str:
    """``"Age's"``, ``"cylinders'"``."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def singular(unit: str) -> str:
    """``"years"`` → ``"year"``; units that are symbols stay."""
    if re.fullmatch(r"[a-z]+(ch|sh|x)es", unit):
        return unit[:-2]
    return unit[:-1] if re.fullmatch(r"[a-z]{2,}[^s\W]s", unit) else unit


def one_more(step: float, unit: str, feature: str) -> str:
    """The contrast of a step: ``"one more GB of Memory"``, ``"100 more lbs of weight"``."""
    if unit == "%":
        unit = "percentage points" if step != 1 else "percentage point"
    if step == 1:
        return f"one more {singular(unit)} of {feature}" if unit else f"one more unit of {feature}"
    return f"{plain(step)} more {unit} of {feature}" if unit else f"{plain(step)} more units of {feature}"


def listed(names: Sequence[str]) -> str:
    """``"CPU, Memory and Age"``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def held_fixed(features: Sequence[str], moved: Sequence[str]) -> str:
    """``", CPU and Age held fixed"``; empty when there is no other feature."""
    others = [name for name in features if name not in moved]
    if not others:
        return ""
    if len(others) > MOST_NAMED:
        return f", the other {len(others)} features held fixed"
    return f", {listed(others)} held fixed"


def is_paid(target: str) -> bool:
    """Whether the target's name says that it is money paid."""
    return any(word in target.lower() for word in COST_WORDS)


def change(value: float, unit: str, target: str) -> str:
    """What a step does: ``"costs 4.99 $/h"``, ``"saves 3 $"``, ``"goes with 0.15 mpg less mpg"``."""
    size = with_unit(abs(value), unit)
    if is_paid(target):
        return f"{'costs' if value >= 0 else 'saves'} {size}"
    return f"goes with {size} {'more' if value >= 0 else 'less'} {target}"


def lower_first(text: str) -> str:
    """The text as it goes on within a sentence."""
    return text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """The text with a capital first letter (the rest as it is)."""
    return text[:1].upper() + text[1:]
