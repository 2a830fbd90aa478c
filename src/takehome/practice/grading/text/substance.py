"""Is there an answer at all? Length, copies of the question, filler, and words without sense.

* A sentence that asks, that gives a task ("Explain …") or that repeats the question's runs of words earns nothing.
* A heap of key words has hardly any function words and long runs of content words between them.
* Shuffled prose has its function words in an order that English does not know ("the of", "is the with").
* Grammatical nonsense gives a mind to a quantity ("the variance trusts"), or counts things by fractions ("63.8
  dimensions").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from takehome.practice.grading.text.sentences import Sentence, Token, sentences
from takehome.practice.grading.text.vocabulary import (
    ARTICLES,
    COMMON_VERBS,
    CONJUNCTIONS,
    FINITE,
    FUNCTION_WORDS,
    PREPOSITIONS,
    TASK_VERBS,
    words,
)

COPIED = 0.5
"""Share of a sentence's runs of three words that stand in the question too, from which it is a copy."""

HEAP = 0.17
"""Share of function words, signs and brackets below which a text is a heap of words; terse bullets have 0.3."""

SPARSE = 0.3
"""The same below which a text may be one, which a reader has to judge."""

RUN = 6
"""Content words in a row, without function word, sign or comma, that only a heap of words has."""

DISORDER = 0.035
"""Share of neighbouring words in an order that English does not know, from which a text counts as shuffled."""


@dataclass(frozen=True, slots=True)
class Substance:
    """The sentences that count, and what is wrong with the text as a text (None where nothing is)."""

    statements: tuple[Sentence, ...]
    problem: str | None
    doubt: str | None = None
    sparse: bool = False
    """Whether it has so few small words that it may be a heap of key words."""


def substance(found: Sequence[Sentence], question: str, least: int) -> Substance:
    """What of a text counts as an answer to a question, if it has at least `least` words."""
    runs = {run for sentence in sentences(question) for run in _runs(sentence)}
    statements = tuple(s for s in found if not s.asks and not _task(s) and not _copied(s, runs))
    words = sum(len(sentence.tokens) for sentence in statements)
    everything = sum(len(sentence.tokens) for sentence in found)
    if words < least:
        copied = everything - words
        return Substance(statements, _short(words, least, copied))
    problem = _heap(statements) or _shuffled(statements)
    strange = [] if problem else list(_nonsense(statements))
    if len(strange) > 1:
        problem = f"It makes no sense as it stands: “{strange[0]}” and “{strange[1]}”."
    doubt = f"“{strange[0]}” makes no sense to the grader." if len(strange) == 1 else _torn(statements)
    sparse = _grammar_share(statements) < SPARSE
    if sparse:
        doubt = "It has so few small words that it may be a heap of key words."
    return Substance(statements, problem, doubt, sparse)


def _short(words: int, least: int, copied: int) -> str:
    if copied > words:
        return f"It repeats the question or the task: {words} words are its own, and an answer needs at least {least}."
    return f"It is too short: {words} words, and an answer needs at least {least}."


_MINE = {"you": "i", "your": "my", "yours": "mine", "we": "i", "our": "my", "us": "me", "are": "am", "were": "was"}


def _runs(sentence: Sentence) -> Iterator[tuple[str, ...]]:
    words = [_MINE.get(token.text, token.text) for token in sentence.tokens]
    yield from zip(words, words[1:], words[2:], strict=False)


def _copied(sentence: Sentence, runs: set[tuple[str, ...]]) -> bool:
    mine = list(_runs(sentence))
    return bool(mine) and sum(run in runs for run in mine) >= COPIED * len(mine)


def _task(sentence: Sentence) -> bool:
    """Whether a sentence sets a task instead of answering one."""
    first = sentence.tokens[0].text
    return first in TASK_VERBS


def _grammar(token: Token) -> bool:
    return token.text in FUNCTION_WORDS or token.text in COMMON_VERBS or not re.match(r"[\w$€£+−-]", token.text)


def _heap(statements: Sequence[Sentence]) -> str | None:
    """A sentence about a heap of words, or None."""
    words = sum(len(sentence.tokens) for sentence in statements)
    in_runs = sum(len(run) for sentence in statements for run in _content_runs(sentence) if len(run) >= RUN)
    if _grammar_share(statements) < HEAP or in_runs > 0.4 * words:
        return "It is a heap of key words: no sentence says what one has to do with the other."
    return None


def _grammar_share(statements: Sequence[Sentence]) -> float:
    """Share of function words, signs, brackets and colons."""
    every = [token for sentence in statements for token in sentence.tokens]
    marks = sum(len(re.findall(r"[(:]", sentence.text)) for sentence in statements)
    return (marks + sum(_grammar(token) for token in every)) / max(marks + len(every), 1)


def _content_runs(sentence: Sentence) -> Iterator[list[Token]]:
    run: list[Token] = []
    for token in sentence.tokens:
        if run and (_grammar(token) or token.clause != run[-1].clause):
            yield run
            run = []
        if not _grammar(token):
            run.append(token)
    yield run


def _shuffled(statements: Sequence[Sentence]) -> str | None:
    pairs = [pair for sentence in statements for pair in _pairs(sentence)]
    wrong = [f"{one} {two}" for one, two in pairs if _disordered(one, two)]
    if len(wrong) > max(1.0, DISORDER * len(pairs)):
        return f"Its words are in an order that is no English (“{wrong[0]}”, “{wrong[1]}”)."
    return None


_STOP_INSIDE = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\betc)[a-z%$)\d]{2}[.!?]\s+[a-z]")


