r"""Which way the probability goes with a feature: decided by tests whose false calls are counted, not by eye.

Theory
------
All contrasts are of log odds in the additive model (:mod:`.additive`), so their sign is that of the change in
probability in every single row. For a number:

1. *Curved or straight.* The joint Wald test of the spline's nonlinear coefficients at `CURVED`. What is not shown to
   bend is taken as straight, by setting those coefficients to 0, which spends all evidence on one question.
2. *Straight*: the slope is called when it is `CALLED` standard errors from 0.
3. *Curved*: first all of the feature's coefficients together, at `TOGETHER` (Scheffé: then no contrast needs a
   correction of its own). Then the surest rise and the surest fall between two points of the middle 90 %. Both at least
   `ARM` standard errors, and the smaller at least `TURN` of the larger: non-monotone, an intersection–union test as
   for a U (Lind & Mehlum 2010, *Oxford Bulletin of Economics and Statistics* 72) with a size that matters, since a
   spline overshoots a step by a little. Else the change from the feature's low to its high value, at least
   `BENT_CALLED`, unless the curve turns back by `TURN` of its way without being sure, which leaves it undetermined.

Of a category each level is held against the reference; the surest level speaks, at a level divided by their number
(Bonferroni), and so is that of a feature which was picked among many because it looked strong. *Flat* is never the lack
of evidence: the whole interval of every change must lie within `FLAT_ODDS` (two one-sided tests, Schuirmann 1987). The
constants are set by simulation (``benchmarks/directions.py``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri

from takehome.protocol import Direction
from takehome.studies.classification.additive import Additive

CURVED = 0.02
CALLED, BENT_CALLED = 2.5, 3.0
TOGETHER = 0.005
ARM = 2.4
TURN = 0.4
"""A way back of less than this share of the way there is no turn: neither proof of one, nor a reason to doubt a way."""

FLAT_ODDS = 1.25
"""Odds that change by less than a quarter are flat: the ratio that drug regulators call equivalent (80–125 %)."""


@dataclass(frozen=True)
class Contrast:
    """The log odds at one setting of a feature minus those at another, in a view of the model.

    Attributes
    ----------
    start, stop : the two values of the number; for a level 0 and 1 (off and on), and `indicator` is its position.
    vector : (p,) weights of the coefficients. estimate, error : of log odds.
    """

    start: float
    stop: float
    vector: np.ndarray
    estimate: float
    error: float
    indicator: int | None = None

    @property
    def z(self) -> float:
        """The estimate in standard errors."""
        return self.estimate / self.error if self.error > 0 else 0.0


@dataclass(frozen=True)
class Verdict:
    """What the data say of one feature's direction.

    Attributes
    ----------
    main : between the feature's low and high value, or the surest level against the reference.
    others : the category's other levels, or the number's flag of a missing value.
    arms : the largest sure fall and rise of a curve, lower values first; empty unless it is non-monotone.
    curved_p : p-value of the bend; None where nothing can bend. model : the view (straight or curved) it was read in.
    needed : standard errors at which a way is named.
    """

    direction: Direction
    main: Contrast
    others: tuple[Contrast, ...]
    arms: tuple[Contrast, ...]
    curved_p: float | None
    model: Additive
    needed: float


def verdict_of_number(
    fitted: Additive, j: int, values: np.ndarray, ends: tuple[float, float], confidence_level: float, tries: float = 1.0
) -> Verdict:
    """The verdict on term j's number.

    Parameters
    ----------
    values : (k,) increasing points of the middle of the data. ends : the low and the high value that are compared.
    tries : of how many features this one was picked because it looked strong; a call must be surer by that much.
    """
    term, place = fitted.terms[j], fitted.place(j)
    bends = np.arange(place.start + 1, place.start + (term.curve.count if term.curve else 1))
    p = joint_p(fitted, bends) if len(bends) else None
    curved = p is not None and p <= CURVED
    model = fitted if curved or not len(bends) else fitted.without(bends)
    (main,) = contrasts(model, j, np.array([ends[0]]), np.array([ends[1]]))
    needed = needed_of(tries, BENT_CALLED if curved else CALLED)
    if not curved:
        said = direction_of(main, confidence_level, needed)
        return Verdict(said, main, level_contrasts(model, j), (), p, model, needed)
    low, high = np.triu_indices(len(values), 1)
    pairs = contrasts(model, j, values[low], values[high])
    whole = np.arange(place.start, place.start + len(bends) + 1)
    direction, arms = _curved(main, pairs, joint_p(model, whole) <= TOGETHER / tries, confidence_level, needed)
    return Verdict(direction, main, level_contrasts(model, j), arms, p, model, needed)


def verdict_of_levels(
    fitted: Additive, j: int, confidence_level: float, tries: float = 1.0, tied: Collection[int] = ()
) -> Verdict:
    """The verdict on term j's category: of its surest level against the reference; `others` are the other levels.

    Parameters
    ----------
    tied : positions of indicators that cannot be told from other features; left aside, unless all are.
    """
    levels = level_contrasts(fitted, j)
    found = sorted(
        [contrast for contrast in levels if contrast.indicator not in tied] or levels,
        key=lambda contrast: -abs(contrast.z),
    )
    needed = needed_of(tries * len(found))
    direction = direction_of(found[0], confidence_level, needed)
    if direction is Direction.FLAT and not all(_is_flat(contrast, confidence_level) for contrast in found):
        direction = Direction.UNDETERMINED
    return Verdict(direction, found[0], tuple(found[1:]), (), None, fitted, needed)


def level_contrasts(fitted: Additive, j: int) -> tuple[Contrast, ...]:
    """Each of term j's indicators on instead of off."""
    term, stop = fitted.terms[j], fitted.place(j).stop
    vectors = np.zeros((len(term.indicators), len(fitted.coef)))
    vectors[np.arange(len(vectors)), np.arange(stop - len(vectors), stop)] = 1.0
    estimates, errors = vectors @ fitted.coef, fitted.errors(vectors)
    return tuple(
        Contrast(0.0, 1.0, vector, float(estimate), float(error), position)
        for vector, estimate, error, position in zip(vectors, estimates, errors, term.indicators, strict=True)
    )


