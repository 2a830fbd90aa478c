"""Reading price tables: when each price was.

Dates of clock changes are those of the IANA time zone database (Europe/Amsterdam 2021-03-28 and 2021-10-31,
America/New_York 2021-03-14 and 2021-11-07, Australia/Sydney 2021-04-04 and 2021-10-03), through Python's ``zoneinfo``.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.market.reading import read_prices
from takehome.studies.storage.market.zones import local_of
from takehome.studies.storage.tests.price_tables import HOUR, hours, numbers, said, some_prices, table_of, utc_year
from takehome.table import Column, Kind, Table, read

ZONES = (
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Sydney",
    "Europe/London",
    "Europe/Helsinki",
    "America/Santiago",
)


# --- clocks --------------------------------------------------------------------------------------------------------


def calendar(utc: np.ndarray, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Local hour and day of each moment by ``zoneinfo``, one at a time."""
    local = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for moment in utc.tolist()]
    days = np.array([moment.date().toordinal() for moment in local])
    return np.array([moment.hour for moment in local]), days - days[0]


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_alone_show_both_changes_of_the_clock(zone: str) -> None:
    utc = utc_year()
    price = some_prices(len(utc))
    table = table_of(local_of(utc, ZoneInfo(zone)), price)
    for reading in (
        read_prices(table),
        read_prices(table, zone=zone),
        read_prices(table.take(np.arange(len(utc))[::-1])),
    ):
        hour, day = calendar(utc, zone)
        assert np.array_equal(reading.prices.values, price)
        assert np.array_equal(reading.prices.slot, hour)
        assert np.array_equal(reading.prices.day, day)
        assert (reading.gaps.skipped, reading.gaps.repeated, reading.gaps.missing) == (1, 1, 0)
        assert said(reading, "the local clock skips 1 hour and repeats 1 hour (2021-")


def test_days_of_23_and_25_hours_at_five_minutes() -> None:
    zone = "Europe/Amsterdam"
    utc = utc_year(np.timedelta64(300_000_000, "us"), "2021-03-01", "2021-11-10")
    price = some_prices(len(utc))
    prices = read_prices(table_of(local_of(utc, ZoneInfo(zone)), price)).prices
    assert np.array_equal(prices.values, price)
    lengths = np.bincount(prices.day)[1:-1]
    assert sorted(set(lengths)) == [23 * 12, 24 * 12, 25 * 12]


@pytest.mark.parametrize("zone", ZONES)
def test_utc_and_local_go_together(zone: str) -> None:
    utc = utc_year()
    both = Table(
        (
            Column("local_start", Kind.DATE, local_of(utc, ZoneInfo(zone))),
            Column("utc_start", Kind.DATE, utc),
            Column("price", Kind.NUMBER, some_prices(len(utc)), "$/MWh"),
        )
    )
    shuffled = both.take(np.random.default_rng(1).permutation(len(utc)))
    hour, day = calendar(utc, zone)
    for reading in (read_prices(both), read_prices(shuffled), read_prices(both, zone=zone)):
        assert np.array_equal(reading.prices.values, both["price"].values)
        assert np.array_equal(reading.prices.slot, hour)
        assert np.array_equal(reading.prices.day, day)
        assert reading.time_column == "local_start"
    with pytest.raises(InputError, match="but in zone='Asia/Tokyo' it is"):
        read_prices(both, zone="Asia/Tokyo")


def test_utc_alone_asks_for_the_zone() -> None:
    utc = utc_year()
    table = Table((Column("utc", Kind.DATE, utc), Column("price", Kind.NUMBER, some_prices(len(utc)))))
    reading = read_prices(table)
    assert said(reading, "times are in UTC and so are the days")
    assert np.array_equal(reading.prices.time, utc)
    hour, _ = calendar(utc, "Europe/Amsterdam")
    assert np.array_equal(read_prices(table, zone="Europe/Amsterdam").prices.slot, hour)
    with pytest.raises(InputError, match="Mars/Olympus"):
        read_prices(table, zone="Mars/Olympus")


