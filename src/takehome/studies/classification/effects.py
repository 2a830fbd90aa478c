"""What each feature does to the probability, in words with units: to be written."""

from __future__ import annotations

from takehome.protocol import Effect
from takehome.studies.classification.outcome import Outcome


def effects(outcome: Outcome) -> tuple[Effect, ...]:
    return ()
