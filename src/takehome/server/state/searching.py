"""Search in the history: every word must occur somewhere, in any case, and no character has a meaning of its own.

SQLite lowers ASCII letters alone and PostgreSQL as its locale says, so texts are folded here, by Unicode's rules, and
kept folded beside the originals.
"""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement, and_, or_

from takehome.errors import InputError
from takehome.server.state.tables import runs

LONGEST = 500
"""Characters; SQLite refuses very long patterns."""


def folded(*texts: str) -> str:
    """The texts, a line each, as a search compares them."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", "\n".join(texts)).casefold())


def matching(text: str) -> ColumnElement[bool] | None:
    """The condition that a run has every word of `text`; None where there is no word.

    Raises
    ------
    InputError
        If the text is longer than 500 characters.
    """
    if len(text) > LONGEST:
        raise InputError(f"a search for {len(text)} characters", f"at most {LONGEST}", "search for fewer words")
    places = (runs.c.folded_names, runs.c.folded_sentence, runs.c.folded_note)
    words = folded(text).split()
    if not words:
        return None
    return and_(*(or_(*(place.contains(word, autoescape=True) for place in places)) for word in words))
