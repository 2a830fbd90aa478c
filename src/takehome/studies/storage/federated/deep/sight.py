r"""What the fleet's network sees: the features of an hour, with the clock replaced by what the home's own plan says.

As with tables (:mod:`~takehome.studies.storage.federated.seeing`), the network corrects the home's own plan,
:math:`W_t = P_t + W_\theta(x_t)`. What a plan gets wrong shows in what it says that a fifth of the battery is worth;
these five numbers take the place of hour and weekday, so that nothing that is learned depends on when somebody is at
home, and the network keeps its shape. Plans and features are computed in the home and never leave it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.federated import seeing
from takehome.studies.storage.federated.deep.targets import OwnHours, battery_of
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.homes.observing import FEATURES, features

CLOCK = slice(FEATURES - 6, FEATURES - 1)
"""Features that tell the hour of the day and the weekend."""
MIDDLE = 0.6
"""About what a kWh in the battery is worth, as a share of the mean price: features are small around it."""


@dataclass(frozen=True, eq=False)
class Sight:
    """The own hours of N homes.

    Attributes
    ----------
    own : their recorded own hours, with a day behind them that stands for the next. base : (N, own.judged, KNOTS)
    float32 worth under the home's plan.
    """

    own: Homes
    base: np.ndarray

    @classmethod
    def of(cls, homes: Homes) -> Sight:
        """Plans of all homes, computed once; features are computed when they are needed, as they are larger."""
        own, seen = seeing.own_hours(homes)
        return cls(own, seen.outset)

    def hours(self, part: np.ndarray) -> OwnHours:
        """What some of the homes learn from."""
        own, base = self.own.take(part), self.base[part]
        columns = (own.net_kwh, own.buy, own.sell)
        net, buy, sell = (np.asarray(column[:, : own.judged], np.float32) for column in columns)
        first = np.clip(own.begins, 0, own.judged - 2).astype(np.int32)
        return OwnHours(observed(_own_features(own), base), net, buy, sell, first, battery_of(own), base)


def judged(homes: Homes) -> tuple[np.ndarray, np.ndarray]:
    """What the network sees in the judged hours, (N, T, FEATURES), and the plan's worth there, (N, T, KNOTS).

    Plans use all threads: not to be called by several at once.
    """
    base = seeing.seen(homes, homes.judged).outset
    return observed(features(homes)[:, homes.judged :], base), base


def observed(seen: np.ndarray, base: np.ndarray) -> np.ndarray:
    """(N, T, FEATURES) features with the worth of each fifth of the battery in place of the clock."""
    found = seen.copy()
    found[..., CLOCK] = np.diff(base, axis=-1) * (KNOTS - 1) - MIDDLE
    return found


def _own_features(own: Homes) -> np.ndarray:
    """(N, own.judged, FEATURES); on a home's first day, the day after stands for the day before.

    The first day itself would do in place of yesterday only if a home could know it beforehand.
    """
    column = np.concatenate([np.arange(HOURS), np.arange(own.hours)])
    longer = {name: getattr(own, name)[:, column] for name in ("hour", "day", "net_kwh", "buy", "sell")}
    home = np.arange(len(own))[:, None]
    day_before = own.begins[:, None] + np.arange(HOURS)
    day_after = np.minimum(day_before + HOURS, own.judged - 1)
    longer["net_kwh"][home, day_before] = own.net_kwh[home, day_after]
    begins = own.begins + HOURS
    return features(replace(own, **longer, judged=own.judged + HOURS, begins=begins))[:, HOURS : own.judged + HOURS]
