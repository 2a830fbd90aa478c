"""Why the brief's agent fails: each suspected cause repaired alone, and each left in while all else is repaired."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.names import known, money
from takehome.studies.storage.learning.causes import CONFIDENCE_LEVEL, Cause, Effect
from takehome.studies.storage.outcome import Outcome
from takehome.units import format_number

WIDTH, STEP = 138, 30
PANELS = {"alone": "repaired alone: gains", "remaining": "left in alone: costs"}


def causes_chart(outcome: Outcome) -> Chart | None:
    """Two panels, a dot and a line each cause; None without a lesson or where nothing can be earned."""
    lesson = outcome.lesson
    if lesson is None or lesson.exact.optimum <= 0:
        return None
    rows = tuple(_row(cause, field) for cause in lesson.causes for field in PANELS)
    names = [cause.name for cause in sorted(lesson.causes, key=lambda one: -one.alone.money)]
    good = (
        "Left: what one repair gains in the brief's agent. Right: what one cause costs in the repaired agent. A cause "
        "at 0 on both sides is none. One that counts on one side only acts together with others."
    )
    ends = [min(0.0, *(row["low"] for row in rows)), max(row["high"] for row in rows)]
    unit = f"{lesson.problem.currency} a day"
    panels = [_panel(field, title, unit, names, ends) for field, title in PANELS.items()]
    return Chart("causes", _sentence(outcome, lesson.causes), rows, {"hconcat": panels, "spacing": 18}, good)


def _row(cause: Cause, field: str) -> dict[str, Any]:
    effect: Effect = getattr(cause, field)
    return {
        "cause": cause.name, "panel": field, "money": rounded(effect.money), "low": rounded(effect.low),
        "high": rounded(effect.high), "brief": cause.brief, "repaired": cause.repaired,
    }  # fmt: skip


def _sentence(outcome: Outcome, causes: tuple[Cause, ...]) -> str:
    alone = max(causes, key=lambda one: one.alone.money)
    left = max(causes, key=lambda one: one.remaining.money)
    return (
        f"Of {len(causes)} suspected causes, repairing the brief's {alone.name} alone ({alone.brief} → "
        f"{alone.repaired}) gains most, {_around(outcome, alone.alone)}; {left.name} left in alone "
        f"({left.brief}) costs most, {_around(outcome, left.remaining)}; means of {left.seeds:,} agents; "
        f"{known(outcome)}."
    )


def _around(outcome: Outcome, effect: Effect) -> str:
    low, high = format_number(effect.low), format_number(effect.high)
    between = "all agents alike" if effect.identical else f"{CONFIDENCE_LEVEL:.0%}: {low} to {high}"
    return f"{money(outcome, effect.money)} a day ({between})"


def _panel(field: str, title: str, unit: str, names: list[str], ends: list[float]) -> dict[str, Any]:
    y = {"field": "cause", "type": "nominal", "title": None, "sort": names,
         "axis": {"labels": field == "alone", "labelLimit": 150, "domain": False, "ticks": False}}  # fmt: skip
    x = {"field": "money", "type": "quantitative", "title": unit, "scale": {"domain": ends},
         "axis": {"tickCount": 3}}  # fmt: skip
    layers = [
        {"mark": {"type": "rule", "style": "reference"}, "encoding": {"x": {"datum": 0}}},
        layer({"type": "rule", "style": "accent"}, None, y=y, x={**x, "field": "low"}, x2={"field": "high"}),
        layer({"type": "point", "style": "accent", "size": 80, "opacity": 1}, None, y=y, x=x),
    ]
    return {
        "width": WIDTH, "height": STEP * len(names), "title": {"text": title, "frame": "group"}, "layer": layers,
        "transform": [{"filter": {"field": "panel", "equal": field}}],
    }  # fmt: skip
