"""Confusion matrices side by side: who was acted on, who was not, and what each cell costs."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.classification.accuracy import count_words
from takehome.studies.classification.options import named_action
from takehome.studies.classification.policies import HALF
from takehome.studies.classification.policy_words import acting, short
from takehome.studies.classification.priced import Priced
from takehome.studies.wording import capital
from takehome.units import format_number

MOST_POLICIES = 4
WIDTH, HEIGHT = 170, 104
HEAD = 26
"""Pixels of one matrix, two to a row; letters in one line of its head."""

PARTS = ("right", "wrong")
LONGEST_CURRENCY = 4
"""Letters; a longer one stands in the title alone."""


def confusion_chart(made: Priced) -> Chart:
    """0.5, the cuts in use, and the recommended policy, each as a matrix of counts with the cost of each cell."""
    rows, chosen = made.rows, made.name(made.action)
    half = named_action(rows, HALF)
    others = dict.fromkeys(named_action(rows, cut) for cut in (HALF, *rows.economics.thresholds))
    shown = [*[action for action in others if action != chosen][: MOST_POLICIES - 1], chosen]
    data = tuple(row for action in shown for row in _matrix(made, action))
    title = f"{_said(made, chosen, f' of {_positives(made)}')} per {rows.per}."
    if half != chosen:
        title += f" {_said(made, half)}."
    happens = made.outcome.design.happens
    good = f"Small numbers where the decision is wrong: {happens} left alone, and others acted on."
    return Chart("confusion", title, data, _encoding(shown), good)


def _counts(made: Priced, action: str) -> tuple[float, float]:
    """Positives and negatives acted on, in the population, averaged over repeats."""
    rows = made.rows
    acted = made.options.acts[action].mean(axis=0) * rows.weights * rows.scale
    return float(acted[rows.y == 1].sum()), float(acted[rows.y == 0].sum())


def _said(made: Priced, action: str, of_how_many: str = "") -> str:
    hits, alarms = (_count(made, count) for count in _counts(made, action))
    cost = format_number(-float(made.values[made.position(action), 0]))
    raised = f"raises {alarms} false alarm{'' if alarms == '1' else 's'}"
    return f"{capital(acting(action))} catches {hits}{of_how_many} and {raised}: it costs {cost} {made.rows.currency}"


def _positives(made: Priced) -> str:
    rows = made.rows
    total = float(rows.weights[rows.y == 1].sum()) * rows.scale
    return f"{_count(made, total)} with {made.outcome.design.happens}"


def _count(made: Priced, value: float) -> str:
    return count_words(round(value, 1)) if made.rows.scale == 1 else format_number(value)


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
    currency = f" {rows.currency}" if len(rows.currency) <= LONGEST_CURRENCY else ""
    return [
        {"policy": _head(action), "actual": actual, "decision": decision, "part": part,
         "count": _count(made, _total(made, weight)), "cost": format_number(_total(made, weight * cost)) + currency}
        for (actual, decision), (weight, cost, part) in cells.items()
    ]  # fmt: skip


def _total(made: Priced, amounts: np.ndarray) -> float:
    return float((amounts * made.rows.weights).sum()) * made.rows.scale


def _head(action: str) -> str:
    return "\n".join(textwrap.wrap(short(action), HEAD, break_on_hyphens=False)[:3])


def _encoding(shown: list[str]) -> dict[str, Any]:
    named = {"type": "nominal", "title": None, "sort": None}
    cell = {
        "x": {**named, "field": "decision", "axis": {"labelAngle": 0, "domain": False, "ticks": False}},
        "y": {**named, "field": "actual", "axis": {"domain": False, "ticks": False, "labelLimit": 110}},
    }
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "rect", "style": style, "opacity": 0.22}, "encoding": cell,
         "transform": [{"filter": {"field": "part", "equal": part}}]}
        for part, style in zip(PARTS, ("good", "bad"), strict=True)
    ]  # fmt: skip
    for field, font in (("count", {"fontSize": 17, "fontWeight": "bold", "dy": -8}), ("cost", {"dy": 12})):
        text = {**cell, "text": {"field": field, "type": "nominal"}}
        layers.append({"mark": {"type": "text", "fontSize": 13, **font}, "encoding": text})
    header = {"labelExpr": "split(datum.value, '\\n')", "labelLimit": WIDTH, "labelLineHeight": 16}
    return {
        "facet": {**named, "field": "policy", "sort": [_head(action) for action in shown], "header": header},
        "columns": min(len(shown), 2), "spacing": {"row": 14, "column": 24},
        "resolve": {"axis": {"x": "independent"}}, "spec": {"width": WIDTH, "height": HEIGHT, "layer": layers},
    }  # fmt: skip
