r"""Statistics of the shape of the residuals, for readers who expect them: neither decides anything here.

Jarque & Bera (1987), *International Statistical Review* 55:163–172; Shapiro & Wilk (1965), *Biometrika* 52:591–611.
"""

from __future__ import annotations

import numpy as np
from scipy import special

SHAPIRO_MOST_ROWS = 5000
"""Above, the approximation behind the Shapiro–Wilk p-value was never checked (Royston 1995, algorithm AS R94)."""


def jarque_bera(residuals: np.ndarray) -> tuple[float, float]:
    """Jarque–Bera statistic and p-value of residuals (n,)."""
    e = residuals - residuals.mean()
    squares = e * e
    variance = squares.mean()
    skewness = (squares @ e) / len(e) / variance**1.5
    kurtosis = (squares @ squares) / len(e) / variance**2
    statistic = len(e) / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
    return float(statistic), float(special.chdtrc(2, statistic))


def shapiro_wilk(residuals: np.ndarray) -> tuple[float, float]:
    """Shapiro–Wilk W and p-value of residuals (n,), n from 3 to 5,000."""
    from scipy import stats

    result = stats.shapiro(residuals)
    return float(result.statistic), float(result.pvalue)
