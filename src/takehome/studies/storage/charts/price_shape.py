"""Prices by hour of the day: their median, the usual range, and how far they ever went."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.stretches import HOURS, clock
from takehome.studies.storage.outcome import Outcome
from takehome.units import format_number

USUAL = (10.0, 90.0)
"""Percentiles of the usual range."""
TICKS = [0, 4, 8, 12, 16, 20, 24]
ROOM = 1.0
"""The axis reaches this multiple of the usual range beyond it; lowest and highest prices further out are cut."""


def price_shape_chart(outcome: Outcome) -> Chart | None:
    """Median, band and extremes by step of the day; None of a single day, or where all prices are one."""
    prices = outcome.task.test
    if prices.days == 1 or np.ptp(prices.values) == 0:
        return None
    table = _by_slot(outcome)
    last = max(table)
    ends = [*table.items(), (last + 1, table[last])]
    rows = tuple(
        {"hour": rounded(HOURS * slot / prices.slots), **{key: rounded(value) for key, value in numbers.items()}}
        for slot, numbers in ends
    )
    low, high = USUAL
    good = (
        "A deep valley and a high peak at the same hours every day: then an hour-by-hour habit earns nearly all. "
        f"Dark band: {low:.0f}–{high:.0f} % of the days, pale band: lowest to highest, cut where it would flatten all."
    )
    return Chart("prices-by-hour", _sentence(outcome, table), rows, _encoding(outcome, table), good)


def _by_slot(outcome: Outcome) -> dict[int, dict[str, float]]:
    """Numbers of each step of the day that occurs."""
    prices = outcome.task.test
    found = {}
    for slot in np.unique(prices.slot).tolist():
        values = prices.values[prices.slot == slot]
        low, middle, high = np.percentile(values, [USUAL[0], 50.0, USUAL[1]]).tolist()
        found[slot] = {"median": middle, "low": low, "high": high, "lowest": float(values.min()),
                       "highest": float(values.max())}  # fmt: skip
    return found


def _sentence(outcome: Outcome, table: dict[int, dict[str, float]]) -> str:
    prices = outcome.task.test
    cheap = min(table, key=lambda slot: table[slot]["median"])
    dear = max(table, key=lambda slot: table[slot]["median"])
    unit = f"{prices.currency}/MWh"
    low, high = table[cheap]["median"], table[dear]["median"]
    return (
        f"The median price is lowest at {clock(prices.slots, cheap)}, {format_number(low)} {unit}, and highest at "
        f"{clock(prices.slots, dear)}, {format_number(high)} {unit}: a spread of {format_number(high - low)} {unit} "
        f"over {prices.days:,} days, whose prices go from {format_number(prices.values.min())} to "
        f"{format_number(prices.values.max())} {unit}."
    )


def _encoding(outcome: Outcome, table: dict[int, dict[str, float]]) -> dict[str, Any]:
    low, high = min(one["low"] for one in table.values()), max(one["high"] for one in table.values())
    room = ROOM * (high - low)
    ends = [max(low - room, min(one["lowest"] for one in table.values())),
            min(high + room, max(one["highest"] for one in table.values()))]  # fmt: skip
    x = {"field": "hour", "type": "quantitative", "title": "hour of the day",
         "scale": {"domain": [0, HOURS], "nice": False},
         "axis": {"values": TICKS, "tickCount": len(TICKS)}}  # fmt: skip
    y = {"field": "median", "type": "quantitative", "title": f"price ({outcome.task.prices.currency}/MWh)",
         "scale": {"domain": ends, "zero": False, "clamp": True}}  # fmt: skip
    stepped = {"interpolate": "step-after"}
    return {
        "layer": [
            layer({"type": "area", "style": "muted", "opacity": 0.2, **stepped}, None, x=x, y={**y, "field": "lowest"},
                  y2={"field": "highest"}),
            layer({"type": "area", "style": "band", "opacity": 0.35, **stepped}, None, x=x, y={**y, "field": "low"},
                  y2={"field": "high"}),
            layer({"type": "line", "style": "accent", **stepped}, None, x=x, y=y),
        ]
    }  # fmt: skip
