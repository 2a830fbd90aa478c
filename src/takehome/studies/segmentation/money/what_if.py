"""What the report's sliders recompute offline: every option under other costs, uplifts and prices of strangers."""

from __future__ import annotations

from takehome.protocol import WhatIf
from takehome.studies.ledger import what_if_of
from takehome.studies.segmentation.money.priced import Priced


def what_if(made: Priced) -> WhatIf | None:
    """The options with their counts; None without economics, where no price could be moved."""
    return None if made.economics is None else what_if_of(made.options.ledger)
