"""One round in which the server sees nothing but the noisy sum: rounding, shares of noise, masks, recovery."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.clipping import clip
from takehome.studies.storage.federated.privacy.fixed_point import FixedPoint
from takehome.studies.storage.federated.privacy.noise import MOST_DEVIATION, discrete_gaussian, share_of_noise
from takehome.studies.storage.federated.privacy.randomness import Draws
from takehome.studies.storage.federated.privacy.secure_aggregation import SecureSum

Arrays = dict[str, np.ndarray]
TAILS = 12.0
"""Deviations of a home's share of noise for which its numbers have room; beyond: once in 10^32 numbers."""

LEAST_SHARE = 2.0
"""Steps; a sum of 10,000 such shares differs from the discrete Gaussian by less than 10^-11 (Kairouz et al. 2021)."""


def masked_vector(
    update: Mapping[str, np.ndarray], bound: float, deviation: float, fewest: int, numbers: FixedPoint, source: Draws
) -> np.ndarray:
    """(entries,) uint32, what one home masks: its clipped update in steps, with its share of the noise.

    Parameters
    ----------
    bound : on the norm, kept after rounding, too. deviation : of the noise in the sum of `fewest` homes; 0 for none.

    Raises
    ------
    InputError : the update is not finite, or rounding alone could exceed the bound.
    """
    entries = sum(np.size(one) for one in update.values())
    # rounding moves each entry by half a step at most, so that so much room is left below the bound
    room = bound - numbers.step * math.sqrt(entries) / 2
    if room <= 0:
        raise InputError(f"steps of {numbers.step:.3g} for a bound of {bound:.3g}", "far finer steps", "numbers_for(…)")
    short, _, _ = clip(update, room)
    flat = np.concatenate([short[name].ravel() for name in sorted(short)])
    if deviation == 0:
        return numbers.encode(flat)
    share = share_of_noise(deviation, fewest) / numbers.step
    if share < LEAST_SHARE:
        raise InputError(
            f"a share of noise of {share:.3g} steps",
            f"at least {LEAST_SHARE:g}: a sum of coarser ones is no Gaussian",
            "numbers_for(…)",
        )
    return numbers.encode(flat, discrete_gaussian(entries, share, source))


def numbers_for(bound: float, deviation: float, fewest: int, most_homes: int) -> FixedPoint:
    """Steps fine enough for the bound, and coarse enough for the noise's sampler and for sums that cannot wrap."""
    share = share_of_noise(deviation, fewest)
    finest = FixedPoint.for_bound(bound + TAILS * share, most_homes).step
    return FixedPoint(max(finest, share / MOST_DEVIATION * (1 + 1e-9)), most_homes)


def open_sum(
    round_: SecureSum,
    received: Mapping[int, np.ndarray],
    numbers: FixedPoint,
    like: Mapping[str, np.ndarray],
    fewest: int,
) -> Arrays:
    """The sum of the survivors' updates with its noise, as arrays shaped as `like`.

    Raises
    ------
    InputError : fewer survivors than the noise was sized for. TooFewHomes : too few to take the masks off.
    """
    if len(received) < fewest:
        raise InputError(
            f"{len(received)} survivors", f"at least {fewest}, for which the noise was sized", "start the round again"
        )
    flat = numbers.decode(round_.total(received))
    arrays, first = {}, 0
    for name in sorted(like):
        size = np.size(like[name])
        arrays[name] = flat[first : first + size].reshape(np.shape(like[name]))
        first += size
    return arrays
