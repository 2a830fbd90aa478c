"""CLA004: is no row judged by a model that has seen its copy?

Copies of one row are kept in one fold, so out-of-fold probabilities are honest; a hold-out is as it was given. The page
is ``duplicates.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.coverage import clopper_pearson
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.units import Quantity

CODE = "CLA004"
TITLE = "No judged row is a copy of one that was learned from"
SHARED_LIMIT = 1.0
"""Per cent of the hold-out that may equal a training row, from which it flatters: the limit of TAB002."""
GOOD = "Copies of a row stand on one side: in one fold, or all in training, or all held out."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding on copies across the hold-out, or across the folds where there is none."""
    design = made.outcome.design
    if design.grouped:
        why = "Rows belong to declared groups, which 0 folds divide."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    sizes = np.bincount(design.blocks)
    copies = int((sizes - 1)[sizes > 1].sum())
    if not design.held_out:
        return (_in_folds(len(design.y), copies),)
    judged = design.blocks[~design.train]
    shared = int(np.isin(judged, design.blocks[design.train]).sum())
    ends = clopper_pearson(np.array(shared), np.array(len(judged)), tail(made.outcome.confidence_level, 1))
    interval = Interval(100 * float(ends[0]), 100 * float(ends[1]), "%", joint_level(made.outcome.confidence_level))
    return (_across(shared, len(judged), interval),)


def _in_folds(rows: int, copies: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD,
        f"{copies:,} of {rows:,} rows repeat an earlier one; 0 of them are judged by a model that saw their copy, "
        f"since "
        "copies are kept in one fold.",
        "Out-of-fold probabilities are honest in spite of copies.", "Nothing to do; TAB002 says whether to drop them.",
        stage=DATA, measured={"copies": Quantity(copies, "rows")}, effect="copies",
    )  # fmt: skip


def _across(shared: int, rows: int, interval: Interval) -> Finding:
    status = verdict(interval.low, interval.high, SHARED_LIMIT)
    share = 100 * shared / rows
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(rows, share, interval.low, interval.high, SHARED_LIMIT)
    seen = (
        f"{shared:,} of {rows:,} hold-out rows ({share:.2f} %; {interval.confidence_level:.0%} interval: "
        f"{between(interval)}) equal a training row in every column, against a limit of {SHARED_LIMIT:g} %."
    )
    remedy = "Nothing to do."
    if shared:
        remedy = "Drop the copies, or hold out whole groups: groups='…' names the column that copies share. "
        remedy = (remedy + settle_sentence(settle)).strip()
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"The money is counted on rows of which {share:.2f} % were learned by heart.", remedy,
        "hold-out" if shared else None, DATA,
        {"shared": Quantity(share, "%"), "shared rows": Quantity(shared, "rows")}, "shared", interval,
        Quantity(SHARED_LIMIT, "%"), settle,
    )  # fmt: skip
