"""Outcomes whose truth is known, for the tests of the checks: calm, the brief's day, flat, few days, wild, short."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage import checks, fitting
from takehome.studies.storage.battery import Battery
from takehome.studies.storage.information import Information
from takehome.studies.storage.market.generator import spiky_prices
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.scenario import flat_prices, greengrid_day
from takehome.studies.storage.settings import Settings, silent
from takehome.table import Column, Kind, Table

BATTERY = Battery(2_000.0, 1_000.0, 0.9, 0.9)
HOUR = np.timedelta64(1, "h")


def table_of(values: np.ndarray, unit: str = "EUR/MWh", **more: np.ndarray) -> Table:
    time = np.datetime64("2018-01-01", "us") + np.arange(len(values)) * HOUR
    columns = [Column("utc_start", Kind.DATE, time), Column("price", Kind.NUMBER, np.asarray(values, float), unit)]
    columns += [Column(name, Kind.NUMBER, column) for name, column in more.items()]
    return Table(tuple(columns), source="world", rows_in_source=len(values))


def waves(days: int, seed: int = 0, level: float = 50.0, height: float = 25.0) -> np.ndarray:
    """Cheap nights and dear evenings, of a height that differs a little by day."""
    rng = np.random.default_rng(seed)
    wave = height * np.sin(2 * np.pi * (np.arange(24) - 12) / 24)
    return (level + wave * rng.uniform(0.8, 1.2, (days, 1)) + rng.normal(0, 0.04 * height, (days, 24))).ravel()


def outcome_of(table: Table, battery: Battery = BATTERY, train: float | None = 0.0, **settings: Any) -> Outcome:
    """The fit of a small world; without a past nothing is learned, which is quick."""
    asked: dict[str, Any] = {"information": Information.KNOWN_DAY, "fast": True, **settings}
    return fitting.fit_outcome(table, Settings(battery, train=train, **asked), (), silent)


def found_in(outcome: Outcome, code: str, stage: str | None = None) -> list[Finding]:
    module = next(module for module in checks.modules() if code == module.CODE)
    return [finding for finding in module.check(outcome) if stage is None or finding.stage == stage]


def one(outcome: Outcome, code: str, stage: str | None = None, subject: str | None = None) -> Finding:
    return next(f for f in found_in(outcome, code, stage) if subject is None or f.subject == subject)


@cache
def calm() -> Outcome:
    """Four weeks to learn from and four weeks to judge, all alike."""
    return outcome_of(table_of(waves(56)), train=None)


@cache
def brief() -> Outcome:
    return outcome_of(greengrid_day().table, Battery(10_000.0, 1_000.0), information=None)


@cache
def flat() -> Outcome:
    return outcome_of(flat_prices().table, information=None)


@cache
def few() -> Outcome:
    """Five days, from which no interval can be had."""
    return outcome_of(table_of(waves(5)), information=None)


@cache
def wild() -> Outcome:
    """Spikes both ways, and a day's prices that nobody said are known."""
    values = spiky_prices(42, 3, negative_rate=2.0, level=20.0).values
    return outcome_of(table_of(values), information=None)


@cache
def short() -> Outcome:
    """Two prices: less than a day."""
    price = Column("price", Kind.NUMBER, np.array([10.0, 20.0]), "$/MWh")
    return outcome_of(Table((price,), source="two", rows_in_source=2), information=None)


WORLDS = [calm, brief, flat, few, wild, short]
