"""Whole outcomes for the tests of effects and answers, each fitted once."""

from __future__ import annotations

from functools import cache

import numpy as np

from takehome.studies.storage import fitting
from takehome.studies.storage.battery import Battery, Wear, WearKind
from takehome.studies.storage.information import Information
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.scenario import greengrid_day
from takehome.studies.storage.settings import Reading, Settings, silent
from takehome.table import Column, Kind, Role, Table

LOSSLESS = Battery(2_000.0, 1_000.0)
WEARING = Battery(2_000.0, 1_000.0, 0.92, 0.92, Wear(WearKind.PER_KWH, 0.002))
BY_DEPTH = Battery(2_000.0, 1_000.0, 0.95, 0.95, Wear(WearKind.DEPTH, 20.0))
BRIEF = Battery(10_000.0, 1_000.0)


def prices(values: np.ndarray, schedule: np.ndarray | None = None) -> Table:
    """An hourly table; `schedule` is somebody else's power in kW."""
    time = np.datetime64("2018-01-01", "us") + np.arange(len(values)) * np.timedelta64(3_600_000_000, "us")
    columns = [Column("utc_start", Kind.DATE, time), Column("price", Kind.NUMBER, values.astype(float), "EUR/MWh")]
    roles = {}
    if schedule is not None:
        columns.append(Column("dispatch", Kind.NUMBER, schedule.astype(float), "kW"))
        roles["dispatch"] = Role.PREDICTION
    return Table(tuple(columns), roles, source="made up", rows_in_source=len(values))


def waves(days: int, seed: int = 0, level: float = 40.0) -> np.ndarray:
    """(24 · days,) a daily wave with noise."""
    rng = np.random.default_rng(seed)
    wave = level + 30 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
    return (wave * np.exp(0.2 * rng.standard_normal((days, 1))) + 4 * rng.standard_normal((days, 24))).ravel()


WORLDS = {
    "brief": lambda: (greengrid_day().table, Settings(BRIEF, fast=True)),
    "market": lambda: (prices(waves(80)), Settings(WEARING, train=0.6, fast=True)),
    "blind": lambda: (
        prices(waves(80)),
        Settings(WEARING, train=0.6, fast=True, information=Information.CURRENT_PRICE),
    ),
    "constant": lambda: (prices(np.full(48, 50.0)), Settings(WEARING, fast=True)),
    "two prices": lambda: (prices(np.array([10.0, 50.0])), Settings(LOSSLESS, fast=True)),
    "lossy day": lambda: (prices(waves(1)), Settings(WEARING, fast=True)),
    "few days": lambda: (prices(waves(3)), Settings(BY_DEPTH, fast=True)),
    "negative": lambda: (prices(-np.abs(waves(16))), Settings(LOSSLESS, fast=True)),
    "given": lambda: (
        prices(waves(20), np.tile(np.repeat([-500.0, 0.0, 423.2, 0.0], [3, 11, 3, 7]), 20)),
        Settings(WEARING, fast=True, reading=Reading(schedule="dispatch")),
    ),
}
"""What was asked of each."""


@cache
def world(name: str) -> Outcome:
    """The outcome of one of :data:`WORLDS`."""
    table, settings = WORLDS[name]()
    return fitting.fit_outcome(table, settings, (), silent)
