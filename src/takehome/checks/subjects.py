"""Which columns a check is about, and how many of its findings are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from takehome.checks.context import Context
from takehome.protocol import Finding, Status
from takehome.table import Column, Role, Table
from takehome.units import Quantity

SHOWN_COLUMNS = 5
MOST_FINDINGS = 20
"""A check names this many columns one by one; the rest are counted in the last finding."""

_WORST_FIRST = (Status.FAILED, Status.CAUTION, Status.PASSED, Status.NOT_APPLICABLE)


def feature_columns(table: Table, target: str | None, context: Context) -> tuple[Column, ...]:
    """The columns that are to explain the target."""
    if context.features is not None:
        return tuple(table[name] for name in context.features if name != target)
    return tuple(column for column in table.with_role(Role.FEATURE) if column.name != target)


def worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """At most `MOST_FINDINGS`, the worst first; the last one says how many more there are."""
    ranked = sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.status))
    if len(ranked) <= MOST_FINDINGS:
        return tuple(ranked)
    kept, rest = ranked[: MOST_FINDINGS - 1], ranked[MOST_FINDINGS - 1 :]
    named = listed([finding.subject or "the table" for finding in rest])
    last = replace(rest[0], subject=None, seen=f"The same holds for {len(rest):,} more columns: {named}.")
    return (*kept, last)


def clear(
    code: str, title: str, good: str, seen: str, consequence: str, effect: str, measured: Quantity, limit: Quantity
) -> tuple[Finding, ...]:
    """The one finding of a check that found nothing wrong."""
    found = {effect: measured}
    return (
        Finding(
            code, title, Status.PASSED, good, seen, consequence, "Nothing.", measured=found, effect=effect, limit=limit
        ),
    )  # fmt: skip


def not_applicable(code: str, title: str, good: str, seen: str) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, seen, "None.", "Nothing."),)


def listed(names: Sequence[str]) -> str:
    """The first names, quoted and shortened, and how many more there are."""
    shown = ", ".join(shown_name(name) for name in names[:SHOWN_COLUMNS])
    more = len(names) - SHOWN_COLUMNS
    return f"{shown} and {more:,} more" if more > 0 else shown


def shown_name(name: str, longest: int = 60) -> str:
    """A column name for a sentence: quoted, and cut where it is very long."""
    return f"'{name}'" if len(name) <= longest else f"'{name[:longest]}…'"
