r"""CLA007: do columns or levels separate the classes, so that coefficients do not exist?

Theory
------
Where a weighted sum of columns divides the classes (complete separation), or does so but for rows on the dividing line
(quasi-complete), the likelihood of a logistic regression grows without end along it, and its coefficients do not exist
(Albert & Anderson 1984, *Biometrika* 71:1–10). A single number, level or flag shows it by counting. A sum of all
columns is found by linear programming: with signs :math:`s_i = \pm 1` of the classes, maximise the margin *t* under
:math:`s_i (\beta_0 + x_i^\top \beta) \ge t`, :math:`|\beta_j| \le 1`; it is above 0 exactly when the classes can be
divided (Konis 2007, *Linear programming algorithms for detecting separated data*, DPhil thesis, Oxford, chapter 3).
A few rows of one class say nothing: a column counts where chance alone would hardly do this. The page is
``separation.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.checks.subjects import listed, shown_name
from takehome.protocol import Finding, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.priced import Priced
from takehome.table.encoding import DesignColumn
from takehome.units import Quantity, format_number, format_probability

CODE = "CLA007"
TITLE = "No column or level separates the classes"
CHANCE_LIMIT = 0.01
"""A column or level of one class counts where chance makes any such with less than this probability."""
MOST_CELLS = 200_000
"""Rows times columns up to which a dividing sum is looked for; beyond, that takes longer than the fit."""
LEAST_MARGIN = 1e-6
MOST_SHOWN = 5
MOST_NAMED = 3
GOOD = "Every column and every level of enough rows holds both classes, mixed."


@dataclass(frozen=True)
class _Split:
    """What divides the classes: `rows` of one class, `what` in words, whether all rows are divided."""

    feature: str
    what: str
    rows: int
    complete: bool
    chance: float


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column or level that separates, one on a combination, or one that says there is none."""
    design = made.outcome.design
    if not design.X.shape[1]:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 columns beside the scores.", DATA)
    X, y = design.X[design.train], design.y[design.train]
    splits = [split for split in _splits(design, X, y) if split.chance < CHANCE_LIMIT]
    splits.sort(key=lambda split: (not split.complete, split.chance))
    found = [_of_split(split, len(y)) for split in splits[:MOST_SHOWN]]
    tried = X.size <= MOST_CELLS
    if tried and not any(split.complete for split in splits):
        weights = _dividing_sum(X, y)
        if weights is not None:
            found.append(_of_sum(design, weights, len(y)))
    return tuple(found) or (_none(X.shape[1], len(y), tried),)


def _splits(design: Design, X: np.ndarray, y: np.ndarray) -> list[_Split]:
    """Every column and level of which one class is apart, with how likely chance does so, all looked at together."""
    numbers = [(j, column) for j, column in enumerate(design.columns) if column.numeric]
    flags = [(column.feature, column.name, design.X[:, j] == 1) for j, column in _flags(design)]
    levels = [*design.levels(), *flags]
    found = [_number(column.feature, X[:, j], y) for j, column in numbers]
    found += [_level(feature, name, y[mask[design.train]], y) for feature, name, mask in levels]
    looked_at = 2 * len(numbers) + len(levels)
    return [replace(split, chance=split.chance * looked_at) for split in found if split is not None]


def _flags(design: Design) -> list[tuple[int, DesignColumn]]:
    """Columns that say where a number is missing."""
    return [(j, column) for j, column in enumerate(design.columns) if not column.numeric and column.level is None]


def _number(feature: str, x: np.ndarray, y: np.ndarray) -> _Split | None:
    """Whether one value divides the classes, but for the rows that have it."""
    for sign in (1.0, -1.0):
        low, high = sign * x[y == 0], sign * x[y == 1]
        if low.max() > high.min():
            continue
        at = float(low.max())
        complete = at < high.min()
        below, above = int((low < at).sum()), int((high > at).sum())
        if complete:
            below = len(low)
        share = float(y.mean())
        chance = float((1 - share) ** below * share**above)
        what = _words(shown_name(feature), sign, None if complete else format_number(sign * at), below, above)
        return _Split(feature, what, below + above, complete, chance)
    return None


