r"""An attack as evidence: can one tell from a trained model whether a home took part?

*The attack.* A model fits the hours that it was trained on better than others. The attacker has the model, a home's
hours, and a reference model trained on other homes like these, and computes by how much the model's Bellman residual
(the mean square by which the worth of stored energy differs from what the next hour says it is) on the hours that would
have been used is below the reference's, so that homes that are easy to foresee are not mistaken for members (an attack
by loss, Yeom et al. 2018, calibrated for difficulty, Watson et al. 2022). Without a reference the same home's other
hours stand in for it, which is far weaker: in fleets of 20 homes an advantage of .04 instead of .23. This attacker
knows more than a real one: all of the home's hours.

*The measure.* Advantage is the share of members called members, less that of outsiders called members (Yeom et al.
2018): 0 for blind guessing, 1 for certainty. The threshold is chosen on one half of the homes and judged on the other,
and the other way round, averaged over splits; a threshold chosen and judged on the same homes would always look better
than guessing. Under a promise (ε, δ) no attack at all has an advantage above :math:`(e^\varepsilon - 1 + 2 \delta) /
(e^\varepsilon + 1)` (Kairouz, Oh & Viswanath 2015).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.privacy.attack_kernels import residuals
from takehome.studies.storage.federated.seeing import own_hours, seen
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.homes import Homes

FEWEST = 20
"""Members, and outsiders, below which an advantage says nothing."""
SPLITS = 20
REPLICATES = 499
"""Draws of homes for the interval."""
DISCOUNT = 0.999
"""Per hour, as in training."""
TINY = 1e-12
"""Added to residuals before their logarithm."""
Arrays = dict[str, np.ndarray]
Measure = Callable[[Homes, bool], Callable[[Arrays], np.ndarray]]
"""Homes, and whether their own hours or those judged are meant, to: a model → (N,) mean squared residuals."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What an attack achieved.

    Attributes
    ----------
    advantage : true less false positive rate, on homes that did not choose the threshold; below 0 by chance only.
    low, high : 95 % interval over draws of homes. members, outsiders : how many of each.
    """

    advantage: float
    low: float
    high: float
    members: int
    outsiders: int


def membership_attack(
    shared: Arrays, members: Homes, outsiders: Homes, *, reference: Arrays | None = None, seed: int = 0
) -> Attack:
    """Attack one trained table; see :func:`membership_attacks`."""
    return membership_attacks((shared,), members, outsiders, reference=reference, seed=seed)[0]


def membership_attacks(
    models: Sequence[Arrays],
    members: Homes,
    outsiders: Homes,
    *,
    reference: Arrays | None = None,
    seed: int = 0,
    measure: Measure | None = None,
) -> tuple[Attack, ...]:
    """Attack models that were all trained on the same homes.

    Parameters
    ----------
    models : shared arrays. members : homes that they were trained on. outsiders : like homes that they were not, with
        as many own hours. reference : a model trained in the same way on homes that are neither; the home's other
        hours stand in for it where it is None. measure : :func:`table_residuals` unless given.

    Raises
    ------
    InputError : fewer than `FEWEST` members or outsiders.
    """
    scores = [membership_scores(models, homes, reference, measure) for homes in (members, outsiders)]
    return tuple(advantage(inside, outside, seed=seed) for inside, outside in zip(*scores, strict=True))


def membership_scores(
    models: Sequence[Arrays], homes: Homes, reference: Arrays | None = None, measure: Measure | None = None
) -> np.ndarray:
    """(models, N) log of what the residual is compared with less that on the own hours: high for members."""
    residuals_of = table_residuals if measure is None else measure
    own = residuals_of(homes, True)
    compared = residuals_of(homes, False) if reference is None else lambda model: own(reference)
    return np.array([np.log(compared(model) + TINY) - np.log(own(model) + TINY) for model in models])


def advantage(members: np.ndarray, outsiders: np.ndarray, *, seed: int = 0) -> Attack:
    """Advantage of calling a home a member where its score is high, from scores of members and outsiders.

    Raises
    ------
    InputError : fewer than `FEWEST` of either, or a score that is not finite.
    """
    if min(len(members), len(outsiders)) < FEWEST:
        raise InputError(
            f"{len(members)} members and {len(outsiders)} outsiders", f"at least {FEWEST} of each", "a larger fleet"
        )
    if not (np.isfinite(members).all() and np.isfinite(outsiders).all()):
        raise InputError("a score that is not finite", "finite scores", "leave homes without data out")
    rng = np.random.default_rng([seed, FEWEST])
    caught = np.zeros(len(members)), np.zeros(len(outsiders))
    for _ in range(SPLITS):
        halves = [rng.permutation(len(scores)) % 2 == 0 for scores in (members, outsiders)]
        for chosen in (halves, [~half for half in halves]):
            threshold = _best_threshold(members[chosen[0]], outsiders[chosen[1]])
            caught[0][~chosen[0]] += members[~chosen[0]] >= threshold
            caught[1][~chosen[1]] += outsiders[~chosen[1]] >= threshold
    # every home is judged once a split: how often it is called a member, by thresholds that it did not help to choose
    shares = [one / SPLITS for one in caught]
    means = [one[rng.integers(0, len(one), (REPLICATES, len(one)))].mean(axis=1) for one in shares]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    found = float(shares[0].mean() - shares[1].mean())
    return Attack(found, float(low), float(high), len(members), len(outsiders))


def most_advantage(epsilon: float, delta: float) -> float:
    """The largest advantage that any attack may have under a promise.

    >>> round(most_advantage(1.0, 0.0), 3)
    0.462
    """
    if math.isinf(epsilon):
        return 1.0
    return min((math.expm1(epsilon) + 2 * delta) / (math.exp(epsilon) + 1), 1.0)


def table_residuals(homes: Homes, own: bool) -> Callable[[Arrays], np.ndarray]:
    """A table → (N,) mean squared Bellman residual on each home's own hours, or on its judged ones."""
    if own:
        watched, hours = own_hours(homes)
        columns, begins = slice(0, watched.judged), watched.begins
    else:
        watched, hours = homes, seen(homes, homes.judged)
        columns, begins = slice(homes.judged, homes.hours), np.zeros(len(homes), np.int64)
    recorded = [np.ascontiguousarray(one[:, columns]) for one in (watched.net_kwh, watched.buy, watched.sell)]
    rest = (hours.cell, hours.outset, *recorded, begins, homes.scale, DISCOUNT, *battery_arrays(homes))

    def measured(shared: Arrays) -> np.ndarray:
        found: np.ndarray = residuals(shared["value"], *rest)
        return found

    return measured


def _best_threshold(members: np.ndarray, outsiders: np.ndarray) -> float:
    """Where true less false positives is greatest."""
    places = np.unique(np.concatenate([members, outsiders, [np.inf]]))
    true = 1 - np.searchsorted(np.sort(members), places) / len(members)
    false = 1 - np.searchsorted(np.sort(outsiders), places) / len(outsiders)
    return float(places[np.argmax(true - false)])
