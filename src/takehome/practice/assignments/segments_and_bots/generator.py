"""A shop's users: kinds of people, and programs; sizes, places and spreads of the kinds are drawn from the seed.

Counts are whole numbers, amounts are not negative and rates lie between 0 and 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

FEATURES = ["Session_Minutes", "Items_Viewed", "Cart_Value", "Return_Rate", "Support_Tickets"]


KINDS: dict[str, tuple[tuple[float, float], ...]] = {
    "browsers": ((220, 340), (12, 18), (17, 25), (40, 65), (0.08, 0.13), (0.5, 1.0)),
    "spenders": ((140, 220), (40, 52), (8, 12), (380, 620), (0.04, 0.07), (0.15, 0.35)),
    "complainers": ((110, 180), (8, 12), (4, 7), (22, 40), (0.68, 0.82), (6.0, 8.0)),
    "fitters": ((100, 150), (66, 76), (11, 15), (190, 240), (0.42, 0.5), (0.15, 0.35)),
    "heavy browsers": ((5, 9), (40, 52), (48, 58), (40, 65), (0.09, 0.11), (0.8, 0.8)),
}
"""Kind -> lowest and highest number of rows, then lowest and highest mean of each feature."""

SPREADS = {
    "browsers": (4.5, 5, 17, 0.045),
    "spenders": (8, 2.5, 55, 0.02),
    "complainers": (3.5, 2, 9, 0.09),
    "fitters": (7, 3, 28, 0.05),
    "heavy browsers": (13, 8, 17, 0.045),
}
"""Kind -> standard deviations of minutes, items, cart and return rate; tickets are Poisson."""


def amounts(rng: np.random.Generator, mean: float, spread: float, rows: int) -> np.ndarray:
    """Positive numbers with this mean and standard deviation."""
    return rng.gamma((mean / spread) ** 2, spread**2 / mean, rows)


def rates(rng: np.random.Generator, mean: float, spread: float, rows: int) -> np.ndarray:
    """Numbers between 0 and 1 with this mean and standard deviation."""
    both = mean * (1 - mean) / spread**2 - 1
    return rng.beta(mean * both, (1 - mean) * both, rows)


def people(rng: np.random.Generator, kind: str, wide: float) -> np.ndarray:
    """One kind of people, shape (rows, 5); `wide` multiplies its spreads."""
    fewest_most, *means = KINDS[kind]
    rows = int(rng.integers(int(fewest_most[0]), int(fewest_most[1]) + 1))
    middle = [rng.uniform(low, high) for low, high in means]
    spread = [wide * each for each in SPREADS[kind]]
    parts = [amounts(rng, middle[place], spread[place], rows) for place in range(3)]
    return np.column_stack([*parts, rates(rng, middle[3], spread[3], rows), rng.poisson(middle[4], rows)])


def programs(rng: np.random.Generator) -> np.ndarray:
    """The bots, shape (rows, 5): many items in less than a minute, and nothing else; one script runs several times."""
    rows = int(rng.integers(30, 66))
    minutes = amounts(rng, rng.uniform(0.4, 0.9), 0.12, rows)
    items = rng.normal(rng.uniform(110, 160), rng.uniform(4, 7), rows)
    drawn = np.column_stack([minutes, items, np.zeros((rows, 3))])
    drawn[1 : rng.integers(4, 8)] = drawn[0]
    return drawn


def kinds(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Kind -> its rows of the five features, drawn; there are fitters in about half of the seeds."""
    wide, fitters = rng.uniform(0.8, 1.15), rng.random() < 0.5
    named = [kind for kind in KINDS if kind != "fitters" or fitters]
    return {**{kind: people(rng, kind, wide) for kind in named}, "bots": programs(rng)}


def scenario(rng: np.random.Generator) -> dict[str, float]:
    """What things cost, and how many users the table stands for."""
    return {
        "users_total": int(rng.integers(8, 41)) * 5000,
        "suspected_groups": 3,
        "email_cost": float(rng.choice([0.03, 0.04, 0.05, 0.08])),
        "campaign_cost": int(rng.integers(8, 25)) * 250,
        "discount": float(rng.choice([0.05, 0.1, 0.15])),
        "item_cost": float(rng.choice([0.002, 0.003, 0.004, 0.005])),
        "challenge_cost": float(rng.choice([2.0, 3.0, 4.0, 5.0])),
        "bot_cost": float(rng.choice([1.0, 1.5, 2.0, 2.5])),
    }


