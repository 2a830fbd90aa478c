"""What the bound would earn with another capacity or another power."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.money.basis import HOURS_A_YEAR
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.sizing import PART, Size, Sizing
from takehome.units import format_number

WIDTH, HEIGHT = 160, 190
ROUNDING = 1e-9
"""Share of the profit below which a difference of two optima is rounding."""
ROOM = 1.05
"""Room above the highest dot."""
PANELS = {"capacity": ("capacity_kwh", "capacity (kWh)"), "power": ("power_kw", "power (kW)")}


def sizes_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """Two panels; None where sizes were not tried or nothing can be earned at any."""
    found = outcome.sizing
    if found is None or max(size.profit for size in found.sizes) <= 0:
        return None
    factor = horizon_factor(outcome, made)
    rows = tuple(
        {"panel": changed, "size": rounded(getattr(size, field)), "profit": rounded(factor * size.profit),
         "part": "other" if size.changed else "own", "name": "this battery"}
        for changed, (field, _) in PANELS.items() for size in found.of(changed)
    )  # fmt: skip
    good = (
        "A curve that still rises steeply at the large dot, this battery: more of it would pay if it costs less a year "
        "than it earns. A flat one: it is larger than its prices need. All prices known; other policies earn a part."
    )
    good = " ".join([good, *found.notes])
    unit = f"{outcome.task.prices.currency} a {made.basis.horizon}"
    most = max(float(row["profit"]) for row in rows)
    panels = [_panel(changed, title, unit, most, changed == "capacity") for changed, (_, title) in PANELS.items()]
    return Chart("sizes", _sentence(outcome, found, factor, unit), rows, {"hconcat": panels, "spacing": 20}, good)


def horizon_factor(outcome: Outcome, made: Priced) -> float:
    """Sizes are valued a year; a day that repeats is told by the day."""
    prices = outcome.task.test
    return len(prices) * prices.step_hours / HOURS_A_YEAR if made.basis.repeated else 1.0


def _sentence(outcome: Outcome, found: Sizing, factor: float, unit: str) -> str:
    own = found.sizes[0]
    on = " on the days that were compared" if any(note.startswith(PART) for note in found.notes) else ""
    said = [
        f"This battery ({_words(own)}) would earn {format_number(factor * own.profit)} {unit} with all prices known{on}"
    ]
    for changed, what in (("capacity", "twice the capacity"), ("power", "twice the power")):
        double = next((size for size in found.sizes if size.changed == changed and size.factor == 2.0), None)
        if double is not None:
            said.append(f"{what} {format_number(factor * double.profit)}")
    for worth, what in ((found.per_kwh, "kWh"), (found.per_kw, "kW")):
        if worth is not None:
            worth = worth if abs(worth) * own.capacity_kwh > ROUNDING * own.profit else 0.0
            said.append(f"one more {what} is worth {format_number(factor * worth)} {unit}")
    return f"{', '.join(said)}."


def _words(size: Size) -> str:
    return f"{format_number(size.capacity_kwh, 4)} kWh, {format_number(size.power_kw, 4)} kW"


def _panel(changed: str, title: str, unit: str, most: float, first: bool) -> dict[str, Any]:
    x = {"field": "size", "type": "quantitative", "title": title, "scale": {"zero": False}, "axis": {"tickCount": 3}}
    y = {"field": "profit", "type": "quantitative", "title": unit if first else None,
         "scale": {"domain": [0, ROOM * most]}, "axis": {"tickCount": 5, "labels": first, "ticks": first}}  # fmt: skip
    dot = {"type": "point", "style": "accent", "opacity": 1}
    layers = [
        layer({"type": "line", "style": "accent"}, None, x=x, y=y),
        layer({**dot, "size": 30}, "other", x=x, y=y),
        layer({**dot, "size": 140}, "own", x=x, y=y),
    ]
    return {
        "width": WIDTH, "height": HEIGHT, "layer": layers,
        "transform": [{"filter": {"field": "panel", "equal": changed}}],
    }  # fmt: skip
