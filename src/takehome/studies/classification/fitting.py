"""The one slow step: every candidate cross-fitted and calibrated, and the choice among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.classification.calibration import Calibration, calibration_kinds
from takehome.studies.classification.candidates import (
    AVERAGE,
    BOOSTED,
    LOGISTIC,
    NO_FEATURES,
    SHRUNK_LOGISTIC,
    candidates,
)
from takehome.studies.classification.folds import fold_count, fold_labels, repeat_count
from takehome.studies.classification.ladder import climb, nested_choice
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.predicted import Predicted, averaged, calibrated, cross_fitted
from takehome.studies.classification.prepare import Design
from takehome.table import Column, Kind, Role, Table

Progress = Callable[[str], None]
ONE_THREAD_ROWS = 20_000
"""Up to here, threads on matrices this small wait for each other."""


UNCALIBRATED = (NO_FEATURES, AVERAGE)
"""What is not tried calibrated: a constant cannot be, and an average of log odds is shrunk already."""


def silent(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Plan:
    """How much work to do: `fast` leaves out forests, large boosting, class weights and the second repeat."""

    seed: int = 0
    confidence_level: float = 0.95
    fast: bool = False
    progress: Progress = silent


def fit_outcome(table: Table, design: Design, data_findings: tuple[Finding, ...], plan: Plan) -> Outcome:
    """Run the whole study on a prepared design."""
    folds = drawn_folds(design, plan)
    models = _models(design, folds, plan) if design.X.shape[1] else []
    given = given_scores(table, design, len(folds))
    first = [given] if given is not None else []
    tried, chooses = [], []
    for raw in (*first, *models):
        plan.progress(f"calibrating: {raw.name}")
        for kind in calibration_kinds(design.y[design.train]) if raw.name not in UNCALIBRATED else ("raw",):
            tried.append(calibrated(raw, kind, design, folds))
            chooses.append(given is None or raw is given)
    chosen, rungs = climb(tried, chooses, design)
    named = {made.name: made for made in models}
    return Outcome(
        table=table, design=design, models=(*first, *models), baseline=given or named[LOGISTIC], chosen=tried[chosen],
        nested=nested_choice(tried, chooses, design, folds), folds=folds, ladder=rungs, data_findings=data_findings,
        seed=plan.seed, confidence_level=plan.confidence_level, given=None if given is None else given.name,
    )  # fmt: skip


def _models(design: Design, folds: np.ndarray, plan: Plan) -> list[Predicted]:
    """Every candidate, and the average of two of them, in order of simplicity."""
    rows = int(design.train.sum())
    made: list[Predicted] = []
    with _threads(rows):
        for candidate in candidates(rows, plan.seed, plan.fast):
            plan.progress(f"fitting: {candidate.name}")
            made.append(cross_fitted(candidate, design, folds))
            if candidate.name == BOOSTED:
                both = [part for part in made if part.name in (SHRUNK_LOGISTIC, BOOSTED)]
                made.append(averaged(AVERAGE, both))
    return made


def drawn_folds(design: Design, plan: Plan) -> np.ndarray:
    """The fold of each training row in each repeat, −1 on the hold-out; shape (repeats, n)."""
    rng = np.random.default_rng([plan.seed, 11])
    train = design.train
    y, blocks = design.y[train], design.blocks[train]
    count = min(fold_count(y), _blocks_of_rarer(y, blocks))
    if count < 2:
        saw = f"all training rows of one class stand in one group of the target {design.target!r}"
        raise InputError(saw, "two groups or more with rows of each class", "leave out groups=…, or add groups")
    folds = np.full((1 if plan.fast else repeat_count(int(train.sum())), len(train)), -1)
    for row in folds:
        row[train] = fold_labels(y, blocks, min(count, 5) if plan.fast else count, rng)
    return folds


def _blocks_of_rarer(y: np.ndarray, blocks: np.ndarray) -> int:
    return min(len(np.unique(blocks[y == value])) for value in (0, 1))


@contextmanager
def _threads(rows: int) -> Iterator[None]:
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1 if rows <= ONE_THREAD_ROWS else None):
        yield


def given_scores(table: Table, design: Design, repeats: int) -> Predicted | None:
    """The scores that the table declares, or None.

    Raises
    ------
    InputError
        If the column is not numeric, has no value in a row that has a target, or leaves [0, 1].
    """
    declared = table.with_role(Role.PREDICTION)
    if not declared:
        return None
    values = _probabilities(declared[0], design)
    return Predicted(declared[0].name, None, Calibration(), np.tile(values, (repeats, 1)))


def _probabilities(column: Column, design: Design) -> np.ndarray:
    if column.kind is not Kind.NUMBER:
        saw = f"the scores in {column.name!r} are {column.kind} values"
        raise InputError(saw, "probabilities from 0 to 1", "name another column")
    values = column.values[design.rows]
    for wrong, what, hint in (
        (~np.isfinite(values), "no score", "remove those rows, or score them too"),
        (
            (values < 0) | (values > 1),
            "a score outside [0, 1]",
            "turn the scores into probabilities first (100 % is 1)",
        ),
    ):
        if wrong.any():
            first = values[np.argmax(wrong)]
            saw = f"{int(wrong.sum()):,} rows have {what} in {column.name!r}, the first {first:g}"
            raise InputError(saw, "a probability from 0 to 1 in every row that has a target", hint)
    return values.astype(float)
