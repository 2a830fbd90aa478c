"""STO102: how many homes does sharing make worse off than learning alone?

A policy for all can be worse for some: a home that is unlike the others pays for them. Each home is held against itself
with the same table learned alone. The page is ``worse_off.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.federated import comparing
from takehome.studies.storage.federated.checks.judging import (
    CHOSEN,
    NOTHING_TO_DO,
    a_year,
    homes_of,
    nothing_to_share,
    ratio,
)
from takehome.studies.storage.federated.comparing import WORSE
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO102"
TITLE = "Few homes are worse off for sharing"
SHARE_LIMIT = 0.05
"""Share of homes that may be worse off than alone (issue "6 · The fleet", "done when")."""
GOOD = f"At most {SHARE_LIMIT:.0%} of the homes lose more than {WORSE:.0%} of their optimum against learning alone."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """Of what sharing offers each home, and of the shared policy as it is; FAILED where the whole interval is above."""
    if not outcome.something:
        return nothing_to_share(CODE, TITLE, GOOD)
    return tuple(_of(outcome, key) for key in dict.fromkeys((outcome.offered, "federated")))


def _of(outcome: Outcome, key: str) -> Finding:
    found, one = comparing.gains(outcome, key), outcome.alternative(key)
    judged = ratio(outcome, found.worse, np.ones(len(found.worse)), 100 * SHARE_LIMIT)
    number, name = int(found.worse.sum()), key if one is None else one.short
    lost = -float(found.money[found.worse].mean()) if number else 0.0
    mean = a_year(outcome, lost * len(outcome.homes))
    return Finding(
        CODE, TITLE, judged.status, GOOD,
        f"'{name}': {number:,} of {homes_of(len(found.worse))}, {format_number(judged.value)} %, are worse off "
        f"({judged.words}).",
        f"Each of them loses {mean} on average, and by a decision that it did not make.",
        NOTHING_TO_DO if judged.status is Status.PASSED else _remedy(key, outcome.offered),
        name, CHOSEN, {"worse off": Quantity(judged.value, "%")}, "worse off", judged.interval, judged.cap,
    )  # fmt: skip


def _remedy(key: str, offered: str) -> str:
    if key == offered == "federated":
        return "Let each home learn on from the shared policy (personal=True)."
    if key != offered:
        return "Let each home learn on from the shared policy, as the other finding has it."
    return "Let homes that are better off alone stay alone, or train one policy for each kind of home."
