r"""Noise on the sum of the homes' updates, and who adds it.

*The server adds it* (`noise_adder="server"`). It sees each clipped update, or with secure aggregation the sum, before
the noise: it is trusted not to look, and to add the noise. What it publishes is protected.

*Each home adds a share* (`noise_adder="homes"`). Under secure aggregation the server sees nothing but the noisy sum,
so it need not be trusted with anyone's update. Homes may drop out, so that each share is sized for the fewest that a
round accepts: *m* shares of variance :math:`(zC)^2 / m` make the promised noise, and with more survivors there is more
noise than promised, never less. Fewer than *m* and the round is refused. Homes that put their heads together know
their own shares: the promise against *k* of them needs *m* to be that much smaller.

*Whole numbers.* Masked updates are summed modulo :math:`2^{32}`, and rounding Gaussian noise afterwards would not be
covered by the proof. There the noise is the discrete Gaussian :math:`P(k) \propto e^{-k^2 / 2\sigma^2}`, drawn by the
sampler of Canonne, Kamath & Steinke (2020, *The discrete Gaussian for differential privacy*, algorithms 1-3), which
needs fair integers only. It keeps the Renyi promise of the Gaussian with the same variance. A sum of shares is not
itself discrete Gaussian, but so near for the variances used here that the difference is far below delta (Kairouz, Liu
& Steinke 2021, theorem 1: below :math:`10 \sum_k e^{-2 \pi^2 \sigma^2 k / (k + 1)}`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.randomness import Draws

Arrays = dict[str, np.ndarray]
MOST_DEVIATION = 10_000
"""Standard deviation, in whole steps, up to which the sampler's fractions fit 64-bit integers."""
FARTHEST = 30
"""Draws beyond so many deviations are rejected as those at this distance are: with probability 1 − exp(−420)."""


def add_noise(total: Mapping[str, np.ndarray], deviation: float, source: Draws) -> Arrays:
    """The sum with independent Gaussian noise of a standard deviation in each entry; arrays in the order of names."""
    if not 0 <= deviation < math.inf:
        raise InputError(
            f"noise with a deviation of {deviation}", "a finite number, 0 or more", "noise_multiplier(…) * clip"
        )
    if deviation == 0:
        return {name: np.array(one, float) for name, one in total.items()}
    noise = {name: source.normal(np.shape(total[name])) for name in sorted(total)}
    return {name: one + deviation * noise[name] for name, one in total.items()}


def share_of_noise(deviation: float, fewest: int) -> float:
    """Standard deviation of each home's share, so that `fewest` shares make the noise; more homes make more.

    Raises
    ------
    InputError : no home.
    """
    if fewest < 1:
        raise InputError(f"noise shared by {fewest} homes", "at least 1 home that must survive", "fewest=900")
    return deviation / math.sqrt(fewest)


def discrete_gaussian(count: int, deviation: float, source: Draws) -> np.ndarray:
    """(count,) int64 discrete Gaussian noise; the variance is rounded up to a whole number.

    Raises
    ------
    InputError : the deviation is not positive, or above `MOST_DEVIATION`.
    """
    if not 0 < deviation <= MOST_DEVIATION:
        raise InputError(
            f"discrete noise with a deviation of {deviation} steps",
            f"above 0, at most {MOST_DEVIATION:,}",
            "a coarser step of the fixed-point numbers",
        )
    variance = math.ceil(deviation**2)
    scale = math.isqrt(variance) + 1
    found = np.empty(0, np.int64)
    while len(found) < count:
        tried = _discrete_laplace(2 * (count - len(found)) + 16, scale, source)
        far = (np.minimum(np.abs(tried), FARTHEST * scale) * scale - variance) ** 2
        kept = _coin_exp(far, 2 * variance * scale**2, source)
        found = np.concatenate([found, tried[kept]])
    return found[:count]


def _discrete_laplace(count: int, scale: int, source: Draws) -> np.ndarray:
    """At least (count,) integers with P(k) ∝ exp(−|k| / scale)."""
    found = np.empty(0, np.int64)
    while len(found) < count:
        batch = 2 * (count - len(found)) + 16
        low = source.below(np.full(batch, scale))
        low = low[_coin_exp(low, scale, source)]
        size = low + scale * _whole_steps(len(low), source)
        minus = source.below(np.full(len(low), 2)) == 1
        kept = ~(minus & (size == 0))  # zero has one sign only
        found = np.concatenate([found, np.where(minus, -size, size)[kept]])
    return found[:count]


def _whole_steps(count: int, source: Draws) -> np.ndarray:
    """(count,) how many coins of exp(−1) in a row come up."""
    steps = np.zeros(count, np.int64)
    running = np.arange(count)
    while len(running):
        running = running[_coin_exp(np.ones(len(running), np.int64), 1, source)]
        steps[running] += 1
    return steps


def _coin_exp(numerators: np.ndarray, denominator: int, source: Draws) -> np.ndarray:
    """Coins that come up with probability exp(−numerator / denominator), by fair integers alone."""
    alive = np.ones(len(numerators), bool)
    wholes, rest = numerators // denominator, numerators % denominator
    for whole in range(int(wholes.max(initial=0))):
        still = np.flatnonzero(alive & (wholes > whole))
        alive[still] = _coin_below_one(np.ones(len(still), np.int64), 1, source)
    still = np.flatnonzero(alive)
    alive[still] = _coin_below_one(rest[still], denominator, source)
    return alive


def _coin_below_one(numerators: np.ndarray, denominator: int, source: Draws) -> np.ndarray:
    """The same where numerator ≤ denominator: the first k whose coin of γ / k fails is odd with probability exp(−γ)."""
    first_failed = np.ones(len(numerators), np.int64)
    running = np.arange(len(numerators))
    k = 1
    while len(running):
        passed = source.below(np.full(len(running), denominator * k)) < numerators[running]
        running = running[passed]
        k += 1
        first_failed[running] = k
    return first_failed % 2 == 1
