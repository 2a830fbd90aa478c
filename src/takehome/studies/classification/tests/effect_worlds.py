"""Outcomes for the tests of effects: tables with known effects, explained by logistic regression or in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import expit

from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import LOGISTIC
from takehome.studies.classification.fitting import Plan, fit_outcome
from takehome.studies.classification.linear import fit_logistic
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import Design, prepare
from takehome.table import Role, Table, canonical_order, read, split


def full(table: Table, target: str, holdout: Any = None, scores: str | None = None, fast: bool = True) -> Outcome:
    """The whole fit, as the study does it."""
    table, train = split(table, holdout, 0)
    rows = canonical_order(table)
    table, train = table.take(rows), train[rows]
    if scores is not None:
        table = table.with_roles({scores: Role.PREDICTION})
    design = prepare(table, target, train, None, 1, need_features=scores is None)
    return fit_outcome(table, design, (), Plan(fast=fast))


def plain(columns: Mapping[str, Any], train: np.ndarray | None = None, level: float = 0.95) -> Outcome:
    """An outcome whose only model is the plain logistic regression."""
    table = read({**columns})
    rows = table.rows
    design = prepare(table, "y", np.ones(rows, bool) if train is None else train, None, 1)
    return decided_by(table, design, level)


def decided_by(table: Table, design: Design, level: float = 0.95) -> Outcome:
    """An outcome of this design, decided by the plain logistic regression."""
    t = design.train
    model = fit_logistic(design.X[t], design.y[t].astype(float), design.weights[t])
    made = Predicted(LOGISTIC, model, Calibration(), model.predict(design.X)[None])
    folds = np.where(t, np.arange(len(t)) % 5, -1)[None]
    return Outcome(
        table=table, design=design, models=(made,), baseline=made, chosen=made, nested=made.unseen, folds=folds,
        ladder=(), data_findings=(), seed=0, confidence_level=level,
    )  # fmt: skip


def drawn(log_odds: np.ndarray, seed: int = 0) -> np.ndarray:
    """Classes (n,) with these log odds (n,)."""
    return (np.random.default_rng([seed, 99]).random(len(log_odds)) < expit(log_odds)).astype(float)


def mixed(rows: int = 1_500, seed: int = 0) -> dict[str, Any]:
    """A rising and a falling number, a U, a category with one level that matters, and noise."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 4))
    plan = np.array(["Basic", "Basic", "Plus", "Pro"], object)[rng.integers(0, 4, rows)]
    eta = -1.5 + X[:, 0] - 0.7 * X[:, 1] + 0.8 * (X[:, 2] ** 2 - 1) + 1.2 * (plan == "Pro")
    return {"up": X[:, 0], "down": X[:, 1], "u": X[:, 2], "noise": X[:, 3], "plan": plan, "y": drawn(eta, seed)}
