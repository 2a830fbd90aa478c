r"""Pure money: expected value, the choice among options, break-even, regret, value of information.

Theory
------
An option *i* has an uncertain value :math:`v_i(\theta)`. We hold draws of it, one column per draw of
:math:`\theta` and the same :math:`\theta` for every option, so that differences are paired:

.. math::
    \text{choice} = \arg\max_i \mathrm{E}[v_i], \qquad
    \text{regret}_i(\theta) = \max_j v_j(\theta) - v_i(\theta), \qquad
    \text{EVPI} = \mathrm{E}[\max_j v_j(\theta)] - \max_i \mathrm{E}[v_i(\theta)].

The expected value of perfect information is the expected regret of the best option, hence the most that any further
data can be worth. Values are better when higher; a cost is a negative value.

Raiffa & Schlaifer (1961), *Applied Statistical Decision Theory*, ch. 4; Howard (1966), "Information value theory".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from takehome.errors import InputError


def expected_value(values: Sequence[float], probabilities: Sequence[float]) -> float:
    """The mean of `values` (n,) under `probabilities` (n,), which are not negative and add up to 1.

    Raises
    ------
    InputError
        If a probability is negative or they do not add up to 1.
    """
    values_, weights = np.asarray(values, float), np.asarray(probabilities, float)
    if values_.shape != weights.shape or (weights < 0).any() or not np.isclose(weights.sum(), 1.0):
        raise InputError(
            f"probabilities {weights.tolist()} for {values_.size} values",
            "one for each value, none negative, adding up to 1",
            "divide them by their sum",
        )
    return float(values_ @ weights)


def value_of(counts: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Values −Σ counts × prices.

    Parameters
    ----------
    counts : (..., events) how often each event happens.
    prices : (events,) what one event costs; a negative price is an income.

    Returns
    -------
    (...) values, in the currency of the prices.
    """
    cost: np.ndarray = np.asarray(counts, float) @ np.asarray(prices, float)
    return -cost


def best_option(values: Sequence[float] | np.ndarray, complexity: Sequence[float] | None = None) -> int:
    """The option of the highest value after its complexity cost; the first (simplest) one when they tie.

    Parameters
    ----------
    values : (options,) expected values.
    complexity : (options,) what each option must earn beyond the simplest before it is preferred; zeros if None.
    """
    worth = np.asarray(values, float)
    if complexity is not None:
        worth = worth - np.asarray(complexity, float)
    return int(np.argmax(worth))


def regret(draws: np.ndarray) -> np.ndarray:
    """What each option loses to the best one in each draw.

    Parameters
    ----------
    draws : (options, replicates) values.

    Returns
    -------
    (options, replicates), never negative.
    """
    lost: np.ndarray = draws.max(axis=0) - draws
    return lost


def value_of_perfect_information(draws: np.ndarray) -> float:
    """The expected regret of the option with the best mean: the most that more data can be worth.

    Parameters
    ----------
    draws : (options, replicates) values; replicates ≥ 1.
    """
    return float(regret(draws).mean(axis=1).min())


def probability_better(differences: np.ndarray) -> float:
    r"""P(difference > 0) from draws, never 0 or 1: :math:`(w + \frac12 t + \frac12) / (B + 1)`.

    With *w* wins and *t* ties in *B* draws. The added half win and half loss (Jeffreys' prior, as in Krichevsky &
    Trofimov 1981) keep a finite number of draws from claiming certainty; no draws at all give one half.

    Parameters
    ----------
    differences : (replicates,) value of one option minus the other, by draw.
    """
    differences = np.asarray(differences, float)
    wins, ties = np.count_nonzero(differences > 0), np.count_nonzero(differences == 0)
    return float((wins + 0.5 * ties + 0.5) / (differences.size + 1))


def break_even_price(fixed: float, per_event: float) -> float | None:
    """The price p at which `fixed` − `per_event` × p = 0, or None when no price ≥ 0 does that.

    Parameters
    ----------
    fixed : what the action gains when the event is free.
    per_event : how many more of the priced events the action causes than its alternative.
    """
    if per_event == 0:
        return None
    price = fixed / per_event
    return float(price) if price >= 0 and np.isfinite(price) else None


def break_even_root(gain: Callable[[float], float], low: float, high: float, points: int = 65) -> float | None:
    """The smallest x in [low, high] at which `gain` changes sign, or None; a grid brackets it and Brent refines it.

    Two roots between neighbours of the grid can be missed: raise `points` for a gain that wiggles.
    """
    from scipy.optimize import brentq

    grid = np.linspace(low, high, points)
    signs = np.sign([gain(float(x)) for x in grid])  # a product of two tiny gains would underflow to zero
    for i, sign in enumerate(signs):
        if sign == 0:
            return float(grid[i])
        if i + 1 < points and sign * signs[i + 1] < 0:
            return float(brentq(gain, grid[i], grid[i + 1], xtol=1e-12 * max(abs(low), abs(high), 1e-300)))
    return None


def paired_bootstrap(
    differences: np.ndarray, replicates: int, rng: np.random.Generator, groups: np.ndarray | None = None
) -> np.ndarray:
    """Means of `differences` (n,) over rows (or whole groups) drawn with replacement, shape (replicates,).

    Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 8; whole groups as in Cameron, Gelbach &
    Miller (2008).
    """
    differences = np.asarray(differences, float)
    if groups is None:
        sums, sizes = differences, np.ones(differences.size)
    else:
        _, label = np.unique(groups, return_inverse=True)
        sums, sizes = np.bincount(label, weights=differences), np.bincount(label).astype(float)
    means = np.empty(replicates)
    for b in range(replicates):
        drawn = rng.integers(0, sums.size, sums.size)
        means[b] = sums[drawn].sum() / sizes[drawn].sum()
    return means
