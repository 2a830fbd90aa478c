r"""What single rows, and groups of rows, do to a least-squares fit: closed forms, no loop over refits.

Theory
------
With the decomposition :math:`X = QR` behind a fit, deleting row i changes the coefficients by
:math:`(X'X)^{-1}x_i e_i/(1-h_i)` and the residual variance to
:math:`s_{(i)}^2 = (\nu s^2 - e_i^2/(1-h_i))/(\nu-1)`. Deleting a set I at once changes them, in the basis Q, by
:math:`(I - Q_I'Q_I)^{-1} Q_I' e_I`: a p × p system, however many rows leave.

Belsley, Kuh & Welsch (1980), *Regression Diagnostics*, §2.1 and app. 2A; Cook & Weisberg (1982), *Residuals and
Influence in Regression*, §3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.ols import OLS


def studentised_residuals(fit: OLS) -> np.ndarray:
    """Externally studentised residuals (n,): t-distributed with n − p − 1 degrees of freedom under the model."""
    spare = np.maximum(1.0 - fit.leverage, 1e-12)
    return fit.residuals / (np.sqrt(spare) * _deleted_sigma(fit, spare))


def dfbetas(fit: OLS) -> np.ndarray:
    """Change of each coefficient when a row is left out, in its standard errors without that row; (n, p)."""
    spare = np.maximum(1.0 - fit.leverage, 1e-12)
    change = fit.X @ fit.unscaled_covariance
    change *= (fit.residuals / spare / _deleted_sigma(fit, spare))[:, None]
    change /= np.sqrt(np.diag(fit.unscaled_covariance))
    return change


def dffits(fit: OLS) -> np.ndarray:
    """Change of a row's own fitted value when it is left out, in standard errors; (n,)."""
    spare = np.maximum(1.0 - fit.leverage, 1e-12)
    return studentised_residuals(fit) * np.sqrt(fit.leverage / spare)


def cooks_distance(fit: OLS) -> np.ndarray:
    """Cook's distance of each row (n,): the squared change of all fitted values, over p s²."""
    spare = np.maximum(1.0 - fit.leverage, 1e-12)
    return fit.residuals**2 / (fit.X.shape[1] * fit.sigma**2) * fit.leverage / spare**2


def _deleted_sigma(fit: OLS, spare: np.ndarray) -> np.ndarray:
    rss = float(fit.residuals @ fit.residuals)
    left = (rss - fit.residuals**2 / spare) / max(fit.df_resid - 1, 1)
    return np.sqrt(np.maximum(left, 1e-30 * max(rss, 1e-300)))


@dataclass(frozen=True)
class GroupDeletion:
    """A fit without a set of rows, in the basis of the whole fit.

    Attributes
    ----------
    change : (p,) coefficients in the basis Q of the whole fit minus those without the rows.
    inverse : (p, p) inverse of the remaining rows' Q'Q.
    rss, df_resid : of the fit without the rows.
    """

    change: np.ndarray
    inverse: np.ndarray
    rss: float
    df_resid: int

    @property
    def sigma(self) -> float:
        """Residual standard deviation without the rows."""
        return float(np.sqrt(max(self.rss, 0.0) / max(self.df_resid, 1)))


def delete_rows(Q: np.ndarray, residuals: np.ndarray, rows: np.ndarray) -> GroupDeletion:
    """Leave out `rows` (positions) from the fit with basis Q (n, p) and these residuals (n,).

    A direction that the remaining rows cannot tell stays as it was.
    """
    n, p = Q.shape
    inside, e = Q[rows], residuals[rows]
    values, vectors = np.linalg.eigh(np.eye(p) - inside.T @ inside)
    kept = values > 1e-9
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    score = inside.T @ e
    change = inverse @ score
    rss = float(residuals @ residuals) - float(e @ e) - float(score @ change)
    return GroupDeletion(change, inverse, rss, n - len(rows) - int(kept.sum()))


def coefficient_change(fit: OLS, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients with all rows minus those without `rows`, and their standard errors without them; (p,) each."""
    deletion = delete_rows(fit.Q, fit.residuals, rows)
    to_coef = fit.unscaled_covariance @ (fit.X.T @ fit.Q)
    change = to_coef @ deletion.change
    variance = np.einsum("ij,jk,ik->i", to_coef, deletion.inverse, to_coef)
    return change, deletion.sigma * np.sqrt(np.maximum(variance, 0.0))
