"""Small fleets for tests, fitted once a session."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from takehome.studies.storage.federated.study import Fleet
from takehome.studies.storage.federated.verb import fleet
from takehome.studies.storage.homes import scenario
from takehome.table import Column, Kind, Table

HOMES = 12


@cache
def table(homes: int = HOMES) -> Table:
    """The first homes of the scenario."""
    whole = scenario.greengrid_homes().table
    names = whole["home"].values
    first = list(dict.fromkeys(names))[:homes]
    return whole.take(np.flatnonzero(np.isin(names, first)))


@cache
def fitted(homes: int = HOMES) -> Fleet:
    """A fast fit without a promise."""
    return fleet(table(homes), fast=True)


@cache
def nothing_to_gain() -> Fleet:
    """One price at all times, for buying and selling alike."""
    return fleet(scenario.no_gain_homes().table, fast=True)


def with_values(one: Table, name: str, values: np.ndarray) -> Table:
    """The table with other numbers in a column."""
    columns = tuple(
        Column(name, Kind.NUMBER, values, column.unit) if column.name == name else column for column in one.columns
    )
    return replace(one, columns=columns)
