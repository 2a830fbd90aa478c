"""The checks of a transfer study, one module each, in the order in which they are reported.

Every module has ``CODE``, ``TITLE``, ``GOOD`` and ``check(outcome) -> tuple[Finding, ...]``, and a page with the same
name beside it. The evidence is the outcome of the fit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from takehome.protocol import Finding
    from takehome.studies.storage.transfer.outcome import Outcome

MODULES = (
    "negative_transfer",
    "fallback",
    "threshold_reached",
    "unlike_houses",
    "stretches_enough",
    "above_the_floors",
    "freeze_choice",
    "days_enough",
    "something_to_gain",
)
"""Names of the check modules, in order of code."""


def modules() -> tuple[ModuleType, ...]:
    """The check modules, imported when asked for."""
    return tuple(import_module(f"{__name__}.{name}") for name in MODULES)


def run_checks(outcome: Outcome) -> tuple[Finding, ...]:
    """Every check on one outcome."""
    return tuple(finding for module in modules() for finding in module.check(outcome))
