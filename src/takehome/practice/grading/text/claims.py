"""Claims whose truth depends on the evidence: what does the text say of a fact, and is it so?

A sentence of the true kind agrees, one of the false kind contradicts; a denied sentence says the opposite, though more
weakly: denying a falsehood agrees, denying a truth leaves doubt. What a text reports as another's opinion ("the brief
suspects …") is no claim of its own, so it can leave a doubt and cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from takehome.practice.grading.text.binding import rightly_named
from takehome.practice.grading.text.negation import denied
from takehome.practice.grading.text.patterns import matches
from takehome.practice.grading.text.sentences import Sentence
from takehome.practice.grading.text.vocabulary import words
from takehome.practice.spec import Agreement, Facts

REPORTED = words(
    "brief manager premise suspect suspects suspected suspicion claim claims claimed said says thought "
    "think believed believes assumed supposed supposedly rumour hint seem seems apparently tempting "
    "naive naively myth unlike contrary expected expects expect everybody everyone first thinking"
)
"""Words of a sentence that reports an opinion which need not be the writer's."""


class Says(StrEnum):
    """What a text claims about a fact."""

    TRUE = "true"
    FALSE = "false"
    DOUBTFUL = "doubtful"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Claim:
    """An agreement, what the text says of it, and the sentence that says so."""

    agreement: Agreement
    says: Says
    passage: str = ""
    due: bool = False
    """Whether it must be made: the rubric asks for it, and there is something true to say."""


def claim(
    agreement: Agreement, found: Sequence[Sentence], facts: Facts, names: Mapping[str, str] | None = None
) -> Claim:
    """What the sentences claim about the fact of an agreement; nothing where the fact is missing.

    A pattern of swapped names (``{a~b}``) says nothing of a number that stands nearer to its own name (see `binding`).
    """
    value = facts.get(agreement.fact)
    if value is None:
        return Claim(agreement, Says.NOTHING)
    true, false = agreement.when_above, agreement.when_below
    limit = facts.get(str(agreement.limit), agreement.limit)
    if not above(value, limit):
        if agreement.claimed and not false:
            return Claim(agreement, Says.NOTHING)  # there is something to say on the one side only
        true, false = false, true
    due = agreement.claimed and bool(true)
    votes = list(_votes(true, false, found, names or {}))
    contradicting = [passage for says, passage in votes if says is Says.FALSE]
    agreeing = [passage for says, passage in votes if says is Says.TRUE]
    if contradicting:
        says = Says.DOUBTFUL if len(agreeing) > len(contradicting) else Says.FALSE
        return Claim(agreement, says, contradicting[0], due)
    doubts = [passage for says, passage in votes if says is Says.DOUBTFUL]
    if doubts and (not true or not set(agreeing).difference(doubts)):
        return Claim(agreement, Says.DOUBTFUL, doubts[0], due)
    return Claim(agreement, Says.TRUE, agreeing[0], due) if agreeing else Claim(agreement, Says.NOTHING, due=due)


def above(value: float | str, limit: float | str) -> bool:
    """Whether a fact is above a limit, or is the word that it is held against."""
    if isinstance(limit, str) or isinstance(value, str):
        return str(value) == str(limit)
    return value > limit


def _votes(
    true: Sequence[str], false: Sequence[str], found: Sequence[Sentence], names: Mapping[str, str]
) -> Iterator[tuple[Says, str]]:
    for sentence in found:
        reported = bool(REPORTED.intersection(sentence.words))
        straight, opposite = _said(true, sentence, names), _said(false, sentence, names)
        if True in straight or False in opposite:
            yield Says.TRUE, sentence.text
        if True in opposite:
            yield (Says.DOUBTFUL if reported else Says.FALSE), sentence.text
        if False in straight and True not in straight:
            yield Says.DOUBTFUL, sentence.text


def _said(patterns: Sequence[str], sentence: Sentence, names: Mapping[str, str]) -> set[bool]:
    """True where a pattern is said, False where it is denied; a pattern that is said somewhere is not denied."""
    said = set()
    for pattern in patterns:
        swapped = "~" in pattern
        found = [way for way in matches(pattern, sentence) if not (swapped and rightly_named(sentence, way, names))]
        ways = [not denied(sentence, way) for way in found]
        if ways:
            said.add(any(ways))
    return said
