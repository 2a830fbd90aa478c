"""What each alternative earns of the homes' exact optimum, with intervals over drawn homes, and what leaves a home."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated import draws
from takehome.studies.storage.federated.money.priced import LEAVES, Priced
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import format_number

STEP = 30
LOWEST = -25.0
"""Shares below this (%) are drawn at the edge."""


def shares_chart(made: Priced) -> Chart | None:
    """A dot and a line each alternative, in the order of the options; None where there is nothing to gain."""
    outcome = made.outcome
    if not outcome.something:
        return None
    found = shares(outcome)
    level = (1 - outcome.asked.confidence_level) / 2
    rows: list[dict[str, Any]] = []
    for one, drawn in zip(outcome.alternatives, found, strict=True):
        ends = np.quantile(drawn[1:], [level, 1 - level]).tolist() if len(drawn) > 1 else [drawn[0]] * 2
        rows.append({
            "policy": one.short, "part": "share", "leaves": LEAVES[one.leaves], "share": _placed(drawn[0]),
            "low": _placed(min(ends[0], drawn[0])), "high": _placed(max(ends[1], drawn[0])),
        })  # fmt: skip
    rows.append({"part": "bound", "share": 100.0, "policy": outcome.alternatives[0].short})
    good = (
        "Near 100, the line on which everything is known. What learns together is worth its trouble where it lies "
        "right "
        f"of all from which nothing leaves a home, by more than the lines are long. {_how(made)}"
    )
    return Chart("shares", _sentence(made, found[:, 0]), tuple(rows), _encoding(rows), good)


def shares(outcome: Outcome) -> np.ndarray:
    """(alternatives, 1 + replicates) per cent of the optimum of all homes together."""
    stacked = np.stack([outcome.optimum, *(one.saved for one in outcome.alternatives)])
    found = draws.sums(stacked, outcome.asked.seed)
    bound = np.where(found[0] > 0, found[0], 1.0)
    return 100 * found[1:] / bound


def _placed(share: float) -> float:
    return rounded(max(float(share), LOWEST))


def _how(made: Priced) -> str:
    if not made.drawn:
        return "The homes are too few for intervals."
    return f"Lines: {made.outcome.asked.confidence_level:.0%} intervals over {draws.REPLICATES} draws of the homes."


def _sentence(made: Priced, found: np.ndarray) -> str:
    by_key = {one.key: share for one, share in zip(made.options, found.tolist(), strict=True)}
    outcome = made.outcome
    said = [
        f"'{one.short}' earns {format_number(by_key[one.key])} %"
        for one in outcome.alternatives
        if one.key in (outcome.floor, outcome.alone, outcome.sharing)
    ]
    return f"Of the optimum of {len(outcome.homes):,} homes {', '.join(said)}."


def _encoding(rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = [row["policy"] for row in rows if row["part"] == "share"]
    low = min([0.0, *(row["low"] for row in rows if row["part"] == "share")])
    x = {**axis("share", "saved, as a part of the optimum", "%"), "scale": {"domain": [low, 104], "nice": False}}
    y = {"field": "policy", "type": "nominal", "title": None, "scale": {"domain": names},
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    color = {"field": "leaves", "type": "nominal", "title": None, "scale": {"domain": list(LEAVES.values())},
             "legend": {"columns": 1}}  # fmt: skip
    layers = [
        layer({"type": "rule", "style": "reference"}, "bound", x=x),
        layer({"type": "rule", "opacity": 1, "strokeWidth": 2.5}, "share", y=y, x={**x, "field": "low"},
              x2={"field": "high"}, color=color),
        layer({"type": "point", "opacity": 1, "size": 80}, "share", y=y, x=x, color=color),
    ]  # fmt: skip
    return {"height": STEP * len(names), "layer": layers}
