r"""Limits of a share that was counted.

Clopper & Pearson (1934), *Biometrika* 26:404–413: exact, from the Beta distribution.
"""

from __future__ import annotations

import numpy as np
from scipy import special


def clopper_pearson(successes: np.ndarray, trials: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits of a binomial share, each missing the truth with probability at most `tail`."""
    successes, trials = np.asarray(successes, float), np.asarray(trials, float)
    failures = trials - successes
    low = np.where(successes > 0, special.betaincinv(np.maximum(successes, 1), failures + 1, tail), 0.0)
    high = np.where(failures > 0, special.betaincinv(successes + 1, np.maximum(failures, 1), 1 - tail), 1.0)
    return low, high
