r"""The grid of charge levels on which the optimum is exact.

With *g* the energy of one step at full power on the grid side, the store moves by at most :math:`a = g\,\eta_c` up and
:math:`b = g / \eta_d` down in a step. The optimal schedule is a vertex of a polytope whose constraint matrix is that
of a network, so with whole-numbered bounds it is whole-numbered: measured in a *pitch* that divides *a*, *b*, the
capacity, the start and the required end, some optimal schedule visits only multiples of the pitch (Ahuja, Magnanti &
Orlin 1993, *Network Flows*, theorem 11.5). The pitch is their greatest common divisor, in exact fractions.

Where that grid would have too many levels, what matters of the efficiencies is their product, :math:`a / b = \eta_c
\eta_d`. Written as a simple fraction *m / n*, it makes a pitch of :math:`b / (n k)` with any whole *k*, on which full
steps are exact for efficiencies of any kind; capacity, start and end are then rounded to the nearest level, and *k* is
chosen so that this changes little. Only where no simple fraction is close enough is an efficiency changed a little. The
battery that is computed is :attr:`Lattice.battery`; each change is a sentence in :attr:`Lattice.notes`.
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
"""Levels that a rounded grid may have before a simpler fraction is tried: it is approximate in any case."""
LONG_STORAGE = 60_000
"""Levels that are accepted where nothing coarser fits: storage of very many steps, ten hours in steps of 5 minutes."""
SAME, SLIGHT, SMALL, MOST = 1e-12, 1e-4, 1e-3, 5e-3
"""Shares by which the round-trip efficiency may be changed, tried in this order; no data sheet knows it to half a
percent, and rounding alone is no change."""
PASSES = (
    (COMFORTABLE, SAME), (COMFORTABLE, SLIGHT), (LARGEST, SAME), (LARGEST, SLIGHT), (LARGEST, SMALL),
    (LONG_STORAGE, SAME), (LONG_STORAGE, SLIGHT), (LONG_STORAGE, SMALL), (LONG_STORAGE, MOST),
)  # fmt: skip
"""Levels and changes that are tried for rounded grids, in order."""
ROUNDED_WELL, ROUNDED_MOST = 1e-4, 2e-3
"""Shares of the capacity by which it may be rounded: as soon as the first is met the grid is fine enough, and a grid
that misses the second is none."""
DENOMINATORS = 1_000
"""Largest denominator of the round-trip efficiency."""


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
    """The coarsest exact grid, or the nearest one with at most `largest` levels (more for very long storage).

    Raises
    ------
    InputError
        Where no grid comes near the battery.
    """
    exact = _exact(battery, step_hours)
    if exact.top <= largest:
        return exact
    for most, change in PASSES:
        limit = most if largest == LARGEST else min(most, largest)
        made = _rounded(battery, step_hours, limit, change)
        if made is not None:
            return replace(made, notes=_changes(battery, made.battery))
    raise InputError(
        f"efficiencies {battery.charge_efficiency:g} and {battery.discharge_efficiency:g} with "
        f"{battery.capacity_kwh:g} kWh and steps of {battery.power_kw * step_hours:g} kWh",
        f"a battery whose charge levels fit a grid of {largest:,}",
        "less capacity, more power, or longer steps",
    )


def _fraction(value: float) -> Fraction:
    """The fraction that a decimal or a simple ratio means (0.9 is 9/10; 12/13 stays 12/13)."""
    simple = Fraction(value).limit_denominator(1000)
    return simple if math.isclose(float(simple), value, rel_tol=1e-13) else Fraction(repr(float(value)))


def _exact(battery: Battery, step_hours: float) -> Lattice:
    """The coarsest grid that holds every full step, the capacity, the start and the end."""
    step = _fraction(battery.power_kw) * _fraction(step_hours)
    up, down = step * _fraction(battery.charge_efficiency), step / _fraction(battery.discharge_efficiency)
    capacity, start = _fraction(battery.capacity_kwh), _fraction(battery.start_kwh)
    end = _fraction(battery.end_kwh or 0.0)
    pitch = _gcd(up, down)
    for value in (capacity, start, end):
        pitch = _gcd(pitch, value)
    top, most_up, most_down, first, last = (int(value / pitch) for value in (capacity, up, down, start, end))
    return Lattice(battery, step_hours, float(pitch), top, most_up, most_down, first, last)


def _rounded(battery: Battery, step_hours: float, most: int, change: float) -> Lattice | None:
    """The grid of a simple round-trip efficiency with at most `most` levels; None where there is none near enough."""
    ratio = _simplest(battery.round_trip, change)
    if ratio is None:
        return None
    if abs(float(ratio) / battery.round_trip - 1) > SAME:
        charge = min(float(ratio) / battery.discharge_efficiency, 1.0)
        battery = replace(battery, charge_efficiency=charge, discharge_efficiency=min(float(ratio) / charge, 1.0))
    down = battery.power_kw * step_hours / battery.discharge_efficiency
    best: tuple[float, int] | None = None
    for finer in range(1, int(most * down / (ratio.denominator * battery.capacity_kwh)) + 1):
        levels = battery.capacity_kwh * ratio.denominator * finer / down
        missed = abs(round(levels) / levels - 1)
        if round(levels) <= most and (best is None or missed < best[0]):
            best = missed, finer
            if missed <= ROUNDED_WELL:
                break
    if best is None or best[0] > ROUNDED_MOST:
        return None
    return _on_grid(battery, step_hours, down / (ratio.denominator * best[1]), ratio, best[1])


def _on_grid(battery: Battery, step_hours: float, pitch: float, ratio: Fraction, finer: int) -> Lattice:
    """Capacity, start and end moved to the nearest levels."""
    top, start = round(battery.capacity_kwh / pitch), round(battery.start_kwh / pitch)
    end = 0 if battery.end_kwh is None else min(round(battery.end_kwh / pitch), top)
    moved = replace(
        battery, capacity_kwh=top * pitch, start_kwh=min(start, top) * pitch,
        end_kwh=None if battery.end_kwh is None else end * pitch,
    )  # fmt: skip
    return Lattice(
        moved, step_hours, pitch, top, ratio.numerator * finer, ratio.denominator * finer, min(start, top), end
    )  # fmt: skip


def _simplest(value: float, change: float) -> Fraction | None:
    """The fraction of the smallest denominator within this share of `value`, and at most 1."""
    for denominator in range(1, DENOMINATORS + 1):
        near = Fraction(min(round(value * denominator), denominator), denominator)
        if abs(float(near) / value - 1) <= change:
            return near
    return None


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
