"""All rows in one plane, as DBSCAN at the brief's setting calls them and as this study does: where are the bots?"""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import MOST_POINTS, axis, layer, rounded
from takehome.studies.segmentation.answer_words import counted
from takehome.studies.segmentation.brief_dbscan import EPS, MIN_SAMPLES
from takehome.studies.segmentation.charts.labels import readable
from takehome.studies.segmentation.charts.shown_rows import shown_rows
from takehome.studies.segmentation.detection import detection
from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.picture.plane import fit_plane
from takehome.units import format_number

POINTS = MOST_POINTS // 2
"""Rows that are drawn, once in each of the two panels."""

PANELS = 2
MOST_NAMED = 8
"""Clusters that are named in the picture, the largest first."""

EVERYBODY = "one crowd"
DBSCAN, STUDY = "DBSCAN as people start", "this study"
CALLED = ("noise", "micro-cluster", "cluster or segment")


def plane_dbscan_chart(outcome: Outcome) -> Chart | None:
    """The two panels; None where no number varies."""
    places = _places(outcome)
    if places is None:
        return None
    brief, labels = outcome.brief, outcome.labels[outcome.brief.rows]
    shown = shown_rows(np.where(labels < NOISE, -1, brief.labels), outcome.seed, POINTS)
    called = {DBSCAN: np.where(brief.labels < 0, 0, 2), STUDY: np.select([labels >= 0, labels == NOISE], [2, 0], 1)}
    rows: list[dict[str, Any]] = [
        {
            "panel": panel,
            "part": "row",
            "called": CALLED[code[i]],
            "x": rounded(places[i, 0]),
            "y": rounded(places[i, 1]),
        }
        for panel, code in called.items()
        for i in shown
    ]
    rows += _names(DBSCAN, places, brief.labels, [f"C{j + 1}" for j in range(int(brief.labels.max()) + 1)])
    rows += _names(STUDY, places, np.where(labels < NOISE, outcome.k - 2 - labels, labels),
                   [*(outcome.segment_ids if outcome.k > 1 else [EVERYBODY]), *outcome.micro_ids])  # fmt: skip
    drawn = f" {len(shown):,} of {len(labels):,} rows drawn." if len(shown) < len(labels) else ""
    good = (
        "The same rows twice. Where the right panel has a micro-cluster, look left: it is noise there, or a cluster "
        f"like any other, which nobody would suspect.{drawn}"
    )
    return Chart("plane-dbscan", _sentence(outcome), tuple(rows), _encoding(bool(np.ptp(places[:, 1]) > 0)), good)


def _places(outcome: Outcome) -> np.ndarray | None:
    """(m, 2) the clustered rows in the plane of the numbers that DBSCAN saw."""
    X = outcome.design.values[outcome.brief.rows]
    varies = X.std(axis=0) > 0 if X.shape[1] else np.zeros(0, bool)
    if not varies.any():
        return None
    X = (X[:, varies] - X[:, varies].mean(axis=0)) / X[:, varies].std(axis=0)
    return fit_plane(X, [name for name, kept in zip(outcome.design.names, varies, strict=True) if kept]).coordinates


def _sentence(outcome: Outcome) -> str:
    found: dict[str, Any] = dict(detection(outcome))
    micro, inside, noise = found["dbscan_micro_rows"], found["dbscan_micro_in_noise"], found["dbscan_noise"]
    setting = f"DBSCAN (eps {format_number(EPS, 1)}, {MIN_SAMPLES} rows)"
    others = f"its noise holds {noise - inside:,} of the {found['dbscan_rows'] - micro:,} other rows"
    if not micro:
        return (
            f"{setting} finds {counted(found['dbscan_clusters'], 'cluster')} and calls {noise:,} of "
            f"{counted(found['dbscan_rows'], 'row')} noise; there is no micro-cluster (0 rows) to look for."
        )
    if inside == 0:
        homes = counted(found["dbscan_micro_clusters"], "cluster")
        company = found["dbscan_micro_company"]
        alone = "of their own" if company == 0 else f"beside {company:,} others"
        where = f"puts all {micro:,} rows of micro-clusters into {homes} {alone}, none (0) into its noise"
    else:
        where = f"puts {inside:,} of {micro:,} rows of micro-clusters into its noise"
    return f"{setting} {where}; {others}."


def _names(panel: str, places: np.ndarray, groups: np.ndarray, names: list[str]) -> list[dict[str, Any]]:
    """The names of the largest groups, each at its middle."""
    sizes = np.bincount(groups[groups >= 0], minlength=len(names))
    largest = [j for j in np.argsort(-sizes, kind="stable")[:MOST_NAMED] if sizes[j]]
    if not largest:
        return []
    middles = np.array([np.median(places[groups == j], axis=0) for j in largest])
    kept = readable(middles, PANELS * float(np.ptp(places, axis=0).max()))
    return [
        {"panel": panel, "part": "name", "x": rounded(m[0]), "y": rounded(m[1]), "name": names[largest[i]]}
        for i, m in zip(kept, middles[kept], strict=True)
    ]


def _encoding(tall: bool) -> dict[str, Any]:
    bare = {"labels": False, "ticks": False, "grid": False}
    across = {**axis("x", "first axis"), "axis": bare}
    up = {**axis("y", "second axis"), "axis": bare}
    called = {"field": "called", "type": "nominal", "title": None, "scale": {"domain": list(CALLED)}}
    layers = [layer({"type": "point", "size": 18, "opacity": 0.6}, "row", x=across, y=up, color=called)]
    label = {"field": "name", "type": "nominal"}
    layers.append(layer({"type": "text", "fontWeight": "bold", "dy": -12}, "name", x=across, y=up, text=label))
    facet = {"field": "panel", "type": "nominal", "title": None, "sort": [DBSCAN, STUDY]}
    return {"facet": facet, "columns": 2, "spec": {"width": 190, "height": 210 if tall else 90, "layer": layers}}
