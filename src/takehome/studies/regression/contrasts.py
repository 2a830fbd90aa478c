"""Which comparisons are stated for a feature: one step, windows of a bend, levels of a category, partners' ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from takehome.errors import InputError
from takehome.studies.regression.dependence import along, average_estimate
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.points import Axis, axis_of
from takehome.studies.wording import at_point, one_more, span

STRAIGHT = 1e-6
"""A curve that departs from its chord by less than this share of its height is straight (rounding aside)."""


MOST_LEVELS = 4
"""A category of more levels is not compared at both ends of every partner: the partner is, at every level."""

End = tuple[Mapping[int, float], str]
"""Columns set to a partner's end, and what to call it."""


@dataclass(frozen=True)
class Contrast:
    """Two settings to compare, and what to call the comparison.

    Attributes
    ----------
    kind : ``"step"``, ``"level"``, ``"window"``, or ``"overall"`` (then settings 2… follow the whole curve).
    settings : start, stop, and for ``"overall"`` the points of the curve.
    fixed : columns that are set in both, for a partner of a product.
    moved : features that move or are set.
    valid : the feature's range in training, in `unit`.
    flat_scale : how many such contrasts make up the middle 80 % of the feature.
    bent : whether the straight line's answer is worth saying beside it.
    """

    subject: str
    words: str
    kind: str
    settings: tuple[Mapping[int, float], ...]
    moved: tuple[str, ...]
    unit: str = ""
    valid: tuple[float, float] | None = None
    fixed: Mapping[int, float] = field(default_factory=dict)
    flat_scale: float = 1.0
    bent: bool = False

    def background(self, rows: np.ndarray) -> np.ndarray:
        """The background rows with the partner's columns set."""
        if not self.fixed:
            return rows
        rows = rows.copy()
        for column, value in self.fixed.items():
            rows[:, column] = value
        return rows

    def turn(self, estimate: np.ndarray) -> float:
        """Where on the axis the followed curve (settings 2…) is furthest beyond both of its ends."""
        curve = estimate[2:]
        beyond = np.abs(curve - np.clip(curve, min(curve[0], curve[-1]), max(curve[0], curve[-1])))
        (value,) = self.settings[2 + int(np.argmax(beyond))].values()
        return float(f"{value:.2g}")


def of_feature(outcome: Outcome, rows: np.ndarray, feature: str, positions: list[int]) -> tuple[Contrast, ...]:
    """All contrasts of a feature: of its number, of its levels, and of both at the ends of each partner."""
    found: list[Contrast] = []
    for position in positions:
        plain_ones = _of_column(outcome, rows, position, positions)
        found += plain_ones
        if len(positions) <= MOST_LEVELS:
            ends = _partner_ends(outcome, position)
            found += [_at_partner(c, partner, *end) for c in plain_ones[:1] for partner, end in ends]
    return tuple(found)


def between(outcome: Outcome, feature: str, start: float, stop: float) -> Contrast:
    """A numeric feature moved from `start` to `stop`; raises InputError for a feature that is not numeric."""
    names = [column.name for column in outcome.design.columns if column.numeric]
    if feature not in names:
        raise InputError(f"no numeric feature {feature!r}", f"one of {', '.join(names[:20])}", "check the spelling")
    position = outcome.design.position(feature)
    return _window(outcome, position, _axis(outcome, position), start, stop)


def _of_column(outcome: Outcome, rows: np.ndarray, position: int, group: list[int]) -> list[Contrast]:
    column = outcome.design.columns[position]
    if not column.numeric:
        return [_level(outcome, position, group)]
    axis = _axis(outcome, position)
    if not _bent(outcome, rows, position, axis):
        return [_step(outcome, position, axis)]
    ends = axis.windows[0][0], axis.windows[-1][1]
    low, high = ends if len(axis.windows) > 1 else (axis.low, axis.high)
    words = f"{span(_round(low), _round(high), column.unit, column.name)}, all in all"
    curve = tuple(along(position, np.r_[low, high, axis.shape]))
    valid = axis.least, axis.most
    overall = Contrast(column.feature, words, "overall", curve, (column.feature,), column.unit, valid, bent=True)
    return [overall, *(_window(outcome, position, axis, *window) for window in axis.windows)]