def _words(name: str, sign: float, at: str | None, below: int, above: int) -> str:
    """How a number divides the classes, in whole or (at a value that both have) in part."""
    sides = ("above", "below") if sign > 0 else ("below", "above")
    if at is None:
        return f"one value of {name} divides the classes: all positives lie {sides[0]} it"
    parts = [(above, f"{sides[0]} {at} are positive"), (below, f"{sides[1]} {at} are negative")]
    return f"all rows in which {name} is {' and all '.join(words for count, words in parts if count)}"


def _level(feature: str, name: str, members: np.ndarray, y: np.ndarray) -> _Split | None:
    """Whether a level holds one class only."""
    count, hits = len(members), int(members.sum())
    if not count or hits not in (0, count):
        return None
    share = float(y.mean())
    what = f"all rows with {shown_name(name)} are {'positive' if hits else 'negative'}"
    return _Split(feature, what, count, False, float((share if hits else 1 - share) ** count))


def _dividing_sum(X: np.ndarray, y: np.ndarray) -> np.ndarray | None:
    """Weights (q,) of standardised columns whose sum divides the classes, or None."""
    from scipy.optimize import linprog

    spread = X.std(axis=0)
    Z = np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)])
    signed = Z * np.where(y == 1, 1.0, -1.0)[:, None]
    q = Z.shape[1]
    made = linprog(
        np.append(np.zeros(q), -1.0), A_ub=np.column_stack([-signed, np.ones(len(X))]), b_ub=np.zeros(len(X)),
        bounds=[(-1.0, 1.0)] * q + [(0.0, 1.0)], method="highs",
    )  # fmt: skip
    return made.x[1:q] if made.status == 0 and -made.fun > LEAST_MARGIN else None


def _of_split(split: _Split, rows: int) -> Finding:
    said = split.what[:1].upper() + split.what[1:]
    return Finding(
        CODE, TITLE, Status.FAILED if split.complete else Status.CAUTION, GOOD,
        f"{said}; {split.rows:,} of {rows:,} training rows are divided so, which chance does with a probability of "
        f"{format_probability(split.chance)}.",
        "A logistic regression has no finite coefficient for it; the odds ratio that is shown is the penalty's.",
        f"Ask whether {shown_name(split.feature)} is recorded after the event; if so, leave it out: "
        f"ignore=[{split.feature[:60]!r}] (--ignore). If it is known before, a rule on it is enough.",
        split.feature, DATA, {"separated rows": Quantity(split.rows, "rows")}, "separated rows", None,
        Quantity(0, "rows"),
    )  # fmt: skip


def _of_sum(design: Design, weights: np.ndarray, rows: int) -> Finding:
    heaviest = np.argsort(-np.abs(weights), kind="stable")[:MOST_NAMED]
    named = listed(list(dict.fromkeys(design.columns[j].feature for j in heaviest if weights[j])))
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"A weighted sum of {len(weights):,} columns divides the classes in all {rows:,} training rows; most weight "
        f"have {named}.",
        "Coefficients without a penalty do not exist; with one, their size is the penalty's.",
        "Read directions rather than sizes of odds ratios; collect rows, or name fewer columns (features=[…]).",
        None, DATA, {"separated rows": Quantity(rows, "rows")}, "separated rows", None, Quantity(0, "rows"),
    )  # fmt: skip


def _none(columns: int, rows: int, tried: bool) -> Finding:
    sums = ", and no sum of them," if tried else " (sums of them were not tried on so many rows)"
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD,
        f"None of {columns:,} columns{sums} divides the classes in {rows:,} training rows beyond what chance does.",
        "Coefficients and odds ratios exist.", "Nothing to do.", None, DATA,
        {"separated rows": Quantity(0, "rows")}, "separated rows", None, Quantity(0, "rows"),
    )  # fmt: skip
