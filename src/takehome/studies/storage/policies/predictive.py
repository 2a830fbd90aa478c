"""Policies that plan on a forecast: a day's schedule fixed before it begins, and control that plans anew at each step.

Planning again with what has just been seen, and doing only the first move, is model-predictive control: Camacho &
Bordons (2007), *Model Predictive Control*, chapter 2. Both take the forecast as certain, and are settled at the prices
that come.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import Any, Self

import numpy as np

from takehome.errors import NotFitted
from takehome.studies.storage.information import Information
from takehome.studies.storage.packing import pack, unpack
from takehome.studies.storage.policies.forecast import PriceForecaster, fit_forecaster
from takehome.studies.storage.policies.planning import follow, grid_of, level_terms
from takehome.studies.storage.task import Task


@dataclass(frozen=True, eq=False)
class Forecasting:
    """What both share: a forecaster, fitted once on the past."""

    forecaster: PriceForecaster | None = None
    seed: int = 0

    trivial = False

    def fit(self, task: Task) -> Self:
        """Learn the forecast from ``task.train``.

        Raises
        ------
        InputError
            Where the past is too short.
        """
        return replace(self, forecaster=fit_forecaster(task.train, self.seed))

    @property
    def tau(self) -> float:
        """Kendall's tau of the forecast within days that it was not fitted on."""
        return self.ready().tau

    def ready(self) -> PriceForecaster:
        """The forecaster.

        Raises
        ------
        NotFitted
            Before :meth:`fit`.
        """
        if self.forecaster is None:
            raise NotFitted("a policy without its forecast", "a fitted policy", "policy = policy.fit(task)")
        return self.forecaster

    def to_plain(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Settings and trees."""
        arrays: dict[str, np.ndarray] = {}
        return {"forecaster": pack(self.forecaster, "forecaster", arrays), "seed": self.seed}, arrays

    @classmethod
    def from_plain(cls, document: dict[str, Any], arrays: dict[str, np.ndarray]) -> Self:
        """The same again."""
        return cls(unpack(PriceForecaster | None, document["forecaster"], arrays), document["seed"])


@dataclass(frozen=True, eq=False)
class ForecastPlan(Forecasting):
    """At each midnight the best plan for the forecast of the day."""

    key = "forecast_plan"
    label = "plan on a forecast"
    information = Information.FORECAST

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        prices = task.prices
        believed = self.ready().days(prices).prices
        return follow(task, believed[prices.day - prices.day[0], prices.slot])


@dataclass(frozen=True, eq=False)
class PredictiveControl(Forecasting):
    """At each step the best move for the price that is seen and the forecast of those to come."""

    key = "predictive_control"
    label = "plan anew at every step on a corrected forecast"
    information = Information.CURRENT_PRICE

    def dispatch(self, task: Task) -> np.ndarray:
        """Moves in levels."""
        from takehome.studies.storage.policies.planning_kernels import controlled_moves

        forecaster, test, lattice = self.ready(), task.test, task.lattice
        days = forecaster.days(task.prices)
        return controlled_moves(
            test.values, test.day - task.prices.day[0], test.slot, days.z, days.middle, days.scale, forecaster.weights,
            np.array([test.buy_fee, test.sell_fee]), np.array(astuple(level_terms(lattice))),
            grid_of(lattice, lattice.start), lattice.battery.sell_below_zero,
        )  # fmt: skip
