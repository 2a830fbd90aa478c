"""How few days earn the profit: with spikes, a year's result says little about the next year's.

In ERCOT's 2021 more than half of a battery's profit fell in nine days of one winter storm. So every share of the bound
is also said without the spike days: the 1 % of days on which the bound earns most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.result import PolicyResult

TOP = 0.01
"""Spike days are this share of the days, rounded up: 4 days of a year."""
MANY = 0.05
"""The second share that is told: 19 days of a year."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """The days of one result.

    Attributes
    ----------
    key, label : of the result. days : in all. spike_days : how many are called so.
    top_1pct, top_5pct : share of the profit that the result's own best 1 % and 5 % of days earn; None where it earns
        nothing in all. profit, without_spikes : money on all valued days, and without the bound's spike days.
    share, share_without_spikes : of the bound's on the same days; None where the bound earns nothing there.
    """

    key: str
    label: str
    days: int
    spike_days: int
    top_1pct: float | None
    top_5pct: float | None
    profit: float
    without_spikes: float
    share: float | None
    share_without_spikes: float | None


def spike_days(bound: PolicyResult) -> np.ndarray:
    """(days,) bool, the 1 % of days (rounded up) on which the bound earns most; the earlier one where they tie."""
    return _best_days(bound.day_profit, TOP)


def top_share(day_profit: np.ndarray, share: float) -> float | None:
    """Share of the profit that the best `share` of the days (rounded up) earn; None unless the profit is positive."""
    total = float(day_profit.sum())
    return float(day_profit[_best_days(day_profit, share)].sum()) / total if total > 0 else None


def concentrations(bound: PolicyResult, results: tuple[PolicyResult, ...]) -> tuple[Concentration, ...]:
    """The bound first, then each result."""
    spikes = spike_days(bound)
    calm = float(bound.day_profit[~spikes].sum())
    return tuple(_of(result, bound, spikes, calm) for result in (bound, *results))


def _of(result: PolicyResult, bound: PolicyResult, spikes: np.ndarray, calm: float) -> Concentration:
    profit, all_days = result.day_profit, float(bound.day_profit.sum())
    without = float(profit[~spikes].sum())
    return Concentration(
        result.key, result.label, len(profit), int(spikes.sum()), top_share(profit, TOP), top_share(profit, MANY),
        float(profit.sum()), without,
        float(profit.sum()) / all_days if all_days > 0 else None, without / calm if calm > 0 else None,
    )  # fmt: skip


def _best_days(day_profit: np.ndarray, share: float) -> np.ndarray:
    best = np.argsort(-day_profit, kind="stable")[: math.ceil(share * len(day_profit))]
    found = np.zeros(len(day_profit), bool)
    found[best] = True
    return found
