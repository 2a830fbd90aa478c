"""Everything that one `fit` computed, frozen; checks, effects, decisions, answers and charts are views of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.ledger import Ledger
from takehome.studies.storage.federated.newcomers import Joined
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.task import Arrays
from takehome.studies.storage.homes.homes import Homes
from takehome.studies.storage.homes.reading import HomeColumns
from takehome.table import Table

DEEP = "deep"
"""How keys of alternatives with a network begin."""
NOTHING, UPDATES, DATA = "nothing", "updates", "data"
"""What leaves a home under an alternative."""


@dataclass(frozen=True, eq=False)
class Alternative:
    """One way to run the batteries.

    Attributes
    ----------
    key : permanent. label : as an action ("plan each hour anew"). short : at most 22 letters, for pictures.
    saved : (N,) money that each home saves over the judged hours, against no battery.
    trivial : needs no model and is common practice, or nothing. parts : what has to be looked after (0, 1, 2).
    leaves : what leaves a home: ``"nothing"``, ``"updates"`` or ``"data"``. learns : whether it is learned from data.
    """

    key: str
    label: str
    short: str
    saved: np.ndarray
    trivial: bool = False
    parts: int = 0
    leaves: str = NOTHING
    learns: bool = False


@dataclass(frozen=True)
class Curve:
    """Share of the homes' optimum that the shared policy earns after so many rounds."""

    rounds: tuple[int, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class PrivatePoint:
    """What one promise of privacy costs.

    Attributes
    ----------
    epsilon : promised; infinite for no noise. noise_multiplier : noise over clip norm; 0 for none.
    share : of the homes' optimum that the shared policy earns. saved : money a home saves over the judged hours, mean.
    """

    epsilon: float
    noise_multiplier: float
    share: float
    saved: float


@dataclass(frozen=True)
class Attacked:
    """How much better than guessing an attacker tells members of the training fleet from other homes.

    Attributes
    ----------
    noise : whether noise had been added. advantage : true less false positives, 0 is guessing. low, high : 95 %
        interval. members, outsiders : homes of each.
    """

    noise: bool
    advantage: float
    low: float
    high: float
    members: int = 0
    outsiders: int = 0


@dataclass(frozen=True, eq=False)
class Outcome:
    """The result of one fit.

    Attributes
    ----------
    table : the homes' table; None where the fleet was drawn. everyone : all homes, which training used.
    homes : those of them that were valued, evenly spread where all would take long.
    drawn : number of homes that were drawn; None where there was a table. columns : of
    the table, as asked for. kinds : (N,) texts, see :mod:`~.kinds`.
    set_aside : name of a home and why it was left out. optimum : (N,) each home's exact bound.
    alternatives : trivial ones first, simpler ones before others. shared : arrays of the shared policy.
    tables : key → (TABLE_CELLS, KNOTS) of each alternative in which all homes have one table.
    ledger : what left the homes. network, network_ledger : of the shared network; empty where it was not asked for.
    curve : how training went. newcomers, points, attacks : empty or None where not run.
    promise : None without differential privacy. notes : what was adapted, as sentences.
    """

    asked: Asked
    table: Table | None
    drawn: int | None
    columns: HomeColumns
    everyone: Homes
    homes: Homes
    kinds: np.ndarray
    set_aside: tuple[tuple[str, str], ...]
    optimum: np.ndarray
    alternatives: tuple[Alternative, ...]
    shared: Arrays
    tables: Mapping[str, np.ndarray]
    ledger: Ledger
    network: Arrays
    network_ledger: Ledger
    cohort_share: float
    curve: Curve
    newcomers: Joined | None
    points: tuple[PrivatePoint, ...]
    attacks: tuple[Attacked, ...]
    promise: Promise | None
    notes: tuple[str, ...]
    data_findings: tuple[Finding, ...]

    @property
    def size(self) -> int:
        """Homes of the fleet, more than those that were valued where they are many."""
        return len(self.everyone)

    def alternative(self, key: str) -> Alternative | None:
        """The alternative of this key, or None where it was not run."""
        return next((one for one in self.alternatives if one.key == key), None)

    def sent_by(self, key: str) -> Ledger:
        """What left the homes under an alternative."""
        found = self.alternative(key)
        if found is None or found.leaves != UPDATES:
            return Ledger()
        return self.network_ledger if key.startswith(DEEP) else self.ledger

    def saved(self, key: str) -> np.ndarray:
        """(N,) money of an alternative that was run."""
        found = self.alternative(key)
        if found is None:
            raise KeyError(key)
        return found.saved

    def share(self, key: str) -> float | None:
        """Money saved as a share of the bound of all homes together; None where it is 0 or the key was not run."""
        found = self.alternative(key)
        if found is None or not self.something:
            return None
        return float(found.saved.sum() / self.optimum.sum())

    @cached_property
    def something(self) -> bool:
        """Whether there is anything to gain."""
        return bool(self.optimum.sum() > TINY * self.homes.scale.sum() * self.homes.judged_days)

    @cached_property
    def sharing(self) -> str:
        """Key of the best alternative in which updates leave the homes, personalised or not."""
        return self._best([one for one in self.alternatives if one.leaves == UPDATES])

    @property
    def offered(self) -> str:
        """Key of what sharing offers each home: learning on from what is shared, where that was run."""
        return "federated" if self.alternative("personalised") is None else "personalised"

    @cached_property
    def alone(self) -> str:
        """Key of the best alternative that learns and in which nothing leaves the homes."""
        return self._best([one for one in self.alternatives if one.learns and one.leaves == NOTHING])

    @cached_property
    def floor(self) -> str:
        """Key of the best alternative that learns nothing."""
        return self._best([one for one in self.alternatives if not one.learns])

    @staticmethod
    def _best(able: list[Alternative]) -> str:
        return max(able, key=lambda one: float(one.saved.sum())).key


TINY = 1e-9
"""Of a full battery a day at the mean price: below it nothing is gained."""
