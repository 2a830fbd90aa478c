"""STO001: do prices move enough for a battery to trade?

A round trip pays where the price rises by more than losses, fees and wear eat. The bound knows all prices, so a day on
which even the bound moves nothing is a day without such a rise. The page is ``nothing_to_trade.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, ratio
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, counted_days, in_days, money
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import HOLD, daily
from takehome.units import Quantity, format_number

CODE = "STO001"
TITLE = "Prices move enough to trade"
IDLE_LIMIT = 0.5
"""Share of days on which even the bound rests, this project's own limit: above it a battery stands still more often
than it works."""
ROUNDING = 1e-9
"""Share of what a full store is worth below which a gain is none."""
GOOD = "On most days the price rises by more than a round trip loses, and the bound is above 0."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED where even the bound gains nothing over holding, or rests on most days."""
    prices, held = outcome.task.test, outcome.result(HOLD)
    idle = daily(prices, (outcome.bound.moves != 0).astype(float)) == 0
    gain = outcome.bound.profit - (0.0 if held is None else held.profit)
    judged = ratio(outcome, idle.astype(float), np.ones(len(idle)), 100 * IDLE_LIMIT)
    nothing = gain <= ROUNDING * outcome.certificate.scale
    if nothing:
        judged = replace(judged, status=Status.FAILED, settle=None, interval=None)
    return (
        Finding(
            CODE, TITLE, judged.status, GOOD, _seen(outcome, judged, int(idle.sum()), nothing),
            _consequence(outcome, gain, nothing), _remedy(judged, nothing), None, DATA,
            {"days at rest": Quantity(judged.value, "%"),
             "spread": Quantity(_spread(outcome), outcome.reading.price_unit),
             "gain of the bound": Quantity(gain, prices.currency)},
            "days at rest", judged.interval, judged.cap, judged.settle,
        ),
    )  # fmt: skip


def _spread(outcome: Outcome) -> float:
    """Mean over days of the highest less the lowest price."""
    prices = outcome.task.test
    starts = prices.day_starts()[:-1]
    return float((np.maximum.reduceat(prices.values, starts) - np.minimum.reduceat(prices.values, starts)).mean() + 0.0)


def _seen(outcome: Outcome, judged: Judgement, idle: int, nothing: bool) -> str:
    spread = Quantity(_spread(outcome), outcome.reading.price_unit)
    words = "the schedule with all prices known gains 0" if nothing else judged.words
    return (
        f"The price moves by {spread} within a day on average; even with all prices known the battery rests on "
        f"{idle:,} of {counted_days(outcome.task.test.days)}, {format_number(judged.value)} % ({words})."
    )


def _consequence(outcome: Outcome, gain: float, nothing: bool) -> str:
    if nothing:
        return (
            f"Nothing to trade: no policy can earn more than doing nothing, {money(outcome, 0.0)} {in_days(outcome)}."
        )
    return f"With all prices known, trading gains {money(outcome, gain)} {in_days(outcome)} over doing nothing."


def _remedy(judged: Judgement, nothing: bool) -> str:
    if nothing:
        return "Do not trade at these prices. Check that the column is the price, and losses, fees and wear."
    if judged.status is Status.PASSED:
        return NOTHING_TO_DO
    return f"Judge a longer or livelier period, or a battery that loses less in a round trip. {judged.advice}".strip()
