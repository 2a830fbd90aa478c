"""Charts of what matters and which way: importances, and the curves of the most important numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart, Direction
from takehome.studies.classification.effect_words import event
from takehome.studies.classification.explained import Explanation, explained
from takehome.studies.classification.feature_evidence import FeatureEvidence
from takehome.studies.classification.outcome import Outcome
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.wording import with_unit
from takehome.units import format_number

MOST_BARS = 15
MOST_CURVES = 6
WAYS = {
    Direction.INCREASING: "rises",
    Direction.DECREASING: "falls",
    Direction.NON_MONOTONE: "turns",
    Direction.FLAT: "is flat",
    Direction.UNDETERMINED: "goes a way that is not determined",
}
ACCUMULATED, PARTIAL, SINGLE, ADDITIVE = "accumulated effects", "partial dependence", "single rows", "additive model"


def effect_charts(outcome: Outcome) -> tuple[Chart, ...]:
    """The charts of the features; none where there are no features, no curves where no feature is a number."""
    made = explained(outcome)
    if not made.features:
        return ()
    numbers = [found for found in made.features if found.band is not None][:MOST_CURVES]
    return (importance_chart(made), *((curve_chart(made, numbers),) if numbers else ()))


def importance_chart(made: Explanation) -> Chart:
    """What shuffling each feature costs, with its interval."""
    rows = [
        {
            "feature": found.feature,
            "importance": rounded(found.importance.rise),
            "low": rounded(found.importance.interval.low),
            "high": rounded(found.importance.interval.high),
            "direction": WAYS[found.direction],
        }
        for found in made.features[:MOST_BARS]
    ]
    names = {"field": "feature", "type": "nominal", "title": None, "sort": [row["feature"] for row in rows]}
    across = axis("importance", "rise of the log loss when shuffled", "%", zero=True)
    ends = {"field": "low", "type": "quantitative"}
    layers = [
        layer({"type": "bar", "style": "accent"}, y=names, x=across),
        layer({"type": "rule"}, y=names, x=ends, x2={"field": "high"}),
    ]
    said = [f"{found.feature} {format_number(found.importance.rise)} %" for found in made.features[:2]]
    title = f"Shuffling a feature raises the log loss: {', '.join(said)}; the most important of {made.total}"
    more = f", {len(rows)} shown" if made.total > len(rows) else ""
    good = "The longest bar is what the model needs most; a bar whose line crosses 0 may be needed by nothing."
    return Chart("importances", f"{title}{more}.", tuple(rows), {"layer": layers}, good)


def curve_chart(made: Explanation, numbers: list[FeatureEvidence]) -> Chart:
    """Each number's curve: the additive model with its interval, and the shown model three times."""
    rows = [row for found in numbers for row in _curve_rows(found)]
    up = axis("p", f"probability of {event(made)}", "%")
    across = {**axis("x", ""), "title": None, "axis": {"tickCount": 4}}
    colour = {"field": "part", "type": "nominal", "title": None, "legend": {"orient": "top"}}
    high = {"field": "high", "type": "quantitative"}
    low = {**up, "field": "low"}
    layers = [
        layer({"type": "area", "style": "band"}, ADDITIVE, x=across, y=low, y2=high),
        layer({"type": "line", "style": "muted", "strokeWidth": 0.7}, SINGLE, x=across, y=up,
              detail={"field": "row", "type": "nominal"}),
        {"transform": [{"filter": {"field": "part", "oneOf": [ACCUMULATED, PARTIAL, ADDITIVE]}}],
         "mark": {"type": "line"}, "encoding": {"x": across, "y": up, "color": colour, "strokeDash": colour}},
    ]  # fmt: skip
    columns = 2 if len(numbers) > 1 else 1
    facet = {"field": "feature", "type": "nominal", "title": None, "sort": [found.feature for found in numbers]}
    encoding = {
        "facet": facet, "columns": columns, "spec": {"width": 175, "height": 150, "layer": layers},
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }  # fmt: skip
    said = [f"{WAYS[found.direction]} with {found.feature} ({_change(found)})" for found in numbers[:3]]
    title = f"Along the middle 80 % of a feature, the probability of {event(made)} {'; '.join(said)}."
    good = (
        "The curves run together inside the band: the model and the data say the same. Partial dependence that leaves "
        "accumulated effects asks about rows that do not exist; single rows that cross one another interact."
    )
    return Chart("effect-curves", title, tuple(rows), encoding, good)


def _change(found: FeatureEvidence) -> str:
    change = found.main.accumulated if found.partners else found.main.points
    return with_unit(change, found.main.interval.unit)


def _curve_rows(found: FeatureEvidence) -> list[dict[str, Any]]:
    band, curve = found.band, found.curve
    assert band is not None
    assert curve is not None
    base = {"feature": found.feature}
    inside = (curve.edges >= band.values[0]) & (curve.edges <= band.values[-1])
    rows = [
        {**base, "part": ADDITIVE, "x": rounded(x), "p": _percent(p), "low": _percent(a), "high": _percent(b)}
        for x, p, a, b in zip(band.values, band.middle, band.low, band.high, strict=True)
    ]
    for part, values, curve_ in (
        (PARTIAL, curve.values, curve.partial),
        (ACCUMULATED, curve.edges[inside], curve.accumulated[inside]),
    ):
        rows += [_point(base, part, x, p) for x, p in zip(values, curve_, strict=True)]
    for k, single in enumerate(curve.single):
        rows += [{**_point(base, SINGLE, x, p), "row": k} for x, p in zip(curve.values, single, strict=True)]
    return rows


def _point(base: dict[str, Any], part: str, x: float, p: float) -> dict[str, Any]:
    return {**base, "part": part, "x": rounded(x), "p": _percent(p)}


def _percent(p: float | np.floating[Any]) -> float:
    return rounded(100 * float(p))
