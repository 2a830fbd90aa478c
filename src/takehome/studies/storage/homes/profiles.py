r"""The embedded profiles: what real and simulated homes use, sun and wind, and day-ahead prices, hour by hour.

All series have 364 days that begin on a Monday at midnight on the local clock, in the last days of December or the
first of January, and are repeated without end. **They are of different years**: homes of Austin simulated on the
weather of 2018, homes of Fontana metered in 2016 and 2017, sun and wind of typical years, prices of Austin of 2022 and
of Chicago of 2014. A sunny day here is therefore not a cheap day there as it would be in one and the same year; what
stands together is a possible home and not a recorded one. Origins and licences: ``data/SOURCES.md``.

*Generation.* Cells yield :math:`.85\,G` kW per kW under an irradiance of *G* kW/m² (performance ratio .85). A small
wind turbine on a tower of 30 m sees the wind of 10 m times :math:`(30/10)^{1/4}` (power law for suburbs; Manwell,
McGowan & Rogers 2009, *Wind Energy Explained*, 2.3.3), and yields :math:`(v/11)^3` of its power between 3 and 11 m/s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

PROFILE_HOURS = 364 * 24
FILE = "home_profiles.npz"
PERFORMANCE_RATIO = 0.85
"""Share of the rated yield that cells with inverter reach (IEC 61724 calls .75 to .85 usual)."""
HUB_METRES, MAST_METRES, SHEAR = 30.0, 10.0, 0.25
CUT_IN, RATED = 3.0, 11.0
"""Wind speeds, m/s, from which a small turbine turns, and from which it gives its full power."""


@dataclass(frozen=True, eq=False)
class Profiles:
    """Hourly series of `PROFILE_HOURS`.

    Attributes
    ----------
    load_kwh : (34, H) use of a home; the first `simulated` are simulated, the others metered.
    sun : (11, H) kWh per kW of cells: row 0 is El Paso, row 1 + k belongs to the metered home k.
    wind : (H,) kWh per kW of a small turbine at Chicago O'Hare.
    austin, chicago : (H,) day-ahead prices, $ per kWh.
    """

    load_kwh: np.ndarray
    sun: np.ndarray
    wind: np.ndarray
    austin: np.ndarray
    chicago: np.ndarray
    simulated: int

    def sun_of(self, profile: int) -> np.ndarray:
        """(H,) the sun that shone on a home: its own where it was metered, else that of El Paso."""
        return self.sun[max(profile - self.simulated + 1, 0)]


@cache
def profiles() -> Profiles:
    """Read the embedded file, once."""
    with (
        resources.files("takehome.studies.storage").joinpath("data", FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        kept = {name: stored[name].astype(float) for name in stored.files}
    el_paso = np.clip(PERFORMANCE_RATIO * kept["el_paso_sun_w_per_m2"] / 1000, 0, 1)
    return Profiles(
        load_kwh=kept["load_10wh"] / 100,
        sun=np.vstack([el_paso, kept["fontana_sun_5w_per_kw"] / 200]),
        wind=wind_power(kept["chicago_wind_dm_per_s"] / 10),
        austin=kept["austin_price_cents_per_mwh"] / 1e5,
        chicago=kept["chicago_price_cents_per_mwh"] / 1e5,
        simulated=len(kept["load_10wh"]) - len(kept["fontana_sun_5w_per_kw"]),
    )


def wind_power(speed: np.ndarray) -> np.ndarray:
    """Share of its power that a small turbine gives, from wind speeds in m/s measured 10 m above ground."""
    hub = speed * (HUB_METRES / MAST_METRES) ** SHEAR
    return np.where(hub < CUT_IN, 0.0, np.clip((hub / RATED) ** 3, 0, 1))
