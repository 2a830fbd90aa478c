"""Small pictures of intervals: a dot and a line on a common scale, as percentages of the width.

The scale is drawn once a list, so that lengths compare across rows. Positions are plain numbers; the page turns them
into SVG, and the what-if moves them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from takehome.protocol import Effect, Finding, Interval, Option

MARGIN = 0.04
RATIO = "times"
"""The unit of ratios, which are drawn by their logarithm: twice as large is as far from 1 as half as large."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from data to per cent of the picture's width."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Position in per cent, held within the picture."""
        share = (value - self.low) / (self.high - self.low)
        return round(100.0 * min(max(share, 0.0), 1.0), 2)


@dataclass(frozen=True, slots=True)
class Dot:
    """One row's picture: positions in per cent; None for what does not exist."""

    at: float | None
    low: float | None
    high: float | None
    marks: tuple[float, ...] = ()


def scale_over(values: Iterable[float | None]) -> Scale:
    """A scale that holds every finite value with a small margin; never of zero length."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    pad = MARGIN * (high - low) or abs(high) or 1.0
    return Scale(low - pad, high + pad)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)


def _dot(scale: Scale, value: float | None, interval: Interval | None, marks: Sequence[float]) -> Dot:
    low, high = _ends(interval)
    places = [None if v is None or math.isnan(v) else scale.at(v) for v in (value, low, high)]
    return Dot(places[0], places[1], places[2], tuple(scale.at(mark) for mark in marks))


def effect_dots(effects: Sequence[Effect]) -> tuple[Dot, ...]:
    """One dot an effect, on one scale for all effects of the same unit, with a mark where nothing changes."""
    scales = {}
    for unit in {effect.estimate.unit for effect in effects}:
        places = [_drawn(effect) for effect in effects if effect.estimate.unit == unit]
        ends = [end for _, interval in places for end in _ends(interval)]
        scales[unit] = scale_over([0.0, *ends, *(value for value, _ in places)])
    return tuple(_dot(scales[effect.estimate.unit], *_drawn(effect), [0.0]) for effect in effects)


def _drawn(effect: Effect) -> tuple[float, Interval | None]:
    """Estimate and interval as they are drawn; the logarithm of a ratio."""
    value, interval = effect.estimate.value, effect.interval
    if effect.estimate.unit != RATIO:
        return value, interval
    if interval is None:
        return _log(value), None
    return _log(value), Interval(_log(interval.low), _log(interval.high), interval.unit, interval.confidence_level)


def _log(ratio: float) -> float:
    return math.log(ratio) if ratio > 0 else -math.inf


def option_dots(options: Sequence[Option], baseline: str) -> tuple[Dot, ...]:
    """One dot an option on one scale, with a mark at the value of the baseline."""
    ends = [end for option in options for end in _ends(option.interval)]
    scale = scale_over([*ends, *(option.value.amount for option in options)])
    marks = [option.value.amount for option in options if option.action == baseline][:1]
    return tuple(_dot(scale, option.value.amount, option.interval, marks) for option in options)


def band_dots(values: Sequence[float], lows: Sequence[float], highs: Sequence[float], baseline: int) -> tuple[Dot, ...]:
    """One dot a value on one scale; bands may be NaN. The page's script moves these."""
    scale = scale_over([*values, *lows, *highs])
    bands = [None if math.isnan(low) else Interval(low, high) for low, high in zip(lows, highs, strict=True)]
    return tuple(_dot(scale, v, band, [values[baseline]]) for v, band in zip(values, bands, strict=True))


def finding_dot(finding: Finding) -> Dot | None:
    """The effect that decided a finding against its limit (both signs of it where the effect may have either)."""
    measured = finding.measured.get(finding.effect or "")
    if measured is None or finding.limit is None or not math.isfinite(measured.value):
        return None
    limit, ends = finding.limit.value, _ends(finding.interval)
    if not math.isfinite(limit):
        return None
    two_sided = limit > 0 and any(end is not None and end < 0 for end in (measured.value, *ends))
    limits = [-limit, limit] if two_sided else [limit]
    scale = scale_over([*limits, measured.value, *ends, 0.0])
    return _dot(scale, measured.value, finding.interval, limits)
