"""What one seed draws: servers with what they cost, and customers of whom one in ten leaves; levels add columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

FEATURES = ("Logins_Per_Week", "Support_Tickets", "Monthly_Bill", "Tenure_Months", "Survey_Code")
TOLD_APART = 0.012
"""The straight line's error on the training rows differs from that on the test rows by more than this share."""
FLAT_CODE = 0.6
"""Survey_Code's chance correlation with leaving, in standard errors, is below this: it is noise in the sample too."""

UNCLEAR_HALF = 0.08
"""The share of leavers whose planted probability is above 0.5 is further than this from one half."""
MORE_TICKETS = 7.0
"""Tickets a year that a business customer writes above a basic one's four (level 3)."""
WITHIN_PLANS = 1.1
"""Tickets work this many times as strongly at level 3, so that they show within the plans."""
BESIDE_PLANS = 0.7
"""Added to the top feature's log odds at level 3, where tickets spread over two plans and so seem to weigh more."""
CLEAR = 3.0
"""Standard errors by which the two correlations of tickets with churn differ from zero (level 3)."""
TELL_APART = 5
"""Misses and false alarms at 0.5 differ by at least so many, so that a transposed table shows."""


def draw(seed: int, level: int = 1) -> tuple[dict[str, pd.DataFrame], dict[str, Any], dict[str, Any]]:
    """Tables by name, the numbers of the scenario, and what was planted."""
    rng = np.random.default_rng([seed, level, 1])
    servers, planted_servers = draw_servers(rng, level)
    churn, planted_churn = draw_churn(rng, level)
    business = {
        "fleet_servers": int(rng.choice([150, 200, 250, 400, 600])),
        "hours_per_month": 730,
        "typical_invoice": round(float(np.median(planted_servers["mean"])), 1),
        "customers": int(rng.choice([8_000, 12_000, 20_000, 40_000])),
        "contact_cost": int(rng.choice([8, 10, 12])),
        "customer_value": int(rng.choice([150, 180, 200, 240])),
    }
    return {"servers": servers, "churn": churn}, business, {**planted_servers, **planted_churn}


