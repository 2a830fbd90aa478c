"""The assumption checks of a regression, one module each, in the order in which they are reported.

Every module has ``CODE``, ``TITLE``, ``GOOD`` and ``check(evidence) -> tuple[Finding, ...]``, and a page with the
same name beside it.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from takehome.protocol import Finding
    from takehome.studies.regression.model import ModelEvidence

MODULES = (
    "linearity",
    "homoscedasticity",
    "interval_coverage",
    "independence",
    "collinearity",
    "influence",
    "interactions",
    "overfitting",
)
"""Names of the check modules, in order of code."""


def modules() -> tuple[ModuleType, ...]:
    """The check modules, imported when asked for."""
    return tuple(import_module(f"{__name__}.{name}") for name in MODULES)


def run_checks(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """Every check on one model; features that fail linearity are told to the checks that come after it."""
    linearity, *others = modules()
    bends = linearity.bends(evidence)
    found = linearity.findings(evidence, bends)
    failed = tuple(b.feature for b in bends if b.offends)
    informed = replace(evidence, curved=tuple(dict.fromkeys((*evidence.curved, *failed))))
    return found + tuple(finding for module in others for finding in module.check(informed))
