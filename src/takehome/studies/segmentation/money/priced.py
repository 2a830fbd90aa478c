"""Every option valued under one set of economics, and which of them is the best of its kind.

:mod:`.options` counts what every option causes; here it is valued. Other prices need no new clustering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.protocol import Interval
from takehome.studies.segmentation.economics import SegmentationEconomics, parse_economics
from takehome.studies.segmentation.money.options import Options, priced_options
from takehome.studies.segmentation.money.policies import Policy
from takehome.studies.segmentation.money.priceable import Priceable
from takehome.studies.segmentation.money.spread import spread_options
from takehome.units import Money


@dataclass(frozen=True)
class Priced:
    """Everything that is known of the options under one set of economics.

    Attributes
    ----------
    action, baseline : positions of the recommended option, and of the best trivial one.
    challenger : position of the best option that tells rows apart, or None where there is none.
    """

    source: Priceable
    options: Options
    action: int
    baseline: int
    challenger: int | None

    @property
    def values(self) -> np.ndarray:
        """(options, 1 + replicates) in the currency."""
        return self.options.ledger.values

    @property
    def economics(self) -> SegmentationEconomics | None:
        """The economics; None without."""
        return None if self.options.terms is None else self.options.terms.economics

    def name(self, position: int) -> str:
        """What an option is called."""
        return self.options.ledger.entries[position].action

    def policy(self, position: int) -> Policy | None:
        """Who gets what under an option; None without economics."""
        return self.options.policies.get(self.name(position))

    def money(self, amount: float) -> Money:
        """An amount on this decision's basis; −0 is 0."""
        return Money(float(amount) + 0.0, self.options.ledger.currency, self.options.ledger.per)

    def interval(self, values: np.ndarray) -> Interval:
        """The percentile band of draws (values[1:]); it holds the estimate (values[0])."""
        return band(values, self.source.confidence_level, self.money(0.0).unit)

    def position(self, grouping: int, challenge: str) -> int | None:
        """The option "each segment its best action" of a partition with this challenge ("" for none)."""
        for i, entry in enumerate(self.options.ledger.entries):
            policy = self.options.policies.get(entry.action)
            wanted = policy is not None and policy.by_segment and policy.grouping == grouping
            if wanted and self.options.challenges[entry.action].name == challenge:
                return i
        return None


def priced(source: Priceable, economics: Any = None) -> Priced:
    """Value every option under these economics, and choose.

    Raises
    ------
    InputError
        Where the economics cannot be used.
    """
    given = parse_economics(economics)
    options = spread_options(source) if given is None else priced_options(source, given)
    ledger = options.ledger
    worth = ledger.values[:, 0]
    others = [i for i, entry in enumerate(ledger.entries) if not entry.trivial]
    able = [i for i in others if np.isfinite(ledger.entries[i].complexity)] or others
    challenger = max(able, key=lambda i: (worth[i] - ledger.entries[i].complexity, -i)) if able else None
    return Priced(source, options, ledger.action, ledger.baseline, challenger)


def band(values: np.ndarray, confidence_level: float, unit: str) -> Interval:
    """Percentiles of the draws values[1:], widened where needed to hold the estimate values[0]."""
    if len(values) < 3:
        return Interval(-np.inf, np.inf, unit, confidence_level)
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(values[1:], [tail, 1 - tail]) + 0.0
    return Interval(float(min(low, values[0])), float(max(high, values[0])), unit, confidence_level)
