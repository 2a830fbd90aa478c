"""One row a feature: every importance, every change, the verdict, and how many methods agree with it."""

from __future__ import annotations

from collections.abc import Sequence

from takehome.protocol import Direction
from takehome.studies.classification.effect_words import rows_to_settle, words
from takehome.studies.classification.explained import Explanation, explained
from takehome.studies.classification.feature_evidence import FeatureEvidence
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.shap_values import shap_where_possible


def feature_table(outcome: Outcome) -> list[dict[str, object]]:
    """The features that are shown, the most important first; numbers, words and None alone.

    Changes are in percentage points, importances in per cent (of the log loss, and of the forest's impurity). Where the
    extra ``takehome[shap]`` is installed and trees were grown, `shap` is the mean size of the feature's Shapley values,
    in `shap_unit`, and `shap_trend` their rank correlation with the feature.
    """
    made = explained(outcome)
    if not made.features:
        return []
    shares = shap_where_possible(outcome)
    return [{**_row(made, found), **_shares(shares.get(found.feature))} for found in made.features]


def _shares(row: dict[str, object] | None) -> dict[str, object]:
    return {} if row is None else {"shap": row["mean_size"], "shap_unit": row["unit"], "shap_trend": row["trend"]}


def _row(made: Explanation, found: FeatureEvidence) -> dict[str, object]:
    change, odds, interval = found.main, found.main.odds, found.main.interval
    agree, methods = agreement(found)
    return {
        "feature": found.feature, "rank": found.rank, "verdict": found.direction.value, "reason": _reason(found),
        "contrast": words(made, found, change), "change": change.points, "change_low": interval.low,
        "change_high": interval.high, "standard_errors": change.contrast.z, "accumulated": change.accumulated,
        "partial": change.partial, "odds_ratio": None if odds is None else odds.ratio,
        "odds_ratio_low": None if odds is None else odds.interval.low,
        "odds_ratio_high": None if odds is None else odds.interval.high,
        "typical_before": None if odds is None else odds.before,
        "typical_after": None if odds is None else odds.after,
        "permutation": found.importance.rise, "permutation_low": found.importance.interval.low,
        "permutation_high": found.importance.interval.high,
        "impurity": None if found.impurity is None else 100 * found.impurity, "correlation": found.correlation,
        "alone": found.alone.points, "alone_verdict": found.alone_direction.value, "agree": agree, "methods": methods,
        "rows_to_settle": rows_to_settle(made, found) if found.direction is Direction.UNDETERMINED else None,
        "valid_from": None if found.axis is None else found.axis.least,
        "valid_to": None if found.axis is None else found.axis.most,
    }  # fmt: skip


def _reason(found: FeatureEvidence) -> str:
    """Why no direction is named; empty where one is."""
    if found.partners:
        return "an exact combination of other features"
    if found.contradicted:
        return "the shown model goes the other way"
    return "too little evidence" if found.direction is Direction.UNDETERMINED else ""


def agreement(found: FeatureEvidence) -> tuple[int, int]:
    """How many methods have the sign that most have, and of how many.

    They are the additive model, the feature alone, its correlation, the shown model's two curves, and the odds ratio.
    """
    main = found.main
    said: Sequence[float] = [main.points, found.alone.points, found.correlation_main, main.accumulated, main.partial]
    if main.odds is not None:
        said = [*said, main.odds.coefficient * (main.contrast.stop - main.contrast.start)]
    up, down = sum(value > 0 for value in said), sum(value < 0 for value in said)
    return max(up, down), len(said)
