"""The policy as it is deployed: from a row's probability and costs to a decision, whoever made the probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.decision import Priced
from takehome.studies.classification.limits import random_share
from takehome.studies.classification.options import CUT_NOTE, LIMIT_NOTE, NOBODY, RULE_NOTE, everybody_action
from takehome.studies.classification.policies import named_acts, score_of

ACT, LEAVE = "act", "leave"


@dataclass(frozen=True)
class Deployed:
    """What decides.

    Attributes
    ----------
    kind : ``"nobody"``, ``"everybody"``, ``"rule"`` (expected gain above 0), ``"cut"`` (of
        :func:`.policies.score_of`), ``"named"`` (of the probability, or of the scores given as they are) or ``"limit"``
        (the expected gain, for each unit of money where there is a budget, is that of the last row within the limit).
    at : the cut of ``"cut"`` and ``"named"``, the bar of ``"limit"``.
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
        gain = costs.gain(p)
        if self.kind == "rule":
            return gain > 0
        if self.kind == "cut":
            return score_of(p, costs) > self.at
        if self.kind == "named":
            return _thinned(named_p > self.at, self.share)
        if self.kind == "limit":
            return (gain > 0) & (worth(gain, costs, self.budget) >= self.at)
        return _thinned(np.full(len(p), self.kind == EVERY), self.share)


EVERY = "everybody"


def _thinned(acts: np.ndarray, share: float) -> np.ndarray:
    """A share of the decisions (m,), evenly spread over their order."""
    steps = np.floor(np.cumsum(acts) * share + 1e-9)
    return acts & (np.diff(steps, prepend=0.0) > 0)


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
        return Deployed("cut", made.options.cut.cut)
    if entry.note == LIMIT_NOTE:
        return _limit(made)
    cut = float(made.options.stops[made.action])
    return Deployed("named", cut, share=random_share(made.rows, named_acts(made.rows, cut)))


def _limit(made: Priced) -> Deployed:
    """The bar that the last row within the limit cleared, averaged over the repeats."""
    rows, budget = made.rows, made.rows.economics.budget is not None
    bars = [
        float(worth(gain, rows.costs, budget)[acts].min()) if acts.any() else np.inf
        for gain, acts in zip(rows.gain, made.acts, strict=True)
    ]
    return Deployed("limit", float(np.mean(bars)), budget)
