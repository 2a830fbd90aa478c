"""Money by cut, by share acted on, and by cost ratio; each with the band of its paired draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.cost_ratio import AtRatio, by_cost_ratio
from takehome.studies.classification.cut_positions import cut_positions
from takehome.studies.classification.limits import limit_of, uses
from takehome.studies.classification.options import (
    CUT_NOTE,
    EVERYBODY,
    NOBODY,
    everybody_action,
    named_action,
    spread_factor,
)
from takehome.studies.classification.policies import HALF
from takehome.studies.classification.policy_words import acting, short
from takehome.studies.classification.priced import Priced, band
from takehome.studies.marks import axis, layer, rounded, zero_line
from takehome.studies.wording import capital
from takehome.units import format_number

SHARES = 50
DRAWS = 400
FEWEST_CUTS = 4
BAND = {"type": "area", "style": "band"}
CUT_TICKS = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]
SAME_PLACE = 0.03
"""Policies that stand nearer to one another than this part of the axis share a label."""

LAST_PLACE = 0.9
"""Up to this cut a name stands to the right of its line; beyond it there is no room."""


def cost_chart(made: Priced) -> Chart | None:
    """Cost by the cut on the probability, with its band and the policies marked; None under a limit."""
    positions, entries = cut_positions(made), made.options.ledger.entries
    curve = [i for i in np.argsort(positions, kind="stable") if np.isfinite(positions[i])]
    curve = [i for i in curve if entries[i].note != CUT_NOTE]
    if len(curve) < FEWEST_CUTS:
        return None
    bands = {i: made.interval(made.values[i]) for i in curve}
    data: list[dict[str, Any]] = [
        {"cut": rounded(float(positions[i])), "cost": _cost(made, i), "low": rounded(-bands[i].high),
         "high": rounded(-bands[i].low), "part": "curve"}
        for i in curve
    ]  # fmt: skip
    data += _marked(made, positions)
    chosen, interval = made.name(made.action), made.interval(made.values[made.action])
    ends = f"{interval.confidence_level:.0%}: {format_number(-interval.high)} to {format_number(-interval.low)}"
    cost = made.money(-float(made.values[made.action, 0]))
    others = (NOBODY, everybody_action(made.rows), named_action(made.rows, HALF))
    told = [
        f"{acting(action)} costs {format_number(-float(made.values[made.position(action), 0]))} {made.rows.currency}"
        for action in others
        if action != chosen
    ]
    title = f"{capital(acting(chosen))} costs {cost} ({ends}); {', '.join(told)}."
    good = "The chosen point lies in the trough, and the trough is wide: a cut nearby costs about the same."
    return Chart("cost-by-threshold", title, tuple(data), {"layer": _cost_layers(made)}, good)


def _cost(made: Priced, position: int) -> float:
    return rounded(-float(made.values[position, 0]))


def _marked(made: Priced, positions: np.ndarray) -> list[dict[str, Any]]:
    """The policies by name: at their cut where they have one, else (where chosen) as a line."""
    found: list[dict[str, Any]] = []
    chosen = made.name(made.action)
    shown = [i for i, entry in enumerate(made.options.ledger.entries) if entry.shown and np.isfinite(positions[i])]
    for i in sorted(shown, key=lambda i: (i != made.action, positions[i])):
        row = {"cut": rounded(float(positions[i])), "cost": _cost(made, i)}
        part = "chosen" if i == made.action else "policy"
        name = short(made.name(i)).removeprefix("on ").removeprefix("above ")
        near = [other for other in found if abs(_place(other["cut"]) - _place(row["cut"])) < SAME_PLACE]
        if near:
            near[0]["name"] = _joined(near[0]["name"], name)
        found.append({**row, "part": part, "name": "" if near else name})
    side = {True: "after", False: "before"}
    found += [{"cut": row["cut"], "name": row["name"], "part": side[row["cut"] < LAST_PLACE]} for row in found]
    if not np.isfinite(positions[made.action]):
        found.append({"cost": _cost(made, made.action), "part": "level", "name": acting(chosen)})
    return found


def _joined(name: str, other: str) -> str:
    """``"everybody, cheapest"`` for "everybody" and "everybody (cheapest)"."""
    rest = other.removeprefix(name)
    return f"{name}, {other if rest == other else rest.strip(' ()')}"


def _place(cut: float) -> float:
    """Where a cut stands on the axis, as a part of it."""
    return float(np.sqrt(cut))


def _cost_layers(made: Priced) -> list[dict[str, Any]]:
    across = axis("cut", "act above this probability")
    across = {
        **across,
        "scale": {"type": "sqrt", "domain": [0, 1]},
        "axis": {"values": CUT_TICKS, "tickCount": len(CUT_TICKS), "format": "~g", "grid": False},
    }
    up = axis("cost", f"cost ({made.rows.currency})", zero=True)
    label = {"field": "name", "type": "nominal"}
    words = {"type": "text", "align": "right", "angle": 270, "dx": -2, "y": 0, "fontSize": 13}
    high = {"field": "high", "type": "quantitative"}
    return [
        layer(BAND, "curve", x=across, y={**up, "field": "low"}, y2=high),
        layer({"type": "rule", "style": "muted", "strokeWidth": 1}, "policy", x=across),
        layer({"type": "rule", "style": "accent", "strokeWidth": 1}, "chosen", x=across),
        layer({"type": "line", "style": "accent"}, "curve", x=across, y=up),
        layer({"type": "point", "style": "muted", "size": 60, "opacity": 1}, "policy", x=across, y=up),
        layer({"type": "point", "style": "accent", "size": 100, "opacity": 1}, "chosen", x=across, y=up),
        layer({"type": "rule", "style": "good", "strokeWidth": 2}, "level", y=up),
        layer({"type": "text", "align": "left", "x": 40, "dy": 14, "fontSize": 13}, "level", y=up, text=label),
        layer({**words, "dy": 11}, "after", x=across, text=label),
        layer({**words, "dy": -7}, "before", x=across, text=label),
    ]


def profit_chart(made: Priced) -> Chart:
    """Money gained over acting on nobody by the share of rows acted on, the most worthwhile first."""
    rows = made.rows
    order = np.argsort(-_worth(made), kind="stable")
    weight = np.cumsum(rows.weights[order]) / rows.weights.sum()
    act, leave = rows.costs.of(True, rows.y), rows.costs.of(False, rows.y)
    gained = ((leave - act) * rows.weights)[order] * rows.scale
    ends = np.unique(np.searchsorted(weight, np.linspace(0, 1, SHARES + 1)[1:] - 1e-12))
    values = _gains_up_to(made, order, gained, ends)
    bands = [band(column, made.outcome.confidence_level, rows.currency) for column in values.T]
    data: list[dict[str, Any]] = [{"share": 0.0, "gain": 0.0, "low": 0.0, "high": 0.0, "part": "curve"}]
    data += [
        {"share": rounded(100 * float(weight[e])), "gain": rounded(float(gain)), "low": rounded(interval.low),
         "high": rounded(interval.high), "part": "curve"}
        for e, gain, interval in zip(ends, values[0], bands, strict=True)
    ]  # fmt: skip
    share = 100 * float((made.acts.mean(axis=0) * rows.weights).sum() / rows.weights.sum())
    gain = float(made.values[made.action, 0] - made.values[made.position(NOBODY), 0])
    data.append({"share": rounded(share), "gain": rounded(gain), "part": "chosen"})
    within = _limit_share(made, order, weight)
    if within is not None:
        data.append({"share": rounded(100 * within), "part": "limit", "name": "limit"})
    top = "on top of the hill" if within is None else "on top of the hill, or at the limit"
    title = _profit_sentence(made, share, gain, float(values[0, -1]), within)
    return Chart(
        "profit-by-share", title, tuple(data), {"layer": _profit_layers(made)}, f"The chosen point lies {top}."
    )


def _profit_sentence(made: Priced, share: float, gain: float, of_all: float, within: float | None) -> str:
    chosen = made.name(made.action)
    over = "" if chosen == NOBODY else " over acting on nobody"
    said = f"{capital(acting(chosen))} reaches {share:.1f} % of the rows and gains {made.money(gain)}{over}"
    if chosen != EVERYBODY:
        said += f"; {acting(EVERYBODY)} gains {format_number(of_all)} {made.rows.currency}"
    return f"{said}." if within is None else f"{said}, and the limit reaches {100 * within:.1f} % of the rows."


def _worth(made: Priced) -> np.ndarray:
    """What ranks the rows: the expected gain, under a budget for each unit of money spent."""
    rows = made.rows
    gain = rows.gain.mean(axis=0)
    if rows.economics.budget is None:
        return gain
    spent = np.maximum(rows.costs.wasted, 0.0)
    return np.divide(gain, spent, out=np.where(gain > 0, np.inf, -np.inf), where=spent > 0)


def _gains_up_to(made: Priced, order: np.ndarray, gained: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(1 + draws, ends) totals of the first rows, up to each end."""
    rows = made.rows
    cells = 2 * (rows.y == 1) + (rows.gain.mean(axis=0) > 0)
    rng = np.random.default_rng([made.outcome.seed, 37])
    draws = RowDraws(rows.weights[order], DRAWS, rng, rows.blocks[order], cells=cells[order])
    place = np.arange(len(order))
    drawn = np.column_stack([draws.totals(np.where(place <= end, gained, 0.0)[:, None]) for end in ends])
    estimate = np.cumsum(gained)[ends]
    return np.vstack([estimate, estimate + spread_factor(rows) * (drawn - estimate)])


