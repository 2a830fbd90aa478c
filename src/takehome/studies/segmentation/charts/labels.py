"""Where names stand in a cloud of points, so that no two cover one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

GAP = 0.06
"""Height of a line of text as a share of the picture's width, with some room."""

LETTER = 0.019
"""Width of a letter as a share of the picture's width."""


def readable(places: np.ndarray, size: float) -> list[int]:
    """Positions of the names (m, 2) that cover none before them; the earlier ones are kept.

    Parameters
    ----------
    size : the picture's width in the units of `places`.
    """
    kept: list[int] = []
    for i, place in enumerate(places):
        if all(np.abs(place - places[j]).max() > GAP * size for j in kept):
            kept.append(i)
    return kept


def moved_apart(tips: np.ndarray, names: Sequence[str], size: float) -> np.ndarray:
    """(m,) heights of centred names at their arrows' tips (m, 2): just beyond, else just before, else further beyond.

    The outermost come first, so that of two tips close together each has the name on its own side.
    """
    heights = np.full(len(tips), np.nan)
    for i in np.argsort(-np.abs(tips[:, 1]), kind="stable").tolist():
        outward = GAP * size * (1.0 if tips[i, 1] >= 0 else -1.0)
        tried = tips[i, 1] + outward * np.array([0.5, -0.5, *np.arange(1.0, len(tips) + 2, 0.5)])
        placed = np.flatnonzero(~np.isnan(heights)).tolist()
        free = [
            height
            for height in tried
            if not any(_cover(tips[i, 0] - tips[j, 0], height - heights[j], names[i], names[j], size) for j in placed)
        ]
        heights[i] = free[0] if free else tried[-1]
    return heights


def _cover(across: float, up: float, one: str, other: str, size: float) -> bool:
    """Whether two centred names that far apart would cover one another."""
    wide = LETTER * size * (len(one) + len(other)) / 2
    return bool(abs(across) < wide and abs(up) < 0.95 * GAP * size)
