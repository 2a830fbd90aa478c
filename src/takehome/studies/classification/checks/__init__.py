"""The checks of a classification, one module each, in the order in which they are reported.

Every module has ``CODE``, ``TITLE``, ``GOOD`` and ``check(made) -> tuple[Finding, ...]``, and a page with the same name
beside it. The evidence is the priced decision, which holds the models, the rows and the costs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from takehome.protocol import Finding
    from takehome.studies.classification.priced import Priced

MODULES = (
    "accuracy_trap",
    "calibrated",
    "leakage",
    "duplicates",
    "few_positives",
    "unstable_cut",
    "separation",
    "drift",
    "losing_subgroup",
    "baseline_not_beaten",
    "impurity_trap",
    "identifiable",
)
"""Names of the check modules, in order of code."""


def modules() -> tuple[ModuleType, ...]:
    """The check modules, imported when asked for."""
    return tuple(import_module(f"{__name__}.{name}") for name in MODULES)


def run_checks(made: Priced) -> tuple[Finding, ...]:
    """Every check on one priced decision."""
    return tuple(finding for module in modules() for finding in module.check(made))
