"""CLA003: no column alone ranks the classes nearly perfectly.

TAB001 looks at the variance explained, which a rare class hides: a column that ranks the few positives first may leave
most of the variance open. Here it is the ranking that counts, in the area under the ROC curve, with a score interval
that holds near 1 as well (Newcombe 2006, *Statistics in Medicine* 25:559–573, method 5). A category is ranked by the
share of positives of its level in the other half of the rows. Scores that are judged are looked at as well: nearly
perfect ones were mostly made on the rows that their model was trained on. As in TAB001 the interval alone decides: a
leak that is missed costs more than a column that is looked at twice. The page is ``leakage.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, rankdata

from takehome.checks.subjects import shown_name
from takehome.checks.verdict import between, joint_level, rows_to_settle, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.priced import Priced
from takehome.units import Quantity

CODE = "CLA003"
TITLE = "No column alone ranks the classes nearly perfectly"
AUC_LIMIT = 0.98
"""Area under the ROC curve of one column, this project's own limit: what is measured before the event hardly ever ranks
so well (Kaufman, Rosset & Perlich 2012, "Leakage in data mining", ACM TKDD 6(4), on features of implausible power)."""
EDGE = 1e-9
MOST_SHOWN = 5
GOOD = "Every column alone leaves positives and negatives mixed."


@dataclass(frozen=True)
class _Area:
    """The area under one column's ROC curve, with its interval."""

    name: str
    area: float
    low: float
    high: float
    given: bool

    @property
    def status(self) -> Status:
        return verdict(self.low, self.high, AUC_LIMIT)


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column that ranks too well, or one on the best of them."""
    y = made.outcome.design.y
    areas = _areas(made.outcome)
    positives, negatives = int(y.sum()), int(len(y) - y.sum())
    if not areas or min(positives, negatives) < FEWEST:
        why = f"{positives:,} positives of {len(y):,} rows and {len(areas):,} columns: none can be judged."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    one_tail = tail(made.outcome.confidence_level, len(areas))
    judged = [
        _Area(name, area, *_interval(area, positives, negatives, one_tail), name == made.outcome.given)
        for name, area in areas.items()
    ]
    judged.sort(key=lambda one: -one.area)
    bad = [one for one in judged if one.status is Status.FAILED]
    return tuple(_finding(made, one) for one in bad[:MOST_SHOWN] or judged[:1])


def _areas(outcome: Outcome) -> dict[str, float]:
    """Area under the ROC curve of each feature alone, and of the scores that are judged."""
    design = outcome.design
    found = {feature: _area(design, feature) for feature in design.features}
    return found if outcome.given is None else {**found, outcome.given: _auc(outcome.baseline.p, design.y)}


def _area(design: Design, feature: str) -> float:
    """The best of what the feature offers: its number, whichever way it goes, and its levels or flags."""
    own = [j for j, column in enumerate(design.columns) if column.feature == feature]
    numbers = [_auc(design.X[:, j], design.y) for j in own if design.columns[j].numeric]
    flags = [j for j in own if not design.columns[j].numeric]
    areas = [max(area, 1 - area) for area in numbers]
    return max([*areas, _of_levels(design.X[:, flags], design.y, design.blocks)] if flags else areas)


def _of_levels(flags: np.ndarray, y: np.ndarray, blocks: np.ndarray) -> float:
    """Each half of the rows (copies together) ranked by its levels' shares of positives in the other half."""
    codes = (flags @ np.arange(1, flags.shape[1] + 1)).astype(int)
    part, levels = blocks % 2, int(codes.max()) + 1
    found = []
    for half in (0, 1):
        own, other = part == half, part != half
        sizes = np.bincount(codes[other], minlength=levels)
        hits = np.bincount(codes[other], weights=y[other], minlength=levels)
        found.append(_auc(((hits + y.mean()) / (sizes + 1))[codes[own]], y[own]))
    return float(np.mean(found))


def _auc(x: np.ndarray, y: np.ndarray) -> float:
    ranks, positives = rankdata(x), int(y.sum())
    pairs = positives * (len(y) - positives)
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / pairs) if pairs else 0.5


def _interval(area: float, positives: int, negatives: int, one_tail: float) -> tuple[float, float]:
    """Newcombe's: all areas from which the one that was seen is no further than chance takes it."""
    z, half_rows = float(norm.isf(one_tail)), (positives + negatives) / 2
    inside = min(max(area, EDGE), 1 - EDGE)

    def error(theta: float) -> float:
        inner = 1 + (half_rows - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return z * float(np.sqrt(theta * (1 - theta) * inner / (positives * negatives)))

    low = brentq(lambda theta: area - theta - error(theta), 0.0, inside)
    high = brentq(lambda theta: theta - area - error(theta), inside, 1.0)
    return min(float(low), area), max(float(high), area)


def _finding(made: Priced, one: _Area) -> Finding:
    rows, level = len(made.outcome.design.y), joint_level(made.outcome.confidence_level)
    interval, name = Interval(one.low, one.high, "", level), shown_name(one.name)
    best = "alone ranks" if one.status is Status.FAILED else "ranks best of all columns: alone it puts"
    seen = (
        f"{name} {best} a positive above a negative in {one.area:.2%} of the pairs of {rows:,} rows "
        f"({level:.0%} joint interval: {between(interval)}), against a limit of {AUC_LIMIT:g}."
    )
    settle = None
    if one.status is Status.CAUTION:
        settle = rows_to_settle(rows, one.area, one.low, one.high, AUC_LIMIT)
    passed = one.status is Status.PASSED
    return Finding(
        CODE, TITLE, one.status, GOOD, seen,
        f"The best column alone is wrong in {1 - one.area:.2%} of pairs: no copy of the answer." if passed else
        _consequence(made, one), "Nothing; but think about when each column is known." if passed else
        f"{_remedy(one)} {settle_sentence(settle)}".strip(),
        None if passed else one.name, DATA, {"area": Quantity(one.area)}, "area", interval, Quantity(AUC_LIMIT), settle,
    )  # fmt: skip


def _consequence(made: Priced, one: _Area) -> str:
    gain = made.money(float(made.values[made.action, 0] - made.values[made.without_model, 0]))
    if one.given:
        return f"If the model behind {shown_name(one.name)} was trained on these rows, the gain of {gain} is memory."
    return f"Unless {shown_name(one.name)} is known before the decision, the gain of {gain} will not be seen again."


def _remedy(one: _Area) -> str:
    if one.given:
        return "Score rows that the model has not seen, and judge those: holdout=…, or another table."
    return (
        f"Find out when {shown_name(one.name)} is recorded; if after the event, leave it out: "
        f"ignore=[{one.name[:60]!r}] (--ignore)."
    )
