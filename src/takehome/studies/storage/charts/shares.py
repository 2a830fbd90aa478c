"""What each policy earns of the bound, with intervals over drawn weeks, and the floor that must be beaten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.charts.names import known, name, percent
from takehome.studies.storage.concentration import TOP, concentrations, spike_days
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import format_number

STEP = 26
MARGIN = 4.0
"""Room at both ends of the axis, in %."""
LOWEST = -25.0
"""Shares below this (%) are drawn at the edge: a policy that loses money would flatten all others."""
ROOM = "\u00a0"
"""A last place without a policy, for the name of the floor."""
HALF = 50.0
CALM = "without spike days"
EVERY = "all days"


def shares_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """A dot and a line each policy, the best first; None where the bound is 0."""
    if outcome.bound.profit <= 0:
        return None
    results = sorted((*outcome.results, *([outcome.given] if outcome.given else [])), key=lambda one: -one.profit)
    floor = best_floor(results)
    calm = {one.key: one.share_without_spikes for one in concentrations(outcome.bound, tuple(results))}
    rows: list[dict[str, Any]] = []
    for one in results:
        low, high = interval(made, one)
        part = "may be used" if outcome.information.covers(one.information) else "reference"
        rows.append({"policy": name(one), "part": part, "share": _placed(outcome.share(one)), "low": _placed(low),
                     "high": _placed(high), "days": EVERY})  # fmt: skip
        if calm[one.key] is not None and made.source.enough_days:
            rows.append({"policy": name(one), "part": "calm", "share": _placed(calm[one.key]), "days": CALM})
    rows.append({"part": "floor", "share": _placed(outcome.share(floor)), "name": "floor", "policy": ROOM})
    good = (
        "Right of the dashed floor, the best rule without a model, by more than the lines are long; 100 is the bound. "
        f"Grey: needs to know more than may be known. {_how(outcome, made)}"
    )
    names = [name(one) for one in results]
    return Chart("shares", _sentence(outcome, made, floor, calm), tuple(rows), _encoding(outcome, rows, names), good)


def best_floor(results: Sequence[PolicyResult]) -> PolicyResult:
    """The best policy that needs no model."""
    return max((one for one in results if one.group == "floor"), key=lambda one: one.profit)


def interval(made: Priced, result: PolicyResult) -> tuple[float | None, float | None]:
    """Share of the bound's profit on the same drawn days; None where days are too few to draw.

    What is stored overnight is bought on one day and sold on another, so drawn days can seem to earn more than the
    bound does; no share is above 1.
    """
    weights, bound = made.source.weights, made.source.bound
    whole = weights @ bound.day_profit
    drawn = (weights @ result.day_profit)[whole > 0] / whole[whole > 0]
    if drawn.size == 0:
        return None, None
    tail = (1 - made.source.confidence_level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]).tolist()
    share = result.profit / bound.profit
    return min(low, share), max(min(high, 1.0), share)


def _placed(share: float | None) -> float | None:
    return None if share is None else rounded(max(100 * share, LOWEST))


def _how(outcome: Outcome, made: Priced) -> str:
    if not made.source.enough_days:
        return "The days are too few for intervals."
    spikes = int(spike_days(outcome.bound).sum())
    return (
        f"Lines: {made.source.confidence_level:.0%} intervals over {made.source.replicates:,} draws of whole weeks. "
        f"Open dots: without the {spikes} spike days, the {100 * TOP:.0f} % on which the bound earns most."
    )


def _sentence(outcome: Outcome, made: Priced, floor: PolicyResult, calm: dict[str, float | None]) -> str:
    chosen = made.chosen
    said = f"'{name(chosen)}' earns {percent(outcome.share(chosen) or 0.0)} of the bound{_between(made, chosen)}"
    if chosen is not floor:
        said += f", the best rule without a model, '{name(floor)}', {percent(outcome.share(floor) or 0.0)}"
        said += _between(made, floor)
    if outcome.given is not None and outcome.given is not chosen:
        said += f", '{name(outcome.given)}' {percent(outcome.share(outcome.given) or 0.0)}"
    quiet = [calm[one.key] for one in dict.fromkeys((chosen, floor))]
    if made.source.enough_days and None not in quiet:
        spikes = int(spike_days(outcome.bound).sum())
        both = " and ".join(percent(share) for share in quiet if share is not None)
        said += f"; without the {spikes} best {'day' if spikes == 1 else 'days'} {both}"
    return f"{said}; {known(outcome)}."


def _between(made: Priced, result: PolicyResult) -> str:
    low, high = interval(made, result)
    if low is None or high is None:
        return ""
    return f" ({made.source.confidence_level:.0%}: {format_number(100 * low)} to {format_number(100 * high)})"


def _encoding(outcome: Outcome, rows: list[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    y = {
        "field": "policy",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [*names, ROOM]},
        "axis": {"domain": False, "ticks": False},
    }
    low = min([0.0, *(row[end] for row in rows for end in ("low", "share") if row.get(end) is not None)])
    x = {
        **axis("share", "profit as a part of the bound", "%"),
        "scale": {"domain": [low - MARGIN, 100 + MARGIN], "nice": False},
    }
    dot = {"type": "point", "opacity": 1}
    right = next(row["share"] for row in rows if row["part"] == "floor") < HALF
    side = {"align": "left", "dx": 6} if right else {"align": "right", "dx": -6}
    layers = [
        layer({"type": "rule", "style": "reference"}, "floor", x=x),
        layer({"type": "text", **side}, "floor", x=x, y=y, text={"field": "name", "type": "nominal"}),
    ]  # fmt: skip
    for part, style in (("may be used", "accent"), ("reference", "muted")):
        layers.append(layer({"type": "rule", "style": style, "opacity": 1, "strokeWidth": 2.5}, part, y=y,
                            x={**x, "field": "low"}, x2={"field": "high"}))  # fmt: skip
        layers.append(layer({**dot, "style": style, "size": 80}, part, y=y, x=x))
    layers.append(layer({**dot, "style": "bad", "filled": False, "size": 110}, "calm", y=y, x=x))
    return {"height": STEP * (len(names) + 1), "layer": layers}
