"""CLA008: are the rows that are held out like those that were learned from?

Two things may move: what rows look like (each column, by its standardised difference of means) and how frequent the
positive class is (by the ratio of its odds, which is the factor by which every probability's odds would be wrong if all
else stayed: Elkan 2001, "The foundations of cost-sensitive learning", IJCAI, theorem 2). Intervals are joint over all
the columns. The page is ``drift.md``.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from takehome.checks.subjects import shown_name
from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.calibration import log_odds
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.checks.sure import sure_tail, sure_verdict
from takehome.studies.classification.options import total_cost
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity, format_number

CODE = "CLA008"
TITLE = "Held-out rows are like training rows"
DIFFERENCE_LIMIT = 0.25
"""Standardised mean difference between the two sets: Rubin (2001), *Health Services & Outcomes Research Methodology* 2,
takes a quarter of a standard deviation as the limit of balance."""
ODDS_LIMIT = 1.68
"""Ratio of the odds of the positive class that counts as a small effect (Chen, Cohen & Chen 2010, *Communications in
Statistics: Simulation and Computation* 39:860–864)."""
LEAST_ROWS = 2
MOST_SHOWN = 5
GOOD = "Every column, and the share of positives, is the same in training and hold-out but for chance."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column that differs, or one on the largest difference, and one on the positive class."""
    design = made.outcome.design
    if not design.held_out:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 held-out rows, so there is nothing to compare.", DATA)
    sizes = [int(design.train.sum()), int((~design.train).sum())]
    if min(sizes) < LEAST_ROWS:
        return not_applicable(CODE, TITLE, GOOD, f"There are {sizes[0]} training and {sizes[1]} held-out rows.", DATA)
    return (*_columns(made), _classes(made))


def _quantiles(made: Priced, family: int) -> tuple[float, float]:
    """Standard errors to the interval's ends, and to the end that a failure needs."""
    return float(norm.isf(tail(made.outcome.confidence_level, family))), float(norm.isf(sure_tail(family)))


def _columns(made: Priced) -> list[Finding]:
    """The columns that have moved, or the one that has moved most."""
    design = made.outcome.design
    if not design.X.shape[1]:
        return []
    first, second = design.X[design.train], design.X[~design.train]
    spread = np.sqrt((first.var(axis=0, ddof=1) + second.var(axis=0, ddof=1)) / 2)
    moved = second.mean(axis=0) - first.mean(axis=0)
    apart = np.divide(moved, spread, out=np.zeros(len(moved)), where=spread > 0)
    error = np.sqrt(1 / len(first) + 1 / len(second) + apart**2 / (2 * len(design.y)))
    size, z = np.abs(apart), _quantiles(made, len(moved))
    bad = np.flatnonzero(size - max(z) * error > DIFFERENCE_LIMIT)
    shown = bad[np.argsort(-size[bad], kind="stable")][:MOST_SHOWN] if len(bad) else [int(np.argmax(size))]
    return [_column(made, int(j), float(apart[j]), z[0] * float(error[j]), z[1] * float(error[j])) for j in shown]


def _column(made: Priced, j: int, apart: float, half: float, sure_half: float) -> Finding:
    column, size = made.outcome.design.columns[j], abs(apart)
    unit, level = "standard deviations", joint_level(made.outcome.confidence_level)
    interval = Interval(max(size - half, 0.0), size + half, unit, level)
    status = sure_verdict(interval.low, interval.high, size - sure_half, DIFFERENCE_LIMIT)
    settle = None
    if status is Status.CAUTION:
        rows = len(made.outcome.design.y)
        settle = rows_to_settle(rows, size, size - sure_half, interval.high, DIFFERENCE_LIMIT)
    verb = "has moved" if status is Status.FAILED else "has moved most"
    seen = (
        f"{shown_name(column.name)} {verb}: its mean is {format_number(size)} {unit} "
        f"{'higher' if apart > 0 else 'lower'} in the hold-out ({level:.0%} joint interval: {between(interval)}), "
        f"against a limit of {DIFFERENCE_LIMIT:g}."
    )
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"The gain is counted on rows that lie {format_number(size)} {unit} from those learned from.",
        _remedy(status, settle), column.feature if status is not Status.PASSED else None, DATA,
        {"difference": Quantity(size, unit)}, "difference", interval, Quantity(DIFFERENCE_LIMIT, unit), settle,
    )  # fmt: skip


def _remedy(status: Status, settle: int | None) -> str:
    if status is Status.PASSED:
        return "Nothing to do."
    if status is Status.CAUTION:
        return settle_sentence(settle)
    return (
        "If the hold-out is later in time, retrain on recent rows and watch this column; if it was drawn otherwise "
        "(another place, another source), judge out of fold: holdout=None, or a fraction: holdout=0.3."
    )


def _classes(made: Priced) -> Finding:
    """Whether the positive class is as frequent; half a row is added to each count (Haldane 1956)."""
    design = made.outcome.design
    counts = np.array([[(design.y[part] == c).sum() for c in (1, 0)] for part in (~design.train, design.train)]) + 0.5
    log_ratio = float(np.log(counts[0, 0] * counts[1, 1] / (counts[0, 1] * counts[1, 0])))
    error, size, limit = float(np.sqrt((1 / counts).sum())), abs(log_ratio), math.log(ODDS_LIMIT)
    half, sure_half = (z * error for z in _quantiles(made, 1))
    low, high, level = max(size - half, 0.0), size + half, joint_level(made.outcome.confidence_level)
    status = sure_verdict(low, high, size - sure_half, limit)
    settle = rows_to_settle(len(design.y), size, size - sure_half, high, limit) if status is Status.CAUTION else None
    interval = Interval(math.exp(low), math.exp(min(high, 700.0)), "times", level)
    held, trained = float(design.y[~design.train].mean()), float(design.y[design.train].mean())
    seen = (
        f"{held:.2%} of the hold-out rows and {trained:.2%} of the training rows have {design.happens[:80]}: the odds "
        f"differ by a factor of {math.exp(size):.2f} ({level:.0%} interval: {between(interval)}), against a limit "
        f"of {ODDS_LIMIT:g}."
    )
    remedy = _remedy(status, settle)
    if status is Status.FAILED:
        remedy = (
            f"If the hold-out is where the decision is for, say so: prevalence={held:.3g}; or retrain on such rows."
        )
    return Finding(
        CODE, TITLE, status, GOOD, seen, _shift_cost(made, log_ratio), remedy,
        design.target if status is not Status.PASSED else None, DATA, {"odds": Quantity(math.exp(size), "times")},
        "odds", interval, Quantity(ODDS_LIMIT, "times"), settle,
    )  # fmt: skip


def _shift_cost(made: Priced, log_ratio: float) -> str:
    """What the rule loses on the hold-out with probabilities that do not know of the shift."""
    rows = made.rows
    shifted = expit(log_odds(rows.p) + log_ratio)
    lost = total_cost(rows, rows.gain > 0) - total_cost(rows, rows.costs.gain(shifted) > 0)
    return f"Probabilities that knew of it would have saved {made.money(max(lost, 0.0))}."
