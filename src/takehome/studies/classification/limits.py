"""Acting within a capacity or a budget: whom first, what one more would be worth, and what the simple policies become.

Under a *capacity* the rows are ranked by expected gain; under a *budget* by expected gain for each unit of money spent
(Dantzig 1957, "Discrete-variable extremum problems", *Operations Research* 5: greedy for the fractional knapsack). A
limit binds the policies that do not rank as well: of everybody, or of those above a cut, as many are acted on as the
limit allows, and who they are is chance.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.classification.judged import Judged

ROUNDING = 1e-12


def limit_of(rows: Judged) -> float | None:
    """The capacity or the budget, on the population; None where there is neither."""
    economics = rows.economics
    return economics.capacity if economics.capacity is not None else economics.budget


def uses(rows: Judged) -> np.ndarray:
    """What acting on each judged row uses of the limit, (m,), on the population."""
    return _spent(rows) * rows.weights * rows.scale


def _spent(rows: Judged) -> np.ndarray:
    """What acting on one row spends, in the unit of the limit: one call, or money."""
    return np.maximum(rows.costs.wasted, 0.0) if rows.economics.budget is not None else np.ones(rows.rows)


def limited_rule(rows: Judged) -> tuple[np.ndarray, float] | None:
    """Decisions (repeats, m) of the expected-gain rule under the limit, and the shadow price; None without a limit.

    Returns
    -------
    The shadow price is what one more call would gain (capacity), or what one more unit of money would (budget);
    0 where the limit does not bind.
    """
    limit = limit_of(rows)
    if limit is None:
        return None
    made = [ranked_acts(gain, uses(rows), limit, _spent(rows)) for gain in rows.gain]
    return np.array([acts for acts, _ in made]), float(np.mean([price for _, price in made]))


def at_random(rows: Judged, acts: np.ndarray) -> np.ndarray:
    """Decisions (repeats, m) as shares: where the limit is too small for all of them, whom it leaves out is chance."""
    return acts * random_share(rows, acts)


def random_share(rows: Judged, acts: np.ndarray | None = None) -> float:
    """The share of those acted on (of all rows, when None) that the limit allows; 1 where all of them fit."""
    limit = limit_of(rows)
    total = float((uses(rows) * (1.0 if acts is None else acts.mean(axis=0))).sum())
    return 1.0 if limit is None or total <= limit else limit / total


def ranked_acts(gain: np.ndarray, uses: np.ndarray, limit: float, spent: np.ndarray) -> tuple[np.ndarray, float]:
    """Act on the rows of positive gain, the highest gain for each unit of `spent` first, while `uses` fit the limit.

    Parameters
    ----------
    gain : (n,) expected gain. uses : (n,) what acting uses of the limit. spent : (n,) the unit of the ranking.

    Returns
    -------
    (acts, shadow) : decisions (n,), and the gain of one more unit: that of the first row left out (0 if none is).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(spent > 0, gain / spent, np.where(gain > 0, np.inf, -np.inf))
    order = np.argsort(-worth, kind="stable")
    order = order[gain[order] > 0]
    fits = np.cumsum(uses[order]) <= limit * (1 + ROUNDING)
    acts = np.zeros(len(gain), bool)
    acts[order[fits]] = True
    left = order[~fits]
    return acts, float(worth[left[0]]) if len(left) else 0.0