def evenly(rng: np.random.Generator, kind: np.ndarray, values: Any) -> np.ndarray:
    """One of `values` for each row, each of them equally often within every kind."""
    given = np.empty(len(kind), object)
    for name in np.unique(kind):
        rows = rng.permutation(np.flatnonzero(kind == name))
        given[rows] = np.resize(np.asarray(values, object), len(rows))
    return given


def add_channels(rng: np.random.Generator, users: pd.DataFrame, kind: np.ndarray, level: int) -> dict[str, Any]:
    """Channel: complainers prefer one; within every kind it has more returns at level 2, fewer at level 3."""
    preferred, other = rng.permutation(["App", "Web"])
    ten = {True: [preferred] * 8 + [other] * 2, False: [preferred] * 4 + [other] * 6}
    few = kind != "complainers"
    channel = np.where(few, evenly(rng, kind, ten[False]), evenly(rng, kind, ten[True]))
    change = rng.uniform(0.14, 0.2) * (-1 if level >= 3 else 1)
    returns = users["Return_Rate"].to_numpy(float).copy()
    for name in set(kind.tolist()) - {"bots", "heavy browsers"}:
        here, there = (kind == name) & (channel == preferred), (kind == name) & (channel == other)
        returns[here] *= (1 + change) * returns[there].mean() / returns[here].mean()
        returns[here | there] *= 1 - max(change, 0) / 2
    users["Return_Rate"] = np.clip(returns, 0, 1)
    users["Channel"] = channel
    within = preferred if level < 3 else other
    return {"worse_overall": str(preferred), "worse_within": str(within)}


def add_weeks(rng: np.random.Generator, users: pd.DataFrame, kind: np.ndarray, level: int) -> dict[str, Any]:
    """Week 1 to 12; at level 3 one feature of the people is larger from some week on."""
    users["Week"] = evenly(rng, kind, range(1, 13)).astype(int)
    if level < 3:
        return {"drift": "none", "drift_week": 0}
    feature, week = str(rng.choice(["Session_Minutes", "Items_Viewed", "Cart_Value"])), int(rng.integers(8, 11))
    late = (users["Week"] >= week) & (kind != "bots")
    users.loc[late, feature] *= rng.uniform(1.3, 1.4)
    return {"drift": feature, "drift_week": week}


def repeats(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    """Row numbers that are exported a second time: many spenders, who are in two systems, and a few others."""
    spenders = np.flatnonzero(kind == "spenders")
    others = np.flatnonzero((kind != "spenders") & (kind != "bots"))
    twice = rng.choice(spenders, round(rng.uniform(0.25, 0.45) * len(spenders)), replace=False)
    return np.concatenate([twice, rng.choice(others, round(rng.uniform(0.01, 0.03) * len(others)), replace=False)])


def draw(seed: int, level: int = 1) -> tuple[dict[str, pd.DataFrame], dict[str, float], dict[str, Any]]:
    """(tables, business numbers, what only the grader may know) of one seed and level."""
    rng = np.random.default_rng([seed, level, 20])
    drawn = kinds(rng)
    kind = np.repeat(list(drawn), [len(rows) for rows in drawn.values()])
    users = pd.DataFrame(np.vstack(list(drawn.values())), columns=FEATURES)
    business = scenario(rng)
    planted: dict[str, Any] = {}
    rows = np.arange(len(users))
    if level >= 2:
        users.insert(0, "User", [f"u{number:05d}" for number in rng.permutation(90_000)[: len(users)] + 10_000])
        planted = {**add_channels(rng, users, kind, level), **add_weeks(rng, users, kind, level)}
        rows = np.concatenate([rows, repeats(rng, kind)])
    rows = rng.permutation(rows)
    users = users.iloc[rows].reset_index(drop=True)
    users = users.round({"Session_Minutes": 2, "Items_Viewed": 0, "Cart_Value": 2, "Return_Rate": 3})
    users = users.astype({"Items_Viewed": int, "Support_Tickets": int})
    return {"users": users}, business, {"kind": kind[rows].tolist(), **planted}
