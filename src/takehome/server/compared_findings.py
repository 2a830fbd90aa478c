"""Which findings of one report the other has not, or has with another status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from takehome.protocol import Status

WORST_FIRST = tuple(Status)
_Key = tuple[str, str, str, int]


class Change(StrEnum):
    """What became of a finding from the first run to the second."""

    APPEARED = "appeared"
    VANISHED = "vanished"
    WORSE = "got worse"
    BETTER = "got better"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding that is not the same in both; a status and what was seen are empty where it is absent."""

    change: Change
    code: str
    title: str
    subject: str
    stage: str
    status_a: str
    status_b: str
    seen_a: str
    seen_b: str


@dataclass(frozen=True, slots=True)
class ChangedFindings:
    """The findings that changed, the worst first, and how many did not change their status."""

    changes: tuple[FindingChange, ...]
    unchanged: int


def changed_findings(a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]]) -> ChangedFindings:
    """Compare two reports' findings by code, subject and stage.

    Parameters
    ----------
    a, b : the lists ``findings`` of two documents of one study. Several findings of one code, subject and stage are
        told apart by their order, the worst first.
    """
    mine, yours = _keyed(a), _keyed(b)
    keys = [*mine, *(key for key in yours if key not in mine)]
    changes = [_change(mine.get(key), yours.get(key)) for key in keys]
    found = [change for change in changes if change is not None]
    found.sort(key=lambda change: (_rank(change), change.code, change.subject, change.stage))
    return ChangedFindings(tuple(found), len(changes) - len(found))


def _keyed(findings: Iterable[Mapping[str, Any]]) -> dict[_Key, Mapping[str, Any]]:
    seen: Counter[tuple[str, str, str]] = Counter()
    keyed: dict[_Key, Mapping[str, Any]] = {}
    for finding in sorted(findings, key=lambda each: WORST_FIRST.index(Status(each["status"]))):
        key = finding["code"], finding["subject"] or "", finding["stage"]
        keyed[*key, seen[key]] = finding
        seen[key] += 1
    return keyed


def _change(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> FindingChange | None:
    if a and b and a["status"] == b["status"]:
        return None
    either: Mapping[str, Any] = b or a or {}
    status_a, status_b = a["status"] if a else "", b["status"] if b else ""
    return FindingChange(
        _kind(status_a, status_b),
        either["code"],
        either["title"],
        either["subject"] or "",
        either["stage"],
        status_a,
        status_b,
        a["seen"] if a else "",
        b["seen"] if b else "",
    )


def _kind(before: str, after: str) -> Change:
    if not before or not after:
        return Change.APPEARED if after else Change.VANISHED
    if Status.NOT_APPLICABLE in (before, after):
        return Change.CHANGED
    worse = WORST_FIRST.index(Status(after)) < WORST_FIRST.index(Status(before))
    return Change.WORSE if worse else Change.BETTER


def _rank(change: FindingChange) -> int:
    """How bad the worse of both statuses is: what failed in either run is read first."""
    return min(WORST_FIRST.index(Status(status)) for status in (change.status_a, change.status_b) if status)
