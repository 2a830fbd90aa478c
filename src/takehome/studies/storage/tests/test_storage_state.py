"""What is saved is what was fitted, to the last bit, and a loaded study acts alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from takehome.studies.probe import from_plain, plain
from takehome.studies.saved import read, restore
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.dispatching import probe_rows
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.catalogue import listed
from takehome.studies.storage.scenario import flat_prices
from takehome.studies.storage.settings import Reading, Settings
from takehome.studies.storage.study import Trade
from takehome.studies.storage.tests.deployment_worlds import BATTERY, brief_day, fitted, price_table, series
from takehome.table import Column, Kind, Role, Table

MOST_BYTES = 3_000_000
"""A year of hours with every policy; the contract of saving is a few MB."""


def study(outcome: Outcome) -> Trade:
    return Trade(outcome.settings, None, "trade(…)", outcome_=outcome, seconds_=1.25)


def scheduled() -> Table:
    table = price_table()
    idle = Column("mw", Kind.NUMBER, np.zeros(table.rows), "MW")
    return dataclasses.replace(table, columns=(*table.columns, idle), roles={"mw": Role.PREDICTION})


KEYS = (
    "hold", "thresholds", "yesterday", "last_week", "forecast_plan", "predictive_control", "markov", "tabular_q",
    "value_function", "known_day",
)  # fmt: skip
WORLDS = {
    "series": series,
    "series with a column known ahead": lambda: series(known=True),
    "repeated day": brief_day,
    "constant prices": lambda: fitted(flat_prices().table),
    "constant day": lambda: fitted(flat_prices().table.take(np.arange(24))),
    "two prices": lambda: fitted(price_table().take(np.arange(2))),
    "given schedule": lambda: fitted(scheduled(), reading=Reading(schedule="mw", schedule_positive="discharge")),
}


def differences(one: Any, other: Any, where: str) -> list[str]:
    """Where two values differ in type, dtype, shape or any bit (two NaN are alike)."""
    if type(one) is not type(other):
        return [f"{where}: {type(one).__name__} and {type(other).__name__}"]
    if dataclasses.is_dataclass(one) and not isinstance(one, type):
        inner = {
            field.name: (getattr(one, field.name), getattr(other, field.name)) for field in dataclasses.fields(one)
        }
    elif isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind in "fM")
        return [] if alike else [f"{where}: {one.dtype} {one.shape} and {other.dtype} {other.shape}"]
    elif isinstance(one, Mapping):
        if list(one) != list(other):
            return [f"{where}: {list(one)} and {list(other)}"]
        inner = {str(key): (one[key], other[key]) for key in one}
    elif isinstance(one, tuple | list):
        if len(one) != len(other):
            return [f"{where}: {len(one)} and {len(other)} items"]
        inner = {str(i): pair for i, pair in enumerate(zip(one, other, strict=True))}
    else:
        return [] if one == other or one != one else [f"{where}: {one!r} and {other!r}"]
    return [found for name, pair in inner.items() for found in differences(*pair, f"{where}.{name}")]


@pytest.mark.parametrize("world", WORLDS)
def test_a_loaded_study_is_the_one_that_was_saved(world: str, tmp_path: Path) -> None:
    made = study(WORLDS[world]())
    folder = made.save(tmp_path / "study")
    back = restore(Trade, read(folder))
    assert differences(made.outcome, back.outcome, "outcome") == []
    assert (back.command, back.seconds_, back.economics) == (made.command, made.seconds_, made.economics)
    assert sum(file.stat().st_size for file in folder.iterdir()) < MOST_BYTES
    assert back.recommend() == made.recommend()
    assert back.metrics() == made.metrics()
    rows = made.outcome.table.take(np.arange(made.outcome.table.rows)[-30:])
    if made.outcome.given is None:
        assert back.score(rows) == made.score(rows)


@pytest.mark.parametrize("key", KEYS)
def test_every_policy_is_plain_data_and_moves_alike(key: str) -> None:
    outcome = series()
    policy = outcome.policies[key]
    document, arrays = policy.to_plain()
    assert all(not np.asarray(array).dtype.hasobject for array in arrays.values())
    again = listed(key).policy_class.from_plain(from_plain(plain(document)), arrays)
    assert np.array_equal(again.dispatch(outcome.task), policy.dispatch(outcome.task))
    assert (again.label, again.information, again.trivial) == (policy.label, policy.information, policy.trivial)


def test_a_battery_given_in_whole_numbers_comes_back_as_it_was(tmp_path: Path) -> None:
    outcome = fitted(price_table().take(np.arange(48)))
    whole = dataclasses.replace(outcome, settings=Settings(Battery(2_000, 1_000, 0.9, 0.9, BATTERY.wear)))
    back = restore(Trade, read(study(whole).save(tmp_path / "study")))
    assert back.outcome.settings == whole.settings
    assert isinstance(back.outcome.settings.battery.capacity_kwh, int)


def test_the_probe_rows_are_the_last_ones_and_none_beside_a_given_schedule() -> None:
    outcome = series()
    rows = probe_rows(outcome)
    assert rows.rows == 48
    assert rows["time"].values[-1] == outcome.task.prices.time[-1]
    assert probe_rows(WORLDS["given schedule"]()).rows == 0
