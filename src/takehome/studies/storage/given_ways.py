"""Which way round a given schedule is meant: what the battery can follow, and what either way earns.

A column of power does not say whether its positive numbers charge or discharge. Where the battery can follow one way
alone, that way is meant. Where it can follow both and they earn different money, nobody but the schedule's maker knows,
and a guess could show a loss as a profit: it is asked for, with both profits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.settings import CHARGE, DISCHARGE
from takehome.studies.storage.settlement import Account, settle
from takehome.studies.storage.task import Task
from takehome.units import Quantity, format_number

RELATIVE = 1e-6
"""Share of all energy moved by which floating-point numbers in a file may miss the limits."""
ROUNDED_MOST = 1e-3
"""Share of all energy moved that rounded digits may explain at most; above it the schedule is another battery's."""
NAMED = 1e-3
"""The first excess that is named is at least this share of the largest one: smaller ones are rounding."""
SAME = 1e-9
"""Share of the money moved by which the profits of two ways may differ and be the same: floating-point sums."""
DECIMALS = 6
"""Digits behind the point up to which numbers are taken to have been rounded."""


@dataclass(frozen=True)
class Followed:
    """The schedule read one way, as far as the battery can follow it.

    Attributes
    ----------
    battery : which follows. moves : (T,) kWh in the store that are possible. changed : (T,) kWh by which each differs
    from what was given. sign : 1 where positive numbers charge, −1 where they discharge. allowed : kWh that rounding
    may change in all.
    """

    battery: Battery
    moves: np.ndarray
    changed: np.ndarray
    sign: int
    allowed: float

    @property
    def total(self) -> float:
        """kWh changed in all."""
        return float(np.abs(self.changed).sum())

    @property
    def possible(self) -> bool:
        """Whether no more is changed than rounding explains."""
        return self.total <= self.allowed

    @property
    def does(self) -> str:
        """What positive numbers do."""
        return CHARGE if self.sign == 1 else DISCHARGE


def read_way(
    owners: tuple[Battery, Battery], prices: Prices, energy: np.ndarray, sign: int, allowed: float
) -> Followed:  # fmt: skip
    """The schedule read one way, by the first battery that follows it; by the first one where none does."""
    tried = [_followed(owner, prices, energy, sign, allowed / owner.round_trip) for owner in owners]
    return next((way for way in tried if way.possible), tried[0])


@dataclass(frozen=True)
class Start:
    """The battery as the schedule's own past leaves it, and what its first charge is charged at."""

    battery: Battery
    paid: float = 0.0
    notes: tuple[str, ...] = ()


def signs_of(positive: str | None) -> tuple[int, ...]:
    """1 where positive numbers charge, −1 where they discharge; both where it is not said."""
    if positive is None:
        return (1, -1)
    if positive not in (CHARGE, DISCHARGE):
        saw, expected = f"schedule_positive = {positive!r}", f"{CHARGE!r} or {DISCHARGE!r}"
        raise InputError(saw, expected, "schedule_positive='charge', or --schedule-positive charge")
    return (1,) if positive == CHARGE else (-1,)


def _stored(battery: Battery, energy: np.ndarray) -> np.ndarray:
    """Grid-side kWh, positive where charging, as kWh in the store."""
    return np.where(energy > 0, energy * battery.charge_efficiency, energy / battery.discharge_efficiency)


def start_of(task: Task, followed: Followed) -> Start:
    """What the schedule's own past has stored, paid for at the mean price."""
    battery = followed.battery
    stored = float(np.clip(battery.start_kwh + followed.moves[: task.first].sum(), 0.0, battery.capacity_kwh))
    extra = stored - battery.start_kwh
    if abs(extra) <= RELATIVE * battery.capacity_kwh:
        return Start(battery)
    paid = extra / battery.charge_efficiency * float(task.test.buy.mean()) / MWH
    note = (
        f"At the first judged step the schedule has {format_number(stored)} kWh stored, other policies "
        f"{format_number(battery.start_kwh)} kWh; the difference is charged at the mean price, "
        f"{format_number(paid)} {task.prices.currency}."
    )
    return Start(replace(battery, start_kwh=stored), paid, (note,))


