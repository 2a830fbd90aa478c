r"""What a policy sees of a home in each hour: a cell of a table, or features of a network. Both stay in the home.

Everything is measured in the home's own terms (its battery, its mean price), so that what is learned in one home can
be read in another. Of the hours to come only the prices of the next `AHEAD` are known; what the home will use and make
is taken from the same hour of the day before.
"""

from __future__ import annotations

import numpy as np

from takehome.studies.storage.homes.homes import AHEAD, HOURS, TOP, Homes

SURPLUS = (0.15, 0.7)
"""Limits of the classes of yesterday's surplus in the coming hours, as shares of the battery."""
NEED = (0.2, 0.6)
"""Limits of the classes of what will be used in the dear hours to come, as shares of the battery."""
DEAR = (1.05, 1.5)
"""Limits of the classes of the highest known price ahead, against the home's mean price."""
CHEAP = (0.7, 0.95)
"""Limits of the classes of the lowest known price ahead."""
NEAR_HIGHEST = 0.85
"""An hour is dear where its price is at least this share of the highest known one."""
CELLS = HOURS * 3**4
"""Hour of the day, and three classes each of surplus, need, highest and lowest price."""
OUTLOOK = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12)
"""Hours ahead that a network sees."""
FEATURES = 2 * len(OUTLOOK) + 12
"""Length of a network's observation, see :func:`features`."""


def cells(homes: Homes) -> np.ndarray:
    """(N, T) int64, the cell of a table that each hour falls into, in [0, CELLS)."""
    capacity, mean = _terms(homes)
    expected = yesterday(homes.net_kwh)
    highest, lowest = _ahead(homes.buy, np.maximum), _ahead(homes.buy, np.minimum)
    surplus = sum(np.maximum(-_shift(expected, k), 0) for k in range(1, AHEAD + 1)) / capacity
    need = (
        sum(
            np.maximum(_shift(expected, k), 0) * (_shift(homes.buy, k) >= NEAR_HIGHEST * highest)
            for k in range(1, AHEAD + 1)
        )
        / capacity
    )
    found = homes.hour.astype(np.int64)
    for values, limits in ((surplus, SURPLUS), (need, NEED), (highest / mean, DEAR), (lowest / mean, CHEAP)):
        found = found * 3 + np.digitize(values, limits)
    return found


def features(homes: Homes) -> np.ndarray:
    """(N, T, FEATURES) float32: prices and expected net load now and ahead, what was used lately, and the clock."""
    capacity, mean = _terms(homes)
    expected = yesterday(homes.net_kwh)
    columns = [homes.buy / mean - 1, homes.sell / mean - 1, homes.net_kwh / capacity]
    columns += [_shift(homes.buy, k) / mean - 1 for k in OUTLOOK]
    columns += [_shift(expected, k) / capacity for k in OUTLOOK]
    columns += [_ahead(homes.buy, np.maximum) / mean - 1, _ahead(homes.buy, np.minimum) / mean - 1]
    columns.append((homes.net_kwh - expected) / capacity)
    angle = 2 * np.pi * homes.hour / HOURS
    columns += [wave(times * angle) for times in (1, 2) for wave in (np.sin, np.cos)]
    columns.append(((homes.day + 3) % 7 >= 5).astype(float))
    columns.append(np.broadcast_to(capacity / np.maximum(_daily_use(homes), 1e-9), homes.net_kwh.shape))
    return np.clip(np.stack(columns, axis=-1), -10, 10).astype(np.float32)


def yesterday(values: np.ndarray) -> np.ndarray:
    """(N, T) the same hour of the day before; on the first day, the hour itself is all there is."""
    return np.concatenate([values[:, :HOURS], values[:, :-HOURS]], axis=1)


def _terms(homes: Homes) -> tuple[np.ndarray, np.ndarray]:
    """(N, 1) capacity in kWh, and the home's mean price."""
    capacity = (homes.pitch_kwh * TOP)[:, None]
    return capacity, homes.scale[:, None] / capacity


def _shift(values: np.ndarray, ahead: int) -> np.ndarray:
    """(N, T) the value so many hours later; at the end, that of the day before."""
    return np.concatenate([values[:, ahead:], values[:, -HOURS : -HOURS + ahead]], axis=1)


def _ahead(values: np.ndarray, take: np.ufunc) -> np.ndarray:
    """(N, T) the highest or lowest of the next `AHEAD` hours."""
    found = _shift(values, 1)
    for k in range(2, AHEAD + 1):
        found = take(found, _shift(values, k))
    return found


def _daily_use(homes: Homes) -> np.ndarray:
    """(N, 1) mean energy bought a day without a battery, from the home's own data."""
    own = np.maximum(homes.net_kwh[:, : homes.judged], 0)
    return HOURS * own.mean(axis=1, keepdims=True)
