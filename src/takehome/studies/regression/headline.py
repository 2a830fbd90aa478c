"""The study's headline numbers, under the permanent keys of the report's ``metrics``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from scipy import special

from takehome.protocol import Recommendation, Status
from takehome.studies.common_metrics import common_metrics
from takehome.studies.regression.intervals import coverage_overall
from takehome.studies.regression.linear import LinearModel
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.scores import repeated_cross_validation, rmse, score_errors

STAGE_NAMES = {"baseline": "straight line", "chosen": "chosen model", "given": "given predictions", "data": "table"}
"""The stages of a finding, as the report names them."""


def metrics(outcome: Outcome, recommendation: Recommendation) -> Mapping[str, object]:
    """Common keys first, then the regression's own; errors are on the hold-out where there is one."""
    return {**common_metrics(recommendation), **_accuracy(outcome), **_model(outcome), "stage_names": STAGE_NAMES}


def _accuracy(outcome: Outcome) -> dict[str, object]:
    design = outcome.design
    judged = ~design.train if (~design.train).any() else design.train
    found: dict[str, object] = {"judged_on": "hold-out" if (~design.train).any() else "leave-one-out"}
    named = {"baseline": outcome.baseline_errors, "chosen": outcome.chosen_errors}
    for name, errors in named.items():
        scores = score_errors(errors[judged], design.y[judged], design.target_unit, outcome.confidence_level)
        for key, score in scores.items():
            found[f"{key}_{name}"] = score.value
            found[f"{key}_{name}_low"], found[f"{key}_{name}_high"] = score.interval.low, score.interval.high
        found[f"rmse_loo_{name}"] = rmse(errors[design.train])
    found["rmse_ceiling"] = None if outcome.ceiling_errors is None else rmse(outcome.ceiling_errors[judged])
    ols = outcome.baseline_evidence.ols
    if ols is not None:
        repeated = repeated_cross_validation(ols.X, ols.y, outcome.seed)
        if len(repeated):
            found["rmse_cv_baseline"] = float(repeated.mean())
            found["rmse_cv_baseline_low"], found["rmse_cv_baseline_high"] = float(repeated.min()), float(repeated.max())
    return found


def _model(outcome: Outcome) -> dict[str, object]:
    failed = [f for f in outcome.findings if f.code == "REG001" and f.status is Status.FAILED and f.subject]
    chosen = outcome.chosen.specification
    return {
        "chosen_form": {t.features[0]: t.label for t in chosen.terms if len(t.features) == 1 and t.form != "identity"},
        "chosen_terms": [t.label for t in chosen.terms],
        "chosen_response": chosen.response,
        "chosen_family": chosen.family,
        "rate": {t.features[0]: t.parameters[0] for t in chosen.terms if t.form == "exp"},
        **_after_selection(outcome),
        "coefficients": _coefficients(outcome),
        "offenders": sorted({str(f.subject) for f in failed if f.stage == "baseline"}),
        "offenders_after_repair": sorted({str(f.subject) for f in failed if f.stage == "chosen"}),
        "coverage_95": coverage_overall(outcome, 0.95),
        "n_rows": len(outcome.design.y),
        "target_unit": outcome.design.target_unit,
        "ladder": [asdict(rung) for rung in outcome.ladder],
    }


def _coefficients(outcome: Outcome) -> dict[str, float]:
    """Coefficient of each single-column term of the chosen model, on the model's own scale."""
    evidence, model = outcome.chosen_evidence, outcome.chosen
    if not isinstance(model, LinearModel) or evidence.ols is None:
        return {}
    owners = evidence.term_features
    single = [j for j in range(1, len(owners)) if owners.count(owners[j]) == 1]
    labels = {t.features: t.label for t in model.specification.terms}
    return {labels[owners[j]]: float(np.asarray(model.coef)[j]) for j in single}


def _after_selection(outcome: Outcome) -> dict[str, object]:
    """How sure the search is: intervals of the rates, and how often the bootstrap chose the same form.

    The interval is the estimate ± z × the standard deviation over the repetitions that chose an exponential.
    """
    chosen = outcome.chosen
    draws = chosen.draws if isinstance(chosen, LinearModel) else ()
    bent = [t for t in chosen.specification.terms if len(t.features) == 1 and t.form != "identity"]
    z = float(special.ndtri(0.5 + outcome.confidence_level / 2))
    shrink = 1.0 if not isinstance(chosen, LinearModel) or chosen.draws_about is None else chosen.draws_about[1]
    low, high, share = {}, {}, {}
    for term in bent if draws else ():
        (name,) = term.features
        same = [t for d in draws for t in d.terms if t.features == term.features and t.form == term.form]
        share[name] = len(same) / len(draws)
        if term.form == "exp" and len(same) > 1:
            half = z * shrink * float(np.std([t.parameters[0] for t in same]))
            low[name], high[name] = term.parameters[0] - half, term.parameters[0] + half
    return {"rate_low": low, "rate_high": high, "form_share_of_draws": share}
