"""What is left within segments by their number, on a logarithmic axis, with the knee."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.segmentation.charts.votes import k_axis
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.votes import KNEE
from takehome.units import format_number

ROUNDING = 1e-12
"""Share of the spread below which nothing is left: copies of one row, but for rounding."""

FEWEST = 3
"""Numbers of segments that make a curve."""


def inertia_chart(outcome: Outcome) -> Chart | None:
    """The curve; None with too few numbers of segments, or where nothing is left to fall."""
    left = within(outcome)
    if len(left) < FEWEST:
        return None
    rows: list[dict[str, Any]] = [{"part": "curve", "k": k, "left": rounded(share)} for k, share in left.items()]
    knee = outcome.choice.cast.get(KNEE)
    marks = {} if knee is None else {knee: "knee"}
    if outcome.choice.k > 1 and outcome.choice.k in left:
        marks[outcome.choice.k] = "knee, chosen" if knee == outcome.choice.k else "chosen"
    rows += [{"part": "mark", "k": k, "left": rounded(left[k]), "name": name} for k, name in marks.items() if k in left]
    across = k_axis(list(left))
    up = {**axis("left", "spread left within segments", "%"), "scale": {"type": "log", "nice": False}}
    up["axis"] = {"format": "~r", "tickCount": 5, "grid": False}
    encoding = {
        "layer": [
            layer({"type": "line", "style": "accent", "point": {"size": 30, "opacity": 1}}, "curve", x=across, y=up),
            layer({"type": "point", "style": "bad", "size": 90, "opacity": 1}, "mark", x=across, y=up),
            layer({"type": "text", "align": "left", "dx": 9, "dy": -8}, "mark", x=across, y=up,
                  text={"field": "name", "type": "nominal"}),
        ]
    }  # fmt: skip
    good = (
        "A curve that falls steeply up to the knee and slowly after it; without a knee it does not say how many. The "
        "axis is logarithmic, for on a plain one every curve seems to bend early."
    )
    return Chart("inertia", _sentence(outcome, left, knee), tuple(rows), encoding, good)


def within(outcome: Outcome) -> dict[int, float]:
    """Number of segments → spread left within them (inertia), in % of that of all rows as one group; above 0."""
    tried = outcome.choice.sweep
    curve = {1: tried.total, **{at.k: at.inertia for at in tried.table}}
    return {k: 100 * inertia / tried.total for k, inertia in curve.items() if inertia > ROUNDING * tried.total}


def _sentence(outcome: Outcome, left: dict[int, float], knee: int | None) -> str:
    last = max(left)
    if knee is None or knee not in left:
        return (
            f"The curve has no knee: from 2 to {last} segments the spread left within them falls to "
            f"{format_number(left[last])} % without a bend, so it does not say how many there are."
        )
    said = f"The knee lies at {knee} segments, which leave {format_number(left[knee])} % of the spread within them"
    if knee + 1 in left:
        fall = 100 * (1 - left[knee + 1] / left[knee])
        before = 100 * (1 - left[knee] / left[knee - 1]) if knee - 1 in left else None
        first = "" if before is None else f"the step to it takes {format_number(before)} % off, "
        said += f": {first}the next one {format_number(fall)} %"
    if outcome.choice.k == 1:
        said += f"; but there are no segments to count (p = {format_number(outcome.choice.structure.p_value)})"
    return f"{said}."
