"""The plane of the two principal components, coloured by segment, with the columns as arrows (a biplot).

The arrows are the loadings (Gabriel 1971, "The biplot graphic display of matrices", *Biometrika* 58:453), all on one
scale: a row far along an arrow has much of that column, and a long arrow is a column that the plane shows well.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.segmentation.charts.labels import moved_apart, readable
from takehome.studies.segmentation.charts.short_names import short_names
from takehome.studies.segmentation.charts.shown_rows import shown_rows
from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.wording import listed
from takehome.units import format_number

MOST_ARROWS = 6
NAME_LENGTH = 18
INNER_WIDTH = 400
"""Pixels between the axes, about: what makes both axes' units equally long."""

LOWEST, HIGHEST = 130, 420
"""Pixels of height."""

REACH = 0.6
"""How much of the way to the border the longest arrow goes: its name then stands before most rows, not among them."""

NAME_RISE, FLAT_DROP = -11, 16
"""Pixels by which segments are named above their middle (copies of one row would else be hidden), or below it where all
rows stand on one line, for arrows are named above."""

SHORTEST = 0.1
"""Arrows shorter than this share of the longest are columns that the plane does not show."""


def plane_chart(outcome: Outcome) -> Chart | None:
    """The picture; None where all rows are equal."""
    if outcome.picture.evidence.empty:
        return None
    places = outcome.plane.project(outcome.scaled)
    people = np.flatnonzero(outcome.labels >= NOISE)
    shown = people[shown_rows(outcome.labels[people], outcome.seed)]
    ids = outcome.ids_of(outcome.labels)
    rows: list[dict[str, Any]] = [
        {"part": "row" if outcome.labels[i] >= 0 else "noise", "x": rounded(places[i, 0]), "y": rounded(places[i, 1]),
         "group": str(ids[i])}
        for i in shown
    ]  # fmt: skip
    box = _box(places[shown])
    rows += _arrows(outcome, box)
    if outcome.k > 1:
        rows += _segments(outcome, places, box)
    return Chart("plane", _sentence(outcome), tuple(rows), _encoding(outcome, box), _good(outcome, len(shown)))


def _sentence(outcome: Outcome) -> str:
    """The verdict, and its numbers."""
    seen = outcome.picture
    task = (*seen.for_what, *seen.not_for)[0]
    if seen.trusted:
        lead = f"The picture may be trusted for {listed(seen.for_what)}"
    elif seen.for_what:
        lead = f"The picture may not be trusted for {listed(seen.not_for)}, only for {listed(seen.for_what)}"
    else:
        lead = f"The picture may not be trusted for {listed(seen.not_for) or task}"
    held = f"it holds {format_number(100 * seen.variance_2d)} % of the variance"
    if seen.agreement is None:
        trust, kept = seen.evidence.trustworthiness, seen.evidence.continuity
        return (
            f"{lead}: {held}, with trustworthiness {format_number(trust)} (are rows that stand together alike?) "
            f"and continuity {format_number(kept)} (do alike rows stand together?), 1 being perfect and 0.5 random."
        )
    return (
        f"{lead}: {held}, and a K-means that sees only it agrees with the {outcome.k} segments at "
        f"{format_number(seen.agreement)} (adjusted Rand index: 1 is the same, 0 is chance)."
    )


def _good(outcome: Outcome, shown: int) -> str:
    people = int(outcome.people.sum())
    apart = "Segments that stand apart" if outcome.k > 1 else "One crowd without gaps is no segments"
    drawn = f"; {shown:,} of {people:,} rows drawn" if shown < people else ""
    left = " (micro-clusters are left out of it)" if outcome.micro_ids else ""
    return f"{apart}. An arrow points to where a column is large{left}{drawn}."


