"""The least-squares model that the checks test against: its orthonormal basis and residuals, nothing more.

For a model that is linear in its terms this is the model itself. For predictions made by somebody else it is a
straight line fitted to their errors: structure found beside it is structure that the predictions missed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.stats.partial_f import extend_basis
from takehome.stats.splines import spline_columns, spline_knots
from takehome.studies.regression.model import ModelEvidence

KNOTS = 5
"""Knots of the splines (Harrell 2015, §2.4.6: five are enough when n ≥ 100)."""
ROUNDING = 1e-11
"""Residuals below this share of the largest fitted value are rounding."""
OUTLIER_LEVEL = 0.01
"""Probability that a clean table shows any outlier (Bonferroni; Cook & Weisberg 1982, *Residuals and Influence in
Regression*, §2.2.2)."""


@dataclass(frozen=True)
class Base:
    """A model as a basis: `Q` (n, m) orthonormal and spanning the constant, `residuals` (n,) orthogonal to it."""

    Q: np.ndarray
    residuals: np.ndarray

    @property
    def rows(self) -> int:
        return self.Q.shape[0]

    @property
    def df_resid(self) -> int:
        return self.Q.shape[0] - self.Q.shape[1]

    @property
    def rss(self) -> float:
        """Residual sum of squares."""
        return float(self.residuals @ self.residuals)

    @property
    def sigma(self) -> float:
        """Residual standard deviation."""
        return float(np.sqrt(self.rss / max(self.df_resid, 1)))

    def without(self, rows: np.ndarray) -> Base:
        """The model fitted without `rows` (positions)."""
        kept = np.delete(np.arange(self.rows), rows)
        Q = extend_basis(np.empty((len(kept), 0)), self.Q[kept])
        residuals = self.residuals[kept]
        return Base(Q, residuals - Q @ (Q.T @ residuals))

    def extended(self, S: np.ndarray) -> Base:
        """The model with the columns S (n, d) added."""
        new = extend_basis(self.Q, S)
        return Base(np.hstack([self.Q, new]), self.residuals - new @ (new.T @ self.residuals))


def training_columns(evidence: ModelEvidence) -> np.ndarray:
    """The design columns of the training rows, (n, q), column-major so that one feature is contiguous."""
    return np.asfortranarray(evidence.design.X[evidence.design.train])


def exact_fit(evidence: ModelEvidence) -> bool:
    """Whether nothing but rounding is left over, so that there is no noise whose shape could be asked about."""
    largest = float(np.abs(evidence.fitted).max(initial=0.0))
    return float(np.abs(evidence.residuals).max(initial=0.0)) <= ROUNDING * largest or not evidence.residuals.any()


def base_model(evidence: ModelEvidence) -> Base | None:
    """The model to test against, or None where no linear model stands behind the evidence or it has no noise."""
    if exact_fit(evidence):
        return None
    if evidence.ols is not None:
        return Base(evidence.ols.Q, evidence.ols.residuals)
    if evidence.stage != "given":
        return None
    residuals = evidence.residuals
    constant = np.full((len(residuals), 1), 1.0 / np.sqrt(len(residuals)))
    X = training_columns(evidence)
    return Base(constant, residuals - residuals.mean()).extended(X - X.mean(axis=0)) if X.shape[1] else None


def flexible_base(evidence: ModelEvidence) -> Base | None:
    """The same model with a spline and a square for each feature that is known to bend.

    Structure that belongs to one feature's bend must not be blamed on outliers or on products.
    """
    base = base_model(evidence)
    if base is None:
        return None
    X = training_columns(evidence)
    for name in evidence.curved:
        x = X[:, evidence.design.position(name)]
        knots = spline_knots(x, KNOTS)
        if len(knots):
            base = base.extended(np.column_stack([spline_columns(x, knots), np.square(x - x.mean())]))
    return base


def own_scale(evidence: ModelEvidence) -> bool:
    """Whether the least-squares fit is on the target's own scale (not on its logarithm, say)."""
    ols = evidence.ols
    return ols is None or bool(np.allclose(ols.residuals, evidence.residuals, rtol=1e-6, atol=1e-9 * ols.sigma))


def per_unit(target_unit: str, unit: str) -> str:
    """The unit of a slope: ``"$/h per year"`` for a feature in years."""
    one = unit[:-1] if unit.isalpha() and len(unit) > 3 and unit.endswith("s") else unit or "unit"
    return f"{target_unit} per {one}".strip()


def residual_unit(evidence: ModelEvidence) -> str:
    """The unit of the base model's residuals."""
    return evidence.design.target_unit if own_scale(evidence) else "on the model's transformed scale"
