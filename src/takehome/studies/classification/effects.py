"""What each feature does to the probability, in words with units: the verdict first, then levels, odds and importance.

The estimate and its interval are those of an additive model (:mod:`.additive`), because a verdict needs an error that
is known; what the deployed model itself does stands beside it in the sentence, and where the two go opposite ways no
direction is named.
"""

from __future__ import annotations

from takehome.protocol import Direction, Effect
from takehome.studies.classification.average_curve import POINTS
from takehome.studies.classification.direction import direction_of, needed_of
from takehome.studies.classification.effect_words import (
    caveat,
    comparison,
    importance_sentence,
    main_sentence,
    odds_sentence,
    words,
)
from takehome.studies.classification.explained import Explanation, explained
from takehome.studies.classification.feature_evidence import Change, FeatureEvidence
from takehome.studies.classification.odds import TIMES
from takehome.studies.classification.outcome import Outcome
from takehome.units import Quantity

TAKEN_ALONE = ", taken alone"
"""How the contrast of an effect with nothing held fixed ends."""

CALLED_WAYS = (Direction.INCREASING, Direction.DECREASING)
IMPORTANCE = "importance: its values shuffled among the rows"
"""The contrast of the effects that rank the features."""


def effects(outcome: Outcome) -> tuple[Effect, ...]:
    """Effects of the most important features, first those that carry a verdict; none where there are no features."""
    made = explained(outcome)
    changes = [effect for found in made.features for effect in _of_feature(made, found)]
    odds = [_odds(made, found) for found in made.features if found.main.odds is not None]
    return (*changes, *odds, *(_importance(made, found) for found in made.features))


def _of_feature(made: Explanation, found: FeatureEvidence) -> list[Effect]:
    """The verdict, the other levels, the parts of a turn, and the feature alone where that says something else."""
    if found.partners:
        return [_main(made, found), _alone(made, found)]
    levels = [(change, _level_direction(made, found, change)) for change in found.others]
    arms = [(arm, CALLED_WAYS[arm.points < 0]) for arm in found.arms]
    alone = [_alone(made, found)] if _turned_around(found) else []
    return [_main(made, found), *(_further(made, found, *further) for further in (*levels, *arms)), *alone]


def _main(made: Explanation, found: FeatureEvidence) -> Effect:
    change = found.main
    estimate = change.accumulated if found.partners else change.points
    return Effect(
        subject=found.feature,
        contrast=words(made, found, change),
        estimate=Quantity(estimate, POINTS),
        interval=None if found.partners else change.interval,
        direction=found.direction,
        sentence=main_sentence(made, found),
        caveat=caveat(made, found),
    )


def _further(made: Explanation, found: FeatureEvidence, change: Change, direction: Direction) -> Effect:
    return Effect(
        subject=found.feature,
        contrast=words(made, found, change),
        estimate=Quantity(change.points, POINTS),
        interval=change.interval,
        direction=direction,
        sentence=f"{comparison(made, found, change)}.",
        caveat=caveat(made, found),
    )


def _level_direction(made: Explanation, found: FeatureEvidence, change: Change) -> Direction:
    tested = len(found.verdict.others) if found.axis is not None else 1
    needed = max(found.verdict.needed, needed_of(tested))
    return direction_of(change.contrast, made.outcome.confidence_level, needed)


def _turned_around(found: FeatureEvidence) -> bool:
    """Whether the feature goes one way alone and the other way with the others held fixed (Simpson's reversal)."""
    ways = {found.direction, found.alone_direction}
    return ways == set(CALLED_WAYS)


def _alone(made: Explanation, found: FeatureEvidence) -> Effect:
    change = found.alone
    said = comparison(made, found, change, alone=True)
    return Effect(
        subject=found.feature,
        contrast=f"{words(made, found, change)}{TAKEN_ALONE}",
        estimate=Quantity(change.points, POINTS),
        interval=change.interval,
        direction=found.alone_direction,
        sentence=f"Taken alone: {said[:1].lower()}{said[1:]}.",
        caveat=f"With nothing held fixed {found.feature} stands for all that goes with it. {caveat(made, found)}",
    )


def _odds(made: Explanation, found: FeatureEvidence) -> Effect:
    odds = found.main.odds
    assert odds is not None
    return Effect(
        subject=found.feature,
        contrast=f"odds, {words(made, found, found.main)}",
        estimate=Quantity(odds.ratio, TIMES),
        interval=odds.interval,
        direction=found.direction,
        sentence=odds_sentence(made, found),
        caveat=f"One ratio for all rows, if log odds are straight in {found.feature}. {caveat(made, found)}",
    )


def _importance(made: Explanation, found: FeatureEvidence) -> Effect:
    rise, left = found.importance, made.total - len(made.features)
    said = "Of this model, not of causes; features that go together cover for each other."
    if left > 0:
        said += f" The {left} least important of {made.total} features are left out here."
    return Effect(
        subject=found.feature,
        contrast=IMPORTANCE,
        estimate=Quantity(rise.rise, rise.interval.unit),
        interval=rise.interval,
        direction=found.direction,
        sentence=importance_sentence(made, found),
        caveat=said,
    )
