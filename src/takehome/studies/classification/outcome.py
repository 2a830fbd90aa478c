"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding
from takehome.studies.classification.candidates import FOREST, FOREST_OF_MANY
from takehome.studies.classification.ladder import Rung
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import Design
from takehome.table import Table


@dataclass(frozen=True)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    models : every model as it comes from its fit, uncalibrated, the simplest first; one per candidate.
    baseline : the model that people try first: plain logistic regression (or the scores given).
    chosen : the model that decides, calibrated or not.
    nested : (repeats, n) probabilities that money is counted on: of the model that would be chosen without the row's
        fold, and of the chosen one on the hold-out.
    folds : (repeats, n) the fold of each training row, −1 on the hold-out.
    ladder : every candidate that was tried, in order of simplicity.
    given : the column of scores that somebody else made, where they are judged.
    """

    table: Table
    design: Design
    models: tuple[Predicted, ...]
    baseline: Predicted
    chosen: Predicted
    nested: np.ndarray
    folds: np.ndarray
    ladder: tuple[Rung, ...]
    data_findings: tuple[Finding, ...]
    seed: int
    confidence_level: float
    given: str | None = None

    @property
    def forest(self) -> Predicted | None:
        """The random forest, if one was grown."""
        grown = {made.name: made for made in self.models}
        return grown.get(FOREST) or grown.get(FOREST_OF_MANY)

    @property
    def judged(self) -> np.ndarray:
        """(n,) mask of the rows that the decision is priced on."""
        return self.design.judged
