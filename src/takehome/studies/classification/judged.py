"""The rows that a decision is priced on, with what it needs of them: classes, probabilities, costs, and their scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from takehome.studies.classification.costs import RowCosts, row_costs
from takehome.studies.classification.economics import ClassificationEconomics, CostMatrix
from takehome.studies.classification.outcome import Outcome

FALSE_ALARMS = "false alarms"
"""The currency where no costs are given: everything is counted in needless actions."""


@dataclass(frozen=True)
class Judged:
    """What is priced.

    Attributes
    ----------
    p : (repeats, m) probabilities for the judged rows, by models that were neither fitted to nor chosen on the row.
    named_p : the same of what named cuts are made on: the chosen model, or the scores given, as they are.
    y, weights, blocks : (m,) of the judged rows. costs : of the judged rows; train_costs : of the training rows.
    train_p, train_y, train_weights, train_folds : the same of the training rows; chosen_p : of the chosen model, from
        which the deployed cut is learned.
    scale : from the judged rows to the population. currency, per : of all money.
    given : the column of scores that is judged, or None.
    refitted : whether the deployed model is another than those that judged the rows.
    stated : whether the costs were given; else a miss costs as many false alarms as there are negatives to a positive.
    """

    p: np.ndarray
    named_p: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    blocks: np.ndarray
    costs: RowCosts
    train_p: np.ndarray
    chosen_p: np.ndarray
    train_y: np.ndarray
    train_weights: np.ndarray
    train_costs: RowCosts
    train_folds: np.ndarray
    matrix: CostMatrix
    economics: ClassificationEconomics
    scale: float
    currency: str
    per: str
    stated: bool
    held_out: bool
    refitted: bool
    given: str | None

    @property
    def positives(self) -> int:
        """Positives among the judged rows."""
        return int((self.y == 1).sum())

    @property
    def rows(self) -> int:
        """The judged rows."""
        return len(self.y)

    @cached_property
    def gain(self) -> np.ndarray:
        """What acting is expected to gain, (repeats, m)."""
        return self.costs.gain(self.p)


def judged(outcome: Outcome, economics: ClassificationEconomics | None) -> Judged:
    """The judged rows under these economics.

    Raises
    ------
    InputError
        If a cost cannot be evaluated on the table.
    """
    design = outcome.design
    mask, train = design.judged, design.train
    prices = economics or ClassificationEconomics()
    matrix, stated = prices.matrix, prices.matrix is not None
    if matrix is None:
        matrix = CostMatrix(fp=1.0, fn=balanced_ratio(outcome))
    costs = row_costs(matrix, outcome.table).take(design.rows)
    count = float(design.weights[mask].sum())
    named = outcome.nested if outcome.given is None else outcome.baseline.unseen
    return Judged(
        p=outcome.nested[:, mask], named_p=named[:, mask], y=design.y[mask], weights=design.weights[mask],
        blocks=design.blocks[mask], costs=costs.take(mask), train_p=outcome.nested[:, train],
        chosen_p=outcome.chosen.unseen[:, train], train_y=design.y[train], train_weights=design.weights[train],
        train_costs=costs.take(train), train_folds=outcome.folds[:, train], matrix=matrix, economics=prices,
        scale=1.0 if prices.population is None else prices.population / count,
        currency=prices.currency if stated else FALSE_ALARMS, per=prices.per(judged_words(outcome)), stated=stated,
        held_out=design.held_out, refitted=not design.held_out and outcome.given is None, given=outcome.given,
    )  # fmt: skip


def judged_words(outcome: Outcome) -> str:
    """What the judged rows are called, as a basis of money."""
    count = int(outcome.design.judged.sum())
    return f"{count:,} hold-out rows" if outcome.design.held_out else f"{count:,} rows"


def balanced_ratio(outcome: Outcome) -> float:
    """Negatives for each positive: at this cost ratio acting on nobody and on everybody cost the same."""
    y, weights = outcome.design.y, outcome.design.weights
    return float(weights[y == 0].sum() / weights[y == 1].sum())
