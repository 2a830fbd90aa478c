"""A fitted regression as JSON-able data and plain arrays, and back.

What is saved holds the rows that the model was fitted on: the study can then be re-priced and reported, not only
scored. The model matrices are not saved; they follow from the terms and the rows, and are computed again.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from takehome.protocol import Finding
from takehome.stats.rank import Combination
from takehome.studies.rebuild import rebuild
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.families import CoefficientModel
from takehome.studies.regression.forms import model_matrix
from takehome.studies.regression.given import given_predictions
from takehome.studies.regression.linear import Draw, LinearFit, LinearModel, fit_linear
from takehome.studies.regression.model import ModelEvidence, Specification, Term
from takehome.studies.regression.outcome import Outcome, Rung
from takehome.studies.regression.prepare import Design
from takehome.studies.table_state import Arrays, get_table, put_table
from takehome.table import Note
from takehome.table.encoding import DesignColumn

if TYPE_CHECKING:
    from takehome.studies.regression.study import Regression


def state(study: Regression) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome = study.outcome
    document: dict[str, Any] = {
        "settings": {
            "target": study.target, "features": study.features, "economics": _plain_economics(study.economics),
            "confidence_level": study.confidence_level, "seed": study.seed, "fast": study.fast,
            "command": study.command, "seconds": study.seconds_,
        },
        "findings": [dataclasses.asdict(f) for f in outcome.findings],
        "ladder": [dataclasses.asdict(r) for r in outcome.ladder],
        "curved": outcome.baseline_evidence.curved,
    }  # fmt: skip
    arrays: Arrays = {"baseline_errors": outcome.baseline_errors, "chosen_errors": outcome.chosen_errors}
    if outcome.ceiling_errors is not None:
        arrays["ceiling_errors"] = outcome.ceiling_errors
    put_table(outcome.table, document, arrays)
    _put_design(outcome.design, document, arrays)
    for name, model in (("baseline", outcome.baseline), ("chosen", outcome.chosen)):
        document[name] = _put_model(name, model, arrays)
    return document, arrays


def _plain_economics(economics: Any) -> Any:
    """Economics as plain data, so that a saved study does not depend on a file elsewhere."""
    from takehome.studies.regression.economics import parse_economics

    parsed = parse_economics(economics)
    return None if parsed is None else dataclasses.asdict(parsed)


DESIGN_ARRAYS = ("X", "y", "train", "rows", "groups", "order", "weights")


def _put_design(design: Design, document: dict[str, Any], arrays: Arrays) -> None:
    document["design"] = {
        "columns": [dataclasses.asdict(c) for c in design.columns], "target": design.target,
        "target_unit": design.target_unit, "notes": [dataclasses.asdict(n) for n in design.notes],
        "combinations": [dataclasses.asdict(c) for c in design.combinations],
        "groups_name": design.groups_name, "order_name": design.order_name,
    }  # fmt: skip
    for name in DESIGN_ARRAYS:
        values = getattr(design, name)
        if values is not None:
            arrays[f"design_{name}"] = values.astype("U") if values.dtype.hasobject else values


def _get_design(document: dict[str, Any], arrays: Arrays) -> Design:
    saved = document["design"]
    optional = {name: arrays.get(f"design_{name}") for name in ("groups", "order", "weights")}
    return Design(
        X=arrays["design_X"], y=arrays["design_y"], train=arrays["design_train"], rows=arrays["design_rows"],
        groups=optional["groups"], order=optional["order"], weights=optional["weights"],
        columns=rebuild(tuple[DesignColumn, ...], saved["columns"]), target=saved["target"],
        target_unit=saved["target_unit"], notes=rebuild(tuple[Note, ...], saved["notes"]),
        combinations=rebuild(tuple[Combination, ...], saved["combinations"]), groups_name=saved["groups_name"],
        order_name=saved["order_name"],
    )  # fmt: skip


def _put_model(name: str, model: Any, arrays: Arrays) -> dict[str, Any]:
    entry: dict[str, Any] = {"specification": dataclasses.asdict(model.specification)}
    arrays[f"{name}_coef"] = model.coef
    if isinstance(model, CoefficientModel):
        arrays[f"{name}_coef_draws"] = model.coef_draws
        return {**entry, "kind": "coefficients"}
    arrays[f"{name}_noise"] = model.noise
    arrays[f"{name}_draw_noise"] = np.array([d.noise for d in model.draws])
    arrays[f"{name}_draw_coef"] = np.concatenate([d.coef for d in model.draws] or [np.empty(0)])
    if model.draws_about is not None:
        centre, shrink = model.draws_about
        arrays[f"{name}_about_coef"], arrays[f"{name}_about_noise"] = centre.coef, centre.noise
        entry["about"] = {"terms": [dataclasses.asdict(t) for t in centre.terms], "shrink": shrink}
    return {**entry, "kind": "linear", "draws": [[dataclasses.asdict(t) for t in d.terms] for d in model.draws]}


def _get_model(name: str, entry: dict[str, Any], design: Design, arrays: Arrays) -> Any:
    specification = rebuild(Specification, entry["specification"])
    coef = arrays[f"{name}_coef"]
    if entry["kind"] == "coefficients":
        return CoefficientModel(specification, design.names, coef, arrays[f"{name}_coef_draws"])
    draws, start = [], 0
    for terms, noise in zip(entry["draws"], arrays[f"{name}_draw_noise"], strict=True):
        built = rebuild(tuple[Term, ...], terms)
        width = model_matrix(built, design.X[:2], design.names)[0].shape[1]
        draws.append(Draw(built, arrays[f"{name}_draw_coef"][start : start + width], noise))
        start += width
    about = entry.get("about")
    if about is not None:
        terms = rebuild(tuple[Term, ...], about["terms"])
        about = Draw(terms, arrays[f"{name}_about_coef"], arrays[f"{name}_about_noise"]), about["shrink"]
    return LinearModel(specification, design.names, coef, arrays[f"{name}_noise"], tuple(draws), about)


def restored(cls: type[Regression], document: dict[str, Any], arrays: Arrays) -> Regression:
    """The study that :func:`state` described; the model matrices are computed again."""
    settings = dict(document["settings"])
    seconds = settings.pop("seconds")
    features = settings.pop("features")
    study = cls(features=None if features is None else tuple(features), **settings)
    design, table = _get_design(document, arrays), get_table(document, arrays)
    baseline = _get_model("baseline", document["baseline"], design, arrays)
    chosen = _get_model("chosen", document["chosen"], design, arrays)
    curved = tuple(document["curved"])
    straight = evidence_of(
        design, fit_linear(design, baseline.specification), "baseline", curved, study.confidence_level
    )
    study.outcome_ = Outcome(
        table=table, design=design, baseline=baseline, chosen=chosen, baseline_evidence=straight,
        chosen_evidence=_chosen_evidence(design, chosen, straight, arrays["chosen_errors"], study.confidence_level),
        baseline_errors=arrays["baseline_errors"], chosen_errors=arrays["chosen_errors"],
        ceiling_errors=arrays.get("ceiling_errors"), ladder=rebuild(tuple[Rung, ...], document["ladder"]),
        findings=rebuild(tuple[Finding, ...], document["findings"]), seed=study.seed,
        confidence_level=study.confidence_level, given=given_predictions(table, design, study.confidence_level),
    )  # fmt: skip
    study.seconds_ = seconds
    return study


def _chosen_evidence(design: Design, chosen: Any, straight: ModelEvidence, errors: np.ndarray, level: float):
    """What the checks saw of the chosen model, computed again."""
    specification = chosen.specification
    plain = specification.response == "identity" and specification.family == "ols"
    if plain and all(t.form == "identity" for t in specification.terms):
        return straight
    if isinstance(chosen, LinearModel) and specification.family == "ols":
        smearing = len(chosen.noise) > 1
        fit: LinearFit = fit_linear(design, specification, smearing)
        return evidence_of(design, fit, "chosen", (), level)
    fitted = chosen.predict(design.X[design.train])
    residuals = design.y[design.train] - fitted
    return ModelEvidence("chosen", design, fitted, residuals, errors[design.train], confidence_level=level)
