"""The words of a column's name, which are weak evidence of what it means."""

from __future__ import annotations

import re

_LONGEST = 200


def words_of(name: str) -> frozenset[str]:
    """The words in small letters, and all of them run together: ``customerID`` → customer, id, customerid."""
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name[:_LONGEST])
    words = {word for word in re.split(r"[^0-9a-zA-Z]+", apart.casefold()) if word}
    return frozenset(words | {re.sub(r"\W|_", "", name[:_LONGEST].casefold())})


def has_word(pattern: re.Pattern[str], words: frozenset[str]) -> bool:
    """Whether the pattern is exactly one of the words."""
    return any(pattern.fullmatch(word) for word in words)
