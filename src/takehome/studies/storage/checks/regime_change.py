"""STO004: do the judged days look like the past that was learned from?

Three things make a day's trade: how high prices are (*level*), how far they move within a day (*spread*), and when
(*shape*). Each is compared between the past and the judged days, with whole weeks of both drawn anew. Learning measures
prices from the level and spread of the last weeks (:mod:`~..policies.value.market_scale`), so level and spread change
what is earned more than what is done; a changed shape means that what was learned is wrong. The page is
``regime_change.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, drawn, judge, weights_of
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, counted_days, not_applicable
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.day_grid import day_grid
from takehome.units import Quantity, format_number

CODE = "STO004"
TITLE = "The past resembles the days that are judged"
SPREAD_LIMIT = 1.5
"""Factor, up or down, between the mean daily spreads of the judged days and of the past. Profit is about proportional
to the spread, so half as much again or a third less would be expected from the past; this project's own limit."""
LEVEL_LIMIT = 1.0
"""Change of the mean price in mean daily spreads of the past, this project's own limit: beyond one, a price that was
high at its time is low now, and a threshold in money would never trade again."""
SHAPE_LIMIT = 0.1
"""Share of the judged days' movement that the past's mean day fails to explain though their own does; this project's
own limit: a tenth of the movement then comes at other hours."""
GOOD = "Level, spread and shape of the judged days are those of the past, so that what was learned still holds."


@dataclass(frozen=True, eq=False)
class _Days:
    """Days of one period: mean (days,), spread (days,), course about the day's mean by hour (days, hours), of
    root mean square 1; 0 in days that are flat or not known whole."""

    mean: np.ndarray
    spread: np.ndarray
    course: np.ndarray


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding each on spread, level and shape."""
    task = outcome.task
    if task.first == 0:
        why = f"Nothing was learned: {counted_days(task.test.days)} judged, and 0 held back as a past."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    past, now = _days(task.train), _days(task.test)
    if past.spread.sum() <= 0 or now.spread.sum() <= 0:
        why = "The price does not move within a day (spread 0) in the past or in the judged days: nothing to compare."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    before, after = drawn(task.train.days, outcome.settings.seed + 1), weights_of(outcome)
    if not len(after):
        before = before[:0]
    return (
        _spread(outcome, past, now, before, after), _level(outcome, past, now, before, after),
        _shape(outcome, past, now, before, after),
    )  # fmt: skip


def _days(prices: Prices) -> _Days:
    starts = prices.day_starts()[:-1]
    spread = np.maximum.reduceat(prices.values, starts) - np.minimum.reduceat(prices.values, starts)
    mean = np.add.reduceat(prices.values, starts) / np.diff(prices.day_starts())
    hours = 24 if prices.slots % 24 == 0 else prices.slots
    grid = day_grid(prices).reshape(prices.days, hours, -1).mean(axis=2)
    course = np.nan_to_num(grid - grid.mean(axis=1, keepdims=True))
    size = np.sqrt((course**2).mean(axis=1, keepdims=True))
    return _Days(mean, spread, np.divide(course, size, out=np.zeros_like(course), where=size > 0))


def _spread(outcome: Outcome, past: _Days, now: _Days, before: np.ndarray, after: np.ndarray) -> Finding:
    """The mean spread, as a factor of 1 or more in either direction."""
    ratio = now.spread.mean() / past.spread.mean()
    draws = (after @ now.spread / len(now.spread)) / (before @ past.spread / len(past.spread))
    folded = draws if ratio >= 1 else 1 / draws
    judged = judge(outcome, float(max(ratio, 1 / ratio)), folded, SPREAD_LIMIT, "times", 3)
    unit = outcome.reading.price_unit
    seen = (
        f"The price moves by {Quantity(float(now.spread.mean()), unit)} within a judged day on average and by "
        f"{Quantity(float(past.spread.mean()), unit)} in the past: {format_number(judged.value)} times "
        f"{'as much' if ratio >= 1 else 'less'} ({judged.words})."
    )
    cost = f"A day would be expected to earn about {format_number(100 * ratio)} % of a day of the past."
    return _finding(judged, "spread", seen, cost, {"past": Quantity(float(past.spread.mean()), unit),
                    "judged": Quantity(float(now.spread.mean()), unit)})  # fmt: skip


def _level(outcome: Outcome, past: _Days, now: _Days, before: np.ndarray, after: np.ndarray) -> Finding:
    """The change of the mean price, in mean daily spreads of the past."""
    change = float(now.mean.mean() - past.mean.mean())
    width = float(past.spread.mean())
    moved = after @ now.mean / len(now.mean) - before @ past.mean / len(past.mean)
    draws = np.sign(change or 1.0) * moved / (before @ past.spread / len(past.spread))
    judged = judge(outcome, abs(change) / width, draws, LEVEL_LIMIT, "daily spreads", 3)
    unit = outcome.reading.price_unit
    seen = (
        f"The mean price is {Quantity(float(now.mean.mean()), unit)} in the judged days and "
        f"{Quantity(float(past.mean.mean()), unit)} in the past: {format_number(judged.value)} daily spreads "
        f"{'above' if change >= 0 else 'below'} it ({judged.words})."
    )
    cost = f"A limit in money that was set in the past is off by {Quantity(abs(change), unit)}."
    return _finding(judged, "level", seen, cost, {"past": Quantity(float(past.mean.mean()), unit),
                    "judged": Quantity(float(now.mean.mean()), unit)})  # fmt: skip


def _shape(outcome: Outcome, past: _Days, now: _Days, before: np.ndarray, after: np.ndarray) -> Finding:
    """What the own mean day explains and the past's does not, of the movement within days that all count the same."""
    own, lost = _explained(past, now, np.ones((1, len(past.mean))), np.ones((1, len(now.mean))))
    judged = judge(outcome, float(lost[0]), _explained(past, now, before, after)[1], 100 * SHAPE_LIMIT, "%", 3)
    seen = (
        f"Each day counted the same, the mean judged day explains {format_number(float(own[0]))} % of how prices move "
        f"within days; the past's mean day misses {format_number(judged.value)} % of the movement ({judged.words})."
    )
    cost = f"A habit by the hour, learned from the past, misses {format_number(judged.value)} % of the daily movement."
    return _finding(judged, "shape of the day", seen, cost, {"own mean day": Quantity(float(own[0]), "%")})


def _explained(past: _Days, now: _Days, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(draws,) per cent of the judged movement that its own mean day explains, and of it what the past's misses."""
    m, q = after @ now.course / len(now.course), before @ past.course / len(past.course)
    total = np.maximum(after @ (now.course**2).sum(axis=1) / len(now.course), np.finfo(float).tiny)
    size = np.maximum((q**2).sum(axis=1), np.finfo(float).tiny)
    own = (m**2).sum(axis=1)
    shared = np.maximum((m * q).sum(axis=1), 0.0) ** 2 / size
    return 100 * own / total, 100 * np.maximum(own - shared, 0.0) / total


def _finding(judged: Judgement, subject: str, seen: str, cost: str, measured: dict[str, Quantity]) -> Finding:
    passed = judged.status is Status.PASSED
    remedy = (
        "Learn from a past that resembles what is to come (train=, --train), and learn again as the market changes."
    )
    return Finding(
        CODE, TITLE, judged.status, GOOD, seen, cost, NOTHING_TO_DO if passed else f"{remedy} {judged.advice}".strip(),
        subject, DATA, {"change": Quantity(judged.value, judged.unit), **measured}, "change", judged.interval,
        judged.cap, judged.settle,
    )  # fmt: skip
