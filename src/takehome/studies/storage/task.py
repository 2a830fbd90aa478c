"""One job for a battery: the grid of charge levels, the prices, and where trading begins."""

from __future__ import annotations

from dataclasses import dataclass

from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices


@dataclass(frozen=True, eq=False)
class Task:
    """What a policy is given.

    Attributes
    ----------
    lattice : charge levels, and the battery that they represent.
    prices : the whole series. first : the first step that is traded and valued; what lies before may be learned from.
    """

    lattice: Lattice
    prices: Prices
    first: int = 0

    @property
    def train(self) -> Prices:
        """The past: all that a policy may be fitted on."""
        return self.prices.part(0, self.first)

    @property
    def test(self) -> Prices:
        """What is traded."""
        return self.prices.part(self.first)
