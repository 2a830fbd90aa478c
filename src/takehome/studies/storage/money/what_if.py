"""What the report's sliders recompute offline: every option at other levels of prices, wear and fees."""

from __future__ import annotations

from takehome.protocol import WhatIf
from takehome.studies.ledger import what_if_of
from takehome.studies.storage.money.priced import Priced


def what_if(made: Priced) -> WhatIf:
    """The options with their counts; the moves stay as they are, though another wear would change them."""
    return what_if_of(made.ledger)
