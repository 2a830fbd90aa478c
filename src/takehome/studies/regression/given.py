"""Judging predictions made by somebody else: the same checks, the effects on their errors, and their price.

The given predictions stand beside the study's own models as current practice. Nothing is known of the model behind
them, so what can be examined is their errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from takehome.errors import InputError
from takehome.protocol import Direction, Effect, Finding, Interval
from takehome.stats.ols import hc3_covariance
from takehome.studies.regression.checks import bias, run_checks
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.regression.prepare import Design
from takehome.studies.wording import one_more
from takehome.table import Column, Kind, Role, Table
from takehome.units import Quantity

CAVEAT = "About the errors of the given predictions, not about the target itself; it shows where they can be corrected."


@dataclass(frozen=True)
class Given:
    """Predictions made by somebody else.

    Attributes
    ----------
    name : their column.
    errors : (n,) actual − predicted for every design row.
    evidence : what the checks see of them, on the training rows.
    """

    name: str
    errors: np.ndarray
    evidence: ModelEvidence


def given_predictions(table: Table, design: Design, confidence_level: float) -> Given | None:
    """The predictions that the table declares, or None.

    Raises
    ------
    InputError
        If the column is not numeric, or has no value in a row that has a target.
    """
    declared = table.with_role(Role.PREDICTION)
    if not declared:
        return None
    predicted = _values(declared[0], design)
    errors = design.y - predicted
    seen = errors[design.train]
    named = replace(design, target=f"the error of {declared[0].name}")
    evidence = ModelEvidence(
        "given", named, fitted=predicted[design.train], residuals=seen, loo_residuals=seen,
        confidence_level=confidence_level,
    )  # fmt: skip
    return Given(declared[0].name, errors, evidence)


def _values(column: Column, design: Design) -> np.ndarray:
    if column.kind is not Kind.NUMBER:
        saw = f"the predictions in {column.name!r} are {column.kind} values"
        raise InputError(saw, "numbers in the target's unit", "name another column")
    values = column.values[design.rows]
    if not np.isfinite(values).all():
        missing = int((~np.isfinite(values)).sum())
        row = int(design.rows[np.argmax(~np.isfinite(values))]) + 1
        saw = f"{missing:,} rows have no prediction in {column.name!r}, the first at canonical row {row:,}"
        raise InputError(saw, "a prediction wherever there is a target", "remove those rows, or predict them too")
    return values


def given_findings(given: Given) -> tuple[Finding, ...]:
    """Every check that does not need the model itself, and the one on avoidable error."""
    return run_checks(given.evidence) + bias.check(given.evidence)


def given_effects(given: Given) -> tuple[Effect, ...]:
    """How the errors change with each feature, the largest first."""
    evidence = given.evidence
    line = bias.error_line(evidence)
    errors = np.sqrt(np.diag(hc3_covariance(line)))
    z = float(special.stdtrit(line.df_resid, 0.5 + evidence.confidence_level / 2))
    order = np.argsort(-np.abs(line.coef[1:]) * line.X[:, 1:].std(axis=0), kind="stable")
    return tuple(_effect(given, int(j), float(line.coef[1 + j]), z * float(errors[1 + j])) for j in order)


def _effect(given: Given, j: int, slope: float, half: float) -> Effect:
    design = given.evidence.design
    column, unit = design.columns[j], design.target_unit
    interval = Interval(slope - half, slope + half, unit, given.evidence.confidence_level)
    contrast = one_more(1.0, column.unit, column.name) if column.numeric else f"{column.name} instead of not"
    direction = Direction.UNDETERMINED
    side = "no different as far as these rows can tell"
    if 0.0 not in interval:
        direction = Direction.INCREASING if slope > 0 else Direction.DECREASING
        side = f"{Quantity(abs(slope), unit)} too {'low' if slope > 0 else 'high'}, more than before"
    sentence = f"With {contrast}, {given.name} is {side}: its error changes by {Quantity(slope, unit)} ({interval})."
    subject = f"error of {given.name} along {column.name}"
    return Effect(subject, contrast, Quantity(slope, unit), interval, direction, sentence, CAVEAT)
