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

SCENARIO = 12
"""The first of a candidate's own numbers are the scenario's (see `own_numbers`): how many servers, homes, customers."""

CALENDAR = (1.0, 12.0, 24.0, 30.0, 365.0, 730.0, 8760.0)
"""Hours, days and months by which a result is scaled up to a month or a year."""

YEARLY = (365.0, 730.0, 8760.0)
"""The days of a year, the hours of a month and of a year."""

HOURS = 24.0
"""After "hour" a number up to this is a time of the day."""

LARGE = 1_000.0
"""From here on a number may be a result scaled up to the whole fleet and a year."""

IN_PASSING = words(
    "if suppose imagine say example instance typically usually could might would perhaps maybe assume "
    "assuming hypothetically were until up every per"
)
"""Words that mark a number as an example and no result."""

SUPPOSED = words("if suppose say imagine assume assuming")
"""Words of a sentence that supposes a part of what the scenario counts: "if a fifth of our 600, 120"."""

PARTS = (2.0, 3.0, 4.0, 5.0, 10.0)

COUNTS = 6
"""Counts of which three or four are added: a table of hits and misses has four."""


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
    hundred = any(
        token.text in ("hundred", "100", "hundredths", "points", "cent", "percent") for token in sentence.tokens
    )
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
    seen = [
        (sentence, token, _standing(token, sentence, values, own, named))
        for sentence in found
        for token in sentence.tokens
        if token.number is not None
    ]
    known = [_size(token) for _, token, standing in seen if standing in (Standing.QUOTED, Standing.DERIVED)]
    worked = {id(token) for sentence in found for token in _worked_out(sentence, known, own)}
    return tuple(
        Seen(token.text, sentence.text, _excused(standing) if id(token) in worked else standing, token.facts)
        for sentence, token, standing in seen
    )


def _excused(standing: Standing) -> Standing:
    return Standing.DERIVED if standing in (Standing.RESULT, Standing.PASSING) else standing


def _worked_out(sentence: Sentence, known: Sequence[float], own: Sequence[float]) -> Iterator[Token]:
    """Large numbers that a sentence works out from a quoted one, and the counts that it multiplies or divides by.

    "With 40 such servers and 730 hours we plan 720 thousand less" after "24.7 dollars"; "6,460 on 615 customers, or
    126 thousand if all 12,000 behave the same".
    """
    told = [token for token in sentence.tokens if token.number is not None]
    large = [token for token in told if _size(token) >= LARGE]
    counts = [token for token in told if token.number and not token.number.places and _size(token) > SMALL]
    for result in large:
        for count in counts:
            if count is not result and result.number and _gives(result.number, _size(count), known, own):
                yield from (result, count)


def _gives(result: Numeral, count: float, known: Sequence[float], own: Sequence[float]) -> bool:
    """Whether a known number times a count, or shared out among it and scaled up, is the result."""
    products = (value * count * times for value in known for times in (1.0, *YEARLY))
    shares = (value / count * whole for value in known for whole in own[:SCENARIO] if whole > count)
    return any(result.agrees(value) for value in (*products, *shares))


def _size(token: Token) -> float:
    return abs(token.number.value) * token.number.scale if token.number else 0.0


def _named(rubric: Rubric) -> tuple[float, ...]:
    """The numbers that the task itself names."""
    asked = [token.number for sentence in sentences(rubric.question) for token in sentence.tokens if token.number]
    return tuple(abs(number.value) * number.scale for number in asked) + rubric.constants


def _names(token: Token, facts: Facts, *, hundred: bool) -> frozenset[str]:
    number = token.number
    if number is None:
        return frozenset(name for name, value in facts.items() if isinstance(value, str) and _said(token, value))
    # a count is no money: "a needless call costs 12 $" does not quote the 12 customers who were caught
    told = ((name, value) for name, value in facts.items() if not (number.money and isinstance(value, int)))
    numeric = [(name, float(value)) for name, value in told if not isinstance(value, str)]
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
    if (token.facts and (not number.spelled or number.value > SMALL)) or (
        number.places > 0 and any(_is(number, value) or number.agrees(value) for value in own)
    ):
        return Standing.QUOTED
    size = _size(token)
    if size in named or _harmless(token, sentence, own):
        return Standing.HARMLESS
    if _made(number, values, own) or (
        _before(token, sentence)[-1:] == ["="] and any(number.agrees(value) for value in _all_ratios(values))
    ):
        return Standing.DERIVED
    shown = number.places > 0 or number.money or number.percent or number.scale != 1 or size > SMALL
    return Standing.RESULT if shown and not IN_PASSING.intersection(sentence.words) else Standing.PASSING


def _harmless(token: Token, sentence: Sentence, own: Sequence[float]) -> bool:
    """Whether a number proves and disproves nothing: a count, a date, a time of the day, a part that is supposed."""
    number, size, before = token.number, _size(token), _before(token, sentence)
    assert number is not None
    if size in (EVERYDAY_PERCENT if number.percent else EVERYDAY) or number.ordinal or number.spelled or _year(number):
        return True
    if number.places == 0 and number.scale == 1 and size <= SMALL and not number.money:
        return True
    clock = before[-1:] in (["hour"], ["hours"]) or _after(token, sentence) == "00"
    if size <= HOURS and not number.places and clock:
        return True
    if REST.intersection(before) and BOUNDS.intersection(before[-2:]):
        return True
    parts = (one / part for one in own[:SCENARIO] for part in PARTS)
    return bool(SUPPOSED.intersection(sentence.words)) and any(number.agrees(part) for part in parts)


def _made(number: Numeral, values: Sequence[float], own: Sequence[float]) -> bool:
    """Whether a number is made from results: from one or two, scaled up, or a count of all."""
    size = abs(number.value) * number.scale
    if any(number.agrees(value) for value in _derived(number, values)):
        return True
    if any(_is(number, value) or number.agrees(value) for value in own):
        return True
    if size >= LARGE and any(number.agrees(value) for value in _scaled(values, own)):
        return True
    return not number.places and size > SMALL and any(number.agrees(value) for value in _wholes(values))


def _scaled(values: Sequence[float], own: Sequence[float]) -> Iterator[float]:
    """Results, and differences of two, scaled up by what the scenario counts and by the calendar."""
    counts = [1.0, *(value for value in own[:SCENARIO] if value >= SMALL and value == round(value))]
    results = [*values, *(one - other for one, other in combinations(values, 2))]
    factors = {count * times for count in counts for times in CALENDAR}
    return (result * factor for result in results for factor in factors)


def _after(token: Token, sentence: Sentence) -> str:
    at = next(place for place, other in enumerate(sentence.tokens) if other is token)
    return "".join(other.text for other in sentence.tokens[at + 1 : at + 2])


def _wholes(values: Sequence[float]) -> Iterator[float]:
    """All of three or four counts: the customers of a table of hits and misses."""
    counts = [value for value in values if value == round(value) and value >= 0]
    yield from (sum(some) for many in (3, 4) for some in combinations(counts[:COUNTS], many))


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
