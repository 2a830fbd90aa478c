"""Which steps are shown: the whole day, or the week that earned most and one that earned as usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from takehome.studies.storage.market.prices import Prices

WEEK = 7
MOST_STEPS = 336
"""Steps of a stretch: beyond two weeks of hours a picture shows no single action; finer steps show fewer days."""
HOURS = 24
TICK_STEPS = (0.5, 1, 2, 3, 6, 12, 24, 48)
"""Hours between two ticks."""
MOST_TICKS = 7


@dataclass(frozen=True)
class Stretch:
    """Whole days.

    Attributes
    ----------
    first, last : days, the last not included, counted from the first judged one. start, stop : steps.
    """

    first: int
    last: int
    start: int
    stop: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first

    @property
    def length(self) -> str:
        """``"week"``, ``"day"`` or ``"4 days"``."""
        return {1: "day", WEEK: "week"}.get(self.days, f"{self.days} days")


def stretch(prices: Prices, first: int, days: int) -> Stretch:
    """So many days from a day on."""
    starts = prices.day_starts()
    return Stretch(first, first + days, int(starts[first]), int(starts[first + days]))


def days_shown(prices: Prices) -> int:
    """Days of a stretch: a week, or as many as fit, or all."""
    return min(prices.days, WEEK, max(1, MOST_STEPS // prices.slots))


def best_and_typical(prices: Prices, day_profit: np.ndarray) -> tuple[Stretch, Stretch | None]:
    """The stretch that earned most, and the one nearest to the median; None where they would share a day."""
    days = days_shown(prices)
    earned = np.convolve(day_profit, np.ones(days), "valid")
    best = int(np.argmax(earned))
    apart = np.abs(np.arange(len(earned)) - best) >= days
    if not apart.any():
        return stretch(prices, best, days), None
    far = np.where(apart, np.abs(earned - np.median(earned)), np.inf)
    return stretch(prices, best, days), stretch(prices, int(np.argmin(far)), days)


def places(prices: Prices, shown: Stretch) -> list[str] | list[float]:
    """Where each step begins and the last one ends, by the local clock; in hours for one day or without a calendar.

    An hour that the clock repeats has no width, and one that it skips is drawn with the hour before it.
    """
    steps = slice(shown.start, shown.stop)
    slot_hours = HOURS / prices.slots
    clock = HOURS * (prices.day[steps] - prices.day[shown.start]) + slot_hours * prices.slot[steps]
    hours = np.maximum.accumulate(np.append(clock, clock[-1] + slot_hours))
    if shown.days == 1 or not calendar(prices):
        return [round(hour, 4) for hour in hours.tolist()]
    midnight = prices.time[shown.start].astype("datetime64[D]").astype("datetime64[s]")
    at = midnight + np.round(3600 * hours).astype("timedelta64[s]")
    return [f"{one}Z" for one in at.astype(str).tolist()]


def hour_axis(hours: float) -> dict[str, Any]:
    """Ticks of an axis of so many hours, at whole numbers that a clock shows."""
    step = next((one for one in TICK_STEPS if hours / one <= MOST_TICKS), hours / MOST_TICKS)
    ticks = [step * k for k in range(int(hours // step) + 1)]
    return {"values": ticks, "tickCount": len(ticks), "format": "~g"}


def calendar(prices: Prices) -> bool:
    """Whether steps are told apart by date; a day that repeats and a mere count of steps have none."""
    return prices.clock and prices.days > 1


def clock(slots: int, slot: int) -> str:
    """``"19:00"``, the local time at which a step of the day begins."""
    minutes = round(60 * HOURS * slot / slots)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def date(prices: Prices, day: int) -> str:
    """``"22 July 2019"``, or the number of the day where there is no clock."""
    if not calendar(prices):
        return f"day {day + 1}"
    at = prices.time[prices.day_starts()[day]].item()
    return f"{at.day} {at:%B %Y}"
