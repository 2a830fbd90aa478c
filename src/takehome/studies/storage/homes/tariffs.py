"""What a home pays for a kWh that it buys, and gets for one that it sells: flat, by time of use, or dynamic.

A dynamic tariff passes the day-ahead price on with an adder for grid and taxes, and pays the day-ahead price itself for
what is sold. The others pay a fixed price for what is sold. `sell` never exceeds `buy`: else money could be made by
buying and selling in the same hour, without a battery, which no meter allows.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Tariff(IntEnum):
    """How prices are made."""

    FLAT = 0
    TIME_OF_USE = 1
    DYNAMIC = 2


FLAT = 0.16
"""$ per kWh; the mean residential price in the United States was .161 in 2023 (EIA, Electric Power Monthly)."""
NIGHT, DAY, EVENING = 0.12, 0.20, 0.36
"""$ per kWh before 7:00, by day, and from 16:00 to 21:00: the shape of Californian tariffs (SCE TOU-D-4-9PM)."""
NIGHT_ENDS, EVENING_BEGINS, EVENING_ENDS = 7, 16, 21
ADDER = 0.06
"""$ per kWh above the day-ahead price, for grid and taxes."""
LEAST_ENERGY = -0.05
"""$ per kWh: no lower energy price is passed on to a home."""
EXPORT = 0.07
"""$ per kWh paid for what is sold under a flat or time-of-use tariff."""


def prices(
    tariff: Tariff, hour: np.ndarray, day_ahead: np.ndarray, level: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """(T,) prices of buying and of selling, $ per kWh.

    Parameters
    ----------
    hour : (T,) local hour of the day. day_ahead : (T,) $ per kWh, used by a dynamic tariff alone.
    level : factor on the prices of a flat or time-of-use tariff.
    """
    if tariff == Tariff.DYNAMIC:
        energy = np.maximum(day_ahead, LEAST_ENERGY)
        return energy + ADDER, energy
    if tariff == Tariff.FLAT:
        buy = np.full(hour.shape, FLAT * level)
    else:
        evening = (hour >= EVENING_BEGINS) & (hour < EVENING_ENDS)
        buy = np.where(evening, EVENING, np.where(hour < NIGHT_ENDS, NIGHT, DAY)) * level
    return buy, np.minimum(EXPORT, buy)
