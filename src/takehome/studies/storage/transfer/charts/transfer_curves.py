"""Share of the exact optimum against days of local data, with bands over seeds, floors and the threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.transfer.charts.names import name
from takehome.studies.storage.transfer.curves import GUARDED, RULE
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import format_number

WIDTH, HEIGHT = 340, 240
LOWEST = -20.0
"""Shares below this (%) are drawn at the edge: a policy that loses much would flatten all others."""
CLOSE = 6.0
"""Lines closer than this (%) leave no room for two labels."""


def transfer_curves_chart(outcome: Outcome) -> Chart | None:
    """One line and band a way to start; None where there is no optimum."""
    curves = outcome.curves
    if not curves.worth_sharing:
        return None
    level = outcome.settings.confidence_level
    rows: list[dict[str, Any]] = []
    for key in (SCRATCH, curves.best, GUARDED, AS_IS):
        shares = 100 * curves.share(key)
        tail = (1 - level) / 2
        low, high = np.quantile(shares[1:], [tail, 1 - tail], axis=0)
        rows += [
            {"part": "curve", "way": name(key), "band": key in (SCRATCH, curves.best), "days": int(day),
             "share": _placed(one), "low": _placed(min(below, one)), "high": _placed(max(above, one))}
            for day, one, below, above in zip(curves.days, shares[0], low, high, strict=True)
        ]  # fmt: skip
    rows += _floors(outcome)
    at = outcome.threshold
    if at is not None:
        rows.append({"part": "threshold", "share": _placed(100 * at.level),
                     "name": f"threshold, {format_number(100 * at.level)} %"})  # fmt: skip
    good = (
        "The line that starts from the other house above the one from scratch, band clear of band, and above both "
        f"dashed floors, which learn nothing. Bands: {level:.0%} intervals over {curves.seeds} drawn stretches. Shares "
        f"below {LOWEST:g} % are drawn at the edge."
    )
    return Chart("transfer-curves", _sentence(outcome), tuple(rows), _encoding(outcome), good)


def _floors(outcome: Outcome) -> list[dict[str, Any]]:
    """The better plan and the rule, the upper one first; lines that are close share one label."""
    curves = outcome.curves
    found = sorted(((100 * float(curves.at(key, 0)[0]), name(key)) for key in (curves.planning, RULE)), reverse=True)
    labels = [said for _, said in found]
    if found[0][0] - found[1][0] < CLOSE:
        labels = [" / ".join(labels), ""]
    return [{"part": part, "share": _placed(share), "name": label}
            for part, (share, _), label in zip(("upper", "lower"), found, labels, strict=True)]  # fmt: skip


def _placed(share: float) -> float:
    return rounded(max(float(share), LOWEST))


def _sentence(outcome: Outcome) -> str:
    curves, last = outcome.curves, int(outcome.curves.days[-1])
    ends = {key: [format_number(100 * float(curves.share(key)[0, at]) + 0.0) for at in (0, -1)] for key in
            (SCRATCH, curves.best)}  # fmt: skip
    planned = format_number(100 * float(curves.at(curves.planning, 0)[0]) + 0.0)
    return (
        f"From {outcome.teacher} ({name(curves.best)}) {outcome.pupil} saves {ends[curves.best][0]} % of its exact "
        f"optimum without own days and {ends[curves.best][1]} % after {last}; from scratch {ends[SCRATCH][0]} % and "
        f"{ends[SCRATCH][1]} %; a plan that learns nothing {planned} %."
    )


def _encoding(outcome: Outcome) -> dict[str, Any]:
    ways = [name(key) for key in (outcome.curves.best, SCRATCH, GUARDED, AS_IS)]
    x = {"field": "days", "type": "quantitative", "title": "days of local data", "scale": {"nice": False},
         "axis": {"tickCount": 6}}  # fmt: skip
    y = {"field": "share", "type": "quantitative", "title": "saved, % of the exact optimum",
         "scale": {"nice": True}, "axis": {"tickCount": 5}}  # fmt: skip
    way = {"field": "way", "type": "nominal", "title": None, "scale": {"domain": ways},
           "legend": {"columns": 2, "symbolType": "stroke", "symbolOpacity": 1}}  # fmt: skip
    named = {"field": "name", "type": "nominal"}
    right, middle = {"value": "width"}, {"datum": float(outcome.curves.days[-1]) / 2}
    return {
        "width": WIDTH, "height": HEIGHT,
        "layer": [
            layer({"type": "area", "opacity": 0.2}, "curve", x=x, y={**y, "field": "low"}, y2={"field": "high"},
                  color=way) | {"transform": [{"filter": {"field": "band", "equal": True}}]},
            *(layer({"type": "rule", "style": "reference"}, part, y=y) for part in ("upper", "lower")),
            layer({"type": "rule", "style": "muted"}, "threshold", y=y),
            layer({"type": "line", "clip": True}, "curve", x=x, y=y, color=way),
            layer({"type": "text", "align": "right", "dy": -6}, "upper", x=right, y=y, text=named),
            layer({"type": "text", "align": "right", "dy": 8}, "lower", x=right, y=y, text=named),
            layer({"type": "text", "style": "muted", "dy": 8}, "threshold", x=middle, y=y, text=named),
        ],
    }  # fmt: skip
