"""Made-up prices: the season, the tail, and the promise that one seed is one series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from takehome.errors import InputError
from takehome.studies.storage.market.generator import TAIL, spiky_prices


def test_one_seed_is_one_series() -> None:
    one, again, other = (spiky_prices(60, seed).values for seed in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(("step_hours", "slots"), [(1.0, 24), (0.25, 96), (1 / 12, 288), (24.0, 1)])
def test_the_calendar_is_regular(step_hours: float, slots: int) -> None:
    prices = spiky_prices(10, 0, step_hours=step_hours)
    assert len(prices) == 10 * slots
    assert prices.slots == slots
    assert np.array_equal(prices.day, np.repeat(np.arange(10), slots))
    assert np.isfinite(prices.values).all()


def test_peaks_are_dearer_than_nights_and_weekends_cheaper() -> None:
    prices = spiky_prices(700, 1, spike_rate=0.0, negative_rate=0.0)
    by_hour = [prices.values[prices.slot == hour].mean() for hour in range(24)]
    assert int(np.argmax(by_hour)) == 19
    assert by_hour[8] > by_hour[12] > by_hour[3]
    week = [prices.values[prices.day % 7 == day].mean() for day in range(7)]
    assert max(week[5:]) < min(week[:5])


def test_noise_returns_with_its_half_life() -> None:
    """An autoregression that halves in 12 hours has autocorrelation 1/2 at lag 12 (Lucia & Schwartz 2002, eq. 2)."""
    prices = spiky_prices(4_000, 2, daily_swing=0.0, weekly=0.0, spike_rate=0.0, negative_rate=0.0)
    x = prices.values - prices.values.mean()
    assert (x[12:] @ x[:-12]) / (x @ x) == pytest.approx(0.5, abs=0.03)


def test_jumps_come_as_often_and_as_high_as_asked() -> None:
    """Without noise a jump is a rise; a Poisson count has the variance of its mean, here within five deviations."""
    days, rate, size = 4_000, 0.2, 150.0
    prices = spiky_prices(
        days, 5, level=0.0, daily_swing=0.0, spike_rate=rate, spike_size=size, negative_rate=0.0
    )  # fmt: skip
    rises = np.diff(prices.values)
    starts = rises[rises > 0]
    assert abs(len(starts) - rate * days) < 0.25 * rate * days  # runs of tight days make counts wider than Poisson's
    assert np.median(starts) == pytest.approx(size * (TAIL - 1) * (2 ** (1 / TAIL) - 1), rel=0.25)


def test_few_days_hold_much_of_the_jumps() -> None:
    prices = spiky_prices(1_460, 6, level=0.0, daily_swing=0.0, negative_rate=0.0)
    by_day = np.sort(np.bincount(prices.day, prices.values))[::-1]
    assert by_day[: len(by_day) // 100].sum() > 0.2 * by_day.sum()


def test_prices_fall_below_zero_only_where_asked() -> None:
    assert spiky_prices(365, 0, negative_rate=0.5).values.min() < 0
    assert spiky_prices(365, 0, negative_rate=0.0, level=100.0).values.min() > 0


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"step_hours": 0.7}, {"step_hours": -1.0}, {"spike_rate": -1.0}, {"level": float("nan")}]
)
def test_bad_arguments_are_named(wrong: dict[str, float]) -> None:
    arguments: dict[str, Any] = {"days": 5, "seed": 0, **wrong}
    with pytest.raises(InputError, match=next(iter(wrong))):
        spiky_prices(**arguments)
