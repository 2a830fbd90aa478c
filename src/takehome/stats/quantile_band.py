r"""A band that holds a whole normal sample, not single points of it.

Theory
------
The *k*-th smallest of *n* uniforms is Beta(k, n + 1 − k), so a pointwise band at level :math:`1-\gamma` is the Beta's
quantiles :math:`\gamma/2, 1-\gamma/2`, carried to the normal scale. Simulated samples say how small :math:`\gamma` must
be for the whole sample to stay inside with probability :math:`1-\alpha`: the lower :math:`\alpha` quantile of the
smallest two-sided Beta p-value. Samples are standardised by their own mean and spread, as the data are.

Aldor-Noiman, Brown, Buja, Rolke & Stine (2013), "The power to see: a new graphical test of normality",
*The American Statistician* 67, 249-260.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

SIMULATIONS = 400


def band_of(
    n: int, order: np.ndarray, confidence_level: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the band for some order statistics of n standardised normal values.

    Parameters
    ----------
    order : (k,) which order statistics, from 1.

    Returns
    -------
    (low, high) : (k,) each, in standard deviations.
    """
    a, b = order.astype(float), n + 1.0 - order
    smallest = np.empty(SIMULATIONS)
    for s in range(SIMULATIONS):
        sample = np.sort(rng.standard_normal(n))
        if n > 1:
            sample = (sample - sample.mean()) / sample.std()
        p = betainc(a, b, ndtr(sample[order - 1]))
        smallest[s] = (2.0 * np.minimum(p, 1.0 - p)).min()
    gamma = float(np.quantile(smallest, 1.0 - confidence_level))
    return ndtri(betaincinv(a, b, gamma / 2)), ndtri(betaincinv(a, b, 1.0 - gamma / 2))
