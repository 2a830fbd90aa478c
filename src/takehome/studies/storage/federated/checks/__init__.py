"""The checks of a fleet study, one module each, in the order in which they are reported.

Every module has ``CODE``, ``TITLE``, ``GOOD`` and ``check(outcome) -> tuple[Finding, ...]``, and a page with the same
name beside it. The evidence is the outcome of the fit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from takehome.protocol import Finding
    from takehome.studies.storage.federated.outcome import Outcome

MODULES = (
    "set_aside",
    "worse_off",
    "privacy_kept",
    "below_the_floor",
    "unlike_homes",
    "too_few_homes",
    "rounds_enough",
    "nothing_to_gain",
    "members_told",
)
"""Names of the check modules, in order of code."""


def modules() -> tuple[ModuleType, ...]:
    """The check modules, imported when asked for."""
    return tuple(import_module(f"{__name__}.{name}") for name in MODULES)


def run_checks(outcome: Outcome) -> tuple[Finding, ...]:
    """Every check on one outcome."""
    return tuple(finding for module in modules() for finding in module.check(outcome))
