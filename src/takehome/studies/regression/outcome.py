"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding
from takehome.studies.regression.given import Given
from takehome.studies.regression.model import Fitted, ModelEvidence
from takehome.studies.regression.prepare import Design
from takehome.table import Table


@dataclass(frozen=True, slots=True)
class Rung:
    """One model of the repair ladder, scored on the target's own scale.

    Attributes
    ----------
    name : ``"log(Cost), smearing"``.
    rmse_loo : root mean square of the residuals by models that had not seen the row (leave-one-out or
        cross-validation), in the target's unit; `rmse_se` is its standard error.
    rmse_test : on the hold-out rows, or None without one.
    parameters : how many numbers were estimated, profiled ones included.
    verdict : why it was or was not chosen, as a sentence with its numbers.
    """

    name: str
    rmse_loo: float
    rmse_se: float
    rmse_test: float | None
    parameters: int
    chosen: bool
    verdict: str


@dataclass(frozen=True)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    baseline, chosen : the straight line and the repaired model (the same object where no repair was needed).
    baseline_errors, chosen_errors : (n,) actual − predicted for every design row, each by a model that had not
        seen that row: leave-one-out or cross-validated on the training rows, the fitted model on the hold-out.
    ladder : every model tried, best first.
    given : predictions made by somebody else, where they are judged.
    """

    table: Table
    design: Design
    baseline: Fitted
    chosen: Fitted
    baseline_evidence: ModelEvidence
    chosen_evidence: ModelEvidence
    baseline_errors: np.ndarray
    chosen_errors: np.ndarray
    ceiling_errors: np.ndarray | None
    ladder: tuple[Rung, ...]
    findings: tuple[Finding, ...]
    seed: int
    confidence_level: float
    given: Given | None = None