def _axis(outcome: Outcome, position: int) -> Axis:
    return axis_of(outcome.design.X[outcome.design.train, position])


def _bent(outcome: Outcome, rows: np.ndarray, position: int, axis: Axis) -> bool:
    """Whether the average response departs from its chord (a property of predictions, whatever the family is)."""
    curve = average_estimate(outcome.chosen, rows, along(position, axis.shape))
    share = np.linspace(0, 1, len(curve))
    chord = curve[0] + share * (curve[-1] - curve[0])
    height = max(float(np.ptp(curve)), 1e-9 * float(np.abs(curve).max()), 1e-300)
    return bool(np.abs(curve - chord).max() > STRAIGHT * height)


def _step(outcome: Outcome, position: int, axis: Axis) -> Contrast:
    column = outcome.design.columns[position]
    start = float(np.median(outcome.design.X[outcome.design.train, position]))
    settings = tuple(along(position, np.array([start, start + axis.unit_step])))
    words = one_more(axis.unit_step, column.unit, column.name)
    scale = (axis.high - axis.low) / axis.unit_step
    valid = axis.least, axis.most
    return Contrast(column.feature, words, "step", settings, (column.feature,), column.unit, valid, flat_scale=scale)


def _window(outcome: Outcome, position: int, axis: Axis, start: float, stop: float) -> Contrast:
    column = outcome.design.columns[position]
    words = span(start, stop, column.unit, column.name)
    settings = tuple(along(position, np.array([start, stop])))
    scale = (axis.high - axis.low) / (stop - start)
    valid = axis.least, axis.most
    return Contrast(column.feature, words, "window", settings, (column.feature,), column.unit, valid,
                    flat_scale=max(scale, 1.0), bent=True)  # fmt: skip


def _level(outcome: Outcome, position: int, group: list[int]) -> Contrast:
    """An indicator on instead of off, the feature's other indicators off in both."""
    columns = outcome.design.columns
    column = columns[position]
    off = {k: 0.0 for k in group if not columns[k].numeric}
    words = f"{column.name} instead of {column.reference}" if column.reference is not None else column.name
    return Contrast(column.feature, words, "level", (off, {**off, position: 1.0}), (column.feature,))


def _partner_ends(outcome: Outcome, position: int) -> list[tuple[str, End]]:
    """(partner's feature, end) for the low and high end, or every level, of each partner in a product with a column."""
    name = outcome.design.columns[position].name
    found: dict[tuple[str, str], tuple[str, End]] = {}
    for term in outcome.chosen.specification.terms:
        if len(term.features) == 2 and name in term.features and term.features[0] != term.features[1]:
            other = term.features[1] if term.features[0] == name else term.features[0]
            partner = outcome.design.position(other)
            feature = outcome.design.columns[partner].feature
            for end in _ends(outcome, partner):
                found.setdefault((feature, end[1]), (feature, end))
    return list(found.values())


def _ends(outcome: Outcome, partner: int) -> list[End]:
    """Low and high of a number; the reference and the level of an indicator, its feature's other indicators off."""
    columns = outcome.design.columns
    column = columns[partner]
    if column.numeric:
        axis = _axis(outcome, partner)
        ends = (axis.windows[0][0], axis.windows[-1][1]) if axis.windows else (axis.low, axis.high)
        return [({partner: value}, f"{column.name} {at_point(_round(value), column.unit)}") for value in ends]
    off = {k: 0.0 for k, c in enumerate(columns) if c.feature == column.feature and not c.numeric}
    absent = f"{column.feature} = {column.reference}" if column.reference else f"not {column.name}"
    return [(off, absent), ({**off, partner: 1.0}, column.name)]


def _at_partner(contrast: Contrast, feature: str, fixed: Mapping[int, float], where: str) -> Contrast:
    return Contrast(
        contrast.subject, f"{contrast.words} at {where}", contrast.kind if contrast.kind != "overall" else "window",
        contrast.settings[:2], (*contrast.moved, feature), contrast.unit, contrast.valid, fixed,
        contrast.flat_scale, bent=False,
    )  # fmt: skip


def _round(value: float) -> float:
    return float(f"{value:.3g}")
