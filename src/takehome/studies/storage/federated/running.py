"""Every way to run the batteries, run on the same homes and hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.deep.available import require
from takehome.studies.storage.federated import promising
from takehome.studies.storage.federated.alternatives import Alternatives, alternatives
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.engine import Fleet, Trained, train
from takehome.studies.storage.federated.ledger import Ledger
from takehome.studies.storage.federated.newcomers import Joined, newcomers
from takehome.studies.storage.federated.outcome import (
    DATA,
    UPDATES,
    Alternative,
    Attacked,
    Curve,
    PrivatePoint,
)
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.settings import FleetSettings
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.federated.watching import Watch, evenly
from takehome.studies.storage.homes import bound
from takehome.studies.storage.homes.expected_plan_kernels import PAST
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.settings import Progress

VALUED = 2_000
"""Homes on which alternatives are valued at most, evenly spread: the interval of a share is then below a point."""
FEWEST_TO_HOLD_OUT = 20
"""Homes of a table below which none is held out of a second training."""
HELD_OUT = 0.1
MOST_HELD_OUT = 200
PROXIMITY = 0.1
"""Of FedProx, where none is given."""


@dataclass(frozen=True, eq=False)
class Ran:
    """What ran; the fields are those of an :class:`~.outcome.Outcome`."""

    homes: Homes
    optimum: np.ndarray
    alternatives: tuple[Alternative, ...]
    shared: Arrays
    tables: Mapping[str, np.ndarray]
    ledger: Ledger
    network: Arrays
    network_ledger: Ledger
    curve: Curve
    newcomers: Joined | None
    points: tuple[PrivatePoint, ...]
    attacks: tuple[Attacked, ...]
    promise: Promise | None


def run(everyone: Homes, outsiders: Homes | None, asked: Asked, progress: Progress) -> Ran:
    """Floors, training, what each home makes of it, a new home, and the price of privacy.

    Parameters
    ----------
    everyone : the fleet. outsiders : like homes that take no part, None where there are none.
    """
    share = asked.share_of(len(everyone))
    promise = promising.promise_of(asked, share)
    rows = evenly(len(everyone), VALUED)
    homes = everyone.take(rows)
    progress(f"the exact optimum of {len(homes):,} homes")
    optimum = np.maximum(bound.optimum(homes), 0.0)
    progress("plans, without learning")
    floors = floors_of(homes)
    progress(f"what the own days of {len(everyone):,} homes teach")
    fleet = Fleet.of(everyone)
    watch, settings = Watch(homes, optimum, progress), settings_of(asked)
    trained = train(everyone, settings, watch, fleet)
    progress("learning alone, learning on, and all data in one place")
    valued = fleet if len(rows) == len(fleet) else Fleet(tuple(one[rows] for one in fleet.arrays))
    made = alternatives(homes, trained.shared["value"], settings, valued)
    points, attacks = _privacy(everyone, outsiders, asked, watch, fleet, progress)
    network, deep = _deep(everyone, homes, asked, progress)
    return Ran(
        homes, optimum, (*floors, *_learned(made, asked.personal), *deep), trained.shared,
        {"federated": trained.shared["value"], "pooled": made.pooled_table}, trained.ledger, network.shared,
        network.ledger, watch.curve, _joined(everyone, outsiders, trained, asked, progress), points, attacks, promise,
    )  # fmt: skip


def settings_of(asked: Asked) -> FleetSettings:
    """The engine's settings."""
    prox = asked.strategy == "fedprox"
    return FleetSettings(
        rounds=asked.rounds, cohort=asked.cohort, dropout=asked.dropout, stragglers=asked.stragglers,
        strategy=asked.strategy, proximity=(asked.proximity or PROXIMITY) if prox else 0.0, personal=asked.personal,
        seed=asked.seed, privacy=promising.terms_of(asked),
    )  # fmt: skip


