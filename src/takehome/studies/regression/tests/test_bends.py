"""The detector that the bootstrap repeats must decide as the check does."""

import numpy as np
import pytest

from takehome.studies.regression.bends import BendDetector
from takehome.studies.regression.checks.linearity import offenders
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.forms import term
from takehome.studies.regression.linear import fit_linear
from takehome.studies.regression.model import Specification
from takehome.studies.regression.prepare import prepare
from takehome.studies.regression.repair import straight_terms
from takehome.studies.regression.search import SearchSpace, best_form
from takehome.table import read
from takehome.table.encoding import DesignColumn


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


def test_a_feature_whose_bends_the_others_hold_is_straight():
    """With three values, a bend of x has one column; a feature that is that very column leaves nothing to test."""
    x = np.repeat([0.0, 1.0, 2.0], 20)
    X = np.column_stack([x, x == 1.0])
    columns = (DesignColumn("x", "x"), DesignColumn("middle", "middle", numeric=False))
    y = X @ [1.0, 2.0] + np.random.default_rng(0).normal(size=60)
    space = SearchSpace(X, ("x", "middle"))
    assert BendDetector(space, columns, 0.95)(y) == ()
    assert best_form(space, y, "x", (term("middle"), term("x"))) == term("x")
