"""Updates as whole numbers modulo 2^32, so that masked sums are exact and cannot wrap around."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError

MODULUS = 2**32
LARGEST = 2**31 - 1
"""Sums from −LARGEST to LARGEST are told apart."""


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Numbers in whole steps.

    Attributes
    ----------
    step : size of one, in the units of the update. most_homes : summands that must fit without wrapping.
    """

    step: float
    most_homes: int

    def __post_init__(self) -> None:
        if not 0 < self.step < math.inf or not 1 <= self.most_homes <= LARGEST:
            raise InputError(
                f"steps of {self.step} for {self.most_homes} homes",
                "a positive step, and at least one home",
                "for_bound(…)",
            )

    @classmethod
    def for_bound(cls, bound: float, most_homes: int) -> FixedPoint:
        """The finest steps with which sums of `most_homes` entries of at most `bound` each cannot wrap."""
        return cls(bound / (LARGEST // most_homes), most_homes)

    @property
    def most_steps(self) -> int:
        """Largest size of one home's entry, in steps."""
        return LARGEST // self.most_homes

    def encode(self, values: np.ndarray, noise: np.ndarray | None = None) -> np.ndarray:
        """uint32 steps, rounded to the nearest, with noise in steps added.

        Raises
        ------
        InputError : an entry is not finite, or so large that the sum over `most_homes` could wrap around.
        """
        if not np.isfinite(values).all():
            raise InputError("an update with a number that is not finite", "finite numbers", "leave the home out")
        steps = np.rint(np.asarray(values, float) / self.step)
        if noise is not None:
            steps = steps + noise
        if steps.size and float(np.abs(steps).max()) > self.most_steps:
            largest = float(np.abs(steps).max()) * self.step
            raise InputError(
                f"an entry of {largest:.6g}, whose sum over {self.most_homes} homes could wrap around",
                f"at most {self.most_steps * self.step:.6g}",
                "clip the update, or take coarser steps",
            )
        return (steps.astype(np.int64) % MODULUS).astype(np.uint32)

    def decode(self, total: np.ndarray) -> np.ndarray:
        """float64 sum of the entries."""
        return total.astype(np.uint32).view(np.int32).astype(float) * self.step
