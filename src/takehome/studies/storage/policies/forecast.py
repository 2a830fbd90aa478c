r"""Forecasts of a day's prices, made before it begins, and corrected as its first prices are seen.

*Scale.* Prices are spiky and their level drifts, so trees learn :math:`z = \operatorname{asinh}((p - m_d) / s_d)` with
the median :math:`m_d` and the median absolute deviation :math:`s_d` (times 1.4826) of the two weeks before day *d*:
Uniejewski, Weron & Ziel (2018), "Variance stabilizing transformations for electricity spot price forecasting", *IEEE
Trans. Power Systems* 33. A year with fivefold prices then looks like the years that were learned from, and no unit of
money changes a forecast.

*Before the day*: a naive forecast, half yesterday and half the week's mean of the same slot, so that prices beyond all
that was learned from are still followed; and what differs from it by gradient boosting on the slot of the clock,
weekday, season, the same slot one, two and seven days before and its mean over a week, the last price and last day's
mean, least and most, and columns known ahead.

*During the day*: with :math:`e` the error in *z* of the latest price and :math:`\bar e` the mean error of the day so
far, the price :math:`\ell` steps ahead is moved by :math:`\beta_\ell e + \gamma_\ell \bar e`, both estimated by least
squares on days that the trees had not seen.

*How good* it is says Kendall's :math:`\tau` within the day, the agreement of the order of hours, since that, not the
size of errors, is what a battery earns by (arXiv 2604.12082).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.past import FEWEST_DAYS
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.studies.storage.policies.forest import Forest, grow

SCALE_DAYS = 14
"""Days whose median and spread set the scale: two of each weekday."""
MOST_ROWS = 120_000
"""The latest rows that are learned from: more than twelve hourly years, or more than one of 5 minutes."""
HELD_OUT = 4
"""One of so many parts of the past, the last, measures errors by trees grown on the others."""
YESTERDAY, WEEK = 0, 3
"""Places of these two among the features."""
RIDGE_ROWS = 30
"""Rows that the ridge counts for: far ahead, few pairs of steps are left, and the two errors are nearly the same."""
NORMAL_MAD = 1.4826
"""Standard deviation of a normal variable over its median absolute deviation."""


@dataclass(frozen=True, eq=False)
class DayForecasts:
    """Forecasts made before each day.

    Attributes
    ----------
    z : (days, slots) in the transformed scale; NaN where no past day is known. middle, scale : (days,).
    """

    z: np.ndarray
    middle: np.ndarray
    scale: np.ndarray

    @property
    def prices(self) -> np.ndarray:
        """(days, slots) per MWh."""
        return self.middle[:, None] + self.scale[:, None] * np.sinh(self.z)


@dataclass(frozen=True, eq=False)
class PriceForecaster:
    """A fitted forecaster.

    Attributes
    ----------
    forest : the trees. weights : (leads, 2) of the latest and the mean error of the day, for 1, 2, … steps ahead.
    tau : mean Kendall's tau within the days held out. known : names of the columns known ahead.
    """

    forest: Forest
    weights: np.ndarray
    tau: float
    known: tuple[str, ...] = ()

    def days(self, prices: Prices) -> DayForecasts:
        """Forecasts of every day from the days before it.

        Raises
        ------
        InputError
            Where a column known ahead is absent that was learned from.
        """
        absent = [name for name in self.known if name not in prices.known]
        if absent:
            raise InputError(
                f"prices without the column {absent[0]!r}",
                "every column known ahead that the forecast was fitted with",
                f"give {absent[0]!r}, or fit without it",
            )
        grid = day_grid(prices)
        middle, scale = trailing_scale(grid)
        X = features(prices, grid, middle, scale, self.known)
        z = _predicted(self.forest, X)
        z[np.isnan(middle)] = np.nan
        return DayForecasts(z, middle, scale)


def fit_forecaster(past: Prices, seed: int = 0) -> PriceForecaster:
    """Learn from past prices.

    Raises
    ------
    InputError
        Where fewer than `FEWEST_DAYS` days are given.
    """
    days = past.days if len(past) else 0
    if days < FEWEST_DAYS:
        raise InputError(
            f"{days} days of past prices",
            f"at least {FEWEST_DAYS} days to learn a forecast from",
            "give a longer series, or a policy that needs no training",
        )
    grid = day_grid(past)
    middle, scale = trailing_scale(grid)
    known = tuple(past.known)
    X, Z = features(past, grid, middle, scale, known), transformed(grid, middle, scale)
    rows = np.flatnonzero(~np.isnan(Z).any(axis=1))
    rows = rows[rows >= min(7, len(grid) // 2)]
    seen, held = rows[: -(len(rows) // HELD_OUT)], rows[-(len(rows) // HELD_OUT) :]
    held_z = _predicted(_grown(X, Z, seen, seed), X[held])
    weights = correction_weights(Z[held] - held_z)
    return PriceForecaster(_grown(X, Z, rows, seed), weights, mean_tau(held_z, grid[held]), known)


def _grown(X: np.ndarray, Z: np.ndarray, rows: np.ndarray, seed: int) -> Forest:
    rows = rows[-(MOST_ROWS // Z.shape[1]) :]
    return grow(X[rows].reshape(-1, X.shape[2]), (Z[rows] - naive(X[rows])).ravel(), seed)


def _predicted(forest: Forest, X: np.ndarray) -> np.ndarray:
    return naive(X) + forest.predict(X.reshape(-1, X.shape[2])).reshape(X.shape[:2])


def naive(X: np.ndarray) -> np.ndarray:
    """(days, slots) half yesterday, half the week's mean; yesterday alone while there is no week, else 0."""
    yesterday, week = X[..., YESTERDAY], X[..., WEEK]
    return np.nan_to_num((yesterday + np.where(np.isnan(week), yesterday, week)) / 2)


