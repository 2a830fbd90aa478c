"""The headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from takehome.protocol import Recommendation
from takehome.studies.common_metrics import common_metrics
from takehome.studies.segmentation.detection import detection, most_moved, variance_of_everybody
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.money.rules_price import rules_price
from takehome.studies.segmentation.outcome import Outcome


def metrics(outcome: Outcome, made: Priced, recommendation: Recommendation) -> Mapping[str, object]:
    """The common keys and the study's own."""
    choice, micro = outcome.choice, outcome.micro_sizes()
    rows, rules = outcome.table.rows, outcome.rules
    found: dict[str, object] = {
        **common_metrics(recommendation),
        "n_rows": rows, "k_segments": outcome.k, "k_micro": len(micro), "groups": groups(outcome),
        "k_votes": dict(choice.cast), "k_winner": choice.winner, "k_wanted": choice.wanted,
        "method": outcome.frozen.assigner.family, "scaling": outcome.scaling.chosen.name,
        "silhouette": None if outcome.k < 2 else float(np.nanmean(outcome.silhouettes)),
        "stability_min": None if outcome.k < 2 else float(outcome.stability.min()),
        "structure_p": choice.structure.p_value,
        "variance_2d": outcome.plane.variance_2d, "picture_trusted": outcome.picture.trusted,
        "picture_agreement": outcome.picture.agreement,
        "picture_reasons": list(outcome.picture.reasons), "picture_for": list(outcome.picture.for_what),
        "picture_not_for": list(outcome.picture.not_for),
        "micro_clusters": list(micro), "micro_share": sum(micro) / rows, "noise_share": outcome.noise() / rows,
        "segment_sizes": dict(zip(outcome.segment_ids, outcome.sizes(), strict=True)),
        "personas": {one.id: one.name for one in outcome.personas},
        "persona_reasons": {one.id: one.reason for one in outcome.personas},
        "means": _means(outcome),
        "inertia": {str(at.k): at.inertia for at in choice.sweep.table},
        "silhouettes": {str(at.k): at.silhouette for at in choice.sweep.table},
        "rules_fidelity": None if rules is None else rules.fidelity,
        "rules": [] if rules is None else [f"{rule.group}: {rule.text}" for rule in rules.rules],
        "variance_2d_everybody": variance_of_everybody(outcome), **detection(outcome),
    }  # fmt: skip
    if outcome.left_in is not None:
        found["k_with_strangers"] = outcome.left_in.k
        found["most_moved"] = most_moved(outcome)
        found["mean_shifts"] = {shift.column: shift.shift for shift in outcome.left_in.shifts}
    found |= _rules_lost(outcome, made)
    if outcome.given is not None:
        found["given"] = outcome.given
        found["given_names"] = dict(zip(outcome.segment_ids, outcome.given_names, strict=True))
    return found


def _rules_lost(outcome: Outcome, made: Priced) -> dict[str, object]:
    """What using the rules in place of the exact assignment loses; nothing without economics or rules."""
    if outcome.rules is None:
        return {}
    ids = {one: j for j, one in enumerate(outcome.segment_ids)}
    by_rules = np.array([ids[one] for one in outcome.rules.assign(outcome.design.values)])
    price = rules_price(made, by_rules)
    if price is None:
        return {}
    return {"rules_lost": price.lost.amount, "rules_lost_low": price.interval.low,
            "rules_lost_high": price.interval.high, "rules_moved": price.moved}  # fmt: skip


def groups(outcome: Outcome) -> str:
    """``"3 segments + 1 micro-cluster"``."""
    micro = len(outcome.strangers.micro)
    own = "no segments" if outcome.k < 2 else f"{outcome.k} segments"
    return own if not micro else f"{own} + {micro} micro-cluster{'s' if micro > 1 else ''}"


def _means(outcome: Outcome) -> dict[str, dict[str, float]]:
    """Id → column → mean: the brief's groupby."""
    seen = outcome.profile
    return {one: {cell.column: float(cell.mean) for cell in seen.of(one)} for one in seen.ids}
