"""Every option valued under one set of economics, and which of them is the best of its kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from takehome.protocol import Interval
from takehome.studies.ledger import Ledger
from takehome.studies.storage.economics import parse_economics
from takehome.studies.storage.money.basis import Basis, basis_of
from takehome.studies.storage.money.options import Traded, ledger_of
from takehome.studies.storage.result import PolicyResult
from takehome.units import Money


@dataclass(frozen=True, eq=False)
class Priced:
    """The options under one set of economics; `options` are in the order of the ledger's entries."""

    source: Traded
    basis: Basis
    ledger: Ledger
    options: tuple[PolicyResult, ...]

    @cached_property
    def values(self) -> np.ndarray:
        """(options, 1 + replicates) money per horizon; column 0 is the estimate."""
        return self.ledger.values

    @cached_property
    def action(self) -> int:
        """Position of the option that is recommended."""
        return self.ledger.action

    @cached_property
    def baseline(self) -> int:
        """Position of the best trivial option."""
        return self.ledger.baseline

    @property
    def challenger(self) -> int | None:
        """Position of the option closest to being taken in place of a trivial one; None where all are trivial."""
        able = [i for i, entry in enumerate(self.ledger.entries) if not entry.trivial]
        worth = {i: self.values[i, 0] - self.ledger.entries[i].complexity for i in able}
        return max(able, key=lambda i: (worth[i], -i)) if able else None

    @property
    def hold(self) -> int | None:
        """Position of the first option that never moves anything."""
        return next((i for i, option in enumerate(self.options) if option.idle), None)

    @property
    def chosen(self) -> PolicyResult:
        """The result of the recommended option."""
        return self.options[self.action]

    def best_of(self, group: str) -> int | None:
        """Position of the best option of a group."""
        able = [i for i, option in enumerate(self.options) if option.group == group]
        return max(able, key=lambda i: (self.values[i, 0], -i)) if able else None

    def name(self, position: int) -> str:
        """What an option is called."""
        return self.ledger.entries[position].action

    def money(self, amount: float) -> Money:
        """An amount on this decision's basis."""
        return self.basis.money(amount)

    def interval(self, values: np.ndarray) -> Interval:
        """Percentiles of the draws values[1:], widened where needed to hold the estimate values[0].

        Without draws anything is possible, unless one day is taken to repeat: then it is the estimate alone.
        """
        low = high = float(values[0]) + 0.0
        if len(values) == 1 and not self.basis.repeated:
            low, high = -math.inf, math.inf
        if len(values) > 1:
            tail = (1 - self.source.confidence_level) / 2
            found = np.quantile(values[1:], [tail, 1 - tail])
            low, high = float(min(low, found[0])) + 0.0, float(max(high, found[1])) + 0.0
        return Interval(low, high, self.money(0.0).unit, self.source.confidence_level)


def priced(source: Traded, economics: Any = None) -> Priced:
    """Value every option under these economics (None: the price file's money, one battery, nothing bought).

    Raises
    ------
    InputError
        Where the economics cannot be used.
    """
    basis = basis_of(source.task.test, source.task.lattice.battery, parse_economics(economics))
    return Priced(source, basis, ledger_of(source, basis), source.allowed)
