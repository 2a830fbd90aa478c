"""What an audit of the table finds: repeated users, returns by channel, drift.

Channels are compared twice: over all users, and within the kinds of people, where the difference is averaged over the
kinds by their size, so that who uses a channel does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.practice.assignments.segments_and_bots.population import (
    BOTS,
    FEATURES,
    SPENDERS,
    Population,
    population,
)
from takehome.practice.spec import World


@dataclass(frozen=True)
class Truth:
    """Repeated rows, users in the group with the largest carts, channels and drift.

    Attributes
    ----------
    repeated : rows of a user who stands further up. alike : rows whose five features stand further up.
    rows, users : of the group with the largest carts, as exported and each user once. overall, within : the channel
        with more returns. gaps : difference of the returns between the worse and the other channel, overall and
        within the kinds. drift : the feature that grows, or "none". week : from which on, 0 for none.
    """

    people: Population
    repeated: int
    alike: int
    rows: int
    users: int
    overall: str
    within: str
    gaps: tuple[float, float]
    drift: str
    week: int
    growth: Mapping[str, float]


def truth(world: World) -> Truth:
    """What the audit finds."""
    users, people = world.tables["users"], population(world)
    once = ~users["User"].duplicated().to_numpy()
    largest = people.named == SPENDERS
    overall, within = str(world.planted["worse_overall"]), str(world.planted["worse_within"])
    return Truth(
        people,
        int((~once).sum()),
        int(users[list(FEATURES)].duplicated().sum()),
        int(largest.sum()),
        int((largest & once).sum()),
        overall,
        within,
        returns_gaps(users[once], people.named[once], overall, within),
        str(world.planted["drift"]),
        int(world.planted["drift_week"]),
        growth(users[once & ~people.bots], int(world.planted["drift_week"]) or 9),
    )


def returns_gaps(users: Any, kinds: Any, overall: str, within: str) -> tuple[float, float]:
    """Return rate of the worse channel less the other's: over all, and averaged over the kinds by their size."""
    returns, channel = users["Return_Rate"].to_numpy(float), users["Channel"].to_numpy()
    differences, weights = [], []
    for kind in np.unique(kinds):
        here, there = (kinds == kind) & (channel == within), (kinds == kind) & (channel != within)
        if kind != BOTS and here.any() and there.any():
            differences.append(returns[here].mean() - returns[there].mean())
            weights.append(here.sum() + there.sum())
    whole = returns[channel == overall].mean() - returns[channel != overall].mean()
    return float(whole), float(np.average(differences, weights=weights))


def growth(users: Any, week: int) -> dict[str, float]:
    """Feature → its mean from a week on, over its mean before."""
    late = users["Week"].to_numpy() >= week
    values = users[list(FEATURES)].to_numpy(float)
    return dict(zip(FEATURES, (values[late].mean(axis=0) / values[~late].mean(axis=0)).tolist(), strict=True))
