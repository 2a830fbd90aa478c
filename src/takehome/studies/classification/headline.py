"""The study's headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from takehome.protocol import Effect, Recommendation
from takehome.studies.classification.accuracy import accuracy_at, probability_scores
from takehome.studies.classification.comparisons import Comparison, comparisons
from takehome.studies.classification.cost_ratio import by_cost_ratio
from takehome.studies.classification.decision_words import plateau, positives_to_settle
from takehome.studies.classification.feature_table import feature_table
from takehome.studies.classification.options import named_action, total_cost
from takehome.studies.classification.policies import HALF
from takehome.studies.classification.priced import Priced
from takehome.studies.classification.returns import ALL_CONTACTS, returns
from takehome.studies.common_metrics import common_metrics

STAGE_NAMES = {"baseline": "plain model at 0.5", "chosen": "chosen policy", "given": "given scores", "data": "table"}
"""The stages of a finding, as the report names them."""


def metrics(made: Priced, recommendation: Recommendation, effects: Sequence[Effect]) -> Mapping[str, object]:
    """Common keys first, then the classification's own; all on the judged rows."""
    return {
        **common_metrics(recommendation),
        **_decision(made),
        **_accuracy(made),
        **_limits(made),
        "directions": {effect.subject: effect.direction.value for effect in reversed(effects)},
        "baseline_model": made.outcome.baseline.name,
        "given": made.outcome.given,
        "features": feature_table(made.outcome),
        "models": model_table(made),
        "cut_comparisons": [_comparison(one) for one in comparisons(made)],
        "ladder": [asdict(rung) for rung in made.outcome.ladder],
        "by_cost_ratio": _by_ratio(made),
        "stage_names": STAGE_NAMES,
    }


def _decision(made: Priced) -> dict[str, object]:
    rows = made.rows
    costs = -made.values
    cost, free = costs[made.action], costs[made.without_model]
    half = costs[made.position(named_action(rows, HALF))]
    with np.errstate(divide="ignore", invalid="ignore"):
        savings = 1 - cost / free
    tail = (1 - made.outcome.confidence_level) / 2
    low, high = np.quantile(savings[1:], [tail, 1 - tail]) if free[0] else (np.nan, np.nan)
    found = {made_return.convention: made_return for made_return in returns(made)}
    counted = ALL_CONTACTS if rows.economics.campaign is not None else next(iter(found), ALL_CONTACTS)
    roi, paid = found.get(counted), found.get(ALL_CONTACTS)
    return {
        "threshold": threshold(made),
        "policy": made.options.ledger.entries[made.action].note or made.name(made.action),
        "cost_policy": float(cost[0]),
        "cost_trivial_best": float(free[0]),
        "trivial_best": made.name(made.without_model),
        "cost_half": float(half[0]),
        "savings": float(savings[0]),
        "savings_low": float(min(low, savings[0])),
        "savings_high": float(max(high, savings[0])),
        "roi": None if roi is None else roi.estimate,
        "roi_low": None if roi is None else roi.interval.low,
        "roi_high": None if roi is None else roi.interval.high,
        "roi_convention": counted if roi is not None else None,
        "roi_all_actions_paid": None if paid is None else paid.estimate,
        "roi_all_actions_paid_low": None if paid is None else paid.interval.low,
        "roi_all_actions_paid_high": None if paid is None else paid.interval.high,
        "share_acted_on": float((made.acts.mean(axis=0) * rows.weights).sum() / rows.weights.sum()),
        "positives_to_settle": positives_to_settle(
            recommendation_gain(made)[0], made.interval(recommendation_gain(made)), rows.positives
        ),
    }


def recommendation_gain(made: Priced) -> np.ndarray:
    """The gain over the best trivial option, estimate and draws."""
    return made.values[made.action] - made.values[made.baseline]


