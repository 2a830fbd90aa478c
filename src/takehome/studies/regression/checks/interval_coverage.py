"""REG003: do the model's 95 % intervals hold what they promise, for small, middling and large predictions?

Normal noise matters to a regression only through its intervals, so their coverage is measured instead of a shape
being tested. The page is ``interval_coverage.md``.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from takehome.checks.verdict import joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.stats.influence import studentised_residuals
from takehome.stats.normality import SHAPIRO_MOST_ROWS, jarque_bera, shapiro_wilk
from takehome.studies.regression.checks.base_model import exact_fit, residual_unit
from takehome.studies.regression.model import ModelEvidence
from takehome.units import Quantity, format_number

CODE = "REG003"
TITLE = "Prediction intervals cover what they promise"
POINTS_LIMIT = 5.0
"""Percentage points between promised and measured coverage, this project's own limit: at 90 % instead of 95 % the
misses have doubled."""
NOMINAL = 0.95
FEWEST_ROWS = 15
"""Five rows a tercile; below, no coverage can be told from any other."""
TERCILES = ("the smallest", "the middle", "the largest")
GOOD = "95 of 100 new rows fall within their 95 % interval, whether the prediction is small, middling or large."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding: the tercile of predictions whose coverage is furthest from the promise."""
    if len(evidence.fitted) < FEWEST_ROWS or np.ptp(evidence.fitted) == 0 or exact_fit(evidence):
        return (_not_applicable(evidence),)
    inside, half_width = _inside(evidence)
    # Equal predictions differ by rounding that depends on the residual; ties must not be split by it.
    sizes = np.round(evidence.fitted / np.abs(evidence.fitted).max(), 9)
    terciles = np.searchsorted(np.quantile(sizes, (1 / 3, 2 / 3)), sizes)
    trials = np.bincount(terciles, minlength=3)
    hits = np.bincount(terciles, weights=inside, minlength=3)
    used = np.flatnonzero(trials)
    low, high = clopper_pearson(hits[used], trials[used], tail(evidence.confidence_level, len(used)))
    return (_finding(evidence, used, hits[used] / trials[used], low, high, half_width),)


def _inside(evidence: ModelEvidence) -> tuple[np.ndarray, float]:
    """Which rows (n,) fall within the interval of a model that had not seen them, and the interval's half-width."""
    if evidence.ols is not None and evidence.ols.df_resid > 1:
        quantile = float(special.stdtrit(evidence.ols.df_resid - 1, (1 + NOMINAL) / 2))
        return np.abs(studentised_residuals(evidence.ols)) <= quantile, quantile * evidence.ols.sigma
    half_width = float(special.ndtri((1 + NOMINAL) / 2) * np.sqrt(np.mean(evidence.loo_residuals**2)))
    return np.abs(evidence.loo_residuals) <= half_width, half_width


def _finding(
    evidence: ModelEvidence, used: np.ndarray, share: np.ndarray, low: np.ndarray, high: np.ndarray, half_width: float
) -> Finding:
    least, most = NOMINAL - POINTS_LIMIT / 100, NOMINAL + POINTS_LIMIT / 100
    off = np.maximum(np.maximum(low - most, least - high), 0.0)
    doubt = np.maximum(np.maximum(least - low, high - most), 0.0)
    worst = int(np.argmax(off)) if off.any() else int(np.argmax(doubt)) if doubt.any() else int(np.argmin(share))
    status = Status.FAILED if off.any() else Status.CAUTION if doubt.any() else Status.PASSED
    rows = None
    if status is Status.CAUTION:
        points = share[worst], low[worst], high[worst]
        rows = rows_to_settle(len(evidence.fitted), *_miss(points, NOMINAL), POINTS_LIMIT / 100)
    interval = Interval(100 * low[worst], 100 * high[worst], "%", joint_level(evidence.confidence_level))
    which = TERCILES[used[worst]]
    seen = (
        f"The {NOMINAL:.0%} intervals hold {100 * share[worst]:.1f} % of the rows with {which} predictions "
        f"({interval.confidence_level:.0%} joint interval: {interval.low:.1f} to {interval.high:.1f} %), where "
        f"{100 * least:.0f} to {100 * most:.0f} % is good enough."
    )
    misses = 100 * (1 - share[worst])
    consequence = (
        f"Of 100 new rows with {which} predictions about {format_number(misses)} fall outside an interval of ± "
        f"{Quantity(half_width, residual_unit(evidence))}, where {100 * (1 - NOMINAL):.0f} should."
    )
    measured = {"coverage": Quantity(100 * share[worst], "%"), **_shape(evidence)}
    for k, covered in zip(used, share, strict=True):
        measured[f"coverage of {TERCILES[k]} predictions"] = Quantity(100 * covered, "%")
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, _remedy(status, rows), None, evidence.stage, measured, "coverage",
        interval, Quantity(100 * (most if low[worst] > NOMINAL else least), "%"), rows,
    )  # fmt: skip


def _miss(points: tuple[float, float, float], nominal: float) -> tuple[float, float, float]:
    """Share and limits as distances from the promise, lower distance first."""
    share, low, high = points
    if share <= nominal:
        return nominal - share, nominal - high, nominal - low
    return share - nominal, low - nominal, high - nominal


def _shape(evidence: ModelEvidence) -> dict[str, Quantity]:
    """The usual statistic of normality: Shapiro–Wilk where it is valid, Jarque–Bera above."""
    residuals = evidence.ols.residuals if evidence.ols is not None else evidence.residuals
    if np.ptp(residuals) == 0:
        return {}
    if len(residuals) <= SHAPIRO_MOST_ROWS:
        statistic, p = shapiro_wilk(residuals)
        return {"shapiro_w": Quantity(statistic), "shapiro_p": Quantity(p)}
    statistic, p = jarque_bera(residuals)
    return {"jarque_bera": Quantity(statistic), "jarque_bera_p": Quantity(p)}


def _remedy(status: Status, rows: int | None) -> str:
    if status is Status.FAILED:
        return (
            "Use the conformal intervals that th.regress(...) reports with every prediction: they need no normal "
            "noise, and their coverage is measured."
        )
    return settle_sentence(rows) or "Nothing to do."


def _not_applicable(evidence: ModelEvidence) -> Finding:
    n = len(evidence.fitted)
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"Coverage cannot be measured by size of prediction: {n} rows (at least {FEWEST_ROWS} are needed, with "
        "predictions that differ and errors that are not all 0).", "None.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
