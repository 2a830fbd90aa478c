"""The silhouettes of every segment's rows, sorted: one "knife" a segment (Rousseeuw 1987).

Every knife has the same height, so that small segments can be read; the number of rows stands beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.segmentation.outcome import Outcome
from takehome.units import format_number

MOST_KNIVES = 30
POINTS = 360
"""Points of all knives together."""

THICK = 0.86
"""Share of its place that a knife fills."""

LOWEST_KNIFE, ALL_KNIVES = 20, 240
"""Pixels of one knife at least, and of all of them if that leaves more."""


def silhouettes_chart(outcome: Outcome) -> Chart | None:
    """The knives, the largest segments first; None with fewer than two segments."""
    found = {j: own for j in range(outcome.k) if len(own := _of(outcome, j))}
    if len(found) < 2:
        return None
    shown = list(found)[:MOST_KNIVES]
    rows = [row for place, j in enumerate(shown) for row in _knife(outcome, j, found[j], place, len(shown))]
    mean = float(np.concatenate(list(found.values())).mean())
    rows += [{"part": "name", "name": _name(outcome, j)} for j in shown]
    rows.append({"part": "mean", "silhouette": rounded(mean)})
    return Chart("silhouettes", _sentence(outcome, found, mean, len(shown)), tuple(rows), _encoding(outcome, shown),
                 "Full knives that stay right of 0; what lies left of 0 is nearer to another segment. "
                 "The dashed line is the mean.")  # fmt: skip


def _of(outcome: Outcome, segment: int) -> np.ndarray:
    """The known silhouettes of a segment, the highest first."""
    own = outcome.silhouettes[(outcome.labels == segment) & ~np.isnan(outcome.silhouettes)]
    return np.sort(own)[::-1]


def _name(outcome: Outcome, segment: int) -> str:
    """``"S1 · 300"``: the segment and its rows."""
    return f"{outcome.segment_ids[segment]} · {outcome.sizes()[segment]:,}"


def _knife(outcome: Outcome, segment: int, own: np.ndarray, place: int, shown: int) -> list[dict[str, Any]]:
    count = max(2, min(len(own), POINTS // shown))
    at = np.linspace(0, len(own) - 1, count).round().astype(int)
    heights = place + (1 - THICK) / 2 + THICK * np.linspace(0, 1, count)
    name = outcome.segment_ids[segment]
    return [
        {"part": "knife", "segment": name, "height": rounded(h), "silhouette": rounded(value)}
        for h, value in zip(heights, own[at], strict=True)
    ]


def _sentence(outcome: Outcome, found: dict[int, np.ndarray], mean: float, shown: int) -> str:
    means = {j: float(own.mean()) for j, own in found.items()}
    worst = min(means, key=lambda j: means[j])
    total, wrong = sum(len(own) for own in found.values()), sum(int((own < 0).sum()) for own in found.values())
    of = f"{total:,} rows asked" if total < int((outcome.labels >= 0).sum()) else f"{total:,} rows"
    more = f"; {shown} of {len(found)} segments are shown" if shown < len(found) else ""
    return (
        f"The mean silhouette is {format_number(mean)} (1 is far apart, 0 on the border), lowest in "
        f"{outcome.segment_ids[worst]} with {format_number(means[worst])}; {wrong:,} of {of} are nearer to another "
        f"segment than to their own{more}."
    )


def _encoding(outcome: Outcome, shown: list[int]) -> dict[str, Any]:
    across = {**axis("silhouette", "silhouette", zero=True), "stack": None}
    up = {
        **axis("height", ""),
        "scale": {"domain": [0, len(shown)], "reverse": True, "nice": False},
        "axis": None,
    }
    named = {
        "field": "name", "type": "nominal", "title": None, "sort": None,
        "scale": {"type": "band", "paddingInner": 0, "paddingOuter": 0, "domain": [_name(outcome, j) for j in shown]},
        "axis": {"grid": False, "ticks": False, "domain": False, "labelOverlap": False},
    }  # fmt: skip
    group = {"field": "segment", "type": "nominal", "legend": None, "scale": {"domain": list(outcome.segment_ids)}}
    knife = {"type": "area", "orient": "horizontal", "opacity": 0.7}
    height = round(len(shown) * max(LOWEST_KNIFE, ALL_KNIVES / len(shown)))
    layers = [
        layer(knife, "knife", x=across, y=up, color=group),
        layer({"type": "rule"}, "mean", x={"datum": 0}),
        layer({"type": "text", "text": ""}, "name", y=named),
        layer({"type": "rule", "style": "reference"}, "mean", x=across),
    ]
    return {"height": height, "layer": layers, "resolve": {"scale": {"y": "independent"}}}
