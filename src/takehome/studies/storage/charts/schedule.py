"""Prices with what is done at them, and the charge that follows: the whole day, or the best and a typical week."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.colours import by_policy
from takehome.studies.storage.charts.names import known, money, name, percent
from takehome.studies.storage.charts.stretches import Stretch, best_and_typical, calendar, date, hour_axis, places
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import format_number

WIDTH, PRICE_HEIGHT, CHARGE_HEIGHT = 375, 150, 120
ACTIONS = ("charge", "discharge")
BEST, TYPICAL = "schedule", "schedule-typical"
BRIEF = "brief"


def schedule_charts(outcome: Outcome, made: Priced) -> tuple[Chart, ...]:
    """One picture of a day that repeats or of few days, else two; none where not even the bound moves anything."""
    bound = outcome.bound
    if bound.idle:
        return ()
    best, typical = best_and_typical(outcome.task.test, bound.day_profit)
    drawn = [_chart(BEST, outcome, made, best)]
    if typical is not None:
        drawn.append(_chart(TYPICAL, outcome, made, typical))
    return tuple(drawn)


def followed(outcome: Outcome, made: Priced) -> PolicyResult:
    """Whose actions are marked: the recommended policy's, the bound's if that rests; of a lesson the brief's agent."""
    brief = outcome.result(BRIEF)
    if brief is not None and outcome.lesson is not None and outcome.lesson.exact.optimum > 0:
        return brief
    return outcome.bound if made.chosen.idle else made.chosen


def _chart(identity: str, outcome: Outcome, made: Priced, shown: Stretch) -> Chart:
    prices, result, bound = outcome.task.test, followed(outcome, made), outcome.bound
    against = None if outcome.given is result else outcome.given
    at, values = places(prices, shown), prices.values[shown.start : shown.stop]
    rows: list[dict[str, Any]] = [
        {"part": "price", "at": at[i], "price": rounded(values[min(i, len(values) - 1)])} for i in range(len(at))
    ]
    moves = result.moves[shown.start : shown.stop]
    rows += [
        {"part": "action", "at": at[i], "to": at[i + 1], "price": rounded(values[i]),
         "what": ACTIONS[int(moves[i] < 0)]}
        for i in np.flatnonzero(moves).tolist()
    ]  # fmt: skip
    for one in dict.fromkeys((bound, against or result, result)):
        stored = one.account.stored_kwh[shown.start : shown.stop + 1]
        rows += [{"part": "charge", "at": at[i], "kwh": rounded(kwh), "policy": name(one)}
                 for i, kwh in enumerate(stored.tolist())]  # fmt: skip
    good = (
        f"The actions marked are those of '{name(result)}': it should charge in valleys, discharge on peaks, and "
        "stay on the bound's green line. Where it is off it, energy was bought or sold at the wrong time. Local time."
    )
    encoding = _encoding(outcome, shown, by_policy(result, bound, against))
    return Chart(identity, _sentence(identity, outcome, made, shown), tuple(rows), encoding, good)


def _sentence(identity: str, outcome: Outcome, made: Priced, shown: Stretch) -> str:
    result = followed(outcome, made)
    days = slice(shown.first, shown.last)
    most, own = float(outcome.bound.day_profit[days].sum()), float(result.day_profit[days].sum())
    when = f"{_named(identity, outcome, shown)}, at prices from {_range(outcome, shown)},"
    if result is outcome.bound:
        said = f"{when} the best schedule earns {money(outcome, most)} with all prices known"
        return f"{said}; '{name(made.chosen)}' is recommended; {known(outcome)}."
    said = f"{when} '{name(result)}' earns {money(outcome, own)}"
    said += f", {percent(own / most)} of the bound's {money(outcome, most)}" if most > 0 else ""
    if outcome.lesson is not None and result.key == BRIEF:
        said += f" (the median of {len(outcome.lesson.rungs[0].profits):,} agents after learning)"
    if outcome.given is not None and outcome.given is not result:
        said += f", '{name(outcome.given)}' {money(outcome, outcome.given.day_profit[days].sum())}"
    return f"{said}; {known(outcome)}."


def _named(identity: str, outcome: Outcome, shown: Stretch) -> str:
    prices = outcome.task.test
    if prices.days == 1:
        return "On the day"
    if prices.days == shown.days:
        return f"In the {shown.length} judged (from {date(prices, shown.first)})"
    kind = "best" if identity == BEST else "typical"
    if shown.days == 1:
        return f"On the {kind} day ({date(prices, shown.first)})"
    return f"In the {kind} {shown.length} (from {date(prices, shown.first)})"


def _range(outcome: Outcome, shown: Stretch) -> str:
    values, currency = outcome.task.test.values[shown.start : shown.stop], outcome.task.prices.currency
    return f"{format_number(values.min())} to {format_number(values.max())} {currency}/MWh"


def _encoding(outcome: Outcome, shown: Stretch, policy: dict[str, Any]) -> dict[str, Any]:
    x = _across(outcome, shown)
    untitled = {**x, "title": None}
    price = {"field": "price", "type": "quantitative", "title": f"price ({outcome.task.prices.currency}/MWh)",
             "scale": {"zero": False}, "axis": {"tickCount": 5}}  # fmt: skip
    what = {"field": "what", "type": "nominal", "title": None, "scale": {"domain": list(ACTIONS)}}
    kwh = {"field": "kwh", "type": "quantitative", "title": "charge (kWh)", "axis": {"tickCount": 3},
           "scale": {"domain": [0, outcome.task.lattice.battery.capacity_kwh], "nice": False}}  # fmt: skip
    pill = {"type": "rule", "strokeWidth": 6, "strokeCap": "round"}
    top = [
        layer({"type": "line", "style": "muted", "interpolate": "step-after"}, "price", x=untitled, y=price),
        layer(pill, "action", x=untitled, x2={"field": "to"}, y=price, color=what),
    ]
    bottom = [layer({"type": "line"}, "charge", x=x, y=kwh, color=policy)]
    panels = [{"width": WIDTH, "height": PRICE_HEIGHT, "layer": top},
              {"width": WIDTH, "height": CHARGE_HEIGHT, "layer": bottom}]  # fmt: skip
    return {"vconcat": panels, "spacing": 14, "resolve": {"scale": {"color": "independent"}}}


def _across(outcome: Outcome, shown: Stretch) -> dict[str, Any]:
    prices = outcome.task.test
    if shown.days > 1 and calendar(prices):
        return {"field": "at", "type": "temporal", "title": None, "scale": {"type": "utc"},
                "axis": {"format": "%a %-d", "tickCount": "day", "labelFlush": False}}  # fmt: skip
    hours = (shown.stop - shown.start) * prices.step_hours
    return {"field": "at", "type": "quantitative", "title": "hour", "scale": {"nice": False},
            "axis": hour_axis(hours)}  # fmt: skip
