"""SEG007: is every segment found again when the rows are drawn anew?

Each bootstrap sample is clustered afresh; of each segment the best match is kept, by the Jaccard index: rows in both
over rows in either (Hennig 2007). The interval is that of the mean over the draws, all segments at once. The page is
``stability.md``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from takehome.checks.verdict import between, joint_level, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.segmentation.checks.stage import NOTHING_TO_DO, decides, one_crowd, segments_of
from takehome.studies.segmentation.money.group_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.stability import DISSOLVED, STABLE
from takehome.units import Quantity, format_number

CODE = "SEG007"
TITLE = "Every segment is stable"
STABLE_LIMIT, DISSOLVED_LIMIT = STABLE, DISSOLVED
GOOD = "Drawn and clustered anew, the rows fall into the same segments: a mean Jaccard index of .75 or more each."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding for each segment that is not sure to be stable, or one on the least stable of all."""
    if outcome.k < 2:
        return one_crowd(outcome, CODE, TITLE, GOOD)
    jaccard = outcome.grouping.replicates.jaccard
    found = [(j, mean_interval(jaccard[:, j], outcome.confidence_level, outcome.k)) for j in range(outcome.k)]
    weak = [(j, interval) for j, interval in found if _status(interval) is not Status.PASSED]
    if weak:
        weak.sort(key=lambda one: (one[1].high, one[0]))
        return tuple(_finding(outcome, j, interval) for j, interval in weak)
    return (_finding(outcome, *min(found, key=lambda one: (one[1].low, one[0]))),)


def mean_interval(jaccard: np.ndarray, confidence_level: float, family: int) -> Interval:
    """Student's interval of the mean of (B,) draws, with Bonferroni's level for `family` of them, within 0 to 1."""
    count, mean = len(jaccard), float(jaccard.mean())
    error = float(jaccard.std(ddof=1)) / np.sqrt(count) if count > 1 else 1.0
    reach = float(stdtrit(max(count - 1, 1), 1 - tail(confidence_level, family))) * error
    return Interval(max(mean - reach, 0.0), min(mean + reach, 1.0), "", joint_level(confidence_level))


def _status(interval: Interval) -> Status:
    if interval.high < DISSOLVED_LIMIT:
        return Status.FAILED
    return Status.PASSED if interval.low >= STABLE_LIMIT else Status.CAUTION


def _finding(outcome: Outcome, j: int, interval: Interval) -> Finding:
    jaccard = outcome.grouping.replicates.jaccard[:, j]
    status, name, mean = _status(interval), outcome.segment_ids[j], float(jaccard.mean())
    again = float((jaccard >= STABLE_LIMIT).mean())
    limit = DISSOLVED_LIMIT if status is Status.FAILED else STABLE_LIMIT
    who = _called(outcome, j)
    who = f"The least stable segment, {who}," if status is Status.PASSED else who
    seen = (
        f"{who} has a mean Jaccard index of {format_number(mean)} over {len(jaccard):,} samples that were drawn and "
        f"clustered anew ({interval.confidence_level:.0%} interval: {between(interval)}; stable from {STABLE_LIMIT:g}, "
        f"dissolved below {DISSOLVED_LIMIT:g}; 1 is the same rows); {100 * again:.0f} % of the samples hold it again, "
        f"at {STABLE_LIMIT:g} or more."
    )
    lost = f"In {100 * (1 - again):.0f} % of such tables {name} would be another set of rows"
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"All of {segments_of(outcome)} are found again." if status is Status.PASSED else
        f"{lost}, and its {counted(outcome.sizes()[j], 'row')} would get another treatment.",
        _remedy(outcome, status), None if status is Status.PASSED else name, decides(outcome),
        {"jaccard": Quantity(mean), "found again": Quantity(100 * again, "%")}, "jaccard", interval, Quantity(limit),
    )  # fmt: skip


def _called(outcome: Outcome, j: int) -> str:
    """``"S1 (few items viewed)"``; of given labels the value that stands in the column."""
    name = outcome.segment_ids[j]
    said = outcome.given_names[j] if outcome.given_names else outcome.names.get(name, "")
    return f"{name} ({said})" if said else name


def _remedy(outcome: Outcome, status: Status) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if outcome.given is not None:
        return "A fresh clustering of these columns does not find it: ask by which columns or rule it was made."
    return "Do not build on this segment alone: take fewer segments (k=…, --k), or collect more rows."
