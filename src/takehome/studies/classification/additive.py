r"""An additive logistic regression: how the probability goes with each feature, the other features held fixed.

Theory
------
:math:`\mathrm{logit}\,P(y=1 \mid x) = \beta_0 + \sum_j f_j(x_j)` with :math:`f_j = b_j(x_j)'\beta_j` (see
:mod:`.curve_basis`), fitted by Newton's method under a ridge so weak that it only keeps separable rows finite: a normal
prior of spread `PRIOR_SPREAD` on each coefficient (Gelman, Jakulin, Pittau & Su 2008, *Annals of Applied Statistics*
2).
With the penalised information *H* the covariance is :math:`H^{-1} M H^{-1}`. Two choices of *M* are taken together,
and of every contrast the larger variance counts: the information itself, which is right when the model is, and knows
how little a handful of positives can say; and the sum over blocks of squared scores, each divided by one minus its
leverage, which is right when the model is not, or rows belong together (Huber 1967; MacKinnon & White 1985; Zeger &
Liang 1986). Measured on pure noise with nine positives in 300 rows, the second alone calls an effect twice too often.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, logit

from takehome.studies.classification.curve_basis import Term

PRIOR_SPREAD = 2.5
"""Spread of the prior of a coefficient of log odds, per standard deviation of its feature."""

MOST_LEVERAGE = 0.99
MOST_STEPS = 50
_EDGE = 1e-6


@dataclass(frozen=True)
class Additive:
    """A fitted additive model.

    Attributes
    ----------
    coef : (p,) the intercept first, then each term's. bread : (p, p) inverse of the penalised information.
    model, robust : (p, p) the two covariances.
    """

    terms: tuple[Term, ...]
    coef: np.ndarray
    bread: np.ndarray
    model: np.ndarray
    robust: np.ndarray

    def place(self, j: int) -> slice:
        """Where the coefficients of term j stand."""
        start = 1 + sum(term.count for term in self.terms[:j])
        return slice(start, start + self.terms[j].count)

    def matrix(self, X: np.ndarray) -> np.ndarray:
        """The model's columns (n, p) of design rows."""
        return _matrix(self.terms, X)

    def log_odds(self, X: np.ndarray) -> np.ndarray:
        """Log odds (n,) of design rows."""
        return self.matrix(X) @ self.coef

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Probabilities (n,) of design rows."""
        return expit(self.log_odds(X))

    def errors(self, contrasts: np.ndarray) -> np.ndarray:
        """Standard errors (k,) of contrasts (k, p) of the coefficients."""
        both = [((contrasts @ V) * contrasts).sum(axis=1) for V in (self.model, self.robust)]
        return np.sqrt(np.maximum(np.maximum(*both), 0.0))

    def towards(self, contrast: np.ndarray, by: float) -> np.ndarray:
        """The coefficients (p,) where a contrast (p,) differs `by` so much, and the others have moved with it.

        They move as their joint normal distribution says: :math:`\\beta + V c \\, by / c'Vc`.
        """
        V = max((self.model, self.robust), key=lambda V: float(contrast @ V @ contrast))
        variance = float(contrast @ V @ contrast)
        return self.coef + (V @ contrast) * (by / variance if variance > 0 else 0.0)

    def without(self, dropped: np.ndarray) -> Additive:
        """The model with some coefficients (positions) held at 0: one step of the fit, with nothing fitted anew.

        The coefficients that stay move as the information says; in large samples this is the constrained fit
        (Cox & Hinkley 1974, *Theoretical Statistics*, §9.3).
        """
        block = self.bread[np.ix_(dropped, dropped)]
        step = np.eye(len(self.coef))
        step[:, dropped] -= self.bread[:, dropped] @ np.linalg.inv(block)
        step[dropped] = 0.0
        return replace(
            self, coef=step @ self.coef, bread=step @ self.bread @ step.T, model=step @ self.model @ step.T,
            robust=step @ self.robust @ step.T,
        )  # fmt: skip


def fit_additive(
    terms: Sequence[Term], X: np.ndarray, y: np.ndarray, weights: np.ndarray, blocks: np.ndarray
) -> Additive:
    """Fit to design rows.

    Parameters
    ----------
    y : (n,) classes 0 and 1, or probabilities. weights : (n,) how many rows each stands for, on average 1.
    blocks : (n,) labels of rows that belong together.
    """
    D = _matrix(terms, X)
    penalty = np.full(D.shape[1], PRIOR_SPREAD**-2)
    penalty[0] = _EDGE
    coef = _newton(D, y.astype(float), weights, penalty)
    return Additive(tuple(terms), coef, *covariances(D, expit(D @ coef), y, weights, blocks, penalty))


def covariances(
    D: np.ndarray, p: np.ndarray, y: np.ndarray, weights: np.ndarray, blocks: np.ndarray, penalty: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The bread and the two covariances of a penalised logistic fit with probabilities p (n,) on columns D (n, p)."""
    spread = p * (1 - p)
    information = (D * (weights * spread)[:, None]).T @ D
    bread = np.linalg.inv(information + np.diag(penalty))
    squared = (D * _expected_squares(p, y, weights)[:, None]).T @ D
    leverage = np.einsum("ij,jk,ik->i", D, bread, D, optimize=True) * weights * spread
    residual = weights * (y - p) / np.sqrt(1 - np.minimum(leverage, MOST_LEVERAGE))
    meat = _clustered(D * residual[:, None], blocks)
    return bread, bread @ squared @ bread, bread @ meat @ bread


