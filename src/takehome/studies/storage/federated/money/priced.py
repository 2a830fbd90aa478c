"""Every alternative valued under one set of economics, and which of them is the best of its kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from takehome.economics import value_of
from takehome.protocol import Interval
from takehome.studies.ledger import Entry, Ledger
from takehome.studies.storage.federated import draws
from takehome.studies.storage.federated.economics import parse_economics
from takehome.studies.storage.federated.money.basis import EVENTS, Basis
from takehome.studies.storage.federated.outcome import DATA, UPDATES, Alternative, Outcome
from takehome.units import format_number

COMPLEXITY_SHARE = 0.01
"""Default cost of each part that must be looked after: this share of what the best simple rule saves. The parts are a
plan, learning in the home, sharing, and data that are held centrally. Half of what a trading policy with a model must
earn (:mod:`~takehome.studies.storage.money.options`), since these have more than one part."""
ROUNDING = 1e-9
"""Alternatives whose values differ by less than this share of the largest are equal, and the simpler one is taken."""
LEAVES = {"nothing": "nothing leaves the home", UPDATES: "updates leave the home", DATA: "its data leave the home"}


@dataclass(frozen=True, eq=False)
class Priced:
    """The alternatives under one set of economics, in the order of the ledger's entries."""

    outcome: Outcome
    basis: Basis
    ledger: Ledger

    @property
    def options(self) -> tuple[Alternative, ...]:
        """The alternatives."""
        return self.outcome.alternatives

    @cached_property
    def values(self) -> np.ndarray:
        """(alternatives, 1 + replicates) money a year; column 0 is the estimate."""
        return self.ledger.values

    @cached_property
    def action(self) -> int:
        """Position of what is recommended."""
        return self.ledger.action

    @cached_property
    def baseline(self) -> int:
        """Position of the best trivial alternative."""
        return self.ledger.baseline

    @cached_property
    def allowed(self) -> tuple[int, ...]:
        """Positions of what may be chosen: not what needs data that may not be collected."""
        return tuple(i for i, entry in enumerate(self.ledger.entries) if math.isfinite(entry.complexity))

    @property
    def chosen(self) -> Alternative:
        """What is recommended."""
        return self.options[self.action]

    @property
    def drawn(self) -> bool:
        """Whether there are enough homes for intervals."""
        return self.values.shape[1] > 1

    def position(self, key: str) -> int:
        """Position of an alternative that was run."""
        return next(i for i, one in enumerate(self.options) if one.key == key)

    def worth(self, key: str) -> np.ndarray:
        """(1 + replicates,) money a year of an alternative that was run."""
        found: np.ndarray = self.values[self.position(key)]
        return found

    def interval(self, values: np.ndarray) -> Interval:
        """Of money a year, from its estimate and draws."""
        return draws.interval(values, self.basis.money(0.0).unit, self.outcome.asked.confidence_level)


def priced(outcome: Outcome, economics: Any = None) -> Priced:
    """Value every alternative under these economics (None: the homes' money, the judged homes, no running costs).

    Raises
    ------
    InputError
        Where the economics cannot be used, or have another currency and no rate.
    """
    basis = Basis(outcome, parse_economics(economics))
    basis.economics.rate_for(outcome.homes.currency)
    return Priced(outcome, basis, _ledger(outcome, basis))


def _ledger(outcome: Outcome, basis: Basis) -> Ledger:
    counts, prices = basis.counts(outcome.alternatives), basis.prices()
    worth = value_of(counts[:, 0], np.array([price.default for price in prices]))
    step = ROUNDING * float(np.abs(worth).max())
    best = max(value for value, one in zip(worth, outcome.alternatives, strict=True) if one.trivial)
    stated = basis.economics.complexity_cost
    each = COMPLEXITY_SHARE * abs(float(best)) if stated is None else stated
    barred = math.inf if basis.economics.data_cost is None else 0.0
    entries = tuple(
        Entry(
            one.label,
            count,
            one.trivial,
            0.0 if one.trivial else i * step + each * one.parts + (barred if one.leaves == DATA else 0.0),
            _note(basis, one),
        )
        for i, (one, count) in enumerate(zip(outcome.alternatives, counts, strict=True))
    )
    return Ledger(entries, EVENTS, prices, basis.currency, basis.per)


def _note(basis: Basis, one: Alternative) -> str:
    """Value of a home before running costs, share of the bound, what leaves."""
    share = basis.outcome.share(one.key)
    said = basis.a_home(basis.factor * float(one.saved.sum()))
    if share is not None:
        said += f", {format_number(100 * share)} % of the optimum"
    compared = ", which was not agreed to: for comparison only" * (
        one.leaves == DATA and basis.economics.data_cost is None
    )
    return f"{said}; {LEAVES[one.leaves]}{compared}"
