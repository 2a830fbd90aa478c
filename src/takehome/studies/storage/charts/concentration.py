"""How few days earn the profit: what part of it the best days make."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.charts.colours import by_policy
from takehome.studies.storage.charts.names import known, name, percent
from takehome.studies.storage.concentration import MANY, TOP, top_share
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult

FEWEST_DAYS = round(1 / MANY)
"""Of fewer days 5 % is not even one."""
MOST_POINTS = 400
PLACES = {TOP: 14.0, MANY: 5.0}
"""Heights of the words for the dots, below the dashed line, where no curve can be."""
FURTHEST = 102
"""End of the axis of days in %; a little room for the last point."""


def concentration_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """A curve for the recommended policy and one for the bound; None of few days, or where nothing is earned."""
    days = outcome.task.test.days
    shown = [one for one in dict.fromkeys((made.chosen, outcome.bound)) if one.day_profit.sum() > 0]
    if days < FEWEST_DAYS or not shown:
        return None
    rows: list[dict[str, Any]] = [row for one in shown for row in _curve(one)]
    rows += [_mark("mark", one, share) for one in shown for share in (TOP, MANY)]
    rows += [{"part": "label", "days": 100.0, "earned": height, "label": _label(shown[0], share)}
             for share, height in PLACES.items()]  # fmt: skip
    rows.append({"part": "even", "days": 0.0, "earned": 0.0})
    rows.append({"part": "even", "days": 100.0, "earned": 100.0})
    good = (
        "A curve near the dashed line, on which every day earns alike. The steeper it starts, the more a year's "
        "profit hangs on a few days, and the less it says about the next year. Above 100 % where the worst days lose."
    )
    return Chart(
        "concentration", _sentence(outcome, shown), tuple(rows), _encoding(by_policy(shown[0], shown[-1])), good
    )


def cumulative(result: PolicyResult) -> np.ndarray:
    """(days + 1,) share of the profit that the best 0, 1, … days make; the last is 1."""
    earned = np.sort(result.day_profit)[::-1]
    return np.concatenate([[0.0], np.cumsum(earned) / earned.sum()])


def _curve(result: PolicyResult) -> list[dict[str, Any]]:
    share = cumulative(result)
    days = len(share) - 1
    kept = np.unique(np.linspace(0, days, min(days + 1, MOST_POINTS)).round().astype(int))
    return [
        {"part": "curve", "policy": name(result), "days": rounded(100 * k / days), "earned": rounded(100 * share[k])}
        for k in kept.tolist()
    ]


def _mark(part: str, result: PolicyResult, share: float) -> dict[str, Any]:
    days = len(result.day_profit)
    earned = top_share(result.day_profit, share) or 0.0
    return {"part": part, "policy": name(result), "days": rounded(100 * math.ceil(share * days) / days),
            "earned": rounded(100 * earned)}  # fmt: skip


def _label(result: PolicyResult, share: float) -> str:
    return f"best {100 * share:.0f} % of days (dot): {percent(top_share(result.day_profit, share) or 0.0)}"


def _sentence(outcome: Outcome, shown: list[PolicyResult]) -> str:
    days = outcome.task.test.days
    said = []
    for one in shown:
        first, many = (top_share(one.day_profit, share) or 0.0 for share in (TOP, MANY))
        half = int(np.argmax(cumulative(one) >= 0.5))
        said.append(
            f"'{name(one)}' earns {percent(first)} of its profit on the best {100 * TOP:.0f} % of {days:,} days, "
            f"{percent(many)} on the best {100 * MANY:.0f} %, half of it on {percent(half / days)} of them"
        )
    return f"{'; '.join(said)}; {known(outcome)}."


def _encoding(policy: dict[str, Any]) -> dict[str, Any]:
    x = {**axis("days", "days, the best first", "%"), "scale": {"domain": [0, FURTHEST], "nice": False}}
    y = axis("earned", "part of the profit", "%", zero=True)
    text = {"field": "label", "type": "nominal"}
    return {
        "layer": [
            layer({"type": "line", "style": "reference"}, "even", x=x, y=y),
            layer({"type": "line"}, "curve", x=x, y=y, color=policy),
            layer({"type": "point", "size": 80, "opacity": 1}, "mark", x=x, y=y, color=policy),
            layer({"type": "text", "align": "right"}, "label", x=x, y=y, text=text),
        ]
    }
