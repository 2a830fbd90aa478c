r"""A dispatch that somebody else's system made, valued in our ledger like any policy.

A column of power (kW or MW, on the grid side) or of energy a step (kWh or MWh) becomes the change of what is stored:
charging at power *P* for *h* hours stores :math:`P h \eta_c`, discharging takes :math:`P h / \eta_d`. Whether
positive numbers charge is found from which way the battery can follow, and of two from which earns more; it is stated.

The schedule is followed from the first step of the file on. What it has stored when judging begins, beyond what other
policies start with, is charged at the mean price, so that nobody starts with a gift.

Files round. What rounding can explain is projected to the nearest possible move and told; more than that is an error,
since a schedule that the battery cannot follow earns nothing that could be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.result import PolicyResult, day_profits
from takehome.studies.storage.settlement import settle
from takehome.studies.storage.task import Task
from takehome.units import format_number

UNITS = {"kw": 1.0, "mw": 1_000.0, "kwh": 1.0, "mwh": 1_000.0}
"""Units of a dispatch and their size in kW or kWh."""
RELATIVE = 1e-6
"""Share of all energy moved by which floating-point numbers in a file may miss the limits."""
ROUNDED_MOST = 1e-3
"""Share of all energy moved that rounded digits may explain at most; above it the schedule is another battery's."""
NAMED = 1e-3
"""The first excess that is named is at least this share of the largest one: smaller ones are rounding."""
DECIMALS = 6
"""Digits behind the point up to which numbers are taken to have been rounded."""


@dataclass(frozen=True)
class Followed:
    """The schedule read one way, as far as the battery can follow it.

    Attributes
    ----------
    moves : (T,) kWh in the store that are possible. changed : (T,) kWh by which each differs from what was given.
    sign : 1 where positive numbers charge, −1 where they discharge. profit : money on all steps.
    """

    moves: np.ndarray
    changed: np.ndarray
    sign: int
    profit: float

    @property
    def total(self) -> float:
        """kWh changed in all."""
        return float(np.abs(self.changed).sum())


def given_result(
    task: Task, values: np.ndarray, name: str, unit: str = "", *, positive: str | None = None,
    battery: Battery | None = None, information: Information = Information.FORECAST,
) -> PolicyResult:  # fmt: skip
    """Value a dispatch on the judged steps.

    Parameters
    ----------
    values : (T,) the column in the order of ``task.prices``. name, unit : of the column; one of them says kW, MW, kWh
        or MWh. positive : ``"charge"`` or ``"discharge"``; None finds it out.
    battery : as it was given; the lattice's, whose efficiencies may have been simplified, where it is None or cannot
        follow: a dispatch that this study wrote is one of the lattice's battery.
    information : what the maker is assumed to have known; the least, so that it is current practice everywhere.

    Raises
    ------
    InputError
        Where a value is missing, the unit is not said, or the battery cannot follow (naming step and excess).
    """
    power = np.asarray(values, float)
    _require_values(task.prices, power, name)
    scale, which = _unit_of(name, unit)
    energy = power * scale * (1.0 if which.endswith("h") else task.prices.step_hours)
    owner, ways, allowed = _owner(task, battery, power, energy, positive)
    chosen = _chosen(ways, owner, task.prices, allowed, name)
    start = _start_of(task, owner, chosen)
    moves = chosen.moves[task.first :]
    account = settle(start.battery, task.test, moves)
    account = replace(account, terminal=account.terminal - start.paid)
    notes = (*_notes(chosen, name, which, [way for way in ways if way.total <= allowed], positive), *start.notes)
    return PolicyResult(
        "given", f"the given schedule ({name})", information, True, False, moves / task.lattice.pitch_kwh, account,
        day_profits(task.test, account), "given", notes,
    )  # fmt: skip


def _owner(
    task: Task, battery: Battery | None, power: np.ndarray, energy: np.ndarray, positive: str | None
) -> tuple[Battery, list[Followed], float]:
    """The battery that follows, the ways in which it does, and the kWh that rounding explains."""
    tried = []
    for owner in (battery or task.lattice.battery, task.lattice.battery):
        ways = [_followed(owner, task.prices, energy, sign) for sign in _signs(positive)]
        tried.append((owner, ways, _allowance(power, energy) / owner.round_trip))
        if any(way.total <= tried[-1][2] for way in ways):
            return tried[-1]
    return tried[0]


@dataclass(frozen=True)
class Start:
    """The battery as the schedule's own past leaves it, and what its first charge is charged at."""

    battery: Battery
    paid: float = 0.0
    notes: tuple[str, ...] = ()


