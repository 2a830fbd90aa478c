"""Column names, made usable: text, not empty, no two alike; every repair leaves a note.

A second column of the same name becomes ``name_2``: both are kept, because dropping either would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from takehome.table.columns import Note, Topic
from takehome.table.numeric_text import read_numbers

SHOWN = 5
PREFIX = "column_"
_ONE = np.ones(1, int)


def usable_names(names: Iterable[object]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The names to use, one for each given, and what was changed."""
    given = [_as_text(name) for name in names]
    taken, used = set(given), []
    counts: dict[str, int] = {}
    empty, doubled = [], []
    for position, name in enumerate(given, start=1):
        new = name or f"{PREFIX}{position}"
        counts[new] = counts.get(new, 0) + 1
        if counts[new] > 1:
            new = _free(name, counts[name], taken)
            doubled.append(f"{name!r} as {new!r}")
        elif not name:
            empty.append(new)
        taken.add(new)
        used.append(new)
    return tuple(used), _notes(empty, doubled, used)


def is_generated(name: str, names: tuple[str, ...]) -> bool:
    """Whether a name is the one that an empty name at its place is given."""
    return name.startswith(PREFIX) and name == f"{PREFIX}{names.index(name) + 1}"


def _as_text(name: object) -> str:
    if isinstance(name, tuple):
        return " / ".join(str(part) for part in name if str(part))
    return "" if name is None else str(name).strip().lstrip("\ufeff")


def _free(name: str, start: int, taken: set[str]) -> str:
    number = start
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _notes(empty: list[str], doubled: list[str], used: list[str]) -> tuple[Note, ...]:
    notes = []
    if empty:
        text = f"{len(empty):,} columns without a name are called {_some(empty)}"
        notes.append(Note(None, text, Topic.NAMES, len(empty)))
    if doubled:
        text = f"{len(doubled):,} columns had a name already taken; now {_some(doubled, quote=False)}"
        notes.append(Note(None, text, Topic.NAMES, len(doubled)))
    if used and all(read_numbers([name], _ONE).share == 1.0 for name in used[:50]):
        text = f"all {len(used):,} column names are numbers ({_some(used)}); is the header row missing?"
        notes.append(Note(None, text, Topic.NAMES, len(used)))
    return tuple(notes)


def _some(names: list[str], quote: bool = True) -> str:
    shown = ", ".join(repr(name) if quote else name for name in names[:SHOWN])
    return shown + (", …" if len(names) > SHOWN else "")
