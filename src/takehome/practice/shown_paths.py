"""Paths as messages show them: a name on disk may be no text, may move a cursor, and may be thousands of letters."""

from __future__ import annotations

import os
from os import PathLike

from takehome.report.words import clip, visible

LONGEST = 200
"""Characters of a path that a message shows."""

CURSOR = str.maketrans("\t\n\r", "\u2409\u240a\u240d")
"""Pictures for what moves a cursor and is no control character of :func:`visible`."""


def shown(path: str | PathLike[str]) -> str:
    """The path as text that any file can hold and any terminal show."""
    return visible(os.fsencode(path).decode("utf-8", "replace")).translate(CURSOR)


def clipped(path: str | PathLike[str]) -> str:
    """The same for a message: its beginning where it is very long."""
    return clip(shown(path), LONGEST)
