"""CLA011: does the forest's own importance rank a column that predicts nothing?

The page is ``impurity_trap.md``. Strobl et al. (2007), *BMC Bioinformatics* 8:25.
"""

from __future__ import annotations

from takehome.protocol import Finding, Interval, Status
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.explained import explained
from takehome.studies.classification.feature_evidence import FeatureEvidence
from takehome.units import Quantity, format_number

CODE = "CLA011"
TITLE = "Impurity importance ranks no noise"
FAIR_SHARE = 0.5
"""A column that predicts nothing on unseen rows may hold this much of an even share of the importance, this project's
own limit: above, it would be taken for one of those that matter."""
MOST_SHOWN = 3
GOOD = "A column with a high feature_importances_ also predicts: shuffling it makes the log loss on unseen rows worse."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each column of high impurity importance whose permutation importance is not above zero."""
    if made.outcome.forest is None:
        return not_applicable(CODE, TITLE, GOOD, "0 forests were grown (fast=True leaves them out).", DATA)
    features = [found for found in explained(made.outcome).features if found.impurity is not None]
    if len(features) < 2:
        return not_applicable(CODE, TITLE, GOOD, f"With {len(features)} features there is no ranking.", DATA)
    limit = FAIR_SHARE / len(features)
    bad = [f for f in features if (f.impurity or 0.0) > limit and _useless(f)]
    if bad:
        ranked = sorted(bad, key=lambda found: -(found.impurity or 0.0))[:MOST_SHOWN]
        return tuple(_finding(found, features, limit) for found in ranked)
    return (_passed(features, limit),)


def _useless(found: FeatureEvidence) -> bool:
    """Whether the whole interval of what shuffling costs is at zero or below, or holds it."""
    interval: Interval = found.importance.interval
    return interval.low <= 0 and found.importance.rise < abs(interval.high - found.importance.rise)


def _finding(found: FeatureEvidence, features: list[FeatureEvidence], limit: float) -> Finding:
    impurity = found.impurity or 0.0
    rank = 1 + sum((other.impurity or 0.0) > impurity for other in features)
    interval = found.importance.interval
    surely = interval.high <= 0
    seen = (
        f"'{found.feature}' has {impurity:.1%} of the forest's impurity importance, rank {rank} of {len(features)}, "
        f"but "
        f"shuffling it makes the log loss on unseen rows worse by {format_number(found.importance.rise)} % "
        f"({interval.confidence_level:.0%}: {format_number(interval.low)} to {format_number(interval.high)} %)."
    )
    consequence = f"Who reads feature_importances_ would work on '{found.feature}', which "
    consequence += "changes nothing" if surely else "may well change nothing"
    return Finding(
        CODE, TITLE, Status.FAILED if surely else Status.CAUTION, GOOD, seen,
        f"{consequence}: part of its {impurity:.1%} comes from the many values at which it can be split.",
        "Rank by permutation importance on unseen rows, as the report does; leave the column out if it stays at zero.",
        found.feature, DATA,
        {"impurity": Quantity(100 * impurity, "%"), "shuffled": Quantity(found.importance.rise, "%")},
        "impurity", None, Quantity(100 * limit, "%"),
    )  # fmt: skip


def _passed(features: list[FeatureEvidence], limit: float) -> Finding:
    first = max(features, key=lambda found: found.impurity or 0.0)
    seen = (
        f"'{first.feature}' has the most of the forest's impurity importance, {first.impurity or 0.0:.1%}, and "
        f"shuffling it "
        f"makes the log loss on unseen rows worse by {format_number(first.importance.rise)} %; no column that predicts "
        f"nothing has more than {limit:.1%}."
    )
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, seen, "Both rankings start with columns that predict.", "Nothing to do.",
        None, DATA, {"impurity": Quantity(100 * (first.impurity or 0.0), "%")}, "impurity", None,
        Quantity(100 * limit, "%"),
    )  # fmt: skip
