"""Which features are bent, decided again for any target of the same rows: what the bootstrap repeats."""

from __future__ import annotations

import numpy as np

from takehome.studies.regression.checks.base_model import Base
from takehome.studies.regression.checks.curvature import curvatures
from takehome.studies.regression.checks.linearity import F2_LIMIT
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.search import orthonormal


class BendDetector:
    """The linearity check of a straight line, as a function of the target.

    Parameters
    ----------
    design : its training rows and numeric columns are looked at.
    confidence_level : as in the study's own check.
    """

    def __init__(self, design: Design, confidence_level: float) -> None:
        X = np.asfortranarray(design.X[design.train])
        self.names = design.names
        self.positions = [j for j, column in enumerate(design.columns) if column.numeric]
        self.X, self.confidence_level = X, confidence_level
        self.Q = orthonormal(np.column_stack([np.ones(len(X)), X]))

    def __call__(self, z: np.ndarray) -> tuple[str, ...]:
        """Names of the bent features for the target z (n,), worst first."""
        base = Base(self.Q, z - self.Q @ (self.Q.T @ z))
        found, _ = curvatures(base, self.X, self.positions, self.confidence_level, F2_LIMIT)
        bent = sorted((c for c in found if c.offender), key=lambda c: -c.low)
        return tuple(self.names[c.position] for c in bent)


class NothingBent:
    """The detector of the straight line, which never bends."""

    def __init__(self, design: Design, confidence_level: float) -> None:
        pass

    def __call__(self, z: np.ndarray) -> tuple[str, ...]:
        return ()
