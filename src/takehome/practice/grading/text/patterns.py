"""The patterns of a rubric: words that must meet in one sentence.

A pattern is a list of items, all of which must stand in the sentence, close together, in any order, none negated:

``linear``            the word (its plural too), ``linear*`` its beginning, ``curve*|bend*|bow*`` any of these;
``"mean squared"``    a phrase: these words in this order, next to each other;
``"predict* .. low"`` a gap of up to six words of the clause (no other result among them where one is bound);
                      places of a phrase may have alternatives too;
``{rmse}``            a number that agrees with the fact ``rmse`` as it is written (for a word: the word); inside a
                      phrase it keeps its place; ``{a|b}`` either of two, ``{a~b}`` with `a` and not with `b`,
                      ``{!a}`` any number but `a`; ``40`` the number 40;
``!word``             the sentence must not hold it;
``<4``                the sentence has fewer than four words ("Linearity." answers which assumption is broken).

A pattern is compiled once into a small tree of items, phrases and places; matching is a search over few tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from takehome.practice.grading.text.sentences import Sentence, Token, stem

GAP = 6
"""Words that the gap ``..`` of a phrase may span."""

SPAN = 12
"""Words from the first to the last of a pattern: further apart they no longer speak of one thing."""

TRIED = 400
"""Combinations of places that are tried for one pattern in one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Alternatives for one token: whole words (and their stems), beginnings, numbers, facts; or a gap."""

    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    numbers: frozenset[float] = frozenset()
    facts: tuple[str, ...] = ()
    gap: bool = False

    def fits(self, token: Token) -> bool:
        """Whether a token is one of the alternatives."""
        if self.facts and any(_agrees(name, token) for name in self.facts):
            return True
        if token.number is not None:
            return token.text in self.words or abs(token.number.value) in self.numbers
        text = token.text
        return text in self.words or stem(text) in self.stems or text.startswith(self.beginnings)


Phrase = tuple[Place, ...]
"""Places in order, some of which may be gaps."""


@dataclass(frozen=True, slots=True)
class Item:
    """Alternative phrases, of which one must stand in the sentence (or must not); or a bound on its length."""

    phrases: tuple[Phrase, ...]
    absent: bool = False
    shorter: int = 0


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> tuple[Item, ...]:
    """The items of a pattern.

    Raises
    ------
    ValueError : a pattern without items, or with a quote or brace that is not closed.
    """
    plain = re.sub(r"n['’]t\b", " not", re.sub(r"['’]s\b", "", pattern))
    pieces = re.findall(r"(!?)((?:\"[^\"]*\"|\{[^{}]*\}|[^\s\"{}])+)", plain)
    if not pieces or pattern.count('"') % 2 or pattern.count("{") != pattern.count("}"):
        raise ValueError(f"the pattern {pattern!r} has no words, or a quote or brace that is not closed")
    return tuple(_item(body, absent=bool(absent)) for absent, body in pieces)


def matches(pattern: str, sentence: Sentence) -> Iterator[tuple[int, ...]]:
    """Every way (up to a limit) in which a sentence holds a pattern: the positions of the tokens used."""
    wanted = [item for item in compiled(pattern) if not item.absent and not item.shorter]
    if any(0 < item.shorter <= len(sentence.tokens) for item in compiled(pattern)):
        return
    if any(next(_found(item, sentence.tokens), None) for item in compiled(pattern) if item.absent):
        return
    places = []
    for item in wanted:
        found = list(islice(_found(item, sentence.tokens), 12))
        if not found:
            return
        places.append(found)
    for combination in islice(product(*places), TRIED):
        used = sorted({position for part in combination for position in part})
        if used[-1] - used[0] <= SPAN:
            yield tuple(used)


def places(alternatives: str, sentence: Sentence) -> Iterator[int]:
    """Where a sentence holds one of the alternatives of an item: the last word of each occurrence."""
    for item in compiled(alternatives):
        yield from (found[-1] for found in _found(item, sentence.tokens))


def _item(body: str, *, absent: bool) -> Item:
    if re.fullmatch(r"<\d+", body):
        return Item((), shorter=int(body[1:]))
    return Item(tuple(_phrases(body)), absent)


def _phrases(body: str) -> Iterator[Phrase]:
    for alternative in re.findall(r"\"[^\"]*\"|\{[^{}]*\}|[^|]+", body):
        inner = alternative[1:-1] if alternative.startswith('"') else alternative
        yield tuple(_places(inner))


def _places(phrase: str) -> Iterator[Place]:
    for place in re.findall(r"\{[^{}]*\}|[^\s{}]+", phrase.lower()):
        if place == "..":
            yield Place(gap=True)
        elif place.startswith("{"):
            yield Place(facts=tuple(place[1:-1].split("|")))
        elif "-" in place.strip("-") and "|" not in place:
            yield from (_place((part,)) for part in place.split("-"))
        else:
            yield _place(place.split("|"))


def _place(alternatives: Sequence[str]) -> Place:
    beginnings = tuple(word[:-1] for word in alternatives if word.endswith("*") and len(word) > 1)
    whole = [word for word in alternatives if not (word.endswith("*") and len(word) > 1)]
    numbers = frozenset(float(word) for word in whole if word.isdigit())
    return Place(frozenset(whole), frozenset(stem(word) for word in whole), beginnings, numbers)


def _found(item: Item, tokens: Sequence[Token]) -> Iterator[tuple[int, ...]]:
    for phrase in item.phrases:
        for start in range(len(tokens)):
            if phrase[0].fits(tokens[start]):
                rest = _follow(phrase[1:], tokens, start + 1, binds=any(place.facts for place in phrase))
                if rest is not None:
                    yield (start, *rest)


def _follow(phrase: Phrase, tokens: Sequence[Token], at: int, *, binds: bool) -> tuple[int, ...] | None:
    """Positions of the rest of a phrase from `at` on, or None; one that `binds` a result skips no other result."""
    if not phrase:
        return ()
    reach = 1
    if phrase[0].gap:
        phrase, reach = phrase[1:], GAP + 1
    if at < len(tokens) and tokens[at].clause > tokens[at - 1].clause + 1:
        return None  # a semicolon is nearly a full stop
    for position in range(at, min(at + reach, len(tokens))):
        if reach > 1 and tokens[position].clause != tokens[at - 1].clause:
            return None
        if phrase[0].fits(tokens[position]):
            rest = _follow(phrase[1:], tokens, position + 1, binds=binds)
            if rest is not None:
                return (position, *rest)
        if binds and tokens[position].facts and tokens[position].number is not None:
            return None
    return None


def _agrees(name: str, token: Token) -> bool:
    """Whether a token is a fact: ``a``, ``a~b`` (and not b) or ``!a`` (a number, and not a)."""
    if name.startswith("!"):
        return token.number is not None and name[1:] not in token.facts
    wanted, _, other = name.partition("~")
    return wanted in token.facts and (not other or other not in token.facts)
