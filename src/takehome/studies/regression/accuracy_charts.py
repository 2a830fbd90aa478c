"""Charts of accuracy: predictions with their intervals, the shape of the noise, and every model that was tried."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from takehome.protocol import Chart
from takehome.stats.quantile_band import band_of
from takehome.studies.marks import axis, layer, rounded, sampled
from takehome.studies.regression.intervals import coverage, prediction_interval
from takehome.studies.regression.outcome import Outcome, Rung
from takehome.studies.wording import with_unit

MOST_QUANTILES = 200
MOST_RUNGS = 20
NO_MODEL = "mean only"
"""The ladder's rung that knows no feature; it is shown, and not counted among the models."""


def predicted_actual_chart(outcome: Outcome) -> Chart:
    """Actual against predicted on the judged rows, with each row's prediction interval."""
    design, unit = outcome.design, outcome.design.target_unit
    held_out = bool((~design.train).any())
    judged = np.flatnonzero(~design.train if held_out else design.train)
    shown = judged[sampled(len(judged), outcome.seed)]
    low, high = prediction_interval(outcome, design.X[shown])
    predicted = outcome.chosen.predict(design.X[shown])
    rows = tuple(
        {"predicted": rounded(p), "actual": rounded(a), "low": rounded(lo), "high": rounded(hi), "part": part}
        for p, a, lo, hi in zip(predicted, design.y[shown], low, high, strict=True)
        for part in ["inside" if lo <= a <= hi else "outside"]
    )
    first = coverage(outcome)[0]
    kind = "hold-out rows" if held_out else "rows (intervals from other rows)"
    title = (
        f"{100 * first.share:.1f} % of {first.rows:,} {kind} lie in their {outcome.confidence_level:.0%} interval, "
        f"{with_unit(first.width, unit)} wide on average."
    )
    across = axis("predicted", f"predicted {design.target}", unit)
    diagonal = {"field": "predicted", "type": "quantitative"}
    bottom = {"field": "low", "type": "quantitative"}
    up = axis("actual", f"actual {design.target}", unit)
    layers = [
        layer({"type": "rule", "style": "band", "strokeWidth": 1.5}, x=across, y=bottom, y2={"field": "high"}),
        layer({"type": "line", "style": "reference"}, x=across, y=diagonal),
        layer({"type": "point", "style": "muted"}, "inside", x=across, y=up),
        layer({"type": "point", "style": "bad", "opacity": 0.9}, "outside", x=across, y=up),
    ]
    good = "The points lie along the dashed line, and about as many as promised lie within their own interval."
    return Chart("predicted-actual", title, rows, {"layer": layers}, good)


def quantile_chart(outcome: Outcome) -> Chart:
    """Out-of-sample errors against normal quantiles, in standard deviations, with a simultaneous band."""
    train = outcome.design.train
    errors = outcome.chosen_errors[train]
    errors = errors[sampled(len(errors), outcome.seed, 2000)]
    spread = float(errors.std()) or 1.0
    ordered = np.sort((errors - errors.mean()) / spread)
    n = len(ordered)
    order = np.unique(np.linspace(1, n, min(n, MOST_QUANTILES)).round().astype(int))
    expected = ndtri((order - 0.375) / (n + 0.25))
    low, high = band_of(n, order, outcome.confidence_level, np.random.default_rng([outcome.seed, 8]))
    inside = (ordered[order - 1] >= low) & (ordered[order - 1] <= high)
    rows = tuple(
        {"normal": rounded(x), "error": rounded(y), "low": rounded(lo), "high": rounded(hi)}
        for x, y, lo, hi in zip(expected, ordered[order - 1], low, high, strict=True)
    )
    departures = ordered[order - 1] - expected
    worst = int(np.argmax(np.abs(departures)))
    size = with_unit(abs(float(departures[worst])) * spread, outcome.design.target_unit)
    title = (
        f"{int(inside.sum())} of {len(order)} quantiles of the errors lie in the simultaneous "
        f"{outcome.confidence_level:.0%} band of a normal curve; the largest departure is {size}."
    )
    across = axis("normal", "normal quantile", "standard deviations")
    up = axis("error", "error", "standard deviations")
    layers = [
        layer(
            {"type": "area", "style": "band"},
            x=across,
            y={"field": "low", "type": "quantitative"},
            y2={"field": "high"},
        ),
        layer({"type": "line", "style": "reference"}, x=across, y={"field": "normal", "type": "quantitative"}),
        layer({"type": "point", "opacity": 0.8}, x=across, y=up),
    ]
    good = "All points within the band, which holds whole normal samples and not just single points of them."
    return Chart("quantiles", title, rows, {"layer": layers}, good)


