r"""Jumpstart, days to a threshold, asymptote and transfer ratio, with intervals over seeds.

*Theory* (Taylor & Stone 2009, *JMLR* 10:1633, section 2). *Jumpstart*: what the start brings before any own data.
*Time to threshold*: days of local data until the curve reaches a level. *Asymptote*: what is reached in the end.
*Transfer ratio*: here days from scratch over days with transfer, above 1 where transfer is quicker.

The curve of a draw of seeds is the ratio of sums of :mod:`.curves`; it is linear between the days that were run. A
level that is not reached within them is *censored*: the days are at least the last one, and so is said. Days below
`LEAST_DAYS` count as that: less than a day cannot be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.studies.storage.transfer.curves import Curves
from takehome.studies.storage.transfer.learner import SCRATCH

OF_OPTIMUM = 0.9
"""Share of the exact optimum that is the threshold."""
OF_REACHED = 0.9
"""Share of what scratch reaches with the most local days, where the optimum's threshold is out of reach."""
LEAST_DAYS = 1.0


@dataclass(frozen=True)
class Days:
    """Days of local data until a level is reached.

    Attributes
    ----------
    value : in the estimate, at most the last day that was run. low, high : interval over seeds, likewise cut.
    reached : whether the estimate reaches it. censored : share of the draws that do not.
    """

    value: float
    low: float
    high: float
    reached: bool
    censored: float


@dataclass(frozen=True)
class Threshold:
    """A level and how soon each way to start reaches it.

    Attributes
    ----------
    of_optimum : whether the level is a share of the exact optimum, or of what scratch reaches. level : share of the
    optimum. scratch, transfer : days. ratio, ratio_low, ratio_high : scratch over transfer. saved, saved_low,
    saved_high : days that transfer saves.
    """

    of_optimum: bool
    level: float
    scratch: Days
    transfer: Days
    ratio: float
    ratio_low: float
    ratio_high: float
    saved: float
    saved_low: float
    saved_high: float

    @property
    def comparable(self) -> bool:
        """Whether at least one of the two reaches the level, so that the ratio means something."""
        return self.scratch.reached or self.transfer.reached


def days_to(shares: np.ndarray, days: np.ndarray, level: np.ndarray | float) -> np.ndarray:
    """(R,) the first day at which each curve (R, D) is at the level, linear between days; infinite where never."""
    wanted = np.broadcast_to(np.asarray(level, float), (len(shares),))
    found = np.full(len(shares), np.inf)
    for row in range(len(shares)):
        above = np.flatnonzero(shares[row] >= wanted[row])
        if not above.size:
            continue
        at = int(above[0])
        if at == 0:
            found[row] = days[0]
            continue
        low, high = shares[row, at - 1], shares[row, at]
        found[row] = days[at - 1] + (wanted[row] - low) / (high - low) * (days[at] - days[at - 1])
    return found


def quantiles(draws: np.ndarray, value: float, level: float) -> tuple[float, float]:
    """Percentile interval of the draws, widened where needed to hold the estimate."""
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], method="nearest") if len(draws) else (value, value)
    return float(min(low, value)), float(max(high, value))


def threshold(curves: Curves, key: str, of_optimum: bool, confidence: float) -> Threshold:
    """How soon the way `key` reaches a level, against scratch."""
    scratch, carried = curves.share(SCRATCH), curves.share(key)
    level: np.ndarray | float = OF_OPTIMUM if of_optimum else OF_REACHED * scratch[:, -1]
    last = float(curves.days[-1])
    alone, taught = days_to(scratch, curves.days, level), days_to(carried, curves.days, level)
    cut_alone, cut_taught = (np.clip(one, LEAST_DAYS, last) for one in (alone, taught))
    ratios, saved = cut_alone / cut_taught, np.minimum(alone, last) - np.minimum(taught, last)
    return Threshold(
        of_optimum, OF_OPTIMUM if of_optimum else float(OF_REACHED * scratch[0, -1]),
        _days(alone, last, confidence), _days(taught, last, confidence),
        float(ratios[0]), *quantiles(ratios[1:], float(ratios[0]), confidence),
        float(saved[0]), *quantiles(saved[1:], float(saved[0]), confidence),
    )  # fmt: skip


def _days(found: np.ndarray, last: float, confidence: float) -> Days:
    cut = np.minimum(found, last)
    low, high = quantiles(cut[1:], float(cut[0]), confidence)
    return Days(float(cut[0]), low, high, bool(np.isfinite(found[0])), float(np.mean(~np.isfinite(found[1:]))))


def headline(curves: Curves, confidence: float) -> Threshold | None:
    """The threshold of the optimum where either start reaches it, else that of what scratch reaches.

    None where there is no optimum, or scratch reaches nothing.
    """
    if not curves.worth_sharing:
        return None
    found = threshold(curves, curves.best, True, confidence)
    if found.comparable:
        return found
    if curves.share(SCRATCH)[0, -1] <= 0:
        return None
    return threshold(curves, curves.best, False, confidence)


def difference(curves: Curves, one: str, other: str, day: float, confidence: float) -> tuple[float, Interval]:
    """Points of the optimum by which one way is ahead of another after so many days, and the interval."""
    draws = 100 * (curves.at(one, day) - curves.at(other, day))
    low, high = quantiles(draws[1:], float(draws[0]), confidence)
    return float(draws[0]) + 0.0, Interval(low + 0.0, high + 0.0, "points", confidence)