def _torn(statements: Sequence[Sentence]) -> str | None:
    """Full stops inside sentences, or brackets that do not close, in a text that otherwise begins with capitals."""
    stops = [match[0] for sentence in statements for match in _STOP_INSIDE.finditer(sentence.text)]
    brackets = sum(_open_brackets(sentence.text) for sentence in statements)
    ends = [f"{one} {two}" for s in statements for one, two in _pairs(s) if _disordered(one, two)]
    if not any(sentence.text[:1].isupper() for sentence in statements):
        stops = []  # nothing begins with a capital, so a small letter after a full stop tells nothing
    if len(stops) + brackets + len(ends) > 1:
        return "Its sentences are torn: full stops, brackets or small words stand where English has none."
    return None


def _open_brackets(text: str) -> int:
    """Brackets without partner; one that closes an enumeration ("a)", "1)") needs none."""
    left = alone = 0
    for sign in re.finditer(r"[()]", text):
        if sign[0] == "(":
            left += 1
        elif left:
            left -= 1
        else:
            alone += not re.search(r"(?:^|\s)\w$", text[: sign.start()])
    return alone + left


def _pairs(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Neighbouring words of one clause; the end of the sentence counts as a word."""
    for one, two in zip(sentence.tokens, sentence.tokens[1:], strict=False):
        if one.clause == two.clause:
            yield one.text, two.text
    yield sentence.tokens[-1].text, "."


_AFTER_ARTICLE = (
    (PREPOSITIONS - {"like", "over", "under", "above", "below", "near", "about", "inside", "outside", "up", "down"})
    | (FINITE - {"will", "might", "being", "having", "must", "may"})
    | (CONJUNCTIONS - {"whatever", "yet", "once"})
    | (ARTICLES - {"each", "every"})
    | words("i we he they it them him us me this these those there .")
)
_AFTER_PREPOSITION = (FINITE - {"being", "having", "will", "might"}) | frozenset(["of", "and", "or", "but", "."])
_THIRD = words(
    "goes comes makes gets gives takes says sees keeps lets puts pays sells loses earns adds knows learns sends brings "
    "grows becomes begins tells catches spends forgets writes relies agrees drowns dominates reaches uses"
)
"""Verbs in the third person, which follow no other finite verb."""

_ENDING = words("the a an my your our their every and or but nor because if than with of from into is are")


def _disordered(one: str, two: str) -> bool:
    if one == "a":  # it may be House A
        return two in ("the", "an", "a", "of", "it", "they", "we", "this", "these", "per")
    if one in ("the", "an", "my", "our", "their", "its", "your", "every"):
        return two in _AFTER_ARTICLE
    if one in ("of", "with", "from", "into", "for", "at", "between", "without", "than", "and", "or"):
        return (
            two in _AFTER_PREPOSITION
            and (one, two) != ("without", ".")
            and not (one in ("and", "or", "than") and two != "." and two != "of")
        )
    if one in ("would", "could", "should", "will", "can", "may", "might", "must"):
        return two in ("been", "is", "are", "was", "were", "of", "the", "a", "an", "has", "had", "does", "did", "and")
    if (one in FINITE - {"be", "been", "being", "having"} and two in _THIRD) or (
        one in _THIRD and two in ("is", "are", "was", "were")
    ):
        return True  # "is drowns", "uses is"
    return two == "." and one in _ENDING


_QUANTITIES = words(
    "variance threshold memory rmse spline polynomial residual residuals cost costs roi component "
    "components ratio importance accuracy recall silhouette inertia epsilon alpha gamma bytes byte weight "
    "weights price prices wear hour reward rewards profit optimum curve curves mean feature features cart "
    "tickets items noise centroid distance probability coefficient layer layers gigabyte age year scale "
    "dimension dimensions picture axis axes percent share bias state states gradient gradients update "
    "updates hours exploration"
)
"""Nouns of the trade that have no mind."""

_MINDFUL = words(
    "trusts trust wants chooses recommends recommend believes thinks knows contacted repairs hopes prefers asks "
    "decides explores sleeps forgets remembers freezes invites buys writes loves hates learns teaches complains"
)
"""Verbs that take somebody."""

_OWNED = words("slope coefficient scale unit group cluster price cost effect term weight value column axis level")
"""What a quantity may have of its own."""

_WHOLE = words(
    "dimensions polynomials thresholds components models splines clusters features layers episodes homes "
    "houses states  agents epsilons rewards pictures matrices classes forests trees curves weights updates "
    "teams personas names groups  segments optima transfers gradients rounds words actions forecasts prices "
    "tables customers people churners servers  browsers spenders starts batteries users losses residuals "
    "neighbours devices directions schedules sales"
)
"""Things that are counted whole."""


def _nonsense(statements: Sequence[Sentence]) -> Iterator[str]:
    """Passages in which a quantity acts, owns, or is counted in fractions."""
    for sentence in statements:
        words, last = [token.text for token in sentence.tokens], -9
        for at, (token, after) in enumerate(zip(sentence.tokens, words[1:], strict=False)):
            together = sentence.tokens[at + 1].clause == token.clause
            if together and at - last > 3 and _strange(token, after, words[:at], "".join(words[at + 2 : at + 3])):
                last = at
                yield " ".join(words[max(0, at - 3) : at + 4])


def _strange(token: Token, after: str, before: Sequence[str], then: str) -> bool:
    if token.number is not None:
        return token.number.places > 0 and after in _WHOLE
    owner = token.text == "its" and after == "own" and bool(_QUANTITIES.intersection(before[-6:]))
    owner = owner and then not in _OWNED
    return owner or (token.text in _QUANTITIES and after in _MINDFUL)
