r"""Who takes part in a round: random numbers that are functions of who asks, when, and for what.

A draw is a hash of (seed, round, home, stream), so that it does not depend on the order of drawing, on the number of
threads, or on other homes: a home that drops out changes nobody else's draws. The hash is the mixing function of
SplitMix64 (Steele, Lea & Flood 2014, *Fast splittable pseudorandom number generators*), applied once per key; its upper
53 bits make a number in [0, 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from takehome.errors import InputError

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Stream(IntEnum):
    """What a random number is for."""

    COHORT = 1
    DROP_OUT = 2
    STRAGGLER = 3


@dataclass(frozen=True, eq=False)
class Cohort:
    """A round's homes, by position, ascending.

    Attributes
    ----------
    asked : got the model. dropped : never answered. late : answered when the round was over, and are not counted in.
    answered : the rest.
    """

    asked: np.ndarray
    answered: np.ndarray
    dropped: np.ndarray
    late: np.ndarray


def uniforms(seed: int, round_: int, homes: np.ndarray, stream: int) -> np.ndarray:
    """One number in [0, 1) for each home (its position in the fleet), keyed by seed, round, home and stream."""
    state = np.full(len(homes), seed % 2**64, np.uint64)
    for key in (round_, np.asarray(homes), stream):
        state = _mixed(state + GOLDEN * (np.broadcast_to(key, state.shape).astype(np.uint64) + np.uint64(1)))
    return (state >> np.uint64(11)).astype(float) / 2.0**53


def poisson_cohort(seed: int, round_: int, homes: int, share: float) -> np.ndarray:
    """Positions of the homes that take part, each by its own coin with probability `share`: the number varies.

    Raises
    ------
    InputError : no home, or a share that is not above 0 and at most 1.
    """
    if homes < 1:
        raise InputError("a fleet of no homes", "at least one home", "look at the homes that were set aside, and why")
    if not 0 < share <= 1:
        raise InputError(f"a cohort share of {share}", "a share above 0 and at most 1", "cohort=0.1")
    return np.flatnonzero(uniforms(seed, round_, np.arange(homes), Stream.COHORT) < share)


def gathered(seed: int, round_: int, homes: int, share: float, dropout: float = 0.0, stragglers: float = 0.0) -> Cohort:
    """The cohort of a round, and who of it fails to answer, or answers too late.

    Raises
    ------
    InputError : as :func:`poisson_cohort`; a share of drop-outs or stragglers outside [0, 1).
    """
    for name, value in (("dropout", dropout), ("stragglers", stragglers)):
        if not 0 <= value < 1:
            raise InputError(f"{name}={value}", "a share of at least 0 and below 1", f"{name}=0.1")
    asked = poisson_cohort(seed, round_, homes, share)
    lost = uniforms(seed, round_, asked, Stream.DROP_OUT) < dropout
    slow = ~lost & (uniforms(seed, round_, asked, Stream.STRAGGLER) < stragglers)
    return Cohort(asked, asked[~lost & ~slow], asked[lost], asked[slow])


def _mixed(state: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64; (n,) uint64, arithmetic modulo 2**64."""
    state = (state ^ (state >> np.uint64(30))) * FIRST
    state = (state ^ (state >> np.uint64(27))) * SECOND
    return state ^ (state >> np.uint64(31))
