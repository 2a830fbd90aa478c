"""A fitted classification as JSON-able data and plain arrays, and back.

What is saved holds the rows that the models were fitted on: the study can then be re-priced and reported, not only
scored. Of the models that were tried, those that later views ask keep their numbers, each once; the others keep what
they predicted.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from takehome.protocol import Finding
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.economics import parse_economics, to_plain
from takehome.studies.classification.ladder import Rung
from takehome.studies.classification.linear import ConstantModel, LogisticModel
from takehome.studies.classification.model_state import KeptModels, get_calibration, get_models, put_calibration
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import Design
from takehome.studies.classification.trees import TreeModel
from takehome.studies.rebuild import rebuild
from takehome.studies.table_state import Arrays, get_table, put_table
from takehome.table import Note
from takehome.table.encoding import DesignColumn

if TYPE_CHECKING:
    from takehome.studies.classification.study import Classification

SETTINGS = ("target", "positive", "features", "prevalence", "confidence_level", "seed", "fast", "command")
DESIGN_ARRAYS = ("X", "y", "train", "rows", "blocks", "weights")
DESIGN_WORDS = ("target", "positive", "negative", "why_positive", "grouped")
CHOSEN = "chosen"


def state(study: Classification) -> tuple[dict[str, Any], Arrays]:
    """Everything of a fitted study that cannot be computed again from the rest."""
    outcome, arrays = study.outcome, Arrays()
    document: dict[str, Any] = {
        "settings": {name: getattr(study, name) for name in SETTINGS},
        "economics": to_plain(parse_economics(study.economics)),
        "seconds": study.seconds_,
        "findings": [dataclasses.asdict(finding) for finding in outcome.data_findings],
        "ladder": [dataclasses.asdict(rung) for rung in outcome.ladder],
        "given": outcome.given,
    }
    put_table(outcome.table, document, arrays)
    _put_design(outcome.design, document, arrays)
    arrays["folds"], arrays["nested"] = outcome.folds, outcome.nested
    kept, asked = KeptModels(arrays), _asked(outcome)
    document["models"] = [_put_predicted(made, f"model_{i}", kept, asked) for i, made in enumerate(outcome.models)]
    document["baseline"] = _position(outcome.baseline, outcome)
    document[CHOSEN] = _position(outcome.chosen, outcome)
    document["calibrated"] = (
        None if document[CHOSEN] is not None else _put_predicted(outcome.chosen, CHOSEN, kept, asked)
    )
    document["fitted"] = kept.described
    return document, arrays


def _asked(outcome: Outcome) -> list[Model]:
    """The models that scores, effects and checks ask again: every weighted sum, and the trees of the chosen one, of the
    forest, and of the first that has any."""
    found = [made.model for made in (outcome.chosen, outcome.baseline, outcome.forest) if made is not None]
    found += [made.model for made in outcome.models if isinstance(made.model, LogisticModel | ConstantModel)]
    found += [made.model for made in outcome.models if isinstance(made.model, TreeModel)][:1]
    return [model for model in found if model is not None]


def _position(made: Predicted, outcome: Outcome) -> int | None:
    """Where a model stands among the uncalibrated ones; None for a calibrated version."""
    return next((i for i, one in enumerate(outcome.models) if one is made), None)


def _put_predicted(made: Predicted, where: str, kept: KeptModels, asked: list[Model]) -> dict[str, Any]:
    kept.arrays[f"{where}_unseen"] = made.unseen
    return {
        "name": made.name,
        "model": kept.put(made.model) if any(made.model is one for one in asked) else None,
        "calibration": put_calibration(made.calibration, where, kept.arrays),
    }


def _get_predicted(saved: dict[str, Any], where: str, fitted: list[Model], arrays: Arrays) -> Predicted:
    model = None if saved["model"] is None else fitted[saved["model"]]
    calibration = get_calibration(saved["calibration"], where, arrays)
    return Predicted(saved["name"], model, calibration, arrays[f"{where}_unseen"])


def _put_design(design: Design, document: dict[str, Any], arrays: Arrays) -> None:
    document["design"] = {
        "columns": [dataclasses.asdict(column) for column in design.columns],
        "notes": [dataclasses.asdict(note) for note in design.notes],
        **{name: getattr(design, name) for name in DESIGN_WORDS},
    }
    arrays.update({f"design_{name}": getattr(design, name) for name in DESIGN_ARRAYS})


def _get_design(document: dict[str, Any], arrays: Arrays) -> Design:
    saved = document["design"]
    held: dict[str, Any] = {name: arrays[f"design_{name}"] for name in DESIGN_ARRAYS}
    held |= {name: saved[name] for name in DESIGN_WORDS}
    return Design(
        **held,
        columns=rebuild(tuple[DesignColumn, ...], saved["columns"]),
        notes=rebuild(tuple[Note, ...], saved["notes"]),
    )


def restored(cls: type[Classification], document: dict[str, Any], arrays: Arrays) -> Classification:
    """The study that :func:`state` described."""
    settings = dict(document["settings"])
    features = settings.pop("features")
    study = cls(
        features=None if features is None else tuple(features), economics=parse_economics(document["economics"]),
        **settings,
    )  # fmt: skip
    fitted = get_models(document["fitted"], arrays)
    models = tuple(_get_predicted(saved, f"model_{i}", fitted, arrays) for i, saved in enumerate(document["models"]))
    own = document["calibrated"]
    chosen = models[document[CHOSEN]] if own is None else _get_predicted(own, CHOSEN, fitted, arrays)
    study.outcome_ = Outcome(
        table=get_table(document, arrays), design=_get_design(document, arrays), models=models,
        baseline=models[document["baseline"]], chosen=chosen, nested=arrays["nested"], folds=arrays["folds"],
        ladder=rebuild(tuple[Rung, ...], document["ladder"]),
        data_findings=rebuild(tuple[Finding, ...], document["findings"]), seed=study.seed,
        confidence_level=study.confidence_level, given=document["given"],
    )  # fmt: skip
    study.seconds_ = document["seconds"]
    return study
