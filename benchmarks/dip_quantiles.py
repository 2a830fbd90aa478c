"""Quantiles of √n·dip of uniform samples, against which the dip test compares.

``python -m benchmarks.dip_quantiles`` writes ``src/takehome/stats/clustering/dip_quantiles.json``, the table that the
package reads. A uniform sample in ascending order is drawn without sorting, as partial sums of exponential draws
(Devroye 1986, *Non-Uniform Random Variate Generation*, ch. V; the dip does not depend on the scale).
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np

from takehome.stats.clustering import dip_kernels
from takehome.stats.clustering.dip import FEWEST_ROWS

TABLE = Path(__file__).parents[1] / "src/takehome/stats/clustering/dip_quantiles.json"
ROWS = (
    FEWEST_ROWS,
    5,
    6,
    7,
    8,
    9,
    10,
    15,
    20,
    30,
    50,
    75,
    100,
    150,
    200,
    300,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    50_000,
)
PROBABILITIES = (
    *(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975),
    *(0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999),
)
SAMPLES, FEWEST_SAMPLES, DRAWS = 100_000, 20_000, 500_000_000
"""Samples per n, fewer where n is large: as many as so many draws allow."""
SEED = 42
DIGITS = 5


def dips(n: int, samples: int, rng: np.random.Generator) -> np.ndarray:
    """√n times the dip of uniform samples of n rows (samples,)."""
    upper = np.arange(1, n + 1, dtype=np.float64)
    lower = upper - 1
    found = np.empty(samples)
    for s in range(samples):
        found[s] = dip_kernels.twice_dip(np.cumsum(rng.standard_exponential(n)), lower, upper)
    return found / (2 * np.sqrt(n))


def main() -> None:
    """Simulate every n and write the table."""
    rng = np.random.default_rng(SEED)
    started, samples, quantiles = time.perf_counter(), [], []
    for n in ROWS:
        samples.append(int(np.clip(DRAWS // n, FEWEST_SAMPLES, SAMPLES)))
        row = np.quantile(dips(n, samples[-1], rng), PROBABILITIES)
        quantiles.append([round(float(q), DIGITS) for q in row])
        print(f"n = {n:,}: median {row[7]:.4f}, 99 % {row[15]:.4f}, after {time.perf_counter() - started:.0f} s")
    table = {"seed": SEED, "samples": samples, "rows": ROWS, "probabilities": PROBABILITIES, "root_n_dip": quantiles}
    lines = [f'  "{key}": {json.dumps(value)}' for key, value in table.items()]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