def threshold(made: Priced) -> float | None:
    """The cut on the probability of the recommended policy; None where there is not one for all rows."""
    rows, entry = made.rows, made.options.ledger.entries[made.action]
    if entry.trivial:
        stop = made.options.stops[made.action]
        return float(stop) if np.isfinite(stop) else None
    if not rows.costs.constant or rows.economics.capacity is not None or rows.economics.budget is not None:
        return None
    cut = made.options.cut
    learned = cut is not None and entry.note == "the cheapest cut"
    return float(max(cut.cut, 0.0)) if learned and cut is not None else float(rows.costs.break_even[0])


def _accuracy(made: Priced) -> dict[str, object]:
    """The chosen model's accuracy at 0.5 beside the majority's, and what the policy catches and misses."""
    rows = made.rows
    half = accuracy_at(rows.named_p > HALF, rows, made.outcome.confidence_level)
    policy = accuracy_at(made.acts, rows, made.outcome.confidence_level)
    return {
        "model": made.outcome.chosen.name,
        "accuracy": half["accuracy"],
        "accuracy_majority": half["accuracy_majority"],
        "caught_at_half": half["tp"],
        "missed_at_half": half["fn"],
        "caught": policy["tp"],
        "missed": policy["fn"],
        "false_alarms": policy["fp"],
        "precision": policy["precision"],
        "recall": policy["recall"],
        **probability_scores(rows.p, rows),
        "n_rows": rows.rows,
        "n_positive": rows.positives,
        "prevalence": float(np.average(rows.y, weights=rows.weights)),
        "positive": made.outcome.design.positive,
        "happens": made.outcome.design.happens,
        "judged_on": "hold-out" if rows.held_out else "out of fold",
    }


def _limits(made: Priced) -> dict[str, object]:
    cut = made.options.cut
    constant = made.rows.costs.constant
    low, high = plateau(made) if cut is not None and constant else (None, None)
    return {
        "break_even_probability": float(made.rows.costs.break_even[0]) if constant else None,
        "cheapest_cut": None if cut is None or not constant else float(max(cut.cut, 0.0)),
        "cheapest_cut_plateau": None if low is None or high is None else [max(low, 0.0), min(high, 1.0)],
        "optimism_per_row": None if cut is None else cut.honest - cut.apparent,
        "shadow_price": made.options.shadow,
    }


def model_table(made: Priced) -> list[dict[str, object]]:
    """Each model at each named cut, on the judged rows: the confusion matrix, its cost, and the scores of its p."""
    rows, outcome = made.rows, made.outcome
    cuts = dict.fromkeys((HALF, *rows.economics.thresholds))
    if rows.costs.constant:
        cuts |= {float(rows.costs.break_even[0]): None}
    found = []
    for model in dict.fromkeys((*(m.name for m in outcome.models), outcome.chosen.name)):
        made_by = next(m for m in (*outcome.models, outcome.chosen) if m.name == model)
        p = made_by.unseen[:, outcome.judged]
        for cut in cuts:
            counts = accuracy_at(p > cut, rows, outcome.confidence_level)
            found.append({"model": model, "threshold": cut, "cost": total_cost(rows, p > cut), **counts})
        found[-1] |= probability_scores(p, rows)
    return found


def _comparison(one: Comparison) -> dict[str, object]:
    plain = {name: value for name, value in asdict(one).items() if name != "interval"}
    return {**plain, "low_end": one.interval.low, "high_end": one.interval.high}


def _by_ratio(made: Priced) -> list[dict[str, object]]:
    rows = made.rows
    table = by_cost_ratio(rows.p, rows.y, rows.weights, rows.blocks, made.outcome.confidence_level, made.outcome.seed)
    return [
        {"ratio": at.ratio, "threshold": at.cut, "share_acted_on": at.share, "best_without_model": at.without,
         "gain_per_1000_rows": at.gain, "low": at.interval.low, "high": at.interval.high,
         "probability_better": at.probability}
        for at in table
    ]  # fmt: skip
