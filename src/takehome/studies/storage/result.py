"""What one policy did on the steps that are valued: its moves, their account, and what each day earned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.battery import Wear, WearKind
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.midnight import carried
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.settlement import Account, settle
from takehome.studies.storage.task import Task

HOLD = "hold"
"""The key of the policy that does nothing."""


@dataclass(frozen=True, eq=False)
class PolicyResult:
    """A policy, valued.

    Attributes
    ----------
    key, label : short name, and name in words. information : the least that must be known to act like this.
    trivial : needs neither model nor training, so it is what others must beat. needs_model : something was fitted.
    moves : (n,) levels by which the store changes; whole numbers, but for a schedule that was given.
    account : what the moves earn. day_profit : (days,) money of each local day, wear taken off,
        what is carried over midnight valued.
    group : ``"floor"``, ``"forecast"``, ``"learned"``, ``"plan"``, ``"given"`` or ``"bound"``.
    notes : remarks, as sentences.
    """

    key: str
    label: str
    information: Information
    trivial: bool
    needs_model: bool
    moves: np.ndarray
    account: Account
    day_profit: np.ndarray
    group: str
    notes: tuple[str, ...] = ()

    @property
    def idle(self) -> bool:
        """Whether it never moves anything."""
        return not np.any(self.moves)

    @property
    def profit(self) -> float:
        """Money on all valued steps, in the currency of the prices."""
        return self.account.profit


def result_of(
    policy: Policy, task: Task, moves: np.ndarray, *, group: str, needs_model: bool = False, label: str | None = None
) -> PolicyResult:
    """Value what a policy did from ``task.first`` on; `moves` (n,) are in levels.

    Raises
    ------
    InputError
        Where the moves break a limit of the battery.
    """
    return valued(
        task, moves, policy.key, label or policy.label, policy.information, policy.trivial, needs_model, group
    )


def bound_of(task: Task, moves: np.ndarray) -> PolicyResult:
    """The best schedule (n,) with all prices known, as a result; nobody can follow it ahead of time.

    Wear by depth is left out of its account, as it is of the certificate: no price per kWh holds it, so the schedule
    is best before it, and only so no other schedule can earn more.
    """
    label = "the best schedule with all prices known"
    battery = task.lattice.battery
    if battery.wear.kind is WearKind.DEPTH:
        task = replace(task, lattice=replace(task.lattice, battery=replace(battery, wear=Wear())))
        label = f"{label}, before wear"
    return valued(task, moves, "bound", label, Information.KNOWN_DAY, False, False, "bound")


def valued(
    task: Task, moves: np.ndarray, key: str, label: str, information: Information, trivial: bool, needs_model: bool,
    group: str,
) -> PolicyResult:  # fmt: skip
    moves = np.asarray(moves)
    account = settle(task.lattice.battery, task.test, moves * task.lattice.pitch_kwh)
    by_day = day_profits(task.test, account)
    return PolicyResult(key, label, information, trivial, needs_model, moves, account, by_day, group)


def day_profits(prices: Prices, account: Account) -> np.ndarray:
    """(days,) money of each local day, what is carried over midnight valued (:mod:`~.midnight`)."""
    return daily(prices, account.by_step()) + carried(prices, account.stored_kwh)


def daily(prices: Prices, amounts: np.ndarray) -> np.ndarray:
    """(days,) sums of `amounts` (T,) over each local day; days keep their 23 or 25 hours."""
    return np.bincount(prices.day - prices.day[0], weights=amounts, minlength=prices.days)
