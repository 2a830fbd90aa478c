"""Which model a finding is about, how a column is named in it, and how a finding that does not apply is said."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.classification.priced import Priced

BASELINE, CHOSEN, GIVEN, DATA = "baseline", "chosen", "given", "data"


def decides(made: Priced) -> str:
    """The stage of the model that decides: the scores given, or the chosen model."""
    return CHOSEN if made.outcome.given is None else GIVEN


def plain(made: Priced) -> str:
    """The stage of what stands first: the scores given, or the plain model."""
    return BASELINE if made.outcome.given is None else GIVEN


def not_applicable(code: str, title: str, good: str, why: str, stage: str = CHOSEN) -> tuple[Finding, ...]:
    """The one finding of a check whose question does not arise."""
    return (Finding(code, title, Status.NOT_APPLICABLE, good, why, "None.", "Nothing to do.", stage=stage),)
