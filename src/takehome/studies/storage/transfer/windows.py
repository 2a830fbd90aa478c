r"""Drawn stretches of the target's hours: *d* days of local data, and the days that follow, which are judged.

A seed draws where the judged days begin. Each stretch is a row of one :class:`Homes`, so that everything that is
computed for many homes is computed for many stretches at once. Prices and meter readings of the days before are seen by
every policy (they are what "yesterday" means); *local data* are the days that it learns from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.transfer.settings import DAYS, JUDGED_DAYS, MOST_LOCAL_DAYS

FEWEST_DAYS = 4
"""Two days of local data, one that is judged, and one by which stretches can differ."""
STACKED = ("hour", "day", "net_kwh", "buy", "sell")
OWN = ("pitch_kwh", "up", "down", "charge_efficiency", "discharge_efficiency", "wear")


@dataclass(frozen=True, eq=False)
class Stretches:
    """What the seeds drew.

    Attributes
    ----------
    homes : one row a seed, `local_days` days of local data and then the judged ones. starts : (seeds,) first judged
        hour, counted in the target's hours. days : the grid of days of local data.
    """

    homes: Homes
    starts: np.ndarray
    days: tuple[int, ...]

    @property
    def local_days(self) -> int:
        """The most days of local data."""
        return self.homes.judged // HOURS

    @property
    def judged_hours(self) -> int:
        """Hours that every stretch is judged on."""
        return self.homes.hours - self.homes.judged

    @property
    def overlap(self) -> float:
        """Share of the judged hours that two stretches have in common, on average."""
        apart = np.abs(self.starts[:, None] - self.starts[None, :])
        shared = np.maximum(self.judged_hours - apart, 0) / self.judged_hours
        number = len(self.starts)
        return float((shared.sum() - number) / max(number * (number - 1), 1))


def draw(target: Homes, seeds: int, seed: int) -> Stretches:
    """Draw the stretches of one home.

    Raises
    ------
    InputError : fewer than `FEWEST_DAYS` days.
    """
    whole = target.hours // HOURS
    if whole < FEWEST_DAYS:
        raise InputError(
            f"{target.hours} hours in the columns of home {target.names[0]!r}",
            f"at least {FEWEST_DAYS * HOURS}: days to learn from, and days after them to judge on",
            "give more days of the target home",
        )
    judged = int(np.clip(whole // 4, 1, JUDGED_DAYS))
    local = int(np.clip(whole // 2, 2, MOST_LOCAL_DAYS))
    first, last = local * HOURS, target.hours - judged * HOURS
    able = np.arange(first, last + 1, HOURS if (last - first) // HOURS + 1 >= seeds else 1)
    rng = np.random.default_rng([seed, 6])
    starts = np.sort(rng.permutation(able)[:seeds] if len(able) >= seeds else rng.choice(able, seeds))
    return Stretches(stack(target, starts, first, judged * HOURS), starts, tuple(d for d in DAYS if d <= local))


def stack(target: Homes, starts: np.ndarray, local: int, judged: int) -> Homes:
    """One row a start: `local` hours before it, and `judged` hours from it on."""
    hours = np.asarray(starts)[:, None] + np.arange(-local, judged)[None, :]
    made = {name: getattr(target, name)[0][hours] for name in STACKED}
    made |= {name: np.repeat(getattr(target, name), len(starts)) for name in OWN}
    names = tuple(f"{target.names[0]} #{i + 1}" for i in range(len(starts)))
    return replace(target, names=names, judged=local, begins=np.zeros(len(starts), np.int64), **made)
