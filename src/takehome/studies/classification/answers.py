"""The questions of a brief, answered from evidence: to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from takehome.protocol import Answer, Effect, Finding, Recommendation


def answers(
    findings: Sequence[Finding],
    effects: Sequence[Effect],
    recommendation: Recommendation,
    metrics: Mapping[str, object],
) -> tuple[Answer, ...]:
    return ()
