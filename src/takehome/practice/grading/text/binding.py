"""Is each number called by its own name? "Catches 48 and misses 12" tells two true numbers and a false story.

A rubric names its facts ("caught" for the hits, "missed" for the misses). A number is bound to the names that stand
near it: words in between cost one step, the border of a clause and another result in between cost more. Two facts of a
rubric are *swapped* when their numbers stand nearer to each other's names than to their own, summed over both, so that
a single stray word decides nothing; one number alone is *misnamed* when another's name is near and its own is far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from takehome.practice.grading.text.patterns import places
from takehome.practice.grading.text.sentences import Sentence

FAR = 10
"""Steps at which a name no longer speaks of a number; also the cost of a name that is not there."""

CLAUSE = 3
"""Steps that the border of a clause costs."""

RESULT = 4
"""Steps that another result between a number and a name costs."""

NEAR = 6
"""Steps within which another's name speaks of a single number."""

MARGIN = 3
"""Steps by which a swapped reading must be better than the straight one."""

TOGETHER = 3
"""Tokens within which two numbers stand together ("60 vs 5 dollars"): the order of the names tells which is which."""

SMALL = 12
"""Whole numbers up to this count anything ("7 years"): with no second number beside them they are nobody's."""

LONE_MARGIN = 4
"""The same for a single number, which no second one confirms."""


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A number that is called by the name of another fact; `sure` where two numbers confirm each other."""

    written: str
    sentence: str
    sure: bool


def misnamed(found: Sequence[Sentence], names: Mapping[str, str]) -> tuple[Misnamed, ...]:
    """The numbers of sentences (which know their facts) that stand with the names of other facts.

    Parameters
    ----------
    found : the sentences. names : fact → the words that name it, alternatives of one item of a pattern.
    """
    return tuple(one for sentence in found for one in _in_sentence(sentence, names)) if names else ()


def rightly_named(sentence: Sentence, positions: Sequence[int], names: Mapping[str, str]) -> bool:
    """Whether a number at one of the positions stands at least as near to a name of its own as to another's."""
    for at in positions:
        own = names.keys() & sentence.tokens[at].facts
        if sentence.tokens[at].number is not None and own:
            mine = min(_steps(sentence, at, list(places(names[fact], sentence))) for fact in own)
            others = (_steps(sentence, at, list(places(names[fact], sentence))) for fact in names.keys() - own)
            if mine < FAR and mine <= min(others, default=FAR):
                return True
    return False


def _in_sentence(sentence: Sentence, names: Mapping[str, str]) -> Iterator[Misnamed]:
    called = {fact: list(places(words, sentence)) for fact, words in names.items()}
    numbers = {fact: _numbers(sentence, fact) for fact in names}
    seen = set[int]()
    for one, other in combinations(names, 2):
        mine = [at for at in numbers[one] if at not in numbers[other]]
        yours = [at for at in numbers[other] if at not in numbers[one]]
        if mine and yours:
            yield from _swapped(sentence, called, (one, mine), (other, yours))
        elif mine or yours:
            own, foreign, spots = (one, other, mine) if mine else (other, one, yours)
            for at in spots:
                # a rounded number may agree with two facts, and be called by the name of the other
                named = len(names.keys() & sentence.tokens[at].facts) > 1 and rightly_named(sentence, (at,), names)
                if at not in seen and not named and _lone(sentence, at, called[own], called[foreign]):
                    seen.add(at)
                    yield Misnamed(sentence.tokens[at].text, sentence.text, sure=False)


def _numbers(sentence: Sentence, fact: str) -> list[int]:
    tokens = sentence.tokens
    told = (at for at, token in enumerate(tokens) if token.number is not None and fact in token.facts)
    return [at for at in told if not _computed(sentence, at)]


def _computed(sentence: Sentence, at: int) -> bool:
    """Whether a number is part of a fraction ("20/150") or what another is out of ("11 in 100")."""
    tokens = sentence.tokens
    around = [tokens[place] for place in (at - 1, at + 1) if 0 <= place < len(tokens)]
    if any(token.number is not None and token.clause == tokens[at].clause for token in around):
        return True
    return tokens[at].text in ("100", "hundred") and at > 0 and tokens[at - 1].text in ("in", "of", "per")


def _swapped(
    sentence: Sentence, called: Mapping[str, list[int]], one: tuple[str, list[int]], other: tuple[str, list[int]]
) -> Iterator[Misnamed]:
    """Both numbers stand in the sentence: is the crossed reading nearer than the straight one?"""
    a = min(one[1], key=lambda at: _steps(sentence, at, called[one[0]]))
    b = min(other[1], key=lambda at: _steps(sentence, at, called[other[0]]))
    if abs(a - b) <= TOGETHER and _in_order(called[one[0]], called[other[0]], a, b):
        return
    straight = _steps(sentence, a, called[one[0]]) + _steps(sentence, b, called[other[0]])
    crossed = _steps(sentence, a, called[other[0]]) + _steps(sentence, b, called[one[0]])
    if straight - crossed >= MARGIN:
        written = f"{sentence.tokens[a].text} and {sentence.tokens[b].text}"
        yield Misnamed(written, sentence.text, sure=straight - crossed > MARGIN and crossed <= 8)


def _in_order(mine: Sequence[int], yours: Sequence[int], a: int, b: int) -> bool:
    """Whether two names stand outside two neighbouring numbers, in the same order as these."""
    first, last = min(a, b), max(a, b)
    outside = [(i, j) for i in mine for j in yours if max(i, j) < first or min(i, j) > last]
    return bool(outside) and all((i < j) == (a < b) for i, j in outside)


def _lone(sentence: Sentence, at: int, own: list[int], foreign: list[int]) -> bool:
    number = sentence.tokens[at].number
    if number is not None and not number.places and not number.money and abs(number.value) <= SMALL:
        return False
    other = _steps(sentence, at, foreign)
    return other <= NEAR and _steps(sentence, at, own) - other >= LONE_MARGIN


def _steps(sentence: Sentence, at: int, called: Sequence[int]) -> int:
    return min((_distance(sentence, at, name) for name in called if name != at), default=FAR)


def _distance(sentence: Sentence, at: int, name: int) -> int:
    low, high = min(at, name), max(at, name)
    tokens = sentence.tokens
    between = sum(bool(tokens[i].facts) and tokens[i].number is not None for i in range(low + 1, high))
    borders = tokens[high].clause - tokens[low].clause
    return min(FAR, high - low + CLAUSE * borders + RESULT * between)
