"""What the checks are shown of a linear model: on the transformed scale, where the target was transformed.

A log target is checked as what the least squares saw: log units, named so. The budgeted errors of the ladder stay on
the target's own scale.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.studies.regression.linear import LinearFit, response_named
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.regression.prepare import Design


def evidence_of(
    design: Design, fit: LinearFit, stage: str, curved: tuple[str, ...] = (), confidence_level: float = 0.95
) -> ModelEvidence:
    """The evidence of a fitted linear model on the training rows."""
    terms = fit.model.specification.terms
    return ModelEvidence(
        stage=stage,
        design=on_response_scale(design, fit.model.specification.response),
        fitted=fit.ols.fitted,
        residuals=fit.ols.residuals,
        loo_residuals=fit.ols.loo_residuals,
        matrix=fit.matrix,
        term_features=fit.term_features,
        ols=fit.ols,
        curved=curved,
        repaired=tuple(t.features[0] for t in terms if t.form not in ("identity", "product")),
        confidence_level=confidence_level,
    )


def on_response_scale(design: Design, response: str) -> Design:
    """The design with its target transformed and renamed (``"log(Cost)"``, in log units)."""
    if response == "identity":
        return design
    with np.errstate(invalid="ignore", divide="ignore"):
        y = response_named(response).forward(design.y)
    return replace(design, y=y, target=f"{response}({design.target})", target_unit=f"{response} units")
