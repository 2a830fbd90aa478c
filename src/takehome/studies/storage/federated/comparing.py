"""Who wins and who loses by sharing, home by home, and how many rounds it took."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.outcome import Outcome

ROUNDING = 1e-9
"""Of the money that a full battery is worth, below which a loss is rounding."""
WORSE = 0.01
"""A home is worse off where it loses more than this share of its own optimum: one point, the margin within which
federated learning has to come to the best of the others."""
NEAR = 0.9
"""Training has arrived after the first round with this share of the most that it added to the plans it began with."""


@dataclass(frozen=True, eq=False)
class Gains:
    """Home by home, what sharing adds to learning alone.

    Attributes
    ----------
    points : (N,) gain in percent of the home's own optimum; 0 where there is nothing to gain.
    money : (N,) the same over the judged hours. worse : (N,) whether the home is worse off.
    """

    points: np.ndarray
    money: np.ndarray
    worse: np.ndarray


def gains(outcome: Outcome, more: str, less: str = "local") -> Gains:
    """What one alternative gives each home beyond another.

    Where nothing can be saved in a home there is no share of it, and any loss beyond rounding counts as worse off.

    Parameters
    ----------
    more, less : keys of alternatives that were run.
    """
    money = outcome.saved(more) - outcome.saved(less)
    able = outcome.optimum > 0
    points = np.where(able, 100 * money / np.where(able, outcome.optimum, 1.0), 0.0)
    return Gains(points, money, np.where(able, points < -100 * WORSE, money < -ROUNDING * outcome.homes.scale))


def rounds_needed(outcome: Outcome) -> int | None:
    """First round with `NEAR` of the most that training added to round 0; None where it never added anything."""
    shares = np.array(outcome.curve.shares)
    if not len(shares) or shares.max() <= shares[0]:
        return None
    enough = shares >= shares[0] + NEAR * (shares.max() - shares[0])
    return int(outcome.curve.rounds[int(np.argmax(enough))])


def useful_days(outcome: Outcome, kind: str) -> float | None:
    """Days of own data until a new home has a useful policy; None where it has not within the days tried.

    Parameters
    ----------
    kind : ``"shared"``, ``"personal"``, ``"alone"``, ``"small"``, ``"planned"`` or ``"expected"``.
    """
    if outcome.newcomers is None:
        return None
    found = outcome.newcomers.days_to_useful(kind)
    return found if math.isfinite(found) else None
