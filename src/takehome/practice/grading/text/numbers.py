"""Every number of a text against the candidate's own results.

A number is *quoted* when it is one of the facts (or of the candidate's own numbers) within the rounding in which it is
written; a share may be written in per cent or as its complement. It is *derived* when it is a difference, sum, ratio
or per cent change of two facts. It is *harmless* when it is small, an ordinal, a year, or named by the task. Any other
number is *foreign*: presented as a result it is wrong, in passing it is for a reader to judge; it never passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from takehome.practice.grading.text.numerals import Numeral
from takehome.practice.grading.text.sentences import Sentence, Token, sentences, stem
from takehome.practice.grading.text.vocabulary import words
from takehome.practice.spec import Facts, Rubric

NEAR = 0.005
"""How far a share may be from the fact that it is given for as "1 in 20"."""

SMALL = 12
"""Whole numbers up to this count things that a text may list ("three groups"); they prove and disprove nothing."""

EVERYDAY = (0.5, 24.0, 60.0, 100.0, 365.0)
"""Numbers of clock, calendar, halves and wholes that a text uses in passing."""

EVERYDAY_PERCENT = (50.0, 90.0, 95.0, 99.0)
"""Shares that a text uses in passing, written in per cent."""

IN_PASSING = words(
    "if suppose imagine say example instance typically usually could might would perhaps maybe assume "
    "assuming hypothetically were until up every per"
)
"""Words that mark a number as an example and no result."""


REST = words("rest others other next all none remaining second third")
"""Words that give a number to what a text does not quote: "the rest below 0.04"."""

BOUNDS = words("below under above over most least than beyond exceeding")
"""Words after which a number is a bound and no result."""


class Standing(StrEnum):
    """What a number is to the candidate's results."""

    QUOTED = "quoted"
    DERIVED = "derived"
    HARMLESS = "harmless"
    PASSING = "foreign, in passing"
    RESULT = "foreign, as a result"


@dataclass(frozen=True, slots=True)
class Seen:
    """One number of a text: as written, where, its standing, and the facts that it may be."""

    written: str
    sentence: str
    standing: Standing
    facts: frozenset[str] = frozenset()


def with_facts(sentence: Sentence, facts: Facts) -> Sentence:
    """The sentence with the names of the facts that each token agrees with."""
    hundred = any(token.text in ("hundred", "100", "hundredths") for token in sentence.tokens)
    tokens = tuple(_with(token, facts, hundred=hundred) for token in sentence.tokens)
    return replace(sentence, tokens=tuple(_out_of(tokens, at, facts) for at in range(len(tokens))))


def _out_of(tokens: Sequence[Token], at: int, facts: Facts) -> Token:
    """The number that another is out of ("1 in 20", "nine out of ten") is the share, where it is a fact."""
    token, before = tokens[at], [one.text for one in tokens[max(0, at - 2) : at]]
    back = 2 if before[-1:] == ["in"] else 3 if before == ["out", "of"] else 0
    if token.number is None or not back or at < back or token.number.value < 2:
        return token
    part = 1.0 if tokens[at - back].text == "one" else getattr(tokens[at - back].number, "value", 0.0)
    share = part / token.number.value
    names = [name for name, value in facts.items() if not isinstance(value, str) and abs(value - share) <= NEAR]
    return replace(token, facts=token.facts.union(names)) if 0 < share < 1 and names else token


def _with(token: Token, facts: Facts, *, hundred: bool) -> Token:
    names = _names(token, facts, hundred=hundred)
    return replace(token, facts=names) if names else token


def numbers(found: Iterable[Sentence], rubric: Rubric, facts: Facts, own: Sequence[float]) -> tuple[Seen, ...]:
    """Every number of sentences that know their facts (see :func:`with_facts`)."""
    named = _named(rubric)
    values = [float(value) for value in facts.values() if not isinstance(value, str)]
    return tuple(
        Seen(token.text, sentence.text, _standing(token, sentence, values, own, named), token.facts)
        for sentence in found
        for token in sentence.tokens
        if token.number is not None
    )


def _named(rubric: Rubric) -> tuple[float, ...]:
    """The numbers that the task itself names."""
    asked = [token.number for sentence in sentences(rubric.question) for token in sentence.tokens if token.number]
    return tuple(abs(number.value) * number.scale for number in asked) + rubric.constants


