"""Cut the embedded profiles of homes, weather and prices from the full data, as whole numbers in one small file.

``python -m benchmarks.home_profiles`` writes ``src/takehome/studies/storage/data/home_profiles.npz`` from the folder
named by ``TAKEHOME_DATA`` (``../shared/data`` by default). Every series is 52 whole weeks of hours that begin on a
Monday at midnight of its own local clock, so that a week of one may stand beside a week of another; origins, licences
and years are in ``SOURCES.md`` beside the file.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("TAKEHOME_DATA") or ROOT.parent / "shared" / "data") / "electricity"
TO = ROOT / "src/takehome/studies/storage/data/home_profiles.npz"
HOURS = 364 * 24
AUSTIN = 24
"""Simulated homes that are kept, the first by their number."""
FONTANA_FIRST = 1 + 154 * 24
"""Row of the Fontana homes that is a Monday midnight in January (their rows start with the last hour of 31 July)."""


def loads() -> np.ndarray:
    """(34, HOURS) use in units of 10 Wh: 24 simulated homes of Austin, then 10 metered homes of Fontana."""
    austin = pd.read_parquet(DATA / "homes_austin_resstock_30.parquet")
    simulated = [home.load_kwh.to_numpy()[:HOURS] for _, home in austin.groupby("home")][:AUSTIN]
    metered = [_from_january(home.load_kwh.to_numpy()) for _, home in _fontana()]
    return np.round(np.clip(np.stack([*simulated, *metered]), 0, None) * 100).astype(np.uint16)


def fontana_sun() -> np.ndarray:
    """(10, HOURS) generation of the Fontana homes' cells in units of 5 W per kW."""
    return np.round(np.stack([_from_january(home.solar_w_per_kw.to_numpy()) for _, home in _fontana()]) / 5).astype(
        np.uint8
    )


def _fontana() -> pd.api.typing.DataFrameGroupBy:
    return pd.read_parquet(DATA / "homes_fontana_ca_load_solar_1_10.parquet").groupby("home")


def _from_january(values: np.ndarray) -> np.ndarray:
    """The year from August to July, turned so that a Monday in January is first; its seam lies in summer."""
    return np.roll(values, -FONTANA_FIRST)[:HOURS]


def austin_price() -> np.ndarray:
    """(HOURS,) ERCOT, load zone of Austin, cents per MWh, from Monday 27 December 2021; the skipped hour is filled."""
    both = [pd.read_parquet(DATA / f"ercot_zones_day_ahead_{year}.parquet") for year in (2021, 2022)]
    price = pd.concat(both).set_index("local_start")["LZ_AEN"].interpolate()
    return _cents(price.loc["2021-12-27":].to_numpy()[:HOURS])


def chicago_price() -> np.ndarray:
    """(HOURS,) PJM, zone of Commonwealth Edison, cents per MWh, from Monday 30 December 2013 on Chicago's clock.

    The market's clock is Eastern: its second hour is Chicago's first.
    """
    prices = pd.read_parquet(DATA / "comed_chicago_day_ahead_2011_2015.parquet")
    return _cents(prices.loc[prices.date >= "2013-12-30", "price"].to_numpy()[1 : HOURS + 1])


def _cents(price: np.ndarray) -> np.ndarray:
    return np.round(price * 100).astype(np.int32)


def weather(station: str, column: str, times: float) -> np.ndarray:
    """(HOURS,) a column of a typical year, as whole numbers."""
    values = pd.read_csv(DATA / f"tmy3_{station}.csv")[column].to_numpy()[:HOURS]
    return np.round(values * times).astype(np.uint16)


def main() -> None:
    """Write the file."""
    np.savez_compressed(
        TO,
        load_10wh=loads(),
        fontana_sun_5w_per_kw=fontana_sun(),
        el_paso_sun_w_per_m2=weather("el_paso", "ghi", 1),
        chicago_wind_dm_per_s=weather("chicago_ohare", "wind_ms", 10),
        austin_price_cents_per_mwh=austin_price(),
        chicago_price_cents_per_mwh=chicago_price(),
    )
    with np.load(TO, allow_pickle=False) as made:
        for name, values in made.items():
            print(name, values.dtype, values.shape, values.min(), values.max(), f"{values.mean():.4g}")
    print(f"{TO.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
