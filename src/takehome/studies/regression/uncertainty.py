r"""An interval from an estimate and its draws.

The draws repeat the *whole search* on bootstrap samples, so their standard deviation holds after selection. The
interval is :math:`\hat\theta \pm t_{1-\alpha/2}\, \mathrm{SD}`, not the draws' percentiles: when the search changes
its mind in some draws, percentiles of a lumpy distribution cover badly, while the spread counts every change of
mind (Efron 2014, "Estimation and accuracy after model selection", §2). The degrees of freedom are the fewer of the
model's and the draws', which pays for estimating the spread from a finite number of draws.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from takehome.protocol import Interval
from takehome.studies.regression.outcome import Outcome


def residual_degrees(outcome: Outcome) -> int:
    """Training rows minus the numbers that the chosen model estimates (at least 1)."""
    ols = outcome.chosen_evidence.ols
    estimated = ols.X.shape[1] if ols is not None else outcome.design.X.shape[1] + 1
    return max(int(outcome.design.train.sum()) - estimated, 1)


def half_width(draws: np.ndarray, degrees: int, confidence_level: float) -> float:
    """t × SD of the draws (replicates,); NaN with fewer than two draws."""
    if draws.size < 2:
        return float("nan")
    t = stdtrit(min(degrees, draws.size - 1), 0.5 + confidence_level / 2)
    return float(t * draws.std(ddof=1))


def interval_of(
    estimate: float, draws: np.ndarray, outcome: Outcome, unit: str = "", level: float | None = None
) -> Interval | None:
    """The interval around `estimate` (at the outcome's confidence level), or None when there are no draws."""
    level = outcome.confidence_level if level is None else level
    half = half_width(draws, residual_degrees(outcome), level)
    if not np.isfinite(half):
        return None
    return Interval(estimate - half, estimate + half, unit, level)
