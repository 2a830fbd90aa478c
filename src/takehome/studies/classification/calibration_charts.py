"""Calibration: what the probabilities say against what happened, in groups of equal size with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.stats.conformal import wilson_interval
from takehome.studies.classification.decision import Priced
from takehome.studies.marks import axis, layer, rounded

MOST_GROUPS = 10
FEWEST_IN_GROUP = 15


def calibration_chart(made: Priced) -> Chart | None:
    """Groups of equal size along the probability; None where there are too few rows for two of them."""
    rows, level = made.rows, made.outcome.confidence_level
    p = made.outcome.chosen.unseen[:, made.outcome.judged].mean(axis=0)
    groups = [g for g in np.array_split(np.argsort(p, kind="stable"), _group_count(rows.rows)) if len(g)]
    if len(groups) < 2:
        return None
    data: list[dict[str, Any]] = []
    off = []
    for group in groups:
        weights = rows.weights[group]
        said, was = float(np.average(p[group], weights=weights)), float(np.average(rows.y[group], weights=weights))
        low, high = wilson_interval(round(was * len(group)), len(group), level)
        data.append({"said": rounded(100 * said), "was": rounded(100 * was), "low": rounded(100 * min(low, was)),
                     "high": rounded(100 * max(high, was)), "part": "group"})  # fmt: skip
        off.append(low <= said <= high)
    top = data[-1]
    title = (
        f"{sum(off)} of {len(groups)} groups of {len(groups[0]):,} rows hold what '{made.outcome.chosen.name}' says "
        f"within "
        f"their {level:.0%} interval; in the highest it says {top['said']:.1f} %, and {top['was']:.1f} % are positive."
    )
    end = max(float(max(row["said"], row["high"])) for row in data)
    data += [{"said": 0.0, "was": 0.0, "part": "line"}, {"said": rounded(end), "was": rounded(end), "part": "line"}]
    across = axis("said", "probability, mean of the group", "%")
    up = axis("was", "positive", "%", zero=True)
    layers = [
        layer({"type": "line", "style": "reference"}, "line", x=across, y=up),
        layer({"type": "rule"}, "group", x=across, y={"field": "low", "type": "quantitative"}, y2={"field": "high"}),
        layer({"type": "point", "style": "accent", "size": 60, "opacity": 1}, "group", x=across, y=up),
    ]
    return Chart("calibration", title, tuple(data), {"layer": layers}, "The points lie along the dashed line.")


def _group_count(rows: int) -> int:
    return max(1, min(MOST_GROUPS, rows // FEWEST_IN_GROUP))
