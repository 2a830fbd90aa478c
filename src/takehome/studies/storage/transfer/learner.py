r"""What every learner can do: learn in the target alone, or go on from what the source taught.

Both are asked of *stretches* (one row a seed, :mod:`.windows`), whose `begins` says where the local data begin; with
`begins` at `judged` there are none. What is returned is what each stretch saves over its judged hours.

The unit of everything learned is a full battery at the mean price. That mean is taken over all prices before the judged
hours, whatever the days of local data: prices are public, and a home that comes online tomorrow knows its tariff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

import numpy as np

from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.transfer.windows import Stretches

Arrays = dict[str, np.ndarray]
SCRATCH, AS_IS = "scratch", "as is"
GROUPS = 4
"""Groups of neighbouring stretches for which the source learns once, without all hours on which they are judged."""


class Learner(Protocol):
    """A way to learn.

    Attributes
    ----------
    label : what it is called. choices : names of the ways to go on from the source; the first learns everything.
    """

    label: str
    choices: tuple[str, ...]

    def scratch(self, homes: Homes) -> np.ndarray:
        """(N,) saved over the judged hours after learning from each stretch's own hours alone."""
        ...

    def transferred(self, homes: Homes, choice: str | None) -> np.ndarray:
        """(N,) saved after going on from what the source taught; None uses it as it is."""
        ...

    def policies(self, homes: Homes) -> dict[str, Arrays]:
        """Way to start → the arrays of the policy that the first stretch would run."""
        ...


def with_local_days(homes: Homes, days: float) -> Homes:
    """The stretches with the last `days` days before the judged hours as local data; 0 leaves none."""
    begins = np.full(len(homes), homes.judged - round(days * HOURS), np.int64)
    return replace(homes, begins=begins)


def all_seen(homes: Homes) -> Homes:
    """The same stretches as a policy sees them: all hours before the judged ones set the unit of money."""
    return replace(homes, begins=np.zeros(len(homes), np.int64))


def clock(homes: Homes) -> np.ndarray:
    """(N, T) hours since 1970-01-01 on the local clock."""
    return homes.day.astype(np.int64) * HOURS + homes.hour.astype(np.int64)


def hidden_hours(stretches: Stretches) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(rows, clock of the hours that none of them may have been taught) of each group of neighbouring stretches."""
    times = clock(stretches.homes)[:, stretches.homes.judged :]
    for rows in np.array_split(np.arange(len(times)), min(GROUPS, len(times))):
        yield rows, np.unique(times[rows])


def without_hours(source: Homes, hidden: np.ndarray) -> Homes:
    """The source (one home) without the hours whose clock is hidden, all of it to learn from.

    A source that knew the very hours on which the target is judged would know their weather and prices.
    """
    kept = np.flatnonzero(~np.isin(clock(source)[0], hidden))
    cut = {name: getattr(source, name)[:, kept] for name in ("hour", "day", "net_kwh", "buy", "sell")}
    return replace(source, **cut, judged=len(kept), begins=np.zeros(1, np.int64))
