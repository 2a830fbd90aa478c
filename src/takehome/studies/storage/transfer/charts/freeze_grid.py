"""What is trained anew × days of local data: a grid of shares of the exact optimum."""

from __future__ import annotations

from typing import Any

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.transfer.charts.names import name
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import format_number

STEP = 34


def freeze_grid_chart(outcome: Outcome) -> Chart | None:
    """A cell for each way to start and number of days; None where there is no optimum."""
    curves = outcome.curves
    if not curves.worth_sharing:
        return None
    ways = (SCRATCH, AS_IS, *curves.choices)
    rows = tuple(
        {"way": name(key), "days": str(int(day)), "share": rounded(100 * float(share)),
         "text": f"{100 * float(share):.0f}", "best": key == curves.best}
        for key in ways for day, share in zip(curves.days, curves.share(key)[0], strict=True)
    )  # fmt: skip
    good = (
        "Dark cells from the left edge on: good before the house has days of its own. A row that stays pale was taught "
        "the wrong thing, or may not learn enough of what is new."
    )
    return Chart("freeze-grid", _sentence(outcome), rows, _encoding(ways, [str(int(day)) for day in curves.days]), good)


def _sentence(outcome: Outcome) -> str:
    curves, day = outcome.curves, outcome.scratch_days
    shares = {key: 100 * float(curves.at(key, day)[0]) + 0.0 for key in (SCRATCH, AS_IS, *curves.choices)}
    ranked = sorted(shares, key=lambda key: -shares[key])
    said = ", ".join(f"'{name(key)}' {format_number(shares[key])} %" for key in ranked)
    return f"After {format_number(day)} days of local data {outcome.pupil} saves, of its exact optimum: {said}."


def _encoding(ways: tuple[str, ...], days: list[str]) -> dict[str, Any]:
    x = {"field": "days", "type": "nominal", "title": "days of local data", "scale": {"domain": days},
         "axis": {"labelAngle": 0}}  # fmt: skip
    y = {"field": "way", "type": "nominal", "title": None, "scale": {"domain": [name(key) for key in ways]}}
    shade = {"field": "share", "type": "quantitative", "title": "% of optimum", "scale": {"scheme": "blues"}}
    return {
        "height": STEP * len(ways),
        "layer": [
            layer({"type": "rect", "opacity": 0.6}, None, x=x, y=y, color=shade),
            layer({"type": "text"}, None, x=x, y=y, text={"field": "text", "type": "nominal"}),
        ],
    }  # fmt: skip
