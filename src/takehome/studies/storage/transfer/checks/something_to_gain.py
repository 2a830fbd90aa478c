"""STO159: is there anything that a battery could save? The page is ``something_to_gain.md``."""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.transfer.checks.weighing import DATA, NOTHING_TO_DO
from takehome.studies.storage.transfer.curves import OPTIMUM
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO159"
TITLE = "There is something to gain"
GOOD = "With everything known beforehand, the battery of the new house saves money."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The exact optimum of the judged days."""
    curves, gains = outcome.curves, outcome.curves.worth_sharing
    a_day = max(float(curves.a_day(OPTIMUM)[0, 0]), 0.0) if gains else 0.0
    unit = f"{outcome.currency} a day"
    seen = f"With everything known, the battery of {outcome.pupil} saves {format_number(a_day)} {unit}."
    return (
        Finding(
            CODE, TITLE, Status.PASSED if gains else Status.FAILED, GOOD, seen,
            f"No policy can save more than {format_number(a_day)} {unit}, however it was trained.",
            NOTHING_TO_DO if gains else
            "Leave the battery alone: a tariff with one price and no surplus gives it no work.",
            outcome.pupil, DATA, {"optimum": Quantity(a_day, unit)}, "optimum",
        ),
    )  # fmt: skip