def _require_values(prices: Prices, power: np.ndarray, name: str) -> None:
    if power.shape != prices.values.shape:
        saw = f"{name!r} has {power.size:,} values for {len(prices):,} prices"
        raise InputError(saw, "one a step", "align them")
    bad = np.flatnonzero(~np.isfinite(power))
    if bad.size:
        step = int(bad[0])
        saw = f"{name!r} has no finite number in {bad.size:,} of {len(power):,} steps, first in step {step + 1}"
        raise InputError(f"{saw} ({prices.time[step]})", "a number in every step, 0 where nothing moves", "fill them")


def _unit_of(name: str, unit: str) -> tuple[float, str]:
    """Size in kW (or kWh) and the unit's name."""
    for text in (unit, *re.split(r"[^a-zA-Z]+", name)):
        if text.strip().lower() in UNITS:
            return UNITS[text.strip().lower()], text.strip().lower()
    saw = f"the schedule {name!r} without a unit"
    raise InputError(saw, "kW or MW (power), or kWh or MWh (energy a step)", f"rename it, e.g. {name}_kw")


def _signs(positive: str | None) -> tuple[int, ...]:
    if positive is None:
        return (1, -1)
    if positive not in ("charge", "discharge"):
        raise InputError(f"positive = {positive!r}", "'charge' or 'discharge'", "positive='discharge'")
    return (1,) if positive == "charge" else (-1,)


def _stored(battery: Battery, energy: np.ndarray) -> np.ndarray:
    """Grid-side kWh, positive where charging, as kWh in the store."""
    return np.where(energy > 0, energy * battery.charge_efficiency, energy / battery.discharge_efficiency)


def _start_of(task: Task, battery: Battery, followed: Followed) -> Start:
    """What the schedule's own past has stored, paid for at the mean price."""
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


def _followed(battery: Battery, prices: Prices, energy: np.ndarray, sign: int) -> Followed:
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
    profit = settle(replace(battery, end_kwh=None), prices, moves).profit
    return Followed(moves, moves - wanted, sign, profit)


def _allowance(power: np.ndarray, energy: np.ndarray) -> float:
    """kWh that rounding in the file can explain."""
    moved = float(np.abs(energy).sum())
    scale = float(np.abs(power).max(initial=0.0))
    for digits in range(DECIMALS + 1):
        if np.abs(np.round(power, digits) - power).max(initial=0.0) <= 1e-12 * scale:
            half = 0.5 * 10.0**-digits * moved / max(float(np.abs(power).sum()), 1e-300)
            return max(RELATIVE * moved, min(half * np.count_nonzero(power), ROUNDED_MOST * moved))
    return RELATIVE * moved


def _chosen(ways: list[Followed], battery: Battery, prices: Prices, allowed: float, name: str) -> Followed:
    """The way that the battery can follow; of two the one that earns more."""
    possible = [way for way in ways if way.total <= allowed]
    if possible:
        return max(possible, key=lambda way: (way.profit, way.sign))
    best = min(ways, key=lambda way: way.total)
    excess = np.abs(best.changed)
    step = int(np.argmax(excess > NAMED * excess.max()))
    read = "positive charges" if best.sign == 1 else "positive discharges"
    when = f" ({prices.time[step]!s:.16})".replace("T", " ") if prices.clock else ""
    raise InputError(
        f"{name!r}, step {step + 1:,}{when}: {format_number(excess[step])} kWh more than the battery can do ({read}); "
        f"{format_number(best.total)} kWh in all steps",
        f"at most {format_number(allowed)} kWh in all, which rounding explains",
        "correct the schedule, its unit, or the battery (capacity, power, efficiencies, start)",
    )


def _notes(
    chosen: Followed, name: str, which: str, possible: list[Followed], positive: str | None
) -> tuple[str, ...]:  # fmt: skip
    does = "charge" if chosen.sign == 1 else "discharge"
    shown = {"kw": "kW", "mw": "MW", "kwh": "kWh", "mwh": "MWh"}[which]
    said = f"{name!r} is read as {shown} on the grid side; positive numbers {does}"
    if positive is None:
        found = (
            "earns more than the other way round" if len(possible) == 2 else "is the way that the battery can follow"
        )
        said += f", which {found}"
    notes = [f"{said}."]
    if chosen.total > 0:
        steps = int(np.count_nonzero(chosen.changed))
        notes.append(f"{format_number(chosen.total)} kWh in {steps:,} steps were moved to what the battery can do.")
    return tuple(notes)
