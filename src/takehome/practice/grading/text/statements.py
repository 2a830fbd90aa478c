"""Does a text sound like a good answer to its question, or like one with something false in it?

A rubric foresees ideas and known mistakes; a fluent text can hold a mistake that nobody foresaw. So words are weighed:
for each question a logistic regression has learned, from labelled answers and from lists of true and false statements
(``benchmarks.practice_learning``), which words, and which words near each other, stand in false statements rather than
in true ones ("silhouette … lowest", "{contact_cost} … lost"). A number counts as the fact that it quotes.

The score of a text is the mean weight of its words and pairs, so that length does not matter. Above a limit the text
"needs a reader"; it is never wrong for that, and a low score earns nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from takehome.practice.grading.text.claims import above
from takehome.practice.grading.text.sentences import Sentence, Token, stem
from takehome.practice.spec import Facts, Rubric

WEIGHTS = "weights.json"

BEGINNING = 6
"""Letters of a word that count: "exponential" and "exponentially" are one word."""

PAIR = 3
"""Words within which two words make a pair."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was learned: the weights of one question, those of all questions, and the score from which one doubts."""

    weights: Mapping[str, float]
    common: Mapping[str, float]
    limit: float


def strange(found: Sequence[Sentence], rubric: Rubric, facts: Facts) -> str | None:
    """The sentence that sounds most like a false one, if the text as a whole does; None for a rubric never learned.

    Parameters
    ----------
    found : sentences that know their facts.
    """
    learned = _learned().get(key(rubric))
    if learned is None or not found:
        return None
    if mean_weight(features(found, rubric, facts), learned.weights, learned.common) <= learned.limit:
        return None
    each = (features([sentence], rubric, facts) for sentence in found)
    scores = [mean_weight(one, learned.weights, learned.common) for one in each]
    return found[scores.index(max(scores))].text


def mean_weight(found: frozenset[str], weights: Mapping[str, float], common: Mapping[str, float]) -> float:
    """The mean weight of some words and pairs: what one question teaches, and what all of them do."""
    return sum(weights.get(one, 0.0) + common.get(one, 0.0) for one in found) / max(1, len(found))


def key(rubric: Rubric) -> str:
    """What tells a rubric from all others: questions are asked in more than one assignment."""
    return f"{rubric.question} {rubric.concepts[0].says}"


def features(found: Sequence[Sentence], rubric: Rubric, facts: Facts) -> frozenset[str]:
    """The words and pairs of some sentences; once more under the state of the evidence, which turns them."""
    plain = {one for sentence in found for one in _words_and_pairs(sentence)}
    turned = state(rubric, facts)
    return frozenset(plain | {f"{turned}:{one}" for one in plain} if turned else plain)


def state(rubric: Rubric, facts: Facts) -> str:
    """Which side of each claim that can go either way is the true one, a sign for each."""
    either = [one for one in rubric.agreements if one.when_above and one.when_below and one.fact in facts]
    return "".join("+" if above(facts[one.fact], one.limit) else "-" for one in either)


def _words_and_pairs(sentence: Sentence) -> Iterator[str]:
    words = [_word(token) for token in sentence.tokens]
    for at, word in enumerate(words):
        yield word
        yield from (f"{word} {near}" for near in words[at + 1 : at + 1 + PAIR])


def _word(token: Token) -> str:
    if token.facts and (token.number is None or len(token.facts) == 1):
        return f"{{{min(token.facts)}}}"
    if token.number is not None:
        return "{fact}" if token.facts else "{number}"
    return stem(token.text)[:BEGINNING]


@lru_cache(maxsize=1)
def _learned() -> dict[str, Weighed]:
    document = json.loads(resources.files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8"))
    return {
        name: Weighed(one["weights"], document["words"], one["limit"]) for name, one in document["questions"].items()
    }
