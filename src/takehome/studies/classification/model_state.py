"""Fitted models as JSON-able data and plain arrays, and back."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import numpy as np

from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.linear import ConstantModel, LogisticModel
from takehome.studies.classification.predicted import AverageModel
from takehome.studies.classification.trees import TreeModel
from takehome.studies.table_state import Arrays

KINDS: dict[str, type] = {"constant": ConstantModel, "logistic": LogisticModel, "trees": TreeModel}
IN_PROCESS = "compiled"
"""The one field of a model that is not kept: scikit-learn's own walk, which only the fitting process has."""


def put_model(model: Model | None, where: str, arrays: Arrays) -> dict[str, Any] | None:
    """Describe a model, and put its arrays under names that begin with `where`."""
    if model is None:
        return None
    if isinstance(model, AverageModel):
        return {
            "kind": "average",
            "parts": [put_model(part, f"{where}_{i}", arrays) for i, part in enumerate(model.parts)],
        }
    kind = next(name for name, owner in KINDS.items() if isinstance(model, owner))
    described: dict[str, Any] = {"kind": kind}
    for field in fields(KINDS[kind]):
        value = getattr(model, field.name)
        if field.name == IN_PROCESS or value is None:
            continue
        if isinstance(value, np.ndarray):
            arrays[f"{where}_{field.name}"] = value
        else:
            described[field.name] = value
    return described


def get_model(described: dict[str, Any] | None, where: str, arrays: Arrays) -> Model | None:
    """The inverse of :func:`put_model`."""
    if described is None:
        return None
    if described["kind"] == "average":
        parts = (get_model(part, f"{where}_{i}", arrays) for i, part in enumerate(described["parts"]))
        return AverageModel(tuple(part for part in parts if part is not None))
    owner = KINDS[described["kind"]]
    plain = {name: value for name, value in described.items() if name != "kind"}
    held = {f.name: arrays[f"{where}_{f.name}"] for f in fields(owner) if f"{where}_{f.name}" in arrays}
    made: Model = owner(**plain, **held)
    return made


def put_calibration(calibration: Calibration, where: str, arrays: Arrays) -> dict[str, Any]:
    """Describe a calibration curve; the knots of an isotonic one are arrays."""
    arrays[f"{where}_x"], arrays[f"{where}_q"] = calibration.x, calibration.q
    plain = asdict(calibration)
    return {name: plain[name] for name in ("kind", "a", "b")}


def get_calibration(described: dict[str, Any], where: str, arrays: Arrays) -> Calibration:
    """The inverse of :func:`put_calibration`."""
    return Calibration(**described, x=arrays[f"{where}_x"], q=arrays[f"{where}_q"])