def settled(task: Task, start: Start, moves: np.ndarray) -> Account:
    """The judged steps in the ledger, with what the start has cost."""
    account = settle(start.battery, task.test, moves)
    return replace(account, terminal=account.terminal - start.paid)


def _followed(battery: Battery, prices: Prices, energy: np.ndarray, sign: int, allowed: float) -> Followed:
    """The nearest moves that the battery can do, step by step; a required end is left to the ledger."""
    wanted = _stored(battery, sign * energy)
    full = battery.power_kw * prices.step_hours
    up, down = full * battery.charge_efficiency, full / battery.discharge_efficiency
    may_sell = (prices.values >= 0) | battery.sell_below_zero
    clipped = np.clip(wanted, np.where(may_sell, -down, 0.0), up)
    moves, stored = np.empty(len(clipped)), battery.start_kwh
    for step, move in enumerate(clipped.tolist()):
        after = min(max(stored + move, 0.0), battery.capacity_kwh)
        moves[step] = after - stored
        stored = after
    return Followed(battery, moves, moves - wanted, sign, allowed)


def allowance(power: np.ndarray, energy: np.ndarray) -> float:
    """kWh that rounding in the file can explain."""
    moved = float(np.abs(energy).sum())
    scale = float(np.abs(power).max(initial=0.0))
    for digits in range(DECIMALS + 1):
        if np.abs(np.round(power, digits) - power).max(initial=0.0) <= 1e-12 * scale:
            half = 0.5 * 10.0**-digits * moved / max(float(np.abs(power).sum()), 1e-300)
            return max(RELATIVE * moved, min(half * np.count_nonzero(power), ROUNDED_MOST * moved))
    return RELATIVE * moved


def chosen_way(task: Task, ways: list[Followed], name: str) -> tuple[Followed, str]:
    """The way that the battery can follow, and why this one; the other's excess shows a schedule of another battery."""
    possible = [way for way in ways if way.possible]
    if not possible:
        raise _impossible(min(ways, key=lambda way: way.total), task.prices, name)
    if len(possible) == 1:
        beyond = max(way.total for way in ways)
        other = f"the other way round is {format_number(beyond)} kWh more than it can do"
        return possible[0], f"is the way that the battery can follow ({other})"
    _require_same_money(task, possible, name)
    return possible[0], "earns what it would the other way round"


def _require_same_money(task: Task, ways: list[Followed], name: str) -> None:
    """Raise :class:`InputError` where the sign decides what the schedule earns; only its maker can say it."""
    accounts = []
    for way in ways:
        start = start_of(task, way)
        free = replace(start, battery=replace(start.battery, end_kwh=None))  # to miss the end tells no way from another
        accounts.append(settled(task, free, way.moves[task.first :]))
    slack = SAME * max(float(np.abs(account.income).sum()) for account in accounts)
    if abs(accounts[0].profit - accounts[1].profit) <= slack:
        return
    earned = (
        f"{Quantity(account.profit, task.prices.currency)} where positive numbers {way.does}"
        for account, way in zip(accounts, ways, strict=True)
    )
    raise InputError(
        f"the schedule {name!r}, which the battery can follow both ways: it earns {', and '.join(earned)}",
        "what positive numbers do; a guess could show a loss as a profit",
        "schedule_positive='charge' or 'discharge' (--schedule-positive charge)",
    )


def _impossible(best: Followed, prices: Prices, name: str) -> InputError:
    """What to say of a schedule that the battery cannot follow, read the way that is nearest to it."""
    excess = np.abs(best.changed)
    step = int(np.argmax(excess > NAMED * excess.max()))
    when = f" ({prices.time[step]!s:.16})".replace("T", " ") if prices.clock else ""
    return InputError(
        f"{name!r}, step {step + 1:,}{when}: {format_number(excess[step])} kWh more than the battery can do "
        f"(positive {best.does}s); {format_number(best.total)} kWh in all steps",
        f"at most {format_number(best.allowed)} kWh in all, which rounding explains",
        "correct the schedule, its unit, or the battery (capacity, power, efficiencies, start)",
    )
