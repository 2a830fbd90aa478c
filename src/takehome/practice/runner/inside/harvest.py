"""Runs in the candidate's kernel: writes `answers`, `why` and the pictures as JSON, each part on its own.

Nothing here protects anybody: the candidate can replace all of it, and then sends other JSON, which is compared as
plain values by somebody else. It only has to be faithful to honest notebooks: numbers of numpy and pandas become plain
numbers, tables become lists, and what cannot become JSON is named as such.
"""

from __future__ import annotations

import json
import sys
from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from typing import Any

TOO_DEEP = 20
"""Levels of nesting that are followed: answers have three."""


VALUES = 500_000
"""Values that one section may hold: the longest answers have some thousand."""
SECTIONS = 100
VIEWS = KeysView | ValuesView | ItemsView
TOO_SLOW = json.dumps("(not readable: it took too long)")
too_slow: dict[int, Any] = {}
"""Values whose reading was interrupted: they are not tried again."""
SHARES = 8
"""One section may take this part of what all may take: an oversized one does not take the others along."""


class JsonText(str):
    """A text that IPython shows as it is."""

    def __repr__(self) -> str:
        return str(self)


LONGEST_TEXT = 1_000_000
"""Characters of one text; an answer has a few thousand, and writing out 100 MB takes seconds of every cell."""
FLUSH_SECONDS = 0.02
"""How long printed text is gathered: an endless print then comes in pieces that the driver can count."""


def prepare() -> None:
    """Make a fresh kernel report pictures and printed text as the driver expects them."""
    # a name of IPython's own namespace, without importing it in the grader
    shell = sys.modules["IPython"].get_ipython()
    # %matplotlib inline would replace the backend that remembers the pictures
    shell.register_magic_function(lambda line: None, "line", "matplotlib")
    for stream in (sys.stdout, sys.stderr):
        vars(stream)["flush_interval"] = FLUSH_SECONDS


def plain(value: Any, room: list[int] | None = None, depth: int = 0) -> Any:
    """A value of Python, numpy or pandas as plain JSON; what has no such form becomes a sentence that names it.

    `room` holds the number of values that may still follow.
    """
    room = [VALUES] if room is None else room
    room[0] -= 1
    if room[0] < 0:
        raise ValueError(f"more than {VALUES:,} values")
    if type(value) is str and len(value) > LONGEST_TEXT:
        raise ValueError(f"a text of {len(value):,} characters")
    if value is None or type(value) in {bool, int, float, str}:
        return value
    if depth > TOO_DEEP:
        return "(nested too deeply)"
    if isinstance(value, Mapping):
        return {key_text(key): plain(item, room, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset | range | VIEWS):
        return [plain(item, room, depth + 1) for item in value]
    for name in ("tolist", "to_list", "item"):
        if callable(getattr(value, name, None)):
            return plain(getattr(value, name)(), room, depth + 1)
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if hasattr(value, "to_numpy"):
        return plain(value.to_numpy().tolist(), room, depth + 1)
    return f"(an object of type {type(value).__name__})"


def key_text(key: Any) -> str:
    """A key of a dictionary as text: 1, 1.0 of numpy and "1" are the same key."""
    value = plain(key)
    return value if isinstance(value, str) else json.dumps(value)


def part(value: Any, size: int) -> str:
    """One section's answers as JSON text; where that fails or is too long, the reason stands in their place."""
    if id(value) in too_slow:
        return TOO_SLOW
    try:
        text = json.dumps(plain(value))
        return text if len(text) <= size else json.dumps(f"(not readable: {len(text):,} characters)")
    except (TypeError, ValueError, RecursionError, AttributeError, OverflowError, RuntimeError) as problem:
        return json.dumps(f"(not readable: {type(problem).__name__}: {problem}"[:300] + ")")
    except KeyboardInterrupt:
        # the driver's patience is over; the other sections are read all the same, now and later
        too_slow[id(value)] = value
        return TOO_SLOW


def by_section(value: Any, size: int) -> dict[str, str]:
    """Every entry of `answers` or `why` as JSON text."""
    if not isinstance(value, Mapping):
        return {}
    return {key_text(key): part(item, size) for key, item in list(value.items())[:SECTIONS]}


def collect(names: dict[str, Any], size: int) -> JsonText:
    """Everything that the grader wants to know, as one JSON text of at most `size` characters where possible."""
    found: dict[str, Any] = {name: by_section(names.get(name), size // SHARES) for name in ("answers", "why")}
    found["drawn"] = []
    if "matplotlib.pyplot" in sys.modules:
        from takehome.practice.runner.inside.pictures import collected

        found["drawn"] = collected()
    text = json.dumps(found)
    if len(text) > size:
        text = json.dumps({**found, "drawn": []})
    return JsonText(text)