def _box(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower left and upper right corner, the origin inside, of the shape that the picture can have."""
    low, high = np.minimum(places.min(axis=0), 0.0), np.maximum(places.max(axis=0), 0.0)
    wide = max(float(high[0] - low[0]), 1e-12)
    tall = float(np.clip(high[1] - low[1], wide * LOWEST / INNER_WIDTH, wide * HIGHEST / INNER_WIDTH))
    middle, half = (low + high) / 2, 0.57 * np.array([wide, tall])
    half[1] = max(half[1], 0.57 * float(high[1] - low[1]))
    return middle - half, middle + half


def _arrows(outcome: Outcome, box: tuple[np.ndarray, np.ndarray]) -> list[dict[str, Any]]:
    """The longest arrows with their names."""
    loadings = outcome.plane.loadings
    lengths = np.hypot(loadings[:, 0], loadings[:, 1])
    longest = np.argsort(-lengths, kind="stable")[:MOST_ARROWS]
    longest = longest[lengths[longest] > SHORTEST * lengths.max()]
    tips = loadings[longest] * _longest_factor(loadings[longest], box)
    names = short_names([outcome.plane.labels[c] for c in longest], NAME_LENGTH)
    heights = moved_apart(tips, names, float(box[1][0] - box[0][0]))
    return [
        {"part": "arrow", "x": 0.0, "y": 0.0, "x2": rounded(x), "y2": rounded(y), "label_y": rounded(h), "name": name}
        for (x, y), h, name in zip(tips, heights, names, strict=True)
    ]  # fmt: skip


def _longest_factor(loadings: np.ndarray, box: tuple[np.ndarray, np.ndarray]) -> float:
    """The factor by which the first arrow to reach the border of the picture nearly reaches it."""
    room = np.where(loadings >= 0, box[1], -box[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = np.where(np.abs(loadings) > 1e-9, room / np.abs(loadings), np.inf)
    return REACH * float(factors.min())


def _segments(outcome: Outcome, places: np.ndarray, box: tuple[np.ndarray, np.ndarray]) -> list[dict[str, Any]]:
    """The name of each segment at its middle; where two would overlap, only that of the larger one."""
    held = [j for j, size in enumerate(outcome.sizes()) if size]
    middles = np.array([np.median(places[outcome.labels == j], axis=0) for j in held])
    kept = readable(middles, float(box[1][0] - box[0][0]))
    return [
        {"part": "name", "x": rounded(middles[i, 0]), "y": rounded(middles[i, 1]), "name": outcome.segment_ids[held[i]]}
        for i in kept
    ]


def _encoding(outcome: Outcome, box: tuple[np.ndarray, np.ndarray]) -> dict[str, Any]:
    across, up = (_axis(outcome, a, box) for a in (0, 1))
    group = {"field": "group", "type": "nominal", "legend": None, "scale": {"domain": list(outcome.segment_ids)}}
    label = {"field": "name", "type": "nominal"}
    tall = float((box[1][1] - box[0][1]) / (box[1][0] - box[0][0]))
    tip = {**across, "field": "x2"}, {**up, "field": "y2"}
    named = {**up, "field": "label_y"}
    below = NAME_RISE if outcome.plane.loadings[:, 1].any() else FLAT_DROP
    arrow = {"type": "rule", "strokeWidth": 1.5}
    layers = [
        layer({"type": "point", "style": "muted", "size": 14}, "noise", x=across, y=up),
        layer({"type": "point", "size": 16}, "row", x=across, y=up, color=group),
        layer(arrow, "arrow", x=across, y=up, x2={"field": "x2"}, y2={"field": "y2"}),
        layer({"type": "point", "size": 30, "style": "muted", "opacity": 1}, "arrow", x=tip[0], y=tip[1]),
        layer({"type": "text", "fontStyle": "italic"}, "arrow", x=tip[0], y=named, text=label),
        layer({"type": "text", "fontWeight": "bold", "fontSize": 15, "dy": below}, "name", x=across, y=up, text=label),
    ]
    return {"height": round(INNER_WIDTH * tall), "layer": layers}


def _axis(outcome: Outcome, which: int, box: tuple[np.ndarray, np.ndarray]) -> dict[str, Any]:
    """An axis named by its share of the variance."""
    plane = outcome.plane
    share = format_number(100 * float(plane.shares[which])) if which < len(plane.shares) else "0"
    said = f"axis {which + 1}: {share} %{' of the variance' if which == 0 else ''}"
    ends = [rounded(float(box[0][which])), rounded(float(box[1][which]))]
    return {
        **axis("xy"[which], said),
        "scale": {"domain": ends, "nice": False, "zero": False},
        "axis": {"labels": False, "ticks": False, "grid": False, "tickCount": 4},
    }
