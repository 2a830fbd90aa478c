r"""From scores to probabilities: as they are, by a logistic curve, or by an isotonic one.

Theory
------
The logistic curve is :math:`\mathrm{logit}\,q = a + b\,\mathrm{logit}\,p`, fitted by maximum likelihood (Platt 1999;
on log odds it holds the identity at *a* = 0, *b* = 1, Cox 1958). The isotonic curve is the increasing step function of
least squares, joined linearly (Zadrozny & Elkan 2002). Both are fitted on predictions that had not seen their row, and
judged on rows that the curve had not seen either.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit, logit

KINDS = ("raw", "sigmoid", "isotonic")
EDGE = 1e-6
"""Probabilities are kept so far from 0 and 1: a log loss of a certain error would be infinite."""

FEWEST_FOR_ISOTONIC = 50
"""Positives and negatives each; with fewer an isotonic curve follows single rows (Niculescu-Mizil & Caruana 2005
found it to overfit below about a thousand rows)."""


@dataclass(frozen=True)
class Calibration:
    """A curve from score to probability.

    Attributes
    ----------
    kind : one of `KINDS`. a, b : of the logistic curve. x, q : knots of the isotonic curve.
    """

    kind: str = "raw"
    a: float = 0.0
    b: float = 1.0
    x: np.ndarray = field(default_factory=lambda: np.empty(0))
    q: np.ndarray = field(default_factory=lambda: np.empty(0))

    def apply(self, p: np.ndarray) -> np.ndarray:
        """Probabilities (…) of scores (…)."""
        if self.kind == "sigmoid":
            return expit(self.a + self.b * log_odds(p))
        if self.kind == "isotonic":
            return np.interp(p, self.x, self.q)
        return p


def log_odds(p: np.ndarray) -> np.ndarray:
    """The log odds of probabilities, kept finite."""
    return logit(np.clip(p, EDGE, 1 - EDGE))


def fit_calibration(kind: str, p: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Calibration:
    """Fit a curve to scores p (n,) of rows y (n,)."""
    if kind == "sigmoid":
        a, b = logistic_line(log_odds(p), y, weights)
        return Calibration(kind, a, b)
    if kind == "isotonic":
        from sklearn.isotonic import IsotonicRegression

        made = IsotonicRegression(y_min=EDGE, y_max=1 - EDGE, out_of_bounds="clip").fit(p, y, sample_weight=weights)
        return Calibration(kind, x=made.X_thresholds_.astype(float), q=made.y_thresholds_.astype(float))
    return Calibration()


def logistic_line(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Intercept and slope of log odds on x by Newton's method with halved steps; slope 0 where x is constant.

    A hair of a penalty (one row's worth of evidence that nothing is certain) keeps separable rows finite.
    """
    coef, _ = logistic_line_with_covariance(x, y, weights)
    return float(coef[0]), float(coef[1])


def logistic_line_with_covariance(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (2,) and their covariance (2, 2) from the information matrix."""
    centre, scale = float(np.average(x, weights=weights)), float(np.std(x))
    Z = np.column_stack([np.ones(len(x)), (x - centre) / scale if scale > 0 else np.zeros(len(x))])
    penalty = np.diag([1e-9, 1e-3 if scale > 0 else 1.0])
    share = np.clip(np.average(y, weights=weights), EDGE, 1 - EDGE)
    beta = np.array([logit(share), 0.0])

    def loss(b: np.ndarray) -> float:
        eta = Z @ b
        return float(weights @ (np.logaddexp(0, eta) - y * eta) + 0.5 * b @ penalty @ b)

    now = loss(beta)
    information = np.eye(2)
    for _ in range(100):
        p = expit(Z @ beta)
        information = (Z * (weights * p * (1 - p))[:, None]).T @ Z + penalty
        step = np.linalg.solve(information, Z.T @ (weights * (y - p)) - penalty @ beta)
        size = 1.0
        while size > 1e-6 and loss(beta + size * step) > now:
            size /= 2
        beta, before = beta + size * step, now
        now = loss(beta)
        if abs(before - now) <= 1e-10 * (1 + abs(now)):
            break
    turn = np.array([[1.0, -centre / scale], [0.0, 1.0 / scale]]) if scale > 0 else np.eye(2)
    return turn @ beta, turn @ np.linalg.inv(information) @ turn.T


def calibration_kinds(y: np.ndarray) -> tuple[str, ...]:
    """The curves that so many rows of each class can carry."""
    enough = min(np.sum(y == 1), np.sum(y == 0)) >= FEWEST_FOR_ISOTONIC
    return KINDS if enough else KINDS[:2]
