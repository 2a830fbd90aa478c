"""STO108: is there anything to gain from a battery at these homes?

With one price for buying and selling alike, and nothing to store, no policy earns anything. The exact optimum of each
home says so before anybody learns. The page is ``nothing_to_gain.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import DATA, NOTHING_TO_DO, a_year, homes_of
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO108"
TITLE = "There is something to gain"
IDLE_LIMIT = 0.5
"""Share of homes that may have nothing to gain at all, this project's own limit: beyond it most batteries rest."""
GOOD = "Most homes would save something with everything known."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where nothing is to be gained, or in most homes; exact, so without an interval."""
    idle = (outcome.optimum <= 1e-9 * outcome.homes.scale).mean() if outcome.something else 1.0
    share = 100 * float(idle)
    status = Status.FAILED if idle > IDLE_LIMIT else Status.PASSED
    most = a_year(outcome, float(outcome.optimum.sum()))
    return (
        Finding(
            CODE, TITLE, status, GOOD,
            f"With everything known a battery saves {most} in {homes_of(len(outcome.homes))}, and nothing at all in "
            f"{format_number(share)} % of them (limit {100 * IDLE_LIMIT:g} %).",
            f"No policy can save more than {most}.",
            NOTHING_TO_DO if status is Status.PASSED else "Leave the batteries alone; look whether prices differ by "
            "hour, "
            "or selling pays less than buying costs.",
            None, DATA, {"homes with nothing to gain": Quantity(share, "%")}, "homes with nothing to gain", None,
            Quantity(100 * IDLE_LIMIT, "%"),
        ),
    )  # fmt: skip
