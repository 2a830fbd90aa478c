r"""How much of the noise is shared within groups: the intraclass correlation of a one-way layout.

Theory
------
With mean squares between and within k groups, :math:`ICC = (B - W) / (B + (n_0 - 1) W)`, where
:math:`n_0 = (n - \sum n_g^2/n)/(k-1)`. Limits follow from F = B/W being F-distributed: exact for groups of equal
size, close otherwise.

Searle, Casella & McCulloch (1992), *Variance Components*, §3.6; Donner (1986), *International Statistical Review* 54.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special


@dataclass(frozen=True, slots=True)
class OneWay:
    """The analysis of variance of a one-way layout, and the intraclass correlation with limits."""

    groups: int
    df_within: int
    ss_between: float
    ss_within: float
    F: float
    p_value: float
    group_size: float
    icc: float
    icc_low: float
    icc_high: float

    @property
    def r_squared(self) -> float:
        """Share of the sum of squares that lies between groups."""
        return self.ss_between / (self.ss_between + self.ss_within)

    @property
    def resid_sd(self) -> float:
        """Standard deviation within groups."""
        return float(np.sqrt(self.ss_within / self.df_within))


def one_way(values: np.ndarray, groups: np.ndarray, tail: float = 0.025) -> OneWay:
    """Analyse values (n,) by groups (n,); the limits of the correlation err with probability `tail` on each side."""
    labels, members = np.unique(groups, return_inverse=True)
    sizes = np.bincount(members).astype(float)
    # Subtracting a typical value first saves the digits that large constant offsets would cost.
    y = values - values.flat[0]
    means = np.bincount(members, weights=y) / sizes
    within = y - means[members]
    means = means + np.bincount(members, weights=within) / sizes
    within = y - means[members]
    grand = float(sizes @ means) / len(y)
    between = float(sizes @ (means - grand) ** 2)
    inside, k, n = float(within @ within), len(labels), len(y)
    df_b, df_w = k - 1, n - k
    n0 = (n - float(sizes @ sizes) / n) / max(df_b, 1)
    F = (between / max(df_b, 1)) / (inside / df_w) if inside > 0 and df_w > 0 else float("inf")
    p_value = float(special.fdtrc(df_b, df_w, F)) if df_b and df_w > 0 else 1.0
    limits = [_icc(F / float(special.fdtri(df_b, df_w, q)), n0) if df_b and df_w > 0 else q for q in (1 - tail, tail)]
    return OneWay(k, df_w, between, inside, F, p_value, n0, _icc(F, n0), *limits)


def _icc(F: float, n0: float) -> float:
    return (F - 1) / (F + n0 - 1) if np.isfinite(F) else 1.0
