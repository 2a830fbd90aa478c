"""What A5 is judged against: the planted log odds, and what a wrong direction would do to the customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.practice.assignments.servers_and_churn.generator import FEATURES
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING, as_numbers, churn_rows
from takehome.practice.spec import World

NOISE = "Survey_Code"
UP, DOWN, NONE = "increases", "decreases", "none"
WEAK = 4.35
"""|t| on the training rows below which a forest's or boosting's partial dependence may be as flat as noise: up to 4.3
in 100 tables. Above it every method tells a slope from noise in nearly all tables."""


@dataclass(frozen=True)
class DriversTruth:
    """`direction` : feature → what more of it does to churn. `effect_points` : percentage points of churn from a low
    (10 % of customers are below) to a high value (90 %) of the top feature. `wrong_way` : $ for all customers if the
    top feature is moved one typical step the wrong way. `by_plan` : whether tickets look reversed unless plans are held
    apart. `code_values` : distinct values of the noise column. `weak` : features whose slope the
    training rows show so little that “none” is as good an answer.
    """

    features: tuple[str, ...]
    direction: dict[str, str]
    top: str
    effect_points: float
    low: float
    high: float
    wrong_way: float
    customers: int
    by_plan: bool
    leaks: bool
    code_values: int
    weak: frozenset[str]


def truth(world: World) -> DriversTruth:
    """The planted directions and their prices."""
    table, planted = world.tables["churn"], world.planted
    features, rows = as_numbers(table), churn_rows(world)
    top = str(planted["top"])
    slope, values = float(planted["slopes"][top]), features[top].to_numpy()
    probability = np.asarray(planted["probability"], float)
    low, high = (float(value) for value in np.quantile(values, [0.1, 0.9]))
    levels = [_moved(probability, slope * (level - values)) for level in (low, high)]
    harmful = _moved(probability, abs(slope) * float(values.std())) - float(probability.mean())
    customers = int(world.business["customers"])
    signs = {name: UP if weight > 0 else DOWN for name, weight in planted["weights"].items()}
    return DriversTruth(
        features=FEATURES,
        direction={**signs, NOISE: NONE},
        top=top,
        effect_points=100 * (levels[1] - levels[0]),
        low=low,
        high=high,
        wrong_way=harmful * customers * float(world.business["customer_value"]),
        customers=customers,
        by_plan="Plan" in table,
        leaks=LEAKING in table,
        code_values=int(table[NOISE].nunique()),
        weak=_weak(rows.names, rows.train_X, rows.train_left),
    )


def _weak(names: tuple[str, ...], X: np.ndarray, left: np.ndarray) -> frozenset[str]:
    """Features with a small t in a linear model of the outcome, the other features and the plan held fixed."""
    design = np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / X.std(axis=0)])
    slopes, *_ = np.linalg.lstsq(design, left, rcond=None)
    variance = float(np.mean((left - design @ slopes) ** 2))
    t = dict(zip(names, (slopes / np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design))))[1:], strict=True))
    return frozenset(name for name in FEATURES if name != NOISE and abs(t[name]) < WEAK)


def _moved(probability: np.ndarray, by: np.ndarray | float) -> float:
    """The mean probability after the log odds of every customer have moved."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    return float(np.mean(1 / (1 + np.exp(-(np.log(p / (1 - p)) + by)))))
