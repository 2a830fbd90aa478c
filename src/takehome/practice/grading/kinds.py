"""Check what came out of a kernel against the fields of a section, before any criterion sees it.

Answers are plain JSON that a stranger wrote. A criterion that may rely on their kinds stays short and cannot be fooled
by a string that looks like a number, a boolean that equals 1, or a NaN that no comparison refuses. Nothing is repaired
here: an answer of the wrong kind is refused with a sentence that says what it is and what it must be. (A whole number
that came as 3.0, as numpy writes it, is the integer 3.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from takehome.practice.results import About, Note
from takehome.practice.spec import Field, Kind
from takehome.units import format_number

LONGEST = 100_000
"""Most values in one answer: fifty times the largest table of an assignment."""

DEEPEST = 6
"""Deepest nesting that counts as an empty template; a field needs two."""

QUOTED = 60
"""Characters of a strange value that a sentence quotes."""

LARGEST = 1e300
"""Numbers beyond it overflow when squared or summed, and no answer comes near."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a section's answers are.

    Attributes
    ----------
    values : the answers of the right kind, by key. missing : keys without an answer. wrong : a note for each answer of
        the wrong kind. aside : notes that decide nothing (unknown keys). attempted : any answer at all was given.
    """

    values: Mapping[str, Any]
    missing: tuple[str, ...]
    wrong: tuple[Note, ...]
    aside: tuple[Note, ...]
    attempted: bool


def check_kinds(fields: tuple[Field, ...], answers: Any) -> Checked:
    """Sort a section's answers into right kind, wrong kind and missing.

    Parameters
    ----------
    fields : what is asked. answers : JSON, whatever it is.
    """
    if is_empty(answers):
        return Checked({}, tuple(field.key for field in fields), (), (), attempted=False)
    if not isinstance(answers, dict):
        says = f"The section's answers are {_shown(answers)}; they must be a dictionary from key to answer."
        return Checked({}, (), (Note(About.ANSWER, "answers", says),), (), attempted=True)
    values: dict[str, Any] = {}
    missing, wrong = [], []
    for field in fields:
        given = answers.get(field.key)
        if is_empty(given):
            missing.append(field.key)
        elif problem := kind_problem(field, given):
            wrong.append(Note(About.ANSWER, field.key, problem))
        else:
            values[field.key] = _whole(field.kind, given)
    unknown = sorted(str(key) for key in answers.keys() - {field.key for field in fields})
    return Checked(values, tuple(missing), tuple(wrong), _unknown(unknown), attempted=True)


def is_empty(given: Any, depth: int = 0) -> bool:
    """Whether nothing was answered: None, empty text, an empty list or map, or such things in a list or map."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return True
    if depth >= DEEPEST:
        return False
    if isinstance(given, dict):
        return all(is_empty(value, depth + 1) for value in given.values())
    return isinstance(given, list | tuple) and all(is_empty(value, depth + 1) for value in given)


def kind_problem(field: Field, given: Any) -> str | None:
    """None where `given` is of the field's kind, else a sentence that says what it is and what it must be."""
    problem = _JUDGES[field.kind](field, given)
    if problem is None:
        return None
    unit = f" in {field.unit}" if field.unit else ""
    return f"“{field.key}” must be a {field.kind.value}{unit} ({field.says}), but {problem}."


def _whole(kind: Kind, given: Any) -> Any:
    if kind is Kind.INTEGER:
        return int(given)
    return [int(value) for value in given] if kind is Kind.INTEGERS else given


def _unknown(keys: list[str]) -> tuple[Note, ...]:
    if not keys:
        return ()
    told = ", ".join(f"“{key[:QUOTED]}”" for key in keys[:5]) + (" …" if len(keys) > 5 else "")
    return (Note(About.HANDOUT, "answers", f"The section does not ask for {told}; what stands there was not read."),)


def _number(_: Field, given: Any) -> str | None:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return f"it is {_shown(given)}"
    if isinstance(given, float) and not math.isfinite(given):
        return f"it is {'not a number (NaN)' if math.isnan(given) else 'infinite'}"
    return "it is too large to compute with" if abs(given) > LARGEST else None


def _integer(field: Field, given: Any) -> str | None:
    problem = _number(field, given)
    if problem is None and given != math.floor(given):
        return f"it is {format_number(given)}, which is not a whole number"
    return problem


def _choice(field: Field, given: Any) -> str | None:
    choices = ", ".join(f"“{choice}”" for choice in field.choices)
    if not isinstance(given, str):
        return f"it is {_shown(given)}; the choices are {choices}" if choices else f"it is {_shown(given)}"
    return f"it is {_shown(given)}; the choices are {choices}" if field.choices and given not in field.choices else None


def _list_of(one: Callable[[Field, Any], str | None]) -> Callable[[Field, Any], str | None]:
    def judge(field: Field, given: Any) -> str | None:
        if not isinstance(given, list):
            return f"it is {_shown(given)}"
        if len(given) > LONGEST:
            return f"it has {len(given):,} values (at most {LONGEST:,} are read)"
        return next((f"of value {i:,} {said}" for i, item in enumerate(given, 1) if (said := one(field, item))), None)

    return judge


def _map_of(one: Callable[[Field, Any], str | None]) -> Callable[[Field, Any], str | None]:
    def judge(field: Field, given: Any) -> str | None:
        if not isinstance(given, dict):
            return f"it is {_shown(given)}"
        if len(given) > LONGEST:
            return f"it has {len(given):,} names (at most {LONGEST:,} are read)"
        found = ((name, one(field, value)) for name, value in given.items())
        return next((f"for “{str(name)[:QUOTED]}” {said}" for name, said in found if said), None)

    return judge


_JUDGES: dict[Kind, Callable[[Field, Any], str | None]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.CHOICE: _choice,
    Kind.NUMBERS: _list_of(_number),
    Kind.INTEGERS: _list_of(_integer),
    Kind.NUMBERS_BY_NAME: _map_of(_number),
    Kind.CHOICES_BY_NAME: _map_of(_choice),
    Kind.PROFILES: _list_of(_map_of(_number)),
}


def _shown(given: Any) -> str:
    """A strange value in words, quoted briefly."""
    if given is None:
        return "missing"
    if isinstance(given, bool):
        return f"the truth value {given}"
    if isinstance(given, str):
        return f"the text “{given[:QUOTED]}{'…' if len(given) > QUOTED else ''}”"
    if isinstance(given, int | float):
        return f"the number {format_number(given) if abs(given) < LARGEST else 'beyond 1e300'}"
    if isinstance(given, list):
        return f"a list of {len(given):,} values"
    if isinstance(given, dict):
        return f"a map of {len(given):,} names"
    return "something that is not plain JSON"
