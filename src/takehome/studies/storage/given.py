r"""A dispatch that somebody else's system made, valued in our ledger like any policy.

A column of power (kW or MW, on the grid side) or of energy a step (kWh or MWh) becomes the change of what is stored:
charging at power *P* for *h* hours stores :math:`P h \eta_c`, discharging takes :math:`P h / \eta_d`. Whether
positive numbers charge is said, or found from which way the battery can follow (:mod:`~.given_ways`); it is stated.

The schedule is followed from the first step of the file on. What it has stored when judging begins, beyond what other
policies start with, is charged at the mean price, so that nobody starts with a gift.

Files round. What rounding can explain is projected to the nearest possible move and told; more than that is an error,
since a schedule that the battery cannot follow earns nothing that could be compared.
"""

from __future__ import annotations

import re

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.given_ways import Followed, allowance, chosen_way, read_way, settled, signs_of, start_of
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.result import PolicyResult, day_profits
from takehome.studies.storage.task import Task
from takehome.units import format_number

UNITS = {"kw": 1.0, "mw": 1_000.0, "kwh": 1.0, "mwh": 1_000.0}
"""Units of a dispatch and their size in kW or kWh."""


def given_result(
    task: Task, values: np.ndarray, name: str, unit: str = "", *, positive: str | None = None,
    battery: Battery | None = None, information: Information = Information.FORECAST,
) -> PolicyResult:  # fmt: skip
    """Value a dispatch on the judged steps.

    Parameters
    ----------
    values : (T,) the column in the order of ``task.prices``. name, unit : of the column; one of them says kW, MW, kWh
        or MWh. positive : what positive numbers do, ``"charge"`` or ``"discharge"``; None: the one way in which the
        battery can follow.
    battery : as it was given; the lattice's, whose efficiencies may have been simplified, where it is None or cannot
        follow: a dispatch that this study wrote is one of the lattice's battery.
    information : what the maker is assumed to have known; the least, so that it is current practice everywhere.

    Raises
    ------
    InputError
        Where a value is missing, the unit is not said, the battery cannot follow (naming step and excess), or it can
        follow both ways, they earn different money, and `positive` is not said.
    """
    power = np.asarray(values, float)
    _require_values(task.prices, power, name)
    scale, which = _unit_of(name, unit)
    energy = power * scale * (1.0 if which.endswith("h") else task.prices.step_hours)
    allowed = allowance(power, energy)
    owners = (battery or task.lattice.battery, task.lattice.battery)
    ways = [read_way(owners, task.prices, energy, sign, allowed) for sign in signs_of(positive)]
    chosen, found = chosen_way(task, ways, name)
    start = start_of(task, chosen)
    moves = chosen.moves[task.first :]
    account = settled(task, start, moves)
    notes = (*_notes(chosen, name, which, found if positive is None else ""), *start.notes)
    return PolicyResult(
        "given", f"the given schedule ({name})", information, True, False, moves / task.lattice.pitch_kwh, account,
        day_profits(task.test, account), "given", notes,
    )  # fmt: skip


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


def _notes(chosen: Followed, name: str, which: str, found: str) -> tuple[str, ...]:
    """How the column was read, why so (nothing where it was said), and what was moved."""
    shown = {"kw": "kW", "mw": "MW", "kwh": "kWh", "mwh": "MWh"}[which]
    said = f"{name!r} is read as {shown} on the grid side; positive numbers {chosen.does}"
    said += f", which {found}" if found else ", as you said"
    notes = [f"{said}."]
    if chosen.total > 0:
        steps = int(np.count_nonzero(chosen.changed))
        notes.append(f"{format_number(chosen.total)} kWh in {steps:,} steps were moved to what the battery can do.")
    return tuple(notes)
