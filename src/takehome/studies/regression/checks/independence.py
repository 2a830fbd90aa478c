"""REG004: does the noise remember the row before, or is it shared within groups?

Only asked where an order or groups were declared: rows without either cannot show dependence. The page is
``independence.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import (
    between,
    joint_level,
    rows_to_settle,
    settle_sentence,
    tail,
    verdict,
)
from takehome.protocol import Finding, Interval, Status
from takehome.stats.autocorrelation import autocorrelations, durbin_watson, first_autocorrelation, ljung_box
from takehome.stats.covariance import cluster_covariance
from takehome.stats.intraclass import one_way
from takehome.stats.ols import OLS
from takehome.studies.regression.model import ModelEvidence
from takehome.units import Quantity, format_number

CODE = "REG004"
TITLE = "Independent noise"
CORRELATION_LIMIT = 0.1
"""A correlation: below "small" (Cohen 1988, *Statistical Power Analysis*, §3.2.1, p. 79)."""
FEWEST_ROWS = 10
LAGS = 10
GOOD = "Knowing one row's noise says nothing about the next row's, or about another row of its group."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """A finding for the declared order, one for the declared groups; not applicable without either."""
    design, found = evidence.design, []
    if design.order is not None and len(evidence.residuals) >= FEWEST_ROWS:
        found.append(_order_finding(evidence, np.argsort(design.order[design.train], kind="stable")))
    if design.groups is not None:
        groups = design.groups[design.train]
        if 1 < len(np.unique(groups)) < len(groups):
            found.append(_group_finding(evidence, groups))
    return tuple(found) or (_not_applicable(evidence),)


def _order_finding(evidence: ModelEvidence, order: np.ndarray) -> Finding:
    residuals = evidence.residuals[order]
    parameters = evidence.ols.X.shape[1] if evidence.ols is not None else 1
    rho, low, high = first_autocorrelation(residuals, parameters, tail(evidence.confidence_level, 1))
    factor = _order_factor(evidence.ols, rho, order)
    lags = min(LAGS, len(residuals) // 5)
    statistic, p = ljung_box(residuals, lags)
    measured = {
        "autocorrelation": Quantity(rho),
        "durbin_watson": Quantity(durbin_watson(residuals)),
        "ljung_box": Quantity(statistic),
        "ljung_box_p": Quantity(p),
        "too_narrow": Quantity(factor, "times"),
    }
    words = "neighbouring rows, in the declared order,"
    remedy = (
        "Use standard errors that allow for memory, or add what persists (a lagged target, a season) as a feature, and "
        "declare order=... so that th.regress(...) validates on later rows."
    )
    return _finding(evidence, words, rho, low, high, factor, measured, "autocorrelation", remedy)


def _group_finding(evidence: ModelEvidence, groups: np.ndarray) -> Finding:
    layout = one_way(evidence.residuals, groups, tail(evidence.confidence_level, 1))
    factor = _group_factor(evidence.ols, groups) if evidence.ols is not None else 1.0
    measured = {
        "intraclass_correlation": Quantity(layout.icc),
        "groups": Quantity(layout.groups),
        "F": Quantity(layout.F),
        "p_value": Quantity(layout.p_value),
        "too_narrow": Quantity(factor, "times"),
    }
    words = "two rows of one group"
    remedy = (
        "Use cluster-robust standard errors, and keep groups whole in every split: th.regress(..., groups=...) does "
        "both."
    )
    limits = layout.icc, layout.icc_low, layout.icc_high
    return _finding(evidence, words, *limits, factor, measured, "intraclass_correlation", remedy)


def _finding(
    evidence: ModelEvidence, words: str, value: float, low: float, high: float, factor: float,
    measured: dict[str, Quantity], effect: str, remedy: str,
) -> Finding:  # fmt: skip
    sign = -1.0 if value < 0 and effect == "autocorrelation" else 1.0
    nearer, further = sorted((sign * low, sign * high))
    status = verdict(nearer, further, CORRELATION_LIMIT)
    rows = None
    if status is Status.CAUTION:
        rows = rows_to_settle(len(evidence.residuals), sign * value, nearer, further, CORRELATION_LIMIT)
    interval = Interval(low, high, "", joint_level(evidence.confidence_level))
    seen = (
        f"The noise of {words} correlates by {format_number(value)} ({interval.confidence_level:.0%} interval: "
        f"{between(interval)}), against a limit of {format_number(CORRELATION_LIMIT)}."
    )
    verb = "too narrow" if factor >= 1 else "too wide"
    times = format_number(factor if factor >= 1 else 1 / factor)
    consequence = f"The classic standard error hit worst is {times} times {verb}."
    remedy = remedy if status is Status.FAILED else settle_sentence(rows) or "Nothing to do."
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, _subject(evidence, effect), evidence.stage, measured,
        effect, interval, Quantity(CORRELATION_LIMIT), rows,
    )  # fmt: skip


def _subject(evidence: ModelEvidence, effect: str) -> str | None:
    """The declared column."""
    design = evidence.design
    return design.order_name if effect == "autocorrelation" else design.groups_name


def _order_factor(ols: OLS | None, rho: float, order: np.ndarray) -> float:
    """True over classic standard error where it is furthest off, for first-order memory in noise and column.

    √((1 + ρ ρₓ) / (1 − ρ ρₓ)) with ρₓ the column's own first autocorrelation (Wooldridge 2013, §12.1; the constant
    has ρₓ = 1).
    """
    own = [1.0]
    if ols is not None:
        columns = ols.X[order]
        own += [float(autocorrelations(c, 1)[0]) for c in columns.T if np.ptp(c) > 0]
    products = np.clip(rho * np.array(own), -0.99, 0.99)
    factors = np.sqrt((1 + products) / (1 - products))
    return float(factors[np.argmax(np.abs(np.log(factors)))])


def _group_factor(ols: OLS, groups: np.ndarray) -> float:
    """Cluster-robust over classic standard error, where it is furthest off."""
    robust = np.sqrt(np.maximum(np.diag(cluster_covariance(ols, groups)), 0.0))
    classic = np.maximum(ols.standard_errors, 1e-300)
    factors = np.maximum(robust / classic, 1e-6)
    return float(factors[np.argmax(np.abs(np.log(factors)))])


def _not_applicable(evidence: ModelEvidence) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"No order and no groups were declared for these {len(evidence.residuals)} rows, so there is nothing along "
        "which noise could be shared.", "None, if the rows were drawn independently.",
        "If the rows have a time or belong to groups, say so: th.regress(..., order='date') or groups='site'.",
        stage=evidence.stage,
    )  # fmt: skip