def _limit_share(made: Priced, order: np.ndarray, weight: np.ndarray) -> float | None:
    """The share of the rows at which the capacity or the budget is used up; None where it never is."""
    limit = limit_of(made.rows)
    used = np.cumsum(uses(made.rows)[order])
    if limit is None or used[-1] <= limit:
        return None
    within = int(np.searchsorted(used, limit * (1 + 1e-12), side="right"))
    return float(weight[within - 1]) if within else 0.0


def _profit_layers(made: Priced) -> list[dict[str, Any]]:
    across = {**axis("share", "rows acted on, the most worthwhile first", "%"), "scale": {"domain": [0, 100]}}
    up = axis("gain", "gained over acting on nobody", made.rows.currency, zero=True)
    high = {"field": "high", "type": "quantitative"}
    words = {"type": "text", "align": "left", "dx": 6, "y": 8, "fontSize": 13}
    return [
        layer(BAND, "curve", x=across, y={**up, "field": "low"}, y2=high),
        zero_line(),
        layer({"type": "rule", "style": "reference"}, "limit", x=across),
        layer(words, "limit", x=across, text={"field": "name", "type": "nominal"}),
        layer({"type": "line", "style": "accent"}, "curve", x=across, y=up),
        layer({"type": "point", "style": "accent", "size": 100, "opacity": 1}, "chosen", x=across, y=up),
    ]


