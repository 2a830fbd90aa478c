"""Embedded problems of the classification study: the brief's churn table, and a world with nothing to find."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Scenario
from takehome.table import Column, Kind, Role, Table

BRIEF_SEED = 42
"""The seed of the brief, and of its split for every seed of the data."""

CUSTOMERS = 1_000
TEST_SHARE = 0.3
FEATURES = ("Avg_Login_Time", "Support_Tickets", "Bill_Amount", "Feature_4", "Feature_5")

EXAMPLE_ECONOMICS = {
    "currency": "$",
    "unit": "customer",
    "costs": {"fp": 10, "fn": 100},
    "thresholds": [0.2],
}
"""The brief's prices and its aggressive cut; no other table is ever priced with them."""


def omnicorp_churn(seed: int = BRIEF_SEED) -> Scenario:
    """The brief's churn table.

    Parameters
    ----------
    seed : ``random_state`` of scikit-learn's ``make_classification``.

    Returns
    -------
    Scenario
        A table of 1,000 customers with five features, Churn (0 or 1) and Split, which equals scikit-learn's
        ``train_test_split(test_size=0.3, stratify=Churn, random_state=42)``.
    """
    from sklearn.datasets import make_classification
    from sklearn.model_selection import train_test_split

    X, y = make_classification(
        n_samples=CUSTOMERS, n_features=len(FEATURES), n_informative=3, n_redundant=1, n_classes=2,
        weights=[0.9, 0.1], flip_y=0.01, random_state=seed,
    )  # fmt: skip
    test = train_test_split(np.arange(CUSTOMERS), test_size=TEST_SHARE, stratify=y, random_state=BRIEF_SEED)[1]
    split = np.full(CUSTOMERS, "train", dtype=object)
    split[test] = "test"
    table = Table(
        columns=(
            *(Column(name, Kind.NUMBER, X[:, j].copy()) for j, name in enumerate(FEATURES)),
            Column("Churn", Kind.NUMBER, y.astype(float)),
            Column("Split", Kind.CATEGORY, split),
        ),
        roles={"Split": Role.SPLIT, "Churn": Role.TARGET},
        source=f"scenario omnicorp-churn, seed {seed}",
        rows_in_source=CUSTOMERS,
    )
    return Scenario(table, {"positives": int(y.sum())}, EXAMPLE_ECONOMICS)


def noise_world(seed: int = 0, rows: int = 1_000, features: int = 5, prevalence: float = 0.15) -> Scenario:
    """A world in which no feature has anything to do with the target: nothing to find, nothing to deploy."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, features))
    y = (rng.random(rows) < prevalence).astype(float)
    table = Table(
        columns=(*(Column(f"x{j + 1}", Kind.NUMBER, X[:, j]) for j in range(features)), Column("y", Kind.NUMBER, y)),
        roles={"y": Role.TARGET},
        source=f"scenario noise, seed {seed}",
        rows_in_source=rows,
    )
    return Scenario(table, {"directions": {}}, {"costs": {"fp": 10, "fn": 100}})
