"""STO101: were homes set aside, and why?

A home with a gap, a missing number or two rows for an hour cannot be learned from as it is; filling it would invent
data. It is named, and training goes on without it. The page is ``set_aside.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import DATA, NOTHING_TO_DO, homes_of
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity

CODE = "STO101"
TITLE = "All homes could be used"
SHARE_LIMIT = 0.05
"""Share of homes that may be set aside before the rest may no longer stand for all, this project's own limit."""
MOST_NAMED = 20
GOOD = "Every home has a full record of hours, so that the homes judged are all homes."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding for the fleet; CAUTION where homes are missing, FAILED where they are more than the limit."""
    gone, kept = len(outcome.set_aside), outcome.size
    share = gone / (gone + kept)
    status = Status.PASSED if not gone else Status.FAILED if share > SHARE_LIMIT else Status.CAUTION
    named = "; ".join(f"{name}: {reason}" for name, reason in outcome.set_aside[:MOST_NAMED])
    more = f"; and {gone - MOST_NAMED:,} more" if gone > MOST_NAMED else ""
    return (
        Finding(
            CODE, TITLE, status, GOOD,
            f"{gone:,} of {homes_of(gone + kept)} set aside" + (f" ({named}{more})." if gone else "."),
            f"{gone:,} homes are in no number of this report, and get no policy." if gone else "None.",
            "Complete their rows and run again; a home with a few days is better than one with gaps." if gone
            else NOTHING_TO_DO,
            None, DATA, {"set aside": Quantity(100 * share, "%")}, "set aside", None, Quantity(100 * SHARE_LIMIT, "%"),
        ),
    )  # fmt: skip
