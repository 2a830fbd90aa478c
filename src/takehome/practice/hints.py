"""``hint``: one rung of a section's ladder, from a nudge to nearly the solution. Which rung is the candidate's to say.

Nothing is remembered anywhere: the text itself says how to get the next hint.
"""

from __future__ import annotations

import shlex
from os import PathLike

from takehome.errors import InputError
from takehome.practice.submitted import opened


def hint(notebook: str | PathLike[str], section: int, number: int = 1) -> str:
    """One hint for a section of a notebook in practice mode.

    Parameters
    ----------
    notebook : the candidate's file; only its variant is read.
    section : the section's number.
    number : which hint, from 1.

    Raises
    ------
    InputError
        If the notebook is sealed or cannot be read, if its level has no such section, or if there is no such hint.
    """
    submitted = opened(notebook)
    submitted.refuse_sealed("hint")
    asked = submitted.section(section)
    hints, file = asked.hints, shlex.quote(str(notebook))
    if not isinstance(number, int) or not 1 <= number <= len(hints):
        raise InputError(
            f"hint {number!r} for section {section}",
            f"one of its {len(hints)} hints, numbered from 1" if hints else "a section with hints; this one has none",
            f"takehome practice reveal {file} shows the whole solution",
        )
    following = (
        f"The next one: takehome practice hint {file} --section {section} --number {number + 1}"
        if number < len(hints)
        else f"This was the last one; the whole solution: takehome practice reveal {file}"
    )
    return f"Section {section} ({asked.title}), hint {number} of {len(hints)}:\n{hints[number - 1]}\n{following}"
