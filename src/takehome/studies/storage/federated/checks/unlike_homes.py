"""STO105: does one policy suit all homes?

One shared policy is best for no home in particular. What it loses against letting each home learn on from it says how
unlike the homes are, in money. The page is ``unlike_homes.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import (
    NOTHING_TO_DO,
    TRAINING,
    a_year,
    not_applicable,
    nothing_to_share,
    ratio,
)
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO105"
TITLE = "One policy suits all homes"
LIMIT = 2.0
"""Percent of the optimum that one policy for all may lose against policies of each home's own: this project's limit,
twice the margin within which learners are called equal (issue "6 · The fleet")."""
GOOD = f"One policy for all loses at most {LIMIT:g} % of the optimum against each home's own."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where the whole interval of what one policy for all loses is above the limit."""
    if not outcome.something:
        return nothing_to_share(CODE, TITLE, GOOD, TRAINING)
    one, own = outcome.alternative("federated"), outcome.alternative("personalised")
    if one is None or own is None:
        return not_applicable(CODE, TITLE, GOOD, "Policies of each home's own were not asked for (0 run).", TRAINING)
    lost = ratio(outcome, own.saved - one.saved, outcome.optimum, LIMIT)
    kind, most = _kind(outcome, own.saved - one.saved)
    return (
        Finding(
            CODE, TITLE, lost.status, GOOD,
            f"One policy for all loses {format_number(lost.value)} % of the optimum against each home's own "
            f"({lost.words}); most in homes with {kind}, {format_number(most)} %.",
            f"{a_year(outcome, float((own.saved - one.saved).sum()))} are lost where all homes get the same policy.",
            NOTHING_TO_DO if lost.status is Status.PASSED
            else "Let each home learn on from the shared policy (personal=True), or share among homes of one kind.",
            None, TRAINING, {"lost": Quantity(lost.value, "%")}, "lost", lost.interval, lost.cap,
        ),
    )  # fmt: skip


def _kind(outcome: Outcome, money: np.ndarray) -> tuple[str, float]:
    """The kind of home that loses most, and how much of its optimum (per cent)."""
    lost = {}
    for kind in sorted(set(outcome.kinds.tolist())):
        these = outcome.kinds == kind
        bound = float(outcome.optimum[these].sum())
        if bound > 0:
            lost[kind] = 100 * float(money[these].sum()) / bound
    kind = max(lost, key=lambda name: lost[name])
    return kind, lost[kind]
