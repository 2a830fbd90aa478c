r"""Ordinary least squares by an orthogonal decomposition, and what follows from it in closed form.

Theory
------
With the thin decomposition :math:`X = QR`, the coefficients solve :math:`R\beta = Q'y`, the hat matrix is
:math:`H = QQ'`, and its diagonal (the leverage) is the row sums of :math:`Q^2`. Leaving row *i* out changes

.. math:: e_{(i)} = \frac{e_i}{1 - h_i}, \qquad \beta - \beta_{(i)} = \frac{(X'X)^{-1} x_i e_i}{1 - h_i},

so no loop is needed for cross-validation by leaving one out, DFBETAS or Cook's distance.
The columns are scaled to unit length (and, with an intercept, centred) before they are decomposed: normal equations
lose half of the digits, and unscaled polynomials most of the rest.

Belsley, Kuh & Welsch (1980), *Regression Diagnostics*, ch. 2; MacKinnon & White (1985) for HC3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg


@dataclass(frozen=True)
class OLS:
    """A least-squares fit of y on X (X holds its own constant column, where there is one).

    Attributes
    ----------
    X, y : (n, p) design and (n,) response, as given.
    coef : (p,) coefficients.
    Q : (n, p) orthonormal basis of the column space.
    unscaled_covariance : (p, p) inverse of X'X.
    fitted, residuals, leverage : (n,) each.
    """

    X: np.ndarray
    y: np.ndarray
    coef: np.ndarray
    Q: np.ndarray
    unscaled_covariance: np.ndarray
    fitted: np.ndarray
    residuals: np.ndarray
    leverage: np.ndarray

    @property
    def df_resid(self) -> int:
        """Rows minus coefficients."""
        return self.X.shape[0] - self.X.shape[1]

    @property
    def sigma(self) -> float:
        """Residual standard deviation, in the unit of y."""
        return float(np.sqrt(self.residuals @ self.residuals / max(self.df_resid, 1)))

    @property
    def standard_errors(self) -> np.ndarray:
        """Classic standard errors (constant variance), shape (p,)."""
        return self.sigma * np.sqrt(np.diag(self.unscaled_covariance))

    @property
    def loo_residuals(self) -> np.ndarray:
        """Residuals of each row under the fit without it, shape (n,)."""
        return self.residuals / np.maximum(1.0 - self.leverage, 1e-12)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Fitted values for new rows, shape (rows,)."""
        return X @ self.coef


def fit_ols(X: np.ndarray, y: np.ndarray) -> OLS:
    """Fit y on the columns of X.

    Parameters
    ----------
    X : (n, p) array of full column rank, n ≥ p; put a column of ones in it for an intercept.
    y : (n,) array.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a column is a combination of the others to working precision, or the rows are fewer than the columns.
    """
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.shape[0] < X.shape[1]:
        raise np.linalg.LinAlgError(f"{X.shape[1]} coefficients from {X.shape[0]} rows")
    shift, scale, constant = _standardise(X)
    Z = (X - shift) / scale
    Q, R = linalg.qr(Z, mode="economic", check_finite=False)
    diagonal = np.abs(np.diag(R))
    if diagonal.size and diagonal.min() <= diagonal.max() * X.shape[0] * np.finfo(float).eps:
        raise np.linalg.LinAlgError("the columns are linearly dependent")
    gamma = linalg.solve_triangular(R, Q.T @ y, check_finite=False)
    residuals = y - Q @ (Q.T @ y)
    gamma = gamma + linalg.solve_triangular(R, Q.T @ residuals, check_finite=False)
    residuals = y - Z @ gamma
    inverse = linalg.solve_triangular(R, np.eye(R.shape[0]), check_finite=False)
    transform = np.diag(1.0 / scale)
    if constant is not None:
        transform[constant] -= shift / scale
        transform[constant, constant] = 1.0 / scale[constant]
    root = transform @ inverse
    return OLS(X, y, transform @ gamma, Q, root @ root.T, y - residuals, residuals, np.einsum("ij,ij->i", Q, Q))


def _standardise(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, int | None]:
    """Shift and scale per column, and which column is the constant (its shift is 0)."""
    p = X.shape[1]
    shift = np.zeros(p)
    spans = np.ptp(X, axis=0)
    constants = np.flatnonzero((spans == 0) & (X[0] != 0)) if X.size else np.array([], int)
    constant = int(constants[0]) if constants.size else None
    if constant is not None:
        shift = X.mean(axis=0)
        shift[constant] = 0.0
    scale = np.linalg.norm(X - shift, axis=0)
    scale[scale == 0] = 1.0
    return shift, scale, constant


def hc3_covariance(fit: OLS) -> np.ndarray:
    """Covariance of the coefficients that allows the noise to differ from row to row (HC3), shape (p, p).

    MacKinnon & White (1985); Long & Ervin (2000) recommend it for n < 250 and it does no harm above.
    """
    bread = fit.unscaled_covariance @ fit.X.T
    return (bread * fit.loo_residuals**2) @ bread.T
