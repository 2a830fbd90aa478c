r"""How much a feature matters: what shuffling it costs, what a forest's splits took, how it goes with the class.

Theory
------
*Permutation importance* is the rise of the log loss on rows that the model had not seen when the feature's values are
dealt anew among the rows (Breiman 2001, §10; Fisher, Rudin & Dominici 2019, *JMLR* 20), in per cent of the loss.
Without a hold-out the method is fitted anew without each group of folds: a forest knows its own training rows by heart.
Its interval is over rows, in whole blocks, by random weights (:mod:`takehome.stats.bayesian_bootstrap`): of this model,
not of all that might have been fitted. *Impurity importance* is scikit-learn's ``feature_importances_``: it is of the
training rows, and rises with the number of values that a feature has, information or not (Strobl, Boulesteix, Zeileis &
Hothorn 2007, *BMC Bioinformatics* 8). *Correlation* is Pearson's with the class; of a category, the multiple one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from takehome.protocol import Interval
from takehome.stats.bayesian_bootstrap import RowDraws
from takehome.studies.classification.calibration import calibration_kinds, fit_calibration
from takehome.studies.classification.ladder import log_losses
from takehome.studies.classification.outcome import Outcome
from takehome.studies.classification.shown_model import Predict, ShownModel, blocks_of

MOST_ROWS = 2_000
SHUFFLES = 3
DRAWS = 1_000
FOLD_GROUPS = 5
"""Ten folds are joined to five, so that no more models are grown."""

MOST_CELLS = 4_000_000
PERCENT = "%"


@dataclass(frozen=True)
class Importance:
    """Per cent by which the log loss on unseen rows rises when the feature is shuffled."""

    rise: float
    interval: Interval


def permutation_importance(outcome: Outcome, shown: ShownModel, groups: Sequence[Sequence[int]]) -> list[Importance]:
    """The importance of each group of design columns, shuffled together."""
    design = outcome.design
    rng = np.random.default_rng([outcome.seed, 25])
    parts = _unseen(outcome, shown, rng)
    rows = np.concatenate([rows for _, rows in parts])
    weights, blocks = design.weights[rows], blocks_of(design)[rows]
    p = np.hstack([_shuffled(predict, design.X[own], groups, rng) for predict, own in parts])
    losses = log_losses(_calibrated(outcome, shown, p, rows), design.y[rows])
    mixed = losses[1:].reshape(len(groups), SHUFFLES, len(rows)).mean(axis=1)
    table = np.vstack([losses[:1], mixed - losses[0]]).T * weights[:, None]
    drawn = RowDraws(weights, DRAWS, np.random.default_rng([outcome.seed, 26]), blocks).totals(table)
    return _rises(table.sum(axis=0), drawn, outcome.confidence_level)


def _rises(totals: np.ndarray, drawn: np.ndarray, confidence_level: float) -> list[Importance]:
    """Rises in per cent of the loss, from totals (1 + k,) and their draws (replicates, 1 + k)."""
    tail = (1 - confidence_level) / 2
    low, high = np.quantile(drawn[:, 1:] / drawn[:, :1], [tail, 1 - tail], axis=0)
    # what is left of rounding where the model does not look at the feature is no importance
    ends = np.round(100 * np.array([low, totals[1:] / totals[0], high]), 9) + 0.0
    return [
        Importance(rise, Interval(min(low, rise), max(high, rise), PERCENT, confidence_level))
        for low, rise, high in ends.T.tolist()
    ]


def _unseen(outcome: Outcome, shown: ShownModel, rng: np.random.Generator) -> list[tuple[Predict, np.ndarray]]:
    """Models with rows that they had not seen, at most `MOST_ROWS` in all."""
    design, fold = outcome.design, outcome.folds[0] % FOLD_GROUPS
    if design.held_out or shown.refit is None:
        return [(shown.predict, _some(np.flatnonzero(design.judged), MOST_ROWS, rng))]
    found, left = [], MOST_ROWS
    for k in range(int(fold.max()) + 1):
        rows, rest = _some(np.flatnonzero(design.train & (fold == k)), left, rng), design.train & (fold != k)
        if left > 0 and np.ptp(design.y[rest]) > 0:
            found.append((shown.refit(rest), rows))
            left -= len(rows)
    return found or [(shown.predict, np.flatnonzero(design.judged))]


def _some(rows: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def _shuffled(predict: Predict, X: np.ndarray, groups: Sequence[Sequence[int]], rng: np.random.Generator) -> np.ndarray:
    """Predictions (1 + groups · shuffles, n): as the rows are, then with each group shuffled a few times."""
    blocks = [X]
    for own in groups:
        for _ in range(SHUFFLES):
            other = X.copy()
            other[:, list(own)] = X[rng.permutation(len(X))][:, list(own)]
            blocks.append(other)
    step = max(1, MOST_CELLS // max(X.size, 1))
    parts = [predict(np.vstack(blocks[k : k + step])) for k in range(0, len(blocks), step)]
    return np.concatenate(parts).reshape(len(blocks), -1)


def _calibrated(outcome: Outcome, shown: ShownModel, p: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Predictions (k, n) through a curve of the chosen kind, where they are of models fitted anew.

    The curve is fitted to the first line, the rows as they are; the deployed one belongs to other scores.
    """
    design, kind = outcome.design, shown.calibration
    if design.held_out or shown.refit is None or kind == "raw":
        return p
    y, kind = design.y[rows], kind if kind in calibration_kinds(design.y[rows]) else "sigmoid"
    return fit_calibration(kind, p[0], y.astype(float), design.weights[rows]).apply(p)


def impurity_importance(outcome: Outcome, groups: Sequence[Sequence[int]]) -> list[float] | None:
    """Each feature's share of the impurity that the forest's splits took away; None where no forest was grown."""
    forest = outcome.forest
    shares = getattr(forest.model, "importances", np.empty(0)) if forest is not None else np.empty(0)
    if len(shares) != outcome.design.X.shape[1]:
        return None
    return [float(shares[list(own)].sum()) for own in groups]


def correlation(X: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Weighted correlation of y (n,) with one column, signed; of several (n, k), the multiple one."""
    root = np.sqrt(weights / weights.sum())
    Z = root[:, None] * (X - np.average(X, axis=0, weights=weights))
    t = root * (y - np.average(y, weights=weights))
    size = np.sqrt((Z**2).sum(axis=0))
    Z, length = Z / np.where(size > 0, size, 1.0), float(np.sqrt(t @ t))
    if Z.shape[1] == 1:
        return float(np.clip(Z[:, 0] @ t / length, -1, 1))
    fitted = Z @ np.linalg.lstsq(Z, t, rcond=None)[0]
    return float(min(np.sqrt(fitted @ fitted) / length, 1.0))
