"""What each week earns, over time: the recommended policy, the best rule without a model, and the bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.charts.colours import by_policy
from takehome.studies.storage.charts.names import known, money, name
from takehome.studies.storage.charts.shares import best_floor
from takehome.studies.storage.charts.stretches import WEEK, calendar, date
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult

FEWEST_WEEKS = 8
"""From so many weeks on, a point is a week: single days hide what changes over a season."""
SEASON = 120
"""Days from which on months are named, not days."""
MOST_POINTS = 200
"""Points of a line; of more weeks each point is several."""


def profit_over_time_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """A line each; None of a single day, or where not even the bound moves anything."""
    days = outcome.task.test.days
    if days == 1 or outcome.bound.idle:
        return None
    chosen, floor = made.chosen, best_floor(outcome.results)
    against = None if floor is chosen or floor.idle else floor
    width = 1 if days < WEEK * FEWEST_WEEKS else WEEK * -(-days // (WEEK * MOST_POINTS))
    shown = [one for one in dict.fromkeys((outcome.bound, against, chosen)) if one is not None]
    rows = tuple(row for one in shown for row in _line(outcome, one, width))
    each = "" if width == 1 else f" Each point is the mean of {width} days."
    good = (
        "Blue close to green: what could be earned is earned. A season or a few spikes that carry the year say that "
        f"another year may earn otherwise.{each}"
    )
    policy = by_policy(chosen, outcome.bound, against)
    return Chart("profit-over-time", _sentence(outcome, made), rows, _encoding(outcome, policy), good)


def _line(outcome: Outcome, result: PolicyResult, width: int) -> list[dict[str, Any]]:
    prices, days = outcome.task.test, len(result.day_profit)
    firsts = np.arange(0, days, width)
    counts = np.diff(np.append(firsts, days))
    means = np.add.reduceat(result.day_profit, firsts) / counts
    where: list[Any] = firsts.tolist()
    if calendar(prices):
        midnights = prices.time[prices.day_starts()[firsts]].astype("datetime64[D]")
        where = [f"{one}T00:00:00Z" for one in midnights.astype(str).tolist()]
    return [
        {"policy": name(result), "at": place, "days": count, "money": rounded(mean)}
        for place, count, mean in zip(where, counts.tolist(), means.tolist(), strict=True)
    ]


def _sentence(outcome: Outcome, made: Priced) -> str:
    prices, chosen, bound = outcome.task.test, made.chosen, outcome.bound
    best = int(np.argmax(bound.day_profit))
    lost = int((chosen.day_profit < 0).sum())
    said = (
        f"The median day earns {money(outcome, np.median(chosen.day_profit))} with '{name(chosen)}' and "
        f"{money(outcome, np.median(bound.day_profit))} with all prices known; the best of {prices.days:,} days, "
        f"{date(prices, best)}, {money(outcome, chosen.day_profit[best])} of {money(outcome, bound.day_profit[best])}"
    )
    if lost:
        said += f"; on {lost:,} {'day' if lost == 1 else 'days'} '{name(chosen)}' pays more than it earns"
    return f"{said}; {known(outcome)}."


def _encoding(outcome: Outcome, policy: dict[str, Any]) -> dict[str, Any]:
    x: dict[str, Any] = {"field": "at", "type": "quantitative", "title": "day", "scale": {"nice": False}}
    if calendar(outcome.task.test):
        days = outcome.task.test.days
        form, ticks = ("%b %Y", 5) if days >= SEASON else ("%-d %b", {"interval": "day", "step": -(-days // 6)})
        x = {"field": "at", "type": "temporal", "title": None, "scale": {"type": "utc"},
             "axis": {"format": form, "tickCount": ticks}}  # fmt: skip
    y = axis("money", "profit", f"{outcome.task.prices.currency} a day", zero=True)
    return {"layer": [layer({"type": "line"}, None, x=x, y=y, color=policy)]}
