"""What ways to start are called where there is little room."""

from __future__ import annotations

from takehome.studies.storage.transfer.curves import GUARDED, HOLD, PLAN, PLAN_DAYS, RULE
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH

NAMES = {
    SCRATCH: "from scratch", AS_IS: "used as it is", GUARDED: "with fallback", PLAN: "plan, no learning",
    PLAN_DAYS: "plan on past days",
    RULE: "self-consumption", HOLD: "do nothing",
}  # fmt: skip


def name(key: str) -> str:
    """The short name of a way to start or of a floor."""
    return NAMES.get(key, key)
