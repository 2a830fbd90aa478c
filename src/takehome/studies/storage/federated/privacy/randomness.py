"""Where randomness comes from: a seed in a simulation, the operating system in a deployment.

A seed makes a run repeatable, and makes the noise removable by whoever has it; so a deployment never has one.
"""

from __future__ import annotations

import os
from typing import Protocol

import numpy as np
from scipy.special import ndtri

from takehome.errors import InputError

NOISE_STREAM = 0x5EC2E7
"""Keeps the noise apart from other draws by the same seed."""


class Draws(Protocol):
    """Independent draws."""

    seeded: bool

    def normal(self, shape: tuple[int, ...]) -> np.ndarray:
        """Standard normal numbers, float64."""

    def below(self, limits: np.ndarray) -> np.ndarray:
        """For each limit (int64, at least 1) an integer in [0, limit), evenly."""


class SeededDraws:
    """Draws by seed and round, for simulations only."""

    seeded = True

    def __init__(self, seed: int, round_: int = 0, home: int = 0) -> None:
        self._generator = np.random.default_rng([NOISE_STREAM, seed, round_, home])

    def normal(self, shape: tuple[int, ...]) -> np.ndarray:
        return self._generator.standard_normal(shape)

    def below(self, limits: np.ndarray) -> np.ndarray:
        return self._generator.integers(0, limits, dtype=np.int64)


class SystemDraws:
    """Draws from the operating system; cannot be repeated, and there is no seed that could be logged."""

    seeded = False

    def normal(self, shape: tuple[int, ...]) -> np.ndarray:
        # the middle of one of 2^53 equal parts of (0, 1), so that neither end is drawn
        places = (_words(int(np.prod(shape))) >> np.uint64(11)).astype(float)
        return ndtri((places + 0.5) * 2.0**-53).reshape(shape)

    def below(self, limits: np.ndarray) -> np.ndarray:
        wanted = np.asarray(limits, np.uint64)
        # whole multiples of the limit only, so that each remainder is equally likely
        last = np.uint64(2**64 - 1) - (np.uint64(2**64 - 1) % wanted + np.uint64(1)) % wanted
        words = _words(wanted.size).reshape(wanted.shape)
        while (again := words > last).any():
            words[again] = _words(int(again.sum()))
        return (words % wanted).astype(np.int64)


def draws(simulation: bool, seed: int | None = None, round_: int = 0, home: int = 0) -> Draws:
    """The source of a run's noise.

    Raises
    ------
    InputError : a seed for a deployment, or none for a simulation.
    """
    if simulation and seed is None:
        raise InputError("a simulation without a seed", "a seed, so that it can be repeated", "seed=0")
    if not simulation and seed is not None:
        raise InputError(
            "a seed for the noise of a deployment", "none: whoever has the seed can take the noise off", "seed=None"
        )
    return SystemDraws() if seed is None else SeededDraws(seed, round_, home)


def _words(count: int) -> np.ndarray:
    """(count,) uint64 from the operating system; writable."""
    return np.frombuffer(os.urandom(8 * count), np.uint64).copy()
