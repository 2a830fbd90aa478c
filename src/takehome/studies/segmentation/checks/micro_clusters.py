"""SEG003: is somebody in the table who should not be there?

A dense odd micro-cluster is small, set apart, tight and extreme, each by a limit of
:mod:`takehome.studies.segmentation.strangers.micro_clusters`. One is enough to move means, scales and the number of
segments, so its rows are counted and 0 are tolerated. The page is ``micro_clusters.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.stage import DATA, NOTHING_TO_DO
from takehome.studies.segmentation.detection import most_moved
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.strangers.micro_clusters import (
    EXTREME,
    FEWEST_ROWS,
    LARGEST_SHARE,
    SET_APART,
    TIGHT,
    Evidence,
)
from takehome.studies.wording import with_unit
from takehome.units import Quantity, format_number

CODE = "SEG003"
TITLE = "Nobody is in the table who should not be"
SIZE_SHARE, ROWS_LIMIT = LARGEST_SHARE, FEWEST_ROWS
APART_LIMIT, TIGHT_LIMIT, EXTREME_LIMIT = SET_APART, TIGHT, EXTREME
STRANGERS_LIMIT = 0
"""Rows of micro-clusters that are tolerated: who they are is for somebody who looks at them to say."""
GOOD = "No small group of rows is tight, set apart and extreme all at once, as rows made by one program are."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One failed finding a micro-cluster, or one that says that there is none and what came nearest."""
    if not outcome.strangers.micro:
        return (_none(outcome),)
    return tuple(_one(outcome, j) for j in range(len(outcome.strangers.micro)))


def _one(outcome: Outcome, j: int) -> Finding:
    micro, rows, every = outcome.strangers.micro[j], outcome.micro_sizes()[j], outcome.table.rows
    evidence = micro.evidence
    measured = {
        "rows": Quantity(rows, "rows"), "share": Quantity(100 * rows / every, "%"),
        "separation": Quantity(evidence.separation), "tightness": Quantity(evidence.tightness),
        "extremeness": Quantity(100 * evidence.extremeness, "%"),
        "identical cells": Quantity(100 * micro.identical, "%"),
    }  # fmt: skip
    name = outcome.micro_ids[j]
    seen = (
        f"{name}: {rows:,} rows ({100 * rows / every:.1f} % of all) form a group of their own. {_measures(evidence)} "
        f"{100 * micro.identical:.0f} % of its cells hold their column's commonest value."
    )
    finite = {key: value for key, value in measured.items() if np.isfinite(value.value)}
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD, seen, f"{_moved_mean(outcome)} {_moved_number(outcome)}",
        f"Look at the rows of {name} in labelled.csv and say who they are; if they are no customers, exclude them "
        "before anything is averaged. The segments here were made without them.",
        name, DATA, finite, "rows", None, Quantity(STRANGERS_LIMIT, "rows"),
    )  # fmt: skip


def _measures(evidence: Evidence) -> str:
    """The three axes in words, with their limits."""
    apart = (
        "its rows are exact copies of one another"
        if np.isinf(evidence.separation)
        else f"the rest begins {format_number(evidence.separation)} times as far away as its own rows lie from one "
        f"another (limit {APART_LIMIT:g})"
    )
    tight = f"are {format_number(evidence.tightness)} of the rest's (limit {TIGHT_LIMIT:g})"
    if not np.isfinite(evidence.tightness):
        tight = "are no smaller than the rest's, which are 0 too"
    return (
        f"Set apart: {apart}; tight: these distances {tight}; extreme: its middle row is odder than "
        f"{format_number(100 * evidence.extremeness)} % of the other rows (limit {100 * EXTREME_LIMIT:g} %)."
    )


def _moved_mean(outcome: Outcome) -> str:
    """The mean that the micro-clusters move most."""
    left, column = outcome.left_in, most_moved(outcome)
    if left is None or column is None:
        return "They move the mean of 0 columns: no number enters."
    shift = next(shift for shift in left.shifts if shift.column == column)
    own = outcome.design.values[outcome.people, outcome.design.names.index(column)]
    # a share of a mean near 0 says nothing
    telling = abs(shift.people) >= own.std() and shift.people != 0
    relative = f", {100 * shift.shift / abs(shift.people):+.1f} %".replace("-", "−") if telling else ""
    verb = "raise" if shift.shift >= 0 else "lower"
    return (
        f"Left in, the {sum(outcome.micro_sizes()):,} rows of micro-clusters {verb} the mean {column} by "
        f"{with_unit(abs(shift.shift), shift.unit)} (from {with_unit(shift.people, shift.unit)}{relative}) and make "
        f"its standard deviation {format_number(shift.spread_ratio)} times as large."
    )


def _moved_number(outcome: Outcome) -> str:
    """What they do to the vote for a number of groups."""
    left = outcome.left_in
    if left is None:
        return ""
    without = str(outcome.choice.winner) if outcome.choice.k > 1 else "no segments at all"
    return f"Most indices then vote for {left.k} groups of everybody, against {without} without them."


def _none(outcome: Outcome) -> Finding:
    strangers = outcome.strangers
    miss = strangers.nearest_miss
    near = (
        f"none of them is {APART_LIMIT:g} times as far from the rest as its own rows lie from one another"
        if miss is None
        else f"the one set apart most has {counted(miss.size, 'row')} and misses a limit of the three. "
        f"{_measures(miss)[:-1]}"
    )
    seen = (
        f"No dense odd micro-cluster was found: of {counted(strangers.looked_at, 'group')} of {ROWS_LIMIT:g} rows or "
        f"more and at most {100 * SIZE_SHARE:.0f} % of the table that were looked at, {near}."
    )
    measured = {"rows": Quantity(0, "rows"), "groups looked at": Quantity(strangers.looked_at)}
    if miss is not None and np.isfinite(miss.separation):
        measured["separation of the nearest"] = Quantity(miss.separation)
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen, "0 rows had to be set apart before the segments were made.",
        NOTHING_TO_DO, None, DATA, measured, "rows", None, Quantity(STRANGERS_LIMIT, "rows"),
    )  # fmt: skip
