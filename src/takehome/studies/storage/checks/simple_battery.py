"""STO006: is the battery that is computed a real one?

Two simplifications can flatter a result. The charge levels must fit a grid, so efficiencies and capacity may have been
rounded (:mod:`~takehome.studies.storage.lattice`). And a battery that loses nothing earns more than any that can be
bought: the bound is solved again with usual losses. The page is ``simple_battery.md``.
"""

from __future__ import annotations

from dataclasses import replace

from takehome.protocol import Finding, Status
from takehome.studies.storage.battery import Battery, WearKind
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, in_days, money, no_bound
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.optimum.dynamic_programming import optimal_value
from takehome.studies.storage.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO006"
TITLE = "The battery that is computed is a real one"
ROUNDED_LIMIT = 0.01
"""Share by which a term of the battery may be changed to fit the grid, this project's own limit: no data sheet states
the usable capacity more exactly than to one in a hundred."""
LOSSES_LIMIT = 0.05
"""Share of the bound that usual losses may cost where none were stated, this project's own limit: less would be lost
among the differences between policies."""
USUAL_EFFICIENCY = 0.85
"""Share of the energy bought that a grid battery sells again (NREL, *Annual Technology Baseline 2024*, utility-scale
battery storage)."""
LEVELS = 50_000
"""Charge levels with which the bound may be solved again; usual batteries need less than 500."""
MOST_STEPS = 20_000
"""Steps on which it is; of more, the last ones."""
GOOD = "Losses and wear are stated, and the computed battery is the stated one to within 1 %."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding on what the grid changed, one where nothing is lost."""
    ideal = outcome.settings.battery.round_trip == 1
    return (_rounded(outcome), *(_losses(outcome) if ideal else ()))


def _rounded(outcome: Outcome) -> Finding:
    given, used = outcome.settings.battery, outcome.task.lattice.battery
    change = 100 * _largest_change(given, used)
    failed = change > 100 * ROUNDED_LIMIT
    notes = " ".join(outcome.task.lattice.notes)
    levels = outcome.task.lattice.levels
    seen = (
        f"The battery is computed on {levels:,} charge levels; its terms are changed by {format_number(change)} % at "
        f"most (limit {100 * ROUNDED_LIMIT:g} %). {notes}"
    ).strip()
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.PASSED, GOOD, seen,
        f"Results are those of {format_number(used.capacity_kwh, 6)} kWh that sell "
        f"{format_number(100 * used.round_trip)} % of the energy bought again.",
        "Round the efficiencies to two digits, or the capacity to a multiple of the energy of one step."
        if failed else NOTHING_TO_DO,
        "rounding", DATA, {"change": Quantity(change, "%"), "charge levels": Quantity(levels, "levels")}, "change",
        None, Quantity(100 * ROUNDED_LIMIT, "%"),
    )  # fmt: skip


def _largest_change(given: Battery, used: Battery) -> float:
    """Relative change of capacity and efficiencies; of start and end as a share of the capacity."""
    pairs = [
        (given.capacity_kwh, used.capacity_kwh, given.capacity_kwh),
        (given.charge_efficiency, used.charge_efficiency, given.charge_efficiency),
        (given.discharge_efficiency, used.discharge_efficiency, given.discharge_efficiency),
        (given.start_kwh, used.start_kwh, given.capacity_kwh),
        (given.end_kwh or 0.0, used.end_kwh or 0.0, given.capacity_kwh),
    ]
    return max(abs(one - other) / size for one, other, size in pairs)


def _losses(outcome: Outcome) -> tuple[Finding, ...]:
    """What usual losses would cost; a caution, since only the owner knows."""
    before, after = (_bound(outcome, efficiency) for efficiency in (1.0, USUAL_EFFICIENCY))
    if before <= 0:
        return no_bound(outcome, CODE, TITLE, GOOD, DATA)
    cost = 100 * (before - after) / before
    much = cost > 100 * LOSSES_LIMIT
    wear = ", and use costs nothing (no wear)" if outcome.settings.battery.wear.kind is WearKind.NONE else ""
    assumed = "no battery was given" if outcome.settings.assumed else "the battery was given so"
    usual, part = 100 * USUAL_EFFICIENCY, len(outcome.task.test) > MOST_STEPS
    on = f"on the last {MOST_STEPS:,} steps " if part else ""
    return (
        Finding(
            CODE, TITLE, Status.CAUTION if much else Status.PASSED, GOOD,
            f"100 % of the energy bought is sold again{wear} ({assumed}). At {usual:g} %, as grid batteries have it, "
            f"the bound {on}would be {format_number(abs(cost))} % {'lower' if cost >= 0 else 'higher'} (limit "
            f"{100 * LOSSES_LIMIT:g} %).",
            f"The bound would be {money(outcome, outcome.bound.profit * (1 - cost / 100))} and not "
            f"{money(outcome, outcome.bound.profit)} {in_days(outcome)}.",
            "State the losses and the wear of your battery: efficiency and wear_per_kwh (--efficiency, --wear-per-kwh)."
            if much else NOTHING_TO_DO,
            "losses", DATA, {"cost of usual losses": Quantity(cost, "%")}, "cost of usual losses", None,
            Quantity(100 * LOSSES_LIMIT, "%"),
        ),
    )  # fmt: skip


def _bound(outcome: Outcome, efficiency: float) -> float:
    """The bound on the last steps with these losses."""
    prices = outcome.task.test
    part = prices.part(max(len(prices) - MOST_STEPS, 0))
    battery = replace(outcome.settings.battery, charge_efficiency=efficiency)  # all lost in charging: a coarse grid
    return optimal_value(lattice(battery, prices.step_hours, LEVELS), part)
