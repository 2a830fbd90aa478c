"""What a shared check may know beside the table and the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Context:
    """The circumstances of a check.

    Attributes
    ----------
    train : (rows,) mask of the training rows, or None when no rows are held out.
    ranges : column name → (lowest, highest) possible value, as declared.
    features : the columns in use, or None for every column with the role *feature*.
    """

    train: np.ndarray | None = None
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    features: tuple[str, ...] | None = None
    confidence_level: float = 0.95
