"""What a row of each group is worth, and what its best action gains, with intervals over draws that cluster anew."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart, Interval
from takehome.studies.marks import layer, rounded
from takehome.studies.segmentation.charts.short_names import short
from takehome.studies.segmentation.money.priced import Priced
from takehome.studies.segmentation.money.segment_table import SegmentMoney, segment_table
from takehome.units import format_number

MOST_GROUPS = 15
WIDTH, STEP, LEAST_HEIGHT = 138, 26, 60
TITLE_LENGTH, ACTION_LENGTH = 60, 16


def segment_value_chart(priced: Priced) -> Chart | None:
    """Two panels, a dot and a line each group; None without economics or without actions."""
    table = segment_table(priced)
    economics = priced.economics
    if economics is None or not table:
        return None
    largest = sorted(table, key=lambda one: -abs(one.gain.amount))[:MOST_GROUPS]
    shown = [one for one in table if one in largest]
    rows = tuple(
        {"group": f"{one.id}: {short(one.best, ACTION_LENGTH)}", "worth": rounded(one.value_per_head),
         **_ends("worth", one.value_interval), "gain": rounded(one.gain_per_head), **_ends("gain", one.gain_interval)}
        for one in shown
    )  # fmt: skip
    per = f"{economics.currency} per {economics.unit}"
    names = [str(row["group"]) for row in rows]
    panels = [_panel("worth", "worth", per, names), _panel("gain", "gain of that action", per, names)]
    good = (
        "Lines that do not overlap: the groups differ in money, not only in looks. A gain whose line reaches 0 may be "
        "none. The uplift of an action is assumed, not measured."
    )
    title = _sentence(shown, len(table), economics.unit, (economics.currency, economics.horizon))
    return Chart("segment-value", title, rows, {"hconcat": panels, "spacing": 20}, good)


def _ends(name: str, interval: Interval) -> dict[str, float | None]:
    """The interval's ends; the picture leaves out one that is infinite."""
    low, high = interval.low, interval.high
    infinite = float("inf") in (high, -low)
    return {f"{name}_low": None if infinite else rounded(low), f"{name}_high": None if infinite else rounded(high)}


def _sentence(shown: list[SegmentMoney], total: int, unit: str, basis: tuple[str, str]) -> str:
    best = max(shown, key=lambda one: one.gain_per_head)
    ends, (currency, horizon) = best.gain_interval, basis
    worth = f"{format_number(best.value_per_head)} {currency} per {horizon}"
    between = f"{ends.confidence_level:.0%}: {format_number(ends.low)} to {format_number(ends.high)}"
    said = (
        f"A {unit} of {short(best.title, TITLE_LENGTH)} is worth {worth} and "
        f"gains most, {format_number(best.gain_per_head)} {currency} ({between}), by '{short(best.best)}'"
    )
    if best.gain_per_head <= 0:
        said = (
            f"No action gains: even of {short(best.title, TITLE_LENGTH)}, worth {worth}, "
            f"the best is '{short(best.best)}' with {format_number(best.gain_per_head)} {currency}"
        )
    return f"{said}{f'; {len(shown)} of {total} groups shown' if len(shown) < total else ''}."


def _panel(field: str, title: str, unit: str, names: list[str]) -> dict[str, Any]:
    y = {"field": "group", "type": "nominal", "title": None, "sort": names,
         "axis": {"labels": field == "worth", "labelLimit": 150}}  # fmt: skip
    x = {"field": field, "type": "quantitative", "title": short(unit), "scale": {"zero": True},
         "axis": {"tickCount": 3}}  # fmt: skip
    low = {"field": f"{field}_low", "type": "quantitative", "scale": {"zero": True}}
    layers = [
        {"mark": {"type": "rule", "style": "reference"}, "encoding": {"x": {"datum": 0}}},
        layer({"type": "rule", "style": "accent", "strokeWidth": 2}, None, y=y, x={**x, **low},
              x2={"field": f"{field}_high"}),
        layer({"type": "point", "style": "accent", "size": 90, "opacity": 1}, None, y=y, x=x),
    ]  # fmt: skip
    return {
        "width": WIDTH,
        "height": max(LEAST_HEIGHT, STEP * len(names)),
        "title": {"text": title, "frame": "group"},
        "layer": layers,
    }
