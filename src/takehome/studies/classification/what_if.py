"""What the report's sliders recompute offline: counts of every policy and of many cuts, under other prices."""

from __future__ import annotations

from takehome.protocol import WhatIf
from takehome.studies.classification.decision import Priced
from takehome.studies.ledger import what_if_of


def what_if(made: Priced) -> WhatIf:
    """The options of the decision, and the slider's stops."""
    return what_if_of(made.options.ledger)
