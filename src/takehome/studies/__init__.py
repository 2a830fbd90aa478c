"""The registry: every folder here that declares ``ENTRIES`` is a study; none is named.

Deleting a folder takes its verbs, commands, scenarios, checks and pages with it, and nothing else.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from takehome.errors import InputError
from takehome.studies.entry import Entry


@cache
def entries() -> tuple[Entry, ...]:
    """All studies that are present, in the alphabetical order of their folders."""
    found: list[Entry] = []
    for folder in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if folder.ispkg:
            found.extend(import_module(f"{__name__}.{folder.name}").ENTRIES)
    return tuple(found)


def by_verb(verb: str) -> Entry:
    """The study behind a verb.

    Raises
    ------
    InputError
        If no study that is present publishes this verb.
    """
    for entry in entries():
        if entry.verb == verb:
            return entry
    raise InputError(
        f"the verb {verb!r}, whose study is not part of this installation",
        _one_of("verbs", [entry.verb for entry in entries()]),
        "reinstall takehome with all its studies, or call one of these",
    )


def by_name(name: str) -> Entry:
    """The study of a name, as saved studies and reports have it; raises :class:`InputError` if it is absent."""
    for entry in entries():
        if entry.name == name:
            return entry
    raise InputError(
        f"a study named {name!r}, which is not part of this installation",
        _one_of("studies", [entry.name for entry in entries()]),
        "install the version of takehome that made it",
    )


def scenario_address(name: str) -> str:
    """The address of a scenario's generator; raises :class:`InputError` for an unknown name."""
    known = {scenario: address for entry in entries() for scenario, address in entry.scenarios.items()}
    if name in known:
        return known[name]
    raise InputError(
        f"no scenario named {name!r}",
        _one_of("scenarios", list(known)),
        "takehome scenario --help lists them",
    )


def _one_of(kind: str, names: list[str]) -> str:
    return f"one of the {kind} {', '.join(names)}" if names else f"no {kind} are available"
