"""The registry: every folder here that declares ``ASSIGNMENT`` is an assignment; none is named.

Deleting a folder takes its assignment with it. An assignment whose reference solution calls a study that is not part
of this installation stays listed, as unavailable: its grades would have nothing to be compared with.
"""

from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from takehome.errors import InputError
from takehome.report.words import clip, visible

if TYPE_CHECKING:
    from takehome.practice.spec import Assignment


@cache
def catalogue() -> tuple[Assignment, ...]:
    """All assignments that are present, in the alphabetical order of their folders."""
    folders = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    return tuple(import_module(f"{__name__}.{folder}").ASSIGNMENT for folder in folders)


def names() -> tuple[str, ...]:
    """The names of all assignments that are present, available or not."""
    return tuple(assignment.name for assignment in catalogue())


def by_name(name: str) -> Assignment:
    """The assignment of a name.

    Raises
    ------
    InputError
        If there is none; the message lists those that there are.
    """
    for assignment in catalogue():
        if assignment.name == name:
            return assignment
    shown = clip(visible(str(name)))
    near = get_close_matches(shown.casefold(), names(), 1)
    raise InputError(
        f"an assignment named {shown!r}, which is not part of this installation",
        f"one of {', '.join(names())}" if names() else "an installation with assignments; this one has none",
        f"did you mean {near[0]!r}?" if near else "takehome practice list describes them",
    )


def missing_verbs(assignment: Assignment) -> tuple[str, ...]:
    """The verbs that its reference solution calls and whose studies are absent."""
    from takehome.api import entries

    present = {entry.verb for entry in entries()}
    return tuple(verb for verb in assignment.verbs if verb not in present)


def available(assignment: Assignment) -> bool:
    """Whether every study that it needs is part of this installation."""
    return not missing_verbs(assignment)


def require(assignment: Assignment) -> None:
    """Raise :class:`InputError` where a study that the assignment needs is absent."""
    missing = missing_verbs(assignment)
    if missing:
        raise InputError(
            f"the assignment {assignment.name!r}, whose solution calls {', '.join(missing)}",
            "an installation that holds these studies",
            "reinstall takehome with all its studies, or take another assignment of takehome practice list",
        )