def draw_servers(rng: np.random.Generator, level: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """CPU (%), Memory (GB), Age (years), Cost ($/h; level 3: its natural logarithm), Split."""
    n = int(rng.integers(18, 23)) * 50
    cpu, memory, age = (np.round(rng.uniform(low, high, n), 3) for low, high in ((10, 90), (4, 64), (0, 10)))
    base, per_cpu, per_gb = rng.uniform(40, 80), rng.uniform(1.5, 2.5), rng.uniform(3.5, 6.5)
    rate, noise = rng.uniform(0.46, 0.56), rng.uniform(8, 11)
    scale = rng.uniform(120, 170) / math.exp(10 * rate)
    mean = base + per_cpu * cpu + per_gb * memory + scale * np.exp(rate * age)
    cost = np.round(mean + rng.normal(0, noise, n), 3)
    table = pd.DataFrame({"CPU": cpu, "Memory": memory, "Age": age, "Cost": cost})
    test = _split_told_apart(rng, table)
    table["Split"] = np.where(test, "test", "train")
    if level >= 3:
        table["Cost"] = np.round(np.log(cost), 7)
    planted = {"mean": mean, "noise": noise, "per_gb": per_gb, "rate": rate, "scale": scale, "cost": cost}
    return table, planted


def _split_told_apart(rng: np.random.Generator, table: pd.DataFrame) -> np.ndarray:
    """One row in five is test; drawn again while the line's two errors are too much alike to be told apart."""
    design = np.column_stack([np.ones(len(table)), table[["CPU", "Memory", "Age"]]])
    cost = table["Cost"].to_numpy()
    while True:
        test = rng.permutation(len(table)) < len(table) // 5
        weights = np.linalg.lstsq(design[~test], cost[~test], rcond=None)[0]
        squared = (cost - design @ weights) ** 2
        if abs(math.sqrt(squared[test].mean() / squared[~test].mean()) - 1) > TOLD_APART:
            return test


def draw_churn(rng: np.random.Generator, level: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Four features that matter, one that does not, Churn (0 or 1), Split; more columns from level 2 on."""
    n = int(rng.integers(37, 46)) * 50
    test = rng.permutation(n) < round(0.3 * n)
    plan = (rng.random(n) < 0.35) if level >= 3 else np.zeros(n, bool)
    table = pd.DataFrame(
        {
            "Logins_Per_Week": np.round(rng.gamma(4, 2.5, n), 1),
            "Support_Tickets": rng.poisson(np.where(plan, 4.0 + MORE_TICKETS, 4.0)),
            "Monthly_Bill": np.round(rng.normal(70, 18, n).clip(15, 140), 2),
            "Tenure_Months": rng.integers(1, 73, n),
        }
    )
    if level >= 3:
        table["Monthly_Bill"] = np.round(table["Monthly_Bill"] + np.where(test, rng.uniform(12, 18), 0.0), 2)
    weights = _weights(rng, level)
    spread = {"Logins_Per_Week": 5.0, "Support_Tickets": 2.0, "Monthly_Bill": 18.0, "Tenure_Months": 21.0}
    score = sum(weights[name] * (table[name] - table[name][~plan].mean()) / spread[name] for name in weights)
    by_tickets = weights["Support_Tickets"] * MORE_TICKETS / spread["Support_Tickets"]
    loyal = by_tickets + rng.uniform(1.9, 2.3) * np.std(np.asarray(score)[~plan])
    score = np.asarray(score) - np.where(plan, loyal, 0.0)
    probability = 1 / (1 + np.exp(-(score + _intercept(score, rng.uniform(0.09, 0.11)))))
    churn = _leavers(rng, probability, test, table["Support_Tickets"].to_numpy(float), plan)
    table["Survey_Code"] = _flat_code(rng, churn - probability)
    if level >= 3:
        table["Plan"] = np.where(plan, "business", "basic")
    if level >= 2:
        table["Retention_Calls"] = np.where(churn == 1, rng.poisson(2.6, n), rng.poisson(0.06, n))
    table["Churn"], table["Split"] = churn, np.where(test, "test", "train")
    top = max(weights, key=lambda name: abs(weights[name]))
    slopes = {name: weights[name] / spread[name] for name in weights}
    planted = {"probability": probability, "weights": weights, "slopes": slopes, "top": top, "copies": 0}
    return _copied(rng, table, planted) if level >= 2 else (table, planted)


def _weights(rng: np.random.Generator, level: int) -> dict[str, float]:
    """Log odds per typical step of each feature: one stands out, strongly in about one seed of three."""
    signs = {"Logins_Per_Week": -1, "Support_Tickets": 1, "Monthly_Bill": int(rng.choice([-1, 1])), "Tenure_Months": -1}
    names = list(signs)
    top = "Logins_Per_Week" if level >= 3 else names[int(rng.integers(4))]
    easy = rng.random() < 0.35
    strong = rng.uniform(4.6, 5.6) if easy else rng.uniform(1.7, 2.0) + (BESIDE_PLANS if level >= 3 else 0.0)
    weak = (0.9, 1.3) if easy else (0.6, 0.75)
    weights = {name: sign * (strong if name == top else rng.uniform(*weak)) for name, sign in signs.items()}
    weights["Support_Tickets"] *= WITHIN_PLANS if level >= 3 else 1.0
    return weights


def _intercept(score: np.ndarray, share: float) -> float:
    """The constant at which `share` of the customers are expected to leave."""
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(score + middle)))).mean() < share else (low, middle)
    return middle


def _leavers(
    rng: np.random.Generator, probability: np.ndarray, test: np.ndarray, tickets: np.ndarray, plan: np.ndarray
) -> np.ndarray:
    """Who leaves; drawn again while what a section asks would be unclear.

    That is: whether most are caught, whether misses outnumber false alarms, and which way tickets work at level 3.
    """
    warned = probability > 0.5
    while True:
        churn = rng.random(len(probability)) < probability
        misses, false_alarms = (test & churn & ~warned).sum(), (test & ~churn & warned).sum()
        foreseen = (test & churn & warned).sum() / (test & churn).sum()
        told_apart = abs(foreseen - 0.5) > UNCLEAR_HALF and abs(misses - false_alarms) >= TELL_APART
        if told_apart and (not plan.any() or _turns_round(tickets, churn, plan)):
            return churn.astype(int)


def _turns_round(tickets: np.ndarray, churn: np.ndarray, plan: np.ndarray) -> bool:
    """Whether tickets and churn are clearly correlated below zero over all, and above zero within the plans."""
    within = [values - np.where(plan, values[plan].mean(), values[~plan].mean()) for values in (tickets, churn * 1.0)]
    significance = [np.corrcoef(pair)[0, 1] * math.sqrt(len(plan)) for pair in ([tickets, churn * 1.0], within)]
    return significance[0] < -CLEAR and significance[1] > CLEAR


def _flat_code(rng: np.random.Generator, surprise: np.ndarray) -> np.ndarray:
    """Codes between 0 and 100 that have nothing to do with leaving, not even by chance."""
    while True:
        code = np.round(rng.uniform(0, 100, len(surprise)), 2)
        correlation = np.corrcoef(code, surprise)[0, 1]
        if abs(correlation) * math.sqrt(len(code)) < FLAT_CODE:
            return code


def _copied(
    rng: np.random.Generator, table: pd.DataFrame, planted: dict[str, Any]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Some training rows stand among the test rows again, all values but Split alike; the order is shuffled."""
    copies = int(rng.integers(40, 91))
    twice = rng.choice(np.flatnonzero(table["Split"] == "train"), copies, replace=False)
    order = rng.permutation(len(table) + copies)
    rows = np.concatenate([np.arange(len(table)), twice])[order]
    made = table.iloc[rows].reset_index(drop=True)
    made.loc[order >= len(table), "Split"] = "test"
    return made, {**planted, "probability": planted["probability"][rows], "copies": copies}
