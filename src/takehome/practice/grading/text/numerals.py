"""One written number: its value, the rounding in which it is written, and its unit as far as it changes the value.

"1.5 million", "36 %", "$4.39", "−47.5", "654,912", "9×", "99 cents", "655 kB": a number is as exact as it is written,
so a value agrees with it when it rounds to it. A word such as "about" allows two per cent more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from takehome.practice.grading.text.vocabulary import ABOUT

SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "kb": 1e3, "kib": 1024.0, "kilobyte": 1e3, "mb": 1e6}
SCALES |= {"mio": 1e6, "kilobytes": 1e3, "mib": 1024.0**2, "megabyte": 1e6, "megabytes": 1e6, "‰": 1e-1}
"""Suffixes that multiply."""

PERCENT = frozenset(("%", "percent", "per cent", "‰", "pp", "percentage point", "percentage points", "cent", "cents"))
TIMES = frozenset(["×", "x", "times", "fold"])
ORDINAL = frozenset(["st", "nd", "rd", "th", "d"])
LARGEST = 1e300
"""Larger numbers are read as this one: no result is near it, and infinity could not be rounded."""

LOOSE = 0.02
"""How far a number may be off, relatively, that is written with "about" or "nearly"."""

LOOSE_TENS = 0.05
"""The same for tens."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: `value`, the size of its last digit is ``10 ** -places * scale``."""

    value: float
    places: int
    scale: float = 1.0
    percent: bool = False
    times: bool = False
    money: bool = False
    ordinal: bool = False
    about: bool = False
    spelled: bool = False

    def agrees(self, target: float) -> bool:
        """Whether a value rounds (or is cut off) to this number, sign aside."""
        mine, other = abs(self.value) * self.scale, abs(target)
        unit = 10.0**-self.places * self.scale
        tiny = 1e-9 * max(1.0, other)
        if abs(mine - other) <= unit / 2 + tiny or (self.places > 0 and 0 <= other - mine < unit):
            return True
        if self.about and self.places + mine >= 10:
            tens = self.places == 0 and mine >= 20 and mine % 10 == 0  # "over 30" for 31.5
            return abs(mine - other) <= (LOOSE_TENS if tens else LOOSE) * other
        return self._round_thousands(mine, other)

    def _round_thousands(self, mine: float, other: float) -> bool:
        """1,500 for 1,506: zeros at the end of a large whole number are rounding."""
        if self.places or mine < 1000 or mine != round(mine):
            return False
        digits = str(round(mine))
        unit = 10 ** min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)
        return unit > 1 and abs(mine - other) <= unit / 2


def numeral(written: str, previous: Sequence[str] = ()) -> Numeral:
    """Read one number as matched by the tokens' pattern.

    Parameters
    ----------
    written : digits with sign, currency and suffix. previous : the two words before it.
    """
    match = re.match(r"([-−+$€£\s]*)([\d.,\s]*\d(?:e[-+]?\d+)?)(.*)$", written, re.S | re.I)
    assert match is not None, written
    before, digits, suffix = match[1], match[2], match[3].strip().lower().lstrip("-")
    suffix = re.sub(r"\s+", " ", suffix)
    bare = _bare(digits)
    fraction = re.search(r"\.(\d+)", bare)
    exponent = re.search(r"e([-+]?\d+)", bare, re.I)
    places = len(fraction[1]) if fraction else 0
    if places == 2 and bare.endswith("0"):  # 457.80 for 457.76: money has two places, however it was rounded
        places = 1
    value = min(float(bare), LARGEST)
    return Numeral(
        -value if re.search("[-−]", before) else value,
        places - int(exponent[1]) if exponent else places,
        scale=SCALES.get(suffix, 1.0),
        percent=suffix in PERCENT,
        times=suffix in TIMES,
        money=bool(re.search("[$€£]", before + suffix)),
        ordinal=suffix in ORDINAL,
        about=bool(ABOUT.intersection(previous)),
    )


def _bare(digits: str) -> str:
    """Digits that Python reads: thousands joined, a decimal comma made a point."""
    joined = re.sub(r"(?<=\d)[ ](?=\d{3})", "", digits)
    decimal = joined.count(",") == 1 and "." not in joined
    if decimal and (joined.startswith("0,") or not re.fullmatch(r"\d{1,3},\d{3}", joined)):
        return joined.replace(",", ".")
    return joined.replace(",", "")
