"""SEG005: are there segments at all, or one crowd that any method would cut?

The test is that of :mod:`takehome.studies.segmentation.partition.structure`: a crowd whose density has no valley has
one mode along any line, so a dip along the line between two centres, on rows that did not choose the line, speaks for
segments. The page is ``structure.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.checks.stage import NOTHING_TO_DO, decides, not_applicable, segments_of
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.structure import FEWEST_IN_TUBE, POSSIBLE, SURE
from takehome.studies.wording import capital
from takehome.units import Quantity, format_number

CODE = "SEG005"
TITLE = "There are segments"
SURE_LIMIT, POSSIBLE_LIMIT, TUBE_LIMIT = SURE, POSSIBLE, FEWEST_IN_TUBE
GOOD = "Between two segments lies a valley, a place with fewer rows than on either side, and not by chance."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """PASSED where a valley is proved, CAUTION where it is possible, FAILED where one crowd explains the rows."""
    seen = outcome.choice.structure
    stage = decides(outcome)
    if not seen.tested:
        why = f"{seen.rows:,} rows hold 0 places with {TUBE_LIMIT:g} rows along a line: we cannot tell."
        return not_applicable(CODE, TITLE, GOOD, why, stage)
    status = Status.PASSED if seen.sure else Status.CAUTION if seen.possible else Status.FAILED
    limit = POSSIBLE_LIMIT if status is Status.FAILED else SURE_LIMIT
    measured = {
        "p": Quantity(seen.p_value), "rows looked at": Quantity(seen.rows, "rows"),
        "lines tested": Quantity(seen.tested),
    }  # fmt: skip
    sentence = (
        f"One crowd without gaps would show so deep a valley with a probability of p = {format_number(seen.p_value)} "
        f"at most, by {seen.tested:,} lines through {seen.rows:,} rows (a valley is proved up to {SURE_LIMIT:g} and "
        f"possible up to {POSSIBLE_LIMIT:g})."
    )
    return (
        Finding(
            CODE, TITLE, status, GOOD, sentence, _consequence(outcome, status), _remedy(outcome, status), None, stage,
            measured, "p", None, Quantity(limit),
        ),
    )  # fmt: skip


def _consequence(outcome: Outcome, status: Status) -> str:
    if status is Status.PASSED:
        return f"{outcome.k} segments may be treated as different kinds of rows."
    table = outcome.choice.sweep.table
    best = max(table, key=lambda at: at.silhouette)
    cut = (
        f"K-means cuts any crowd: here into {best.k} groups with a mean silhouette of {format_number(best.silhouette)} "
        "(squared distances), as neat as it looks"
    )
    if status is Status.CAUTION:
        return f"The {outcome.k} segments may be a cut through one crowd (p = {_p(outcome)}). {cut}."
    return f"{cut}; that rows on two sides of its borders differ in kind is not proved (p = {_p(outcome)})."


def _remedy(outcome: Outcome, status: Status) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if status is Status.CAUTION:
        return "Ask for more rows, or test an action on two segments, before you build on them."
    forced = "" if outcome.k < 2 else f" {capital(segments_of(outcome))} are shown all the same; do not act on them."
    return (
        "Do not segment by these columns: treat all alike, or along one column by thresholds that pay, or name others "
        f"(features=[…]).{forced}"
    )


def _p(outcome: Outcome) -> str:
    return format_number(outcome.choice.structure.p_value)
