"""REG010: are predictions made by somebody else right on average, everywhere?

Their errors are regressed on the predictions themselves and on the features (least squares). What these explain is
error that could have been predicted, hence avoided. The effect size is the root mean square of the explained part,
f times the noise; the page is ``bias.md``.
"""

from __future__ import annotations

import math

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.noncentral import f2_interval
from takehome.stats.ols import OLS, fit_ols, hc3_covariance
from takehome.stats.partial_f import partial_f_block
from takehome.studies.regression.checks.base_model import training_columns
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.wording import singular
from takehome.units import Quantity, format_number

CODE = "REG010"
TITLE = "Given predictions without avoidable error"
F2_LIMIT = 0.02
"""Cohen's f²: less than "small" (Cohen 1988, §9.2.1, p. 413)."""
GOOD = "No straight line in the features, and no constant, would improve the given predictions."


def error_line(evidence: ModelEvidence) -> OLS:
    """The given predictions' errors on a constant and the features, least squares."""
    X = training_columns(evidence)
    return fit_ols(np.column_stack([np.ones(len(X)), X]), evidence.residuals)


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding: how much of the errors a straight line and a constant explain, and by which column most."""
    errors, unit, n = evidence.residuals, evidence.design.target_unit, len(evidence.residuals)
    line = error_line(evidence)
    matrix = line.X
    nothing = np.empty((n, 0))
    test = partial_f_block(nothing, errors, n, matrix)
    probability = 1 - evidence.confidence_level
    F, df, left = (np.array([value], float) for value in (test.F, test.df, test.df_resid))
    low, high = (float(v[0]) for v in f2_interval(F, df, left, n, probability))
    status = verdict(low, high, F2_LIMIT)
    rms, limit = math.sqrt(test.f2) * test.sigma, math.sqrt(F2_LIMIT) * test.sigma
    interval = Interval(
        math.sqrt(low) * test.sigma, math.sqrt(high) * test.sigma, unit, joint_level(evidence.confidence_level)
    )
    rows = None
    if status is Status.CAUTION:
        rows = rows_to_settle(n, *(math.sqrt(v) for v in (test.f2, low, high, F2_LIMIT)))
    subject, words = _worst(evidence, line)
    seen = (
        f"On average the given predictions are {_side(errors.mean(), unit)}; {words}. Together that is worth "
        f"{Quantity(rms, unit)} root mean square ({interval.confidence_level:.0%} interval: {between(interval)}), "
        f"against a limit of {Quantity(limit, unit)}."
    )
    consequence = f"A correction by a straight line would take about {Quantity(rms, unit)} off the typical error."
    remedy = "Correct them by the effects that the report lists, or use the chosen model instead."
    if status is not Status.FAILED:
        remedy = settle_sentence(rows) or "Nothing to do."
    measured = {
        "avoidable_error": Quantity(rms, unit), "mean_error": Quantity(float(errors.mean()), unit),
        "F": Quantity(test.F), "p_value": Quantity(test.p_value),
    }  # fmt: skip
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen, consequence, remedy, subject if status is not Status.PASSED else None,
            evidence.stage, measured, "avoidable_error", interval, Quantity(limit, unit), rows,
        ),
    )  # fmt: skip


def _side(error: float, unit: str) -> str:
    return f"{Quantity(abs(error), unit)} too {'low' if error > 0 else 'high'}"


def _worst(evidence: ModelEvidence, line: OLS) -> tuple[str, str]:
    """The column whose slope explains most of the errors, and its slope in words."""
    spread = np.abs(line.coef[1:]) * line.X[:, 1:].std(axis=0)
    j = int(np.argmax(spread))
    column, slope = evidence.design.columns[j], float(line.coef[1 + j])
    error = float(np.sqrt(hc3_covariance(line)[1 + j, 1 + j]))
    one, size = singular(column.unit) or "unit", Quantity(slope, evidence.design.target_unit)
    return column.name, f"each {one} of {column.name} adds {size} to their error (± {format_number(1.96 * error)})"
