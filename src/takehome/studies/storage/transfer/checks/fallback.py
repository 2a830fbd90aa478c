"""STO152: what does the fallback to scratch lose against scratch itself? The page is ``fallback.md``."""

from __future__ import annotations

from takehome.protocol import Finding
from takehome.studies.storage.transfer.checks.weighing import CHOSEN, no_optimum, points, remedy, weigh
from takehome.studies.storage.transfer.curves import GUARDED
from takehome.studies.storage.transfer.learner import SCRATCH
from takehome.studies.storage.transfer.negative import SHADOW_DAYS
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO152"
TITLE = "The fallback protects"
GOOD = "Starting from the other house with fallback loses at most a point of the optimum against scratch."
LIMIT = 1.0
"""Points of the optimum that the fallback may lose, all numbers of local days together."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The mean over all days with local data."""
    curves = outcome.curves
    if not curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    own = curves.days > 0
    lost = weigh(outcome, 100 * (curves.share(SCRATCH) - curves.share(GUARDED))[:, own].mean(axis=1), LIMIT)
    late = curves.days >= SHADOW_DAYS
    back = float(curves.chose_scratch[:, late].mean()) if late.any() else 1.0
    seen = (
        f"With fallback {points(lost)} against scratch, as points of the optimum over all days with "
        f"local data ({lost.words}); it went back to scratch in {format_number(100 * back)} % of its decisions."
    )
    return (
        Finding(
            CODE, TITLE, lost.status, GOOD, seen,
            f"Where transfer does harm, a house with it still loses {format_number(max(lost.value, 0.0))} points.",
            remedy(lost, "Wait for more local days before the fallback decides, or start from scratch."),
            "with fallback", CHOSEN,
            {"lost": Quantity(lost.value, "points"), "went back": Quantity(100 * back, "%")}, "lost", lost.interval,
            lost.limit, lost.settle,
        ),
    )  # fmt: skip
