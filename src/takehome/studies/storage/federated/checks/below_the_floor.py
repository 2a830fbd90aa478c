"""STO104: does a policy that was learned together earn more than one that shares nothing?

A plan on known prices needs no learning, and a small table can be learned in each home; nothing leaves the home with
either. Only what is beyond them is worth a fleet that learns. The page is ``below_the_floor.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated.checks.judging import (
    CHOSEN,
    NOTHING_TO_DO,
    a_year,
    nothing_to_share,
    ratio,
)
from takehome.studies.storage.federated.outcome import Alternative, Outcome
from takehome.units import Quantity, format_number

CODE = "STO104"
TITLE = "Learning together earns more than sharing nothing"
LIMIT = 0.0
"""Percent of the optimum that may be lost against an alternative in which nothing leaves a home: none, since it costs
less and is private."""
GOOD = "What is learned together saves more than the best in which nothing leaves a home."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The best shared policy against what learns nothing, and against what each home learns alone."""
    if not outcome.something:
        return nothing_to_share(CODE, TITLE, GOOD)
    together = outcome.alternative(outcome.sharing)
    found = []
    for key in (outcome.floor, outcome.alone):
        rival = outcome.alternative(key)
        if together is not None and rival is not None:
            found.append(_of(outcome, together, rival))
    return tuple(found)


def _of(outcome: Outcome, together: Alternative, rival: Alternative) -> Finding:
    lost = ratio(outcome, rival.saved - together.saved, outcome.optimum, LIMIT)
    shares = [format_number(100 * (outcome.share(one.key) or 0.0)) for one in (together, rival)]
    gap = float((rival.saved - together.saved).sum())
    passed = lost.status is Status.PASSED
    return Finding(
        CODE, TITLE, lost.status, GOOD,
        f"To {together.label}{_noised(outcome)} earns {shares[0]} % of the optimum, to {rival.label} "
        f"{shares[1]} %: a loss of {format_number(lost.value)} points ({lost.words}).",
        f"Sharing {'gains' if gap < 0 else 'loses'} {a_year(outcome, abs(gap))} before its own costs, and updates "
        "leave "
        "the homes.",
        NOTHING_TO_DO if passed else f"Rather {rival.label}: nothing leaves a home. "
        "Sharing may still pay where prices are not known ahead, or for homes without a day of their own.",
        rival.short, CHOSEN, {"lost": Quantity(lost.value, "%")}, "lost", lost.interval, lost.cap,
    )  # fmt: skip


def _noised(outcome: Outcome) -> str:
    """That noise of a promise is in what is shared, where it is: without it more may be earned."""
    return "" if outcome.promise is None else f" (with the noise of epsilon {format_number(outcome.promise.epsilon)})"
