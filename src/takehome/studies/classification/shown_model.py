"""The model whose curves and importances are shown: the one that decides, or what stands for it.

Scores that somebody else made have no model to ask, so an additive picture of the scores stands for it (a fractional
logit, Papke & Wooldridge 1996, *Journal of Applied Econometrics* 11); a chosen model without features has no curves, so
the plain logistic regression's are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from takehome.studies.classification.additive import fit_additive
from takehome.studies.classification.calibration import log_odds
from takehome.studies.classification.candidates import (
    AVERAGE,
    BOOSTED,
    LOGISTIC,
    NO_FEATURES,
    SHRUNK_LOGISTIC,
    Candidate,
    candidates,
)
from takehome.studies.classification.curve_basis import terms_of
from takehome.studies.classification.instrument import KNOTS, Rows
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.prepare import Design

Predict = Callable[[np.ndarray], np.ndarray]
"""Design rows (n, q) → probabilities (n,)."""

MOST_REFIT_ROWS = 20_000

RARE_COPIES, MOST_COPIES = 0.5, 5
"""With fewer different rows than this share of all, or more equal ones than that, rows are equal by chance."""

ROWS_A_COLUMN = 10
"""Scores are smooth, so their picture may bend from so many rows for each column on."""


@dataclass(frozen=True)
class ShownModel:
    """What is explained.

    Attributes
    ----------
    name : as a sentence calls it, ``"the chosen model (small boosting)"``.
    refit : fit the same method anew, uncalibrated, to the rows of a mask; None where there is no method.
    calibration : the kind of its calibration.
    """

    name: str
    predict: Predict
    refit: Callable[[np.ndarray], Predict] | None = None
    calibration: str = "raw"


def shown_model(outcome: Outcome) -> ShownModel:
    """The model to explain; the design has columns."""
    chosen = outcome.chosen
    if chosen.model is None:
        return _picture(outcome)
    raw = next((made.name for made in outcome.models if made.model is chosen.model), chosen.name)
    if raw != NO_FEATURES:
        name = f"the chosen model ({chosen.name})"
        return ShownModel(name, chosen.predict, _refit(outcome, raw), chosen.calibration.kind)
    plain = next(made for made in outcome.models if made.name == LOGISTIC)
    return ShownModel(f"the {LOGISTIC}", plain.predict, _refit(outcome, LOGISTIC))


def training_rows(design: Design, most: int, seed: int) -> Rows:
    """The training rows, at most so many."""
    rows = np.flatnonzero(design.train)
    if len(rows) > most:
        rows = np.sort(np.random.default_rng([seed, 21]).choice(rows, most, replace=False))
    return Rows(design.X[rows], design.y[rows].astype(float), design.weights[rows], blocks_of(design)[rows])


def blocks_of(design: Design) -> np.ndarray:
    """Labels (n,) of rows whose errors may be shared: declared groups, and copies where copies are rare and few.

    A table of few categories is full of equal rows that are different customers, and so is one whose values are missing
    together; taken for copies they would leave no evidence at all.
    """
    if design.grouped:
        return design.blocks
    _, block, sizes = np.unique(design.blocks, return_inverse=True, return_counts=True)
    own = np.arange(len(block)) + len(sizes)
    copies = (sizes[block] <= MOST_COPIES) & (len(sizes) >= RARE_COPIES * len(block))
    return np.where(copies, block, own)


def _refit(outcome: Outcome, raw: str) -> Callable[[np.ndarray], Predict] | None:
    """A way to fit a method to some rows; None for a method that is not in the list."""
    design = outcome.design
    known = {c.name: c for c in candidates(int(design.train.sum()), outcome.seed)}
    names = (SHRUNK_LOGISTIC, BOOSTED) if raw == AVERAGE else (raw,)
    if not all(name in known for name in names):
        return None

    def refit(mask: np.ndarray) -> Predict:
        rows = np.flatnonzero(mask)
        if len(rows) > MOST_REFIT_ROWS:
            rows = np.sort(np.random.default_rng([outcome.seed, 22]).choice(rows, MOST_REFIT_ROWS, replace=False))
        made = [_fit(known[name], design, rows) for name in names]
        return lambda X: expit(np.mean([log_odds(p(X)) for p in made], axis=0))

    return refit


def _fit(candidate: Candidate, design: Design, rows: np.ndarray) -> Predict:
    return candidate.fit(design.X[rows], design.y[rows].astype(float), design.weights[rows]).predict


def _picture(outcome: Outcome) -> ShownModel:
    """An additive model of the given scores."""
    design = outcome.design
    bent = terms_of(design.X, design.columns, design.weights, KNOTS)
    few = sum(term.count for term in bent) * ROWS_A_COLUMN <= len(design.y)
    terms = bent if few else terms_of(design.X, design.columns, design.weights, 0)
    fitted = fit_additive(terms, design.X, outcome.chosen.p, design.weights, blocks_of(design))
    return ShownModel(f"an additive picture of {outcome.given}", fitted.predict)
