"""The promise of privacy: its terms, what each promise costs, and what an attacker gets with and without noise."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.engine import Fleet, train
from takehome.studies.storage.federated.outcome import Attacked, PrivatePoint
from takehome.studies.storage.federated.privacy import membership, priced
from takehome.studies.storage.federated.privacy.accounting import Promise, promise
from takehome.studies.storage.federated.privacy.priced import Price
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.federated.watching import evenly
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.semi_synthetic import semi_synthetic

CLIP = 0.05
"""Bound on the norm of a home's update. Fixed beforehand: a bound that is read from the homes' own updates would tell
of them. With 14 own days and 10,000 semi-synthetic homes the median norm was .07 to .08, so that more than half of the
updates are shortened; what that and the noise cost is measured in benchmarks/fleet_privacy.py."""
ATTACKED = 1_000
"""Members that are attacked at most."""
REFERENCE, REFERENCE_ROUNDS = 300, 10
"""Homes of the attacker's reference, and rounds of its training, with all of them in each."""
OTHER = 7_919
"""Added to the seed for the homes of the reference, which are neither members nor outsiders."""


def terms_of(asked: Asked) -> Privacy | None:
    """The terms that were asked for; None without a promise."""
    return None if asked.epsilon is None else Privacy(asked.epsilon, clip=CLIP, delta=asked.delta)


def promise_of(asked: Asked, share: float) -> Promise | None:
    """What the training promises, by both accounts."""
    terms = terms_of(asked)
    return None if terms is None else promise(terms, share, asked.rounds)


def points(
    homes: Homes, settings: FleetSettings, asked: Asked, value: Callable[[np.ndarray], np.ndarray], bound: float,
    fleet: Fleet,
) -> tuple[tuple[PrivatePoint, ...], tuple[Price, ...]]:  # fmt: skip
    """The price of every promise, the weakest first, and the trainings behind them.

    Parameters
    ----------
    value : a table → (N,) money of the homes that are valued. bound : their mean optimum.
    """
    asked_for = () if asked.epsilon is None else (asked.epsilon,)
    epsilons = sorted({*priced.EPSILONS, *asked_for}, reverse=True)
    ways = {"federated": lambda shared: value(shared["value"])}
    terms = Privacy(1.0, clip=CLIP, delta=asked.delta)
    found = priced.priced(homes, replace(settings, privacy=None), terms, ways, epsilons=epsilons, fleet=fleet)
    made = tuple(
        PrivatePoint(one.epsilon, one.noise_multiplier, one.saved["federated"] / bound, one.saved["federated"])
        for one in found
    )
    return made, found


def attacks(
    trainings: tuple[Price, ...], asked: Asked, members: Homes, outsiders: Homes | None
) -> tuple[Attacked, ...]:  # fmt: skip
    """The attack on the policy without noise and with that of the promise; none where there are too few homes.

    It is held against a reference: without one it is too weak to find the members even of small fleets
    (:mod:`~takehome.studies.storage.federated.privacy.membership`).
    """
    if outsiders is None or min(len(members), len(outsiders)) < membership.FEWEST:
        return ()
    if members.hours - members.judged <= 2 * HOURS:
        return ()
    few = members.take(evenly(len(members), ATTACKED))
    wanted = [one for one in trainings if math.isinf(one.epsilon) or one.epsilon == asked.epsilon]
    models = [one.shared for one in wanted]
    found = membership.membership_attacks(
        models, few, outsiders, reference=reference_table(asked, few), seed=asked.seed
    )
    return tuple(
        Attacked(not math.isinf(one.epsilon), made.advantage, made.low, made.high, made.members, made.outsiders)
        for one, made in zip(wanted, found, strict=True)
    )


def reference_table(asked: Asked, like: Homes) -> Arrays:
    """What the attacker compares with: a table of other homes, without noise, with batteries as those of `like`."""
    others = semi_synthetic(REFERENCE, asked.own_days, judged_days=1, seed=asked.seed + OTHER)
    if asked.battery is not None:
        own = like.take(np.arange(REFERENCE) % len(like))
        others = replace(
            others, pitch_kwh=own.pitch_kwh, up=own.up, down=own.down, charge_efficiency=own.charge_efficiency,
            discharge_efficiency=own.discharge_efficiency, wear=own.wear,
        )  # fmt: skip
    return train(others, FleetSettings(rounds=REFERENCE_ROUNDS, cohort=1.0, seed=asked.seed)).shared
