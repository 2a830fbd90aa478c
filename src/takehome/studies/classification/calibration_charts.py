"""Calibration: what the probabilities say against what happened, in groups of equal size with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit

from takehome.protocol import Chart
from takehome.stats.conformal import wilson_interval
from takehome.studies.classification.calibration import log_odds, logistic_line
from takehome.studies.classification.candidates import NO_FEATURES
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.policies import FEWEST
from takehome.studies.classification.priced import Priced
from takehome.studies.marks import axis, layer, rounded

MOST_GROUPS = 10
FEWEST_IN_GROUP = 15
CURVE_POINTS = 60
SKEWED = 0.25
"""Where half of the groups lie in this part of the axis, it is drawn with more room for small probabilities."""

TICKS = [0, 1, 5, 10, 20, 40, 60, 80, 100]


def calibration_chart(made: Priced) -> Chart | None:
    """Groups of equal size along the probability, with the calibration line; None where there is nothing to group."""
    rows, level, model = made.rows, made.outcome.confidence_level, made.outcome.chosen
    p = model.unseen[:, made.outcome.judged].mean(axis=0)
    groups = [g for g in np.array_split(np.argsort(p, kind="stable"), _group_count(rows.rows)) if len(g)]
    if len(groups) < 2 or not np.ptp(p) > 0 or model.name == NO_FEATURES:
        return None
    data = [_group(p, rows, group, level) for group in groups]
    right = sum(row["low"] <= row["said"] <= row["high"] for row in data)
    top = data[-1]
    size = f"{'' if rows.rows % len(groups) == 0 else 'about '}{len(groups[0]):,}"
    title = (
        f"In {right} of {len(groups)} groups of {size} rows as many are positive as '{model.name}' says, within the "
        f"{level:.0%} interval; in the group of the highest probability it says {top['said']:.1f} %, and "
        f"{top['was']:.1f} % are positive."
    )
    line = _line(p, rows)
    data += line
    highest = max(float(max(row["said"], row.get("high", 0.0))) for row in data)
    data += [{"said": x, "was": x, "part": "right"} for x in (0.0, rounded(highest))]
    good = "The points lie along the dashed line: as many are positive as the model says."
    if line:
        good += " The solid line is the calibration line of all rows (CLA002)."
    skewed = float(np.median([row["said"] for row in data if row["part"] == "group"])) < SKEWED * highest
    return Chart("calibration", title, tuple(data), {"layer": _layers(skewed)}, good)


def _group(p: np.ndarray, rows: Judged, group: np.ndarray, level: float) -> dict[str, Any]:
    weights = rows.weights[group]
    said, was = float(np.average(p[group], weights=weights)), float(np.average(rows.y[group], weights=weights))
    low, high = wilson_interval(round(was * len(group)), len(group), level)
    return {"said": rounded(100 * said), "was": rounded(100 * was), "low": rounded(100 * min(low, was)),
            "high": rounded(100 * max(high, was)), "part": "group"}  # fmt: skip


def _line(p: np.ndarray, rows: Judged) -> list[dict[str, Any]]:
    """Cox's line, logit of the truth on logit of the forecast; empty where too few rows of a class would draw it."""
    x = log_odds(p)
    if min(rows.positives, rows.rows - rows.positives) < FEWEST or not np.ptp(x) > 1e-9:
        return []
    a, b = logistic_line(x, rows.y.astype(float), rows.weights)
    grid = np.linspace(float(np.sqrt(p.min())), float(np.sqrt(p.max())), CURVE_POINTS) ** 2
    return [
        {"said": rounded(100 * float(q)), "was": rounded(100 * float(w)), "part": "line"}
        for q, w in zip(grid, expit(a + b * log_odds(grid)), strict=True)
    ]


def _layers(skewed: bool) -> list[dict[str, Any]]:
    across, up = axis("said", "probability, mean of the group", "%", zero=True), axis("was", "positive", "%", zero=True)
    if skewed:
        for channel in (across, up):
            channel["scale"] = {"type": "sqrt", "zero": True, "nice": False}
            channel["axis"] = {"values": TICKS, "tickCount": len(TICKS)}
    high = {"field": "high", "type": "quantitative"}
    return [
        layer({"type": "line", "style": "reference"}, "right", x=across, y=up),
        layer({"type": "line", "style": "accent", "strokeWidth": 1.5}, "line", x=across, y=up),
        layer(
            {"type": "rule", "style": "muted", "strokeWidth": 2}, "group", x=across, y={**up, "field": "low"}, y2=high
        ),
        layer({"type": "point", "style": "accent", "size": 60, "opacity": 1}, "group", x=across, y=up),
    ]


def _group_count(rows: int) -> int:
    return max(1, min(MOST_GROUPS, rows // FEWEST_IN_GROUP))
