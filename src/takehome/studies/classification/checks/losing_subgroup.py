"""CLA009: is there a group of rows on which the recommended policy loses money?

The page is ``losing_subgroup.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import stdtrit

from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import decides, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.options import event_amounts
from takehome.units import Quantity, format_number

CODE = "CLA009"
TITLE = "The policy loses money in no subgroup"
LOSS_LIMIT = 1.0
"""Per cent of the baseline's cost a row, the complexity cost's own share: a smaller loss is not worth a rule."""
FEWEST_ROWS = 50
FEWEST_POSITIVES = 5
MOST_GROUPS = 200
MOST_SHOWN = 3
GOOD = "In every level of every category, and in every third of every number, the policy gains on its baseline."

Group = tuple[str, str, np.ndarray]
"""(feature, words, mask of the judged rows)."""


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each subgroup that surely loses, or one on the group that fares worst."""
    groups = [group for group, _ in zip(_groups(made), range(MOST_GROUPS), strict=False)]
    if made.action == made.baseline or not groups:
        why = "The recommended policy is its own baseline, or there are 0 groups of enough rows."
        return not_applicable(CODE, TITLE, GOOD, why, decides(made))
    lost = -_gains(made)
    limit = LOSS_LIMIT / 100 * abs(float(made.values[made.baseline, 0])) / made.rows.rows / made.rows.scale
    one_tail = tail(made.outcome.confidence_level, len(groups))
    judged = [(group, *_mean(lost[group[2]], one_tail)) for group in groups]
    bad = [one for one in judged if one[1] - one[2] > limit]
    shown = sorted(bad, key=lambda one: -one[1])[:MOST_SHOWN] or [max(judged, key=lambda one: one[1])]
    return tuple(_finding(made, *one, limit) for one in shown)


def _gains(made: Priced) -> np.ndarray:
    """What the recommended policy gains on its baseline in each judged row, in the currency."""
    prices = np.array([price.default for price in made.options.ledger.prices])
    ours, theirs = (event_amounts(made.rows, made.options.acts[made.name(i)]) for i in (made.action, made.baseline))
    gains: np.ndarray = (theirs - ours) @ prices
    return gains


def _groups(made: Priced) -> Iterator[Group]:
    """Levels and thirds with enough judged rows and positives."""
    design = made.outcome.design
    X, y = design.X[design.judged], made.rows.y
    for j, column in enumerate(design.columns):
        if not column.numeric:
            parts = [(column.name, X[:, j] == 1)]
        else:
            low, high = np.quantile(X[:, j], [1 / 3, 2 / 3])
            words = (f"{column.name} up to {format_number(low)}", f"{column.name} above {format_number(high)}")
            parts = [(words[0], X[:, j] <= low), (words[1], X[:, j] > high)]
        for words_, mask in parts:
            if mask.sum() >= FEWEST_ROWS and y[mask].sum() >= FEWEST_POSITIVES:
                yield column.feature, words_, mask


def _mean(lost: np.ndarray, one_tail: float) -> tuple[float, float]:
    """Mean loss a row, and how far its interval reaches to either side."""
    half = float(stdtrit(len(lost) - 1, 1 - one_tail) * lost.std(ddof=1) / np.sqrt(len(lost)))
    return float(lost.mean()), half


def _finding(made: Priced, group: Group, mean: float, half: float, limit: float) -> Finding:
    feature, words, mask = group
    unit = f"{made.rows.currency} a row"
    interval = Interval(mean - half, mean + half, unit, joint_level(made.outcome.confidence_level))
    status = verdict(interval.low, interval.high, limit)
    settle = None
    if status is Status.CAUTION:
        settle = rows_to_settle(made.rows.rows, mean, interval.low, interval.high, limit)
    verb = "loses" if mean > 0 else "gains"
    seen = (
        f"It fares worst where {words} ({int(mask.sum()):,} rows): there it {verb} {format_number(abs(mean))} {unit} "
        f"against '{made.name(made.baseline)}' (loss, {interval.confidence_level:.0%} joint interval: "
        f"{between(interval)}), where at most {Quantity(limit, unit)} may be lost."
    )
    total = made.money(max(mean, 0.0) * int(mask.sum()) * made.rows.scale)
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            f"Use '{made.name(made.baseline)}' in this group, or give the model what sets it apart (a column, more "
            f"rows). " + settle_sentence(settle)
        ).strip()
    return Finding(
        CODE, TITLE, status, GOOD, seen, f"Leaving this group to the baseline would save {total}.", remedy,
        feature if status is not Status.PASSED else None, decides(made), {"loss": Quantity(mean, unit)}, "loss",
        interval, Quantity(limit, unit), settle,
    )  # fmt: skip
