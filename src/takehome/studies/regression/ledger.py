"""A ledger: how often each priced event happens under each option, in the estimate and in every draw.

Everything in money follows from it: value = −Σ counts × prices. The recommendation, the break-even price and the
report's sliders read the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from takehome.economics import best_option, value_of
from takehome.protocol import Price
from takehome.studies.regression.economics import RegressionEconomics


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
    """The options of one lever (or of budgeting), trivial ones first.

    Attributes
    ----------
    subject : the feature that the lever moves, or None.
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


def event_prices(event: str, name: str, price: float, economics: RegressionEconomics) -> tuple[Price, Price]:
    """The prices of a lever's event and of the running cost, with the ranges of their sliders."""
    rate = economics.rate if economics.target_is == "cost" else -economics.rate
    low, high = sorted((0.5 * rate, 1.5 * rate))
    highest = 5.0 * price if price > 0 else 1.0
    return (
        Price(event, name, economics.currency, price, 0.0, highest),
        Price("running cost", "one unit of the target", economics.currency, rate, low, high),
    )
