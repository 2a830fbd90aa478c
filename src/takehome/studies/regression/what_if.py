"""What the report's sliders recompute offline: the counts of a ledger, under other prices."""

from __future__ import annotations

from typing import Any

from takehome.protocol import WhatIf
from takehome.studies.ledger import what_if_of
from takehome.studies.regression.decision import decisive_ledger
from takehome.studies.regression.outcome import Outcome


def what_if(outcome: Outcome, economics: Any = None) -> WhatIf:
    """Options, counts and prices of the lever that is recommended (of budgeting where there is none)."""
    return what_if_of(decisive_ledger(outcome, economics))
