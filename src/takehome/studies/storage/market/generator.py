r"""Made-up prices with spikes and prices below zero, to see what a policy does in a market worse than its past.

A price is a season, noise that returns, and jumps that decay (Lucia & Schwartz 2002, *Review of Derivatives Research*
5, for season plus mean reversion; Geman & Roncoroni 2006, *Journal of Business* 79(3), for jumps that are drawn back;
Weron 2014, *International Journal of Forecasting* 30(4), section 3.8, for regimes):

.. math:: P_t = f(t) + X_t + \sum_j J_j\, e^{-(t - \tau_j) / d}, \qquad X_{t+1} = \phi X_t + \varepsilon_t

*f* has two peaks a day and cheaper weekends. Days are *calm* or *tight* by a Markov chain, and in tight ones jumps
start more often. Jumps start as a Poisson process, mostly at the peaks, with sizes of a Pareto law, whose few largest
ones make most of the sum, as in real markets. Spells below zero start at night and at noon. It is for stress: nobody
should read a forecast of profit from it.
"""

from __future__ import annotations

import math

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.market.prices import Prices, regular_prices

NOISE = 0.15
"""Standard deviation of the noise, as a share of the level."""
HALF_LIFE = 12.0
"""Hours after which half of a deviation is gone; day-ahead prices return within about a day (Lucia & Schwartz 2002)."""
TAIL = 2.0
"""Pareto index of the sizes of jumps: at 2 the variance is infinite, as spot prices' tails suggest (Weron 2014)."""
LARGEST_JUMP = 100.0
"""Multiple of the mean size at which a jump is cut, as a market's cap does."""
JUMP_HOURS = 1.5
"""Hours in which a jump falls to a third (the *d* above): spikes last a few hours (Geman & Roncoroni 2006)."""
TIGHT_SHARE, TIGHT_DAYS, TIGHT_FACTOR = 0.15, 4.0, 5.0
"""Share of days that are tight, their mean run in days, and how much more often jumps start in them."""


def spiky_prices(
    days: int,
    seed: int,
    *,
    step_hours: float = 1.0,
    level: float = 50.0,
    daily_swing: float = 15.0,
    weekly: float = 0.1,
    spike_rate: float = 0.1,
    spike_size: float = 150.0,
    negative_rate: float = 0.1,
    negative_size: float = 60.0,
) -> Prices:
    """Draw prices from a local midnight on.

    Parameters
    ----------
    days, seed : how many days, and of which draw. step_hours : length of a step; must divide a day.
    level : mean of the season on working days, currency per MWh. daily_swing : half the range of the day's shape.
    weekly : share by which weekends are cheaper. spike_rate, spike_size : jumps a day, and their mean size per MWh.
    negative_rate, negative_size : the same of jumps downwards.

    Raises
    ------
    InputError
        For less than one day, steps that do not divide a day, or a negative rate or size.
    """
    slots = _slots(days, step_hours)
    sizes = {"level": level, "daily_swing": daily_swing, "spike_rate": spike_rate, "spike_size": spike_size}
    sizes |= {"negative_rate": negative_rate, "negative_size": negative_size}
    for name, value in sizes.items():
        if not (math.isfinite(value) and value >= 0):
            raise InputError(f"{name}={value!r}", "a finite number of at least 0", "correct it")
    rng = np.random.default_rng(seed)
    hour = np.tile(np.arange(slots) * step_hours, days)
    day = np.repeat(np.arange(days), slots)
    season = level * np.where(day % 7 >= 5, 1 - weekly, 1.0) + daily_swing * _shape(hour)
    noise = _returning(rng, len(hour), NOISE * level, 0.5 ** (step_hours / HALF_LIFE))
    tight = _tight_days(rng, days)[day]
    often = np.where(tight, TIGHT_FACTOR, 1.0) / (1 + TIGHT_SHARE * (TIGHT_FACTOR - 1))
    up = _jumps(rng, spike_rate * often * _odds(_shape(hour), slots), spike_size, step_hours)
    down = _jumps(rng, negative_rate * _odds(-_shape(hour), slots), negative_size, step_hours)
    return regular_prices(np.round(season + noise + up - down, 2), step_hours)


def _slots(days: int, step_hours: float) -> int:
    slots = round(24 / step_hours) if step_hours > 0 else 0
    if days < 1 or slots < 1 or not math.isclose(slots * step_hours, 24):
        saw = f"days={days!r}, step_hours={step_hours!r}"
        raise InputError(saw, "at least one day, of steps that divide 24 hours", "correct them")
    return slots


def _shape(hour: np.ndarray) -> np.ndarray:
    """(T,) course of a day between about −1 and 1: low at night, peaks at 8 and 19, a dip at noon."""
    peaks = np.exp(-(((hour - 8) / 2.5) ** 2)) + 1.3 * np.exp(-(((hour - 19) / 2.5) ** 2))
    return 1.6 * peaks - 1.0


def _odds(shape: np.ndarray, slots: int) -> np.ndarray:
    """(T,) share of a day's jumps that start in each step: more where the shape is high."""
    weight = np.exp(1.5 * shape)
    return weight / (weight[:slots].sum())


def _returning(rng: np.random.Generator, steps: int, spread: float, keep: float) -> np.ndarray:
    """(T,) a stationary first-order autoregression with standard deviation `spread`."""
    from scipy.signal import lfilter

    shocks = rng.normal(0, spread * math.sqrt(1 - keep**2), steps)
    shocks[0] = rng.normal(0, spread)
    return lfilter([1.0], [1.0, -keep], shocks)


def _tight_days(rng: np.random.Generator, days: int) -> np.ndarray:
    """(days,) a two-state Markov chain with the stated share and mean run."""
    leave = 1 / TIGHT_DAYS
    enter = leave * TIGHT_SHARE / (1 - TIGHT_SHARE)
    draws = rng.random(days)
    tight = np.zeros(days, bool)
    state = draws[0] < TIGHT_SHARE
    for position, draw in enumerate(draws):
        if position:
            state = draw >= leave if state else draw < enter
        tight[position] = state
    return tight


def _jumps(rng: np.random.Generator, rate: np.ndarray, size: float, step_hours: float) -> np.ndarray:
    """(T,) decaying jumps; `rate` (T,) is how many start in each step on average, `size` their mean height."""
    from scipy.signal import lfilter

    starts = np.flatnonzero(rng.poisson(rate))
    heights = size * (TAIL - 1) * rng.pareto(TAIL, len(starts))  # the mean of NumPy's Pareto is 1 / (index − 1)
    shocks = np.zeros(len(rate))
    shocks[starts] = np.minimum(heights, LARGEST_JUMP * size)
    return lfilter([1.0], [1.0, -math.exp(-step_hours / JUMP_HOURS)], shocks)