def test_dates_that_are_no_local_time_of_the_utc_column_are_left_alone() -> None:
    utc, rng = utc_year(first="2021-05-01", last="2021-06-01"), np.random.default_rng(0)
    table = Table(
        (
            Column("utc", Kind.DATE, utc),
            Column("auction", Kind.DATE, utc - rng.integers(1, 12, len(utc)) * HOUR),
            Column("price", Kind.NUMBER, some_prices(len(utc))),
        )
    )
    reading = read_prices(table)
    assert reading.time_column == "utc"
    assert np.array_equal(reading.prices.time, utc)
    assert said(reading, "'auction' is not the local time of 'utc' and is not used")
    auction = np.where(np.arange(len(utc)) == 5, np.datetime64("NaT"), utc)
    reading = read_prices(Table((table["utc"], Column("auction", Kind.DATE, auction), table["price"])))
    assert said(reading, "'auction' is not the local time of 'utc' and is not used")


def test_text_with_an_offset_is_utc(tmp_path: Any) -> None:
    file = tmp_path / "offset.csv"
    file.write_text("time,price\n" + "\n".join(f"2020-06-01T{h:02d}:00:00+02:00,{h + 10}" for h in range(24)))
    prices = read_prices(read(file), zone="Europe/Amsterdam").prices
    assert np.array_equal(prices.slot, np.arange(24))
    assert str(prices.time[0]) == "2020-06-01T00:00:00.000000"


def test_a_missing_hour_that_is_no_change_of_the_clock_is_a_gap() -> None:
    time = hours(200, "2021-03-25")
    away = np.datetime64("2021-03-27T02", "us")  # a Saturday
    reading = read_prices(table_of(time[time != away], some_prices(199)))
    assert (reading.gaps.skipped, reading.gaps.missing) == (0, 1)
    sunday = np.datetime64("2021-03-28T02", "us")
    reading = read_prices(table_of(time[time != sunday], some_prices(199)))
    assert (reading.gaps.skipped, reading.gaps.missing) == (1, 0)
    assert len(reading.prices) == 199
    assert read_prices(table_of(time[time != sunday], some_prices(199)), zone="Asia/Tokyo").gaps.missing == 1


def test_a_doubled_file_keeps_its_repeated_hour() -> None:
    local = local_of(utc_year(), ZoneInfo("Europe/Amsterdam"))
    price = some_prices(len(local))
    reading = read_prices(table_of(np.repeat(local, 2), np.repeat(price, 2)))
    assert np.array_equal(reading.prices.values, price)
    assert (reading.gaps.copies, reading.gaps.repeated) == (len(price), 1)


def test_a_shuffled_repeated_hour_says_that_its_order_is_unknown() -> None:
    local = local_of(utc_year(first="2021-10-20", last="2021-11-10"), ZoneInfo("Europe/Amsterdam"))
    table = table_of(local, some_prices(len(local)))
    one, other = (read_prices(table.take(np.random.default_rng(s).permutation(len(local)))) for s in (1, 2))
    assert np.array_equal(one.prices.values, other.prices.values)
    assert said(one, "in 1 step of a repeated hour the rows do not tell which price came first")


def test_evened_out_days_lose_their_impossible_hour_only_where_the_zone_is_known() -> None:
    time = hours(24 * 400, "2021-01-01")
    reading = read_prices(table_of(time, some_prices(len(time))))
    assert (reading.gaps.skipped, reading.gaps.missing, len(reading.prices)) == (0, 0, len(time))
    reading = read_prices(table_of(time, some_prices(len(time))), zone="America/Chicago")
    assert said(reading, "left out: 1 row at times that the clock of America/Chicago skips")
    assert (reading.gaps.missing, len(reading.prices)) == (1, len(time))


# --- other ways of saying when ---------------------------------------------------------------------------------------


def test_no_time_column_means_the_order_of_the_rows() -> None:
    reading = read_prices(table_of(None, some_prices(50)))
    assert not reading.prices.clock
    assert reading.time_column is None
    assert said(reading, "no column says when")
    assert read_prices(table_of(None, some_prices(48)), step=0.5).prices.slots == 48
    with pytest.raises(InputError, match="step=-1"):
        read_prices(table_of(None, some_prices(48)), step=-1)


