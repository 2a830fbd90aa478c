"""Charts of shape: what the straight line misses, where the guilty feature bends, and which features drive."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart, Status
from takehome.studies.marks import axis, binned_means, layer, rounded, sampled, zero_line
from takehome.studies.regression.dependence import along, average_estimate, contrast_rows
from takehome.studies.regression.effects import effect_between, ranked_drivers, share_of
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.points import axis_of
from takehome.studies.wording import capital, span, with_unit
from takehome.units import format_number

CURVE_POINTS = 60
MOST_BARS = 15
PANEL_POINTS = 400


def residual_chart(outcome: Outcome, feature: str | None) -> Chart:
    """Out-of-sample residuals, of the straight line and of the repaired model, along prediction and guilty feature."""
    design, unit = outcome.design, outcome.design.target_unit
    models = [("straight line", outcome.baseline_errors)]
    if outcome.chosen is not outcome.baseline:
        models.append(("repaired model", outcome.chosen_errors))
    rows: list[dict[str, Any]] = []
    said = []
    for order, (name, errors) in enumerate(models):
        carriers = {f"predicted {design.target}": design.y - errors}
        if feature is not None:
            carriers[feature] = design.X[:, design.position(feature)]
        runs = []
        for along_what, x in carriers.items():
            panel = {"model": f"{order + 1}. {name}", "along": along_what}
            shown = sampled(len(errors), outcome.seed, PANEL_POINTS)
            rows += _residual_rows(panel, "point", x[shown], errors[shown])
            centre, mean = binned_means(x, errors)
            rows += _residual_rows(panel, "mean", centre, mean)
            ends = f"{format_number(float(mean.min()))} to {with_unit(float(mean.max()), unit)}"
            runs.append(f"{ends} along {along_what}")
        said.append(f"{'the straight line' if order == 0 else 'the repaired model'}: {' and '.join(runs)}")
    title = f"Mean residuals of {'; of '.join(said)}."
    good = "A cloud around zero without a trend: the line of means lies on zero, and the cloud is equally wide."
    return Chart("residuals", title, tuple(rows), _residual_encoding(unit), good)


def _residual_rows(panel: dict[str, str], part: str, x: np.ndarray, y: np.ndarray) -> list[dict[str, Any]]:
    return [{**panel, "part": part, "x": rounded(a), "residual": rounded(b)} for a, b in zip(x, y, strict=True)]


def _residual_encoding(unit: str) -> dict[str, Any]:
    x = {**axis("x", ""), "title": None, "axis": {"tickCount": 4}}
    y = axis("residual", "actual − predicted", unit)
    layers = [
        zero_line(),
        layer({"type": "point", "style": "muted", "size": 10}, "point", x=x, y=y),
        layer({"type": "line", "style": "accent"}, "mean", x=x, y=y),
    ]
    facet = {
        "row": {"field": "model", "type": "nominal", "title": None},
        "column": {"field": "along", "type": "nominal", "title": None, "sort": "descending"},
    }
    spec = {"width": 175, "height": 150, "layer": layers}
    return {"facet": facet, "spec": spec, "resolve": {"scale": {"x": "independent"}}}


def guilty_feature(outcome: Outcome) -> str | None:
    """The numeric feature with the largest bend beyond the limit before the repair; else the first that varies most.

    None when no design column is a number.
    """
    numeric = [column.name for column in outcome.design.columns if column.numeric]
    failed = [
        finding
        for finding in outcome.findings
        if finding.status is Status.FAILED and finding.stage == "baseline" and finding.subject in numeric
        and "bend" in finding.measured
    ]  # fmt: skip
    if failed:
        return max(failed, key=lambda finding: finding.measured["bend"].value).subject
    heights = _heights(outcome, [outcome.design.position(name) for name in numeric])
    return numeric[int(np.argmax(heights))] if numeric else None


def _heights(outcome: Outcome, positions: list[int]) -> np.ndarray:
    """How far the average response moves over the middle 90 % of each column, shape (columns,)."""
    X = outcome.design.X[outcome.design.train]
    ends = [setting for j in positions for setting in along(j, np.quantile(X[:, j], [0.05, 0.95]))]
    rows = contrast_rows(outcome.design, outcome.chosen)
    return np.ptp(average_estimate(outcome.chosen, rows, ends).reshape(-1, 2), axis=1) if ends else np.empty(0)


def partial_residual_chart(outcome: Outcome, feature: str | None) -> Chart | None:
    """The guilty feature's own part of the target, row by row, with the fitted form and the straight line."""
    if feature is None:
        return None
    design, position = outcome.design, outcome.design.position(feature)
    column, x = design.columns[position], design.X[:, position]
    grid = np.linspace(x.min(), x.max(), CURVE_POINTS)
    curve, line = _centred(outcome, outcome.chosen, position, grid), _centred(outcome, outcome.baseline, position, grid)
    shown = sampled(len(x), outcome.seed)
    own = np.interp(x[shown], grid, curve) + outcome.chosen_errors[shown]
    rows = [{"part": "row", "x": rounded(a), "y": rounded(b)} for a, b in zip(x[shown], own, strict=True)]
    rows += [{"part": "fitted form", "x": rounded(a), "y": rounded(b)} for a, b in zip(grid, curve, strict=True)]
    rows += [{"part": "straight line", "x": rounded(a), "y": rounded(b)} for a, b in zip(grid, line, strict=True)]
    across = axis("x", feature, column.unit)
    up = axis("y", f"{design.target} due to {feature}", design.target_unit)
    encoding = {
        "layer": [
            layer({"type": "point", "style": "muted"}, "row", x=across, y=up),
            layer({"type": "line", "style": "reference"}, "straight line", x=across, y=up),
            layer({"type": "line", "style": "accent"}, "fitted form", x=across, y=up),
        ]
    }
    good = "The points follow the fitted form (solid); where the straight line (dashed) leaves them, it is wrong."
    return Chart("partial-residuals", _bend_sentence(outcome, feature), tuple(rows), encoding, good)


