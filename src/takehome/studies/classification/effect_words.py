"""Sentences about what a feature does to a probability: a comparison, a turn, what cannot be told, an odds ratio."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.special import ndtri

from takehome.protocol import Direction
from takehome.studies.classification.average_curve import POINTS
from takehome.studies.classification.direction import FLAT_ODDS
from takehome.studies.classification.explained import Explanation
from takehome.studies.classification.feature_evidence import Change, FeatureEvidence
from takehome.studies.wording import capital, held_fixed, listed, plain, significant, with_unit
from takehome.units import format_number, format_probability

MOST_NAMED = 3
MOST_TIMES_THE_ROWS = 100
"""Beyond so many times the rows at hand, how many would settle a question is not worth a number."""

MOST_MOVES, RAISED = 3, 1.5
"""So many ups and downs of a curve are put into words; with more, larger ones alone."""

INFLATED = 3.0
"""Standard errors that are so many times those of the feature alone deserve a word: a variance inflation of 9 or so."""

WHOLE = 1e12
SMALL, LARGE = 1e-4, 1e9


def point(value: float) -> str:
    """A named value of a feature: whole numbers in full, others with four significant digits."""
    if value == round(value) and abs(value) < WHOLE:
        return plain(value)
    return plain(significant(value)) if SMALL <= abs(value) < LARGE else format_number(value, 4)


def event(made: Explanation) -> str:
    """``"Churn = 1"``."""
    design = made.outcome.design
    return f"{design.target} = {design.positive}"


def words(made: Explanation, found: FeatureEvidence, change: Change) -> str:
    """What is compared: ``"from 2 to 9 tickets of Support_Tickets"``, ``"with Plan = Pro instead of Free"``."""
    columns, contrast = made.outcome.design.columns, change.contrast
    if contrast.indicator is None:
        unit = next(c.unit for c in columns if c.feature == found.feature and c.numeric)
        start, stop = point(contrast.start), point(contrast.stop)
        if not unit:
            return f"from {found.feature} {start} to {stop}"
        return f"from {start} to {stop} {unit} of {found.feature}"
    column = columns[contrast.indicator]
    if column.reference is not None:
        return f"with {column.name} instead of {column.reference}"
    return f"where {column.name} instead of known"


def comparison(made: Explanation, found: FeatureEvidence, change: Change, alone: bool = False) -> str:
    """``"From 2 to 9 …, the probability of Churn = 1 rises by 12 percentage points (…), from 4 % to 16 %"``."""
    way = "rises" if change.points >= 0 else "falls"
    size = with_unit(abs(change.points), POINTS)
    ends = f"from {format_probability(change.before)} to {format_probability(change.after)} on average"
    said = f"{capital(words(made, found, change))}, the probability of {event(made)} {way} by {size}"
    return f"{said} ({change.interval}), {ends}{', nothing held fixed' if alone else _fixed(made, found)}"


def main_sentence(made: Explanation, found: FeatureEvidence) -> str:
    """The sentence of the effect that carries the verdict."""
    if found.partners:
        return _not_identified(made, found)
    said = comparison(made, found, found.main)
    if found.direction is Direction.NON_MONOTONE:
        parts = [_arm(made, found, arm) for arm in found.arms]
        said = f"{found.feature} has no one direction: {', then '.join(parts)}. All in all: {_lower(said)}"
    return f"{said}; {_model_says(made, found, found.main)}{_verdict(made, found)}."


def _not_identified(made: Explanation, found: FeatureEvidence) -> str:
    names = listed(found.partners) if len(found.partners) <= MOST_NAMED else f"{len(found.partners)} other features"
    said = (
        f"{found.feature} is an exact combination of {names}, so what it does with these held fixed cannot be told "
        "from these data, and methods may disagree: "
        f"{words(made, found, found.main)}, {_model_says(made, found, found.main)}"
    )
    if found.curve is not None:
        said += f"; its partial dependence {path(found.curve.partial, made.flat)}"
    odds = found.main.odds
    if odds is not None:
        change = with_unit(100 * (odds.after - odds.before), POINTS)
        coefficient = format_number(odds.coefficient)
        said += f"; the logistic regression's coefficient, {coefficient}, says {change} at a typical row"
    return f"{said}."


def path(curve: np.ndarray, flat: float) -> str:
    """``"falls by 6.5, then rises by 27.9 percentage points"``: probabilities (k,), turns of more than `flat`."""
    found = moves(100 * curve, flat)
    said = [f"{'rises' if move >= 0 else 'falls'} by {format_number(abs(move))}" for move in found]
    return f"{', '.join(said[:-1])}{', then ' if said[:-1] else ''}{said[-1]} {POINTS}"


def moves(curve: np.ndarray, limit: float) -> list[float]:
    """The ups and downs of a curve (k,) that are larger than `limit`, which is raised until they are few."""
    pivots, way, low, high = [0], 0, 0, 0
    for i, value in enumerate(curve):
        high, low = i if value > curve[high] else high, i if value < curve[low] else low
        if way <= 0 and value - curve[low] > limit:
            pivots, way, high = [*pivots, low] if way else [low], 1, i
        elif way >= 0 and curve[high] - value > limit:
            pivots, way, low = [*pivots, high] if way else [high], -1, i
    ends = [*pivots, {1: high, -1: low, 0: len(curve) - 1}[way]]
    if len(ends) - 1 > MOST_MOVES:
        return moves(curve, RAISED * max(limit, float(np.ptp(curve)) / 100))
    return [float(curve[stop] - curve[start]) for start, stop in pairwise(ends)]


def _model_says(made: Explanation, found: FeatureEvidence, change: Change) -> str:
    by = " by accumulated local effects" if change.contrast.indicator is None else ""
    said = f"{made.shown.name} says {with_unit(change.accumulated, POINTS)}{by}"
    if found.curve is None or found.axis is None or found.partners:
        return said
    curve = found.curve.accumulated_at(found.axis.grid)
    turns = len(moves(100 * curve, made.flat)) > 1
    return f"{said}, which {path(curve, made.flat)} on the way" if turns else said


def _verdict(made: Explanation, found: FeatureEvidence) -> str:
    """What follows the numbers where there is no direction to name."""
    if found.contradicted:
        return "; they go opposite ways, so no direction is named"
    if found.direction is Direction.FLAT:
        return f": flat, since less than {with_unit(made.flat, POINTS)} either way counts as no change"
    if found.direction is not Direction.UNDETERMINED:
        return ""
    contrast, rows = found.main.contrast, rows_to_settle(made, found)
    settle = f"; about {rows:,} rows would settle it" if rows else ""
    needed = found.verdict.needed
    if abs(contrast.z) >= needed:
        return f": the way is not named, because the curve may turn back{settle}"
    said = f": {format_number(abs(contrast.z), 2)} standard errors, too few to name a way ({needed:.2g} would)"
    times = contrast.error / found.alone.contrast.error if found.beside and found.alone.contrast.error > 0 else 0.0
    if times >= INFLATED:
        said += (
            f", each {format_number(times, 2)} times as large as with nothing held fixed, since it goes with the others"
        )
    return f"{said}{settle}"


def rows_to_settle(made: Explanation, found: FeatureEvidence) -> int | None:
    """About how many training rows would name a way, or show it flat, if the estimate stayed; None where too many."""
    contrast, reach = found.main.contrast, float(ndtri(0.5 + made.outcome.confidence_level / 2))
    estimate, limit = abs(contrast.estimate), float(np.log(FLAT_ODDS))
    ratios = [found.verdict.needed * contrast.error / estimate] if estimate > 0 else []
    ratios += [reach * contrast.error / (limit - estimate)] if estimate < limit else []
    times = min(ratios) ** 2
    rows = int(made.outcome.design.train.sum())
    return int(float(f"{times * rows:.2g}")) if 1 < times <= MOST_TIMES_THE_ROWS else None


def odds_sentence(made: Explanation, found: FeatureEvidence) -> str:
    """The logistic regression's odds ratio, and what it does to a typical row."""
    odds = found.main.odds
    assert odds is not None
    ends = f"from {format_probability(odds.before)} to {format_probability(odds.after)}"
    change = with_unit(100 * (odds.after - odds.before), POINTS)
    ratio, moved = format_number(odds.ratio), capital(words(made, found, found.main))
    said = (
        f"{moved}, the odds of {event(made)} become {ratio} times as large in the logistic regression "
        f"({odds.interval}): a typical row goes {ends}, a change of {change}"
    )
    if found.partners:
        said += (
            "; with exact combinations among the features, this is one of endlessly many ways to divide their effect"
        )
    return f"{said}."