def needed_of(tries: float, once: float = CALLED) -> float:
    """Standard errors that the surest of so many contrasts needs, so that they call no more noise than one would."""
    return float(-ndtri(ndtr(-once) / tries))


def contrasts(model: Additive, j: int, start: np.ndarray, stop: np.ndarray) -> tuple[Contrast, ...]:
    """Term j's number moved from each of `start` (k,) to each of `stop` (k,)."""
    term = model.terms[j]
    vectors = np.zeros((len(start), len(model.coef)))
    vectors[:, model.place(j)] = term.along(stop) - term.along(start)
    estimates, errors = vectors @ model.coef, model.errors(vectors)
    return tuple(
        Contrast(float(a), float(b), vector, float(estimate), float(error))
        for a, b, vector, estimate, error in zip(start, stop, vectors, estimates, errors, strict=True)
    )


def joint_p(model: Additive, positions: np.ndarray) -> float:
    """p-value of some coefficients being 0 together: the larger of the two covariances' Wald tests."""
    b = model.coef[positions]
    cells = np.ix_(positions, positions)
    return max(float(chdtrc(len(b), b @ np.linalg.pinv(V[cells]) @ b)) for V in (model.model, model.robust))


def _is_flat(contrast: Contrast, confidence_level: float) -> bool:
    reach = ndtri(0.5 + confidence_level / 2) * contrast.error
    return bool(abs(contrast.estimate) + reach <= np.log(FLAT_ODDS))


def direction_of(main: Contrast, confidence_level: float, needed: float = CALLED) -> Direction:
    """The direction of one contrast: flat, called at `needed` standard errors, or undetermined."""
    if _is_flat(main, confidence_level):
        return Direction.FLAT
    if abs(main.z) < needed:
        return Direction.UNDETERMINED
    return Direction.INCREASING if main.estimate > 0 else Direction.DECREASING


def _curved(
    main: Contrast, pairs: tuple[Contrast, ...], shown: bool, confidence_level: float, needed: float
) -> tuple[Direction, tuple[Contrast, ...]]:
    if all(_is_flat(pair, confidence_level) for pair in pairs):
        return Direction.FLAT, ()
    if not shown:
        return Direction.UNDETERMINED, ()
    rise, fall = max(pairs, key=lambda pair: pair.z), min(pairs, key=lambda pair: pair.z)
    up, down = max(0.0, *(pair.estimate for pair in pairs)), max(0.0, *(-pair.estimate for pair in pairs))
    if rise.z >= ARM and fall.z <= -ARM and min(up, down) >= TURN * max(up, down):
        sure = [pair for pair in pairs if abs(pair.z) >= ARM]
        arms = max(sure, key=lambda pair: pair.estimate), min(sure, key=lambda pair: pair.estimate)
        return Direction.NON_MONOTONE, tuple(sorted(arms, key=lambda arm: (arm.start, arm.stop)))
    if main.z >= needed and down < TURN * up:
        return Direction.INCREASING, ()
    if main.z <= -needed and up < TURN * down:
        return Direction.DECREASING, ()
    return Direction.UNDETERMINED, ()


def shape_of(curve: np.ndarray, limit: float) -> Direction:
    """The direction of a model's own curve (k,), which has no noise: flat within `limit`, else by its larger way."""
    rise = float((curve - np.minimum.accumulate(curve)).max())
    fall = float((np.maximum.accumulate(curve) - curve).max())
    if max(rise, fall) <= limit:
        return Direction.FLAT
    if min(rise, fall) >= TURN * max(rise, fall):
        return Direction.NON_MONOTONE
    return Direction.INCREASING if rise > fall else Direction.DECREASING
