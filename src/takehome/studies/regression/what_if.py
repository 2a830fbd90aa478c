"""What the report's sliders recompute offline: the counts of a ledger, under other prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import WhatIf
from takehome.studies.regression.decision import decisive_ledger
from takehome.studies.regression.ledger import Ledger
from takehome.studies.regression.outcome import Outcome

MAX_REPLICATES = 200


def what_if(outcome: Outcome, economics: Any = None) -> WhatIf:
    """Options, counts and prices of the lever that is recommended (of budgeting where there is none).

    Replicate 0 is the estimate; at most `MAX_REPLICATES` draws follow.
    """
    return of_ledger(decisive_ledger(outcome, economics))


def of_ledger(ledger: Ledger) -> WhatIf:
    """A ledger as the protocol's what-if."""
    counts = np.ascontiguousarray(ledger.counts[:, : 1 + MAX_REPLICATES])
    return WhatIf(
        options=tuple(entry.action for entry in ledger.entries),
        events=ledger.events,
        counts=counts,
        prices=ledger.prices,
        trivial=tuple(entry.action for entry in ledger.entries if entry.trivial),
        currency=ledger.currency,
        per=ledger.per,
    )
