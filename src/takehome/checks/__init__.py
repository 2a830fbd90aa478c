"""The checks of the table itself, which every study runs: codes ``TAB001`` to ``TAB010``.

One check a module, its page (``leakage.md``) beside it. A module has ``CODE``, ``TITLE``, ``GOOD``, its limits as
constants, and ``check(table, target, context)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from takehome.protocol import Finding
    from takehome.table import Table

CHECKS = (
    "leakage",
    "duplicates",
    "constant_columns",
    "identifiers",
    "missing_values",
    "impossible_values",
    "time_order",
    "sample_size",
    "numbers_as_text",
    "many_levels",
)
"""The modules, in the order of their codes."""


def check_table(
    table: Table,
    target: str | None,
    *,
    train: np.ndarray | None = None,
    features: Sequence[str] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    confidence_level: float = 0.95,
) -> tuple[Finding, ...]:
    """Run every shared check.

    Parameters
    ----------
    train : (rows,) mask of the training rows; None means that no rows are held out.
    features : the columns in use; None means every column with the role *feature*.
    ranges : column name → (lowest, highest) possible value.
    confidence_level : of the intervals that decide.

    Raises
    ------
    InputError
        If `target`, a feature or a range names no column.
    """
    from takehome.checks.context import Context

    for name in (*([target] if target is not None else []), *(ranges or {})):
        table[name]
    context = Context(train, dict(ranges or {}), tuple(features) if features is not None else None, confidence_level)
    found = (import_module(f"{__name__}.{name}").check(table, target, context) for name in CHECKS)
    return tuple(finding for findings in found for finding in findings)
