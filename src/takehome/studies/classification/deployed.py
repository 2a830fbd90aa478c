"""The policy as it is deployed: from a row's probability and costs to a decision, whoever made the probability."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.limits import random_share
from takehome.studies.classification.options import CUT_NOTE, LIMIT_NOTE, NOBODY, RULE_NOTE, everybody_action
from takehome.studies.classification.policies import margin, named_acts, rule_acts
from takehome.studies.classification.priced import Priced

ACT, LEAVE = "act", "leave"
EVERY = "everybody"
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Deployed:
    """What decides.

    Attributes
    ----------
    kind : ``"nobody"``, ``"everybody"``, ``"rule"`` (expected gain above 0), ``"cut"`` (of the probability),
        ``"margin"`` (of the log odds above each row's break-even), ``"named"`` (of the probability, or of the scores
        given as they are) or ``"limit"`` (the expected gain, for each unit of money where there is a budget, is that
        of the last row within the limit).
    at : the cut, or the bar of ``"limit"``.
    share : of everybody, or of those above a named cut, that a limit allows; evenly spread over the rows.
    budget : whether a limit is one of money.
    """

    kind: str
    at: float = 0.0
    budget: bool = False
    share: float = 1.0

    def acts(self, p: np.ndarray, named_p: np.ndarray, costs: RowCosts) -> np.ndarray:
        """Decisions (m,) of rows.

        Parameters
        ----------
        p : (m,) probabilities of the deployed model. named_p : (m,) what named cuts are made on.
        """
        wanted = self.wants(p, named_p, costs)
        if self.share == 1:
            return wanted
        return np.array(
            [acts and within_share(int(k), self.share) for acts, k in zip(wanted, wanted.cumsum(), strict=True)], bool
        )

    def wants(self, p: np.ndarray, named_p: np.ndarray, costs: RowCosts) -> np.ndarray:
        """Decisions (m,) before a share of them is drawn."""
        gain = costs.gain(p)
        if self.kind == "rule":
            return gain > 0
        if self.kind == "cut":
            return p > self.at
        if self.kind == "margin":
            return margin(p, costs) > self.at
        if self.kind == "named":
            return named_p > self.at
        if self.kind == "limit":
            return (gain > 0) & (worth(gain, costs, self.budget) >= self.at)
        return np.full(len(p), self.kind == EVERY)


def within_share(count: int, share: float) -> bool:
    """Whether the count-th row (from 1) is acted on, where only a share is: evenly spread over their order."""
    return math.floor(count * share + _ROUNDING) > math.floor((count - 1) * share + _ROUNDING)


def worth(gain: np.ndarray, costs: RowCosts, budget: bool) -> np.ndarray:
    """What rows are ranked by under a limit: the gain, or the gain for each unit of money spent."""
    if not budget:
        return gain
    spent = np.maximum(costs.wasted, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spent > 0, gain / spent, np.where(gain > 0, np.inf, -np.inf))


def deployed(made: Priced) -> Deployed:
    """The recommended option as something that decides on new rows."""
    entry = made.options.ledger.entries[made.action]
    if entry.action == NOBODY:
        return Deployed("nobody")
    if entry.action == everybody_action(made.rows):
        return Deployed(EVERY, share=random_share(made.rows))
    if entry.note == RULE_NOTE:
        return Deployed("rule")
    if entry.note == CUT_NOTE:
        assert made.options.cut is not None
        return Deployed("cut" if made.rows.train_costs.constant else "margin", made.options.cut.cut)
    if entry.note == LIMIT_NOTE:
        return _limit(made)
    cut = float(made.options.stops[made.action])
    return Deployed("named", cut, share=random_share(made.rows, named_acts(made.rows, cut)))


def _limit(made: Priced) -> Deployed:
    """The bar that the last row within the limit cleared, averaged over the repeats; none where all rows fit."""
    rows, budget = made.rows, made.rows.economics.budget is not None
    if (made.acts == rule_acts(rows)).all():
        return Deployed("rule")
    bars = [
        float(worth(gain, rows.costs, budget)[acts].min()) if acts.any() else np.inf
        for gain, acts in zip(rows.gain, made.acts, strict=True)
    ]
    return Deployed("limit", float(np.mean(bars)), budget)
