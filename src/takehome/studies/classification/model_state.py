"""Fitted models as JSON-able data and plain arrays, and back; each model once, however many share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import Model
from takehome.studies.classification.linear import ConstantModel, LogisticModel
from takehome.studies.classification.predicted import AverageModel
from takehome.studies.classification.trees import TreeModel
from takehome.studies.table_state import Arrays

KINDS: dict[str, type] = {"constant": ConstantModel, "logistic": LogisticModel, "trees": TreeModel}
AVERAGED = "average"
IN_PROCESS = "compiled"
"""The one field of a model that is not kept: scikit-learn's own walk, which only the fitting process has."""


class KeptModels:
    """Models that are kept, each described once; a model is known again by its identity.

    Parameters
    ----------
    arrays : where the models' arrays go, under names that begin with ``fitted_``.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.described: list[dict[str, Any]] = []
        self.arrays = arrays
        self._places: dict[int, int] = {}

    def put(self, model: Model | None) -> int | None:
        """Keep a model, the parts of an average before it; returns its place among the described ones."""
        if model is None:
            return None
        if id(model) not in self._places:
            entry = self._averaged(model) if isinstance(model, AverageModel) else self._plain(model)
            self._places[id(model)] = len(self.described)
            self.described.append(entry)
        return self._places[id(model)]

    def _averaged(self, model: AverageModel) -> dict[str, Any]:
        return {"kind": AVERAGED, "parts": [self.put(part) for part in model.parts]}

    def _plain(self, model: Model) -> dict[str, Any]:
        kind = next(name for name, owner in KINDS.items() if isinstance(model, owner))
        entry: dict[str, Any] = {"kind": kind}
        for field in fields(KINDS[kind]):
            value = getattr(model, field.name)
            if isinstance(value, np.ndarray):
                self.arrays[f"fitted_{len(self.described)}_{field.name}"] = value
            elif field.name != IN_PROCESS:
                entry[field.name] = value
        return entry


def get_models(described: Sequence[dict[str, Any]], arrays: Arrays) -> list[Model]:
    """The models that :class:`KeptModels` described, in the same places."""
    made: list[Model] = []
    for place, entry in enumerate(described):
        if entry["kind"] == AVERAGED:
            made.append(AverageModel(tuple(made[part] for part in entry["parts"])))
            continue
        owner = KINDS[entry["kind"]]
        names = {field.name: f"fitted_{place}_{field.name}" for field in fields(owner)}
        held = {name: arrays[where] for name, where in names.items() if where in arrays}
        made.append(owner(**{name: value for name, value in entry.items() if name != "kind"}, **held))
    return made


def put_calibration(calibration: Calibration, where: str, arrays: Arrays) -> dict[str, Any]:
    """Describe a calibration curve; the knots of an isotonic one are arrays."""
    arrays[f"{where}_x"], arrays[f"{where}_q"] = calibration.x, calibration.q
    return {"kind": calibration.kind, "a": calibration.a, "b": calibration.b}


def get_calibration(described: dict[str, Any], where: str, arrays: Arrays) -> Calibration:
    """The inverse of :func:`put_calibration`."""
    return Calibration(**described, x=arrays[f"{where}_x"], q=arrays[f"{where}_q"])
