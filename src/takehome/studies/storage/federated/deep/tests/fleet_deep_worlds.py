"""A world whose best network can be computed by hand: a two-price day without load, sold at the price of buying."""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.homes.homes import HOURS, Homes

CHEAP, DEAR = 0.1, 0.4


def two_price_homes(homes: int = 1, own_days: int = 14, judged_days: int = 7, begins: int = 0) -> Homes:
    """Power is cheap before 12:00 and dear from then on; nothing is used or made."""
    hours = (own_days + judged_days) * HOURS
    hour = np.broadcast_to(np.arange(hours) % HOURS, (homes, hours))
    price = np.where(hour < 12, CHEAP, DEAR).astype(float)
    full = np.full(homes, 0.95)
    return Homes(
        names=tuple(f"two prices {i}" for i in range(homes)), hour=hour,
        day=np.broadcast_to(np.arange(hours) // HOURS, (homes, hours)), net_kwh=np.zeros((homes, hours)), buy=price,
        sell=price.copy(), pitch_kwh=np.full(homes, 0.5), up=np.full(homes, 5), down=np.full(homes, 5),
        charge_efficiency=full, discharge_efficiency=full, wear=np.zeros(homes), judged=own_days * HOURS,
        begins=np.full(homes, begins),
    )  # fmt: skip
