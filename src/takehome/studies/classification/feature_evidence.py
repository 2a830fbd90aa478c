"""What is known of one feature: its verdict, the comparisons that are stated, and what the shown model does with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from takehome.protocol import Direction, Interval
from takehome.studies.classification.additive import Additive
from takehome.studies.classification.average_curve import AverageCurve
from takehome.studies.classification.collinear import exact_partners
from takehome.studies.classification.dependence import ModelCurve, level_changes, model_curves
from takehome.studies.classification.direction import (
    Contrast,
    Verdict,
    direction_of,
    shape_of,
    verdict_of_levels,
    verdict_of_number,
)
from takehome.studies.classification.feature_axis import Axis, axis_of
from takehome.studies.classification.importance import Importance, correlation, impurity_importance
from takehome.studies.classification.instrument import Fitted, Rows, fitted_alone, fitted_for
from takehome.studies.classification.odds import OddsRatio, PlainLogistic, plain_logistic
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.shown_model import ShownModel

MOST_SHOWN = 20
MOST_LEVELS = 6
AVERAGED_ROWS = 2_000


@dataclass(frozen=True)
class Change:
    """One comparison of a feature's settings.

    Attributes
    ----------
    before, after : average probability in the additive model. interval : of the change, in percentage points.
    accumulated, partial : the shown model's change, in percentage points (both its partial dependence for a level).
    odds : what the plain logistic regression says of it, where there is one.
    """

    contrast: Contrast
    before: float
    after: float
    interval: Interval
    accumulated: float
    partial: float
    odds: OddsRatio | None

    @property
    def points(self) -> float:
        """After minus before, in percentage points."""
        return 100 * (self.after - self.before)


@dataclass(frozen=True)
class Band:
    """The additive model along a number: (k,) values, average probabilities, and their pointwise interval."""

    values: np.ndarray
    middle: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class FeatureEvidence:
    """What is known of one feature.

    Attributes
    ----------
    direction : the verdict, after what speaks against naming one. partners : features that it is a combination of.
    contradicted : whether the shown model goes the other way. main, others, arms : the comparisons that are stated.
    tied : names of the category's levels that cannot be told from other features, and are not stated.
    alone, alone_direction : the main comparison with nothing held fixed.
    axis, curve, band : of a number. beside : how many features are held fixed.
    """

    feature: str
    rank: int
    direction: Direction
    verdict: Verdict
    partners: tuple[str, ...]
    tied: tuple[str, ...]
    contradicted: bool
    main: Change
    others: tuple[Change, ...]
    arms: tuple[Change, ...]
    alone: Change
    alone_direction: Direction
    beside: int
    importance: Importance
    impurity: float | None
    correlation: float
    correlation_main: float
    axis: Axis | None
    curve: ModelCurve | None
    band: Band | None


class Evidence:
    """Makes the evidence of features.

    Parameters
    ----------
    groups : the positions of each feature's design columns. flat : percentage points that count as no change.
    """

    def __init__(
        self, outcome: Outcome, shown: ShownModel, rows: Rows, groups: Mapping[str, Sequence[int]], flat: float
    ) -> None:
        self._outcome, self._design, self._shown, self._rows = outcome, outcome.design, shown, rows
        self._groups, self._flat = groups, flat
        self._tied = exact_partners(rows.X, outcome.design.columns)
        self._odds: PlainLogistic | None = plain_logistic(outcome)
        self._few = rows.take(np.unique(np.linspace(0, len(rows.y) - 1, min(len(rows.y), AVERAGED_ROWS)).astype(int)))

    def of(self, ranked: Sequence[str], importances: Mapping[str, Importance]) -> tuple[FeatureEvidence, ...]:
        """The evidence of the first features, in order of importance."""
        design, first = self._design, ranked[:MOST_SHOWN]
        fits = fitted_for(self._rows, design.columns, ranked, len(first))
        numbers = {name: j for name in first for j in self._groups[name] if design.columns[j].numeric}
        axes = {name: axis_of(self._rows.X[:, j]) for name, j in numbers.items()}
        curves = model_curves(
            self._shown.predict, self._rows, list(numbers.values()), [axes[name].curve for name in numbers],
            self._outcome.seed,
        )  # fmt: skip
        shown = dict(zip(numbers, curves, strict=True))
        impurities = impurity_importance(self._outcome, [self._groups[name] for name in first])
        return tuple(
            self._one(name, rank, fits[name], axes.get(name), shown.get(name),
                      importances[name], None if impurities is None else impurities[rank])
            for rank, name in enumerate(first)
        )  # fmt: skip

    def _one(
        self, feature: str, rank: int, fitted: Fitted, axis: Axis | None, curve: ModelCurve | None,
        importance: Importance, impurity: float | None,
    ) -> FeatureEvidence:  # fmt: skip
        own = self._groups[feature]
        verdict = self._verdict(fitted.model, fitted.j, axis, [k for k in own if k in self._tied])
        column = own[0] if verdict.main.indicator is None else verdict.main.indicator
        partners = self._tied.get(column, ())
        average = AverageCurve(verdict.model, fitted.j, self._few.X, self._few.weights)
        stated = [verdict.main, *verdict.others[: MOST_LEVELS - 1], *verdict.arms]
        changes = self._changes(stated, average, feature, curve)
        middle = 1 + len(verdict.others[: MOST_LEVELS - 1])
        contradicted = not partners and self._contradicts(verdict.direction, changes[0], axis, curve)
        alone, alone_direction = self._alone(feature, axis, changes[0])
        return FeatureEvidence(
            feature=feature, rank=rank + 1, verdict=verdict, partners=partners, contradicted=contradicted,
            tied=tuple(self._design.columns[k].name for k in own if k in self._tied and k != column),
            direction=Direction.UNDETERMINED if partners or contradicted else verdict.direction,
            main=changes[0], others=tuple(changes[1:middle]), arms=tuple(changes[middle:]), alone=alone,
            alone_direction=alone_direction, beside=fitted.beside, importance=importance, impurity=impurity,
            correlation=self._correlation(own if axis is None else [column]),
            correlation_main=self._correlation([column]), axis=axis, curve=curve,
            band=None if axis is None else Band(axis.curve, *average.band(axis.curve, self._outcome.confidence_level)),
        )  # fmt: skip

    def _verdict(self, model: Additive, j: int, axis: Axis | None, tied: Collection[int] = ()) -> Verdict:
        level = self._outcome.confidence_level
        tries = max(1.0, len(self._groups) / MOST_SHOWN)
        if axis is None:
            return verdict_of_levels(model, j, level, tries, tied)
        return verdict_of_number(model, j, axis.grid, (axis.start, axis.stop), level, tries)

    def _changes(
        self, stated: Sequence[Contrast], average: AverageCurve, feature: str, curve: ModelCurve | None
    ) -> list[Change]:
        flags = [contrast.indicator for contrast in stated if contrast.indicator is not None]
        own = tuple(k for k in self._groups[feature] if not self._design.columns[k].numeric)
        asked = level_changes(self._shown.predict, self._rows, [(own, flag) for flag in flags], self._outcome.seed)
        by_flag = {flag: 100 * (after - before) for flag, (before, after) in zip(flags, asked, strict=True)}
        return [self._change(contrast, average, feature, curve, by_flag) for contrast in stated]

    def _change(
        self, contrast: Contrast, average: AverageCurve, feature: str, curve: ModelCurve | None,
        by_flag: Mapping[int, float],
    ) -> Change:  # fmt: skip
        if contrast.indicator is not None:
            accumulated = partial = by_flag[contrast.indicator]
        else:
            assert curve is not None
            ends = np.array([contrast.start, contrast.stop])
            accumulated = 100 * float(np.diff(curve.accumulated_at(ends))[0])
            partial = 100 * float(np.diff(curve.partial_at(ends))[0])
        column = self._number(feature) if contrast.indicator is None else contrast.indicator
        odds = None if self._odds is None else self._odds.ratio(column, contrast.start, contrast.stop)
        before, after = average.changes(contrast)
        interval = average.interval(contrast, self._outcome.confidence_level)
        return Change(contrast, before, after, interval, accumulated, partial, odds)

    def _number(self, feature: str) -> int:
        return next(k for k in self._groups[feature] if self._design.columns[k].numeric)

    def _contradicts(self, said: Direction, main: Change, axis: Axis | None, curve: ModelCurve | None) -> bool:
        """Whether the shown model surely goes the other way."""
        if said not in (Direction.INCREASING, Direction.DECREASING):
            return False
        opposite = Direction.DECREASING if said is Direction.INCREASING else Direction.INCREASING
        if axis is None or curve is None:
            return main.contrast.estimate * main.accumulated < 0 and abs(main.accumulated) > self._flat
        return shape_of(100 * curve.accumulated_at(axis.grid), self._flat) is opposite

    def _alone(self, feature: str, axis: Axis | None, main: Change) -> tuple[Change, Direction]:
        """The main comparison with nothing held fixed, and the verdict on it."""
        fitted = fitted_alone(self._rows, self._design.columns, feature)
        positions = self._groups[feature]
        verdict = self._verdict(fitted.model, 0, axis)
        stated, direction = verdict.main, verdict.direction
        if main.contrast.indicator is not None:
            same = positions.index(main.contrast.indicator)
            stated = next(c for c in (verdict.main, *verdict.others) if c.indicator == same)
            direction = direction_of(stated, self._outcome.confidence_level, verdict.needed)
        average = AverageCurve(verdict.model, 0, self._few.X[:, positions], self._few.weights)
        before, after = average.changes(stated)
        interval = average.interval(stated, self._outcome.confidence_level)
        # what a sentence names is the column's own position
        stated = replace(stated, indicator=main.contrast.indicator)
        return Change(stated, before, after, interval, main.accumulated, main.partial, None), direction

    def _correlation(self, columns: Sequence[int]) -> float:
        return correlation(self._rows.X[:, list(columns)], self._rows.y, self._rows.weights)
