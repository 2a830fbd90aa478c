"""Embedded problems of the regression study: the brief's servers, and a world with nothing to find.

The servers follow the brief's generator draw by draw, so its published numbers can be checked to the last digit.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Scenario
from takehome.table import Column, Kind, Role, Table

BRIEF_SEED = 101
"""The seed of the brief, and of its split for every seed of the data."""

SERVERS = 1_000
TEST_SHARE = 0.2

EXAMPLE_ECONOMICS = {
    "currency": "$",
    "horizon": "year",
    "volume": 8_760,
    "units": 200,
    "unit": "server",
    "levers": [{"feature": "Age", "kind": "renew", "price": 20_000}],
}
"""Prices for a demonstration: the brief names none, and no other table is ever priced with them."""


def omnicorp_servers(seed: int = BRIEF_SEED) -> Scenario:
    """The brief's server costs: a straight line in two features and an exponential in the third.

    Parameters
    ----------
    seed : of ``numpy.random.RandomState``, drawn in the order CPU, memory, age, noise.

    Returns
    -------
    Scenario
        A table of 1,000 rows with CPU (%), Memory (GB), Age (years), Cost ($/h) and Split, which equals
        scikit-learn's ``train_test_split(test_size=0.2, random_state=101)``; `truth` holds the noise-free cost.
    """
    state = np.random.RandomState(seed)
    cpu = state.uniform(10, 90, SERVERS)
    memory = state.uniform(4, 64, SERVERS)
    age = state.uniform(0, 10, SERVERS)
    noise = state.normal(0, 10, SERVERS)
    mean = 50 + 2 * cpu + 5 * memory + np.exp(0.5 * age)
    split = _brief_split(SERVERS)
    table = Table(
        columns=(
            Column("CPU", Kind.NUMBER, cpu, "%"),
            Column("Memory", Kind.NUMBER, memory, "GB"),
            Column("Age", Kind.NUMBER, age, "years"),
            Column("Cost", Kind.NUMBER, mean + noise, "$/h"),
            Column("Split", Kind.CATEGORY, split),
        ),
        roles={"Split": Role.SPLIT, "Cost": Role.TARGET},
        source=f"scenario omnicorp-servers, seed {seed}",
        rows_in_source=SERVERS,
    )
    truth = {"mean": mean, "noise": noise, "cpu": 2.0, "memory": 5.0, "k": 0.5, "offenders": ("Age",)}
    return Scenario(table, truth, EXAMPLE_ECONOMICS)


def _brief_split(rows: int) -> np.ndarray:
    """Train or test per row, as scikit-learn's ``ShuffleSplit`` draws it: the first of a permutation are test."""
    shuffled = np.random.RandomState(BRIEF_SEED).permutation(rows)
    split = np.full(rows, "train", dtype=object)
    split[shuffled[: int(np.ceil(TEST_SHARE * rows))]] = "test"
    return split


def straight_line_world(seed: int = 0, rows: int = 1_000, features: int = 3) -> Scenario:
    """A world that a straight line describes exactly: nothing to repair, nothing to gain.

    Features are normal, uniform and log-normal in turn; coefficients are 1; the noise is normal with a standard
    deviation equal to that of the signal's largest part.
    """
    rng = np.random.default_rng(seed)
    draws = (rng.normal, rng.uniform, rng.lognormal)
    columns = [draws[j % 3](size=rows) for j in range(features)]
    X = np.column_stack([(x - x.mean()) / x.std() for x in columns])
    y = 10 + X.sum(axis=1) + rng.normal(size=rows)
    table = Table(
        columns=(*(Column(f"x{j + 1}", Kind.NUMBER, X[:, j]) for j in range(features)), Column("y", Kind.NUMBER, y)),
        roles={"y": Role.TARGET},
        source=f"scenario straight line, seed {seed}",
        rows_in_source=rows,
    )
    return Scenario(table, {"offenders": ()})
