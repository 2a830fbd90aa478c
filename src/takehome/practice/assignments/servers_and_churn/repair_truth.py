"""What A2 is judged against: the planted cost without its noise, and the known wrong models on the same rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.closeness import root_mean_square
from takehome.practice.assignments.servers_and_churn.line_truth import OLD, straight_line
from takehome.practice.assignments.servers_and_churn.split_rows import server_rows
from takehome.practice.spec import World


@dataclass(frozen=True)
class RepairTruth:
    """Costs and errors in $/h on the test rows; arrays have shape (test rows,).

    `floor` : error of the planted mean itself, below which nothing honest goes. `line_miss` : distance of the line from
    the planted mean. `line_year` : what the line charges for any year. `mean_year` : a tenth of what ten years cost.
    """

    cost: np.ndarray
    mean: np.ndarray
    line: np.ndarray
    from_log: np.ndarray
    old: np.ndarray
    floor: float
    line_miss: float
    rmse_line: float
    per_gb: float
    line_year: float
    mean_year: float
    ninth_year: float
    log_per_gb: float
    fleet: int
    fleet_hours: float


def truth(world: World) -> RepairTruth:
    """The planted cost and what the wrong models make of it."""
    rows = server_rows(world)
    line = straight_line(rows.train_X, rows.train_cost, rows.test_X)
    log_cost = np.log(rows.train_cost)
    one_more = np.array([[50.0, 30.0, 5.0], [50.0, 30.0, 6.0], [50.0, 31.0, 5.0]])
    year = np.diff(straight_line(rows.train_X, rows.train_cost, one_more[:2]))[0]
    log_gb = np.diff(straight_line(rows.train_X, log_cost, one_more[[0, 2]]))[0]
    rate, scale = float(world.planted["rate"]), float(world.planted["scale"])
    fleet = int(world.business["fleet_servers"])
    return RepairTruth(
        cost=rows.test_cost,
        mean=rows.test_mean,
        line=line,
        from_log=np.exp(straight_line(rows.train_X, log_cost, rows.test_X)),
        old=rows.test_X[:, 2] > OLD,
        floor=root_mean_square(rows.test_cost - rows.test_mean),
        line_miss=root_mean_square(line - rows.test_mean),
        rmse_line=root_mean_square(line - rows.test_cost),
        per_gb=float(world.planted["per_gb"]),
        line_year=float(year),
        mean_year=scale * (math.exp(10 * rate) - 1) / 10,
        ninth_year=scale * (math.exp(9 * rate) - math.exp(8 * rate)),
        log_per_gb=float(log_gb),
        fleet=fleet,
        fleet_hours=fleet * float(world.business["hours_per_month"]),
    )
