"""What the single and the vector form of the storage environment share: battery, prices, episodes, sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.environments.discrete import DAY
from takehome.studies.storage.environments.observation import Observer, information_of
from takehome.studies.storage.environments.step_worth import StepWorth, step_worth
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import Lattice, lattice
from takehome.studies.storage.market.prices import Prices, regular_prices

SIGNS = np.array([0, 1, -1])
"""Sign of the move of each discrete action: hold, charge and discharge at full power."""
MASKS = np.array([[code & 1, code >> 1 & 1, code >> 2 & 1] for code in range(8)], np.int8)
"""(8, 3) action masks by the code of :func:`~.limits_kernels.possible_actions`."""


@dataclass(frozen=True, eq=False)
class Trading:
    """One battery on one series of prices.

    Attributes
    ----------
    grid : charge levels. worth : money of a kWh by step. observer : makes observations.
    pieces : first step of each episode, and one past its last. mask_sells : (T + 1,) bool, whether the action mask
        allows selling; True where the price that may forbid it is not known yet.
    """

    grid: Lattice
    prices: Prices
    information: Information
    worth: StepWorth
    observer: Observer
    pieces: tuple[tuple[int, int], ...]
    mask_sells: np.ndarray

    def piece(self, chosen: object, generator: np.random.Generator) -> int:
        """The episode chosen by ``options["piece"]``, or else drawn."""
        if chosen is None:
            return int(generator.integers(len(self.pieces))) if len(self.pieces) > 1 else 0
        if not isinstance(chosen, int | np.integer) or not 0 <= chosen < len(self.pieces):
            raise InputError(f"piece {chosen!r}", f"a whole number from 0 to {len(self.pieces) - 1}", "choose one")
        return int(chosen)


def trading(
    battery: Battery | Lattice | None, prices: Prices | None, information: Information | str | None,
    episode_steps: int | None, forecast: np.ndarray | None, scale: float,
) -> Trading:  # fmt: skip
    """Set up from the parameters of :class:`~takehome.studies.storage.environments.storage.Storage`."""
    prices = regular_prices(np.array(DAY, float)) if prices is None else prices
    values = prices.values
    if len(values) < 1 or not np.isfinite(values).all():
        raise InputError(f"{len(values)} prices", "at least one, all finite", "correct the prices")
    battery = Battery(2000.0, 1000.0) if battery is None else battery
    grid = battery if isinstance(battery, Lattice) else lattice(battery, prices.step_hours)
    if grid.step_hours != prices.step_hours:
        saw = f"a grid for steps of {grid.step_hours:g} h and prices every {prices.step_hours:g} h"
        raise InputError(saw, "the same step", "build the lattice with prices.step_hours")
    size = len(values) if episode_steps is None else episode_steps
    if not isinstance(size, int | np.integer) or size < 1:
        raise InputError(f"episode_steps = {episode_steps!r}", "a whole number of at least 1", "24 is a day of hours")
    known = information_of(information, prices.step_hours)
    worth = step_worth(grid.battery, prices)
    shows = known.covers(Information.CURRENT_PRICE)
    return Trading(
        grid, prices, known, worth, Observer(prices, known, forecast, scale),
        tuple((first, min(first + size, len(values))) for first in range(0, len(values), size)),
        np.append(worth.may_sell if shows else np.ones(len(values), bool), True),
    )  # fmt: skip
