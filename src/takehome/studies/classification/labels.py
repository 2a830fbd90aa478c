"""Which of the two values of a target is the positive one: as told, or by a rule that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.errors import InputError
from takehome.table import Column, Kind, Table, require_rows

_YES = """
yes y true t 1 positive pos churn churned left lost cancelled canceled bad default defaulted fraud fraudulent bot spam
failed failure sick ill event converted buyer bought purchased
"""
_NO = """
no n false f 0 negative neg stayed retained active good paid genuine legitimate legit human ham ok passed success
healthy well none
"""
POSITIVE_WORDS = frozenset(_YES.split())
NEGATIVE_WORDS = frozenset(_NO.split())
QUOTED = 6
MANY_VALUES = 20


@dataclass(frozen=True, slots=True)
class Labels:
    """The target as 0 and 1.

    Attributes
    ----------
    y : (rows,) 1 where positive, 0 where not, −1 where the target is missing.
    positive, negative : what the two are called; `negative` of many values is ``"not a"``.
    why : how the positive value was found, for the echo.
    """

    y: np.ndarray
    positive: str
    negative: str
    why: str


def labels(table: Table, target: str, positive: Any = None) -> Labels:
    """Read a target of two classes, or of one class against the rest when `positive` is given.

    Raises
    ------
    InputError
        If the target holds dates, one class only, more than two classes without `positive`, or not the value
        `positive`.
    """
    require_rows(table)
    column = table[target]
    if column.kind is Kind.DATE:
        raise InputError(f"the target {target!r} holds dates", "two classes", "derive a yes/no column, and study that")
    values = np.array([_text(value) for value in column.values], dtype=object)
    missing = column.missing | np.array([text in ("inf", "-inf") for text in values])
    found, counts = np.unique(values[~missing].astype(str), return_counts=True)
    levels = dict(zip(found.tolist(), counts.tolist(), strict=True))
    _require_two(column, levels, positive)
    chosen, why = _positive(column, levels, positive)
    y = np.where(missing, -1, values == chosen).astype(int)
    others = [level for level in levels if level != chosen]
    return Labels(y, chosen, others[0] if len(others) == 1 else f"not {chosen}", why)


def _text(value: Any) -> str:
    if isinstance(value, float | np.floating):
        return str(int(value)) if np.isfinite(value) and float(value).is_integer() else str(float(value))
    return str(value)


def _require_two(column: Column, levels: dict[str, int], positive: Any) -> None:
    target = column.name
    if not levels:
        raise InputError(f"every value of the target {target!r} is missing", "two classes", "check the file")
    if len(levels) == 1:
        (only, count) = next(iter(levels.items()))
        saw = f"the target {target!r} is {only[:40]!r} in all {count:,} rows that have a value"
        raise InputError(saw, "two classes", "add rows of the other class: one class cannot be told from nothing")
    if len(levels) == 2 or positive is not None:
        return
    saw = f"the target {target!r} has {len(levels):,} different values: {_quoted(levels)}"
    if column.kind is Kind.NUMBER and len(levels) > MANY_VALUES:
        raise InputError(saw, "two classes", f"takehome regress with target {target!r}, if it is a quantity")
    rarest = min(levels, key=lambda level: (levels[level], level))
    raise InputError(saw, "two classes, or one class against the rest", f"positive={rarest[:40]!r} (--positive …)")


def _quoted(levels: dict[str, int]) -> str:
    shown = ", ".join(f"{level[:40]!r} ({count:,})" for level, count in list(levels.items())[:QUOTED])
    return f"{shown}, …" if len(levels) > QUOTED else shown


def _positive(column: Column, levels: dict[str, int], positive: Any) -> tuple[str, str]:
    if positive is not None:
        folded = {level.casefold(): level for level in levels}
        chosen = _text(positive) if not isinstance(positive, bool) else str(positive).casefold()
        exact = chosen if chosen in levels else folded.get(chosen.strip().casefold())
        if exact is None:
            saw = f"positive={positive!r}, which the target {column.name!r} does not hold"
            raise InputError(saw, f"one of {_quoted(levels)}", "name one of these")
        return exact, "as told"
    words = {level: level.strip().casefold() for level in levels}
    said = [level for level, word in words.items() if word in POSITIVE_WORDS]
    denied = [level for level, word in words.items() if word in NEGATIVE_WORDS]
    if len(said) == 1:
        return said[0], "by its name"
    if len(denied) == 1:
        return next(level for level in levels if level not in denied), f"since {denied[0]!r} says no"
    if column.kind is Kind.NUMBER:
        return max(levels, key=float), "the larger number"
    return min(levels, key=lambda level: (levels[level], level)), "the rarer one (--positive names another)"
