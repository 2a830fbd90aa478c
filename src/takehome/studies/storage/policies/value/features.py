r"""What the value function sees of a step: one row of numbers, the same whether one step is asked for or a year.

All prices are in the units of :mod:`~.market_scale` and pass through asinh, which is linear near 0 and logarithmic for
spikes (Uniejewski, Weron & Ziel 2018, "Variance stabilizing transformations for electricity spot price forecasting").
Blocks, in order:

======================  =============================================================================================
last prices             now, and so many steps ago as :data:`LAGS` says
the day around now      expected prices of :data:`AROUND` hours from now, by :func:`~.day_reference.day_reference`;
                        beyond midnight, where nothing is known yet, those of the same hours of this day
departure               mean of price − expectation, and of its size, over the last :data:`WINDOWS` hours
calendar                sines and cosines of the time of day, of the place within the hour, of the season; weekend
scale                   against the usual one, as wear, a fixed amount of money, weighs less where prices are uneven
======================  =============================================================================================
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.policies.value.outlook import Outlook

LAGS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 17, 20, 23, 29, 35)
"""Steps: three hours of 5-minute prices, as in Baker, Zheng & Xu (2023), thinned where they change slowly."""
AROUND = tuple(range(-3, 22))
"""Hours from now."""
WINDOWS = (1, 3, 6, 12, 24, 168)
"""Hours."""
HARMONICS = 2
"""Of the day."""


def rows(source: Outlook, positions: np.ndarray, usual: float) -> np.ndarray:
    """(n, features) float32 of the steps at `positions`; `usual` is the scale of the years learned from."""
    from takehome.studies.storage.policies.value.feature_kernels import price_rows

    prices, scale = source.prices, source.scale
    starts = prices.day_starts()
    block = price_rows(
        prices.values, source.expected, scale.middle, scale.scale, prices.day - prices.day[0], starts, positions,
        np.array(LAGS), np.array(AROUND), np.array(WINDOWS), source.an_hour,
    )  # fmt: skip
    return np.hstack([block, _calendar(source, positions, usual)]).astype(np.float32)


def plain_price_rows(
    values: np.ndarray, expected: np.ndarray, middle: np.ndarray, scale: np.ndarray, day: np.ndarray,
    starts: np.ndarray, positions: np.ndarray, lags: np.ndarray, around: np.ndarray, windows: np.ndarray, hour: int,
) -> np.ndarray:  # fmt: skip
    """(n, lags + around + 2 · windows) the first three blocks; the plain twin of the compiled kernel."""
    made = []
    for t in positions:
        first, after = starts[day[t]], starts[day[t] + 1]
        past = values[np.maximum(t - lags, 0)]
        at = t + around * hour
        over = np.maximum(-(-(at - after + 1) // (24 * hour)), 0)
        ahead = expected[np.minimum(np.maximum(at - over * 24 * hour, 0), after - 1)]
        gaps = [(values - expected)[max(t + 1 - window * hour, 0) : t + 1] for window in windows]
        levels = (np.concatenate([past, ahead]) - middle[t]) / scale[t]
        means = np.array([f(gap) for gap in gaps for f in (np.mean, lambda gap: np.abs(gap).mean())]) / scale[t]
        made.append(np.arcsinh(np.concatenate([levels, means])))
        assert first <= t < after
    return np.array(made)


def _calendar(source: Outlook, positions: np.ndarray, usual: float) -> np.ndarray:
    """(n, 4 + 2 · HARMONICS + 2) time of day, place in the hour, season, weekend, scale."""
    prices, an_hour = source.prices, source.an_hour
    slot, time = prices.slot[positions], prices.time[positions]
    day_angle, hour_angle = 2 * np.pi * slot / prices.slots, 2 * np.pi * (slot % an_hour) / an_hour
    days = time.astype("datetime64[D]").astype(int)
    season = 2 * np.pi * (days % 365.25) / 365.25
    parts = [f(k * day_angle) for k in range(1, HARMONICS + 1) for f in (np.sin, np.cos)]
    parts += [np.sin(hour_angle), np.cos(hour_angle), np.sin(season), np.cos(season)]
    parts.append(((days + 3) % 7 >= 5).astype(float) if prices.clock else np.zeros(len(positions)))
    scale = source.scale
    parts.append(np.log(scale.scale[positions] / usual))
    return np.column_stack(parts)
