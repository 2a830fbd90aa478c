"""The detector that the bootstrap repeats must decide as the check does."""

import numpy as np
import pytest

from takehome.studies.regression.bends import BendDetector
from takehome.studies.regression.checks.linearity import offenders
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.linear import fit_linear
from takehome.studies.regression.model import Specification
from takehome.studies.regression.prepare import prepare
from takehome.studies.regression.repair import straight_terms
from takehome.studies.regression.search import SearchSpace
from takehome.table import read


@pytest.mark.parametrize("seed", range(12))
def test_detector_agrees_with_the_check(seed):
    """Bends from none to strong, smooth and stepped, around the limit where a decision is hardest."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(0, 10, (600, 3))
    bend = rng.uniform(0, 0.6) * ((X[:, 0] - 5) ** 2 / 7.5) + rng.uniform(0, 0.8) * (X[:, 1] > 6)
    table = read({"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "y": X.sum(axis=1) + bend + rng.normal(size=600)})
    design = prepare(table, "y", np.ones(600, bool))
    fit = fit_linear(design, Specification(straight_terms(design)))
    checked = offenders(evidence_of(design, fit, "baseline"))
    assert BendDetector(SearchSpace(design.X, design.names), design.columns, 0.95)(design.y) == checked
