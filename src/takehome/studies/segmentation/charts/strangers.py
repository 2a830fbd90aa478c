"""What was measured of each micro-cluster and of the group that came nearest to being one, an axis at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.segmentation.answer_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.strangers.micro_clusters import EXTREME, SET_APART, TIGHT, Evidence
from takehome.studies.wording import possessive
from takehome.units import format_number

MOST_SHOWN = 8
WIDTH, STEP, LEAST_HEIGHT = 300, 20, 44
FARTHEST = 100.0
"""Separation at which exact copies, which are infinitely far apart for their own distance, are drawn."""

AXES = (
    ("separation", "distance to the rest, times its own", SET_APART),
    ("tightness", "its own distances, % of the rest's", 100 * TIGHT),
    ("extremeness", "more extreme than … % of the other rows", 100 * EXTREME),
)
"""Measure, its axis, its limit: at least, at most, at least."""

MISS = "nearest miss"


def strangers_chart(outcome: Outcome) -> Chart | None:
    """Three strips, one a measure, with its limit; None where no group was near to being a micro-cluster."""
    found = outcome.strangers
    if not found.micro and found.nearest_miss is None:
        return None
    sizes = outcome.micro_sizes()
    shown = [
        (f"{name} · {size:,}", one.evidence)
        for name, one, size in zip(outcome.micro_ids, found.micro, sizes, strict=True)
    ][:MOST_SHOWN]
    micro = len(shown)
    if found.nearest_miss is not None:
        shown.append((f"{MISS} · {found.nearest_miss.size:,}", found.nearest_miss))
    rows = [
        {"part": "micro" if i < micro else "miss", "group": name, **_measures(evidence)}
        for i, (name, evidence) in enumerate(shown)
    ]
    names = [name for name, _ in shown]
    good = (
        "A micro-cluster lies beyond all three dashed limits: far from the rest, tight, and extreme. What misses one "
        "limit is a dense spot within the crowd, or a few unusual people. Beside each name: its rows."
    )
    return Chart("strangers", _sentence(outcome), tuple(rows), _encoding(names), good)


def _measures(evidence: Evidence) -> dict[str, float]:
    return {
        "separation": rounded(min(evidence.separation, FARTHEST)), "tightness": rounded(100 * evidence.tightness)
        if np.isfinite(evidence.tightness) else 100.0, "extremeness": rounded(100 * evidence.extremeness),
    }  # fmt: skip


def _said(evidence: Evidence, whose: str) -> str:
    """``"its rows lie 31.2 times farther from the rest than from one another, …"``."""
    apart = f"{whose} rows lie {format_number(evidence.separation)} times farther from the rest than from one another"
    if not np.isfinite(evidence.separation):
        apart = f"{whose} rows are copies of one another (distance 0)"
    tight = f", at {format_number(100 * evidence.tightness)} % of the usual distance from one another,"
    extreme = f" and are more extreme than {format_number(100 * evidence.extremeness)} % of the others"
    return f"{apart}{tight if np.isfinite(evidence.tightness) else ''}{extreme}"


def _sentence(outcome: Outcome) -> str:
    found = outcome.strangers
    looked = f"{found.looked_at:,} small {'branch' if found.looked_at == 1 else 'branches'} of the tree"
    if not found.micro:
        assert found.nearest_miss is not None
        return (
            f"None (0) of {looked} is a micro-cluster; the nearest miss is {counted(found.nearest_miss.size, 'row')}: "
            f"{_said(found.nearest_miss, 'its')}."
        )
    first, rows = found.micro[0].evidence, outcome.micro_sizes()
    lead = f"{counted(len(found.micro), 'micro-cluster')} ({counted(sum(rows), 'row')}) of {looked}"
    more = f"; {MOST_SHOWN} are shown" if len(found.micro) > MOST_SHOWN else ""
    return f"{lead}; {_said(first, possessive(outcome.micro_ids[0]))}{more}."


def _encoding(names: list[str]) -> dict[str, Any]:
    return {"vconcat": [_strip(field, title, limit, names) for field, title, limit in AXES], "spacing": 12}


def _strip(field: str, title: str, limit: float, names: list[str]) -> dict[str, Any]:
    domain, ticks = (0.0, 100.0), [0, 25, 50, 75, 90, 100]
    if field == "separation":
        domain, ticks = (1.0, FARTHEST), [1, 3, 10, 30, 100]
    kind = "log" if field == "separation" else "linear"
    x = {
        "field": field, "type": "quantitative", "title": title,
        "scale": {"type": kind, "domain": list(domain), "clamp": True, "nice": False},
        "axis": {"values": ticks, "format": "d"},
    }  # fmt: skip
    y = {"field": "group", "type": "nominal", "title": None, "sort": names, "axis": {"labelLimit": 130}}
    dot = {"type": "point", "size": 100, "opacity": 1}
    reference = {"mark": {"type": "rule", "style": "reference"}, "encoding": {"x": {"datum": rounded(limit)}}}
    layers = [
        reference,
        layer({**dot, "style": "bad"}, "micro", x=x, y=y),
        layer({**dot, "style": "muted"}, "miss", x=x, y=y),
    ]
    return {"width": WIDTH, "height": max(LEAST_HEIGHT, STEP * len(names)), "layer": layers}
