r"""Prediction intervals from the errors of models that had not seen the row: conformal, without a normal curve.

Theory
------
Let :math:`e_i` be the error of row *i* under a model without it, and :math:`s_i > 0` a guess of the spread there.
With normalised errors :math:`r_i = e_i / s_i`, the interval at a new *x* is

.. math:: \bigl[\,q^-\{\hat\mu_{-i}(x) + r_i\, s(x)\},\; q^+\{\hat\mu_{-i}(x) + r_i\, s(x)\}\,\bigr],

where :math:`q^-` is the :math:`\lfloor (n+1)\alpha/2 \rfloor`-th smallest and :math:`q^+` the
:math:`\lceil (n+1)(1-\alpha/2) \rceil`-th smallest of the *n* values. This is the jackknife+ with signed errors; with
:math:`\hat\mu` in place of :math:`\hat\mu_{-i}` it is the jackknife, and with errors of a separate sample split
conformal. With exchangeable rows split conformal covers at least :math:`1 - \alpha`, the jackknife+ at least
:math:`1 - 2\alpha` and in practice :math:`1 - \alpha`.

Signed tails need :math:`n \ge 2/\alpha - 1` rows; below that the errors are taken with both signs, which needs half as
many. With fewer still, the largest error is used and the level that is reached is n/(n + 1).

Barber, Candès, Ramdas & Tibshirani (2021), "Predictive inference with the jackknife+", *Ann. Statist.* 49, 486-507;
Lei et al. (2018), "Distribution-free predictive inference for regression", *JASA* 113, §2 and §5.2;
Linusson, Johansson & Löfström (2014) for signed errors.
"""

from __future__ import annotations

import math

import numpy as np

_CELLS = 4_000_000


def conformal_offsets(scores: np.ndarray, confidence_level: float) -> tuple[float, float]:
    """How far below and above the prediction an interval reaches, in units of the spread.

    Parameters
    ----------
    scores : (n,) normalised errors, actual − predicted over spread; n ≥ 1.

    Returns
    -------
    (low, high) : to be multiplied by the spread and added to the prediction.
    """
    ordered = np.sort(with_both_signs(scores, confidence_level))
    low, high = ranks(len(ordered), confidence_level)
    return float(ordered[low - 1]), float(ordered[high - 1])


def with_both_signs(scores: np.ndarray, confidence_level: float) -> np.ndarray:
    """The scores, or the scores and their negatives where there are too few for signed tails."""
    if len(scores) + 1 >= 2.0 / (1.0 - confidence_level) - 1e-9:
        return scores
    return np.concatenate([scores, -scores])


def ranks(n: int, confidence_level: float) -> tuple[int, int]:
    """Which order statistics (from 1) of n values bound the interval, kept within 1 … n."""
    tail = (1.0 - confidence_level) / 2.0
    low = math.floor((n + 1) * tail + 1e-9)
    high = math.ceil((n + 1) * (1.0 - tail) - 1e-9)
    return max(low, 1), min(high, n)


def jackknife_interval(
    predicted: np.ndarray, spread: np.ndarray, scores: np.ndarray, confidence_level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Intervals around predictions of the model itself (the jackknife, or split conformal).

    Parameters
    ----------
    predicted, spread : (m,) at the new rows. scores : (n,) normalised errors of rows that the model had not seen.
    """
    low, high = conformal_offsets(scores, confidence_level)
    return predicted + low * spread, predicted + high * spread


def jackknife_plus_interval(
    without: np.ndarray, spread: np.ndarray, scores: np.ndarray, confidence_level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Jackknife+ intervals.

    Parameters
    ----------
    without : (n, m) predictions of the m new rows by the model without row i.
    spread : (m,) at the new rows. scores : (n,) normalised errors of the rows left out.
    """
    paired = np.vstack([without, without]) if _doubled(scores, confidence_level) else without
    ordered = np.sort(paired + with_both_signs(scores, confidence_level)[:, None] * spread, axis=0)
    low, high = ranks(len(ordered), confidence_level)
    return ordered[low - 1], ordered[high - 1]


def _doubled(scores: np.ndarray, confidence_level: float) -> bool:
    return len(with_both_signs(scores, confidence_level)) > len(scores)


def predictions_without(
    coef: np.ndarray, matrix: np.ndarray, inverse: np.ndarray, loo_residuals: np.ndarray, new: np.ndarray
) -> np.ndarray:
    r"""Least-squares predictions at new rows without each row in turn, :math:`x'\beta - x'(X'X)^{-1} x_i e_{(i)}`.

    Parameters
    ----------
    coef : (p,). matrix : (n, p). inverse : (p, p) of X'X. loo_residuals : (n,) :math:`e_{(i)} = e_i / (1 - h_i)`.
    new : (m, p) rows.

    Returns
    -------
    (n, m). Belsley, Kuh & Welsch (1980), eq. 2.1.
    """
    return (new @ coef)[None, :] - loo_residuals[:, None] * (matrix @ inverse @ new.T)


def chunks(rows: int, calibration: int) -> list[slice]:
    """Slices of the new rows, each small enough to be sorted against all calibration rows at once."""
    step = max(1, _CELLS // max(calibration, 1))
    return [slice(start, start + step) for start in range(0, rows, step)]


def wilson_interval(successes: int, trials: int, confidence_level: float) -> tuple[float, float]:
    """Interval of a share. Wilson (1927); recommended by Brown, Cai & DasGupta (2001), *Statist. Sci.* 16.

    >>> [round(end, 4) for end in wilson_interval(8, 10, 0.95)]
    [0.4902, 0.9433]
    """
    from scipy.special import ndtri

    if trials == 0:
        return 0.0, 1.0
    z = float(ndtri(0.5 + confidence_level / 2))
    share, z2 = successes / trials, z * z / trials
    centre, half = share + z2 / 2, z * math.sqrt((share * (1 - share) + z2 / 4) / trials)
    return max((centre - half) / (1 + z2), 0.0), min((centre + half) / (1 + z2), 1.0)
