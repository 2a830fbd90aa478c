"""STO107: had training arrived when it stopped?

The shared policy is valued between rounds. What the last quarter of the rounds added says whether more would add.
The page is ``rounds_enough.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated import comparing
from takehome.studies.storage.federated.checks.judging import NOTHING_TO_DO, TRAINING, not_applicable, nothing_to_share
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO107"
TITLE = "Training had arrived"
LIMIT = 1.0
"""Percent of the optimum that the last quarter of the rounds may still change: the margin within which learners are
called equal (issue "6 · The fleet")."""
FEWEST = 3
GOOD = f"The last quarter of the rounds changed what is earned by at most {LIMIT:g} % of the optimum."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """CAUTION where the last quarter of the rounds gained or lost more than the limit; one training, no interval."""
    if not outcome.something:
        return nothing_to_share(CODE, TITLE, GOOD, TRAINING)
    rounds, shares = np.array(outcome.curve.rounds), 100 * np.array(outcome.curve.shares)
    if len(rounds) < FEWEST:
        return not_applicable(
            CODE, TITLE, GOOD, f"The policy was valued {len(rounds)} times in training, too few to tell.", TRAINING
        )
    late = np.flatnonzero(rounds <= 0.75 * rounds[-1])[-1]
    change = float(shares[-1] - shares[late]) + 0.0
    needed = comparing.rounds_needed(outcome)
    status = Status.PASSED if abs(change) <= LIMIT else Status.CAUTION
    return (
        Finding(
            CODE, TITLE, status, GOOD,
            f"From round {rounds[late]} to {rounds[-1]} the shared policy went from {format_number(shares[late])} to "
            f"{format_number(shares[-1])} % of the optimum, {format_number(change)} points (limit {LIMIT:g} % either "
            "way); "
            f"{_first(needed)}.",
            "None." if status is Status.PASSED else "More rounds would move the result by "
            f"{format_number(abs(change))} "
            "points or so for each such stretch.",
            NOTHING_TO_DO if status is Status.PASSED else "Train longer (rounds=, --rounds) or with larger cohorts; "
            "each "
            "further round spends privacy.",
            None, TRAINING, {"change": Quantity(change, "%")}, "change", None, Quantity(LIMIT, "%"),
        ),
    )  # fmt: skip


def _first(needed: int | None) -> str:
    if needed is None:
        return "0 rounds added to the homes' own plans"
    share = f"{100 * comparing.NEAR:g} % of the most that training added to the homes' own plans"
    return f"{needed} round{'s' * (needed != 1)} gave {share}"
