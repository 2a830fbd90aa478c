"""What cannot be traded is refused with one message that names the offender, and nothing is written (issue, item 5)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

import takehome as th
from bad_input.writing import Columns, csv_text
from takehome.cli.group import takehome
from takehome.errors import InputError

MESSAGE = ("Saw:", "Expected:", "Try:")
DAYS = 8
BATTERY: dict[str, object] = {"--capacity-kwh": 2000, "--power-kw": 1000}


def prices(minutes: int = 60, **columns: Any) -> Columns:
    """Eight days of prices with nothing wrong in them; other columns are added or replaced, None drops one."""
    steps = np.arange(DAYS * 24 * 60 // minutes)
    time = np.datetime64("2024-02-01T00:00", "m") + steps * np.timedelta64(minutes, "m")
    shape = 50 + 20 * np.sin(2 * np.pi * steps * minutes / 1440) + steps % 7
    made = {"start": [str(one) for one in time], "price": shape.round(2).tolist(), **columns}
    return {name: list(values) for name, values in made.items() if values is not None}


def changed(column: str, rows: slice, by: object) -> Columns:
    """The sound prices with some cells of one column replaced."""
    made = prices()
    for row in range(*rows.indices(len(made[column]))):
        made[column][row] = by
    return made


def head(rows: int) -> Columns:
    """The first rows."""
    return {name: values[:rows] for name, values in prices().items()}


@dataclass(frozen=True)
class Case:
    """One call that must be refused: a table, flags beside those of a sound battery (None takes one of those away)."""

    name: str
    columns: Columns
    flags: dict[str, object]
    said: tuple[str, ...]
    economics: str = ""


def case(name: str, said: str | tuple[str, ...], columns: Columns | None = None, **flags: object) -> Case:
    economics = str(flags.pop("economics", ""))
    words = {f"--{flag.replace('_', '-')}": value for flag, value in flags.items()}
    return Case(name, columns or prices(), words, (said,) if isinstance(said, str) else said, economics)


def schedule(power: float, name: str = "dispatch_kw") -> Columns:
    return prices(**{name: [power, -power] * (DAYS * 12)})


PRICES = (
    case("one row", "one row", head(1)),
    case("one price", ("'price' holds 1 price", "at least two"), changed("price", slice(1, None), None)),
    case("no price", "'price' holds 0 prices", changed("price", slice(None), None)),
    case("gaps", ("'price' lacks 96 of 192 steps", "at most 5 %"), changed("price", slice(None, None, 2), "NaN")),
    case("infinite", ("'price' is infinite in row 6", "1 rows in all"), changed("price", slice(5, 6), "inf")),
    case("beyond any market", ("'price' is", "in row 6"), changed("price", slice(5, 6), 3e9)),
    case("text", "'price' is text", prices(price=["low", "high"] * (DAYS * 12))),
    case("mixed units", ("'price' mixes units", "€", "$"), prices(price=["€40", "$40"] * (DAYS * 12))),
    case("unknown price column", ("'prise'", "did you mean 'price'"), price="prise"),
    case("several price columns", ("2 columns that could be the price", "'spot'", "'lmp'"),
         prices(price=None, spot=[*range(24 * DAYS)], lmp=[*range(24 * DAYS)])),
    case("no price column", "no column of numbers", prices(price=None, area=["NL", "DE"] * (DAYS * 12))),
    case("unknown time column", "'when'", time="when"),
    case("no time in a row", ("'start'", "in row 6"), changed("start", slice(5, 6), None)),
    case("two prices at one time", ("'price'", "2024-02-01"), changed("start", slice(1, 2), "2024-02-01T00:00")),
    case("uneven steps", "step", prices(start=[f"2024-02-{1 + row // 12:02}T{row % 12:02}:{row % 5:02}"
                                               for row in range(24 * DAYS)])),
    case("known is no column", "'load'", known="load"),
    case("known is the price", "'price' is the price itself", known="price", price="price"),
)  # fmt: skip
BATTERIES = (
    case("no power", ("without power_kw", "--power-kw"), power_kw=None),
    case("no capacity", ("without capacity_kwh", "--capacity-kwh"), capacity_kwh=None),
    case("no capacity in it", "capacity_kwh = 0.0", capacity_kwh=0),
    case("negative power", "power_kw = -5.0", power_kw=-5),
    case("endless capacity", "capacity_kwh = inf", capacity_kwh="inf"),
    case("capacity that is no number", "capacity_kwh = nan", capacity_kwh="nan"),
    case("more out than in", "efficiency = 1.2", efficiency=1.2),
    case("efficiency in percent", "efficiency = 85.0", efficiency=85),
    case("nothing comes out", "efficiency = 0.0", efficiency=0),
    case("one way above one", "discharge_efficiency = 1.01", discharge_efficiency=1.01),
    case("efficiency twice", "efficiency (round trip)", efficiency=0.9, charge_efficiency=0.9),
    case("negative wear", "wear = -1.0", wear_per_kwh=-1),
    case("two kinds of wear", ("wear_per_kwh and wear_per_cycle", "one kind"), wear_per_kwh=0.01, wear_per_cycle=9),
    case("depth that saves", "exponent of wear = 0.5", wear_by_depth=9, depth_exponent=0.5),
    case("starts above full", ("start_kwh = 2500.0", "at most 2000"), start_kwh=2500),
    case("ends above full", ("end_kwh = 2500.0", "at most 2000"), end_kwh=2500),
    case("endless value of the rest", "terminal_price = inf", terminal_price="inf"),
)
TERMS = (
    case("quarter hours without information", ("15 minutes", "information"), prices(15)),
    case("train above one", ("train = 1.5", "to below 1"), train=1.5),
    case("train below zero", "train = -0.2", train=-0.2),
    case("train that is no number", "train = nan", train="nan"),
    case("train leaves no past", ("train = 0.5", "at least 28 days"), train=0.5),
    case("train after the end", ("train = '2031-01-01'", "8 of 8 days"), train="2031-01-01"),
    case("train that is no date", "train = 'spring'", train="spring"),
    case("buying is paid for", ("buy_fee=-5", "less than 0"), buy_fee=-5),
    case("selling is paid for", ("sell_fee=-5", "less than 0"), sell_fee=-5),
    case("endless fee", "buy_fee=inf", buy_fee="inf"),
    case("schedule misspelled", ("'dispatch'", "did you mean 'dispatch_kw'"), schedule(500), schedule="dispatch"),
    case("schedule without a unit", ("'plan' without a unit", "kW or MW"), schedule(500, "plan"), schedule="plan"),
    case("schedule of another battery", ("'dispatch_kw', step 1", "more than the battery can do"), schedule(5_000),
         schedule="dispatch_kw"),
    case("schedule with a hole", "'dispatch_kw' has no number in row 3",
         prices(dispatch_kw=[0.0, 0.0, None] * (DAYS * 8)), schedule="dispatch_kw"),
    case("schedule of text", "the schedule 'dispatch_kw' holds no numbers",
         prices(dispatch_kw=["buy", "sell"] * (DAYS * 12)), schedule="dispatch_kw"),
    case("schedule either way round", ("both ways", "positive numbers charge, and", "--schedule-positive"),
         schedule(500), schedule="dispatch_kw", start_kwh=1000),
    case("sign without a schedule", "schedule_positive = 'charge' without a schedule", schedule_positive="charge"),
    case("sign that cannot be", "more than the battery can do (positive discharges)", schedule(500),
         schedule="dispatch_kw", schedule_positive="discharge"),
    case("schedule is the price", "'price' for both the price and the schedule", schedule="price", price="price"),
)  # fmt: skip
MONEY = (
    case("unknown key", ("unknown key 'battery_prise'", "battery_price = 100"), economics="battery_prise = 100"),
    case("unknown key of the battery", "unknown key 'power'", economics="[battery]\ncapacity_kwh = 9\npower = 2",
         capacity_kwh=None, power_kw=None),
    case("negative price", "battery_price = -1", economics="battery_price = -1"),
    case("endless life", "life_years = inf", economics="life_years = inf"),
    case("no batteries", "batteries = 0", economics="batteries = 0"),
    case("another currency without a rate", ("GBP", "without a rate"), economics='currency = "GBP"'),
    case("no TOML", "economics.toml", economics="battery_price: 100"),
    case("information misspelled", ("information = 'tomorrow'", "known_day"), economics='information = "tomorrow"'),
)  # fmt: skip


def words_of(flags: dict[str, object]) -> list[str]:
    return [word for flag, value in flags.items() if value is not None for word in (flag, str(value))]


def assert_one_message(result: Result, *said: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert [sum(line.startswith(start) for line in lines) for start in MESSAGE] == [1, 1, 1], result.stderr
    for words in said:
        assert words in result.stderr


@pytest.mark.parametrize("case", [*PRICES, *BATTERIES, *TERMS, *MONEY], ids=lambda case: case.name)
def test_it_is_one_message_and_nothing_is_written(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(csv_text(case.columns))
    flags = {**BATTERY, **case.flags, "--out": tmp_path / "out"}
    if case.economics:
        flags["--economics"] = tmp_path / "economics.toml"
        (tmp_path / "economics.toml").write_text(case.economics)
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(takehome, ["trade", str(path), *words_of(flags)])
    assert_one_message(result, *case.said)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("flag", "value"), [("--information", "tomorrow"), ("--confidence-level", "1"), ("--seed", "-1"), ("--power", "9")]
)
def test_malformed_flags_are_usage_errors(flag: str, value: str, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(csv_text(prices()))
    result = CliRunner().invoke(takehome, ["trade", str(path), *words_of(BATTERY), flag, value])
    assert result.exit_code == 2
    assert flag in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["prices.csv"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"information": "tomorrow"}, "information = 'tomorrow'"),
        ({"information": 3}, "information = 3"),
        ({"battery": 2_000}, "a battery of type int"),
        ({"battery": {"capacity_kwh": "2 MWh", "power_kw": 1}}, "capacity_kwh = '2 MWh'"),
        ({"battery": {"capacity_kwh": 9, "power_kw": True}}, "power_kw = True"),
        ({"battery": {"capacity_kwh": 9, "power_kw": 9, "size": 1}}, "unknown key 'size'"),
        ({"battery": {"capacity_kwh": 9, "power_kw": 9, "wear_per_kwh": "low"}}, "wear = 'low'"),
        ({"train": True}, "train = True"),
        ({"train": [0.5]}, "train = [0.5]"),
        ({"confidence_level": 1.5}, "confidence_level=1.5"),
        ({"economics": {"battery": {"capacity_kwh": 9, "power_kw": -1}}}, "power_kw = -1"),
        ({"economics": {"wear_price": float("nan")}}, "wear_price = nan"),
        ({"economics": 3}, "economics"),
        ({"buy_fee": "1 $"}, "buy_fee='1 $'"),
        ({"known": ["start"]}, "known='start' holds no numbers"),
        ({"schedule": "start"}, "'start'"),
        ({"schedule_positive": "charge"}, "without a schedule"),
        ({"time": "price", "price": "price"}, "both the time and the price"),
        ({"unit": "$/MWh", "price": "start"}, "'start' holds dates"),
    ],
    ids=str,
)
def test_python_gives_the_same_kind_of_message(options: dict[str, Any], said: str) -> None:
    table = th.read(prices_frame())
    with pytest.raises(InputError) as problem:
        th.trade(table, **{"fast": True, **options})
    assert said in problem.value.saw
    assert problem.value.expected
    assert problem.value.try_next


def prices_frame() -> Any:
    import pandas as pd

    frame = pd.DataFrame(prices())
    return frame.assign(start=pd.to_datetime(frame["start"]))


SOUND = (
    ("out of order", lambda frame: frame.sample(frac=1, random_state=3), "in order of 'start' however"),
    ("NaN in places", lambda frame: frame.assign(price=frame["price"].where(frame.index != 30)), "has no price"),
    ("rows missing", lambda frame: frame.drop(index=[40, 41]), "have no price"),
    ("rows doubled", lambda frame: frame.iloc[[*range(24 * DAYS), 5, 6]], "repeat another's time and price"),
    ("no times", lambda frame: frame[["price"]], "no column says when"),
    ("per kWh", lambda frame: frame[["start"]].assign(price_eur_kwh=frame["price"] / 1000), "multiplied by 1,000"),
    ("all below zero", lambda frame: frame.assign(price=-frame["price"]), "steps of 1 hour"),
    ("two prices", lambda frame: frame.head(2), "2 steps"),
)


@pytest.mark.parametrize(("change", "said"), [one[1:] for one in SOUND], ids=[one[0] for one in SOUND])
def test_what_can_be_mended_is_mended_and_said(change: Callable[[Any], Any], said: str) -> None:
    study = th.trade(change(prices_frame()), battery={"capacity_kwh": 2000, "power_kw": 1000}, fast=True)
    assert said in " ".join(study.to_dict()["echo"])
    assert study.recommend().sentence
