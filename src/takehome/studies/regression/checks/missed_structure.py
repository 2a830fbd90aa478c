"""REG009: does a model without an assumed form predict materially better than the chosen one?

Both are judged on the same unseen rows, so the ratio of their errors is paired; its logarithm has the standard error
of the paired difference of squared errors (delta method).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from takehome.checks.verdict import rows_to_settle, settle_sentence
from takehome.protocol import Finding, Interval, Status
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.scores import rmse
from takehome.units import Quantity, format_number

CODE = "REG009"
TITLE = "Nothing left for a freer model to find"
GOOD = "gradient boosting, which assumes no form, predicts unseen rows no better than the chosen model"
LIMIT = 1.10
"""Ratio of errors, chosen over boosting: a tenth is what a first-semester textbook would still call close, and about
a fifth of the noise variance; below it the readable model is worth its price (Breiman 2001, *Two cultures*)."""

CONFIDENCE = 0.95


def check(design: Design, errors: np.ndarray, ceiling: np.ndarray) -> tuple[Finding, ...]:
    """Compare out-of-sample errors of the chosen model with those of gradient boosting, on the training rows."""
    mine, best = errors[design.train], ceiling[design.train]
    ratio, interval = ratio_interval(mine, best)
    status = _status(interval)
    unit = design.target_unit
    seen = (
        f"The chosen model errs by {Quantity(rmse(mine), unit)}, boosting by {Quantity(rmse(best), unit)} on rows "
        f"unseen: a ratio of {format_number(ratio)} ({interval}; limit {format_number(LIMIT)})."
    )
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(len(mine), *(float(np.log(v)) for v in (ratio, interval.low, interval.high, LIMIT)))
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen, _consequence(status, mine, best, unit), _remedy(status, settle),
            stage="chosen",
            measured={
                "ratio of errors": Quantity(ratio),
                "error of the chosen model": Quantity(rmse(mine), unit),
                "error of boosting": Quantity(rmse(best), unit),
            },
            effect="ratio of errors", interval=interval, limit=Quantity(LIMIT), rows_to_settle=settle,
        ),
    )  # fmt: skip


def ratio_interval(mine: np.ndarray, best: np.ndarray) -> tuple[float, Interval]:
    """Ratio of root mean squares of two paired errors, with its interval on the log scale."""
    a, b = np.mean(mine**2), max(float(np.mean(best**2)), 1e-300)
    ratio = float(np.sqrt(a / b))
    spread = float(np.std(mine**2 / max(a, 1e-300) - best**2 / b) / np.sqrt(len(mine)) / 2)
    z = float(special.ndtri(0.5 + CONFIDENCE / 2))
    return ratio, Interval(ratio * np.exp(-z * spread), ratio * np.exp(z * spread), "", CONFIDENCE)


def _status(interval: Interval) -> Status:
    if interval.low > LIMIT:
        return Status.FAILED
    return Status.PASSED if interval.high < LIMIT else Status.CAUTION


def _consequence(status: Status, mine: np.ndarray, best: np.ndarray, unit: str) -> str:
    gap = Quantity(max(rmse(mine) - rmse(best), 0.0), unit)
    if status is Status.PASSED:
        return f"A freer model would save about {gap} of error per row: that is the price of a model that can be read."
    return f"About {gap} of error per row could still be explained by these columns."


def _remedy(status: Status, settle: int | None) -> str:
    if status is Status.PASSED:
        return "Nothing to do."
    said = "Look for a product or a step that no form here can take, add it to the table as a column, and run again."
    return f"{said} {settle_sentence(settle)}".rstrip()
