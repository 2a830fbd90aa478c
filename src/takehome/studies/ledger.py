"""A ledger: how often each priced event happens under each option, in the estimate and in every draw.

Everything in money follows from it: value = −Σ counts × prices. The recommendation, the break-even price and the
report's sliders read the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from takehome.economics import best_option, value_of
from takehome.protocol import Price, WhatIf
from takehome.scale import Scale

MAX_REPLICATES = 200
"""Draws that the report's sliders are given."""


@dataclass(frozen=True)
class Entry:
    """One option of a ledger.

    Attributes
    ----------
    counts : (1 + replicates, events); row 0 is the estimate.
    complexity : what it must earn beyond a trivial policy before it is preferred, in the ledger's money.
    shown : False for options that only the sliders need.
    """

    action: str
    counts: np.ndarray
    trivial: bool = False
    complexity: float = 0.0
    note: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Ledger:
    """The options of one decision, trivial ones first.

    Attributes
    ----------
    subject : what the options are about (the feature that a lever moves), or None.
    notes : extrapolations and other remarks, as sentences.
    """

    entries: tuple[Entry, ...]
    events: tuple[str, ...]
    prices: tuple[Price, ...]
    currency: str
    per: str
    subject: str | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def counts(self) -> np.ndarray:
        """(options, 1 + replicates, events)."""
        return np.stack([entry.counts for entry in self.entries])

    @property
    def values(self) -> np.ndarray:
        """(options, 1 + replicates) at the default prices."""
        return value_of(self.counts, np.array([price.default for price in self.prices]))

    @property
    def baseline(self) -> int:
        """The trivial option of the highest value."""
        values = self.values[:, 0]
        return max((i for i, entry in enumerate(self.entries) if entry.trivial), key=lambda i: (values[i], -i))

    @property
    def action(self) -> int:
        """The option of the highest value after complexity costs; the simpler one when they tie."""
        return best_option(self.values[:, 0], [entry.complexity for entry in self.entries])

    @property
    def gain(self) -> float:
        """value(action) − value(baseline), in the currency."""
        values = self.values[:, 0]
        return float(values[self.action] - values[self.baseline])

    @property
    def has_challenger(self) -> bool:
        """Whether any option is not trivial."""
        return not all(entry.trivial for entry in self.entries)

    @property
    def challenger(self) -> int:
        """The best option that is not trivial."""
        values = self.values[:, 0]
        return max((i for i, entry in enumerate(self.entries) if not entry.trivial), key=lambda i: (values[i], -i))


def what_if_of(ledger: Ledger, scale: Scale | None = None) -> WhatIf:
    """A ledger as the protocol's what-if: the estimate and at most `MAX_REPLICATES` draws."""
    return WhatIf(
        options=tuple(entry.action for entry in ledger.entries),
        events=ledger.events,
        counts=np.ascontiguousarray(ledger.counts[:, : 1 + MAX_REPLICATES]),
        prices=ledger.prices,
        trivial=tuple(entry.action for entry in ledger.entries if entry.trivial),
        currency=ledger.currency,
        per=ledger.per,
        scale=scale,
    )
