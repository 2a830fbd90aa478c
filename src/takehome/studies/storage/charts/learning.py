"""Learning curves of the three ways to learn the day: what is earned while learning and what is known by then."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.names import known, money
from takehome.studies.storage.learning.curves import BAND, Curve
from takehome.studies.storage.learning.rungs import Rung
from takehome.studies.storage.outcome import Outcome
from takehome.units import format_number

WIDTH, HEIGHT = 370, 105
WAYS = {"brief": "the brief's agent", "model-free": "repaired, model-free", "counterfactual": "counterfactual updates"}
KINDS = {"greedy": "without exploration", "training": "while training"}
SIDES: dict[str, dict[str, Any]] = {"bound": {"baseline": "bottom", "dy": -2}, "floor": {"baseline": "top", "dy": 3}}
"""Limits, and on which side of its line each is named."""
LOWEST = 0.5
"""The axis ends this share of the bound below 0: what agents lose in their first days would flatten all else."""


def learning_chart(outcome: Outcome) -> Chart | None:
    """Three panels, mean and band of both curves; None without a lesson or where nothing can be earned."""
    lesson = outcome.lesson
    if lesson is None or lesson.exact.optimum <= 0:
        return None
    rows: list[dict[str, Any]] = []
    for rung in lesson.rungs:
        for kind, said in KINDS.items():
            rows += _curve(rung, said, getattr(rung.curves, kind))
        rows.append({"rung": rung.key, "part": "bound", "money": rounded(rung.optimum), "name": "bound"})
        rows.append({"rung": rung.key, "part": "floor", "money": 0.0, "name": "floor: do nothing"})
    low, high = BAND
    good = (
        f"The blue line on the bound, and its band ({low:.0f}–{high:.0f} % of agents) as thin as a line. The orange "
        "one stays below as long as actions are drawn at random, so it does not say what was learned. The axis is cut "
        f"{100 * LOWEST:.0f} % of the bound below 0."
    )
    encoding = {
        "vconcat": [_panel(rung, lesson.problem.currency, i == 0, i == 2) for i, rung in enumerate(lesson.rungs)],
        "spacing": 10,
    }
    return Chart("learning", _sentence(outcome), tuple(rows), encoding, good)


def _curve(rung: Rung, kind: str, curve: Curve) -> list[dict[str, Any]]:
    marks = rung.curves.episodes.tolist()
    numbers = zip(marks, curve.mean.tolist(), curve.low.tolist(), curve.high.tolist(), strict=True)
    return [
        {"rung": rung.key, "part": "curve", "kind": kind, "days": day, "money": rounded(mean), "low": rounded(low),
         "high": rounded(high)}
        for day, mean, low, high in numbers
    ]  # fmt: skip


def _sentence(outcome: Outcome) -> str:
    assert outcome.lesson is not None
    brief, repaired, swept = outcome.lesson.rungs
    own, agents = brief.curves, len(brief.profits)
    return (
        f"After {brief.settings.episodes:,} days the brief's agents earn {money(outcome, brief.profits.mean())} a day "
        f"of the bound's {money(outcome, brief.optimum)} without exploration and "
        f"{money(outcome, own.training.mean[-1])} while training (means of {agents:,} agents); repaired "
        f"without a model {_reached(repaired)}, with counterfactual updates, which use known dynamics, "
        f"{_reached(swept)}; {known(outcome)}."
    )


def _reached(rung: Rung) -> str:
    there = rung.reached[rung.reached >= 0]
    when = f" within {int(there.max()):,} days" if there.size else ""
    return f"{format_number(rung.profits.mean())} ({rung.successes} of {len(rung.profits)} reach the bound{when})"


def _panel(rung: Rung, currency: str, first: bool, last: bool) -> dict[str, Any]:
    bottom, top = -LOWEST * rung.optimum, 1.15 * rung.optimum
    x = {"field": "days", "type": "quantitative", "title": "days learned from" if last else None,
         "scale": {"nice": False}, "axis": {"tickCount": 5}}  # fmt: skip
    y = {"field": "money", "type": "quantitative", "title": f"{currency} a day",
         "scale": {"domain": [bottom, top], "nice": False, "clamp": True}, "axis": {"tickCount": 4}}  # fmt: skip
    kind = {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(KINDS.values())},
            "legend": {"symbolType": "stroke", "symbolOpacity": 1} if first else None}  # fmt: skip
    layers = [
        layer({"type": "area", "opacity": 0.25}, "curve", x=x, y={**y, "field": "low"}, y2={"field": "high"},
              color=kind),
        *(layer({"type": "rule", "style": "reference"}, part, y=y) for part in SIDES),
        layer({"type": "line", "clip": True}, "curve", x=x, y=y, color=kind),
        *(layer({"type": "text", "align": "right", "x": WIDTH, **side}, part, y=y,
                text={"field": "name", "type": "nominal"}) for part, side in SIDES.items()),
    ]  # fmt: skip
    return {
        "width": WIDTH, "height": HEIGHT, "title": {"text": WAYS[rung.key], "frame": "group"}, "layer": layers,
        "transform": [{"filter": {"field": "rung", "equal": rung.key}}],
    }  # fmt: skip
