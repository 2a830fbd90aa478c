"""The scales that people try beside the chosen one: who owns the distance, and why the silhouette is a trap."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import rounded
from takehome.studies.segmentation.charts.short_names import short
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.scaling.advice import Candidate
from takehome.units import format_number

PANELS = ("strongest column", "larger of 2 groups", "best silhouette")
TITLES = ("% of the spread", "% of the rows", "× 100")
WIDTH, STEP = 104, 30
ROOM = 130
"""End of the axes: beyond 100 the numbers of long bars stand."""


def scales_chart(outcome: Outcome) -> Chart | None:
    """Three bars a scale; None for one column, which has all of the spread on any scale."""
    tried = [one for one in outcome.scaling.candidates if one.silhouettes]
    if len(tried) < 2 or len(outcome.scaling.chosen.labels) < 2:
        return None
    chosen = outcome.scaling.chosen.name
    rows: list[dict[str, Any]] = []
    for one in tried:
        values = (100 * one.dominance, 100 * one.largest, 100 * max(one.silhouettes))
        rows += [
            {"scale": one.name, "measure": panel, "value": rounded(value), "name": format_number(value, 2),
             "column": short(one.dominant), "part": "chosen" if one.name == chosen else "other"}
            for panel, value in zip(PANELS, values, strict=True)
        ]  # fmt: skip
    good = (
        "No column that carries nearly all of the spread, and no group of nearly all rows. A high silhouette with "
        "either is the trap: it only says that a few far rows lie far away."
    )
    return Chart("scales", _sentence(tried, chosen), tuple(rows), _encoding([one.name for one in tried]), good)


def _sentence(tried: list[Candidate], chosen: str) -> str:
    own = next((one for one in tried if one.name == chosen), tried[-1])
    best = max(tried, key=lambda one: max(one.silhouettes))
    said = f"On the chosen scale, '{own.name}', {_carries(own)}"
    silhouette = format_number(max(best.silhouettes))
    if best.name == own.name:
        return f"{said}; its silhouette of {silhouette} is the highest too, which was not asked."
    return (
        f"{said}; '{best.name}' has the highest silhouette, {silhouette}: there {short(best.dominant)} carries "
        f"{format_number(100 * best.dominance)} % and the larger group holds {format_number(100 * best.largest)} %."
    )


def _carries(one: Candidate) -> str:
    return (
        f"no column carries more than {format_number(100 * one.dominance)} % of the spread ({short(one.dominant)}) and "
        f"the larger of two groups holds {format_number(100 * one.largest)} % of the rows"
    )


def _encoding(names: list[str]) -> dict[str, Any]:
    return {
        "hconcat": [
            _panel(i, panel, title, names) for i, (panel, title) in enumerate(zip(PANELS, TITLES, strict=True))
        ],
        "spacing": 14,
    }


def _panel(place: int, panel: str, title: str, names: list[str]) -> dict[str, Any]:
    y = {"field": "scale", "type": "nominal", "title": None, "sort": names,
         "axis": {"labels": place == 0, "labelLimit": 110, "domain": False, "ticks": False}}  # fmt: skip
    x = {"field": "value", "type": "quantitative", "title": title,
         "scale": {"domain": [0, ROOM], "clamp": True, "nice": False},
         "axis": {"values": [0, 50, 100], "grid": False}}  # fmt: skip
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "bar", "style": style}, "encoding": {"y": y, "x": x},
         "transform": [{"filter": {"field": "part", "equal": part}}]}
        for part, style in (("chosen", "accent"), ("other", "muted"))
    ]  # fmt: skip
    number = {"type": "text", "align": "left", "dx": 4}
    layers.append({"mark": number, "encoding": {"y": y, "x": x, "text": {"field": "name", "type": "nominal"}}})
    return {"width": WIDTH, "height": STEP * len(names), "title": {"text": panel, "frame": "group"}, "layer": layers,
            "transform": [{"filter": {"field": "measure", "equal": panel}}]}  # fmt: skip
