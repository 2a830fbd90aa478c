"""Embedded problems of the segmentation study: the brief's shop, and one crowd with nothing to find."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Scenario
from takehome.table import Column, Kind, Role, Table

BRIEF_SEED = 42

FEATURES = ("Avg_Session_Time", "Items_Viewed", "Cart_Value", "Return_Rate", "Support_Tickets")
UNITS = {"Avg_Session_Time": "min", "Items_Viewed": "items", "Cart_Value": "$", "Support_Tickets": "tickets"}

GROUPS = (
    ("window shoppers", 300, (15, 20, 50, 0.1, 1), (5, 5, 20, 0.05, 1)),
    ("big spenders", 200, (45, 10, 500, 0.05, 0), (10, 2, 50, 0.02, 0.5)),
    ("complainers", 150, (10, 5, 30, 0.8, 5), (5, 2, 10, 0.1, 2)),
    ("bots", 50, (0.5, 100, 0, 0, 0), (0.1, 10, 0, 0, 0)),
)
"""The brief's groups in its order: name, rows, means and standard deviations of the five features."""

EXAMPLE_ECONOMICS = {
    "currency": "$",
    "unit": "customer",
    "horizon": "campaign",
    "value": "Cart_Value",
    "actions": [
        {"name": "10% Off email", "cost": 0.5, "uplift": 0.01},
        {"name": "personal call", "cost": 12.0, "uplift": 0.05},
    ],
    "strangers": {"challenge_human": 5.0, "missed_bot": 2.0},
}
"""Prices for the brief's story (its "10% Off" email to everybody); no other table is ever priced with them."""


def omnicorp_users(seed: int = BRIEF_SEED) -> Scenario:
    """The brief's users: four normal groups, stacked and shuffled.

    Parameters
    ----------
    seed : of ``numpy.random.RandomState``, which the brief's ``np.random.seed(42)`` and its draws amount to.

    Returns
    -------
    Scenario
        700 users with five features and an id; `truth` holds the group of every row. The shuffle is that of
        ``DataFrame.sample(frac=1)`` from the same state.
    """
    state = np.random.RandomState(seed)
    drawn = [state.normal(loc=means, scale=spreads, size=(rows, 5)) for _, rows, means, spreads in GROUPS]
    names = np.repeat([name for name, *_ in GROUPS], [rows for _, rows, *_ in GROUPS])
    shuffled = state.choice(len(names), size=len(names), replace=False)
    X, group = np.vstack(drawn)[shuffled], names[shuffled]
    users = np.array([f"u{i + 1:04d}" for i in range(len(group))], dtype=object)
    table = Table(
        columns=(
            Column("user", Kind.CATEGORY, users),
            *(Column(name, Kind.NUMBER, X[:, j].copy(), UNITS.get(name, "")) for j, name in enumerate(FEATURES)),
        ),
        roles={"user": Role.ID},
        source=f"scenario omnicorp-users, seed {seed}",
        rows_in_source=len(group),
    )
    truth = {"group": tuple(group.tolist()), "sizes": {name: rows for name, rows, *_ in GROUPS}}
    return Scenario(table, truth, EXAMPLE_ECONOMICS)


def one_crowd(seed: int = 0, rows: int = 600, features: int = 4) -> Scenario:
    """One correlated normal crowd: nothing to find, nobody to set apart."""
    rng = np.random.default_rng(seed)
    mixing = np.eye(features) + 0.5 * rng.normal(size=(features, features))
    X = rng.normal(size=(rows, features)) @ mixing
    table = Table(
        columns=tuple(Column(f"x{j + 1}", Kind.NUMBER, X[:, j].copy()) for j in range(features)),
        source=f"scenario one crowd, seed {seed}",
        rows_in_source=rows,
    )
    return Scenario(table, {"segments": 1})
