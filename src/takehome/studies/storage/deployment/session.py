"""A battery at work: where it stands, what the recommended policy makes of each observation, and what that earns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import WearKind
from takehome.studies.storage.deployment.conductors import Conductor, PlanOfDay, Resting, Streamed, TableOfDay
from takehome.studies.storage.deployment.stream import Ahead
from takehome.studies.storage.market.prices import MWH
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import HOLD

KNOWN_DAY = "known_day"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done in one step.

    Attributes
    ----------
    action : hold, charge or discharge. power_kw, energy_kwh : on the grid side, positive where bought.
    charge_kwh : stored afterwards. profit : money of the step, wear that a kWh has taken off.
    """

    action: str
    power_kw: float
    energy_kwh: float
    charge_kwh: float
    profit: float

    def plain(self) -> dict[str, object]:
        """As a mapping of plain values."""
        return asdict(self)


class Session:
    """The recommended policy, one observation after the other.

    Parameters
    ----------
    action : what the recommendation calls the policy.

    Raises
    ------
    InputError
        Where it cannot be deployed: a schedule that was given says nothing of other days.
    """

    def __init__(self, outcome: Outcome, action: str) -> None:
        self.key = policy_key(outcome, action)
        self._outcome, self._lattice = outcome, outcome.task.lattice
        self.conductor = conductor(outcome, self.key)
        self.charge = self._lattice.battery.start_kwh
        prices = outcome.task.prices
        self.width = np.timedelta64(round(prices.step_hours * 3_600e6), "us")
        self._last = prices.time[0] - self.width if prices.days == 1 else prices.time[-1]

    def answer(
        self, price: float, moment: np.datetime64 | None, charge: float | None, ahead: Ahead
    ) -> Step:  # fmt: skip
        """What to do.

        Parameters
        ----------
        price : per MWh, fees not included. moment : local time; None is the step after the last one.
        charge : kWh stored now; None is what the last answer left. ahead : name → values of the whole day.
        """
        moment = self._last + self.width if moment is None else moment
        now, grid = self.charge if charge is None else charge, self._lattice
        level = min(max(round(now / grid.pitch_kwh), 0), grid.top)
        wanted = self.conductor.move(level, moment, price, ahead) * grid.pitch_kwh
        after = min(max(now + wanted, 0.0), grid.battery.capacity_kwh)
        self.charge, self._last = after, moment
        return self._step(wanted if after == now + wanted else after - now, price, after)

    def moments(self, count: int) -> np.ndarray:
        """(count,) local times of the next steps, where rows have none of their own."""
        return self._last + np.arange(1, count + 1) * self.width

    def _step(self, stored: float, price: float, after: float) -> Step:
        battery, fees = self._lattice.battery, self._outcome.task.prices
        bought = max(stored, 0.0) / battery.charge_efficiency
        sold = max(-stored, 0.0) * battery.discharge_efficiency
        money = ((price - fees.sell_fee) * sold - (price + fees.buy_fee) * bought) / MWH - battery.wear_per_kwh * sold
        action = "charge" if bought else "discharge" if sold else HOLD
        energy = bought - sold
        return Step(action, energy / fees.step_hours, energy, after, money + 0.0)

    def notes(self) -> tuple[str, ...]:
        """Sentences on what limits the answers."""
        battery, found = self._lattice.battery, list(self.conductor.notes())
        if self._lattice.end and self._outcome.task.prices.days > 1:
            found.append(
                f"the required {battery.end_kwh:g} kWh at the end are not asked for: a battery at work has no last step"
            )
        if battery.wear.kind is WearKind.DEPTH:
            found.append("the profit of a step is before wear, which by depth is known only when a cycle closes")
        return tuple(found)


def policy_key(outcome: Outcome, action: str) -> str:
    """The key of the policy that the recommendation calls `action`."""
    if outcome.given is not None and action == outcome.given.label:
        raise InputError(
            f"the recommendation {action!r}: a schedule that was given, which says nothing of other steps",
            "a policy that can act at any price",
            "run the trade without the schedule to deploy the best of the other policies",
        )
    key = next((result.key for result in outcome.results if result.label == action), None)
    if key is None:
        names = ", ".join(repr(result.label) for result in outcome.results)
        raise InputError(f"the policy {action!r}", f"one of {names}", "take one of these")
    return key


def conductor(outcome: Outcome, key: str) -> Conductor:
    """What moves the battery for the policy of this key."""
    task = outcome.task
    if key == HOLD:
        return Resting()
    if task.prices.days == 1:
        return TableOfDay(task)
    lattice = replace(task.lattice, end=0)
    if key == KNOWN_DAY:
        return PlanOfDay(lattice, task.prices, getattr(outcome.policies.get(key), "keeps", False))
    return Streamed(key, outcome.policies[key], lattice, task.prices)
