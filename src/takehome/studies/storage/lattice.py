r"""The grid of charge levels on which the optimum is exact.

With *g* the energy of one step at full power on the grid side, the store moves by at most :math:`a = g\,\eta_c` up and
:math:`b = g / \eta_d` down in a step. The optimal schedule is a vertex of a polytope whose constraint matrix is that
of a network, so with whole-numbered bounds it is whole-numbered: measured in a *pitch* that divides *a*, *b*, the
capacity, the start and the required end, some optimal schedule visits only multiples of the pitch (Ahuja, Magnanti &
Orlin 1993, *Network Flows*, theorem 11.5). The pitch is their greatest common divisor, in exact fractions.

Where that grid would have too many levels, the capacity, start and end are rounded down to the grid that the two
efficiencies make, and if that is still too fine, the efficiencies to simpler fractions nearby. The battery that is
then computed is :attr:`Lattice.battery`, and each change is a sentence in :attr:`Lattice.notes`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery

LARGEST = 5_000
"""Levels that an hourly year is solved with in well under a second; finer changes no profit that anybody could see."""
COMFORTABLE = 2_500
"""Levels that simplified efficiencies may make before simpler ones are tried: they are approximate in any case."""
LONG_STORAGE = 60_000
"""Levels that are accepted where nothing coarser fits: storage of very many steps, ten hours in steps of 5 minutes."""
SMALL_CHANGE, LARGEST_CHANGE = 0.002, 0.005
"""How much an efficiency may be changed to make the grid coarse, and how much where nothing else fits: half a point,
which no data sheet is sure of."""


@dataclass(frozen=True)
class Lattice:
    """Charge levels 0 … `top`, `pitch_kwh` apart.

    Attributes
    ----------
    up, down : levels that one step at full power adds or takes.
    start, end : levels at the start, and at least at the end (0 where nothing is asked).
    battery : the battery that the grid represents exactly. notes : how it differs from the one given.
    """

    battery: Battery
    step_hours: float
    pitch_kwh: float
    top: int
    up: int
    down: int
    start: int
    end: int
    notes: tuple[str, ...] = ()

    @property
    def levels(self) -> int:
        """Number of levels."""
        return self.top + 1


def lattice(battery: Battery, step_hours: float, largest: int = LARGEST) -> Lattice:
    """The coarsest exact grid, or the nearest one with at most `largest` levels above empty.

    Raises
    ------
    InputError
        Where even simplified efficiencies make too fine a grid.
    """
    passes = [(min(largest, COMFORTABLE), SMALL_CHANGE), (largest, SMALL_CHANGE)]
    passes += [(LONG_STORAGE, SMALL_CHANGE), (LONG_STORAGE, LARGEST_CHANGE)] if largest == LARGEST else []
    for most, change in passes:
        for denominator in (None, 1000, 200, 100, 60, 40, 30, 20, 12):
            candidate = _simpler(battery, denominator, change)
            if candidate is None:
                break
            limit = max(most, largest) if denominator is None else most
            for rounded in (False, True):
                made = _grid(candidate, step_hours, rounded)
                if made is not None and made.top <= limit:
                    return replace(made, notes=_changes(battery, made.battery))
    raise InputError(
        f"efficiencies {battery.charge_efficiency:g} and {battery.discharge_efficiency:g} with "
        f"{battery.capacity_kwh:g} kWh and steps of {battery.power_kw * step_hours:g} kWh",
        f"a battery whose charge levels fit a grid of {largest:,}",
        "round the efficiencies to two digits, or the capacity to a multiple of the power times the step",
    )


def _simpler(battery: Battery, denominator: int | None, change: float) -> Battery | None:
    """The battery with efficiencies of at most this denominator; None where that changes them too much."""
    if denominator is None:
        return battery
    given = (battery.charge_efficiency, battery.discharge_efficiency)
    near = [float(Fraction(str(value)).limit_denominator(denominator)) for value in given]
    if max(abs(one - other) for one, other in zip(given, near, strict=True)) > change:
        return None
    return replace(battery, charge_efficiency=near[0], discharge_efficiency=near[1])


def _fraction(value: float) -> Fraction:
    """The fraction that a decimal or a simple ratio means (0.9 is 9/10; 12/13 stays 12/13)."""
    simple = Fraction(value).limit_denominator(1000)
    return simple if math.isclose(float(simple), value, rel_tol=1e-13) else Fraction(repr(float(value)))


def _grid(battery: Battery, step_hours: float, rounded: bool) -> Lattice | None:
    step = _fraction(battery.power_kw) * _fraction(step_hours)
    up, down = step * _fraction(battery.charge_efficiency), step / _fraction(battery.discharge_efficiency)
    capacity, start = _fraction(battery.capacity_kwh), _fraction(battery.start_kwh)
    end = _fraction(battery.end_kwh or 0.0)
    pitch = _gcd(up, down)
    if not rounded:
        for value in (capacity, start, end):
            pitch = _gcd(pitch, value)
    top = capacity // pitch
    if top < 1:
        return None
    low, last = start // pitch, end // pitch
    if rounded:
        battery = replace(
            battery, capacity_kwh=float(top * pitch), start_kwh=float(low * pitch),
            end_kwh=None if battery.end_kwh is None else float(last * pitch),
        )  # fmt: skip
    return Lattice(
        battery, step_hours, float(pitch), int(top), int(up / pitch), int(down / pitch), int(low), int(last)
    )  # fmt: skip


def _gcd(one: Fraction, other: Fraction) -> Fraction:
    """Greatest common divisor of two fractions; of zero and x it is x."""
    bottom = one.denominator * other.denominator
    return Fraction(math.gcd(one.numerator * other.denominator, other.numerator * one.denominator), bottom)


def _changes(given: Battery, used: Battery) -> tuple[str, ...]:
    """How the battery that is computed differs from the one given, as sentences."""
    fields = (
        ("charge efficiency", "charge_efficiency", ""), ("discharge efficiency", "discharge_efficiency", ""),
        ("capacity", "capacity_kwh", " kWh"), ("start", "start_kwh", " kWh"), ("end", "end_kwh", " kWh"),
    )  # fmt: skip
    return tuple(
        f"The {label} of {getattr(given, name):.6g}{unit} is computed as {getattr(used, name):.6g}{unit}, "
        "so that the charge levels fit a grid."
        for label, name, unit in fields
        if getattr(given, name) != getattr(used, name)
    )
