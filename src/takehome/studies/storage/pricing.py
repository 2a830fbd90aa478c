"""From the outcome to money: the options under some economics, the recommendation, and the report's sliders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from takehome.errors import InputError
from takehome.protocol import Recommendation, WhatIf
from takehome.studies.storage.battery_terms import battery_of
from takehome.studies.storage.information import Information
from takehome.studies.storage.money import decision
from takehome.studies.storage.money import priced as pricing
from takehome.studies.storage.money.options import Traded
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.money.what_if import what_if
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.rung_words import lesson_sentences
from takehome.studies.storage.sections import BATTERY, INFORMATION, divide


def price(outcome: Outcome, economics: Any) -> Priced:
    """Every option under these economics.

    Raises
    ------
    InputError
        Where they describe another battery or other information than was fitted: those change the optimum itself.
    """
    fitted, proper = divide(economics)
    _require_fitted(outcome, fitted)
    settings = outcome.settings
    source = Traded(
        outcome.task, outcome.information, outcome.bound, outcome.results, outcome.given,
        confidence_level=settings.confidence_level, seed=settings.seed,
    )  # fmt: skip
    return pricing.priced(source, proper)


def recommend(made: Priced, outcome: Outcome) -> Recommendation:
    """Which policy to run, and what it is worth; on a repeated day also what the learners earn, and why."""
    found = decision.recommend(made)
    if outcome.lesson is None:
        return found
    return replace(found, sentence=f"{found.sentence} {lesson_sentences(outcome.lesson, outcome.bound.profit)}")


def sliders(made: Priced) -> WhatIf:
    """What the report's sliders recompute offline."""
    return what_if(made)


def _require_fitted(outcome: Outcome, fitted: Any) -> None:
    if BATTERY in fitted and battery_of(fitted[BATTERY]) != outcome.settings.battery:
        saw = "economics with another battery than the one that was fitted"
        raise InputError(
            saw, "the same battery: its size, losses and wear change the optimum itself", "call trade anew"
        )
    if INFORMATION in fitted and Information(fitted[INFORMATION]) is not outcome.information:
        saw = f"information = {fitted[INFORMATION]!r}, fitted with {outcome.information.value!r}"
        raise InputError(saw, "the same information: it changes which policies may be run", "call trade anew")