def importance_sentence(made: Explanation, found: FeatureEvidence) -> str:
    """What shuffling the feature costs, and its rank."""
    rise = found.importance
    said = f"Shuffling {found.feature} changes the log loss of {made.shown.name} on "
    said += "the judged rows" if made.outcome.design.held_out or made.shown.refit is None else "rows it had not seen"
    said += f" by {with_unit(rise.rise, rise.interval.unit)} ({rise.interval}): rank {found.rank} of {made.total}"
    if found.impurity is not None:
        said += f"; the random forest's impurity importance is {with_unit(100 * found.impurity, '%')}"
    return f"{said}."


def caveat(made: Explanation, found: FeatureEvidence) -> str:
    """Association, range of validity, and what is not held fixed."""
    target = made.outcome.design.target
    said = f"An association in these data: it does not prove that changing {found.feature} changes {target}."
    if found.axis is not None:
        unit = next(c.unit for c in made.outcome.design.columns if c.feature == found.feature and c.numeric)
        ends = f"{point(found.axis.least)} to {point(found.axis.most)} {unit}".strip()
        said += f" Valid from {ends}, where most rows are."
    if found.tied:
        said += f" What {listed(found.tied)} does cannot be told from other features with the same rows."
    if found.beside < made.total - 1:
        said += f" Only {found.beside} of the other {made.total - 1} features are held fixed: the rows carry no more."
    return said


def _arm(made: Explanation, found: FeatureEvidence, arm: Change) -> str:
    way = "rises" if arm.points >= 0 else "falls"
    size = with_unit(abs(arm.points), POINTS)
    return f"{words(made, found, arm)} the probability of {event(made)} {way} by {size} ({arm.interval})"


def _fixed(made: Explanation, found: FeatureEvidence) -> str:
    if found.beside == made.total - 1:
        return held_fixed(made.outcome.design.features, (found.feature,))
    return f", {found.beside} other features held fixed" if found.beside else ", nothing held fixed"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
