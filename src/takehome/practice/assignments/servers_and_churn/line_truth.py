"""What A1 is judged against: the least-squares line of the training rows, on the test rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import root_mean_square
from takehome.practice.assignments.servers_and_churn.split_rows import server_rows
from takehome.practice.spec import World

OLD = 8.0
"""Years: a server above this age is old."""


@dataclass(frozen=True)
class LineTruth:
    """Errors in $/h; `old_bill` and prices in $ a month for the fleet; `spread_ratio` is a pure number.

    `predicted` and `residual` : shape (test rows,). `rmse_log`, `mean_log` : None below level 3.
    """

    predicted: np.ndarray
    residual: np.ndarray
    rmse: float
    rmse_train: float
    old_bias: float
    middle_bias: float
    mean_bias: float
    old_servers: int
    old_bill: float
    spread_ratio: float
    mean_cost: float
    fleet: int
    fleet_hours: float
    invoice: float
    rmse_log: float | None = None
    mean_log: float = 0.0


def straight_line(train_X: np.ndarray, train_cost: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Predictions of the least-squares line with an intercept."""
    design = np.column_stack([np.ones(len(train_X)), train_X])
    weights = np.linalg.lstsq(design, train_cost, rcond=None)[0]
    return np.asarray(weights[0] + X @ weights[1:])


def truth(world: World) -> LineTruth:
    """The line and the prices of its errors."""
    rows = server_rows(world)
    predicted = straight_line(rows.train_X, rows.train_cost, rows.test_X)
    residual = rows.test_cost - predicted
    seen = rows.train_cost - straight_line(rows.train_X, rows.train_cost, rows.train_X)
    age = rows.test_X[:, 2]
    old, middle = age > OLD, (age > 4) & (age < 6)
    fleet = int(world.business["fleet_servers"])
    fleet_hours = fleet * float(world.business["hours_per_month"])
    bias = float(residual[old].mean())
    log = {}
    if world.level >= 3:
        train_log, test_log = np.log(rows.train_cost), np.log(rows.test_cost)
        misses = test_log - straight_line(rows.train_X, train_log, rows.test_X)
        log = {"rmse_log": root_mean_square(misses), "mean_log": float(np.log(rows.all_cost).mean())}
    return LineTruth(
        predicted, residual, root_mean_square(residual), root_mean_square(seen), bias, float(residual[middle].mean()),
        float(residual.mean()), int(old.sum()), bias * float(np.mean(old)) * fleet_hours,
        _spread_ratio(rows.all_mean, rows.all_cost), float(rows.all_cost.mean()), fleet, fleet_hours,
        float(world.business["typical_invoice"]), **log,
    )  # fmt: skip


def _spread_ratio(mean: np.ndarray, cost: np.ndarray) -> float:
    """How many times as wide the noise is in the dearest third of the servers as in the cheapest third."""
    low, high = np.quantile(mean, [1 / 3, 2 / 3])
    noise = cost - mean
    return float(noise[mean > high].std() / noise[mean < low].std())
