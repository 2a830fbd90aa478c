"""Reading price tables: which column, which unit, which steps, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.storage.market.reading import read_prices
from takehome.studies.storage.tests.price_tables import HOUR, hours, said, some_prices, table_of
from takehome.table import Column, Kind, Note, Role, Table, Topic, read

# --- which column --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["price", "LMP", "spot_nl", "rt_price", "EUR/MWh", "RRP", "Day-ahead Price [EUR/MWh]"])
def test_the_price_is_found_by_its_name(name: str) -> None:
    table = table_of(hours(48), some_prices(48), name, "", load=np.arange(48), wind=np.ones(48))
    assert read_prices(table).price_column == name


def test_the_target_wins_and_the_only_number_is_taken() -> None:
    table = table_of(hours(48), some_prices(48), load=np.arange(48)).with_roles({"load": Role.TARGET})
    assert read_prices(table).price_column == "load"
    assert read_prices(table_of(hours(48), some_prices(48), "zone_h")).price_column == "zone_h"


def test_candidates_are_listed_where_two_could_be_meant() -> None:
    table = table_of(hours(48), some_prices(48), "da_price", rt_price=some_prices(48))
    with pytest.raises(InputError, match="'da_price', 'rt_price'"):
        read_prices(table)
    reading = read_prices(table, price="rt_price", known=["da_price"])
    assert reading.price_column == "rt_price"
    assert np.array_equal(reading.prices.known["da_price"], table["da_price"].values)


def test_known_columns_are_filled_and_said() -> None:
    ahead = some_prices(48)
    ahead[[0, 5]] = np.nan
    reading = read_prices(table_of(hours(48), some_prices(48), load=ahead), known=["load"])
    assert reading.prices.known["load"][[0, 5]].tolist() == [ahead[1], ahead[4]]
    assert said(reading, "'load' is known for a whole day before it begins, as you said; its 2 empty cells")
    with pytest.raises(InputError, match="is the price itself"):
        read_prices(table_of(hours(48), some_prices(48)), price="price", known=["price"])


def test_a_table_without_numbers_says_what_it_has() -> None:
    with pytest.raises(InputError, match="no column of numbers"):
        read_prices(Table((Column("time", Kind.DATE, hours(3)),), rows_in_source=3))


def test_text_named_price_gives_way_to_a_number() -> None:
    table = table_of(hours(48), some_prices(48), "Day-ahead price")
    area = Column("Price area", Kind.CATEGORY, np.array(["NL"] * 48, object))
    assert read_prices(Table((area, *table.columns))).price_column == "Day-ahead price"


def test_a_random_sample_of_a_series_is_refused() -> None:
    note = Note(None, "a random sample of 48 of 9,000 rows (seed 0)", Topic.SAMPLE, 48)
    table = table_of(hours(48), some_prices(48))
    with pytest.raises(InputError, match="a random sample of 48 of 9,000 rows"):
        read_prices(replace(table, notes=(note,)))


# --- units ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "unit", "factor", "currency"),
    [
        ("price", "$/MWh", 1, "$"), ("price", "EUR/kWh", 1000, "EUR"), ("price", "ct/kWh", 10, "€"),
        ("price", "p/kWh", 10, "£"), ("price", "£/MWh", 1, "£"), ("price", "€ct/kWh", 10, "€"),
        ("price", "", 1, "$"), ("Price (EUR/MWhe)", "", 1, "EUR"), ("price_usd_kwh", "", 1000, "USD"),
        ("price_kwh", "€", 1000, "€"), ("price", "AUD per MWh", 1, "AUD"), ("price", "€/GWh", 0.001, "€"),
        ("price", "¢/kWh", 10, "$"), ("spot price eur", "", 1, "EUR"), ("price", "$/MWh/12", 1, "$/MWh/12"),
    ],
)  # fmt: skip
def test_units_are_brought_to_money_per_mwh(name: str, unit: str, factor: float, currency: str) -> None:
    values = some_prices(48)
    reading = read_prices(table_of(hours(48), values, name, unit))
    assert reading.prices.values == pytest.approx(values * factor)
    assert reading.prices.currency == currency
    assert reading.price_unit == f"{currency}/MWh"


def test_assumptions_on_the_unit_are_said() -> None:
    reading = read_prices(table_of(hours(48), some_prices(48), unit=""))
    assert said(reading, "no currency is named; $ is assumed")
    assert said(reading, "'price' is taken as $ per MWh, since nothing says per how much energy it is")
    assert said(read_prices(table_of(hours(48), some_prices(48), unit="EUR/kWh")), "multiplied by 1,000")
    assert said(read_prices(table_of(hours(48), some_prices(48), unit="zloty")), "the unit 'zloty'")


def test_what_the_caller_says_wins() -> None:
    table = table_of(hours(48), some_prices(48), unit="USD/MWh")
    assert read_prices(table, currency="AUD").prices.currency == "AUD"
    assert said(read_prices(table, currency="AUD"), "the currency is AUD, as you said, not USD")
    assert read_prices(table, unit="EUR/kWh").price_unit == "EUR/MWh"


def test_a_price_that_looks_like_per_kwh_is_doubted() -> None:
    cheap = read_prices(table_of(hours(48), np.linspace(0.1, 0.456, 48), unit=""))
    assert said(cheap, "the largest price is 0.456 $/MWh, which looks like a price per kWh")
    assert said(read_prices(table_of(hours(48), np.linspace(50, 90, 48), unit="$/kWh")), "more than markets pay")
    assert not said(read_prices(table_of(hours(48), some_prices(48))), "looks like")


def test_mixed_units_are_one_error(tmp_path: Any) -> None:
    rows = [f"2020-01-01 {h:02d}:00,{f'{h + 10} EUR/MWh' if h % 2 else f'0.0{h + 10} EUR/kWh'}" for h in range(24)]
    file = tmp_path / "mixed.csv"
    file.write_text("time,price\n" + "\n".join(rows))
    with pytest.raises(InputError, match="mixes units: EUR/kWh in 12 rows, EUR/MWh in 12 rows"):
        read_prices(read(file))
    file.write_text("time,price\n" + "\n".join(f"2020-01-01 {h:02d}:00,£{h + 10}/MWh" for h in range(24)))
    assert read_prices(read(file)).prices.values.tolist() == [h + 10 for h in range(24)]
    assert read_prices(read(file)).price_unit == "£/MWh"


# --- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ([5.0], "holds 1 price"), ([np.nan, 5.0, np.nan], "holds 1 price"), ([np.nan, np.nan], "holds 0 prices"),
        ([1.0, np.inf, 3.0], "infinite in row 2"), ([1.0, 2e6, 3.0], "no market has such a price"),
    ],
)  # fmt: skip
def test_prices_on_which_nothing_can_be_built(price: list[float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_prices(table_of(None, np.array(price)))


@pytest.mark.parametrize("fees", [(-1.0, 0.5), (0.0, -0.1), (np.nan, 0.0)])
def test_fees_that_make_a_money_machine_are_refused(fees: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="fee"):
        read_prices(table_of(hours(48), some_prices(48)), buy_fee=fees[0], sell_fee=fees[1])


def test_fees_reach_the_prices() -> None:
    prices = read_prices(table_of(hours(48), some_prices(48)), buy_fee=3.0, sell_fee=-1.0).prices
    assert (prices.buy - prices.sell).tolist() == pytest.approx([2.0] * 48)


def test_a_constant_price_is_fine() -> None:
    assert np.ptp(read_prices(table_of(hours(48), np.full(48, 7.0))).prices.values) == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.5, "1 minute to 1 day"), (2 * 1440, "1 minute to 1 day"), (7, "divide a day"), (300, "divide a day")],
)
def test_steps_that_cannot_be_traded(minutes: float, words: str) -> None:
    time = np.datetime64("2021-06-01", "us") + np.arange(50) * np.timedelta64(round(minutes * 60_000_000), "us")
    with pytest.raises(InputError, match=words):
        read_prices(table_of(time, some_prices(50)))


def test_irregular_steps_name_the_two_most_common_spacings() -> None:
    time = hours(100)
    time[60:] += np.timedelta64(7, "m")
    with pytest.raises(InputError, match=r"1 hour \(98 times\) and 67 minutes \(1 time\)"):
        read_prices(table_of(time, some_prices(100)))
    quarter = np.concatenate([hours(60), hours(60)[-1] + np.arange(1, 61) * np.timedelta64(15, "m")])
    with pytest.raises(InputError, match=r"15 minutes \(60 times\) and 1 hour \(59 times\)"):
        read_prices(table_of(quarter, some_prices(120)))


def test_a_time_that_cannot_be_read_names_its_row() -> None:
    time = hours(48)
    time[7] = np.datetime64("NaT")
    with pytest.raises(InputError, match="no readable time in row 8"):
        read_prices(table_of(time, some_prices(48)))


def test_a_year_that_cannot_be_and_two_rows_of_one_time() -> None:
    time = hours(48)
    time[3] = np.datetime64("9999-12-31T23", "us")
    with pytest.raises(InputError, match="is 9999-12-31 in row 4"):
        read_prices(table_of(time, some_prices(48)), zone="Europe/Amsterdam")
    with pytest.raises(InputError, match="has prices at 1 time"):
        read_prices(table_of(hours(6)[[5, 5]], np.array([5.0, 5.0])))


# --- steps, gaps, duplicates, order --------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [1, 5, 15, 30, 60, 240, 1440])
def test_every_step_from_a_minute_to_a_day(minutes: int) -> None:
    steps = 3 * 1440 // minutes
    time = np.datetime64("2021-06-01", "us") + np.arange(steps) * np.timedelta64(minutes, "m")
    prices = read_prices(table_of(time, some_prices(steps))).prices
    assert prices.step_hours == minutes / 60
    assert prices.slots == 1440 // minutes
    assert np.array_equal(prices.slot, np.tile(np.arange(prices.slots), 3))
    assert np.array_equal(prices.day, np.repeat([0, 1, 2], prices.slots))


def test_gaps_take_the_step_before_and_are_counted() -> None:
    price = some_prices(400)
    price[[0, 10]] = np.nan
    keep = np.setdiff1d(np.arange(400), [50, 51, 52])
    reading = read_prices(table_of(hours(400)[keep], price[keep]))
    values = reading.prices.values
    assert len(values) == 400
    assert values[[0, 10, 50, 51, 52]].tolist() == [price[1], price[9], price[49], price[49], price[49]]
    assert np.flatnonzero(reading.prices.filled).tolist() == [0, 10, 50, 51, 52]
    assert (reading.gaps.missing, reading.gaps.absent, reading.gaps.longest) == (5, 3, 3)
    assert said(reading, "5 of 400 steps (1.25 %) have no price and take that of the step before (the first ones")


def test_more_than_one_step_in_twenty_missing_is_refused() -> None:
    price = some_prices(100)
    price[20:25] = np.nan
    assert read_prices(table_of(hours(100), price)).gaps.missing == 5
    price[25] = np.nan
    with pytest.raises(InputError, match=r"lacks 6 of 100 steps \(6\.00 %\)"):
        read_prices(table_of(hours(100), price))
    late = hours(100)
    late[-1] += 10**6 * HOUR  # one wrong year must not lay out a century
    with pytest.raises(InputError, match="lacks"):
        read_prices(table_of(late, some_prices(100)))


def test_equal_copies_are_dropped_and_different_prices_refused() -> None:
    time, price = hours(48), some_prices(48)
    again = np.concatenate([np.arange(48), [7, 7, 20]])
    reading = read_prices(table_of(time[again], price[again]))
    assert np.array_equal(reading.prices.values, price)
    assert reading.gaps.copies == 3
    assert said(reading, "3 of 51 rows dropped, which repeat another's time and price")
    with pytest.raises(InputError, match=r"is 10 and 20 at 2021-06-01 07:00"):
        read_prices(table_of(np.append(time, time[7]), np.append(np.where(np.arange(48) == 7, 10, price), 20)))


def test_an_empty_copy_gives_way_to_a_price() -> None:
    time, price = np.append(hours(48), hours(48)[7]), np.append(some_prices(48), np.nan)
    reading = read_prices(table_of(time, price))
    assert reading.gaps.missing == 0
    assert reading.gaps.copies == 1


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_the_rows_never_matters(seed: int) -> None:
    rng = np.random.default_rng(seed)
    price = some_prices(200, seed)
    price[rng.integers(0, 200, 4)] = np.nan
    table = table_of(hours(200), price, load=rng.normal(size=200))
    shuffled = read_prices(table.take(rng.permutation(200)), known=["load"])
    straight = read_prices(table, known=["load"])
    assert np.array_equal(shuffled.prices.values, straight.prices.values)
    assert np.array_equal(shuffled.prices.time, straight.prices.time)
    assert np.array_equal(shuffled.prices.known["load"], straight.prices.known["load"])
    assert said(shuffled, "rows stood after a later one")
    assert not said(straight, "rows stood after a later one")
