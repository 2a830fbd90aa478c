"""CLA009: is there a group of rows on which the recommended policy loses money?

Every level of every category and every third of every number is a group; in each, what the recommended policy and its
baseline cost is compared row by row. All groups are looked at, so their intervals are joint (Bonferroni; Kearns, Neel,
Roth & Wu 2018, ICML, on groups that an average hides). Rows that belong together count as one, and what a group loses
is put in relation to what the baseline's errors cost there on average. The page is ``losing_subgroup.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from takehome.checks.subjects import shown_name
from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.error_cost import error_costs
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.checks.sure import sure_tail, sure_verdict
from takehome.studies.classification.priced import Priced
from takehome.studies.wording import with_unit
from takehome.units import Quantity, format_number

CODE = "CLA009"
TITLE = "The policy loses money in no subgroup"
LOSS_LIMIT = 5.0
"""Per cent of what the baseline's errors cost a row, this project's own limit: a group of a fifth of the rows that
loses this much loses 1 % in all, the share that a model must earn to be preferred."""
FEWEST_ROWS = 50
FEWEST_OF_A_CLASS = 10
"""Below, the loss of a group is that of a few rows, and its t interval is not to be trusted."""
MOST_GROUPS = 200
MOST_SHOWN = 3
GOOD = "In every level of every category, and in every third of every number, the policy gains on its baseline."


@dataclass(frozen=True)
class _Group:
    """A group of judged rows, and what the policy loses there to its baseline, a row.

    `half` is how far the interval reaches from the mean, `sure_half` how far that which a failure needs.
    """

    feature: str
    words: str
    rows: int
    mean: float
    half: float
    sure_half: float


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each subgroup that surely loses, or one on the group that fares worst."""
    if made.action == made.baseline:
        why = f"The recommended policy is the baseline itself, so it loses 0 {made.rows.currency} to it."
        return not_applicable(CODE, TITLE, GOOD, why, decides(made))
    masks = [one for one, _ in zip(_masks(made), range(MOST_GROUPS), strict=False)]
    if not masks:
        why = f"There are 0 groups of {FEWEST_ROWS} rows with {FEWEST_OF_A_CLASS} of each class."
        return not_applicable(CODE, TITLE, GOOD, why, decides(made))
    rows = made.rows
    baseline = error_costs(rows, made.options.acts[made.name(made.baseline)])
    lost = (error_costs(rows, made.acts) - baseline) / float(rows.weights.mean())
    limit = LOSS_LIMIT / 100 * float(baseline.sum() / rows.weights.sum())
    tails = tail(made.outcome.confidence_level, len(masks)), sure_tail(len(masks))
    groups = [
        _Group(feature, words, int(mask.sum()), *_mean(lost[mask], _blocks(made)[mask], tails))
        for feature, words, mask in masks
    ]
    bad = [one for one in groups if one.mean - max(one.half, one.sure_half) > limit]
    shown = sorted(bad, key=lambda one: -one.mean)[:MOST_SHOWN] or [max(groups, key=lambda one: one.mean)]
    return tuple(_finding(made, one, limit) for one in shown)


def _masks(made: Priced) -> Iterator[tuple[str, str, np.ndarray]]:
    """(feature, words, judged rows) of levels and thirds with enough rows of both classes."""
    design, judged, y = made.outcome.design, made.outcome.judged, made.rows.y
    parts = [(feature, f"{shown_name(name)} holds", mask[judged]) for feature, name, mask in design.levels()]
    for j, column in enumerate(design.columns):
        if column.numeric:
            thirds = _thirds(shown_name(column.name), design.X[judged, j])
            parts += [(column.feature, words, mask) for words, mask in thirds]
    yield from (part for part in parts if _enough(part[2], y))


def _thirds(name: str, x: np.ndarray) -> list[tuple[str, np.ndarray]]:
    low, high = np.quantile(x, [1 / 3, 2 / 3], method="lower")
    shown = format_number(float(low)), format_number(float(high))
    return [
        (f"{name} is at most {shown[0]}", x <= low),
        (f"{name} is above {shown[0]} and at most {shown[1]}", (x > low) & (x <= high)),
        (f"{name} is above {shown[1]}", x > high),
    ]


def _enough(mask: np.ndarray, y: np.ndarray) -> bool:
    count, positives = int(mask.sum()), int(y[mask].sum())
    return count >= FEWEST_ROWS and min(positives, count - positives) >= FEWEST_OF_A_CLASS


def _blocks(made: Priced) -> np.ndarray:
    """Which judged rows belong together: declared groups; else each row is its own."""
    return made.rows.blocks if made.outcome.design.grouped else np.arange(made.rows.rows)


def _mean(lost: np.ndarray, blocks: np.ndarray, tails: tuple[float, float]) -> tuple[float, float, float]:
    """Mean loss a row, and how far its t intervals with these tails reach to either side, blocks being what varies."""
    block = np.unique(blocks, return_inverse=True)[1]
    sums = np.bincount(block, weights=lost - lost.mean())
    count = len(sums)
    if count < 2:
        return float(lost.mean()), np.inf, np.inf
    error = float(np.sqrt(count / (count - 1) * (sums**2).sum())) / len(lost)
    half, sure_half = (float(stdtrit(count - 1, 1 - one_tail)) * error for one_tail in tails)
    return float(lost.mean()), half, sure_half


def _finding(made: Priced, group: _Group, limit: float) -> Finding:
    unit = f"{made.rows.currency} a row"
    interval = Interval(
        group.mean - group.half, group.mean + group.half, unit, joint_level(made.outcome.confidence_level)
    )  # fmt: skip
    sure_low = group.mean - group.sure_half
    status = sure_verdict(interval.low, interval.high, sure_low, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(made.rows.rows, group.mean, sure_low, interval.high, limit)
    lead = "It loses" if status is Status.FAILED else "It fares worst"
    does = "loses" if group.mean > 0 else "gains"
    seen = (
        f"{lead} where {group.words} ({group.rows:,} rows): there '{made.name(made.action)}' {does} "
        f"{with_unit(abs(group.mean), unit)} against '{made.name(made.baseline)}' (loss, "
        f"{interval.confidence_level:.0%} joint interval: {between(interval)}), where at most "
        f"{with_unit(limit, unit)} may be lost."
    )
    total = made.money(max(group.mean, 0.0) * group.rows / made.rows.rows * made.rows.weights.sum() * made.rows.scale)
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = f"Use '{made.name(made.baseline)}' in this group, or give the model a column that sets it apart. "
        remedy = (remedy + settle_sentence(settle)).strip()
        if status is Status.CAUTION:
            remedy = settle_sentence(settle)
    return Finding(
        CODE, TITLE, status, GOOD, seen, f"Leaving this group to the baseline would save {total}.", remedy,
        group.feature if status is not Status.PASSED else None, decides(made), {"loss": Quantity(group.mean, unit)},
        "loss", interval, Quantity(limit, unit), settle,
    )  # fmt: skip
