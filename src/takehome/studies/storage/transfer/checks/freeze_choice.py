"""STO157: does the chosen way to retrain hold on other stretches? The page is ``freeze_choice.md``."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding
from takehome.studies.storage.transfer.checks.weighing import CHOSEN, no_optimum, not_applicable, remedy, weigh
from takehome.studies.storage.transfer.curves import OPTIMUM, best_choice
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.units import Quantity, format_number

CODE = "STO157"
TITLE = "The freeze choice holds on other stretches"
GOOD = "The choice of what is frozen that is best on half of the stretches is as good on the others."
LIMIT = 1.0
"""Points of the optimum by which the choice may look better than it is."""


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """What was saved with the choice made on all stretches, minus what each half's choice saves on the other half."""
    curves = outcome.curves
    if len(curves.choices) < 2:
        why = (
            "A table has 1 way to learn on, so nothing was chosen; deep=True (--deep) compares which layers are frozen."
        )
        return not_applicable(CODE, TITLE, GOOD, why)
    if not curves.worth_sharing:
        return no_optimum(outcome, CODE, TITLE, GOOD)
    own = curves.days > 0
    half = np.arange(curves.seeds) % 2 == 0
    crossed = np.empty((curves.seeds, int(own.sum())))
    for part in (half, ~half):
        other = {key: money[~part] for key, money in curves.saved.items()}
        crossed[part] = curves.saved[best_choice(other, curves.choices, curves.days)][part][:, own]
    chosen = curves.saved[curves.best][:, own].mean(axis=1) - crossed.mean(axis=1)
    whole = curves.weights @ curves.floors[OPTIMUM]
    flattered = weigh(outcome, 100 * (curves.weights @ chosen) / np.maximum(whole, 1e-300), LIMIT)
    seen = (
        f"'{curves.best}' saves most of {len(curves.choices)} choices; chosen on half of the stretches and judged on "
        f"the others it is {format_number(flattered.value)} points less ({flattered.words})."
    )
    return (
        Finding(
            CODE, TITLE, flattered.status, GOOD, seen,
            f"What is said of '{curves.best}' is flattered by {format_number(flattered.value)} points.",
            remedy(flattered, "Take the differences between choices as hints; more days would tell them apart."),
            curves.best, CHOSEN, {"flattered": Quantity(flattered.value, "points")}, "flattered", flattered.interval,
            flattered.limit, flattered.settle,
        ),
    )  # fmt: skip
