"""What a fitted regression is to the rest of the study: a specification, predictions, and draws of both.

A :class:`Fitted` model predicts on the target's own scale, whatever its response form or family is. Its `draws`
come from repeating the *whole search* on bootstrap samples, so an interval made from them holds after selection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from takehome.stats.ols import OLS
from takehome.studies.regression.prepare import Design


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the linear predictor.

    Attributes
    ----------
    features : the design columns that it uses: one, or two for a product.
    form : ``"identity"``, ``"exp"``, ``"log"``, ``"hinge"``, ``"spline"``, ``"product"``, … (see ``forms.py``).
    parameters : the form's own numbers, for instance ``(0.5,)`` for e^{0.5 x}.
    label : as shown to people: ``"e^(0.50·Age)"``.
    """

    features: tuple[str, ...]
    form: str
    parameters: tuple[float, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Specification:
    """Which model: its terms, the response's form (``"identity"``, ``"log"``, …) and the family that fits it."""

    terms: tuple[Term, ...]
    response: str = "identity"
    family: str = "ols"
    name: str = "straight line"

    def form_of(self, feature: str) -> str:
        """The form of a feature's own term (not of its products), ``"identity"`` where it has none."""
        for term in self.terms:
            if term.features == (feature,):
                return term.form
        return "identity"


class Fitted(Protocol):
    """A fitted model on the target's scale."""

    @property
    def specification(self) -> Specification:
        """What was fitted."""
        ...

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Predictions (n,) for design rows X (n, q)."""
        ...

    def predict_draws(self, X: np.ndarray) -> np.ndarray:
        """Predictions (replicates, n) of the bootstrapped searches; (0, n) where none were made."""
        ...


@dataclass(frozen=True)
class ModelEvidence:
    """One model at one stage, as the checks see it; arrays hold the training rows only, in canonical order.

    Attributes
    ----------
    stage : ``"baseline"``, ``"chosen"``, or ``"given"`` for predictions made by somebody else.
    design : the whole design; `design.train` selects the rows of the arrays below.
    matrix : (n, m) model matrix with its constant column first, or None when the model is not linear in terms.
    term_features : for each column of `matrix`, the design columns behind it (empty tuple for the constant).
    ols : the least-squares fit of `response` on `matrix`, or None when the model is not linear in terms.
    fitted, residuals : (n,) on the target's scale.
    loo_residuals : (n,) residual of each row by a model that has not seen it (exact or cross-validated).
    curved : design columns that failed linearity before (the spread check then says "may be curvature").
    repaired : design columns whose form was changed in this model.
    """

    stage: str
    design: Design
    fitted: np.ndarray
    residuals: np.ndarray
    loo_residuals: np.ndarray
    matrix: np.ndarray | None = None
    term_features: tuple[tuple[str, ...], ...] = ()
    ols: OLS | None = None
    curved: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    confidence_level: float = 0.95
