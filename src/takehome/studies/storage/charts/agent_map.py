"""The brief's agent on the map of charge and hour, beside the optimal action, and what its wrong steps cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.names import known, money, percent
from takehome.studies.storage.charts.stretches import hour_axis
from takehome.studies.storage.learning.day_problem import ACTIONS, DayProblem
from takehome.studies.storage.learning.exact_day import greedy, walk
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.outcome import Outcome

WIDTH, MAP_HEIGHT, COST_HEIGHT = 365, 150, 80
MOST_ACROSS, MOST_UP = 32, 16
"""Cells that a map of this size can show apart; of finer ones every second, third, … is drawn."""
AGENT, BEST = "what the agent does; × = wrong", "what is best"


def agent_map_chart(outcome: Outcome) -> Chart | None:
    """Two maps and the costs by hour; None without a lesson or where nothing can be earned."""
    lesson = outcome.lesson
    if lesson is None or lesson.exact.optimum <= 0:
        return None
    wrong, problem = lesson.wrong, lesson.problem
    hours, level_kwh = _units(outcome, problem)
    step, rise = -(-problem.decisions // MOST_ACROSS), -(-problem.levels // MOST_UP)
    rows: list[dict[str, Any]] = []
    for panel, actions, q in ((AGENT, wrong.chosen, lesson.agent.q), (BEST, wrong.best, lesson.exact.q)):
        for level, t in _cells(wrong.reachable, rise, step):
            rows.append({
                "panel": panel, "part": "cell", "hour": t * hours, "to": min(t + step, problem.decisions) * hours,
                "kwh": (level - 0.5) * level_kwh, "up": (level + rise - 0.5) * level_kwh,
                "action": ACTIONS[actions[level, t]], "wrong": bool(panel == AGENT and wrong.wrong[level, t]),
            })  # fmt: skip
        levels = walk(problem, greedy(q)).levels
        rows += [{"panel": panel, "part": "path", "hour": t * hours, "kwh": level * level_kwh}
                 for t, level in enumerate(levels.tolist())]  # fmt: skip
    rows += [{"part": "cost", "hour": t * hours, "to": (t + 1) * hours, "cost": rounded(cost)}
             for _, t, cost in sorted(wrong.paid(), key=lambda cell: cell[1])]  # fmt: skip
    thinned = f" One step in {step} and one level in {rise} are drawn." if max(step, rise) > 1 else ""
    good = (
        "Both maps alike. Grey cells hold, empty ones can never be entered, and a cross beside the line costs nothing: "
        f"the line is the way that is gone, and its wrong steps add up to all that is lost. Of equally good actions "
        f"one is shown.{thinned}"
    )
    return Chart("policy-map", _sentence(outcome, lesson, hours), tuple(rows), _encoding(outcome, problem, hours), good)


def _units(outcome: Outcome, problem: DayProblem) -> tuple[float, float]:
    """Hours of a decision, kWh of a level."""
    return outcome.task.prices.step_hours, outcome.task.lattice.battery.capacity_kwh / problem.top


def _cells(reachable: np.ndarray, rise: int, step: int) -> Iterator[tuple[int, int]]:
    for level in range(0, reachable.shape[0], rise):
        for t in range(0, reachable.shape[1], step):
            if reachable[level, t]:
                yield level, t


def _sentence(outcome: Outcome, lesson: Lesson, hours: float) -> str:
    counts, loss, paid = lesson.wrong.counts, lesson.wrong.loss, lesson.wrong.paid()
    said = (
        f"The brief's agent (one of {len(lesson.rungs[0].profits):,}) acts wrongly in {counts['wrong']:,} of "
        f"{counts['reachable']:,} cells of charge and hour"
    )
    if not paid:
        return f"{said}, none (0) of them on its way, so it loses nothing; {known(outcome)}."
    _, worst, most = paid[0]
    steps = f"{len(paid)} wrong {'step' if len(paid) == 1 else 'steps'}"
    return (
        f"{said}; on its way {steps} cost {money(outcome, loss)} a day, {percent(loss / lesson.exact.optimum)} of the "
        f"bound, most of it, {money(outcome, most)}, at hour {worst * hours:g}; {known(outcome)}."
    )


def _encoding(outcome: Outcome, problem: DayProblem, hours: float) -> dict[str, Any]:
    domain = [0.0, len(problem.prices) * hours]
    x = {"field": "hour", "type": "quantitative", "title": None, "scale": {"domain": domain, "nice": False},
         "axis": {**hour_axis(domain[1]), "grid": False}}  # fmt: skip
    half = 0.5 * outcome.task.lattice.battery.capacity_kwh / problem.top
    top = outcome.task.lattice.battery.capacity_kwh
    y = {"field": "kwh", "type": "quantitative", "title": "charge (kWh)",
         "scale": {"domain": [-half, top + half], "nice": False}, "axis": {"tickCount": 3, "grid": False}}  # fmt: skip
    cost = {"field": "cost", "type": "quantitative", "title": f"lost ({problem.currency})", "scale": {"zero": True},
            "axis": {"tickCount": 3}}  # fmt: skip
    bars = layer({"type": "rect", "style": "bad"}, "cost", x={**x, "title": "hour"}, x2={"field": "to"}, y=cost,
                 y2={"datum": 0})  # fmt: skip
    panels = [_map(AGENT, x, y, True), _map(BEST, x, y, False),
              {"width": WIDTH, "height": COST_HEIGHT, "title": {"text": "what its wrong steps cost", "frame": "group"},
               "layer": [bars]}]  # fmt: skip
    return {"vconcat": panels, "spacing": 10}


def _map(panel: str, x: dict[str, Any], y: dict[str, Any], legend: bool) -> dict[str, Any]:
    action = {"field": "action", "type": "nominal", "title": None, "scale": {"domain": list(ACTIONS[1:])},
              "legend": {} if legend else None}  # fmt: skip
    moved = {"filter": {"field": "action", "oneOf": list(ACTIONS[1:])}}
    held = {"filter": {"field": "action", "equal": ACTIONS[0]}}
    crossed = {"filter": {"field": "wrong", "equal": True}}
    cell = {"x": x, "x2": {"field": "to"}, "y": y, "y2": {"field": "up"}}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "rect", "style": "muted", "opacity": 0.15}, "encoding": cell, "transform": [held]},
        {"mark": {"type": "rect", "opacity": 0.55}, "encoding": {**cell, "color": action}, "transform": [moved]},
        layer({"type": "line", "style": "reference", "strokeDash": [1, 0], "strokeWidth": 2.5}, "path", x=x, y=y),
        {"mark": {"type": "text", "text": "×", "fontSize": 13},
         "encoding": {"x": {**x, "field": "mid"}, "y": {**y, "field": "mid_kwh"}},
         "transform": [crossed, {"calculate": "(datum.hour + datum.to) / 2", "as": "mid"},
                       {"calculate": "(datum.kwh + datum.up) / 2", "as": "mid_kwh"}]},
    ]  # fmt: skip
    return {
        "width": WIDTH, "height": MAP_HEIGHT, "title": {"text": panel, "frame": "group"}, "layer": layers,
        "transform": [{"filter": {"field": "panel", "equal": panel}}],
    }  # fmt: skip
