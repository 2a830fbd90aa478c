"""Who wins and who loses by sharing: how many homes by how much, and which kinds of home."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import axis, layer, rounded
from takehome.studies.storage.federated.comparing import WORSE, gains
from takehome.studies.storage.federated.outcome import Outcome
from takehome.units import format_number

BINS = 24
CUT = (1.0, 99.0)
"""Per cent of the homes: those outside are counted in the first and last bar."""
STEP = 30


def winners_chart(outcome: Outcome) -> Chart | None:
    """A histogram of the gain in points of the home's own optimum; None where there is nothing to gain."""
    if not outcome.something:
        return None
    found = gains(outcome, outcome.offered)
    low, high = np.percentile(found.points, CUT)
    low, high = min(float(low), -1.0), max(float(high), 1.0)
    edges = np.linspace(low, high, BINS + 1)
    counts, _ = np.histogram(np.clip(found.points, low, high), edges)
    rows = tuple(
        {
            "from": rounded(a),
            "to": rounded(b),
            "homes": int(n),
            "none": 0,
            "part": "worse off" if b <= 0 else "better off",
        }
        for a, b, n in zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
    )
    worse, better = float(found.worse.mean()), float((found.points > 100 * WORSE).mean())
    title = (
        f"By sharing ('{_offered(outcome)}'), {format_number(100 * better)} % of {len(outcome.homes):,} homes save "
        f"more than {WORSE:.0%} of "
        "their "
        f"optimum more than alone, and {format_number(100 * worse)} % lose as much; the median home gains "
        f"{format_number(float(np.median(found.points)))} points."
    )
    good = (
        "Hardly any home left of 0. Gain against the same table learned alone, in percent of the home's own optimum; "
        "the "
        "first and the last bar hold all beyond."
    )
    x = axis("from", "gain by sharing", "% of the home's optimum")
    encoding = {
        "layer": [
            layer(
                {"type": "bar", "style": style},
                part,
                x=x,
                x2={"field": "to"},
                y=axis("homes", "homes", zero=True),
                y2={"field": "none"},
            )
            for part, style in (("better off", "accent"), ("worse off", "bad"))
        ]
    }
    return Chart("winners-and-losers", title, rows, encoding, good)


def kinds_chart(outcome: Outcome) -> Chart | None:
    """The mean gain of each kind of home; None where there is one kind alone, or nothing to gain."""
    names = sorted(set(outcome.kinds.tolist()))
    if not outcome.something or len(names) == 1:
        return None
    money = gains(outcome, outcome.offered).money
    rows: list[dict[str, Any]] = []
    for name in names:
        these = outcome.kinds == name
        bound = float(outcome.optimum[these].sum())
        gain = 100 * float(money[these].sum()) / bound if bound > 0 else 0.0
        rows.append({"kind": name, "gain": rounded(gain), "homes": int(these.sum()), "start": 0.0,
                     "part": "gains" if gain >= 0 else "loses"})  # fmt: skip
    best, least = max(rows, key=lambda row: row["gain"]), min(rows, key=lambda row: row["gain"])
    title = (
        f"Sharing gives most to homes with {best['kind']} ({format_number(best['gain'])} % of their optimum, "
        f"{best['homes']:,} homes) and least to those with {least['kind']} ({format_number(least['gain'])} %, "
        f"{least['homes']:,} homes)."
    )
    x = axis("gain", "gain by sharing", "% of their optimum", zero=True)
    y = {"field": "kind", "type": "nominal", "title": None, "axis": {"domain": False, "ticks": False}}
    layers = [
        layer({"type": "bar", "style": style}, part, x=x, y=y)
        for part, style in (("gains", "accent"), ("loses", "bad"))
    ]
    good = "All bars to the right, and alike: then one policy suits every kind of home."
    return Chart("kinds", title, tuple(rows), {"height": STEP * len(names), "layer": layers}, good)


def _offered(outcome: Outcome) -> str:
    found = outcome.alternative(outcome.offered)
    return outcome.offered if found is None else found.short
