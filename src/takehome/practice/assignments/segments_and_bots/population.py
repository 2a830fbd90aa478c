"""What every section needs of a world: who is who, the scaled features, and what a mistake costs the whole shop.

The table is a sample of the shop's users. A mistake in one row stands for ``users_total / rows`` users, so that prices
are those of the shop. The few heavy browsers are people who browse; whoever gives them a group of their own is right
too, so the kinds are known with and without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from takehome.practice.spec import World
from takehome.units import format_number

Floats = NDArray[np.float64]

FEATURES = ("Session_Minutes", "Items_Viewed", "Cart_Value", "Return_Rate", "Support_Tickets")
UNITS = {
    "Session_Minutes": "minutes",
    "Items_Viewed": "items",
    "Cart_Value": "$",
    "Return_Rate": "",
    "Support_Tickets": "tickets",
}
BOTS, HEAVY, BROWSERS, SPENDERS, COMPLAINERS = "bots", "heavy browsers", "browsers", "spenders", "complainers"


@dataclass(frozen=True)
class Population:
    """Who is who, and the numbers of the scenario.

    Attributes
    ----------
    values : (n, 5) the features in their own units. kinds : (n,) kind of every row, the heavy browsers apart.
    business : the numbers of the scenario.
    """

    values: Floats
    kinds: NDArray[Any]
    business: Mapping[str, Any]

    @property
    def named(self) -> NDArray[Any]:
        """(n,) kind of every row, the heavy browsers counted as browsers."""
        return np.where(self.kinds == HEAVY, BROWSERS, self.kinds)

    @property
    def bots(self) -> NDArray[np.bool_]:
        """(n,) which rows are programs."""
        return self.kinds == BOTS

    @property
    def scaled(self) -> Floats:
        """(n, 5) each feature less its mean, in units of its standard deviation."""
        return standardised(self.values)

    @property
    def groups(self) -> int:
        """How many groups there are, the bots counted as one."""
        return len(np.unique(self.named))

    @property
    def users_per_row(self) -> float:
        """How many users of the shop one row stands for."""
        return float(self.business["users_total"]) / len(self.kinds)

    def users(self, rows: float) -> str:
        """As many users of the shop as `rows` rows stand for, in words."""
        return f"{format_number(rows * self.users_per_row)} of the shop's {self.business['users_total']:,} users"

    def dollars(self, rows: float, each: str) -> str:
        """What `rows` rows cost the shop at the price `each` of the scenario."""
        return money(rows * self.users_per_row * float(self.business[each]))


THOUSAND = 1000.0
"""$ from which on cents no longer help a reader."""


def money(amount: float) -> str:
    """An amount in $: to the cent below a thousand, else in three digits.

    >>> money(2.0), money(-345.678), money(6648.0)
    ('2.00 $', '−345.68 $', '6,650 $')
    """
    if abs(amount) >= THOUSAND:
        return f"{format_number(amount)} $"
    return f"{amount:.2f} $".replace("-", "−")


def percent(share: float) -> str:
    """A share from 0 to 1 as a percentage of three digits.

    >>> percent(0.8541), percent(1.0)
    ('85.4 %', '100 %')
    """
    return f"{format_number(100 * float(share))} %"


def be(count: int) -> str:
    """The verb that goes with a count."""
    return "is" if count == 1 else "are"


def among(count: int, whole: int, what: str) -> str:
    """How many of a number, with the verb: "none of the 40 bots is", "3 of the 40 bots are"."""
    return f"{f'{count:,}' if count else 'none'} of the {whole:,} {what} {'is' if count < 2 else 'are'}"


def rows_of(count: int) -> str:
    """A number of rows in words: "1 row", "2 rows"."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def population(world: World) -> Population:
    """The population of a world."""
    values = world.tables["users"][list(FEATURES)].to_numpy(float)
    return Population(values, np.asarray(world.planted["kind"]), {**world.business})


def standardised(values: Floats, ddof: int = 0) -> Floats:
    """Each column less its mean, in units of its standard deviation; shape (n, p)."""
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=ddof)


def shares_and_plane(values: Floats) -> tuple[Floats, Floats]:
    """Share of the variance of every principal component (p,), and the rows in the plane of the first two (n, 2)."""
    left, singular, _ = np.linalg.svd(values - values.mean(axis=0), full_matrices=False)
    return singular**2 / (singular**2).sum(), left[:, :2] * singular[:2]


def mixed_in(labels: Sequence[int], kinds: NDArray[Any]) -> int:
    """How many rows stand in a group where another kind has the majority."""
    _, groups = np.unique(np.asarray(labels), return_inverse=True)
    names, codes = np.unique(kinds, return_inverse=True)
    counts = np.zeros((groups.max() + 1, len(names)), int)
    np.add.at(counts, (groups, codes), 1)
    return int(len(kinds) - counts.max(axis=1).sum())
