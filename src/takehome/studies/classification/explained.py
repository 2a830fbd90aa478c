"""All that is known of each feature, computed once: effects, table and charts are views of it.

The features that are shown are the most important ones; importance is measured by shuffling (:mod:`.importance`), after
a first look at how well a curve of the feature follows the model's log odds or the class, which is cheap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.calibration import log_odds
from takehome.studies.classification.curve_basis import terms_of
from takehome.studies.classification.direction import FLAT_ODDS
from takehome.studies.classification.feature_evidence import Evidence, FeatureEvidence
from takehome.studies.classification.importance import correlation, permutation_importance
from takehome.studies.classification.instrument import KNOTS, MOST_ROWS, Rows
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.shown_model import ShownModel, shown_model, training_rows

MOST_SHUFFLED = 30
LOOKED_AT_ROWS = 1_000


@dataclass(frozen=True)
class Explanation:
    """All features that are shown, the most important first.

    Attributes
    ----------
    total : how many features the study has. level : the average probability.
    flat : the largest change, in percentage points from `level`, that counts as flat.
    """

    outcome: Outcome
    shown: ShownModel
    features: tuple[FeatureEvidence, ...]
    total: int
    level: float
    flat: float


_KEPT = "explanation"


def explained(outcome: Outcome) -> Explanation:
    """The explanation of an outcome, kept with it, since several views are made of it."""
    kept = vars(outcome)  # as functools.cached_property does it: the outcome is frozen, and this is no part of it
    if _KEPT not in kept:
        kept[_KEPT] = explain(outcome)
    return kept[_KEPT]


def explain(outcome: Outcome) -> Explanation:
    """Compute everything."""
    design = outcome.design
    level = float(np.average(design.y[design.train], weights=design.weights[design.train]))
    odds = FLAT_ODDS * level / (1 - level)
    flat = 100 * (odds / (1 + odds) - level)
    if not design.columns:
        return Explanation(outcome, ShownModel("", lambda X: np.full(len(X), level)), (), 0, level, flat)
    shown, rows = shown_model(outcome), training_rows(design, MOST_ROWS, outcome.seed)
    groups = {name: [k for k, c in enumerate(design.columns) if c.feature == name] for name in design.features}
    first = _first_look(design, shown, rows)[:MOST_SHUFFLED]
    found = permutation_importance(outcome, shown, [groups[name] for name in first])
    importances = dict(zip(first, found, strict=True))
    # a stable sort, so that features of equal importance keep the order of the first look
    ranked = sorted(first, key=lambda name: -importances[name].rise)
    rest = [name for name in design.features if name not in importances]
    made = Evidence(outcome, shown, rows, groups, flat).of([*ranked, *rest], importances)
    return Explanation(outcome, shown, made, len(groups), level, flat)


def _first_look(design: Design, shown: ShownModel, rows: Rows) -> list[str]:
    """Features by how well their columns follow the model's log odds, or the class, whichever is better."""
    few = rows.take(np.unique(np.linspace(0, len(rows.y) - 1, min(len(rows.y), LOOKED_AT_ROWS)).astype(int)))
    scores = log_odds(shown.predict(few.X))
    found = {}
    for term in terms_of(rows.X, design.columns, rows.weights, KNOTS):
        against = [np.abs(correlation(term.columns(rows.X), rows.y, rows.weights))]
        if np.ptp(scores) > 0:
            against.append(np.abs(correlation(term.columns(few.X), scores, few.weights)))
        found[term.feature] = float(np.round(max(against), 9))
    return sorted(found, key=lambda name: -found[name])
