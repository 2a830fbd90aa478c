"""Does the interval of a segment's worth hold the truth, when a new sample would be cut otherwise?

``python -m benchmarks.segmentation_coverage`` writes ``results/segmentation_coverage.json``. World: two overlapping
normal groups in one column (0 and 3, standard deviation 1), spending 100 + 60 x + noise of 30. Estimand: what a row of
the upper segment is worth where infinitely many rows are cut by K-means, that is, above 1.5. Over 500 shops the share
of 90 % intervals that hold it: with the segments cut anew in every bootstrap draw, and *naive*, with the labels held
fixed. The Monte-Carlo error of 90 % over 500 shops is 1.3 points; 85 to 95 % is asked for.
"""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown
from scipy.stats import norm

from takehome.stats.clustering.kmeans import kmeans
from takehome.studies.segmentation.money.priceable import Grouping, Priceable
from takehome.studies.segmentation.money.priced import priced
from takehome.studies.segmentation.money.segment_table import segment_table
from takehome.studies.segmentation.partition.assigners import Centres
from takehome.studies.segmentation.partition.stability import drawn_weights, replicate
from takehome.table import Column, Kind, Table

RESULTS = Path(__file__).parent / "results" / "segmentation_coverage.json"
SHOPS, DRAWS, SIZES, LEVEL = 500, 80, (150, 600), 0.9
APART, CUT, BASE, SLOPE, NOISE = 3.0, 1.5, 100.0, 60.0, 30.0
ASKED = (0.85, 0.95)
ECONOMICS = {"value": "spend", "actions": [{"name": "mail", "cost": 1.0, "uplift": 0.02}]}


def truth() -> float:
    """E[spend | x > 1.5] in the mixture: by the mean of a truncated normal, weighted by how much of each lies above."""
    above = norm.sf(CUT), norm.sf(CUT - APART)
    sums = norm.pdf(CUT), APART * above[1] + norm.pdf(CUT - APART)
    return float(BASE + SLOPE * sum(sums) / sum(above))


def shop(rows: int, seed: int) -> tuple[bool, bool, float]:
    """Whether each interval holds the truth, and how much wider the first one is."""
    rng = np.random.default_rng([seed, rows])
    x = np.sort(np.where(rng.random(rows) < 0.5, 0.0, APART) + rng.normal(size=rows))
    spend = BASE + SLOPE * x + NOISE * rng.normal(size=rows)
    Z = x[:, None]
    rule = Centres(np.sort(kmeans(Z, 2, rng, restarts=3).centres, axis=0))
    labels = rule.labels(Z)
    draws = replicate(Z, labels, rule, drawn_weights(rows, DRAWS, rng), rng)
    source = Priceable(
        Table((Column("spend", Kind.NUMBER, spend),)), (Grouping(2, labels, draws),), 0, ("S1", "S2"), ("low", "high"),
        Z, True, {}, LEVEL,
    )  # fmt: skip
    upper = segment_table(priced(source, ECONOMICS))[1]
    wide, naive = upper.value_interval, upper.naive_interval
    return truth() in wide, truth() in naive, (wide.high - wide.low) / (naive.high - naive.low)


def run() -> dict[str, Any]:
    """Every size."""
    found = {}
    for rows in SIZES:
        made = np.array([shop(rows, seed) for seed in range(SHOPS)], float).mean(axis=0)
        found[str(rows)] = {"anew": made[0], "naive": made[1], "wider": made[2]}
    return {"sizes": found, "shops": SHOPS, "draws": DRAWS, "asked": ASKED}


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [
        [f"{int(size):,}", f"{made['anew']:.1%}", f"{made['naive']:.1%}", f"{made['wider']:.2f}"]
        for size, made in document["sizes"].items()
    ]
    headings = ["rows", "segments cut anew", "labels held fixed", "times as wide"]
    low, high = document["asked"]
    said = f"{document['shops']} shops, {document['draws']} draws; {low:.0%} to {high:.0%} is asked for."
    return f"{markdown(headings, rows)}\n\n{said} {circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scipy", "numba")}}  # fmt: skip
    print(json.dumps(document, indent=1))
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
