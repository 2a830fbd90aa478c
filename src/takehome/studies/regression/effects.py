"""What each feature does to the target, in words with units: steps, named points of a bend, levels, and the ranking.

Every effect is a difference of average predictions (see :mod:`.dependence`), so it means the same for any family;
its interval comes from repeating the whole search (see :mod:`.uncertainty`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Direction, Effect, Interval
from takehome.studies.regression import contrasts
from takehome.studies.regression.contrasts import Contrast
from takehome.studies.regression.dependence import Response, average_responses, contrast_rows
from takehome.studies.regression.draws import searched, with_draws
from takehome.studies.regression.drivers import Driver, drivers, features_of, representative_settings
from takehome.studies.regression.model import Fitted
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.shape import direction_of, flat_limit
from takehome.studies.regression.uncertainty import interval_of
from takehome.studies.wording import at_point, capital, change, held_fixed, significant, with_unit
from takehome.units import Quantity


@dataclass(frozen=True)
class _View:
    """What every sentence needs: the outcome, the features' names, and where the draws come from."""

    outcome: Outcome
    features: tuple[str, ...]
    searched: bool

    @property
    def target(self) -> str:
        return self.outcome.design.target

    @property
    def unit(self) -> str:
        return self.outcome.design.target_unit


def effects(outcome: Outcome) -> tuple[Effect, ...]:
    """Effects of all features, the strongest driver first, then the ranking of drivers."""
    fitted, groups, ranking = with_draws(outcome), features_of(outcome.design), ranked_drivers(outcome)
    rows = contrast_rows(outcome.design, fitted)
    view = _View(outcome, tuple(groups), searched(outcome))
    asked = [
        contrast
        for driver in ranking
        for contrast in contrasts.of_feature(outcome, rows, driver.feature, groups[driver.feature])
    ]
    made = _effects(view, rows, fitted, asked)
    directions = {effect.subject: effect.direction for effect in reversed(made)}
    return (*made, *(_ranking_effect(view, driver, directions[driver.feature]) for driver in ranking))


def ranked_drivers(outcome: Outcome) -> tuple[Driver, ...]:
    """Each feature's share of the predicted variation, the largest first."""
    fitted, groups = with_draws(outcome), features_of(outcome.design)
    rows = contrast_rows(outcome.design, fitted)
    settings = [representative_settings(outcome.design, positions) for positions in groups.values()]
    return drivers(list(groups), average_responses(fitted, [(rows, chosen) for chosen in settings]))


def share_of(outcome: Outcome, driver: Driver) -> tuple[Quantity, Interval | None]:
    """A driver's share in per cent, with its interval clipped to 0–100 %."""
    share, found = Quantity(100 * driver.share, "%"), interval_of(driver.share, driver.draws, outcome)
    if found is None:
        return share, None
    return share, Interval(100 * max(found.low, 0.0), 100 * min(found.high, 1.0), "%", found.confidence_level)


def effect_between(outcome: Outcome, feature: str, start: float, stop: float) -> Effect:
    """The effect of moving a numeric feature from `start` to `stop`, for instance Age from 8 to 9.

    Raises
    ------
    InputError
        If the feature is not a numeric column of the study.
    """
    fitted = with_draws(outcome)
    rows = contrast_rows(outcome.design, fitted)
    view = _View(outcome, tuple(features_of(outcome.design)), searched(outcome))
    return _effects(view, rows, fitted, [contrasts.between(outcome, feature, start, stop)])[0]


def _effects(view: _View, rows: np.ndarray, fitted: Fitted, asked: list[Contrast]) -> list[Effect]:
    """All contrasts at once: the chosen model with its draws, the straight line beside it."""
    responses = average_responses(fitted, [(contrast.background(rows), contrast.settings) for contrast in asked])
    line = [(contrast.background(rows), contrast.settings[:2]) for contrast in asked]
    straight = average_responses(view.outcome.baseline, line, draws=False)
    return [_effect(view, *parts) for parts in zip(asked, responses, straight, strict=True)]


def _effect(view: _View, contrast: Contrast, response: Response, straight: Response) -> Effect:
    estimate, draws = response.difference(0, 1)
    interval = interval_of(estimate, draws, view.outcome, view.unit)
    direction = _direction(view, contrast, response, interval)
    turn = contrast.turn(response.estimate) if direction is Direction.NON_MONOTONE else None
    line = float(straight.estimate[1] - straight.estimate[0])
    return Effect(
        subject=contrast.subject,
        contrast=contrast.words,
        estimate=Quantity(estimate, view.unit),
        interval=interval,
        direction=direction,
        sentence=_sentence(view, contrast, estimate, interval, line, turn),
        caveat=_caveat(view, contrast, interval),
    )


def _direction(view: _View, contrast: Contrast, response: Response, interval: Interval | None) -> Direction:
    limit = flat_limit(view.outcome.design) / contrast.flat_scale
    if contrast.kind != "overall":
        return direction_of(interval, limit)
    steps = [response.difference(k, k + 1) for k in range(2, len(response.estimate) - 1)]
    level = 1 - (1 - view.outcome.confidence_level) / max(len(steps), 1)
    return direction_of(interval, limit, [interval_of(d, draws, view.outcome, level=level) for d, draws in steps])


def _sentence(
    view: _View, contrast: Contrast, estimate: float, interval: Interval | None, line: float, turn: float | None
) -> str:
    around = f" ({interval})" if interval is not None else ""
    held = held_fixed(view.features, contrast.moved)
    if contrast.kind in ("step", "level"):
        said = f"{capital(contrast.words)} {change(estimate, view.unit, view.target)}{around}{held}"
    else:
        way = "rises" if estimate >= 0 else "falls"
        said = f"{capital(contrast.words)}, {view.target} {way} by {with_unit(abs(estimate), view.unit)}{around}{held}"
    if view.outcome.chosen is not view.outcome.baseline and contrast.bent:
        said += f"; the straight line says {with_unit(line, view.unit)}"
    if turn is not None:
        said += f"; the curve turns near {at_point(turn, contrast.unit)}"
    return said + "."


def _caveat(view: _View, contrast: Contrast, interval: Interval | None) -> str:
    said = f"An association in these data: it does not prove that changing {contrast.subject} changes {view.target}."
    if contrast.valid is not None:
        low, high = (at_point(significant(end), contrast.unit) for end in contrast.valid)
        said += f" Valid from {low} to {high}."
    if interval is None:
        said += " No interval: this model was fitted without draws."
    elif not view.searched:
        said += " The interval takes the form of the model as given; it does not pay for the search."
    return said


def _ranking_effect(view: _View, driver: Driver, direction: Direction) -> Effect:
    """A share of the predicted variation, and the way its feature goes."""
    share, interval = share_of(view.outcome, driver)
    around = f" ({interval})" if interval is not None else ""
    return Effect(
        subject=driver.feature,
        contrast=RANKING,
        estimate=share,
        interval=interval,
        direction=direction,
        sentence=f"{driver.feature} accounts for {share} of the predicted variation of {view.target}{around}, "
        f"rank {driver.rank} of {len(view.features)}.",
        caveat="Shares of what the model predicts, not of causes; correlated features divide what they have in common.",
    )


RANKING = "share of the predicted variation"
"""The contrast of the effects that rank the drivers."""
