"""A fitted classification as JSON-able data and plain arrays, and back.

What is saved holds the rows that the models were fitted on: the study can then be re-priced and reported, not only
scored. Of the models that were tried, those that later views need keep their numbers; the others keep what they
predicted.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from takehome.protocol import Finding
from takehome.studies.classification.economics import parse_economics, to_plain
from takehome.studies.classification.ladder import Rung
from takehome.studies.classification.model_state import get_calibration, get_model, put_calibration, put_model
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import Design
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
    needed = [outcome.baseline, outcome.forest]
    document["models"] = [
        _put_predicted(made, f"model_{i}", arrays, whole=any(made is one for one in needed))
        for i, made in enumerate(outcome.models)
    ]
    document["baseline"] = _position(outcome.baseline, outcome)
    document["chosen"] = _position(outcome.chosen, outcome)
    document[CHOSEN + "_model"] = _put_predicted(outcome.chosen, CHOSEN, arrays, whole=True)
    return document, arrays


def _position(made: Predicted, outcome: Outcome) -> int | None:
    """Where a model stands among the uncalibrated ones; None for a calibrated version."""
    return next((i for i, one in enumerate(outcome.models) if one is made), None)


def _put_design(design: Design, document: dict[str, Any], arrays: Arrays) -> None:
    document["design"] = {
        "columns": [dataclasses.asdict(column) for column in design.columns],
        "notes": [dataclasses.asdict(note) for note in design.notes],
        **{name: getattr(design, name) for name in DESIGN_WORDS},
    }
    arrays.update({f"design_{name}": getattr(design, name) for name in DESIGN_ARRAYS})


def _put_predicted(made: Predicted, where: str, arrays: Arrays, whole: bool) -> dict[str, Any]:
    arrays[f"{where}_unseen"] = made.unseen
    return {
        "name": made.name,
        "model": put_model(made.model, where, arrays) if whole else None,
        "calibration": put_calibration(made.calibration, where, arrays),
    }


def _get_predicted(saved: dict[str, Any], where: str, arrays: Arrays) -> Predicted:
    calibration = get_calibration(saved["calibration"], where, arrays)
    return Predicted(saved["name"], get_model(saved["model"], where, arrays), calibration, arrays[f"{where}_unseen"])


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
    models = tuple(_get_predicted(saved, f"model_{i}", arrays) for i, saved in enumerate(document["models"]))
    chosen = _get_predicted(document[CHOSEN + "_model"], CHOSEN, arrays)
    if document["chosen"] is not None:
        models = (*models[: document["chosen"]], chosen, *models[document["chosen"] + 1 :])
    study.outcome_ = Outcome(
        table=get_table(document, arrays), design=_get_design(document, arrays), models=models,
        baseline=models[document["baseline"]], chosen=chosen, nested=arrays["nested"], folds=arrays["folds"],
        ladder=rebuild(tuple[Rung, ...], document["ladder"]),
        data_findings=rebuild(tuple[Finding, ...], document["findings"]), seed=study.seed,
        confidence_level=study.confidence_level, given=document["given"],
    )  # fmt: skip
    study.seconds_ = document["seconds"]
    return study
