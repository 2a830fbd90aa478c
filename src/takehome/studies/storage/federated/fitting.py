"""The one slow step, in its order: read or draw the homes, their bounds, every way to run the batteries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.storage.federated import running
from takehome.studies.storage.federated.asked import Asked
from takehome.studies.storage.federated.columns import find_columns
from takehome.studies.storage.federated.kinds import kinds
from takehome.studies.storage.federated.outcome import Outcome
from takehome.studies.storage.homes.home_rows import HOUR
from takehome.studies.storage.homes.homes import HOURS, TOP, Homes, require_homes
from takehome.studies.storage.homes.reading import HomeColumns, SetAside, assumptions, read_homes
from takehome.studies.storage.homes.semi_synthetic import drawn, whole_levels
from takehome.studies.storage.settings import Progress
from takehome.table import Table

FEWEST_OWN, FEWEST_JUDGED = 2, 1
"""Days; fewer cannot be learned from, or judged."""
OWN_SHARE = 1 / 3
"""Of a table that is too short for what was asked, so much is each home's own data."""
MOST_HOMES = 200_000
OUTSIDERS, FEWEST_OUTSIDERS, MOST_OUTSIDERS = 0.1, 20, 1_000
"""Homes that are drawn beside a fleet and join later, as a share of it, at least and at most."""


def fit_outcome(
    data: Table | int, asked: Asked, columns: HomeColumns, data_findings: tuple[Finding, ...], progress: Progress
) -> Outcome:  # fmt: skip
    """Everything that the study's views read.

    Parameters
    ----------
    data : a table of homes, or how many are to be drawn.

    Raises
    ------
    InputError
        Where the homes cannot be used; the message names the column, or the number.
    """
    if isinstance(data, Table):
        homes, aside, columns, notes = read(data, asked, columns)
        outsiders = None
    else:
        homes, outsiders = draw(data, asked)
        aside, notes = (), ()
    ran = running.run(homes, outsiders, asked, progress)
    return Outcome(
        asked=asked, table=data if isinstance(data, Table) else None, drawn=None if isinstance(data, Table) else data,
        columns=columns, everyone=homes, homes=ran.homes, kinds=kinds(ran.homes),
        set_aside=tuple((one.home, one.reason) for one in aside),
        optimum=ran.optimum, alternatives=ran.alternatives, shared=ran.shared, tables=ran.tables,
        ledger=ran.ledger, network=ran.network, network_ledger=ran.network_ledger,
        cohort_share=asked.share_of(len(homes)), curve=ran.curve, newcomers=ran.newcomers, points=ran.points,
        attacks=ran.attacks, promise=ran.promise, notes=notes, data_findings=data_findings,
    )  # fmt: skip


def draw(number: int, asked: Asked) -> tuple[Homes, Homes]:
    """Semi-synthetic homes, and others like them that are not in the fleet.

    Raises
    ------
    InputError
        Where the number is none of homes.
    """
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 1 <= number <= MOST_HOMES:
        raise InputError(f"{number!r} homes", f"a whole number from 1 to {MOST_HOMES:,}, or a table", "homes=10000")
    others = min(max(FEWEST_OUTSIDERS, round(OUTSIDERS * number)), MOST_OUTSIDERS)
    homes, _ = drawn(int(number) + others, asked.own_days, asked.judged_days, asked.seed)
    homes = _with_battery(homes, asked)
    return homes.take(np.arange(number)), homes.take(np.arange(number, number + others))


def read(
    table: Table, asked: Asked, columns: HomeColumns
) -> tuple[Homes, tuple[SetAside, ...], HomeColumns, tuple[str, ...]]:
    """The homes of a table, those set aside, the columns, and what was guessed or adapted."""
    found = find_columns(table, columns, asked.battery is not None)
    own, judged, adapted = days_of(table, asked, found.columns)
    homes, aside = read_homes(
        table, own_days=own, judged_days=judged, columns=found.columns, battery=asked.battery
    )  # fmt: skip
    require_homes(homes)
    assumed = assumptions(table, found.columns, asked.battery)
    return homes, aside, found.columns, (*found.notes, *adapted, *assumed)


def days_of(table: Table, asked: Asked, columns: HomeColumns) -> tuple[float, int, tuple[str, ...]]:
    """Own and judged days: as asked, or in the same order of size where most homes have fewer hours."""
    hours = _usual_hours(table, columns)
    if hours >= round((asked.own_days + asked.judged_days) * HOURS):
        return asked.own_days, asked.judged_days, ()
    days = hours // HOURS
    own = max(FEWEST_OWN, int(OWN_SHARE * days))
    judged = days - own
    if judged < FEWEST_JUDGED:
        raise InputError(
            f"{hours} different hours of a home in column {columns.time!r}",
            f"at least {(FEWEST_OWN + FEWEST_JUDGED) * HOURS}: two days to learn from and one to judge",
            "give a longer table, one row a home and hour",
        )
    said = (
        f"homes have {days} days: {own} are their own and {judged} are judged (asked: {asked.own_days:g} and "
        f"{asked.judged_days})"
    )
    return float(own), judged, (said,)


def _usual_hours(table: Table, columns: HomeColumns) -> int:
    """Different hours that the middle home has, from its first to its last."""
    column = table[columns.time]
    if column.kind.value != "date":
        raise InputError(
            f"column {columns.time!r} holds no dates", "the start of each hour", "correct or name the column"
        )
    times = column.values
    known = ~np.isnat(times)
    if columns.home is None:
        homes = np.zeros(table.rows, int)
    else:
        homes = np.unique([str(name) for name in table[columns.home].values], return_inverse=True)[1]
    spans = []
    for home in np.unique(homes[known]):
        own = times[known & (homes == home)]
        spans.append(min(int((own.max() - own.min()) / HOUR) + 1, len(np.unique(own))))
    return int(np.median(spans)) if spans else 0


def _with_battery(homes: Homes, asked: Asked) -> Homes:
    """The homes with the battery that was given, in place of their own."""
    one = asked.battery
    if one is None:
        return homes
    number = len(homes)
    pitch = np.full(number, one.capacity_kwh / TOP)
    return replace(
        homes, pitch_kwh=pitch, up=whole_levels(one.power_kw * one.charge_efficiency / pitch),
        down=whole_levels(one.power_kw / one.discharge_efficiency / pitch),
        charge_efficiency=np.full(number, one.charge_efficiency),
        discharge_efficiency=np.full(number, one.discharge_efficiency), wear=np.full(number, one.wear_per_kwh),
    )  # fmt: skip