def ratio_chart(made: Priced) -> Chart:
    """What the rule gains by how many false alarms a miss is worth, over the better policy without a model."""
    rows = made.rows
    table = by_cost_ratio(rows.p, rows.y, rows.weights, rows.blocks, made.outcome.confidence_level, made.outcome.seed)
    data = tuple(
        {"ratio": at.ratio, "gain": rounded(at.gain), "low": rounded(at.interval.low),
         "high": rounded(at.interval.high)}
        for at in table
    )  # fmt: skip
    across = axis("ratio", "a miss costs as much as so many false alarms")
    across = {
        **across,
        "scale": {"type": "log", "nice": False},
        "axis": {"values": [at.ratio for at in table], "tickCount": len(table)},
    }
    up = axis("gain", "gain, false alarms per 1,000 rows", zero=True)
    layers = [
        layer(BAND, x=across, y={**up, "field": "low"}, y2={"field": "high", "type": "quantitative"}),
        zero_line(),
        layer({"type": "line", "style": "accent", "point": {"size": 40, "opacity": 1}}, x=across, y=up),
    ]
    good = "The band lies above the dashed line at your own ratio."
    return Chart("cost-ratio", _ratio_sentence(table), data, {"layer": layers}, good)


def _ratio_sentence(table: tuple[AtRatio, ...]) -> str:
    best = max(table, key=lambda at: at.gain)
    sure = _surely_around(table, table.index(best))
    if not sure:
        return (
            f"At the best of {len(table)} ratios of costs, {best.ratio:g}, the model gains {format_number(best.gain)} "
            "false alarms per 1,000 rows, but not surely: the interval holds 0."
        )
    where = f"{sure[0].ratio:g} to {sure[-1].ratio:g}" if len(sure) > 1 else f"{best.ratio:g}"
    return (
        f"Where a miss costs as much as {where} false alarms, the model is surely better than acting on nobody and on "
        f"everybody: most at {best.ratio:g}, by {format_number(best.gain)} false alarms per 1,000 rows."
    )


def _surely_around(table: tuple[AtRatio, ...], best: int) -> tuple[AtRatio, ...]:
    """The ratios around the best one, without a gap, whose interval lies above 0."""
    low = high = best
    if not table[best].interval.low > 0:
        return ()
    while low > 0 and table[low - 1].interval.low > 0:
        low -= 1
    while high + 1 < len(table) and table[high + 1].interval.low > 0:
        high += 1
    return table[low : high + 1]
