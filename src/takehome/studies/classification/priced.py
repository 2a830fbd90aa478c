"""Every policy valued under one set of economics, and which of them is the best of its kind.

:mod:`.options` counts what every policy causes; here it is valued. Other prices need no new fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.protocol import Interval
from takehome.studies.classification.economics import parse_economics
from takehome.studies.classification.judged import Judged, judged
from takehome.studies.classification.options import NOBODY, Options, everybody_action, priced_options
from takehome.studies.classification.outcome import Outcome
from takehome.units import Money


@dataclass(frozen=True)
class Priced:
    """Everything that is known of the options under one set of economics.

    Attributes
    ----------
    action, baseline : positions of the recommended option, and of the best trivial one.
    challenger : position of the best option shown that needs the model, or None.
    """

    outcome: Outcome
    rows: Judged
    options: Options
    action: int
    baseline: int
    challenger: int | None

    @property
    def values(self) -> np.ndarray:
        """(options, 1 + replicates) in the currency."""
        return self.options.ledger.values

    @property
    def acts(self) -> np.ndarray:
        """(repeats, m) decisions of the recommended option."""
        return self.options.acts[self.name(self.action)]

    def name(self, position: int) -> str:
        """What an option is called."""
        return self.options.ledger.entries[position].action

    def money(self, amount: float) -> Money:
        """An amount on this decision's basis."""
        return Money(float(amount), self.rows.currency, self.rows.per)

    def interval(self, values: np.ndarray) -> Interval:
        """The percentile band of draws (values[1:]); it holds the estimate (values[0])."""
        return band(values, self.outcome.confidence_level, f"{self.rows.currency} per {self.rows.per}")

    def position(self, action: str) -> int:
        """Where an option stands."""
        return [entry.action for entry in self.options.ledger.entries].index(action)

    @property
    def free(self) -> bool:
        """Whether the recommended option needs no model."""
        return self.name(self.action) in (NOBODY, everybody_action(self.rows))

    @property
    def without_model(self) -> int:
        """The cheaper of acting on nobody and on everybody."""
        values = self.values[:, 0]
        return max((self.position(NOBODY), self.position(everybody_action(self.rows))), key=lambda i: values[i])


def priced(outcome: Outcome, economics: Any = None) -> Priced:
    """Value every policy under these economics, and choose.

    Raises
    ------
    InputError
        Where the economics cannot be used.
    """
    rows = judged(outcome, parse_economics(economics))
    options = priced_options(rows, outcome.seed)
    ledger = options.ledger
    values = ledger.values[:, 0]
    models = [i for i, entry in enumerate(ledger.entries) if entry.shown and not entry.trivial]
    able = [i for i in models if np.isfinite(ledger.entries[i].complexity)] or models[:1]
    challenger = max(able, key=lambda i: (values[i], -i)) if able else None
    return Priced(outcome, rows, options, ledger.action, ledger.baseline, challenger)


def band(values: np.ndarray, confidence_level: float, unit: str) -> Interval:
    """Percentiles of the draws values[1:], widened where needed to hold the estimate values[0]."""
    if len(values) < 3:
        return Interval(-np.inf, np.inf, unit, confidence_level)
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(values[1:], [tail, 1 - tail])
    return Interval(float(min(low, values[0])), float(max(high, values[0])), unit, confidence_level)
