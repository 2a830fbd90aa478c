"""Twelve shops."""

from __future__ import annotations

import numpy as np
import pandas as pd


def draw(seed, level=1):
    """Tables, numbers of the scenario, and what is planted."""
    rng = np.random.default_rng([seed, level])
    shops = pd.DataFrame({"Sales": np.round(rng.normal(100, 20, 12), 3), "Region": rng.choice(["North", "None"], 12)})
    if level >= 2:
        shops["Late"] = rng.integers(0, 2, 12)
    return {"shops": shops}, {"rent": np.int64(rng.integers(10, 20)), "currency": "€"}, {"secret": 1}