def ladder_chart(outcome: Outcome) -> Chart:
    """The error of every model that was tried, the ones that made it worse included."""
    unit = outcome.design.target_unit
    line = next((rung for rung in outcome.ladder if rung.name == "straight line"), outcome.ladder[-1])
    rungs = _shown(outcome.ladder, line)
    rows = tuple(_rung_row(rung, line) for rung in rungs)
    names = {"field": "model", "type": "nominal", "title": None, "sort": [rung.name for rung in rungs]}
    error = axis("rmse", "root mean square error on rows not seen", unit, zero=True)
    styles = {"chosen": "accent", "tried": "muted", "worse": "bad"}
    layers = [
        *(layer({"type": "bar", "style": style}, part, y=names, x=error) for part, style in styles.items()),
        layer({"type": "rule"}, y=names, x={"field": "low", "type": "quantitative"}, x2={"field": "high"}),
        {"mark": {"type": "rule", "style": "reference"}, "encoding": {"x": {"datum": rounded(line.rmse_loo)}}},
    ]
    good = "The chosen bar is the simplest among the shortest; beyond the dashed line is worse than a straight line."
    return Chart("ladder", _ladder_sentence(outcome.ladder, line, unit), rows, {"layer": layers}, good)


def _shown(ladder: tuple[Rung, ...], line: Rung) -> list[Rung]:
    """Best first; at most `MOST_RUNGS`, the chosen one, the straight line and the worst always among them."""
    ordered = sorted(ladder, key=lambda rung: rung.rmse_loo)
    if len(ordered) <= MOST_RUNGS:
        return ordered
    kept = [rung for rung in ordered if rung.chosen or rung is line or rung is ordered[-1]]
    kept += [rung for rung in ordered if rung not in kept][: MOST_RUNGS - len(kept)]
    return sorted(kept, key=lambda rung: rung.rmse_loo)


def _rung_row(rung: Rung, line: Rung) -> dict[str, Any]:
    part = "chosen" if rung.chosen else "worse" if rung.rmse_loo > line.rmse_loo else "tried"
    return {
        "model": rung.name, "rmse": rounded(rung.rmse_loo), "part": part,
        "low": rounded(max(rung.rmse_loo - rung.rmse_se, 0.0)), "high": rounded(rung.rmse_loo + rung.rmse_se),
    }  # fmt: skip


def _ladder_sentence(ladder: tuple[Rung, ...], line: Rung, unit: str) -> str:
    chosen = next((rung for rung in ladder if rung.chosen), line)
    if chosen is line:
        said = f"The straight line stays: {with_unit(line.rmse_loo, unit)} off on rows not seen"
    else:
        said = (
            f"The repaired model is {with_unit(chosen.rmse_loo, unit)} off on rows not seen, the straight line "
            f"{with_unit(line.rmse_loo, unit)}"
        )
    models = [rung for rung in ladder if rung.name != NO_MODEL]
    worse = [rung for rung in models if rung.rmse_loo > line.rmse_loo]
    if not worse:
        return f"{said}; none of {len(models)} models is worse than the straight line."
    worst = max(worse, key=lambda rung: rung.rmse_loo)
    return (
        f"{said}; {len(worse)} of {len(models)} models are worse than the straight line, the worst, '{worst.name}', "
        f"with {with_unit(worst.rmse_loo, unit)}."
    )
