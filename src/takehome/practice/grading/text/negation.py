"""Which words of a sentence are denied.

A negator ("not", "no", "never", "without", "hardly", "rather than", "fails to") denies what follows it in its clause;
a denying predicate ("is false", "does not hold") denies what stands before it in its clause and the one before; "it is
not true that" denies all that follows. Two denials cancel: "not without risk" speaks of risk. "Not only", "no doubt"
and the like deny nothing. A comma right after the negator opens a bracket ("not, as the brief has it, noise"), and the
denial goes on behind it.

A pattern that itself holds the negator ("not linear") has used it up: then it denies nothing else of that match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from takehome.practice.grading.text.sentences import Sentence, Token
from takehome.practice.grading.text.vocabulary import FINITE, words

REACH = 9
"""Words that a negator reaches at most."""

SINGLE = words(
    "not no never without hardly barely scarcely rarely seldom neither nor none nobody nothing unlike "
    "cannot avoid avoids avoided reject rejects rejected refute refutes refuted deny denies denied lacks "
    "lacking nowhere"
)
PAIRS = frozenset(
    [(first, "of") for first in words("instead free absence lack devoid")]
    + [(first, "to") for first in words("fails fail failed failing refuses ceases")]
    + [("rather", "than"), ("other", "than"), ("far", "from"), ("anything", "but"), ("stops", "being")]
)
HARMLESS = frozenset(
    [("not", word) for word in words("only just merely simply solely least to exactly alone")]
    + [("no", word) for word in words("doubt wonder matter less fewer question surprise")]
    + [("nothing", "but"), ("nothing", "short"), ("without", "doubt"), ("without", "question")]
)
"""Pairs that look like a denial and are none."""

FALSE = words("false untrue wrong nonsense incorrect mistaken myth refuted disproved fallacy unfounded")
BE = words("is are was were be been would")
HERE = words(
    "what problem issue culprit trouble there present visible question concern cause reason necessary needed required"
)
"""What a thing "is not" when it is set aside: "the funnel is not the problem" denies the funnel, in its clause."""

HOLD = words("hold holds true apply applies right correct so case")
NOUN_NEGATORS = words("no without hardly nothing none lacks lacking")
"""Negators of a noun phrase: a new subject ("no sign I looked …") ends what they deny."""

NEW_SUBJECT = words("i we you he she it they as the a an this our my")
SUBJECTS = words("i we it they he she this that these those there the you our my its all")


def denied(sentence: Sentence, positions: Sequence[int]) -> bool:
    """Whether any of the words at `positions` is denied by a negator that is not among them.

    Numbers are never denied: "not more than 830" tells 830 all the same.
    """
    used = set(positions)
    for position in (position for position in used if sentence.tokens[position].number is None):
        negators = [n for n, reach in _scopes(sentence.tokens) if position in reach and not used.intersection(n)]
        if len(negators) % 2:
            return True
    return False


def negators(tokens: Sequence[Token]) -> Iterator[tuple[int, ...]]:
    """The positions of every negator that follows words can be denied by."""
    texts = [token.text for token in tokens]
    for at, text in enumerate(texts):
        pair = (text, texts[at + 1]) if at + 1 < len(texts) else (text, "")
        if pair in PAIRS:
            yield (at, at + 1)
        elif text in SINGLE and pair not in HARMLESS:
            yield (at,)


def _scopes(tokens: Sequence[Token]) -> list[tuple[tuple[int, ...], range]]:
    """Each negator with the range of positions that it denies."""
    found = [(negator, _forward(tokens, negator[-1] + 1)) for negator in negators(tokens)]
    return [*found, *_backward(tokens)]


def _forward(tokens: Sequence[Token], start: int) -> range:
    if start >= len(tokens):
        return range(0)
    opening = [token.text for token in tokens[start : start + 4]]
    if "that" in opening and HOLD.intersection(opening[: opening.index("that")]):
        return range(start + opening.index("that") + 1, len(tokens))
    clause = tokens[start - 1].clause
    first = start
    if tokens[start].clause == clause + 1 and any(token.clause == clause + 2 for token in tokens[start:]):
        first = next(i for i in range(start, len(tokens)) if tokens[i].clause == clause + 2)
        clause += 2
        if first - start > REACH or tokens[start - 1].text in ("no", "nothing", "none"):
            return range(0)
    end = first
    while end < len(tokens) and tokens[end].clause == clause and end - first < REACH:
        after = tokens[end + 1].text if end + 1 < len(tokens) else ""
        if tokens[end].text == "nor" or (tokens[end].text == "and" and after in SUBJECTS | FINITE):
            break
        if tokens[start - 1].text in NOUN_NEGATORS and end > first and tokens[end].text in NEW_SUBJECT:
            break
        end += 1
    return range(first, end)


def _backward(tokens: Sequence[Token]) -> Iterator[tuple[tuple[int, ...], range]]:
    """Denying predicates: what stands before them in their clause and the one before is denied."""
    texts = [token.text for token in tokens]
    for at, text in enumerate(texts):
        before = texts[max(0, at - 3) : at]
        if (text in FALSE and BE.intersection(before) and not SINGLE.intersection(before)) or (
            text == "not" and BE.intersection(texts[at - 1 : at]) and HOLD.intersection(texts[at + 1 : at + 3])
        ):
            yield (at,), _before(tokens, at)
        elif text == "not" and BE.intersection(texts[at - 1 : at]) and HERE.intersection(texts[at + 1 : at + 4]):
            start = at
            while start and tokens[start - 1].clause == tokens[at].clause and at - start < REACH:
                start -= 1
            yield (at,), range(start, at)
        elif text in ("hold", "apply") and texts[max(0, at - 2) : at] in (["does", "not"], ["do", "not"]):
            yield (at - 1,), _before(tokens, at - 1)


def _before(tokens: Sequence[Token], at: int) -> range:
    start = at
    while start and tokens[start - 1].clause >= tokens[at].clause - 1 and at - start < REACH:
        start -= 1
    return range(start, at)
