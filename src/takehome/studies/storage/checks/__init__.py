"""The checks of a storage study, one module each, in the order in which they are reported.

Every module has ``CODE``, ``TITLE``, ``GOOD`` and ``check(outcome) -> tuple[Finding, ...]``, and a page with the same
name beside it. The evidence is the outcome of the fit.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from takehome.protocol import Finding
    from takehome.studies.storage.outcome import Outcome

MODULES = (
    "nothing_to_trade",
    "gaps",
    "negative_prices",
    "regime_change",
    "certified_bound",
    "simple_battery",
    "assumed_information",
    "look_ahead",
    "far_from_bound",
    "concentrated_profit",
    "over_cycling",
    "unvisited_states",
    "short_horizon",
)
"""Names of the check modules, in order of code."""


def modules() -> tuple[ModuleType, ...]:
    """The check modules, imported when asked for."""
    return tuple(import_module(f"{__name__}.{name}") for name in MODULES)


def run_checks(outcome: Outcome) -> tuple[Finding, ...]:
    """Every check on one outcome."""
    return tuple(finding for module in modules() for finding in module.check(outcome))
