"""What each promise of privacy costs in money."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated.money.priced import Priced
from takehome.units import format_number

FEWEST = 2
NONE = "no promise"
STEP = 34


def privacy_chart(made: Priced) -> Chart | None:
    """Money that a home saves a year under each promise, the weakest first; None where it was not priced."""
    points = made.outcome.points
    if len(points) < FEWEST:
        return None
    a_year = made.basis.factor * len(made.outcome.homes) / made.basis.homes
    rows: list[dict[str, Any]] = [
        {"promise": NONE if np.isinf(one.epsilon) else f"epsilon {one.epsilon:g}", "money": rounded(one.saved * a_year),
         "share": rounded(100 * one.share), "noise": rounded(one.noise_multiplier), "start": 0.0}
        for one in points
    ]  # fmt: skip
    unit = f"{made.basis.currency} per home and year"
    said = ", ".join(f"{row['promise']} {format_number(row['money'])}" for row in rows)
    title = f"With the shared policy a home saves, in {unit}: {said} (delta {made.outcome.asked.delta:g})."
    good = (
        "Bars of one length: then privacy is free. One training for each, so small differences are chance; larger "
        "fleets "
        "pay less."
    )
    names = [row["promise"] for row in rows]
    y = {"field": "promise", "type": "nominal", "title": None, "scale": {"domain": names},
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    x = axis("money", "saved", unit, zero=True)
    encoding = {"height": STEP * len(names), "layer": [layer({"type": "bar", "style": "accent"}, None, x=x, y=y)]}
    return Chart("privacy-money", title, tuple(rows), encoding, good)