def _centred(outcome: Outcome, fitted: Any, position: int, grid: np.ndarray) -> np.ndarray:
    """The average response along the feature, minus its mean over the training rows."""
    rows = contrast_rows(outcome.design, fitted)
    curve = average_estimate(fitted, rows, along(position, grid))
    return curve - np.interp(outcome.design.X[outcome.design.train, position], grid, curve).mean()


def _bend_sentence(outcome: Outcome, feature: str) -> str:
    """The last named window of the feature, and what the straight line says of it."""
    design, position = outcome.design, outcome.design.position(feature)
    found = axis_of(design.X[design.train, position])
    start, stop = found.windows[-1] if found.windows else (found.low, found.high)
    effect = effect_between(outcome, feature, start, stop)
    way = "rises" if effect.estimate.value >= 0 else "falls"
    size = with_unit(abs(effect.estimate.value), design.target_unit)
    window = capital(span(start, stop, design.columns[position].unit, feature))
    said = f"{window}, {design.target} {way} by {size}"
    if outcome.chosen is outcome.baseline:
        return f"{said}, as everywhere: a straight line is enough."
    rows = contrast_rows(design, outcome.baseline)
    first, last = average_estimate(outcome.baseline, rows, along(position, np.array([start, stop])))
    return f"{said}; the straight line says {with_unit(last - first, design.target_unit)}."


def drivers_chart(outcome: Outcome) -> Chart:
    """Each feature's share of the predicted variation, with its interval."""
    ranking = ranked_drivers(outcome)
    rows: list[dict[str, Any]] = []
    for driver in ranking[:MOST_BARS]:
        share, interval = share_of(outcome, driver)
        row: dict[str, Any] = {"feature": driver.feature, "share": rounded(share.value)}
        if interval is not None:
            row |= {"low": rounded(interval.low), "high": rounded(interval.high)}
        rows.append(row)
    names = {"field": "feature", "type": "nominal", "title": None, "sort": [row["feature"] for row in rows]}
    across = axis("share", "share of the predicted variation", "%", zero=True)
    layers = [layer({"type": "bar", "style": "accent"}, y=names, x=across)]
    if "low" in rows[0]:
        ends = {"field": "low", "type": "quantitative"}
        layers.append(layer({"type": "rule"}, y=names, x=ends, x2={"field": "high"}))
    said = [f"{driver.feature} {share_of(outcome, driver)[0]}" for driver in ranking[:2]]
    title = (
        f"Of the predicted variation of {outcome.design.target}, {' and '.join(said)}: the strongest of {len(ranking)}"
    )
    more = f", {len(rows)} shown" if len(ranking) > len(rows) else ""
    good = "No single right answer: the longest bar is where a change of the feature moves the prediction most."
    return Chart("drivers", f"{title}{more}.", tuple(rows), {"layer": layers}, good)
