"""STO005: is the bound proved?

All results are shares of the bound, so it must be one: a schedule that earns it (the dynamic program's, replayed in the
ledger), and a proof that none earns more (a linear program, solved by other software). Where the linear program was not
run on all steps it is run here on the last whole days. The page is ``certified_bound.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.stage import BOUND, NOTHING_TO_DO, counted_days
from takehome.studies.storage.optimum.certificate import TOLERANCE, Certificate, certify
from takehome.studies.storage.outcome import Outcome
from takehome.studies.wording import lower_first
from takehome.units import Quantity

CODE = "STO005"
TITLE = "The bound is proved"
DIFFERENCE_LIMIT = 100 * TOLERANCE
"""Per cent by which two ways of computing the bound may differ: the tolerance of the solver (issue 4, item 2)."""
GAP_LIMIT = 1.0
"""Per cent by which the linear program may lie above the bound where burning energy pays. On a real day-ahead year with
5 % negative hours it lies less than 1 % above (field notes, section 1); beyond that it no longer proves much."""
PROOF_STEPS = 6_000
"""Steps of the proof where the series is too long for it: about 8 months of hours, or 3 weeks of 5 minutes."""
GOOD = "Dynamic program, replay in the ledger and linear program agree, so the bound can be reached and not be passed."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where two ways disagree, CAUTION where the proof from above is loose."""
    proof, days = outcome.certificate, outcome.task.test.days
    if proof.linear is None:
        proof, days = _of_last_days(outcome)
    whole = outcome.certificate
    replay = abs(whole.replayed - whole.profit) / whole.scale
    gap = 100 * max(proof.linear_gap or 0.0, 0.0)
    difference = 100 * max(
        replay, abs(proof.linear_gap or 0.0) if proof.tight else max(-(proof.linear_gap or 0.0), 0.0)
    )
    agreed = whole.agreed and proof.agreed
    loose = agreed and not proof.tight and proof.integer is None and gap > GAP_LIMIT
    status = Status.CAUTION if loose else Status.PASSED if agreed else Status.FAILED
    effect, limit = ("gap", GAP_LIMIT) if loose else ("difference", DIFFERENCE_LIMIT)
    return (
        Finding(
            CODE, TITLE, status, GOOD, _seen(outcome, proof, days), _consequence(status, gap), _remedy(status), None,
            BOUND,
            {"difference": Quantity(difference, "%"), "gap": Quantity(gap, "%"),
             "bound": Quantity(whole.profit, whole.currency)},
            effect, None, Quantity(limit, "%"),
        ),
    )  # fmt: skip


def _of_last_days(outcome: Outcome) -> tuple[Certificate, int]:
    """The certificate of the last whole days that hold at most `PROOF_STEPS` steps."""
    prices = outcome.task.test
    starts = prices.day_starts()
    part = prices.part(int(starts[np.searchsorted(starts, len(prices) - PROOF_STEPS)]))
    return certify(outcome.task.lattice, part, linear=True), part.days


def _seen(outcome: Outcome, proof: Certificate, days: int) -> str:
    whole = outcome.certificate
    if proof is whole:
        return whole.sentence
    return f"{whole.sentence} On the last {counted_days(days)} it was run: {lower_first(proof.sentence)}"


def _consequence(status: Status, gap: float) -> str:
    if status is Status.PASSED:
        return "A result of 100 % of the bound is the best possible; none can be above."
    if status is Status.CAUTION:
        return f"The second proof would allow {Quantity(gap, '%')} more than the bound; it says no more than that."
    return "Shares of the bound may be wrong: 100 % of it need not be the best possible."


def _remedy(status: Status) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if status is Status.CAUTION:
        return (
            "Forbid selling at negative prices (--no-sell-below-zero) if your battery may not, or have the gap closed: "
            "certify(task.lattice, task.test, integer=True) takes 1 to 15 seconds an hourly year."
        )
    return "This is a fault of the program: please report the file, the battery and the version."
