"""STO153: is 90 % of the exact optimum reached? The page is ``threshold_reached.md``."""

from __future__ import annotations

from takehome.protocol import Finding
from takehome.studies.storage.transfer.checks.weighing import CHOSEN, no_optimum, remedy, weigh
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import OF_OPTIMUM
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

CODE = "STO153"
TITLE = "The threshold is reached"
GOOD = "With the local days that were run, the transferred policy saves 90 % of what is possible."
PERCENT = 100 * OF_OPTIMUM
"""Per cent of the exact optimum that are the threshold."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """What is missing of the threshold after the most local days."""
    curves = outcome.curves
    if not curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    last = float(curves.days[-1])
    missing = weigh(outcome, PERCENT - 100 * curves.at(curves.best, last), 0.0)
    share = PERCENT - missing.value
    seen = (
        f"After {plain(last)} local days '{curves.best}' saves {format_number(share)} % of {outcome.pupil}'s exact "
        f"optimum, {format_number(abs(missing.value))} points {'below' if missing.value > 0 else 'above'} "
        f"{PERCENT:g} % ({missing.words})."
    )
    return (
        Finding(
            CODE, TITLE, missing.status, GOOD, seen,
            f"Days to {PERCENT:g} % cannot be named; they are more than {plain(last)}."
            if missing.value > 0 else f"Days to {PERCENT:g} % can be named.",
            remedy(missing, "Read the ratio against 90 % of what scratch reaches; the optimum knows every hour "
                   "beforehand, which no policy does."),
            None, CHOSEN, {"missing": Quantity(missing.value, "points"), "share": Quantity(share, "%")}, "missing",
            missing.interval, missing.limit, missing.settle,
        ),
    )  # fmt: skip
