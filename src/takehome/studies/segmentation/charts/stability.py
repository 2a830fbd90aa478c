"""Is each segment found again? Jaccard index of each over the draws, against the limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.stability import DISSOLVED, STABLE
from takehome.units import format_number

MOST_SEGMENTS = 30
RANGE = (0.05, 0.95)
"""Quantiles of the draws between which the line runs."""

STEP, LEAST_HEIGHT = 22, 110
LIMITS = {DISSOLVED: "dissolved", STABLE: "stable"}
ROOM = "\u00a0"
"""A first place without a segment, for the names of the limits."""


def stability_chart(outcome: Outcome) -> Chart | None:
    """Mean and range of every segment; of many the least stable ones. None with fewer than two segments."""
    if outcome.k < 2:
        return None
    drawn, mean = outcome.grouping.replicates.jaccard, outcome.stability
    shown = sorted(np.argsort(mean, kind="stable")[:MOST_SEGMENTS].tolist())
    rows: list[dict[str, Any]] = []
    for j in shown:
        low, high = np.quantile(drawn[:, j], RANGE)
        part = "stable" if mean[j] >= STABLE else "unstable"
        rows.append({"part": part, "segment": outcome.segment_ids[j], "jaccard": rounded(mean[j]),
                     "low": rounded(low), "high": rounded(high)})  # fmt: skip
    rows += [{"part": f"limit {name}", "jaccard": limit, "segment": ROOM} for limit, name in LIMITS.items()]
    good = (
        f"Every dot right of {STABLE:g}; left of {DISSOLVED:g} a segment is an accident of these rows. Lines: the "
        f"middle {100 * (RANGE[1] - RANGE[0]):.0f} % of the draws."
    )
    return Chart("stability", _sentence(outcome, len(shown)), tuple(rows), _encoding(outcome, shown), good)


def _sentence(outcome: Outcome, shown: int) -> str:
    mean, draws = outcome.stability, len(outcome.grouping.replicates.jaccard)
    worst, passed = int(np.argmin(mean)), int((mean >= STABLE).sum())
    more = f"; {shown} least stable ones shown" if shown < outcome.k else ""
    return (
        f"Clustered afresh on rows drawn anew {draws:,} times, {passed} of {outcome.k} segments are stable (mean "
        f"Jaccard index {STABLE:g} or more; 1 is the same rows); least so {outcome.segment_ids[worst]}, with "
        f"{format_number(float(mean[worst]))}{more}."
    )


def _encoding(outcome: Outcome, shown: list[int]) -> dict[str, Any]:
    across = {**axis("jaccard", "Jaccard index over the draws"), "scale": {"domain": [0, 1]}}
    names = [outcome.segment_ids[j] for j in shown]
    up = {"field": "segment", "type": "nominal", "title": None, "scale": {"domain": [ROOM, *names]}}
    ends = {**across, "field": "low"}
    dot = {"type": "point", "size": 90, "opacity": 1}
    lines = [
        layer({"type": "rule", "style": style, "strokeWidth": 2}, part, y=up, x=ends, x2={"field": "high"})
        for part, style in (("stable", "accent"), ("unstable", "bad"))
    ]
    layers = [
        *(layer({"type": "rule", "style": "reference"}, f"limit {name}", x=across) for name in LIMITS.values()),
        *lines,
        layer({**dot, "style": "accent"}, "stable", x=across, y=up),
        layer({**dot, "style": "bad"}, "unstable", x=across, y=up),
        *(
            layer({"type": "text", **place}, f"limit {LIMITS[limit]}", x=across, y=up, text={"value": words})
            for limit, place, words in _words()
        ),
    ]
    return {"height": max(LEAST_HEIGHT, STEP * (len(shown) + 1)), "layer": layers}


def _words() -> list[tuple[float, dict[str, Any], str]]:
    """The limits' names, each on the side that it speaks of."""
    return [
        (DISSOLVED, {"align": "right", "dx": -6}, f"not found again: below {DISSOLVED:g}"),
        (STABLE, {"align": "left", "dx": 6}, f"stable: {STABLE:g}"),
    ]
