r"""Whom to act on: policies as decisions on rows, each row by a rule that had not seen it.

Theory
------
The *expected-gain rule* acts where :math:`p\,(c_{fn} - c_{tp}) > (1 - p)\,(c_{fp} - c_{tn})`: with right
probabilities no rule does better, and with equal costs it is a cut at the break-even (Elkan 2001). The *cheapest cut*
is searched on the rows themselves, so it needs no calibration but follows noise: it is learned without the fold that
it decides on. It cuts the probability where costs are equal, and else the *margin*
:math:`\mathrm{logit}\,p_i - \mathrm{logit}\,p^*_i` above the row's own break-even, which the rule cuts at 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from takehome.studies.classification.calibration import EDGE, log_odds
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.cuts import CutCurve, cut_curve
from takehome.studies.classification.judged import Judged

HALF = 0.5
FEWEST = 20
"""Positives, and negatives, below which no cut is learned and no model is recommended: the guard of AutoGluon's
threshold calibration, and about the count at which a share is known to within half of itself."""


@dataclass(frozen=True)
class LearnedCut:
    """The cheapest cut of the training rows.

    Attributes
    ----------
    cut : on the score of `score_of`. curve : the costs of all cuts, on the training rows, averaged over repeats.
    apparent, honest : cost a row of the cut on the rows that it was learned from, and learned without them.
    acts : (repeats, m) decisions on the judged rows.
    """

    cut: float
    curve: CutCurve
    apparent: float
    honest: float
    acts: np.ndarray


def score_of(p: np.ndarray, costs: RowCosts) -> np.ndarray:
    """What a cut is made on: the probability, or with costs of single rows its margin above the break-even."""
    return p if costs.constant else margin(p, costs)


def margin(p: np.ndarray, costs: RowCosts) -> np.ndarray:
    """Log odds of p above those of each row's break-even; ±∞ where acting always or never pays."""
    break_even = costs.break_even
    between = (break_even > 0) & (break_even < 1)
    at = logit(np.clip(np.where(between, break_even, 0.5), EDGE, 1 - EDGE))
    return np.where(between, log_odds(p) - at, np.where(break_even >= 1, -np.inf, np.inf))


def rule_acts(rows: Judged) -> np.ndarray:
    """Decisions (repeats, m) of the expected-gain rule."""
    return rows.gain > 0


def cut_acts(rows: Judged, cut: float) -> np.ndarray:
    """Decisions (repeats, m) of a cut on the probability."""
    return rows.p > cut


def named_acts(rows: Judged, cut: float) -> np.ndarray:
    """Decisions (repeats, m) of a cut that is in use: on the scores given, where they are judged."""
    return rows.named_p > cut


def learned_cut(rows: Judged) -> LearnedCut:
    """The cheapest cut, learned without the rows that it is judged on."""
    costs, y, weights = rows.train_costs, rows.train_y, rows.train_weights
    act, leave = costs.of(True, y), costs.of(False, y)
    scores = score_of(rows.train_p, costs)
    whole = _curve(score_of(rows.chosen_p, costs), act, leave, weights)
    cut, honest = float(whole.cuts[whole.best]), 0.0
    decided = np.empty(scores.shape, bool)
    for r, fold in enumerate(rows.train_folds):
        for k in range(int(fold.max()) + 1):
            seen = fold != k
            learned = cut_curve(scores[r, seen], act[seen], leave[seen], weights[seen])
            decided[r, ~seen] = scores[r, ~seen] > learned.cuts[learned.best]
    total = float(weights.sum())
    honest = float((np.where(decided, act, leave) * weights).mean(axis=0).sum()) / total
    apparent = float(whole.costs[whole.best]) / total
    acts = score_of(rows.p, rows.costs) > cut if rows.held_out else decided
    return LearnedCut(cut, whole, apparent, honest, acts)


def _curve(scores: np.ndarray, act: np.ndarray, leave: np.ndarray, weights: np.ndarray) -> CutCurve:
    """The costs of all cuts over all repeats, each counting for its share."""
    repeats = len(scores)
    return cut_curve(
        scores.ravel(), np.tile(act, repeats), np.tile(leave, repeats), np.tile(weights, repeats) / repeats
    )
