"""Money by cut, by share acted on, and by cost ratio; each with the band of its paired draws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.cost_ratio import by_cost_ratio
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.options import spread_factor
from takehome.studies.marks import axis, layer, rounded
from takehome.units import format_number

SHARES = 50
DRAWS = 400
BAND = {"type": "area", "style": "band"}


def cost_chart(made: Priced) -> Chart | None:
    """Cost by the cut on the probability, with its band and the policies marked; None under a limit."""
    stops, values = made.options.stops, made.values
    on_scale = np.flatnonzero(np.isfinite(stops))
    on_scale = on_scale[np.argsort(stops[on_scale], kind="stable")]
    if made.options.shadow is not None or len(on_scale) < 4:
        return None
    bands = [made.interval(values[i]) for i in on_scale]
    data: list[dict[str, Any]] = [
        {"cut": rounded(float(stops[i])), "cost": rounded(-float(values[i, 0])), "low": rounded(-band.high),
         "high": rounded(-band.low), "part": "curve"}
        for i, band in zip(on_scale, bands, strict=True)
    ]  # fmt: skip
    data += _marked(made)
    cheapest = on_scale[int(np.argmax(values[on_scale, 0]))]
    title = (
        f"'{made.name(made.action)}' costs {made.money(-float(values[made.action, 0]))} "
        f"({_ends(made, made.action)}); of the cuts drawn here the cheapest is "
        f"{format_number(float(stops[cheapest]))}, with "
        f"{format_number(-float(values[cheapest, 0]))} {made.rows.currency}."
    )
    across = axis("cut", "act above this probability")
    up = axis("cost", "cost", f"{made.rows.currency} per {made.rows.per}", zero=True)
    label = {"field": "name", "type": "nominal"}
    layers = [
        layer(BAND, "curve", x=across, y={"field": "low", "type": "quantitative"}, y2={"field": "high"}),
        layer({"type": "line", "style": "accent"}, "curve", x=across, y=up),
        layer({"type": "point", "style": "muted", "size": 60, "opacity": 1}, "policy", x=across, y=up),
        layer({"type": "point", "style": "accent", "size": 90, "opacity": 1}, "chosen", x=across, y=up),
        layer(
            {"type": "text", "align": "left", "dx": 7, "dy": -9, "fontSize": 11}, "policy", x=across, y=up, text=label
        ),
        layer(
            {"type": "text", "align": "left", "dx": 7, "dy": 11, "fontSize": 11}, "chosen", x=across, y=up, text=label
        ),
    ]
    good = "The chosen point lies in the trough, and the trough is wide: a cut nearby costs about the same."
    return Chart("cost-by-threshold", title, tuple(data), {"layer": layers}, good)


def _marked(made: Priced) -> list[dict[str, Any]]:
    """The policies that are a cut on the probability, with short names."""
    stops, found = made.options.stops, []
    for i, entry in enumerate(made.options.ledger.entries):
        cut = float(stops[i])
        if i == made.action or (entry.note and entry.shown):
            cut = _cut_of(made, i) if not np.isfinite(cut) else cut
        if entry.shown and np.isfinite(cut):
            part = "chosen" if i == made.action else "policy"
            name = {0.0: "everybody", 1.0: "nobody"}.get(cut, format_number(cut))
            found.append({"cut": rounded(cut), "cost": rounded(-float(made.values[i, 0])), "part": part, "name": name})
    return found


def _cut_of(made: Priced, position: int) -> float:
    """The cut on the probability of the rule or the cheapest cut; NaN where each row has its own."""
    if not made.rows.costs.constant:
        return math.nan
    if made.options.ledger.entries[position].note == "the expected-gain rule":
        return float(made.rows.costs.break_even[0])
    return float(max(made.options.cut.cut, 0.0)) if made.options.cut is not None else math.nan


def profit_chart(made: Priced) -> Chart:
    """Money gained over acting on nobody by the share of rows acted on, the most worthwhile first."""
    rows = made.rows
    worth = rows.gain.mean(axis=0)
    order = np.argsort(-worth, kind="stable")
    weight = np.cumsum(rows.weights[order]) / rows.weights.sum()
    act, leave = rows.costs.of(True, rows.y), rows.costs.of(False, rows.y)
    gained = ((leave - act) * rows.weights)[order] * rows.scale
    ends = np.unique(np.searchsorted(weight, np.linspace(0, 1, SHARES + 1)[1:] - 1e-12))
    table = np.where(np.arange(len(order))[:, None] <= ends[None, :], gained[:, None], 0.0)
    draws = RowDraws(
        rows.weights[order], DRAWS, np.random.default_rng([made.outcome.seed, 37]), rows.blocks[order],
        cells=2 * (rows.y[order] == 1) + (worth[order] > 0),
    )  # fmt: skip
    estimate = table.sum(axis=0)
    drawn = estimate + spread_factor(rows) * (draws.totals(table) - estimate)
    tail = (1 - made.outcome.confidence_level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    data: list[dict[str, Any]] = [{"share": 0.0, "gain": 0.0, "low": 0.0, "high": 0.0, "part": "curve"}]
    data += [
        {"share": rounded(100 * float(weight[e])), "gain": rounded(g), "low": rounded(lo), "high": rounded(hi),
         "part": "curve"}
        for e, g, lo, hi in zip(ends, estimate, low, high, strict=True)
    ]  # fmt: skip
    share = 100 * float((made.acts.mean(axis=0) * rows.weights).sum() / rows.weights.sum())
    gain = float(made.values[made.action, 0] - made.values[made.position("act on nobody"), 0])
    data.append({"share": rounded(share), "gain": rounded(gain), "part": "chosen"})
    title = (
        f"'{made.name(made.action)}' acts on {share:.1f} % of the rows and gains {made.money(gain)} over acting on "
        f"nobody; "
        f"acting on everybody gains {format_number(float(estimate[-1]))} {rows.currency}."
    )
    across = axis("share", "rows acted on, the most worthwhile first", "%")
    up = axis("gain", "gained over acting on nobody", rows.currency, zero=True)
    layers = [
        layer(BAND, "curve", x=across, y={"field": "low", "type": "quantitative"}, y2={"field": "high"}),
        layer({"type": "line", "style": "accent"}, "curve", x=across, y=up),
        layer({"type": "point", "style": "accent", "size": 90, "opacity": 1}, "chosen", x=across, y=up),
        {"mark": {"type": "rule", "style": "reference"}, "encoding": {"y": {"datum": 0}}},
    ]
    return Chart("profit-by-share", title, tuple(data), {"layer": layers}, "The chosen point lies on top of the hill.")


def ratio_chart(made: Priced) -> Chart:
    """What the rule gains by how many false alarms a miss is worth, over the better policy without a model."""
    rows = made.rows
    table = by_cost_ratio(rows.p, rows.y, rows.weights, rows.blocks, made.outcome.confidence_level, made.outcome.seed)
    data = tuple(
        {
            "ratio": at.ratio,
            "gain": rounded(at.gain),
            "low": rounded(at.interval.low),
            "high": rounded(at.interval.high),
        }
        for at in table
    )
    sure = [at for at in table if at.interval.low > 0]
    title = f"At none of {len(table)} cost ratios does the rule surely gain on the better of nobody and everybody."
    if sure:
        best = max(sure, key=lambda at: at.gain)
        title = (
            f"The rule surely gains where a miss costs {format_number(sure[0].ratio)} to "
            f"{format_number(sure[-1].ratio)} "
            f"false alarms, the most at {format_number(best.ratio)}: {format_number(best.gain)} false alarms per "
            f"1,000 rows."
        )
    across = {**axis("ratio", "a miss costs so many false alarms"), "scale": {"type": "log"}}
    up = axis("gain", "gain, false alarms per 1,000 rows", zero=True)
    layers = [
        layer(BAND, x=across, y={"field": "low", "type": "quantitative"}, y2={"field": "high"}),
        layer({"type": "line", "style": "accent", "point": True}, x=across, y=up),
        {"mark": {"type": "rule", "style": "reference"}, "encoding": {"y": {"datum": 0}}},
    ]
    return Chart("cost-ratio", title, data, {"layer": layers}, "The band lies above the dashed line at your own ratio.")


def _ends(made: Priced, position: int) -> str:
    band = made.interval(made.values[position])
    return f"{band.confidence_level:.0%}: {format_number(-band.high)} to {format_number(-band.low)}"
