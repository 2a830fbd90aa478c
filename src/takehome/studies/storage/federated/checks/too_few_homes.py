"""STO106: are there enough homes in a round, for the average and for the noise?

An average over few homes swings with who takes part; noise that hides one home among few drowns what they learned. What
counts is the expected number of homes in a round. The page is ``too_few_homes.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import NOTHING_TO_DO, TRAINING, homes_of
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO106"
TITLE = "Enough homes take part in a round"
FEWEST = 10.0
"""Homes in a round below which the average says more of who came than of the fleet: this project's own limit."""
NOISE_LIMIT = 0.01
"""Noise on the average, as a share of the clipped update, in each number: ten times that of 1,000 homes a round at
epsilon 8 (0.001, measured with dp-accounting 0.6.0), where hardly anything is lost."""
GOOD = (
    f"At least {FEWEST:g} homes in a round, and noise of at most {NOISE_LIMIT:g} of a clipped update on their average."
)


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """CAUTION where few homes take part; FAILED where the noise that was asked for drowns their average."""
    asked = outcome.asked
    each = outcome.size * outcome.cohort_share * (1 - asked.dropout) * (1 - asked.stragglers)
    noise = 0.0 if outcome.promise is None else outcome.promise.noise_multiplier / max(each, 1e-9)
    status = Status.FAILED if noise > NOISE_LIMIT else Status.CAUTION if each < FEWEST else Status.PASSED
    private = f" (promised: epsilon {format_number(asked.epsilon)})" if asked.epsilon is not None else ""
    return (
        Finding(
            CODE, TITLE, status, GOOD,
            f"{format_number(each)} of {homes_of(outcome.size)} are expected in a round (limit {FEWEST:g}); "
            "noise is "
            f"{format_number(noise)} of a clipped update in each number of their average (limit "
            f"{NOISE_LIMIT:g}){private}.",
            f"What is shared rests on about {format_number(each)} homes at a time."
            if status is not Status.PASSED else "None.",
            NOTHING_TO_DO if status is Status.PASSED
            else "Let more homes take part in each round (cohort=, --cohort) and run fewer rounds, or ask for less "
            "privacy.",
            None, TRAINING, {"homes in a round": Quantity(each, "homes"), "noise": Quantity(noise)}, "noise", None,
            Quantity(NOISE_LIMIT),
        ),
    )  # fmt: skip
