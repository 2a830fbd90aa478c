"""Days of own data until a new home has a useful policy: with the fleet's policy, learning on from it, and alone."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import format_number

WAYS = {
    "personal": "learning on from it", "shared": "the fleet's table", "alone": "plan, corrected alone",
    "planned": "the bare plan", "expected": "plan on past days", "small": "table from nothing",
}  # fmt: skip


def new_home_chart(outcome: Outcome) -> Chart | None:
    """A line for each way over days of own data; None where no home was held out."""
    found = outcome.newcomers
    if found is None or not outcome.something:
        return None
    rows: list[dict[str, Any]] = [
        {"part": "curve", "way": way, "days": rounded(day), "share": rounded(100 * share)}
        for name, way in WAYS.items() for day, share in zip(found.days, getattr(found, name), strict=True)
    ]  # fmt: skip
    last = format_number(found.days[-1])
    title = (
        f"On its first day a new home earns {format_number(100 * found.shared[0])} % of its optimum with the fleet's "
        "table "
        f"and {format_number(100 * found.planned[0])} % with its bare plan; after {last} days of its own it earns "
        f"{format_number(100 * found.expected[-1])} % with a plan on past days, "
        f"{format_number(100 * found.personal[-1])} % learning on and {format_number(100 * found.small[-1])} % with a "
        "table "
        f"from nothing ({found.homes} homes that were not in training)."
    )
    good = "A curve that starts high. Where none lies above those of the plans, a new home need not learn."
    x, y = axis("days", "days of own data"), axis("share", "saved, as a part of the optimum", "%")
    color = {"field": "way", "type": "nominal", "title": None, "scale": {"domain": list(WAYS.values())},
             "legend": {"symbolType": "stroke", "symbolOpacity": 1, "columns": 2}}  # fmt: skip
    layers = [
        layer({"type": "line"}, "curve", x=x, y=y, color=color),
        layer({"type": "point", "opacity": 1, "size": 40}, "curve", x=x, y=y, color=color),
    ]  # fmt: skip
    return Chart("new-home", title, tuple(rows), {"layer": layers}, good)
