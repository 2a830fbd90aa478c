"""Does "better than", "the most", "dearer" agree with the order of the writer's own results?

A rubric names its facts (`names`): "warm start" for what B earns after it, "scratch" for what it earns without. A text
that quotes 147 and 184 for them and goes on "so the warm start is the best way" contradicts itself, in this sentence or
the next, whether or not a rubric foresaw it. Only facts of one measure are compared: those whose names in the contract
share a word (``cost_half``, ``cost_low``) or are single words (``warm``, ``scratch``). What is supposed, asked for or
another's opinion compares nothing. A contradiction is for a reader to judge: names are words, and words may mean else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from takehome.practice.grading.text.claims import REPORTED
from takehome.practice.grading.text.negation import denied
from takehome.practice.grading.text.patterns import places
from takehome.practice.grading.text.sentences import Sentence
from takehome.practice.grading.text.vocabulary import words
from takehome.practice.spec import Facts

MORE = words("more higher larger bigger greater exceeds exceed surpasses")
LESS = words("less lower smaller fewer")
BETTER = words("better superior beats beat outperforms outperform")
WORSE = words("worse inferior poorer")
CHEAPER = words("cheaper")
DEARER = words("dearer costlier pricier")
MOST = words("most highest largest biggest")
LEAST = words("least lowest smallest fewest")
BEST = words("best")
WORST = words("worst")
CHEAPEST = words("cheapest")
DEAREST = words("dearest costliest priciest")

COMPARATIVES = MORE | LESS | BETTER | WORSE | CHEAPER | DEARER
SUPERLATIVES = MOST | LEAST | BEST | WORST | CHEAPEST | DEAREST

VERBS = words("exceeds exceed surpasses beats beat outperforms outperform")
"""Comparisons that need no "than"."""

THAN = words("than versus against")

COSTS = words("cost error rmse lost missed fn fp waste bytes")
"""Words in the name of a fact of which less is better."""

SUPPOSED = words("if when unless where whether until hurt hurts were possible perhaps expected conceivable")
"""Words of a sentence that supposes something."""

MODAL = words("would could might may should")
"""The same for a clause."""

IDLE = frozenset(
    [("at", "best"), ("at", "most"), ("best", "possible"), ("at", "least"), ("most", "of"), ("do", "best")]
)
"""Pairs in which a superlative compares nothing."""

NEAR = 6
"""Words within which a name belongs to a comparison."""


@dataclass(frozen=True, slots=True)
class Called:
    """Where a sentence speaks of a fact: the place and the fact."""

    at: int
    fact: str


def contradicted(found: Sequence[Sentence], facts: Facts, names: Mapping[str, str]) -> tuple[str, ...]:
    """The sentences whose comparisons do not agree with the order of the facts.

    Parameters
    ----------
    found : sentences that know their facts. names : fact → the words that name it.
    """
    values = {name: float(value) for name, value in facts.items() if name in names and not isinstance(value, str)}
    return tuple(sentence.text for sentence in found if len(values) > 1 and _against(sentence, values, names))


def _against(sentence: Sentence, values: Mapping[str, float], names: Mapping[str, str]) -> bool:
    if (SUPPOSED | REPORTED).intersection(sentence.words):
        return False
    called = [Called(at, fact) for fact in values for at in places(names[fact], sentence)]
    return any(
        values[less] > values[more]
        for more, less in (*_compared(sentence, called), *_superlative(sentence, called, values))
    )


def _compared(sentence: Sentence, called: Sequence[Called]) -> Iterator[tuple[str, str]]:
    """Pairs (larger, smaller) that the comparisons of a sentence claim."""
    texts = sentence.words
    for at, word in enumerate(texts):
        than = (
            at if word in VERBS else next((i for i in range(at + 1, min(at + 6, len(texts))) if texts[i] in THAN), None)
        )
        if than is None or _modal(sentence, at) or word not in COMPARATIVES:
            continue
        left = _only(one.fact for one in called if at - NEAR <= one.at < at)
        right = _only(one.fact for one in called if than < one.at <= than + NEAR)
        if left and right and left != right and _measure(left, right):
            larger = _larger(word, left) is not denied(sentence, (at,))
            yield (left, right) if larger else (right, left)


def _superlative(
    sentence: Sentence, called: Sequence[Called], values: Mapping[str, float]
) -> Iterator[tuple[str, str]]:
    """The same for "the best way": what the clause speaks of stands above all that it can be compared with."""
    texts, tokens = sentence.words, sentence.tokens
    for at, word in enumerate(texts):
        idle = IDLE.intersection([(texts[at - 1], word) if at else ("", word), (word, (*texts, "")[at + 1])])
        the_more = word in COMPARATIVES and texts[at - 1 : at] == ("the",) and not THAN.intersection(texts[at:])
        if not (word in SUPERLATIVES or the_more) or idle or _modal(sentence, at):
            continue
        if denied(sentence, (at,)):
            continue
        near = [one for one in called if one.at != at and tokens[one.at].clause == tokens[at].clause]
        fact = _only(one.fact for one in near if abs(one.at - at) <= NEAR)
        bound = {one.fact for one in called if one.at == at}
        for other in values.keys() - bound - {fact}:
            if fact and fact not in bound and _measure(fact, other):
                yield (fact, other) if _larger(word, fact) else (other, fact)


def _modal(sentence: Sentence, at: int) -> bool:
    clause = sentence.tokens[at].clause
    return any(token.text in MODAL for token in sentence.tokens if token.clause == clause)


def _only(facts: Iterator[str]) -> str | None:
    found = set(facts)
    return found.pop() if len(found) == 1 else None


def _measure(one: str, other: str) -> bool:
    """Whether two facts measure one thing, as far as their names tell."""
    mine, yours = one.split("_"), other.split("_")
    return mine[0] == yours[0] or mine[-1] == yours[-1] or len(mine) == len(yours) == 1


def _larger(word: str, fact: str) -> bool:
    """Whether a comparison says that a fact is the larger one."""
    if word in BETTER | BEST | WORSE | WORST:
        return bool(COSTS.intersection(fact.split("_"))) is not (word in BETTER | BEST)
    if word in CHEAPER | CHEAPEST | DEARER | DEAREST:
        return word in DEARER | DEAREST
    return word in MORE | MOST