@pytest.mark.parametrize("name", ["hour", "step", "t", "time", "Hour"])
def test_a_column_that_counts_gives_the_order(name: str) -> None:
    price = some_prices(24)
    rows = np.random.default_rng(0).permutation(24)
    table = numbers({name: np.arange(24.0)[rows], "price": price[rows]})
    reading = read_prices(table)
    assert np.array_equal(reading.prices.values, price)
    assert reading.time_column == name
    assert not reading.prices.clock


@pytest.mark.parametrize("start", [0, 1])
def test_a_date_and_an_hour_beside_it(start: int) -> None:
    time = hours(72)
    date = Column("date", Kind.DATE, time.astype("datetime64[D]").astype("datetime64[us]"))
    hour = Column("hour", Kind.NUMBER, np.tile(np.arange(24.0) + start, 3))
    table = Table((date, hour, Column("price", Kind.NUMBER, some_prices(72))))
    reading = read_prices(table)
    assert np.array_equal(reading.prices.time, time)
    assert reading.time_column == "date"
    assert said(reading, "read as the end of each step") == (start == 1)
    with pytest.raises(InputError, match="24 rows a date"):
        read_prices(Table((date, Column("price", Kind.NUMBER, some_prices(72)))))


def test_a_date_and_a_time_of_day_as_text() -> None:
    time = hours(72)
    of_day = np.array([f"{h:02d}:{m:02d}" for _ in range(3) for h in range(12) for m in (0, 30)], object)
    time = np.concatenate([hours(1, f"2021-06-0{d}") + np.arange(24) * np.timedelta64(30, "m") for d in (1, 2, 3)])
    table = Table(
        (
            Column("date", Kind.DATE, time.astype("datetime64[D]").astype("datetime64[us]")),
            Column("time", Kind.CATEGORY, of_day),
            Column("price", Kind.NUMBER, some_prices(72)),
        )
    )
    with pytest.raises(InputError, match="lacks"):  # half of each day is missing
        read_prices(table)
    whole = table.take(np.arange(24))
    assert np.array_equal(read_prices(whole).prices.time, time[:24])


def test_seconds_since_1970() -> None:
    table = numbers({"time": hours(48).astype(np.int64) / 1e6, "price": some_prices(48)})
    reading = read_prices(table)
    assert np.array_equal(reading.prices.time, hours(48))
    assert said(reading, "'time' is read as seconds since 1970, in UTC")


def test_text_that_is_no_time_is_refused() -> None:
    words = Column("when", Kind.CATEGORY, np.array(["a", "b", "c"], object))
    table = Table((words, Column("price", Kind.NUMBER, some_prices(3))))
    with pytest.raises(InputError, match="reads as no date, such as 'a'"):
        read_prices(table, time="when")


def test_an_end_of_interval_is_not_the_time() -> None:
    table = Table(
        (
            Column("Interval Start", Kind.DATE, hours(48)),
            Column("Interval End", Kind.DATE, hours(48) + HOUR),
            Column("LMP", Kind.NUMBER, some_prices(48)),
        )
    )
    assert read_prices(table).time_column == "Interval Start"
    other = Table((Column("run", Kind.DATE, hours(48) - 9 * HOUR), *table.columns))
    with pytest.raises(InputError, match="2 columns of times: run and Interval Start"):
        read_prices(other)
    assert read_prices(other, time="Interval Start").time_column == "Interval Start"


def test_four_years_of_five_minutes_keep_their_clock_changes() -> None:
    utc = utc_year(np.timedelta64(300_000_000, "us"), "2018-01-01", "2022-01-01")
    table = table_of(local_of(utc, ZoneInfo("America/New_York")), some_prices(len(utc)), load=np.ones(len(utc)))
    reading = read_prices(table, known=["load"])
    assert (reading.gaps.skipped, reading.gaps.repeated) == (4, 4)
