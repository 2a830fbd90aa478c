"""SEG013: does a column count more than once?

Distances add up columns. Two columns that say the same give that one thing twice the weight (Ketchen & Shook 1996,
*Strategic Management Journal* 17:441–458, on multicollinearity as an implicit weighting of cluster analyses). An exact
copy in another unit was left out by the fit; columns that are nearly copies stay, and are named here. The page is
``repeated_columns.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Interval, Status
from takehome.studies.segmentation.checks.stage import DATA, NOTHING_TO_DO, not_applicable
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.scaling.bases import COPY_WORDS
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "SEG013"
TITLE = "No column counts twice"
GOOD = "Every column that makes the segments says something that the others do not."

SAME_LIMIT = 0.9
"""Correlation of two scaled columns within segments above which they count as one thing told twice: 81 % of the spread
of one is that of the other (Hair et al. 2010, *Multivariate Data Analysis*, ch. 9, warn from here on)."""

MOST_NAMED = 3


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding for the copies that were left out, one for the most alike of the columns that stayed."""
    copies = [note for note in outcome.design.notes if COPY_WORDS in note.text]
    found = [_left_out(note.column or "", note.text) for note in copies[:MOST_NAMED]]
    return (*found, *_most_alike(outcome))


def _left_out(column: str, text: str) -> Finding:
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD, f"{text} (correlation 1 over all rows).",
        "It was left out of the distance, so that 1 thing is weighed once.",
        "Nothing, unless the other of the two is the one to name: ignore=['…'] decides.", column, DATA,
        {"correlation": Quantity(1.0)}, "correlation", None, Quantity(SAME_LIMIT),
    )  # fmt: skip


def _most_alike(outcome: Outcome) -> tuple[Finding, ...]:
    Z = _within(outcome)
    labels = outcome.scaling.chosen.labels[: len(outcome.design.names)]
    varying = [j for j in range(len(labels)) if Z[:, j].std() > 0]
    if len(varying) < 2:
        why = f"{len(varying)} columns of numbers vary: there are no two to compare."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    size = np.abs(np.corrcoef(Z[:, varying], rowvar=False))
    np.fill_diagonal(size, 0.0)
    i, j = np.unravel_index(int(np.argmax(np.round(np.triu(size), 12))), size.shape)
    r = min(float(size[i, j]), 1.0)
    low, high = _fisher(r, len(Z), outcome.confidence_level)
    pairs = int((np.triu(size) > SAME_LIMIT).sum())
    status = Status.FAILED if low > SAME_LIMIT else Status.PASSED if high <= SAME_LIMIT else Status.CAUTION
    names = listed([labels[varying[i]][:60], labels[varying[j]][:60]])
    seen = (
        f"Of {len(varying)} columns {names} are most alike: correlation {format_number(r)} "
        f"({outcome.confidence_level:.0%} "
        f"interval: {format_number(low)} to {format_number(high)}; limit {SAME_LIMIT:g}); {pairs} pairs are above the "
        "limit."
    )
    told = status is Status.PASSED
    return (
        Finding(
            CODE, TITLE, status, GOOD, seen,
            "Each column has about the weight of 1." if told else
            f"What {names} have in common counts up to 2 times in every distance.",
            NOTHING_TO_DO if told else "Leave one of them out: ignore=['…'] or --ignore, or name features=.",
            None if told else outcome.design.names[varying[j]], DATA,
            {"correlation": Quantity(r), "pairs": Quantity(pairs, "columns")}, "correlation",
            Interval(low, high, "", outcome.confidence_level), Quantity(SAME_LIMIT),
        ),
    )  # fmt: skip


def _within(outcome: Outcome) -> np.ndarray:
    """Scaled rows about their own segment's means: what groups have in common is what segments are made of."""
    own = outcome.labels >= 0
    Z, labels = outcome.scaled[own], outcome.labels[own]
    means = np.zeros((outcome.k, Z.shape[1]))
    np.add.at(means, labels, Z)
    return Z - (means / np.maximum(np.bincount(labels, minlength=outcome.k), 1)[:, None])[labels]


def _fisher(r: float, n: int, confidence_level: float) -> tuple[float, float]:
    """Interval of a correlation by Fisher's (1921) z; the correlation itself where there are too few rows."""
    from scipy.stats import norm

    if n <= 3 or r >= 1:
        return (0.0, 1.0) if n <= 3 else (r, r)
    half = norm.ppf(0.5 + confidence_level / 2) / np.sqrt(n - 3)
    return float(max(np.tanh(np.arctanh(r) - half), 0.0)), float(np.tanh(np.arctanh(r) + half))
