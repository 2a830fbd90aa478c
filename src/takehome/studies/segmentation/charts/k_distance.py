"""How near each row's neighbours are, sorted, with the radii that were looked at (Ester et al. 1996)."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.segmentation.answer_words import counted
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.strangers.search import MIN_SAMPLES
from takehome.studies.wording import listed
from takehome.units import format_number

POINTS = 200
SHOWN_UP_TO = 3.0
"""The axis ends at this many times the largest radius: a few far rows would else press the curve flat."""

LEAST_APART = 0.08
"""Names of radii keep this share of the axis from one another."""


def k_distance_chart(outcome: Outcome) -> Chart | None:
    """The curve and the radii; None where rows do not differ."""
    found = outcome.strangers
    if not found.at_eps:
        return None
    core = np.sort(np.repeat(found.rows.core, found.rows.count))
    at = np.unique(np.linspace(0, len(core) - 1, POINTS).round().astype(int))
    top = min(float(core[-1]), SHOWN_UP_TO * found.at_eps[-1].eps.value)
    rows: list[dict[str, Any]] = [
        {"part": "curve", "share": rounded(100 * (i + 1) / len(core)), "distance": rounded(min(core[i], top))}
        for i in at
    ]
    heights: list[float] = []
    for one in found.at_eps:
        name = f"eps {format_number(one.eps.value)}: {counted(one.clusters, 'cluster')}, {one.noise:,} noise"
        heights.append(max([one.eps.value, *(h + LEAST_APART * top for h in heights)]))
        within = 100 * float((core <= one.eps.value).mean())
        rows.append({"part": "eps", "share": rounded(within), "distance": rounded(one.eps.value),
                     "height": rounded(heights[-1]), "name": name})  # fmt: skip
    across = {**axis("share", "rows, sorted", "%"), "scale": {"domain": [0, 100]}}
    ends = {"domain": [0, rounded(max(top, heights[-1] * 1.1))], "nice": False}
    up = {**axis("distance", f"distance to the {MIN_SAMPLES}th nearest row"), "scale": ends}
    text = {"field": "name", "type": "nominal"}
    layers = [  # names stand left of the curve, where there is always room
        layer({"type": "line", "style": "accent"}, "curve", x=across, y=up),
        layer({"type": "point", "style": "bad", "size": 80, "opacity": 1}, "eps", x=across, y=up),
        layer(
            {"type": "text", "align": "right", "dx": -10, "dy": -4},
            "eps",
            x=across,
            y={**up, "field": "height"},
            text=text,
        ),
    ]
    good = (
        "A flat curve that bends once: the dot at the bend is then a choice. Where the three radii give "
        "different numbers of clusters, one radius alone is an opinion. The row itself counts as its nearest."
    )
    return Chart("k-distance", _sentence(outcome), tuple(rows), {"layer": layers}, good)


def _sentence(outcome: Outcome) -> str:
    found = outcome.strangers
    radii = listed([format_number(one.eps.value) for one in found.at_eps])
    clusters = listed([f"{one.clusters:,}" for one in found.at_eps])
    noise = listed([f"{one.noise:,}" for one in found.at_eps])
    several = len(found.at_eps) > 1
    said = (
        f"At the {'radii' if several else 'radius'} {radii} density finds {clusters} "
        f"{'clusters' if several or found.at_eps[0].clusters != 1 else 'cluster'} and {noise} rows of noise"
    )
    micro = sum(found.sizes)
    if not micro:
        return f"{said}."
    inside = listed([f"{one.micro_in_noise:,}" for one in found.at_eps])
    return (
        f"{said}; of the {counted(micro, 'row')} of micro-clusters {inside} {'are' if several else 'is'} noise there."
    )
