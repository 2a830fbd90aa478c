"""A fitted classification as data, and back: to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from takehome.studies.classification.study import Classification


def state(study: Classification) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    raise ValueError("to be written")


def restored(cls: Any, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Classification:
    raise ValueError("to be written")
