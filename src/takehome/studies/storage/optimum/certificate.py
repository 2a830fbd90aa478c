"""The bound, computed three ways: only what agrees may be called the most that can be earned.

The dynamic program says what the best schedule earns. The ledger (:mod:`~takehome.studies.storage.settlement`) is
asked what that schedule earns; so the bound can be reached. A linear program is asked for the most that any schedule
earns; so it cannot be passed. Where burning energy pays (:mod:`~.linear_program`), the linear program only limits it
from above, and a mixed-integer program closes the gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import MWH, Prices
from takehome.studies.storage.optimum import dynamic_programming
from takehome.studies.storage.optimum.dynamic_programming import Optimum
from takehome.studies.storage.optimum.linear_program import burning_pays, linear_optimum
from takehome.studies.storage.settlement import settle
from takehome.units import format_number

TOLERANCE = 1e-6
"""Relative difference up to which two results agree: HiGHS allows itself 1e-7, scaled rows included."""
LONGEST = 40_000
"""Steps up to which the linear program runs unasked: more than four hourly years, some seconds."""
SMALLEST = 1e-3
"""Share of what a full store is worth at the mean price; differences are never measured against less than that."""


@dataclass(frozen=True)
class Certificate:
    """What the ways of computing the bound found.

    Attributes
    ----------
    profit, replayed : money, of the dynamic program and of its schedule in the ledger.
    linear, integer : money, of the linear and the mixed-integer program; None where not run.
    linear_gap : share by which `linear` is above `profit`; None where not run.
    both : steps in which the linear program charges and discharges at once.
    tight : whether burning energy pays in no step, so that the linear program must agree.
    agreed : whether all that was run agrees to within `tolerance`, relatively.
    """

    profit: float
    replayed: float
    linear: float | None
    integer: float | None
    linear_gap: float | None
    both: int
    tight: bool
    agreed: bool
    tolerance: float
    steps: int
    currency: str
    scale: float
    before_wear: bool

    @property
    def sentence(self) -> str:
        """All of it in words."""
        money = f"{format_number(self.profit)} {self.currency}"
        opening = f"The bound of {money} is checked" if self.agreed else f"The bound of {money} is NOT confirmed"
        replay = f"its schedule, replayed in the ledger, earns {self._against(self.replayed)}"
        said = [f"{opening}: {replay}.", self._of_linear(), self._of_integer()]
        if self.before_wear:
            said.append("Wear by depth of cycles is not in it; with that wear, less than the bound can be earned.")
        return " ".join(filter(None, said))

    def _against(self, other: float) -> str:
        """The same, or how much more or less than the bound."""
        difference = (other - self.profit) / self.scale
        if abs(difference) <= self.tolerance:
            return f"the same to within {format_number(100 * self.tolerance, 1)} %"
        return f"{format_number(100 * abs(difference))} % {'more' if difference > 0 else 'less'}"

    def _of_linear(self) -> str:
        if self.linear is None:
            return f"A linear program as a second opinion was not run on the {self.steps:,} steps, to save time."
        said = f"A linear program, solved by other software, earns {self._against(self.linear)}"
        if not self.both:
            return f"{said}."
        return (
            f"{said}; it charges and discharges at once in {self.both:,} of {self.steps:,} steps, which pays at prices "
            "below zero and which the bound rules out."
        )

    def _of_integer(self) -> str:
        if self.integer is None:
            return ""
        if not self.both:
            return f"A mixed-integer program earns {self._against(self.integer)}."
        return f"With that ruled out in the program as well, it earns {self._against(self.integer)}."


def certify(
    lattice: Lattice, prices: Prices, optimum: Optimum | None = None, linear: bool | None = None, integer: bool = False
) -> Certificate:
    """Compute the bound in every way that is asked for.

    Parameters
    ----------
    optimum : where it is known already.
    linear : whether to run the linear program. None: up to :data:`LONGEST` steps.
    integer : whether to run the mixed-integer program where burning energy pays; 1 to 15 seconds an hourly year.

    Raises
    ------
    InputError
        Where the required end is out of reach.
    """
    best = optimum or dynamic_programming.optimum(lattice, prices)
    before_wear = lattice.battery.wear.kind is WearKind.DEPTH
    battery = replace(lattice.battery, wear=Wear()) if before_wear else lattice.battery
    replayed = settle(battery, prices, best.moves * lattice.pitch_kwh).profit
    tight = not burning_pays(battery, prices).any()
    run = len(prices) <= LONGEST if linear is None else linear
    found = linear_optimum(battery, prices) if run else None
    exact = linear_optimum(battery, prices, exclusive=True).profit if integer and not tight else None
    scale = _scale(battery, prices, best.profit)
    gap = None if found is None else (found.profit - best.profit) / scale
    possible = found is not None and (tight or not found.both)  # nothing at once: a schedule that can be followed
    same = [replayed, *([] if exact is None else [exact]), *([found.profit] if found and possible else [])]
    agreed = all(abs(other - best.profit) <= TOLERANCE * scale for other in same)
    return Certificate(
        best.profit, replayed, None if found is None else found.profit, exact, gap, found.both if found else 0, tight,
        agreed and (gap is None or gap >= -TOLERANCE), TOLERANCE, len(prices), prices.currency, scale, before_wear,
    )  # fmt: skip


def _scale(battery: Battery, prices: Prices, profit: float) -> float:
    """Money that differences are shares of: the profit, or where that is next to nothing, part of a full store."""
    store = float(np.abs(prices.values).mean()) / MWH * battery.capacity_kwh
    return max(abs(profit), SMALLEST * store) or 1.0
