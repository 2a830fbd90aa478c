"""How values read: probabilities that never claim certainty, intervals beside their number, text that cannot hide.

Text from data may hold anything. :func:`visible` makes control characters and lone surrogates visible, so that the
page is valid and nobody is misled; :func:`clip` shortens for places that have no room, and :class:`Clipped` keeps the
whole text for a place that has.
"""

from __future__ import annotations

import math
import re

from takehome.protocol import Interval
from takehome.units import Money, Quantity, format_number

MINUS = "−"
# Longer than any sentence or paragraph that a study writes: a name from data.
LONG_TEXT = 4000
LABEL_LENGTH = 80
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Explicit direction marks could reorder the words around a name (Unicode TR 36, section 2.7).
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NUMBER_AND_SIGN = re.compile(r"(?<=\d) (?=[%$€£¥°])")


def visible(text: str) -> str:
    """The text with control characters as their pictures and with lone surrogates and direction overrides as �.

    >>> visible("a\\x00b")
    'a␀b'
    """
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)
    return _DIRECTION.sub("\ufffd", text)


def unbroken(text: str) -> str:
    """The text with a no-break space between a number and its sign: no line begins with "%"."""
    return _NUMBER_AND_SIGN.sub("\u00a0", text)


def clip(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, cut to `length` characters and an ellipsis when it is longer.

    >>> clip("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= length else text[: length - 1] + "…"


def opening(text: str) -> tuple[str, str]:
    """The first sentence, and the rest; a full stop inside a number or an abbreviation does not end it.

    >>> opening("Replace at 2.01 years. It pays. So do it.")
    ('Replace at 2.01 years.', 'It pays. So do it.')
    """
    found = re.search(r"(?<=[.!?]) (?=[A-Z])", text)
    return (text, "") if found is None else (text[: found.start()], text[found.end() :])


def interval_text(interval: Interval | None, unit: str | None = None) -> str:
    """The interval in words, ``"95%: 1.2 to 3.4 $"``; empty for None."""
    if interval is None:
        return ""
    if math.isnan(interval.low) or math.isnan(interval.high) or (interval.low, interval.high) == (-math.inf, math.inf):
        return "no interval"
    shown = interval.unit if unit is None else unit
    ends = f"{format_number(interval.low)} to {format_number(interval.high)}"
    return f"{100 * interval.confidence_level:g}%: {ends} {shown}".rstrip()


def amount_text(value: Money | Quantity) -> str:
    """The amount without its basis: ``"21,100 $"``; the basis is printed beside it."""
    if isinstance(value, Money):
        return f"{format_number(value.amount)} {value.currency}".strip()
    return str(value)
