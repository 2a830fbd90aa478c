r"""What the network observes of the market at each step; nothing later than the price of the step itself.

Prices wander over the years by more than they do within a week, so each is measured from the average :math:`m_t` of
the last week in units of its mean deviation :math:`s_t`: :math:`z = \operatorname{arcsinh}((p - m_t) / s_t)`, which is
linear near the average and logarithmic for spikes of either sign. Then come what the same hours brought yesterday and
a week ago (for the hours that follow, the best simple forecast there is), the last day's mean, least and greatest
price, the clock, and where a column is known ahead, its values now and for the hours that follow within the day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.market.prices import Prices

AHEAD_HOURS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21)
"""Hours ahead for which the same hour of yesterday and of last week is shown; 24 is yesterday's own slot."""
LAG_HOURS = (1, 2, 3, 6)
"""Hours back whose price is shown."""
WINDOW_DAYS = 7
"""Days that average and deviation are taken over: a whole week, so that weekends do not move them."""
TINY = 1e-9
"""Share of the prices below which their deviation is rounding."""
LEAST_SCALE = 0.1
"""A week's deviation counts at least this share of that of all the past, so that a calm week magnifies no noise."""


@dataclass(frozen=True, eq=False)
class Observation:
    """What is seen.

    Attributes
    ----------
    market : (T, observed) float32. centre, scale : (T,) money per MWh, average and mean deviation of the last week.
    """

    market: np.ndarray
    centre: np.ndarray
    scale: np.ndarray


def observe(prices: Prices) -> Observation:
    """The observation of every step, computed at once."""
    values = prices.values
    centre = trailing_mean(values, WINDOW_DAYS * prices.slots)
    scale = _scale(values, centre, WINDOW_DAYS * prices.slots)
    columns = [np.arcsinh((money - centre) / scale) for money in money_columns(prices)]
    columns += [np.log(scale / trailing_mean(scale, len(scale))), *clock_columns(prices)]
    return Observation(np.column_stack(columns).astype(np.float32), centre, scale)


def money_columns(prices: Prices) -> list[np.ndarray]:
    """Columns (T,) of money per MWh, before they are measured from the average; none reaches back over 8 days."""
    hour = max(1, round(1 / prices.step_hours))
    found = _past(prices.values, prices.slots, hour)
    for known in prices.known.values():
        found += _known(np.asarray(known, float), prices, hour)
    return found


def trailing_mean(values: np.ndarray, window: int) -> np.ndarray:
    """(T,) mean of the last `window` values up to and including each; of all there are where there are fewer."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    after = np.arange(1, len(values) + 1)
    first = np.maximum(after - window, 0)
    return (total[after] - total[first]) / (after - first)


def _scale(values: np.ndarray, centre: np.ndarray, window: int) -> np.ndarray:
    deviation = np.abs(values - centre)
    ever = trailing_mean(deviation, len(values))
    return scale_floor(np.maximum(trailing_mean(deviation, window), LEAST_SCALE * ever), values)


def scale_floor(scale: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(T,) the scale, or the size of the prices so far where they hardly moved, so that nothing is divided by 0."""
    size = np.maximum.accumulate(np.abs(values))
    return np.where(scale > TINY * size, scale, np.where(size > 0, size, 1.0))


def _back(values: np.ndarray, steps: int) -> np.ndarray:
    """(T,) the value `steps` before each; the first one before the beginning."""
    return values[np.maximum(np.arange(len(values)) - steps, 0)]


def _past(values: np.ndarray, slots: int, hour: int) -> list[np.ndarray]:
    """Prices now, a little ago, around this time yesterday and a week ago, and of the last day."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    smooth = trailing_mean(values, hour)  # of the hour that ends here
    short = range(1, 4) if hour > 1 else ()
    found = [values, *(_back(values, lag) for lag in short), *(_back(smooth, hour * lag) for lag in LAG_HOURS)]
    for days in (1, 7):
        found += [_back(smooth, days * slots - hour * ahead) for ahead in (0, *AHEAD_HOURS)]
    origin = (slots - 1) // 2 if slots % 2 else slots // 2 - 1
    for extreme in (minimum_filter1d, maximum_filter1d):
        found.append(extreme(values, slots, origin=origin, mode="nearest"))
    return [*found, trailing_mean(values, slots)]


def _known(known: np.ndarray, prices: Prices, hour: int) -> list[np.ndarray]:
    """A column known ahead, now and later today; beyond midnight, what it was at that time today."""
    steps = np.arange(len(known))
    until = np.searchsorted(prices.day, prices.day, side="right")
    found = [known]
    for ahead in AHEAD_HOURS:
        at = steps + hour * ahead
        at = np.where(at < until, at, np.maximum(at - prices.slots, 0))
        found.append(known[np.minimum(at, until - 1)])
    return found


def clock_columns(prices: Prices) -> list[np.ndarray]:
    """(T,) each, time of day as two waves, and the weekday's where the calendar is real."""
    angle = 2 * np.pi * prices.slot / prices.slots
    waves = [wave(times * angle) for times in (1, 2) for wave in (np.sin, np.cos)]
    if prices.clock:
        weekday = (prices.time.astype("datetime64[D]").astype(int) + 3) % 7
        waves += [(weekday == 5).astype(float), (weekday == 6).astype(float), np.sin(2 * np.pi * weekday / 7)]
    return waves
