"""The pages of the checks: found beside their modules, limits filled in from the modules' constants.

A page is ``linearity.md`` beside ``linearity.py``; its first line is ``# REG001: title``. ``{LIMIT}`` in it stands for
the constant of that name in the module, or in one beside it whose functions it calls, so a page cannot say another
limit than the code applies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable

from takehome.errors import InputError
from takehome.studies import entries
from takehome.units import format_number

SHARED_CHECKS = "takehome.checks"
HEADING = re.compile(r"#\s+([A-Z]{3}\d{3})\b\W*(.*)")
CONSTANT = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Page:
    """A check's page: its code and title, and the module that it explains."""

    code: str
    title: str
    module: str
    text: str


def pages() -> dict[str, Page]:
    """Code → page, of every check that is present, sorted by code."""
    packages = dict.fromkeys([SHARED_CHECKS, *(entry.checks for entry in entries())])
    found = (page for package in packages for page in _pages_of(package))
    return {page.code: page for page in sorted(found, key=lambda page: page.code)}


def _pages_of(package: str) -> Iterator[Page]:
    for file in files(package).iterdir():
        if file.name.endswith(".md"):
            heading = HEADING.match(_text(file))
            if heading:
                yield Page(heading[1], heading[2].strip(), f"{package}.{file.name[:-3]}", _text(file))


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def rendered(code: str) -> str:
    """A check's page with its limits filled in; raises :class:`InputError` for an unknown code."""
    known = pages()
    page = known.get(code.upper())
    if page is None:
        raise InputError(
            f"no check has the code {code!r}", f"one of {', '.join(known)}", "takehome explain lists the codes"
        )
    constants = _constants(page.module)
    return CONSTANT.sub(lambda match: _shown(constants[match[1]]), page.text).rstrip()


def _constants(name: str) -> dict[str, object]:
    """What a check's module defines or imports, and behind it what the modules beside it define that it calls."""
    module = import_module(name)
    package = name.rpartition(".")[0]
    called = {getattr(value, "__module__", None) or "" for value in vars(module).values()}
    beside = [vars(import_module(source)) for source in sorted(called) if source.startswith(f"{package}.")]
    return {key: value for namespace in (*beside, vars(module)) for key, value in namespace.items()}


def _shown(value: object) -> str:
    return format_number(float(value)) if isinstance(value, int | float) else str(value)
