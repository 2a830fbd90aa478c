"""Confusion matrices side by side: who was acted on, who was not, and what each cell costs."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.classification.accuracy import count_words
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.options import named_action
from takehome.studies.classification.policies import HALF
from takehome.units import format_number

MOST_POLICIES = 4
SIZE = 96
"""Pixels of one matrix: four of them, with their axis, are as wide as a chart."""


def confusion_chart(made: Priced) -> Chart:
    """0.5, the cuts in use, and the recommended policy, each as a matrix of counts with the cost of its errors."""
    rows = made.rows
    wanted = [named_action(rows, cut) for cut in (HALF, *rows.economics.thresholds)]
    wanted = list(dict.fromkeys([*wanted, made.name(made.action)]))
    shown = wanted[: MOST_POLICIES - 1] + [made.name(made.action)] * (made.name(made.action) not in wanted[:3])
    data = tuple(row for action in shown for row in _matrix(made, action))
    acts = made.acts.mean(axis=0)
    positive, weights = rows.y == 1, rows.weights
    hits, misses = float((acts * positive * weights).sum()), float(((1 - acts) * positive * weights).sum())
    alarms = float((acts * ~positive * weights).sum())
    title = (
        f"'{made.name(made.action)}' catches {count_words(round(hits, 1))} of {count_words(round(hits + misses, 1))} "
        f"rows "
        f"with {made.outcome.design.happens}, with {count_words(round(alarms, 1))} false alarms, and costs "
        f"{made.money(-float(made.values[made.action, 0]))}."
    )
    cell = {
        "x": {"field": "decision", "type": "nominal", "title": None, "axis": {"labelAngle": 0, "labelFontSize": 11}},
        "y": {"field": "actual", "type": "nominal", "title": None, "axis": {"labelFontSize": 11}},
    }
    layers = [
        {"mark": {"type": "rect", "style": style, "opacity": 0.22}, "encoding": cell,
         "transform": [{"filter": {"field": "part", "equal": part}}]}
        for part, style in (("right", "good"), ("wrong", "bad"))
    ]  # fmt: skip
    layers += [
        {"mark": {"type": "text", "fontSize": 15, "fontWeight": "bold", "dy": -7},
         "encoding": {**cell, "text": {"field": "count", "type": "nominal"}}},
        {"mark": {"type": "text", "fontSize": 11, "dy": 10},
         "encoding": {**cell, "text": {"field": "cost", "type": "nominal"}}},
    ]  # fmt: skip
    encoding: dict[str, Any] = {
        "facet": {"field": "policy", "type": "nominal", "title": None, "sort": [_short(action) for action in shown],
                  "header": {"labelFontSize": 11, "labelLimit": SIZE + 40}},
        "columns": 2 if len(shown) > 3 else len(shown),
        "spec": {"width": SIZE, "height": SIZE, "layer": layers},
    }  # fmt: skip
    return Chart(
        "confusion", title, data, encoding, "Small numbers in the two shaded cells of errors, the dear one first."
    )


def _short(action: str) -> str:
    """A policy's name for the head of a small picture."""
    text = action.removeprefix("act ").replace("a probability of ", "")
    return text.replace(", the costs' break-even", " (break-even)").replace(", the cheapest cut", " (cheapest)")


def _matrix(made: Priced, action: str) -> list[dict[str, Any]]:
    rows = made.rows
    share, positive = made.options.acts[action].mean(axis=0), rows.y == 1
    happens, acted, left = made.outcome.design.happens, "acted on", "left alone"
    cells = {
        (happens, acted): (share * positive, rows.costs.tp, "right"),
        (happens, left): ((1 - share) * positive, rows.costs.fn, "wrong"),
        ("others", acted): (share * ~positive, rows.costs.fp, "wrong"),
        ("others", left): ((1 - share) * ~positive, rows.costs.tn, "right"),
    }
    made_rows = []
    for (actual, decision), (weight, cost, part) in cells.items():
        count = float((weight * rows.weights).sum()) * rows.scale
        total = float((weight * cost * rows.weights).sum()) * rows.scale
        words = count_words(round(count, 1)) if rows.scale == 1 else format_number(count)
        made_rows.append(
            {"policy": _short(action), "actual": actual, "decision": decision, "part": part, "count": words,
             "cost": f"{format_number(total)} {rows.currency}"}
        )  # fmt: skip
    return made_rows
