"""STO158: were as many local days run as training from scratch takes? The page is ``days_enough.md``."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.transfer.checks.weighing import DATA, NOTHING_TO_DO
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.windows import FEWEST_DAYS
from takehome.studies.wording import plain
from takehome.units import Quantity

CODE = "STO158"
TITLE = "The days are enough"
GOOD = "The new house has enough days to learn from as long as scratch takes, to judge on, and to draw stretches from."
FEWEST_JUDGED = 14
"""Days that should be judged: two weeks."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """Local days that are missing, and how many days are judged."""
    asked, had = outcome.settings.scratch_days, float(outcome.curves.days[-1])
    missing, judged = max(asked - had, 0.0), outcome.curves.judged_days
    status = Status.FAILED if missing > 0 else Status.PASSED if judged >= FEWEST_JUDGED else Status.CAUTION
    needed = max(int(2 * asked), 4 * FEWEST_JUDGED, FEWEST_DAYS)
    seen = (
        f"{outcome.pupil} has {outcome.target_days:,} days: up to {plain(had)} to learn from, where scratch takes "
        f"{plain(asked)}, and {plain(judged)} judged after them (limit {FEWEST_JUDGED})."
    )
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen,
            f"What is said of {plain(asked)} days of training is read off after {plain(outcome.scratch_days)}.",
            NOTHING_TO_DO if status is Status.PASSED else
            f"Give at least {needed:,} days of {outcome.pupil}; until then take days as lower ends.",
            outcome.pupil, DATA, {"missing": Quantity(missing, "days"), "judged": Quantity(judged, "days")}, "missing",
            None, None, None if status is Status.PASSED else 2 * 24 * needed,
        ),
    )  # fmt: skip
