"""The what-if's curve: what every cut costs, with its band, as positions in per cent of the picture.

The cuts stand at equal distances, in the order of the slider below, so that its thumb stands under the curve's marker.
``templates/report.js`` computes the same numbers and moves the same elements.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from takehome.protocol import WhatIf
from takehome.report.what_if import Revaluation
from takehome.units import format_number

MOST_TICKS = 4
STEPS = (1.0, 2.0, 5.0, 10.0)
LABELS = 5
"""Cuts that are named below the curve: both ends, and some between."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled line at so many per cent of the height (of the width, for a cut)."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Where everything stands, from the upper left corner.

    Attributes
    ----------
    line : the points of the curve, as SVG has them. band : the outline of its band; empty without draws.
    x, y : the option shown; x is None where it is no cut. baseline : height of the best simple option.
    """

    line: str
    band: str
    x: float | None
    y: float
    baseline: float
    ticks: tuple[Tick, ...]


def curve(what_if: WhatIf, result: Revaluation) -> Curve:
    """The curve of all cuts at the prices of `result`."""
    assert what_if.scale is not None
    stops = what_if.scale.stops
    costs = [-result.values[option] for option in stops]
    ends = [(-result.highs[option], -result.lows[option]) for option in stops]
    known = [0.0, *costs, *(end for pair in ends for end in pair if math.isfinite(end))]
    low, high = min(known), max(known)
    high = high if high > low else low + 1.0

    def height(cost: float) -> float:
        return 100.0 * (high - cost) / (high - low)

    xs = [100.0 * i / (len(stops) - 1) for i in range(len(stops))]
    banded = all(math.isfinite(end) for pair in ends for end in pair)
    outline = [
        *zip(xs, [end for end, _ in ends], strict=True),
        *reversed([*zip(xs, [e for _, e in ends], strict=True)]),
    ]
    return Curve(
        line=_points([(x, height(cost)) for x, cost in zip(xs, costs, strict=True)]),
        band=_points([(x, height(end)) for x, end in outline]) if banded else "",
        x=xs[stops.index(result.best)] if result.best in stops else None,
        y=height(-result.values[result.best]),
        baseline=height(-result.values[result.baseline]),
        ticks=tuple(Tick(height(value), format_number(value)) for value in _round_values(low, high)),
    )


def cut_labels(what_if: WhatIf) -> tuple[Tick, ...]:
    """Some of the cuts, where they stand below the curve."""
    assert what_if.scale is not None
    stops, positions = what_if.scale.stops, what_if.scale.positions
    last = len(stops) - 1
    shown = sorted({round(i * last / (LABELS - 1)) for i in range(LABELS)})
    return tuple(Tick(100.0 * i / last, _short(positions[stops[i]] or 0.0)) for i in shown)


def _short(position: float) -> str:
    text = format_number(position, 2)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in places)


def _round_values(low: float, high: float) -> list[float]:
    """A few round numbers from low to high."""
    raw = (high - low) / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in STEPS if factor * power >= raw)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
