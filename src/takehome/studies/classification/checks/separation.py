"""CLA007: do columns or levels separate the classes, so that coefficients do not exist?

Albert & Anderson (1984), *Biometrika* 71:1–10: with complete or quasi-complete separation the likelihood has no
maximum.
The page is ``separation.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.linear import fit_logistic
from takehome.studies.classification.prepare import Design
from takehome.units import Quantity

CODE = "CLA007"
TITLE = "No column or level separates the classes"
CHANCE = 0.01
"""A level of one class counts where chance makes such a level with less than this probability, all together."""
HARDLY_SHRUNK = 1e4
"""Inverse penalty under which a separating combination shows itself."""
MOST_ROWS = 20_000
MOST_SHOWN = 5
GOOD = "Every column and every level of enough rows holds both classes, mixed."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column or level that separates, one on a combination, or one that says there is none."""
    design = made.outcome.design
    if not design.X.shape[1]:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 columns beside the scores.", DATA)
    X, y = design.X[design.train], design.y[design.train]
    whole = [column.name for j, column in enumerate(design.columns) if column.numeric and _parted(X[:, j], y)]
    levels = _pure_levels(design, X, y)
    found = [_of_column(name, len(y)) for name in whole] + [_of_level(*level) for level in levels]
    if not whole and _combination(X, y, design.weights[design.train]):
        found.append(_of_combination(len(y), X.shape[1]))
    return tuple(found[:MOST_SHOWN]) or (_none(design, len(y)),)


def _parted(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether one value of x divides the classes."""
    low, high = x[y == 0], x[y == 1]
    return bool(low.max() < high.min() or high.max() < low.min())


def _pure_levels(design: Design, X: np.ndarray, y: np.ndarray) -> list[tuple[str, str, int, int, float]]:
    """(column, level, rows, positives, chance) of levels that hold one class only and too many rows for chance."""
    found = []
    indicators = [(j, column) for j, column in enumerate(design.columns) if not column.numeric]
    share = float(y.mean())
    for j, column in indicators:
        members = y[X[:, j] == 1]
        count, hits = len(members), int(members.sum())
        if count and hits in (0, count):
            chance = (share if hits else 1 - share) ** count * len(indicators)
            if chance < CHANCE:
                found.append((column.feature, column.name, count, hits, chance))
    return sorted(found, key=lambda level: level[4])


def _combination(X: np.ndarray, y: np.ndarray, weights: np.ndarray) -> bool:
    """Whether a weighted sum of all columns divides the classes."""
    if len(y) > MOST_ROWS:
        return False
    eta = fit_logistic(X, y.astype(float), weights, C=HARDLY_SHRUNK).log_odds(X)
    return _parted(eta, y)


def _of_column(name: str, rows: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD, f"One value of '{name}' divides the classes in all {rows:,} training rows.",
        "A logistic regression has no finite coefficient for it, and odds ratios beside it mean nothing.",
        f"If '{name}' is known before the event, a rule on it is enough; if not, leave it out: ignore=[{name[:60]!r}].",
        name, DATA, {"separated rows": Quantity(rows, "rows")}, "separated rows", None, Quantity(0, "rows"),
    )  # fmt: skip


def _of_level(feature: str, level: str, rows: int, hits: int, chance: float) -> Finding:
    which = "positive" if hits else "negative"
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"All {rows:,} training rows with {level} are {which}; chance alone does that with {chance:.1e}.",
        "Its odds ratio is endless; what is shown for it is the penalty's.",
        f"Ask whether {level} is recorded after the event; if so, leave it out: ignore=[{feature[:60]!r}].",
        feature, DATA, {"pure rows": Quantity(rows, "rows")}, "pure rows", None, Quantity(0, "rows"),
    )  # fmt: skip


def _of_combination(rows: int, columns: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"A weighted sum of {columns:,} columns divides the classes in all {rows:,} training rows.",
        "Coefficients without a penalty do not exist; with one, their size is the penalty's.",
        "Read directions rather than sizes of odds ratios; collect rows, or name fewer columns (features=[…]).",
        None, DATA, {"separated rows": Quantity(rows, "rows")}, "separated rows", None, Quantity(0, "rows"),
    )  # fmt: skip


def _none(design: Design, rows: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD,
        f"None of {design.X.shape[1]:,} columns, and no sum of them, divides the classes in {rows:,} training rows.",
        "Coefficients and odds ratios exist.", "Nothing to do.", None, DATA,
        {"separated rows": Quantity(0, "rows")}, "separated rows", None, Quantity(0, "rows"),
    )  # fmt: skip
