"""REG002: is the noise equally wide everywhere?

The effect is the ratio of the residual spread at the 90th percentile to that at the 10th, along the fitted values and
along each feature (``takehome.stats.spread``); the page is ``homoscedasticity.md``.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from takehome.checks.verdict import (
    FALSE_DISCOVERY_RATE,
    between,
    joint_level,
    rows_to_settle,
    settle_sentence,
    tail,
    verdict,
)  # fmt: skip
from takehome.protocol import Finding, Interval, Status
from takehome.stats.heteroscedasticity import breusch_pagan_basis, score_test
from takehome.stats.multiplicity import benjamini_hochberg
from takehome.stats.spread import log_spread_ratio
from takehome.studies.regression.checks.base_model import Base, base_model, exact_fit, residual_unit, training_columns
from takehome.studies.regression.model import ModelEvidence
from takehome.table.encoding import DesignColumn
from takehome.units import Quantity, format_number

CODE = "REG002"
TITLE = "Equal spread of the noise"
RATIO_LIMIT = 2.0
"""A ratio of standard deviations: milder unevenness (variances up to 4 to 1) hardly harms least squares (Fox 2016,
*Applied Regression Analysis and Generalized Linear Models*, 3rd ed., §12.2)."""
OWN_SHARE = 0.8
"""A column is named when its log ratio is at least this share of the fitted values' own."""
GOOD = "The noise is about equally wide over the whole range, so that one standard error fits every row."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding: the place where the spread changes most."""
    base = base_model(evidence)
    if base is None:
        # No linear model behind it: the residuals themselves, beside a constant.
        base = Base(np.full((len(evidence.residuals), 1), len(evidence.residuals) ** -0.5), evidence.residuals)
    carriers = np.column_stack([evidence.fitted, training_columns(evidence)])
    leverage = np.einsum("ij,ij->i", base.Q, base.Q)
    scaled = base.residuals / np.sqrt(np.maximum(1.0 - leverage, 1e-6))
    logs, errors = log_spread_ratio(scaled, carriers, base.Q.shape[1])
    if exact_fit(evidence) or not np.isfinite(errors).any() or base.df_resid < 3:
        return (_not_applicable(evidence, base),)
    place, half, adjusted_p = _decisive(evidence, logs, errors, base)
    return (_finding(evidence, base, place, float(logs[place]), float(half), adjusted_p),)


def _decisive(evidence: ModelEvidence, logs: np.ndarray, errors: np.ndarray, base: Base) -> tuple[int, float, float]:
    """Which carrier to report (0 = the fitted values), the half-width of its log ratio, its adjusted p-value."""
    usable = np.isfinite(errors)
    family = int(usable.sum())
    half = -special.stdtrit(base.df_resid, tail(evidence.confidence_level, family)) * errors
    z = np.where(usable, np.abs(logs) / errors, 0.0)
    p = np.ones(len(logs))
    p[usable] = benjamini_hochberg(2 * special.stdtr(base.df_resid, -z[usable]))
    if not usable[0] or len(logs) == 1:
        place = int(np.argmax(np.where(usable, np.abs(logs) - half, -np.inf)))
        return place, half[place], float(p[place])
    # The nearest point of the interval to "equal" is what counts: a wild estimate from a rare level must not win.
    nearest = np.where(usable, np.abs(logs) - half, -np.inf)
    column = 1 + int(np.argmax(nearest[1:]))
    named = nearest[column] > 0 and abs(logs[column]) >= OWN_SHARE * abs(logs[0])
    place = column if named or nearest[column] > nearest[0] else 0
    return place, half[place], float(p[place])


def _finding(evidence: ModelEvidence, base: Base, place: int, log: float, half: float, p: float) -> Finding:
    limit = math.log(RATIO_LIMIT)
    status = verdict(abs(log) - half, abs(log) + half, limit)
    if status is Status.FAILED and p > FALSE_DISCOVERY_RATE:
        status = Status.CAUTION
    curved = status is not Status.PASSED and evidence.stage == "baseline" and bool(evidence.curved)
    rows = None
    if curved:
        status = Status.CAUTION
    elif status is Status.CAUTION:
        rows = rows_to_settle(base.rows, abs(log), abs(log) - half, abs(log) + half, limit)
    column = evidence.design.columns[place - 1] if place else None
    interval = Interval(math.exp(abs(log) - half), _exp(abs(log) + half), "times",
                        joint_level(evidence.confidence_level))  # fmt: skip
    seen, consequence = _sentences(evidence, base, _places(evidence, column, log), log, interval)
    if curved:
        seen += f" It may be curvature of {', '.join(evidence.curved)}, and is tested again after the repair."
    alarm = status is not Status.PASSED
    remedy = _remedy(status, curved, rows)
    measured = _measured(evidence, base, log, p)
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, column.name if column and alarm else None,
        evidence.stage, measured, "spread_ratio", interval, Quantity(RATIO_LIMIT, "times"), rows,
    )  # fmt: skip


def _exp(value: float) -> float:
    """e^value, infinite instead of an overflow."""
    return math.exp(value) if value < 700 else math.inf


def _places(evidence: ModelEvidence, column: DesignColumn | None, log: float) -> tuple[str, str]:
    """Where the noise is wide and where it is narrow: the ends of a range, or the sides of a category."""
    if column is not None and not column.numeric:
        on, off = f"where {column.name}", "where it is not"
        return (on, off) if log > 0 else (f"where not {column.name}", "where it is")
    along = column.name if column else f"the predicted {evidence.design.target}"
    return f"at the {'high' if log > 0 else 'low'} end of {along}", "at the other"


def _sentences(
    evidence: ModelEvidence, base: Base, places: tuple[str, str], log: float, interval: Interval
) -> tuple[str, str]:
    ratio, unit, (wide_at, narrow_at) = _exp(abs(log)), residual_unit(evidence), places
    narrow, wide = base.sigma * math.exp(-abs(log) / 2), base.sigma * _exp(abs(log) / 2)
    seen = (
        f"The noise is {format_number(ratio)} times as wide {wide_at} as {narrow_at} "
        f"({interval.confidence_level:.0%} joint interval: {between(interval)}), against a limit of "
        f"{format_number(RATIO_LIMIT)} times."
    )
    consequence = (
        f"One standard deviation of {Quantity(base.sigma, unit)} stands for all rows, where about "
        f"{Quantity(wide, unit)} holds {wide_at} and {Quantity(narrow, unit)} {narrow_at}."
    )
    return seen, consequence


def _remedy(status: Status, curved: bool, rows: int | None) -> str:
    if curved:
        return "Repair the curvature first; th.regress(...) does so and tests the spread again on the chosen model."
    if status is Status.FAILED:
        return (
            "Use intervals that allow for it (HC3, as th.regress(...) reports), and weights, a Gamma family "
            "or log(target) for the fit: th.regress(...) tries them and shows which predict better."
        )
    return settle_sentence(rows) or "Nothing to do."


def _measured(evidence: ModelEvidence, base: Base, log: float, p: float) -> dict[str, Quantity]:
    measured = {"spread_ratio": Quantity(_exp(abs(log)), "times"), "adjusted_p": Quantity(p)}
    if np.ptp(evidence.fitted) > 0:
        score = score_test(base.residuals, evidence.fitted)
        measured |= {"score_statistic": Quantity(score.statistic), "score_p": Quantity(score.p_value)}
    if base.Q.shape[1] > 1:
        test = breusch_pagan_basis(base.residuals, base.Q)
        measured |= {"breusch_pagan": Quantity(test.statistic), "breusch_pagan_p": Quantity(test.p_value)}
    return measured


def _not_applicable(evidence: ModelEvidence, base: Base) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"The spread cannot be compared along a range: {base.df_resid} residual degrees of freedom are left, or every "
        "column is constant, or the fit is exact.",
        "None.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
