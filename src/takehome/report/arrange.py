"""What comes first: the order in which a reader needs findings and options, the same in HTML and Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from takehome.protocol import Direction, Effect, Finding, Option, Status
from takehome.report.build import Report

WORST_SHOWN = 3
# A table is to be read; the whole of it is in report.json.
TABLE_ROWS = 50
GROUP_TITLES = {
    Status.FAILED: "Failed",
    Status.CAUTION: "Caution",
    Status.PASSED: "Passed",
    Status.NOT_APPLICABLE: "Not applicable",
}
STAGE_NAMES = {"data": "data", "baseline": "baseline", "chosen": "chosen model", "given": "given answer"}


BAD = (Status.FAILED, Status.CAUTION)
HOPELESS = 10**9
"""So many rows to settle a caution mean that no number of rows does; the remedy says so."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one status, in the study's order."""

    status: Status
    title: str
    findings: tuple[Finding, ...]


def stage_name(report: Report, stage: str) -> str:
    """A stage as shown: the study's own name for it (``metrics["stage_names"]``), else the general one."""
    own = report.metrics.get("stage_names")
    if isinstance(own, dict) and stage in own:
        return str(own[stage])
    return STAGE_NAMES.get(stage, stage)


def is_repaired(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether a fault of the baseline is gone in the chosen model.

    Gone means that the same check ran there and no longer blames the same subject (or, where none was named, passed).
    """
    if finding.stage != "baseline" or finding.status not in BAD:
        return False
    later = [other for other in findings if other.code == finding.code and other.stage == "chosen"]
    if finding.subject is None:
        return any(other.status is Status.PASSED for other in later)
    return bool(later) and not any(other.status in BAD and other.subject == finding.subject for other in later)


def is_superseded(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether the chosen model's findings say the same of it: a caution is asked again, a fault was kept."""
    later = [other for other in findings if other.code == finding.code and other.stage == "chosen"]
    kept = any(other.status in BAD and other.subject == finding.subject for other in later)
    return finding.stage == "baseline" and (kept or (bool(later) and finding.status is Status.CAUTION))


def _is_past(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether a finding of the baseline says nothing that still stands and is not said of the chosen model."""
    return is_repaired(finding, findings) or is_superseded(finding, findings)


def settling(finding: Finding) -> str:
    """How many rows would settle a caution, unless the remedy already says so; empty where it cannot be said."""
    rows = finding.rows_to_settle
    if not rows or rows >= HOPELESS or f"{finding.rows_to_settle:,}" in finding.remedy:
        return ""
    return f"About {finding.rows_to_settle:,} rows in all would settle it."


def groups(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Findings by status, worst status first; in each, what stands before what was repaired, then by :func:`excess`.

    What passed or does not apply stays in the study's order; empty groups are left out.
    """
    found = []
    for status, title in GROUP_TITLES.items():
        members = [finding for finding in findings if finding.status is status]
        if members:
            if status in (Status.FAILED, Status.CAUTION):
                members.sort(key=lambda finding: (_is_past(finding, findings), -excess(finding)))
            found.append(Group(status, title, tuple(members)))
    return tuple(found)


def worst(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The three worst findings that failed or ask for caution, those that still stand first, each check once if it can.

    A fault of the baseline that the chosen model still has is said once, of the chosen model.
    """
    bad = [finding for finding in findings if finding.status in BAD and not is_superseded(finding, findings)]
    bad.sort(key=lambda f: (is_repaired(f, findings), f.status is not Status.FAILED, -excess(f)))
    again = [f.code in {other.code for other in bad[:i]} for i, f in enumerate(bad)]
    order = sorted(range(len(bad)), key=lambda i: (is_repaired(bad[i], findings), again[i]))
    return tuple(bad[i] for i in order[:WORST_SHOWN])


def excess(finding: Finding) -> float:
    """How many times its limit the deciding effect is; 0 where that cannot be said."""
    measured = finding.measured.get(finding.effect or "")
    if measured is None or finding.limit is None or not finding.limit.value:
        return 0.0
    ratio = abs(measured.value / finding.limit.value)
    return ratio if math.isfinite(ratio) else 0.0


def trivial_first(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options with those that need no model first, otherwise in the study's order."""
    return tuple(sorted(options, key=lambda option: not option.trivial))


def new_directions(effects: Sequence[Effect]) -> tuple[Direction | None, ...]:
    """The direction of each effect where its subject's first effect has not said the same already."""
    first: dict[str, Direction] = {}
    shown: list[Direction | None] = []
    for effect in effects:
        known = first.get(effect.subject)
        shown.append(None if effect.direction is known else effect.direction)
        first.setdefault(effect.subject, effect.direction)
    return tuple(shown)
