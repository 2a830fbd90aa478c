"""Days of own data that each way to start needs to be as good as training from scratch is today."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.transfer.charts.names import name
from takehome.studies.storage.transfer.curves import GUARDED, PLANS
from takehome.studies.storage.transfer.days_saved import days_saved
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.storage.transfer.money import words
from takehome.studies.storage.transfer.money.priced import Priced
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.thresholds import days_to, quantiles
from takehome.studies.wording import plain

STEP = 26


def days_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """A dot and a line each way; a way that never gets there ends at the edge. None where there is no optimum."""
    found = days_saved(outcome)
    if found is None:
        return None
    curves, last = outcome.curves, float(outcome.curves.days[-1])
    level = curves.at(SCRATCH, outcome.scratch_days)
    rows: list[dict[str, Any]] = []
    for key in (*PLANS, AS_IS, *curves.choices, GUARDED, SCRATCH):
        days = days_to(curves.share(key), curves.days, level - 1e-12)
        reached = bool(np.isfinite(days[0]))
        cut = np.minimum(days, last)
        low, high = quantiles(cut[1:], float(cut[0]), outcome.settings.confidence_level)
        rows.append({"way": name(key), "part": "reached" if reached else "never", "days": rounded(float(cut[0])),
                     "low": rounded(low), "high": rounded(high)})  # fmt: skip
    rows.append({"part": "today", "days": rounded(outcome.scratch_days), "name": "today", "way": rows[0]["way"]})
    good = (
        "Dots left of the dashed line, today's days of training, with lines that do not cross it. Orange: not reached "
        f"within {plain(last)} days, the most that were run."
    )
    ways = [str(row["way"]) for row in rows[:-1]]
    return Chart("days-saved", words.days_sentence(made, found), tuple(rows), _encoding(ways, last), good)


def _encoding(ways: list[str], last: float) -> dict[str, Any]:
    y = {"field": "way", "type": "nominal", "title": None, "scale": {"domain": ways},
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    x = {**axis("days", "days of its own until as good as scratch today"),
         "scale": {"domain": [-0.5, last + 0.5], "nice": False}}  # fmt: skip
    layers = [layer({"type": "rule", "style": "reference"}, "today", x=x)]
    for part, style in (("reached", "accent"), ("never", "bad")):
        layers.append(layer({"type": "rule", "style": style, "opacity": 1, "strokeWidth": 2.5}, part, y=y,
                            x={**x, "field": "low"}, x2={"field": "high"}))  # fmt: skip
        layers.append(layer({"type": "point", "style": style, "size": 80, "opacity": 1}, part, y=y, x=x))
    return {"height": STEP * (len(ways) + 1), "layer": layers}
