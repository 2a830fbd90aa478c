"""Where the money goes between the bound and what a learned table earns."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.charts.names import known
from takehome.studies.storage.money.basis import basis_of
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.waterfall import Waterfall
from takehome.units import format_number

STEP = 34
NAMES = {
    "information": "beyond the day",
    "forecast": "forecast",
    "grid": "coarse grid",
    "learning": "learning",
    "wear": "wear ignored",
}
"""Losses in short."""
START, END = "all prices known", "what is left"


def waterfall_chart(outcome: Outcome) -> Chart | None:
    """A bar a loss, from the bound down to what is left; None where nothing was learned or the bound is 0."""
    fall = outcome.waterfall
    if fall is None or outcome.bound.profit <= 0:
        return None
    rows = tuple(_rows(fall))
    good = (
        "Short bars. The longest says what to improve: information is bought, a forecast is bettered, a grid and "
        "learning are computed better. A green bar is a gain. Each bar is the difference of two schedules that were "
        "run and settled."
    )
    unit = f"{outcome.task.prices.currency} a {basis_of(outcome.task.test, outcome.task.lattice.battery).horizon}"
    return Chart("waterfall", _sentence(outcome, fall, unit), rows, _encoding(rows, unit), good)


def _rows(fall: Waterfall) -> list[dict[str, Any]]:
    """Each bar from where the one before it ended."""
    rows = [_row(START, "whole", 0.0, fall.start, format_number(fall.start))]
    left = fall.start
    for step in fall.steps:
        part = "loss" if step.amount >= 0 else "gain"
        rows.append(_row(NAMES[step.name], part, left, left - step.amount, signed(-step.amount)))
        left -= step.amount
    return [*rows, _row(END, "whole", 0.0, fall.end, format_number(fall.end))]


def signed(amount: float) -> str:
    """``"+91.4"``, ``"−832"``, ``"0"``."""
    return f"{'+' if amount > 0 else ''}{format_number(amount + 0.0)}"


def _row(bar: str, part: str, start: float, stop: float, label: str) -> dict[str, Any]:
    return {"bar": bar, "part": part, "from": rounded(start), "to": rounded(stop), "end": rounded(max(start, stop)),
            "label": label}  # fmt: skip


def _sentence(outcome: Outcome, fall: Waterfall, unit: str) -> str:
    per = basis_of(outcome.task.test, outcome.task.lattice.battery).per
    worst = max(fall.steps, key=lambda step: step.amount)
    left = fall.steps[-1].label.partition(": ")[2]
    return (
        f"Of {format_number(fall.start)} {outcome.task.prices.currency} per {per}, that all prices known would earn, "
        f"{format_number(fall.end)} {outcome.task.prices.currency} is left, what {left} earns; most is lost because "
        f"{worst.label.partition(':')[0]}, {format_number(worst.amount)} {unit}; {known(outcome)}."
    )


def _encoding(rows: tuple[dict[str, Any], ...], unit: str) -> dict[str, Any]:
    y = {"field": "bar", "type": "nominal", "title": None, "sort": [row["bar"] for row in rows],
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    room = 1.18 * max(row["end"] for row in rows)
    low = min(0.0, *(min(row["from"], row["to"]) for row in rows))
    x = {**axis("from", unit), "scale": {"domain": [1.1 * low, room], "nice": False}, "axis": {"tickCount": 3}}
    layers = [
        layer({"type": "bar", "style": style}, part, x=x, x2={"field": "to"}, y=y)
        for part, style in (("whole", "accent"), ("loss", "bad"), ("gain", "good"))
    ]
    number = layer({"type": "text", "align": "left", "dx": 4}, None, x={**x, "field": "end"}, y=y,
                   text={"field": "label", "type": "nominal"})  # fmt: skip
    return {"height": STEP * len(rows), "layer": [*layers, number]}
