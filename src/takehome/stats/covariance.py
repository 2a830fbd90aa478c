r"""Covariances of least-squares coefficients that do not trust the noise to be equal, or independent within groups.

Theory
------
All are sandwiches :math:`(X'X)^{-1} B (X'X)^{-1}`. HC0 to HC3 take :math:`B = X' \mathrm{diag}(w_i e_i^2) X` with
w = 1, n/(n−p), 1/(1−h), 1/(1−h)². The cluster form sums scores within groups first and scales by
:math:`\frac{G}{G-1}\frac{n-1}{n-p}`.

MacKinnon & White (1985), *J. Econometrics* 29:305–325; Cameron & Miller (2015), *J. Human Resources*
50:317–372, eq. 11.
"""

from __future__ import annotations

import numpy as np

from takehome.stats.ols import OLS

KINDS = ("HC0", "HC1", "HC2", "HC3")


def hc_covariance(fit: OLS, kind: str = "HC3") -> np.ndarray:
    """Covariance (p, p) of the coefficients under unequal noise.

    Parameters
    ----------
    kind : "HC0", "HC1", "HC2" or "HC3".
    """
    n, p = fit.X.shape
    spare = np.maximum(1.0 - fit.leverage, 1e-12)
    weights = {
        "HC0": np.ones(n),
        "HC1": np.full(n, n / max(n - p, 1)),
        "HC2": 1.0 / spare,
        "HC3": 1.0 / spare**2,
    }[kind]
    return _sandwich(fit, (fit.X * (weights * fit.residuals**2)[:, None]).T @ fit.X)


def cluster_covariance(fit: OLS, groups: np.ndarray) -> np.ndarray:
    """Covariance (p, p) of the coefficients when noise may be shared within groups (n,)."""
    n, p = fit.X.shape
    labels, members = np.unique(groups, return_inverse=True)
    count = len(labels)
    scores = np.zeros((count, p))
    np.add.at(scores, members, fit.X * fit.residuals[:, None])
    correction = count / max(count - 1, 1) * (n - 1) / max(n - p, 1)
    return _sandwich(fit, correction * (scores.T @ scores))


def _sandwich(fit: OLS, meat: np.ndarray) -> np.ndarray:
    return fit.unscaled_covariance @ meat @ fit.unscaled_covariance