def _names(token: Token, facts: Facts, *, hundred: bool) -> frozenset[str]:
    number = token.number
    if number is None:
        return frozenset(name for name, value in facts.items() if isinstance(value, str) and _said(token, value))
    numeric = [(name, float(value)) for name, value in facts.items() if not isinstance(value, str)]
    points = [name for name, value in numeric if name.endswith("_points") and number.agrees(value)]
    return frozenset([*points, *(name for name, value in numeric if _is(number, value, hundred=hundred))])


UNNAMING = words("per month months week weeks code year years of value rate monthly")
"""Words of a column's name that do not tell it from another column."""


def _said(token: Token, value: str) -> bool:
    words = {stem(word) for word in value.lower().replace("_", " ").split() if word not in UNNAMING}
    return stem(token.text) in words


def _is(number: Numeral, value: float, *, hundred: bool = False) -> bool:
    """Whether a number quotes a value: as it is, or a share in per cent ("13 %", "13.1", "13 in a `hundred`")."""
    if number.ordinal or (number.times and not number.places):
        return False
    share = abs(value) <= 1.0
    if number.percent:
        return share and number.agrees(100.0 * value)
    if number.agrees(value) and not (number.value == 0 and value != 0):
        return not (share and number.places == 0 and value not in (0.0, 1.0, -1.0))
    return share and abs(number.value) > 1 and (hundred or number.places > 0) and number.agrees(100.0 * value)


def _standing(
    token: Token, sentence: Sentence, values: Sequence[float], own: Sequence[float], named: Sequence[float]
) -> Standing:
    number = token.number
    assert number is not None
    if (token.facts and not number.spelled) or (
        number.places > 0 and any(_is(number, value) or number.agrees(value) for value in own)
    ):
        return Standing.QUOTED
    size = abs(number.value) * number.scale
    if (
        size in named
        or size in (EVERYDAY_PERCENT if number.percent else EVERYDAY)
        or number.ordinal
        or number.spelled
        or _year(number)
    ):
        return Standing.HARMLESS
    if number.places == 0 and number.scale == 1 and size <= SMALL and not number.money:
        return Standing.HARMLESS
    before = _before(token, sentence)
    if REST.intersection(before) and BOUNDS.intersection(before[-2:]):
        return Standing.HARMLESS
    if before[-1:] == ["="] and any(number.agrees(value) for value in _all_ratios(values)):
        return Standing.DERIVED
    if any(number.agrees(value) for value in _derived(number, values)) or any(
        _is(number, value) or number.agrees(value) for value in own
    ):
        return Standing.DERIVED
    shown = number.places > 0 or number.money or number.percent or number.scale != 1 or size > SMALL
    return Standing.RESULT if shown and not IN_PASSING.intersection(sentence.words) else Standing.PASSING


def _before(token: Token, sentence: Sentence) -> list[str]:
    """The four words before a number."""
    at = next(place for place, other in enumerate(sentence.tokens) if other is token)
    return [other.text for other in sentence.tokens[max(0, at - 4) : at]]


def _all_ratios(values: Sequence[float]) -> Iterator[float]:
    """The quotients that a text may work out: "20/150 = 0.13"."""
    for one, other in combinations(values, 2):
        yield from _ratios(one, other, percent=False)


def _year(number: Numeral) -> bool:
    return number.places == 0 and not number.money and not number.percent and 1990 <= number.value <= 2100


def _derived(number: Numeral, values: Sequence[float]) -> Iterator[float]:
    """Values that a number may be, made from one or two facts."""
    shares = [value for value in values if abs(value) <= 1.0]
    for value in shares:
        yield 1.0 - value
        yield 0.0 if number.money else 100.0 * (1.0 - value)
    for one, other in combinations(values, 2):
        if not number.percent:
            yield one - other
            yield one + other
        if abs(one) <= 1.0 and abs(other) <= 1.0 and not number.money:
            yield 100.0 * (one - other)
            yield 100.0 * (one + other)
        if number.percent or number.times:
            yield from _ratios(one, other, percent=number.percent)


def _ratios(one: float, other: float, *, percent: bool) -> Iterator[float]:
    factor = 100.0 if percent else 1.0
    if one and other:
        yield factor * one / other
        yield factor * other / one
    if percent and one and other:
        yield 100.0 * (one - other) / other
        yield 100.0 * (other - one) / one
