"""CLA003: no column alone ranks the classes nearly perfectly.

TAB001 looks at the variance explained, which a rare class hides: a column that ranks the few positives first may leave
most of the variance open. Here it is the ranking that counts. The page is ``leakage.md``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

from takehome.checks.verdict import between, joint_level, settle_sentence, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.prepare import Design
from takehome.units import Quantity

CODE = "CLA003"
TITLE = "No column alone ranks the classes nearly perfectly"
AUC_LIMIT = 0.98
"""Area under the ROC curve of one column, this project's own limit: what is measured before the event hardly ever ranks
so well (Kaufman, Rosset & Perlich 2012, "Leakage in data mining", ACM TKDD 6(4), on features of implausible power)."""
MOST_SHOWN = 5
GOOD = "Every column alone leaves positives and negatives mixed."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column that ranks too well, or one on the best of them."""
    design = made.outcome.design
    y = design.y
    if not design.features or min(y.sum(), len(y) - y.sum()) < FEWEST:
        why = f"{int(y.sum()):,} positives of {len(y):,} rows and {len(design.features):,} columns: none can be judged."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    level = made.outcome.confidence_level
    one_tail = tail(level, len(design.features))
    areas = {feature: _area(design.X[:, _columns(design, feature)], y) for feature in design.features}
    judged = {f: (area, *_interval(area, int(y.sum()), int(len(y) - y.sum()), one_tail)) for f, area in areas.items()}
    bad = [f for f, (_, low, _) in judged.items() if low > AUC_LIMIT]
    shown = sorted(bad, key=lambda f: -judged[f][0])[:MOST_SHOWN] or [max(judged, key=lambda f: judged[f][0])]
    return tuple(_finding(made, feature, *judged[feature], joint_level(level)) for feature in shown)


def _columns(design: Design, feature: str) -> list[int]:
    return [j for j, column in enumerate(design.columns) if column.feature == feature]


def _area(X: np.ndarray, y: np.ndarray) -> float:
    """Area under the ROC curve of a feature, whichever way it goes; a category is ranked by its levels' shares."""
    if X.shape[1] == 1:
        return max(_auc(X[:, 0], y), 1 - _auc(X[:, 0], y))
    codes = np.unique(X, axis=0, return_inverse=True)[1].ravel()
    sizes, hits = np.bincount(codes)[codes], np.bincount(codes, weights=y)[codes]
    without = (hits - y + y.mean()) / sizes  # one row of the average in the place of its own
    return _auc(without, y)


def _auc(x: np.ndarray, y: np.ndarray) -> float:
    ranks, positives = rankdata(x), int(y.sum())
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))


def _interval(area: float, positives: int, negatives: int, one_tail: float) -> tuple[float, float]:
    """Hanley & McNeil (1982), *Radiology* 143:29–36, on the log odds of the area."""
    area = min(max(area, 1e-6), 1 - 0.5 / (positives * negatives + 1))
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)) / (
        positives * negatives
    )
    half = float(norm.isf(one_tail)) * np.sqrt(max(variance, 0.0)) / (area * (1 - area))
    return float(expit(logit(area) - half)), float(expit(logit(area) + half))


def _finding(made: Priced, feature: str, area: float, low: float, high: float, level: float) -> Finding:
    low, high = min(low, area), max(high, area)
    status = verdict(low, high, AUC_LIMIT)
    interval = Interval(low, high, "", level)
    rows = len(made.outcome.design.y)
    seen = (
        f"'{feature}' comes nearest: alone it ranks a positive above a negative in {area:.2%} of {rows:,} rows' pairs "
        f"({level:.0%} joint interval: {between(interval)}), against a limit of {AUC_LIMIT:.0%}."
    )
    if status is Status.FAILED:
        seen = seen.replace("comes nearest: alone it ranks", "alone ranks")
    settle = 2 * rows if status is Status.CAUTION else None
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        "Predictions do not rest on a copy of the answer." if status is Status.PASSED else
        f"Unless '{feature}' is known before the decision, the model that uses it earns nothing of what is promised.",
        "Nothing; but think about when each column is known." if status is Status.PASSED else
        f"Find out when '{feature}' is recorded; if after the event, leave it out: ignore=[{feature[:60]!r}]. "
        + settle_sentence(settle),
        feature if status is not Status.PASSED else None, DATA, {"area": Quantity(area)}, "area", interval,
        Quantity(AUC_LIMIT), settle,
    )  # fmt: skip
