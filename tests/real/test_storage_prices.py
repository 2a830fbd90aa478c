"""Every price file of the collection, read without help, with what its row in the collection's README says of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.market.reading import Reading, read_prices
from takehome.table import Role, read


@pytest.fixture(scope="module")
def files(data_dir: Path) -> Path:
    return data_dir / "electricity"


HOURLY = {
    # file: (steps, days, missing, hours skipped and hours repeated)
    "aemo_nsw_spot_2020_2024": (43_848, 1_827, 0, 0),
    "caiso_day_ahead_2020_2022": (26_304, 1_096, 0, 3),
    "comed_chicago_day_ahead_2011_2015": (43_800, 1_825, 0, 0),
    "de_lu_day_ahead_2020_2022": (26_304, 1_096, 174, 3),
    "ercot_hubavg_day_ahead_2020_2022": (26_304, 1_096, 0, 3),
    "nl_day_ahead_2015_2022": (70_128, 2_922, 1, 8),
    "nyiso_day_ahead_2020_2024": (43_848, 1_827, 0, 5),
}


def require_sound(reading: Reading) -> None:
    """A finite price for every step, on a calendar without holes."""
    prices = reading.prices
    assert np.isfinite(prices.values).all()
    assert np.array_equal(np.unique(prices.day), np.arange(prices.days))
    assert np.all(np.diff(prices.day) >= 0)
    assert prices.slot.min() == 0
    assert prices.slot.max() == prices.slots - 1


@pytest.mark.parametrize("name", HOURLY)
def test_hourly_files_are_read_without_help(name: str, files: Path) -> None:
    table = read(files / f"{name}.parquet")
    reading = read_prices(table)
    require_sound(reading)
    gaps = reading.gaps
    assert (len(reading.prices), reading.prices.days, gaps.missing, gaps.skipped) == HOURLY[name]
    assert gaps.repeated == gaps.skipped
    assert reading.price_column == "price"
    assert reading.prices.slots == 24
    kept = ~reading.prices.filled
    raw = table["price"].values
    assert np.array_equal(reading.prices.values[kept], raw[np.isfinite(raw)])


@pytest.mark.parametrize("name", ["caiso_day_ahead_2020_2022", "de_lu_day_ahead_2020_2022", "nl_day_ahead_2015_2022"])
def test_local_time_alone_gives_the_same_calendar(name: str, files: Path) -> None:
    """The file's own UTC column is the authority for what was made of the local one."""
    table = read(files / f"{name}.parquet")
    local = read_prices(table.with_roles({"utc_start": Role.IGNORED}))
    both = read_prices(table)
    assert np.array_equal(local.prices.values, both.prices.values)
    assert np.array_equal(local.prices.time, both.prices.time)
    assert local.gaps == both.gaps
    assert local.zone == "local time as written"


def test_a_table_of_zones_asks_which(files: Path) -> None:
    table = read(files / "ercot_zones_day_ahead_2021.parquet")
    with pytest.raises(InputError, match="15 columns that could be the price"):
        read_prices(table)
    reading = read_prices(table, price="LZ_HOUSTON", currency="USD")
    require_sound(reading)
    assert (len(reading.prices), reading.gaps.missing, reading.gaps.skipped) == (8_760, 1, 0)
    assert str(reading.prices.time[reading.prices.filled][0]) == "2021-03-14T02:00:00.000000"
    known = read_prices(table, price="LZ_HOUSTON", zone="America/Chicago")
    assert (known.gaps.skipped, known.gaps.repeated, known.gaps.missing) == (1, 1, 1)  # November's second hour


@pytest.mark.parametrize("name", ["nyiso_nyc_5min_2016_2019", "nyiso_west_5min_2016_2019"])
def test_five_minute_files(name: str, files: Path) -> None:
    table = read(files / f"{name}.parquet")
    with pytest.raises(InputError, match="'rt_price', 'da_price'"):
        read_prices(table)
    reading = read_prices(table, price="rt_price", known=["da_price"])
    require_sound(reading)
    assert (len(reading.prices), reading.prices.slots, reading.prices.days) == (420_768, 288, 1_461)
    assert np.array_equal(reading.prices.known["da_price"], table["da_price"].values)


def test_a_retail_tariff_per_kwh(files: Path) -> None:
    table = read(files / "homes_fontana_ca_env.parquet")
    reading = read_prices(table)
    assert reading.price_unit == "USD/MWh"
    assert reading.prices.values == pytest.approx(1000 * table["price_usd_kwh"].values)
    assert not reading.prices.clock
