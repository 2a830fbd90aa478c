r"""CLA011: does the forest's own importance rank what predicts nothing above what predicts?

Theory
------
Impurity importance is counted on the training rows, at the best of all cuts that a column offers; so it grows with the
number of different values, information or not (Strobl, Boulesteix, Zeileis & Hothorn 2007, *BMC Bioinformatics* 8:25).
What shuffling a column costs on rows not seen has no such bias. A column *u* is caught where its importance is higher
than that of a column *v*, shuffling *u* is not shown to cost anything, and shuffling *v* costs more than *u* by an
interval that holds jointly over all columns. Where nothing predicts, no ranking misleads, and nobody is caught. The
page is ``impurity_trap.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from takehome.checks.subjects import shown_name
from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.checks.sure import sure_tail, sure_verdict
from takehome.studies.classification.explained import explained
from takehome.studies.classification.feature_evidence import FeatureEvidence
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity, format_number

CODE = "CLA011"
TITLE = "Impurity importance ranks no noise"
GAP_LIMIT = 1.0
"""Per cent of the log loss by which a column of lower impurity importance may predict better, this project's own limit:
as much as a model must earn; below, the order of the two does not matter."""
MOST_SHOWN = 3
GOOD = "A column with a high feature_importances_ also predicts: shuffling it makes the log loss on unseen rows worse."


@dataclass(frozen=True)
class _Inversion:
    """A column that is not shown to predict, one below it that does, and by how much more (per cent of log loss)."""

    useless: FeatureEvidence
    useful: FeatureEvidence
    gap: float
    low: float
    high: float
    sure_low: float

    @property
    def status(self) -> Status:
        return sure_verdict(self.low, self.high, self.sure_low, GAP_LIMIT)


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column that stands too high, or one on the most doubtful of them."""
    if made.outcome.forest is None:
        return not_applicable(CODE, TITLE, GOOD, "0 forests were grown (fast=True leaves them out).", DATA)
    features = [found for found in explained(made.outcome).features if found.impurity is not None]
    if len(features) < 2:
        return not_applicable(CODE, TITLE, GOOD, f"With {len(features)} features there is no ranking.", DATA)
    level = made.outcome.confidence_level
    found = [one for u in features if (one := _worst(u, features, level)) is not None]
    bad = [one for one in found if one.status is Status.FAILED]
    doubtful = sorted((one for one in found if one.status is Status.CAUTION), key=lambda one: -one.low)[:1]
    shown = sorted(bad, key=lambda one: -(one.useless.impurity or 0.0))[:MOST_SHOWN] or doubtful
    return tuple(_finding(made, one, features) for one in shown) or (_passed(features),)


def _worst(u: FeatureEvidence, features: list[FeatureEvidence], level: float) -> _Inversion | None:
    """The column below u that most surely predicts more; None where u predicts, or none below it seems to do better."""
    if u.importance.interval.low > 0:
        return None
    below = [_inversion(u, v, len(features), level) for v in features if (v.impurity or 0.0) < (u.impurity or 0.0)]
    return max((one for one in below if one.gap > 0), key=lambda one: one.low, default=None)


def _inversion(u: FeatureEvidence, v: FeatureEvidence, family: int, level: float) -> _Inversion:
    """The two are shuffled apart on the same rows; taken as independent, their difference has too wide an interval."""
    one, other = v.importance, u.importance
    one_half = NormalDist().inv_cdf(0.5 + level / 2)
    wider, widest = (NormalDist().inv_cdf(1 - p) / one_half for p in (tail(level, family), sure_tail(family)))
    gap = one.rise - other.rise
    down = float(np.hypot(one.rise - one.interval.low, other.interval.high - other.rise))
    up = float(np.hypot(one.interval.high - one.rise, other.rise - other.interval.low))
    return _Inversion(u, v, gap, gap - wider * down, gap + wider * up, gap - widest * down)


def _finding(made: Priced, one: _Inversion, features: list[FeatureEvidence]) -> Finding:
    u, v = one.useless, one.useful
    level = joint_level(made.outcome.confidence_level)
    interval = Interval(one.low, one.high, "%", level)
    settle = None
    if one.status is Status.CAUTION:
        settle = rows_to_settle(len(made.outcome.design.y), one.gap, one.sure_low, one.high, GAP_LIMIT)
    ranks = [1 + sum((f.impurity or 0.0) > (x.impurity or 0.0) for f in features) for x in (u, v)]
    seen = (
        f"{shown_name(u.feature)} has {u.impurity or 0.0:.1%} of the forest's impurity importance, rank {ranks[0]} of "
        f"{len(features)}, above {shown_name(v.feature)} ({v.impurity or 0.0:.1%}, rank {ranks[1]}). Shuffled, it "
        f"makes the log loss on unseen rows worse by {format_number(u.importance.rise)} %, and "
        f"{shown_name(v.feature)} by {format_number(v.importance.rise)} %: {format_number(one.gap)} % more "
        f"({level:.0%} joint interval: {between(interval)}), against a limit of {GAP_LIMIT:g} %."
    )
    surely = "would" if one.status is Status.FAILED else "may"
    remedy = "Rank by permutation importance on unseen rows, as the report does, and leave out what stays at zero: "
    remedy = f"{remedy}ignore=[{u.feature[:60]!r}] (--ignore). {settle_sentence(settle)}".strip()
    measured = {
        "gap": Quantity(one.gap, "%"), "impurity": Quantity(100 * (u.impurity or 0.0), "%"),
        "shuffled": Quantity(u.importance.rise, "%"),
    }  # fmt: skip
    return Finding(
        CODE, TITLE, one.status, GOOD, seen,
        f"Who works through feature_importances_ from the top {surely} spend effort on {shown_name(u.feature)} before "
        f"{shown_name(v.feature)}, without which the log loss is {format_number(one.gap)} % worse.",
        remedy if one.status is not Status.PASSED else "Nothing to do.", u.feature, DATA, measured, "gap", interval,
        Quantity(GAP_LIMIT, "%"), settle,
    )  # fmt: skip


def _passed(features: list[FeatureEvidence]) -> Finding:
    first = max(features, key=lambda found: found.impurity or 0.0)
    seen = (
        f"{shown_name(first.feature)} has the most of the forest's impurity importance, {first.impurity or 0.0:.1%}, "
        f"and shuffling it makes the log loss on unseen rows worse by {format_number(first.importance.rise)} %; none "
        f"of {len(features)} columns that are not shown to predict stands above one that predicts {GAP_LIMIT:g} % more."
    )
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen,
        f"Read from the top, feature_importances_ puts none of {len(features)} columns too high.", "Nothing to do.",
        None, DATA, {"gap": Quantity(0.0, "%"), "impurity": Quantity(100 * (first.impurity or 0.0), "%")}, "gap",
        None, Quantity(GAP_LIMIT, "%"),
    )  # fmt: skip
