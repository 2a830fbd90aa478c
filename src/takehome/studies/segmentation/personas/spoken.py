"""Column names as a marketer says them: ``"Avg_Session_Time"`` → "session time", and more of it is "long session time".

The nouns of everyday tables take their own adjectives (time is long, tickets are many, age is old); every other
column is high or low. The original name is kept beside, in the reason of a persona.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SILENT = re.compile("avg|average|mean|median|total|sum|num|number|no|nr|n|count|cnt|pct|percent|percentage|of|per|the")
"""Words that say how a column was computed, and nothing about whom it describes."""

DURATIONS = re.compile("time|times|duration|durations|length|tenure|delay|minutes|seconds|hours")
MEASURES = re.compile(
    "rates|values|scores|prices|amounts|sales|revenues|costs|earnings|days|weeks|months|years|points|"
    "status|class|business|address|access|analysis|process"
)
"""Words in -s that are no things to count."""

ADJECTIVES = {
    "recency": ("recently active", "long inactive", "very ", "fairly "),
    "age": ("younger", "older", "much ", "a little "),
    "monetary": ("low spend", "high spend", "very ", "rather "),
    "monetary value": ("low spend", "high spend", "very ", "rather "),
    "frequency": ("infrequent", "frequent", "very ", "rather "),
}
"""Whole phrases for columns whose plain name is no marketer's word: less, more, the word for much and for slightly."""

COMPARED = {"low": "lower", "high": "higher", "few": "fewer", "many": "more", "short": "shorter", "long": "longer"}


def spoken_names(columns: Sequence[str]) -> dict[str, str]:
    """What each column is called, no two alike; one whose duration is a column too is an *activity*.

    >>> spoken_names(("Administrative", "Administrative_Duration", "Avg_Price", "Total_Price"))["Avg_Price"]
    'avg price'
    """
    said = {column: spoken(column) for column in columns}
    counts = Counter(said.values())
    said = {c: words if counts[words] == 1 else c.replace("_", " ").lower() for c, words in said.items()}
    said = {c: words if list(said.values()).count(words) == 1 else c for c, words in said.items()}
    lasting = {words.rpartition(" ")[0] for words in said.values() if DURATIONS.fullmatch(words.split()[-1])}
    return {
        c: f"{words} activity" if words in lasting and not is_counted(words) else words for c, words in said.items()
    }


def spoken(column: str) -> str:
    """The name in plain words, without brackets, underscores and words of computation.

    >>> [spoken(name) for name in ("Avg_Session_Time", "ProductRelated_Duration", "Spending Score (1-100)", "X1")]
    ['session time', 'product related duration', 'spending score', 'X1']
    """
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", column).replace("_", " ").strip()
    if not re.fullmatch(r"(?=.*[^\W\d]{2})[^\W\d ]+( [^\W\d ]+)*", plain):
        return plain or column
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\WA-Z]+", plain)
    kept = [word for word in words if not SILENT.fullmatch(word.lower())] or words
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in kept)


def is_kin(one: str, other: str) -> bool:
    """Whether two spoken names are of one thing: "administrative activity" and "administrative duration"."""
    stems = {
        " ".join(w for w in said.split() if not DURATIONS.fullmatch(w) and w != "activity") for said in (one, other)
    }
    return len(stems) == 1 and stems != {""}


def is_counted(said: str) -> bool:
    """Whether the name is of things that one counts: "items viewed", "support tickets"."""
    words = said.split()
    noun = words[0] if words[-1].endswith("ed") else words[-1]
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and not MEASURES.fullmatch(noun)


def adjectives(said: str) -> tuple[str, str]:
    """Less and more of it: ``("few", "many")``, ``("short", "long")``, ``("low", "high")``."""
    if DURATIONS.fullmatch(said.split()[-1]):
        return "short", "long"
    return ("few", "many") if is_counted(said) else ("low", "high")


def phrase(said: str, up: bool, very: bool = False) -> str:
    """``"very high cart value"``, ``"few support tickets"``, ``"long inactive"``."""
    if said in ADJECTIVES:
        return f"{ADJECTIVES[said][2] if very else ''}{ADJECTIVES[said][up]}"
    return f"{'very ' if very else ''}{adjectives(said)[up]} {said}"


def slight(said: str, up: bool) -> str:
    """``"above-average cart value"``, ``"fairly recently active"``."""
    if said in ADJECTIVES:
        return f"{ADJECTIVES[said][3]}{ADJECTIVES[said][up]}"
    return f"{'above' if up else 'below'}-average {said}"


def none_of(said: str) -> str:
    """``"no support tickets"``, ``"zero cart value"``."""
    return f"{'no' if is_counted(said) else 'zero'} {said}"


def compared(said: str, up: bool) -> str:
    """Beside one rival: ``"higher cart value"``, ``"fewer support tickets"``."""
    return f"{COMPARED[adjectives(said)[up]]} {said}"
