"""What a finding is about, how many groups are meant, and how a finding that does not apply is said."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.structure import POSSIBLE
from takehome.units import format_number

DATA, CHOSEN, GIVEN = "data", "chosen", "given"
NOTHING_TO_DO = "Nothing to do."


def decides(outcome: Outcome) -> str:
    """The stage of what is judged: the segments of the column that was given, or our own."""
    return CHOSEN if outcome.given is None else GIVEN


def segments_of(outcome: Outcome) -> str:
    """``"the 3 segments"``, ``"the 3 segments in 'cluster'"``."""
    return f"the {outcome.k} segments" + ("" if outcome.given is None else f" in {outcome.given[:60]!r}")


def not_applicable(code: str, title: str, good: str, why: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, why, "None.", NOTHING_TO_DO, stage=stage),)


def one_crowd(outcome: Outcome, code: str, title: str, good: str) -> tuple[Finding, ...]:
    """The finding of a check that asks about segments, where there are none."""
    seen = outcome.choice.structure
    why = f"{seen.rows:,} rows are too few, or too alike, to look for segments: there are 0 to judge."
    if seen.tested:
        p, limit = format_number(seen.p_value), format_number(POSSIBLE, 1)
        why = f"There are 0 segments to judge: one crowd without valleys explains the rows (p = {p}, limit {limit})."
    return not_applicable(code, title, good, why, decides(outcome))
