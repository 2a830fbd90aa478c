"""STO154: how unlike are the two houses? The page is ``unlike_houses.md``."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage.money.blocks import REPLICATES, day_weights
from takehome.studies.storage.transfer.checks.weighing import DATA, remedy, weigh
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO154"
TITLE = "The houses are alike"
GOOD = "The house that comes online rarely meets situations that the other never saw."
LIMIT = 10.0
"""Per cent of the hours that may fall into situations which the source never had."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """Hours in unseen situations, with draws of weeks; beside it loads, surplus and prices of both."""
    found = outcome.unlike
    unseen = weigh(outcome, 100 * _draws(found.unseen, outcome.settings.seed), LIMIT, "%")
    money = outcome.currency
    pairs = (
        ("use", found.load, "kWh a day"), ("surplus", found.surplus, "kWh a day"),
        ("price", found.price, f"{money}/kWh"),
        ("range of the price within a day", found.spread, f"{money}/kWh"),
    )  # fmt: skip
    said = ", ".join(f"{name} {format_number(a)} and {format_number(b)} {unit}" for name, (a, b), unit in pairs)
    seen = (
        f"{format_number(unseen.value)} % of {outcome.pupil}'s hours are in situations that {outcome.teacher} never "
        f"saw ({unseen.words}); the distance of their situations is {format_number(found.distance)} of 1. "
        f"{outcome.teacher} and {outcome.pupil}: {said}."
    )
    return (
        Finding(
            CODE, TITLE, unseen.status, GOOD, seen,
            f"In {format_number(unseen.value)} % of the hours a table has nothing from {outcome.teacher} but the mean "
            "of the hour; a network has to extrapolate.",
            remedy(unseen, "Let a house teach that is more alike, or learn from many houses (takehome fleet)."),
            outcome.pupil, DATA,
            {"unseen": Quantity(unseen.value, "%"), "distance": Quantity(found.distance)}, "unseen", unseen.interval,
            unseen.limit, unseen.settle,
        ),
    )  # fmt: skip


def _draws(unseen: np.ndarray, seed: int) -> np.ndarray:
    """(1 + replicates,) mean over days; whole weeks are drawn where there are two, else single days."""
    rng = np.random.default_rng([seed, 13])
    weights = day_weights(len(unseen), REPLICATES, rng)
    if not len(weights):
        weights = rng.multinomial(len(unseen), np.full(len(unseen), 1 / len(unseen)), REPLICATES).astype(float)
    return np.concatenate([[unseen.mean()], weights @ unseen / len(unseen)])