def _expected_squares(p: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Expected square (n,) of a row's weighted residual, where weights belong to classes that were drawn by class.

    Among the rows drawn the odds are those of the world times the ratio of the two weights, the other way round
    (Prentice & Pyke 1979, *Biometrika* 66); with equal weights this is p (1 − p).
    """
    positive = y > 0.5
    first, other = (float(weights[rows].mean()) if rows.any() else 1.0 for rows in (positive, ~positive))
    drawn = p * other / (p * other + (1 - p) * first)
    return drawn * first**2 * (1 - p) ** 2 + (1 - drawn) * other**2 * p**2


def _matrix(terms: Sequence[Term], X: np.ndarray) -> np.ndarray:
    return np.hstack([np.ones((len(X), 1)), *(term.columns(X) for term in terms)])


def _newton(D: np.ndarray, y: np.ndarray, weights: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    """Coefficients of the penalised maximum, by Newton's steps, halved where they overshoot."""
    coef = np.zeros(D.shape[1])
    coef[0] = logit(np.clip(np.average(y, weights=weights), _EDGE, 1 - _EDGE))

    def loss(eta: np.ndarray, b: np.ndarray) -> float:
        return float(weights @ (np.logaddexp(0, eta) - y * eta) + 0.5 * penalty @ b**2)

    eta = D @ coef
    now = loss(eta, coef)
    for _ in range(MOST_STEPS):
        p = expit(eta)
        H = (D * (weights * p * (1 - p))[:, None]).T @ D + np.diag(penalty)
        step = cho_solve(cho_factor(H), D.T @ (weights * (y - p)) - penalty * coef)
        along, size = D @ step, 1.0
        while size > _EDGE and loss(eta + size * along, coef + size * step) > now:
            size /= 2
        coef, eta, before = coef + size * step, eta + size * along, now
        now = loss(eta, coef)
        if before - now <= 1e-10 * (1 + abs(now)):
            break
    return coef


def _clustered(scores: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Sum over blocks of the products of their summed scores, for so many blocks."""
    names, block = np.unique(blocks, return_inverse=True)
    if len(names) < len(scores):
        order = np.argsort(block, kind="stable")
        starts = np.searchsorted(block[order], np.arange(len(names)))
        scores = np.add.reduceat(scores[order], starts, axis=0)
    return scores.T @ scores * (len(names) / max(len(names) - 1, 1))
