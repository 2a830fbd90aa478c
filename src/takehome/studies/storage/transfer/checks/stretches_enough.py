"""STO155: are the drawn stretches enough to tell? The page is ``stretches_enough.md``."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.transfer.checks.weighing import CHOSEN, NOTHING_TO_DO, no_optimum
from takehome.studies.storage.transfer.learner import SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import difference
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

CODE = "STO155"
TITLE = "The stretches are enough"
GOOD = "The interval of transfer against scratch is narrower than what would matter, on stretches that share few hours."
LIMIT = 5.0
"""Points of the optimum that half the interval may be wide."""
MOST_SHARED = 50.0
"""Per cent of the judged hours that two stretches may share on average: beyond, they are hardly several."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """Half the width of the interval after the days that scratch takes, and what stretches share."""
    curves = outcome.curves
    if not curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    day = outcome.scratch_days
    _, interval = difference(curves, curves.best, SCRATCH, day, outcome.settings.confidence_level)
    half, shared = (interval.high - interval.low) / 2, 100 * outcome.overlap
    wide, same = half > LIMIT, shared > MOST_SHARED
    status = Status.FAILED if wide and same else Status.CAUTION if wide or same else Status.PASSED
    more = outcome.table.rows * max((half / LIMIT) ** 2, shared / MOST_SHARED)
    seen = (
        f"From {curves.seeds} stretches of {plain(curves.judged_days)} days each, transfer against scratch is known to "
        f"± {format_number(half)} points after {plain(day)} local days (limit {LIMIT:g} points); two stretches share "
        f"{format_number(shared)} % of their hours on average (limit {MOST_SHARED:g} %)."
    )
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen,
            f"Differences below {format_number(half)} points cannot be told apart; stretches of one house know nothing "
            "of others.",
            NOTHING_TO_DO if status is Status.PASSED else
            f"Give more days of both: about {format_number(more)} rows in all.",
            None, CHOSEN, {"half width": Quantity(half, "points"), "shared": Quantity(shared, "%")}, "half width", None,
            Quantity(LIMIT, "points"), None if status is Status.PASSED else int(more),
        ),
    )  # fmt: skip
