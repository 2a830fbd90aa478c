"""Numbers written for people: "$1,200", "12 %", "1.234,5 €", "(300)", "12 kg".

A whole column is read at once, because one value cannot say whether "1.234" is one and a bit or one thousand and
some. Both readings are tried on every value: under the *point* reading the decimal mark is "." and groups of three
digits are parted by ",", an apostrophe or a space; under the *comma* reading the roles of "." and "," are swapped.
The reading that understands more rows wins; where both understand the same, the file's own habit decides (a file
whose other columns hold "3,14" writes decimal commas) and, failing that, the point.

Brackets mean "negative" only beside numbers without brackets; a suffix of letters is a unit only when every number
carries the same one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOSTLY = 0.8
"""A text column is a number column when at least this share of its rows (missing ones aside) read as numbers."""

DISTINCT_FOR_UNIT = 5
"""A suffix of letters is a unit only from this many distinct numbers on: "2wd" and "4wd" are two kinds of car."""

MISSING_WORDS = frozenset(
    ["", "na", "n/a", "n.a.", "nan", "<na>", "#n/a", "null", "nil", "none", "-", "--", "–", "—", "?", ".", "*", "tbd"]
) | frozenset(["unknown", "missing", "not available", "not applicable", "#value!", "#div/0!", "#ref!"])
"""Words that mean "no value" inside a column of numbers (compared without regard to case)."""

_INFINITE = {"inf": 1.0, "+inf": 1.0, "infinity": 1.0, "∞": 1.0, "-inf": -1.0, "-infinity": -1.0, "-∞": -1.0}
_SPACE = " \u00a0\u202f\u2009"
_SIGN = r"[+\-\u2212]"
_CURRENCY = r"[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|CAD|AUD)"
_VALUE = re.compile(
    rf"""(?P<open>\()?\s*(?P<sign1>{_SIGN})?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>{_SIGN})?
    (?P<body>[0-9][0-9.,'’{_SPACE}]*|[.,][0-9]+)(?P<exponent>[eE][+-]?[0-9]+)?
    \s*(?P<after>%|{_CURRENCY}|[A-Za-zµ°][A-Za-zµ°²³/]{{0,11}})?\s*(?P<close>\))?""",
    re.VERBOSE,
)
_GROUPS = {
    mark: re.compile(
        rf"[0-9]{{1,3}}(?:(?P<gap>[{re.escape(gap)}'’{_SPACE}])[0-9]{{3}})(?:(?P=gap)[0-9]{{3}})*"
        rf"(?:{re.escape(mark)}[0-9]*)?"
    )
    for mark, gap in ((".", ","), (",", "."))
}
_PLAIN = {mark: re.compile(rf"[0-9]+(?:{re.escape(mark)}[0-9]*)?|{re.escape(mark)}[0-9]+") for mark in ".,"}
_LEADING_ZERO = re.compile(r"0[0-9]+")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """How a column of text reads as numbers.

    Attributes
    ----------
    values : (levels,) numbers, NaN where a level is missing or unreadable.
    decimal : ``"."`` or ``","``.
    unit : the unit that the values carry, or empty.
    bad, words : levels that are no numbers, and levels that mean "missing".
    plain : False where people's formatting was undone (signs, groups, units, decimal commas).
    ambiguous : True where the other decimal mark would have read every value too, as other numbers.
    units : every unit seen; more than one means that the column cannot be one quantity.
    share : rows that read as numbers among rows that are not missing.
    """

    values: np.ndarray
    decimal: str
    unit: str
    bad: tuple[str, ...]
    words: tuple[str, ...]
    plain: bool
    ambiguous: bool
    units: tuple[str, ...]
    share: float

    @property
    def is_number(self) -> bool:
        """Whether the column is to be taken as numbers."""
        return self.share >= MOSTLY and len(self.units) <= 1


@dataclass(frozen=True, slots=True)
class _Parts:
    """One value, taken apart: the digits, the factor ±1, the unit and whether it stood in brackets."""

    body: str
    exponent: str
    sign: float
    unit: str
    brackets: bool

    @property
    def formatted(self) -> bool:
        """Whether more than `float` is needed to read it."""
        return self.body != _canonical(self.body, ".") or bool(self.unit) or self.brackets


def read_numbers(levels: Sequence[str], counts: np.ndarray, habit: str = ".") -> NumberReading:
    """Read distinct texts as numbers.

    Parameters
    ----------
    levels : the distinct texts, stripped; `counts` says in how many rows each stands.
    habit : the decimal mark of the rest of the file, ``"."`` or ``","``; it decides only where both would do.
    """
    words = tuple(level for level in levels if level.casefold() in MISSING_WORDS)
    parts = [None if level.casefold() in MISSING_WORDS else _take_apart(level) for level in levels]
    parts = _without_lone_brackets(parts)
    rows = {mark: _rows_read(parts, counts, mark) for mark in ".,"}
    decimal = max(".,", key=lambda mark: (rows[mark], mark == habit, mark == "."))
    other = "," if decimal == "." else "."
    parts, units = _one_unit(parts, decimal)
    values = np.array([_number(part, decimal) for part in parts], float)
    readable = np.array([part is not None and _fits(part.body, decimal) for part in parts], bool)
    missing = np.array([level.casefold() in MISSING_WORDS for level in levels], bool)
    bad = tuple(level for level, ok, gone in zip(levels, readable, missing, strict=True) if not ok and not gone)
    present = counts[~missing].sum()
    swapped = np.array([_number(part, other) for part in parts], float)
    return NumberReading(
        values=values,
        decimal=decimal,
        unit=units[0] if len(units) == 1 else "",
        bad=bad,
        words=tuple(word for word in words if word),
        plain=not any(part is not None and ok and part.formatted for part, ok in zip(parts, readable, strict=True)),
        ambiguous=rows[other] == rows[decimal] and bool(np.any(swapped[readable] != values[readable])),
        units=units,
        share=float(counts[readable].sum() / present) if present else 0.0,
    )


def are_codes(levels: Sequence[str]) -> bool:
    """Whether whole numbers with leading zeros ("007") show that the digits are a code, not a quantity."""
    present = [level for level in levels if level.casefold() not in MISSING_WORDS]
    return any(_LEADING_ZERO.fullmatch(level) for level in present) and all(level.isdigit() for level in present)


def decimal_habit(levels: Sequence[str]) -> str | None:
    """The decimal mark that these values prove, or None where they prove nothing ("3,14" proves a comma)."""
    proof = {".": 0, ",": 0}
    for level in levels:
        part = _take_apart(level)
        if part is not None and _fits(part.body, ".") != _fits(part.body, ","):
            proof["." if _fits(part.body, ".") else ","] += 1
    if proof["."] == proof[","]:
        return None
    return max(proof, key=lambda mark: proof[mark])


def _take_apart(level: str) -> _Parts | None:
    if level.casefold() in _INFINITE:
        return _Parts("1", "", _INFINITE[level.casefold()] * float("inf"), "", False)
    match = _VALUE.fullmatch(level) if len(level) <= 60 else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in (match["sign1"], match["sign2"]) if sign]
    if len(signs) > 1 or (signs and match["open"]):
        return None
    before, after = match["before"] or "", match["after"] or ""
    if before and after:
        return None
    negative = bool(match["open"]) or bool(signs and signs[0] != "+")
    body = match["body"].strip(_SPACE)
    return _Parts(body, match["exponent"] or "", -1.0 if negative else 1.0, before or after, bool(match["open"]))


def _without_lone_brackets(parts: list[_Parts | None]) -> list[_Parts | None]:
    """Brackets mean a loss only beside numbers without them; "(1)", "(2)" alone may number a list."""
    if any(part is not None and not part.brackets for part in parts):
        return parts
    return [None if part is None or part.brackets else part for part in parts]


def _one_unit(parts: list[_Parts | None], decimal: str) -> tuple[list[_Parts | None], tuple[str, ...]]:
    """Drop values whose suffix is no unit, and name the units that are left."""
    read = [part for part in parts if part is not None and _fits(part.body, decimal)]
    letters = Counter(part.unit for part in read if part.unit[:1].isalpha() and not _is_currency(part.unit))
    everybody = len(letters) == 1 and sum(letters.values()) == len(read) >= DISTINCT_FOR_UNIT
    if letters and not everybody:
        parts = [None if part is not None and part.unit in letters else part for part in parts]
    units = sorted({part.unit for part in parts if part is not None and part.unit and _fits(part.body, decimal)})
    return parts, tuple(units)


def _is_currency(unit: str) -> bool:
    return re.fullmatch(_CURRENCY, unit) is not None


def _rows_read(parts: Sequence[_Parts | None], counts: np.ndarray, decimal: str) -> int:
    return int(sum(n for part, n in zip(parts, counts, strict=True) if part and _fits(part.body, decimal)))


def _fits(body: str, decimal: str) -> bool:
    if _PLAIN[decimal].fullmatch(body):
        return True
    return not body.startswith("0") and _GROUPS[decimal].fullmatch(body) is not None


def _canonical(body: str, decimal: str) -> str:
    """The digits with a point and without groups, as `float` wants them."""
    return re.sub(rf"[,.'’{_SPACE}]", lambda mark: "." if mark[0] == decimal else "", body)


def _number(part: _Parts | None, decimal: str) -> float:
    if part is None or not _fits(part.body, decimal):
        return float("nan")
    return part.sign * float(_canonical(part.body, decimal) + part.exponent)
