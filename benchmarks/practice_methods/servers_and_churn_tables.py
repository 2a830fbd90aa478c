"""The two tables of "servers-and-churn" as candidates cut them: features and target, training and test rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FEATURES = ["Logins_Per_Week", "Support_Tickets", "Monthly_Bill", "Tenure_Months", "Survey_Code"]
LEAK = "Retention_Calls"


@dataclass(frozen=True)
class Rows:
    """Frames of features (rows, columns) and arrays of the target (rows,)."""

    train: pd.DataFrame
    train_y: np.ndarray
    test: pd.DataFrame
    test_y: np.ndarray


def servers(world: Any, *, undo_logarithm: bool = True) -> Rows:
    """CPU, Memory and Age against Cost."""
    table = world.tables["servers"]
    cost = table["Cost"].to_numpy()
    cost = np.exp(cost) if world.level >= 3 and undo_logarithm else cost
    test = (table["Split"] == "test").to_numpy()
    X = table[["CPU", "Memory", "Age"]]
    return Rows(X[~test], cost[~test], X[test], cost[test])


def customers(world: Any, *, keep_copies: bool = False, with_leak: bool = False) -> Rows:
    """The features against Churn; plans become 0 and 1, training rows that are copied into the test rows go."""
    table = world.tables["churn"]
    names = FEATURES + ([LEAK] if with_leak and LEAK in table else [])
    X = table[names].astype(float)
    if "Plan" in table:
        X = X.assign(Plan=(table["Plan"] == "business").astype(float))
    test = (table["Split"] == "test").to_numpy()
    twice = table.drop(columns="Split").duplicated(keep=False).to_numpy()
    train = ~test if keep_copies else ~test & ~twice
    left = table["Churn"].to_numpy()
    return Rows(X[train], left[train], X[test], left[test])