def floors_of(homes: Homes) -> tuple[Alternative, ...]:
    """What needs no learning; the first two are what is done anyway."""
    return (
        Alternative("hold", "leave the battery alone", "nothing", bound.hold(homes), trivial=True),
        Alternative(
            "self_consumption", "store what is over and use it", "self-consumption", bound.self_consumption(homes),
            trivial=True,
        ),
        Alternative("plan", "plan each hour anew", "plan", bound.plan(homes), parts=1),
        Alternative(
            "plan_days", f"plan on what the last {PAST} days brought", f"plan on {PAST} days",
            bound.plan_on_past_days(homes), parts=1,
        ),
    )  # fmt: skip


def _learned(made: Alternatives, personal: bool) -> tuple[Alternative, ...]:
    """The learners with tables, simpler ones before others."""
    found = [
        Alternative("small_local", "learn a small table in each home", "small table", made.local_small, parts=1,
                    learns=True),
        Alternative("local", "plan, corrected by what each home learns alone", "learned alone", made.local,
                    parts=2, learns=True),
        Alternative("federated", "plan, corrected by what all homes learn together", "federated", made.federated,
                    parts=3, leaves=UPDATES, learns=True),
    ]  # fmt: skip
    if personal:
        found.append(
            Alternative("personalised", "learn together, and go on alone in each home", "personalised",
                        made.personalised, parts=3, leaves=UPDATES, learns=True)
        )  # fmt: skip
    found.append(
        Alternative("pooled", "collect all data and learn from them in one place", "pooled data", made.pooled, parts=4,
                    leaves=DATA, learns=True)
    )  # fmt: skip
    return tuple(found)


def _privacy(
    everyone: Homes, outsiders: Homes | None, asked: Asked, watch: Watch, fleet: Fleet, progress: Progress
) -> tuple[tuple[PrivatePoint, ...], tuple[Attacked, ...]]:
    """What each promise costs, and the attack: only where a promise was asked for, since each is a training."""
    if asked.epsilon is None or asked.fast or watch.bound <= 0:
        return (), ()
    progress("the price of privacy: one training for each promise")
    settings = replace(settings_of(asked), privacy=None)
    points, trainings = promising.points(everyone, settings, asked, watch.value, watch.mean_bound, fleet)
    progress("an attack on what was learned")
    return points, promising.attacks(trainings, asked, everyone, outsiders)


def _joined(
    everyone: Homes, outsiders: Homes | None, trained: Trained, asked: Asked, progress: Progress
) -> Joined | None:
    """A new home's days: homes that were drawn beside the fleet, or that are held out of a second training."""
    shared = trained.shared["value"]
    if outsiders is None:
        if len(everyone) < FEWEST_TO_HOLD_OUT:
            return None
        out = evenly(len(everyone), min(round(HELD_OUT * len(everyone)), MOST_HELD_OUT))
        outsiders = everyone.take(out)
        others = everyone.take(np.setdiff1d(np.arange(len(everyone)), out))
        progress(f"training anew without {len(outsiders):,} homes, which join later")
        cohort = asked.cohort if asked.cohort <= 1 else min(asked.cohort, len(others))
        shared = train(others, replace(settings_of(asked), cohort=cohort)).shared["value"]
    if not bound.optimum(outsiders).sum() > 0:
        return None
    progress("homes that join later")
    return newcomers(outsiders.take(evenly(len(outsiders), MOST_HELD_OUT)), shared)


def _deep(
    everyone: Homes, homes: Homes, asked: Asked, progress: Progress
) -> tuple[Trained, tuple[Alternative, ...]]:  # fmt: skip
    """The shared network, where it was asked for."""
    if not asked.deep:
        return Trained({}, (), Ledger()), ()
    require()
    from takehome.studies.storage.federated.deep.walking import planned_savings

    def told(done: int, rounds: int, shared: Arrays) -> None:
        progress(f"network: round {done} of {rounds}")

    progress("the network")
    trained = train(everyone, replace(settings_of(asked), learner="deep", personal=False), told)
    saved = planned_savings(trained.shared, homes)
    label = "plan, corrected by a network that all homes learn together"
    return trained, (
        Alternative("deep_federated", label, "federated network", saved, parts=4, leaves=UPDATES, learns=True),
    )
