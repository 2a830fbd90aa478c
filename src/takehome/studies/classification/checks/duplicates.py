"""CLA004: is no row judged by a model that has seen its copy?

Copies of one row are kept in one fold, so out-of-fold probabilities are honest; a hold-out is as it was given. A table
of few levels is full of equal rows that are different customers: equal rows count as copies only beyond what columns
give that know nothing of each other, n(n−1)/2 · ∏ Σ p² pairs, as in TAB002. The page is ``duplicates.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.duplicates import CHANCE_FACTOR
from takehome.protocol import Finding, Status
from takehome.studies.classification.accuracy import count_words
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity

CODE = "CLA004"
TITLE = "No judged row is a copy of one that was learned from"
SHARED_LIMIT = 1.0
"""Per cent of the hold-out that may equal a training row, from which it flatters: the limit of TAB002."""
MOST_ROWS = 5_000
GOOD = "Copies of a row stand on one side: in one fold, or all in training, or all held out."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding on copies across the hold-out, or across the folds where there is none."""
    design = made.outcome.design
    if design.grouped:
        why = "Rows belong to declared groups, which 0 folds divide."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    if not design.X.shape[1]:
        return not_applicable(CODE, TITLE, GOOD, "There are 0 columns by which rows could be told apart.", DATA)
    sizes = np.bincount(design.blocks)
    pairs = float((sizes * (sizes - 1.0)).sum() / 2)
    if not design.held_out:
        return (_in_folds(made, sizes),)
    judged = design.blocks[~design.train]
    shared = int(np.isin(judged, design.blocks[design.train]).sum())
    if shared and pairs <= CHANCE_FACTOR * _pairs_by_chance(design):
        return (_by_chance(shared, len(judged)),)
    return (_across(made, shared, len(judged)),)


def _pairs_by_chance(design: Design) -> float:
    """Equal pairs expected of columns that know nothing of each other."""
    rows = len(design.y)
    some = np.unique(np.linspace(0, rows - 1, min(rows, MOST_ROWS)).astype(int))
    pairs = len(some) * (len(some) - 1.0)
    log_agree = 0.0
    for column in (design.y[some], *(design.X[some][:, own] for own in _own_columns(design))):
        counts = np.unique(column, axis=0, return_counts=True)[1]
        log_agree += np.log(max(float((counts * (counts - 1.0)).sum()), 1.0) / pairs)
    return float(np.exp(np.log(rows * (rows - 1.0) / 2) + log_agree))


def _own_columns(design: Design) -> list[list[int]]:
    return [[j for j, column in enumerate(design.columns) if column.feature == name] for name in design.features]


def _in_folds(made: Priced, sizes: np.ndarray) -> Finding:
    """Copies that the folds keep together, and how many rows blind folds would have judged by a copy of themselves."""
    rows, folds = len(made.outcome.design.y), int(made.outcome.folds.max()) + 1
    copied = sizes[sizes > 1]
    copies, apart = int((copied - 1).sum()), float((copied * (1 - folds ** (1.0 - copied))).sum())
    seen = (
        f"{copies:,} of {rows:,} rows repeat an earlier one. They are kept in one of {folds} folds with it, so 0 rows "
        f"are judged by a model that saw their copy; folds drawn blindly would have done that to {apart:,.0f}."
    )
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen,
        f"Out-of-fold probabilities are honest in spite of {count_words(copies)} copies.",
        "Nothing to do; TAB002 says whether to drop them." if copies else "Nothing to do.", stage=DATA,
        measured={"shared": Quantity(0.0, "%"), "copies": Quantity(copies, "rows"), "apart": Quantity(apart, "rows")},
        effect="shared", limit=Quantity(SHARED_LIMIT, "%"),
    )  # fmt: skip


def _by_chance(shared: int, rows: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD,
        f"{shared:,} of {rows:,} hold-out rows equal a training row in every column, as coarse columns give by chance.",
        f"Equal rows are different cases here: what was learned of {shared:,} of them is the rule for their kind.",
        "Nothing to do.", stage=DATA, measured={"shared rows": Quantity(shared, "rows")}, effect="shared rows",
    )  # fmt: skip


def _across(made: Priced, shared: int, rows: int) -> Finding:
    """Copies are counted, not estimated: FAILED beyond the limit, CAUTION from the first."""
    share = 100 * shared / rows
    status = Status.FAILED if share > SHARED_LIMIT else Status.CAUTION if shared else Status.PASSED
    gain = made.money(float(made.values[made.action, 0] - made.values[made.without_model, 0]))
    return Finding(
        CODE, TITLE, status, GOOD,
        f"{shared:,} of {rows:,} hold-out rows ({share:.2f} %) equal a training row in every column, against a limit "
        f"of {SHARED_LIMIT:g} %.",
        f"The gain of {gain} is counted on rows of which {share:.2f} % were learned by heart.",
        "Drop the copies, or let the study hold out whole groups: groups='…' names the column that they share."
        if shared else "Nothing to do.",
        "hold-out" if shared else None, DATA,
        {"shared": Quantity(share, "%"), "shared rows": Quantity(shared, "rows")}, "shared", None,
        Quantity(SHARED_LIMIT, "%"),
    )  # fmt: skip
