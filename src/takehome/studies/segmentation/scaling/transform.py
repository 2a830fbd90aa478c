"""From original units to the scale in which distances are meant; every number relative to its own column.

So a change of unit changes nothing: a linear column is centred and divided by its spread, a logarithm is taken of the
value over the column's own median, and presence asks only whether there is anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

LINEAR, LOG, PRESENCE = "linear", "log", "presence"

RARE = 0.1
"""Share below which a kind counts as if it had this share: dividing by its own spread would put the rows of a level
that 1 in 2,000 has dozens of standard deviations from all others, a segment by definition."""


@dataclass(frozen=True, slots=True)
class ColumnScale:
    """How one column of numbers enters the distance: z = weight · (t(x) − centre) / spread.

    Attributes
    ----------
    kind : ``"linear"`` t(x) = x; ``"log"`` t(x) = log(1 + max(x, 0) / reference); ``"presence"`` t(x) = 1 where x > 0.
    reference : for a logarithm, the median of the column's positive values.
    """

    name: str
    kind: str
    centre: float
    spread: float
    reference: float = 1.0
    weight: float = 1.0

    def moved(self, x: np.ndarray) -> np.ndarray:
        """t(x), before it is centred."""
        if self.kind == LOG:
            return np.log(1.0 + np.maximum(x, 0.0) / self.reference)
        return (x > 0).astype(float) if self.kind == PRESENCE else np.asarray(x, float)

    def transform(self, x: np.ndarray) -> np.ndarray:
        """Scaled values of (n,) numbers."""
        return self.weight * (self.moved(x) - self.centre) / self.spread

    @property
    def label(self) -> str:
        """The scaled column in words."""
        return {LOG: f"log {self.name}", PRESENCE: f"has {self.name}"}.get(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class CategoryScale:
    """How one category enters the distance: one centred indicator a level, total variance `weight`.

    A standardised number has variance 1. A level that was never seen lies at the centre; one that is rare counts as if
    :data:`RARE` of the rows had it.
    """

    name: str
    levels: tuple[str, ...]
    shares: tuple[float, ...]
    weight: float

    def transform(self, codes: np.ndarray) -> np.ndarray:
        """(n, levels) of codes (n,), −1 where there is no known level."""
        shares = np.array(self.shares)
        indicators = (codes[:, None] == np.arange(len(shares))).astype(float)
        centred = np.where(codes[:, None] >= 0, indicators - shares, 0.0)
        total = max(float((shares * (1 - shares)).sum()), 2 * RARE * (1 - RARE))
        return centred * np.sqrt(self.weight / total)


@dataclass(frozen=True)
class Scaling:
    """A scale for whole rows."""

    name: str
    columns: tuple[ColumnScale, ...]
    categories: tuple[CategoryScale, ...] = ()

    def transform(self, values: np.ndarray, codes: tuple[np.ndarray, ...] = ()) -> np.ndarray:
        """(n, q) scaled rows.

        Parameters
        ----------
        values : (n, p) numbers in original units. codes : one (n,) array a category, −1 for no known level.
        """
        numbers = [scale.transform(values[:, j])[:, None] for j, scale in enumerate(self.columns)]
        levels = [scale.transform(code) for scale, code in zip(self.categories, codes, strict=True)]
        return np.ascontiguousarray(np.hstack([*numbers, *levels]))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """(q,) the scaled columns in words."""
        levels = [f"{scale.name} = {level}" for scale in self.categories for level in scale.levels]
        return (*(scale.label for scale in self.columns), *levels)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """(q,) the table's column behind each scaled one."""
        levels = [scale.name for scale in self.categories for _ in scale.levels]
        return (*(scale.name for scale in self.columns), *levels)
