"""Cut a text into sentences, clauses and tokens.

Candidates write Markdown: prose, bullets, bold words, half sentences. What stands in one bullet or between two full
stops is a *sentence*: the unit in which words must meet to make an idea. What stands between commas, colons, brackets
and conjunctions is a *clause*: the unit in which a "not" has its say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from takehome.practice.grading.text.numerals import Numeral, numeral
from takehome.practice.grading.text.vocabulary import NUMBER_WORDS, words

LONGEST = 6_000
"""Characters of a text that are read: two pages, ten times what an answer needs; more would only take time."""

CLAUSE_WORDS = words(
    "but because so while whereas although though hence therefore thus however yet unless instead if when then since"
)
"""Words that open a clause which an earlier negation does not reach."""

_CONTRACTIONS = (
    (r"\b(ca|wo|sha)n't\b", lambda m: {"ca": "can", "wo": "will", "sha": "shall"}[m[1].lower()] + " not"),
    (r"n't\b", " not"),
    (r"\b(is|are|was|were|do|does|did|have|has|had|would|could|should)nt\b", r"\1 not"),
    (r"\b(?:can(?:not|t))\b", "can not"),
    (r"\b(it|that|what|there|here|he|she|who|where|how|let|everything|nothing)'s\b", r"\1 is"),
    (r"'s\b|(?<=s)'(?=\s)", ""),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"'d\b", " would"),
    (r"'m\b", " am"),
    (r"\bw/o\b", "without"),
    (r"\bw/(?=\s)", "with"),
    (r"\be\.\s?g\.", "for example"),
    (r"\bi\.\s?e\.", "that is"),
    (r"\bvs\.?(?=\s)", "versus"),
    (r"\b(approx|ca|etc|fig|no|dr|mr|mrs|ms|resp|incl|max|min|avg|est)\.(?=\s+[^A-Z])", r"\1"),
    (r"\bnon-", "non"),
    (r"\be-mail", "email"),
)
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-", "‐": "-"}
    | {"–": "−", "ε": "epsilon", "α": "alpha", "γ": "gamma", "≈": " about ", "~": " about ", "⇒": "→", "➜": "→"}
)
_MARKUP = (
    (r"<!--.*?-->", " "),
    (r"```.*?```", " "),
    (r"!\[[^\]]*\]\([^)]*\)", " "),
    (r"\[([^\]]*)\]\([^)]*\)", r"\1"),
    (r"</?[a-zA-Z][^<>]*>", " "),
    (r"\\([$%*_#])", r"\1"),
    (r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}", ""),
)
_ITEM = re.compile(r"^\s*(?:[-*•+–−]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+|#{1,6}\s+|>\s*|\|)", re.I)
_END = re.compile(r"(?<=[.!?])(?<!\s\.\.\.)[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9$+=−-])|(?<=[!?])\s+|\n")
_PIECE = re.compile(
    r"(?P<number>(?<![\w.])(?:[$€£]\s?)?(?:(?<![\w)])[-−+]\s?)?(?:[$€£]\s?)?"
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?=\s*(?:bytes|\$))|\d{1,3}(?: 000)+(?!\d)|\d+)?(?:[.,]\d+)?"
    r"(?:(?<=\d)e[-+]?\d{1,2})?(?<=\d)"
    r"(?P<suffix>\s?(?:%|‰|×(?!\s*[\d$])|\$|€|£)|\s?(?:per\s?cent|percent(?:age points?)?|million|thousand|Mio\b"
    r"|[kM](?![A-Za-z])|(?<=\.\d\d)m(?![A-Za-z])"
    r"|(?:[kKM]i?B|kilobytes?|megabytes?|cents?|times|fold|pp|x(?!\s*[\d$]))(?![A-Za-z]))"
    r"|-?(?:st|nd|rd|th|d|D)(?![a-z]))?)"
    r"|(?P<word>[^\W\d_][^\W_]*)|(?P<sign>[=→<>+×])|(?P<mark>[,;:()\[\]\"]|\s[-−—]+\s|—|\.{2,}|…)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign: lower case, with the clause that it stands in, and the number that it is."""

    text: str
    clause: int
    number: Numeral | None = None
    facts: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or bullet: as written, and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip("\"')* ").endswith("?")

    @property
    def words(self) -> tuple[str, ...]:
        """The texts of its tokens."""
        return tuple(token.text for token in self.tokens)


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text; those without a word or number are left out."""
    found = (Sentence(piece, tokens(piece)) for piece in _pieces(text[:LONGEST]))
    return tuple(sentence for sentence in found if sentence.tokens)


def tokens(piece: str) -> tuple[Token, ...]:
    """Words, numbers and signs of one sentence, with the clause of each."""
    clause, found = 0, list[Token]()
    for match in _PIECE.finditer(_plain(piece)):
        if match["mark"]:
            clause += 2 if match["mark"] == ";" else 1  # nearly a sentence of its own
        elif match["number"]:
            written = match["number"].strip()
            previous = [token.text for token in found[-2:]]
            found.append(Token(written.lower(), clause, numeral(written, previous)))
        else:
            word = (match["word"] or match["sign"]).lower()
            clause += word in CLAUSE_WORDS
            value = NUMBER_WORDS.get(word)
            number = None if value is None else Numeral(float(value), 0, spelled=True)
            found.append(Token("to" if word == "→" else word, clause, number))
            _join(found)
    return tuple(found)


def _join(found: list[Token]) -> None:
    """Make one token of the last ones where they are one number in words: "sixty-four", "two hundred and nine"."""
    last = found[-1]
    back = 3 if len(found) > 2 and found[-2].text == "and" else 2
    first = found[-back] if len(found) >= back else last
    if not (first.number and last.number and first.number.spelled and last.number.spelled) or first is last:
        return
    one, other = first.number.value, last.number.value
    if (back == 2 and one % 10 == 0 and one % 100 >= 20 and 0 < other < 10) or (one % 100 == 0 < one and other < 100):
        value = one + other
    elif back == 2 and other in (100, 1000) and one < other:
        value = one * other
    else:
        return
    text = "-".join(token.text for token in found[-back:])
    found[-back:] = [replace(last, text=text, number=replace(last.number, value=value))]


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Without a plural or third-person ending: ``bots`` → ``bot``, ``loses`` → ``lose``, ``churns`` → ``churn``.

    >>> [stem(word) for word in ("bots", "loses", "bias", "less", "is")]
    ['bot', 'lose', 'bias', 'less', 'is']
    """
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" + "a" else word


def _plain(text: str) -> str:
    plain = text.translate(_SIGNS)
    for pattern, put in _CONTRACTIONS:
        plain = re.sub(pattern, put, plain, flags=re.I)
    return plain


def _pieces(text: str) -> Iterator[str]:
    for pattern, put in _MARKUP:
        text = re.sub(pattern, put, text, flags=re.S)
    paragraph = ""
    for line in [*text.splitlines(), ""]:
        starts = _ITEM.match(line)
        if starts or not line.strip():
            yield from _split(paragraph)
            paragraph = ""
        bare = (line[starts.end() :] if starts else line).strip().strip("|")
        joint = " " if paragraph else ""
        paragraph += joint + re.sub(r"\s*\|\s*", ", ", bare)
    yield from _split(paragraph)


def _split(paragraph: str) -> Iterator[str]:
    shielded = re.sub(
        r"\b(e\.g|i\.e|vs|approx|ca|etc|fig|resp)\.", lambda m: m[0].replace(".", "\0"), paragraph, flags=re.I
    )
    for piece in _END.split(shielded):
        if piece.strip():
            yield piece.replace("\0", ".").strip()
