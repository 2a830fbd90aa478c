"""Draws from a multivariate normal distribution whose coordinates may differ by many powers of ten.

The draws are made for the correlation matrix and scaled back, so that a coefficient per byte beside one per terabyte
does not pass for rounding (Golub & Van Loan 2013, *Matrix Computations*, 4th ed., §3.5.2, on scaling).
"""

from __future__ import annotations

import numpy as np


def normal_draws(rng: np.random.Generator, mean: np.ndarray, covariance: np.ndarray, size: int) -> np.ndarray:
    """Draws (size, p) from the normal distribution with this mean (p,) and covariance (p, p).

    Raises
    ------
    numpy.linalg.LinAlgError
        When the mean or the covariance is not finite.
    """
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        raise np.linalg.LinAlgError("a mean or covariance that is not finite")
    deviation = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.where(deviation > 0, deviation, 1.0)
    correlation = covariance / scale[:, None] / scale
    values, vectors = np.linalg.eigh((correlation + correlation.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return mean + deviation * (rng.standard_normal((size, len(mean))) @ root.T)
