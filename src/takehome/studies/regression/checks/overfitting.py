"""REG008: does the model predict rows that it has not seen about as well as those it has?

The page is ``overfitting.md``.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.regression.checks.base_model import exact_fit, own_scale
from takehome.studies.regression.model import ModelEvidence
from takehome.units import Quantity, format_number

CODE = "REG008"
TITLE = "Errors on new rows match those on old rows"
EXCESS_LIMIT = 1.0
"""Errors on unseen rows twice those on seen rows: the fit is mostly memory. This project's own limit."""
EXCESS_CAUTION = 0.1
"""A tenth more: about n = 10 rows a coefficient, since the ratio is near 1/(1 − p/n) (Harrell 2015, *Regression
Modeling Strategies*, §4.4: 10 to 20 rows a parameter)."""
GOOD = "Rows that the model has not seen are predicted about as well as those it was fitted to."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding: how much larger the errors on unseen rows are."""
    seen, unseen = float(np.mean(evidence.residuals**2)), float(np.mean(evidence.loo_residuals**2))
    n = len(evidence.residuals)
    if n < 3 or exact_fit(evidence) or not math.isfinite(unseen) or not own_scale(evidence):
        return (_not_applicable(evidence),)
    log = 0.5 * math.log(unseen / seen)
    # The ratio of two means over the same rows: its influence function is the difference of the relative squares.
    influence = 0.5 * (evidence.loo_residuals**2 / unseen - evidence.residuals**2 / seen)
    error = float(np.sqrt(np.mean(influence**2) / n))
    # Where a few rows make up most of the error, they are all that the interval rests on (Kish's effective number).
    share = evidence.loo_residuals**2 / (n * unseen)
    effective = max(1.0 / float(share @ share) - 1.0, 1.0)
    half = -float(special.stdtrit(effective, tail(evidence.confidence_level, 1))) * error
    return (_finding(evidence, log, half, math.sqrt(seen), math.sqrt(unseen)),)


def _finding(evidence: ModelEvidence, log: float, half: float, seen: float, unseen: float) -> Finding:
    excess, low, high = (math.expm1(min(v, 700.0)) for v in (log, log - half, log + half))
    status = Status.FAILED if low > EXCESS_LIMIT else Status.PASSED if high <= EXCESS_CAUTION else Status.CAUTION
    n, rows = len(evidence.residuals), None
    if status is Status.CAUTION:
        rows = rows_to_settle(n, excess, low, high, EXCESS_CAUTION)
    if rows is not None and low > EXCESS_CAUTION:
        # Not in doubt but too much: the excess falls as 1/n, and that is what more rows buy.
        rows = math.ceil(n * excess / EXCESS_CAUTION)
    unit = evidence.design.target_unit
    interval = Interval(100 * low, 100 * high, "%", joint_level(evidence.confidence_level))
    words = (
        f"The typical error on rows that the model had not seen is {Quantity(unseen, unit)}, "
        f"{format_number(100 * excess)} % more than on those it was fitted to ({interval.confidence_level:.0%} "
        f"interval: {between(interval)}), against limits of "
        f"{100 * EXCESS_CAUTION:.0f} % (caution) and {100 * EXCESS_LIMIT:.0f} % (failed)."
    )
    consequence = (
        f"An accuracy quoted from the fitted rows ({Quantity(seen, unit)}) is too good by "
        f"{Quantity(unseen - seen, unit)}."
    )
    remedy = "Quote the error on unseen rows; use fewer terms or more rows."
    if status is Status.PASSED:
        remedy = "Nothing to do."
    elif rows is not None:
        remedy += " " + settle_sentence(rows)
    measured = {
        "excess_error": Quantity(100 * excess, "%"), "rmse_seen": Quantity(seen, unit),
        "rmse_unseen": Quantity(unseen, unit),
    }  # fmt: skip
    return Finding(
        CODE, TITLE, status, GOOD, words, consequence, remedy, None, evidence.stage, measured, "excess_error", interval,
        Quantity(100 * EXCESS_LIMIT, "%"), rows,
    )  # fmt: skip


def _not_applicable(evidence: ModelEvidence) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"Errors on seen and unseen rows cannot be compared: {len(evidence.residuals)} rows, or the fit is on another "
        "scale than the target, or it is perfect.", "None.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
