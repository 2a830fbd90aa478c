"""The candidate's name: as a file's name, in the first cell, and whether both still agree.

A name may hold letters of any script. What a file system or a notebook would read as something else (separators,
control characters, names of devices, Markdown) is taken out or escaped.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.practice.handout.markers import role_of
from takehome.practice.results import About, Note

if TYPE_CHECKING:
    from nbformat import NotebookNode

LONGEST_NAME = 100
"""Characters of a name; a longer one would not fit into a file's name."""
LONGEST_FILE_NAME = 180
"""Bytes of a file's name: file systems allow 255, and ``.solution.ipynb`` or a feedback page's suffix follow."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""
COPY = re.compile(r"\s*\(\d+\)$|\.solution$")
"""What a browser adds to a second download."""


def checked_name(candidate: str) -> str:
    """A candidate's name on one line.

    Raises
    ------
    InputError
        If nothing can be read in it, or if it is longer than 100 characters.
    """
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", candidate))
    name = " ".join(kept.split())
    if not any(c.isalnum() for c in name) or len(name) > LONGEST_NAME:
        raise InputError(
            f"{candidate[:LONGEST_NAME]!r} as the candidate's name",
            f"a name with a letter or a digit and at most {LONGEST_NAME} characters",
            '--name "Ada Lovelace"',
        )
    return name


def file_name(candidate: str) -> str:
    """The name as a file's or folder's name, without an ending; raises :class:`InputError` as :func:`checked_name`.

    >>> file_name("Zoë O'Neill / 3")
    "Zoë O'Neill - 3"
    """
    name = re.sub(r'[/\\<>:"|?*]', "-", checked_name(candidate)).lstrip(".-~ ").rstrip(". ")
    while len(name.encode()) > LONGEST_FILE_NAME:
        name = name[:-1].rstrip(". ")
    return f"_{name}" if RESERVED.fullmatch(name) else name


def in_markdown(candidate: str) -> str:
    """The name as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~&])", r"\\\1", candidate)


def name_notes(file: str, notebook: NotebookNode, candidate: str) -> tuple[Note, ...]:
    """A note for every place that does not bear the candidate's name: the file's name, the first cell.

    Parameters
    ----------
    file : path or name of the submitted file. notebook : as it was submitted. candidate : as the variant has it.
    """
    if not candidate:
        return (Note(About.HANDOUT, "candidate", "The notebook does not say for which candidate it was made."),)
    notes = []
    stem = COPY.sub("", PurePath(file).stem)
    if _letters(stem) != _letters(file_name(candidate)):
        notes.append(f"The file is called “{stem}”, but the notebook was made for “{candidate}”.")
    if _letters(candidate) not in _letters(_first_text(notebook)):
        notes.append(f"The first cell does not bear the name “{candidate}”, for whom the notebook was made.")
    return tuple(Note(About.HANDOUT, "candidate", sentence) for sentence in notes)


def _first_text(notebook: NotebookNode) -> str:
    """The first text cell, without its marker."""
    for cell in notebook.get("cells", []):
        if cell.get("cell_type") == "markdown":
            return "\n".join(line for line in str(cell.get("source", "")).splitlines() if role_of(line) is None)
    return ""


def _letters(text: str) -> str:
    """Letters and digits alone, in one case: how two spellings of a name are compared."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")
