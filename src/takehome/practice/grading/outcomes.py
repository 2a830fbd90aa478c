"""The outcome of a notebook from those of its sections."""

from __future__ import annotations

from collections.abc import Iterable

from takehome.practice.results import Outcome, SectionGrade

_FIRST = (Outcome.WRONG, Outcome.COULD_NOT_RUN, Outcome.NOT_ATTEMPTED, Outcome.NEEDS_READER)


def overall(sections: Iterable[SectionGrade]) -> Outcome:
    """PASS where every section passes; a reader is needed only where nothing else is missing.

    >>> overall([SectionGrade(1, "a", Outcome.PASS), SectionGrade(2, "b", Outcome.NEEDS_READER)])
    <Outcome.NEEDS_READER: 'needs a reader'>
    """
    found = {section.outcome for section in sections}
    if not found:
        return Outcome.NOT_ATTEMPTED
    return next((outcome for outcome in _FIRST if outcome in found), Outcome.PASS)
