"""What a promise of privacy costs: the fleet trained anew for each epsilon, with the same cohorts, valued in money.

The price of a promise is what the homes save without any privacy (no clipping, no noise, updates weighted by visits)
less what they save under the promise. It is one training each: noise is drawn once, so that a small negative price is
chance, and the price differs between seeds by the size of what noise costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.engine import Fleet, train
from takehome.studies.storage.federated.privacy.terms import Privacy, require_epsilon
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.homes.homes import Homes

EPSILONS = (math.inf, 8.0, 2.0, 1.0)
"""No promise; one that is common in deployments (Ponomareva et al. 2023); and two that bind."""
YEAR_DAYS = 365.25
Valued = Callable[[Arrays], np.ndarray]
"""Shared arrays to (N,) money that each home saves over its judged hours."""


@dataclass(frozen=True, eq=False)
class Price:
    """What homes save under one promise.

    Attributes
    ----------
    epsilon : promised over the whole run; infinite without. noise_multiplier : noise over clip bound.
    saved : name of a way to use the shared arrays (``"federated"``, ``"personalised"``) to the mean money that a home
    saves over the judged hours. shared : the arrays.
    """

    epsilon: float
    noise_multiplier: float
    saved: dict[str, float]
    shared: Arrays


def priced(
    homes: Homes,
    settings: FleetSettings,
    terms: Privacy,
    ways: dict[str, Valued],
    *,
    epsilons: Sequence[float] = EPSILONS,
    fleet: Fleet | None = None,
) -> tuple[Price, ...]:
    """Train for each promise, on the same cohorts.

    Parameters
    ----------
    settings : of the training; its `privacy` is replaced. terms : of privacy; their epsilon is replaced.
    ways : how the shared arrays are used and valued. fleet : the homes' own hours, where they are at hand.

    Raises
    ------
    InputError : no epsilon, or one that is not above 0; or as :func:`~takehome.studies.storage.federated.engine.train`.
    """
    if not epsilons:
        raise InputError("no epsilon to price", "at least one above 0, or infinity", "epsilons=(inf, 8, 2, 1)")
    for epsilon in epsilons:
        require_epsilon(epsilon)
    fleet = Fleet.of(homes) if fleet is None and settings.learner == "tables" else fleet
    return tuple(_one(homes, settings, terms, ways, epsilon, fleet) for epsilon in epsilons)


def _one(
    homes: Homes, settings: FleetSettings, terms: Privacy, ways: dict[str, Valued], epsilon: float, fleet: Fleet | None
) -> Price:
    privacy = None if math.isinf(epsilon) else replace(terms, epsilon=epsilon)
    trained = train(homes, replace(settings, privacy=privacy), fleet=fleet)
    saved = {name: float(np.mean(value(trained.shared))) for name, value in ways.items()}
    return Price(epsilon, trained.noise_multiplier, saved, trained.shared)


def lost_a_year(prices: Sequence[Price], way: str, judged_days: float) -> dict[float, float]:
    """Epsilon to the money that a home loses to it in a year, on average, against no privacy.

    Raises
    ------
    InputError : the prices have none without a promise to compare with.
    """
    free = [one.saved[way] for one in prices if math.isinf(one.epsilon)]
    if not free:
        raise InputError("prices of promises alone", "an infinite epsilon among them", "epsilons=(inf, 8, 2, 1)")
    return {one.epsilon: (free[0] - one.saved[way]) * YEAR_DAYS / judged_days for one in prices}
