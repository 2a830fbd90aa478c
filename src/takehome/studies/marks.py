"""The pieces that the study's Vega-Lite charts are made of: seeded samples, binned means, axes and layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

MOST_POINTS = 800
BINS = 12
SIGNIFICANT = 6


def sampled(count: int, seed: int, most: int = MOST_POINTS) -> np.ndarray:
    """At most `most` of `count` positions, drawn by `seed`, in order."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng([seed, 7]).choice(count, most, replace=False))


def rounded(value: float) -> float:
    """A number with as many digits as a picture can show."""
    return float(f"{value:.{SIGNIFICANT}g}")


def binned_means(x: np.ndarray, y: np.ndarray, bins: int = BINS) -> tuple[np.ndarray, np.ndarray]:
    """Mean of x and of y in `bins` groups of equal size along x (fewer where there are few rows)."""
    bins = max(1, min(bins, len(x) // 5))
    parts = np.array_split(np.argsort(x, kind="stable"), bins)
    return np.array([x[part].mean() for part in parts]), np.array([y[part].mean() for part in parts])


def axis(field: str, title: str, unit: str = "", zero: bool = False) -> dict[str, Any]:
    """A quantitative channel whose title holds the unit."""
    named = f"{title} ({unit})" if unit else title
    return {"field": field, "type": "quantitative", "title": named, "scale": {"zero": zero}}


def layer(mark: Mapping[str, Any], part: str | None = None, **encoding: Any) -> dict[str, Any]:
    """A layer of the rows whose ``part`` is this one (all rows, when None)."""
    made: dict[str, Any] = {"mark": dict(mark), "encoding": encoding}
    if part is not None:
        made["transform"] = [{"filter": {"field": "part", "equal": part}}]
    return made


def zero_line() -> dict[str, Any]:
    """A reference line at zero."""
    return {"mark": {"type": "rule", "style": "reference"}, "encoding": {"y": {"datum": 0}}}