def trailing_scale(grid: np.ndarray, days: int = SCALE_DAYS) -> tuple[np.ndarray, np.ndarray]:
    """Median and spread (days,) of the days before each day; NaN where none is known; a spread of 0 becomes 1."""
    middle, scale = np.full(len(grid), np.nan), np.full(len(grid), np.nan)
    for d in range(1, len(grid)):
        window = grid[max(0, d - days) : d]
        window = window[~np.isnan(window)]
        if window.size:
            middle[d] = np.median(window)
            spread = np.abs(window - middle[d])
            scale[d] = NORMAL_MAD * np.median(spread) or spread.mean() or abs(middle[d]) or 1.0
    return middle, scale


def transformed(grid: np.ndarray, middle: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """(days, slots) in the scale of each day."""
    return np.arcsinh((grid - middle[:, None]) / scale[:, None])


def features(
    prices: Prices, grid: np.ndarray, middle: np.ndarray, scale: np.ndarray, known: tuple[str, ...]
) -> np.ndarray:
    """(days, slots, features) what is known of each slot before its day begins; NaN where the past is too short."""
    days, slots = grid.shape

    def scaled(values: np.ndarray) -> np.ndarray:
        return np.broadcast_to(transformed(values, middle, scale), grid.shape)

    def before(n: int) -> np.ndarray:
        return np.concatenate([np.full((min(n, days), slots), np.nan), grid[:-n]])

    yesterday = before(1)
    week = np.mean([before(n) for n in range(1, 8)], axis=0)
    made = [scaled(values) for values in (yesterday, before(2), before(7), week, yesterday[:, -1:])]
    made += [scaled(summary(yesterday, axis=1)[:, None]) for summary in (np.mean, np.min, np.max)]
    made.append(np.broadcast_to(np.arange(slots) / slots, grid.shape))
    if prices.clock:
        dates = prices.time[prices.day_starts()[:-1]].astype("datetime64[D]")
        weekday = (dates.astype(int) + 3) % 7  # 1970-01-01 was a Thursday
        season = (dates - dates.astype("datetime64[Y]")).astype(int)
        made += [np.broadcast_to(values[:, None], grid.shape) for values in (weekday, season)]
    for name in known:
        ahead = day_grid(prices, prices.known[name])
        centre, spread = trailing_scale(ahead)
        own = transformed(ahead, centre, spread)
        made += [own, own - own.mean(axis=1, keepdims=True)]
    return np.stack(made, axis=2).astype(float)


def mean_tau(forecast: np.ndarray, actual: np.ndarray) -> float:
    """Mean Kendall's tau of the slots of a day, over days whose prices are not all alike."""
    from scipy.stats import kendalltau

    taus = [
        kendalltau(one, other).statistic
        for one, other in zip(forecast, actual, strict=True)
        if np.ptp(one) > 0 and np.ptp(other) > 0
    ]
    return float(np.mean(taus)) if taus else float("nan")


def correction_weights(errors: np.ndarray) -> np.ndarray:
    """(slots − 1, 2) ridge regression of later errors on the latest error and the day's mean error so far.

    Parameters
    ----------
    errors : (days, slots) of forecasts made before each day. Row ℓ − 1 of the result is for ℓ steps ahead.
    """
    slots = errors.shape[1]
    mean = np.cumsum(errors, axis=1) / np.arange(1, slots + 1)
    weights = np.zeros((slots - 1, 2))
    ridge = (RIDGE_ROWS * np.mean(errors**2) or 1.0) * np.eye(2)
    for lead in range(1, slots):
        A = np.stack([errors[:, :-lead].ravel(), mean[:, :-lead].ravel()], axis=1)
        weights[lead - 1] = np.linalg.solve(A.T @ A + ridge, A.T @ errors[:, lead:].ravel())
    return weights
