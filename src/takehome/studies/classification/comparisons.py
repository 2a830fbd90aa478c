"""Two cuts of one model against each other, row by row: what the lower one saves, how surely, what would settle it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.economics import probability_better
from takehome.protocol import Interval
from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.decision_words import positives_to_settle
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.options import REPLICATES
from takehome.studies.classification.policies import HALF
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.priced import Priced, band


@dataclass(frozen=True, slots=True)
class Comparison:
    """A lower cut against a higher one.

    Attributes
    ----------
    high_cost, low_cost : of acting above the higher and the lower cut, in the currency.
    saved : high_cost − low_cost, with its interval and the probability that it is above 0.
    named : whether somebody named the lower cut; it is the costs' break-even otherwise.
    caught_high, caught_low, alarms_high, alarms_low : positives and negatives acted on.
    positives_to_settle : about how many positives in all would tell the two apart; None where none are needed or none
        would do.
    """

    model: str
    high: float
    low: float
    named: bool
    high_cost: float
    low_cost: float
    saved: float
    interval: Interval
    probability: float
    caught_high: float
    caught_low: float
    alarms_high: float
    alarms_low: float
    positives_to_settle: int | None


def comparisons(made: Priced) -> tuple[Comparison, ...]:
    """0.5 against each named cut and the costs' break-even, for the plain model, the forest and the chosen one."""
    rows, outcome = made.rows, made.outcome
    lower = [cut for cut in rows.economics.thresholds if cut < HALF]
    if rows.costs.constant and float(rows.costs.break_even[0]) < HALF:
        lower.append(float(rows.costs.break_even[0]))
    models = {model.name: model for model in (outcome.baseline, outcome.forest, outcome.chosen) if model is not None}
    return tuple(_compared(made, model, cut) for model in models.values() for cut in dict.fromkeys(lower))


def _compared(made: Priced, model: Predicted, low: float) -> Comparison:
    rows = made.rows
    p = model.unseen[:, made.outcome.judged]
    above, below = (p > HALF).mean(axis=0), (p > low).mean(axis=0)
    high_cost, low_cost = _costs(rows, above), _costs(rows, below)
    cells = 2 * (rows.y == 1) + (above != below)
    draws = RowDraws(rows.weights, REPLICATES, np.random.default_rng([made.outcome.seed, 19]), rows.blocks, cells)
    difference = high_cost - low_cost
    values = np.concatenate([[difference.sum()], draws.totals(difference[:, None])[:, 0]])
    interval = band(values, made.outcome.confidence_level, f"{rows.currency} per {rows.per}")
    saved = float(values[0])
    positive = rows.y == 1
    settle = positives_to_settle(saved, interval, rows.positives) if 0.0 in interval else None

    def acted(share: np.ndarray, kind: np.ndarray) -> float:
        return float((share * kind * rows.weights).sum() * rows.scale)

    return Comparison(
        model=model.name, high=HALF, low=low, high_cost=float(high_cost.sum()), low_cost=float(low_cost.sum()),
        named=low in rows.economics.thresholds, saved=saved, interval=interval,
        probability=probability_better(values[1:]),
        caught_high=acted(above, positive), caught_low=acted(below, positive), alarms_high=acted(above, ~positive),
        alarms_low=acted(below, ~positive), positives_to_settle=settle,
    )  # fmt: skip


def _costs(rows: Judged, share: np.ndarray) -> np.ndarray:
    """Cost of each judged row (m,), on the population, where `share` of the repeats act."""
    act, leave = rows.costs.of(True, rows.y), rows.costs.of(False, rows.y)
    return (share * act + (1 - share) * leave) * rows.weights * rows.scale
