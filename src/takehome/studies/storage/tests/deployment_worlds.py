"""Small fitted studies for the tests of deployment and saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.fitting import fit_outcome
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.predictive import PredictiveControl
from takehome.studies.storage.policies.value.value_function import ValueFunction
from takehome.studies.storage.result import result_of
from takehome.studies.storage.scenario import greengrid_day
from takehome.studies.storage.settings import Reading, Settings, silent
from takehome.table import Column, Kind, Table

DAYS, HOUR = 63, np.timedelta64(3_600_000_000, "us")
BATTERY = Battery(2_000.0, 1_000.0, 0.9, 0.9, Wear(WearKind.PER_KWH, 0.002))
START = np.datetime64("2021-01-04", "us")
PRICES = spiky_prices(DAYS, 1).values
MOMENTS = START + np.arange(len(PRICES)) * HOUR
AHEAD = PRICES + np.random.default_rng(7).normal(0, 3, len(PRICES))


def table_of(*columns: Column) -> Table:
    return Table(columns, rows_in_source=len(columns[0].values))


def price_table(known: bool = False) -> Table:
    columns = (Column("time", Kind.DATE, MOMENTS), Column("price", Kind.NUMBER, PRICES, "EUR/MWh"))
    return table_of(*columns, *((Column("ahead", Kind.NUMBER, AHEAD),) if known else ()))


def fitted(table: Table, **settings: Any) -> Outcome:
    made = {"fast": True, "information": Information.CURRENT_PRICE, **settings}
    return fit_outcome(table, Settings(BATTERY, **made), (), silent)


@cache
def series(known: bool = False) -> Outcome:
    """Nine weeks, half of them judged, with every policy that is no deep network; the slow ones small."""
    reading = Reading(price="price", known=("ahead",) if known else ())
    outcome = fitted(price_table(known), reading=reading)
    small = ValueFunction(hidden=8, passes=1, rounds=0, networks=1)
    slow: dict[str, Any] = {"value_function": small, "predictive_control": PredictiveControl()}
    slow = {key: policy.fit(outcome.task) for key, policy in slow.items()}
    results = [
        result_of(policy, outcome.task, policy.dispatch(outcome.task), group="learned") for policy in slow.values()
    ]
    return replace(outcome, policies={**outcome.policies, **slow}, results=(*outcome.results, *results))


@cache
def brief_day() -> Outcome:
    """The brief's day."""
    return fit_outcome(greengrid_day().table, Settings(Battery(10_000.0, 1_000.0), fast=True), (), silent)


def label(outcome: Outcome, key: str) -> str:
    result = outcome.result(key)
    assert result is not None
    return result.label


def energy(outcome: Outcome, key: str) -> np.ndarray:
    """(n,) kWh that a policy buys in each judged step."""
    result = outcome.result(key)
    assert result is not None
    return result.account.bought_kwh - result.account.sold_kwh


def records(outcome: Outcome, key: str, count: int, more: Callable[[int], dict[str, Any]] = lambda k: {}) -> list[Any]:
    """The first observations of the judged steps, as a service would send them."""
    prices, first = outcome.task.prices, outcome.task.first
    starts = prices.day_starts().tolist()
    made = []
    for k in range(count):
        at = first + k
        record: dict[str, Any] = {"time": str(prices.time[at]), "price": float(prices.values[at])}
        if at in starts:
            day = slice(at, starts[starts.index(at) + 1])
            record |= {name: values[day].tolist() for name, values in prices.known.items()}
            record |= {"day_prices": prices.values[day].tolist()} if key == "known_day" else {}
        made.append({**record, **more(k)})
    return made
