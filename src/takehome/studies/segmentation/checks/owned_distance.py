r"""SEG001: does one column own the distance?

Theory
------
The mean squared distance between two rows is twice the sum of the columns' variances, so a column's share of that sum
is its share of the distance, :math:`s_j = v_j / \sum_i v_i`. A unit decides it: cents count ten thousand times as much
as dollars. The interval follows from the share's influence function, :math:`\big((x_j - m_j)^2 - s_j \sum_i (x_i -
m_i)^2\big) / \sum_i v_i` (Hampel 1974, *JASA* 69:383–393). The page is ``owned_distance.md``.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from takehome.checks.verdict import between, joint_level, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.stats.clustering.agreement import adjusted_rand
from takehome.stats.clustering.kmeans import kmeans
from takehome.studies.segmentation.checks.stage import CHOSEN, DATA, NOTHING_TO_DO, not_applicable
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.scaling.advice import DIVISIONS, Candidate
from takehome.units import Quantity, format_number

CODE = "SEG001"
TITLE = "One column does not own the distance"
OWNED_LIMIT = 0.9
"""Share of the spread from which the distance is that column: as of an axis of principal components whose loading is
.95 (Jolliffe 2002, *Principal Component Analysis*, section 11.1)."""
TRIED_ROWS = 5_000
STARTS = 4
GOOD = "Every column has a say in which rows are alike: none carries nearly all of the spread."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding on the raw numbers, and one on the scale that was chosen by evidence."""
    if len(outcome.design.names) < 2:
        why = f"{len(outcome.design.names)} columns of numbers enter the distance: nothing can be out of balance."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    rows, level = outcome.people, outcome.confidence_level
    raw = _finding(outcome, outcome.design.values[rows], outcome.design.names, DATA, level)
    return raw, _finding(outcome, outcome.scaled[rows], outcome.scaling.chosen.labels, CHOSEN, level)


def share_of_spread(values: np.ndarray, confidence_level: float) -> tuple[int, float, float, float]:
    """The column that carries most of the spread of rows (n, p), its share, and an interval of the share."""
    squares = (values - values.mean(axis=0)) ** 2
    total = float(squares.mean(axis=0).sum())
    if total <= 0:
        return 0, 1.0 / values.shape[1], 0.0, 1.0
    shares = squares.mean(axis=0) / total
    most = int(np.argmax(shares))
    influence = (squares[:, most] - shares[most] * squares.sum(axis=1)) / total
    reach = NormalDist().inv_cdf(1 - tail(confidence_level, 1)) * float(influence.std()) / np.sqrt(len(values))
    share = float(shares[most])
    return most, share, max(share - reach, 0.0), min(share + reach, 1.0)


def _finding(outcome: Outcome, values: np.ndarray, names: tuple[str, ...], stage: str, level: float) -> Finding:
    most, share, low, high = share_of_spread(values, level)
    limit = 100 * OWNED_LIMIT
    interval = Interval(100 * low, 100 * high, "%", joint_level(level))
    status = verdict(interval.low, interval.high, limit)
    what = "In raw units" if stage == DATA else f"In the chosen scale ({outcome.scaling.chosen.name})"
    seen = (
        f"{what} {names[most]} carries {format_number(100 * share)} % of the spread of {len(values):,} rows "
        f"({interval.confidence_level:.0%} interval: {between(interval)}; limit {limit:g} %; an equal share would be "
        f"{format_number(100 / len(names))} %)."
    )
    agreement = _raw_agreement(outcome) if stage == DATA else None
    measured = {"share": Quantity(100 * share, "%"), "equal share": Quantity(100 / len(names), "%")}
    if agreement is not None:
        measured["agreement of raw K-means"] = Quantity(agreement)
    consequence = _of_raw(outcome, names[most], agreement) if stage == DATA else _trap(outcome)
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, _remedy(outcome, status, stage),
        None if status is Status.PASSED else names[most], stage, measured,
        "share", interval, Quantity(limit, "%"),
    )  # fmt: skip


def _raw_agreement(outcome: Outcome) -> float | None:
    """Adjusted Rand index of the segments and K-means of the raw numbers, as many groups; None without segments."""
    inside = np.flatnonzero(outcome.labels >= 0)
    if outcome.k < 2 or len(inside) <= outcome.k:
        return None
    rng = np.random.default_rng([outcome.seed, 43])
    if len(inside) > TRIED_ROWS:
        inside = np.sort(rng.choice(inside, TRIED_ROWS, replace=False))
    fit = kmeans(outcome.design.values[inside], outcome.k, rng, restarts=STARTS)
    return float(adjusted_rand(outcome.labels[inside], fit.labels))


def _of_raw(outcome: Outcome, column: str, agreement: float | None) -> str:
    """What K-means would have made of the raw numbers."""
    raw = outcome.scaling.candidates[0]
    if agreement is None:
        return (
            f"On the raw numbers K-means puts {100 * raw.largest:.0f} % of the rows into the larger of two groups by "
            f"{column}."
        )
    return (
        f"K-means on the raw numbers would have grouped by {column}: its {outcome.k} groups agree with the segments at "
        f"{format_number(agreement)} (adjusted Rand index: 0 is chance, 1 is the same)."
    )


def _trap(outcome: Outcome) -> str:
    """Which scale the silhouette would have chosen, beside the one that the evidence chose."""
    tried = [one for one in outcome.scaling.candidates if one.silhouettes]
    own = next((one for one in tried if one.name == outcome.scaling.chosen.name), None)
    if own is None:
        return "No scale was compared: there are fewer rows than 3."
    best = max(tried, key=lambda one: max(one.silhouettes))
    if best is own:
        return f"The silhouette would have chosen the same scale ({_peak(own)}); it was not asked."
    return (
        f"Had the silhouette chosen the scale, it would be '{best.name}' ({_peak(best)}; there {best.dominant} carries "
        f"{100 * best.dominance:.0f} % of the spread and the larger of two groups holds {100 * best.largest:.0f} % of "
        f"the rows), not '{own.name}' ({_peak(own)})."
    )


def _peak(one: Candidate) -> str:
    best = int(np.argmax(one.silhouettes))
    return f"at most {format_number(one.silhouettes[best])}, with {DIVISIONS[best]} groups"


def _remedy(outcome: Outcome, status: Status, stage: str) -> str:
    if status is Status.PASSED:
        return NOTHING_TO_DO
    if stage == DATA:
        return (
            f"Done here: every column was scaled by evidence ({outcome.scaling.chosen.name}). Elsewhere, scale before "
            "you cluster, and never by the best silhouette."
        )
    return "Name the columns that should make the segments (features=[…]); the owner of the distance may stay out."
