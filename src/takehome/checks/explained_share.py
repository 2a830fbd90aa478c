r"""How much of one column another column leaves unexplained, alone and out of sample, for any shape of relation.

Theory
------
Sort the rows by x. Between its two neighbours, the value of a smooth function at :math:`x_i` is nearly the linear
interpolation of theirs, so the pseudo-residual

.. math:: e_i = y_i - (1 - w_i)\, y_{i-1} - w_i\, y_{i+1}, \qquad w_i = \frac{x_i - x_{i-1}}{x_{i+1} - x_{i-1}},

holds noise alone, and :math:`e_i^2 / (1 + (1-w_i)^2 + w_i^2)` estimates its variance without a model, a bandwidth or
a basis (Gasser, Sroka & Jennen-Steinmetz 1986, *Biometrika* 73:625–633). Row i is never used to predict itself.
Beside it stand the straight line, left out row by row, which is sharper when the relation is straight, and for
categories the mean of the *other* rows of the level. The share is this variance over the variance of y;
its interval comes from the delta method on the logarithm, neighbouring terms being 2-dependent.

Rows are put in random order before they are sorted, so that equal values of x have random neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

_DEPENDENT_LAGS = 2


@dataclass(frozen=True, slots=True)
class Share:
    """Unexplained share of the variance with its interval; `rows` it rests on, and how it was measured."""

    estimate: float
    low: float
    high: float
    rows: int
    method: str


def unexplained_by_number(x: np.ndarray, y: np.ndarray, confidence_level: float) -> Share:
    """The smaller of the shares that neighbours in x and a straight line in x leave of y.

    Parameters
    ----------
    x : (n,) finite numbers.
    y : (n, k) finite numbers; k > 1 for the indicators of a category.
    """
    order = np.argsort(x, kind="stable")
    by_x = y[order]
    near = _ratio(_neighbour_terms(x[order], by_x), by_x, confidence_level, "its neighbours", _DEPENDENT_LAGS)
    line = _ratio(_line_terms(x, y), y, confidence_level, "a straight line")
    return min(near, line, key=lambda share: share.high)


def unexplained_by_level(codes: np.ndarray, y: np.ndarray, confidence_level: float) -> Share:
    """The share that the means by level leave of y; `codes` (n,) are small whole numbers."""
    sizes = np.bincount(codes)[codes].astype(float)
    n = len(y)
    terms = np.zeros(n)
    for column in y.T:
        own = np.bincount(codes, weights=column)[codes]
        others = np.where(sizes > 1, (own - column) / np.maximum(sizes - 1, 1), (column.sum() - column) / (n - 1))
        terms += (column - others) ** 2
    return _ratio(terms, y, confidence_level, "the mean of its level")


def scaled(values: np.ndarray) -> np.ndarray:
    """Centred and divided by the largest deviation, so that no square overflows or underflows."""
    half = values / 2.0 if np.abs(values).max() > 1e150 else values
    centred = half - np.median(half, axis=0)
    largest = np.abs(centred).max(axis=0)
    return centred / np.where(largest > 0, largest, 1.0)


def _neighbour_terms(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Squared pseudo-residuals of rows sorted by x; the two ends, which lack a neighbour, get the mean."""
    span = x[2:] - x[:-2]
    w = np.divide(x[1:-1] - x[:-2], span, out=np.full(len(span), 0.5), where=span > 0)
    e = y[1:-1] - (1 - w)[:, None] * y[:-2] - w[:, None] * y[2:]
    terms = (e**2).sum(axis=1) / (1 + (1 - w) ** 2 + w**2)
    return np.concatenate([[terms.mean()], terms, [terms.mean()]])


def _line_terms(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    n = len(x)
    centred = x - x.mean()
    square = centred @ centred
    if square == 0:
        return ((y - y.mean(axis=0)) ** 2).sum(axis=1)
    leverage = 1 / n + centred**2 / square
    residuals = y - y.mean(axis=0) - np.outer(centred, centred @ y / square)
    return ((residuals / np.maximum(1 - leverage, 1e-9)[:, None]) ** 2).sum(axis=1)


def _ratio(terms: np.ndarray, y: np.ndarray, confidence_level: float, method: str, lags: int = 0) -> Share:
    """mean(terms) over the variance of y, with its interval."""
    spread = ((y - y.mean(axis=0)) ** 2).sum(axis=1)
    n, variance = len(y), float(spread.mean()) * len(y) / (len(y) - 1)
    share = float(terms.mean()) / variance
    influence = (terms - share * spread) / variance
    influence = influence - influence.mean()
    long_run = influence @ influence / n
    for lag in range(1, lags + 1):
        long_run += 2 * max(float(influence[lag:] @ influence[:-lag]) / n, 0.0)
    z = NormalDist().inv_cdf(0.5 + confidence_level / 2)
    if share == 0.0:
        return Share(0.0, 0.0, 0.0, n, method)
    reach = float(np.exp(min(z * float(np.sqrt(long_run / n)) / share, 700.0)))
    return Share(share, share / reach, share * reach, n, method)
