"""The training and test rows of both tables as a careful candidate reads them: in $/h, without leak or copies.

Training rows that stand among the test rows again are left out of training, so that the test rows stay as they are and
keep their order. The leaking column is no feature. A plan is 0 or 1. A cost that was written as a logarithm is undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from takehome.practice.spec import World

if TYPE_CHECKING:
    import pandas as pd

SERVER_FEATURES = ("CPU", "Memory", "Age")
LEAKING = "Retention_Calls"
"""The column that is filled in after a customer has given notice."""
NOT_FEATURES = ("Churn", "Split", LEAKING)


@dataclass(frozen=True)
class ServerRows:
    """X: columns CPU (%), Memory (GB), Age (years); cost in $/h; `mean` is the planted cost without its noise."""

    train_X: np.ndarray
    train_cost: np.ndarray
    test_X: np.ndarray
    test_cost: np.ndarray
    test_mean: np.ndarray
    all_mean: np.ndarray
    all_cost: np.ndarray


@dataclass(frozen=True)
class ChurnRows:
    """X: one column a name; left is 0 or 1; `probability` is the planted one; `copies`: test rows also in training."""

    names: tuple[str, ...]
    train_X: np.ndarray
    train_left: np.ndarray
    test_X: np.ndarray
    test_left: np.ndarray
    train_probability: np.ndarray
    probability: np.ndarray
    copies: int


def server_rows(world: World) -> ServerRows:
    """The servers, split as the table says."""
    table = world.tables["servers"]
    X = table[list(SERVER_FEATURES)].to_numpy(float)
    cost = table["Cost"].to_numpy(float)
    cost = np.exp(cost) if world.level >= 3 else cost
    mean = np.asarray(world.planted["mean"], float)
    test = table["Split"].to_numpy() == "test"
    return ServerRows(X[~test], cost[~test], X[test], cost[test], mean[test], mean, cost)


def as_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """The features of the churn table as numbers, without the leaking column."""
    features = table.drop(columns=[name for name in NOT_FEATURES if name in table])
    if "Plan" in features:
        features = features.assign(Plan=(features["Plan"] == "business").astype(float))
    return features.astype(float)


def copied_rows(table: pd.DataFrame) -> np.ndarray:
    """True at test rows all of whose values but Split stand in a training row as well."""
    values = table.drop(columns="Split")
    test = (table["Split"] == "test").to_numpy()
    trained_on = set(values[~test].itertuples(index=False, name=None))
    seen = [row in trained_on for row in values.itertuples(index=False, name=None)]
    return test & np.array(seen, bool)


def churn_rows(world: World) -> ChurnRows:
    """The customers, split as the table says; training rows that are copied into the test rows are left out."""
    table = world.tables["churn"]
    features = as_numbers(table)
    test = (table["Split"] == "test").to_numpy()
    twice = table.drop(columns="Split").duplicated(keep=False).to_numpy()
    train = ~test & ~twice
    left = table["Churn"].to_numpy(int)
    X, probability = features.to_numpy(), np.asarray(world.planted["probability"], float)
    copies = int(copied_rows(table).sum())
    return ChurnRows(
        tuple(features), X[train], left[train], X[test], left[test], probability[train], probability[test], copies
    )  # fmt: skip
