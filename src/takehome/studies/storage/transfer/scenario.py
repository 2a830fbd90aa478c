"""House A and House B as a table of hours of both, in order of time; and a world in which nothing can be gained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.protocol import Scenario
from takehome.studies.storage.homes import scenario as homes
from takehome.studies.storage.transfer.reading import HOME, in_order
from takehome.table import Column, Kind, Role, Table

GENERATORS = {"House A": "sun", "House B": "wind"}


def house_a_to_house_b(seed: int = 0) -> Scenario:
    """House A (sun, Texas) teaches House B (wind, Chicago), on real prices and weather.

    Parameters
    ----------
    seed : unused; the series are recorded.
    """
    return _by_time(homes.house_a_to_house_b(seed))


def house_twins(seed: int = 0) -> Scenario:
    """The same problem made from formulas, without any file."""
    return _by_time(homes.house_twins(seed))


def misled_house_b(seed: int = 0) -> Scenario:
    """A House A that teaches House B the wrong thing."""
    return _by_time(homes.misled_house_b(seed))


def no_gain_houses(seed: int = 0) -> Scenario:
    """House A and House B without anything to gain: one price at all times, and nothing generated."""
    return _by_time(homes.no_gain_houses(seed))


def _by_time(made: Scenario) -> Scenario:
    """The same hours, both homes side by side, with a column that says what each makes power with."""
    table: Table = made.table
    kind = np.array([GENERATORS.get(str(name), "none") for name in table[HOME].values], dtype=object)
    named = replace(table, columns=(Column("generator", Kind.CATEGORY, kind), *table.columns))
    return replace(made, table=in_order(named.with_roles({HOME: Role.GROUP})))
