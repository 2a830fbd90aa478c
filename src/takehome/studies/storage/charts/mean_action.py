"""What is done in the mean at each hour of the day and charge: the recommended policy's, and the bound's."""

from __future__ import annotations

from typing import Any

import numpy as np

from takehome.protocol import Chart
from takehome.studies.marks import layer, rounded
from takehome.studies.storage.charts.names import known, name
from takehome.studies.storage.charts.stretches import HOURS, clock
from takehome.studies.storage.money.priced import Priced
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import format_number

WIDTH, HEIGHT = 365, 120
BINS = 5
"""Cells of the charge; a battery of fewer levels has a cell each."""
STRONGEST = 0.9
"""Opacity of full power."""


def mean_action_chart(outcome: Outcome, made: Priced) -> Chart | None:
    """Two maps; None for a single day, whose map is another, and where not even the bound moves anything."""
    if outcome.task.test.days == 1 or outcome.bound.idle:
        return None
    shown = [one for one in dict.fromkeys((made.chosen, outcome.bound)) if not one.idle]
    rows = tuple(row for one in shown for row in _cells(outcome, one))
    good = (
        "Blue charges, orange discharges, the stronger the nearer to full power; a blank cell was never entered. Both "
        "maps alike: what is not known costs little. Pale cells are mixed: there the price decides, not the hour."
    )
    encoding = {
        "vconcat": [_panel(name(one), _levels(outcome), one is shown[-1]) for one in shown],
        "spacing": 10,
    }
    return Chart("mean-action", _sentence(outcome, shown[0]), rows, encoding, good)


def strength(outcome: Outcome, result: PolicyResult) -> np.ndarray:
    """(n,) what is done in each step as a share of full power; above 0 charges."""
    grid = outcome.task.lattice
    return np.where(result.moves > 0, result.moves / grid.up, result.moves / grid.down)


def hour(outcome: Outcome) -> np.ndarray:
    """(n,) hour of the local day of each judged step."""
    prices = outcome.task.test
    return prices.slot * HOURS // prices.slots


def _levels(outcome: Outcome) -> list[str]:
    """The cells of the charge, fullest first, in % of the capacity."""
    top = outcome.task.lattice.top
    if top < BINS:
        return [f"{100 * level / top:.0f} %" for level in range(top, -1, -1)]
    return [f"{100 * b // BINS}–{100 * (b + 1) // BINS} %" for b in range(BINS - 1, -1, -1)]


def _cells(outcome: Outcome, result: PolicyResult) -> list[dict[str, Any]]:
    names = _levels(outcome)[::-1]
    stored = result.account.stored_kwh[:-1] / outcome.task.lattice.battery.capacity_kwh
    share = stored * len(names) if len(names) == BINS else np.round(stored * (len(names) - 1))
    code = np.clip(share.astype(int), 0, len(names) - 1) + len(names) * hour(outcome)
    steps = np.bincount(code, minlength=HOURS * len(names))
    mean = np.bincount(code, weights=strength(outcome, result), minlength=len(steps)) / np.maximum(steps, 1)
    return [
        {"policy": name(result), "part": "charges" if mean[cell] >= 0 else "discharges", "hour": cell // len(names),
         "to": cell // len(names) + 1, "charge": names[cell % len(names)], "mean_power": rounded(100 * mean[cell]),
         "steps": int(steps[cell]), "strength": rounded(STRONGEST * abs(mean[cell]))}
        for cell in np.flatnonzero(steps).tolist()
    ]  # fmt: skip


def _sentence(outcome: Outcome, first: PolicyResult) -> str:
    days = outcome.task.test.days
    said = [f"{_said(outcome, one)}" for one in dict.fromkeys((first, outcome.bound))]
    clock = "" if outcome.task.prices.clock else " (hours count from the first price of a day)"
    return f"Mean over {days:,} days{clock}: {'; '.join(said)}; {known(outcome)}."


def _said(outcome: Outcome, result: PolicyResult) -> str:
    at, power = hour(outcome), strength(outcome, result)
    steps = np.bincount(at, minlength=HOURS)
    mean = np.bincount(at, weights=power, minlength=HOURS) / np.maximum(steps, 1)
    buy, sell = int(np.argmax(mean)), int(np.argmin(mean))
    sells = f"discharges most at {clock(HOURS, sell)} ({format_number(-100 * mean[sell])} %)"
    if mean[sell] >= 0:
        sells = "never discharges more than it charges (0 %)"
    most = f"{clock(HOURS, buy)} ({format_number(100 * mean[buy])} % of full power)"
    return f"'{name(result)}' charges most at {most} and {sells}"


def _panel(title: str, levels: list[str], last: bool) -> dict[str, Any]:
    x = {"field": "hour", "type": "quantitative", "title": "hour of the day" if last else None,
         "scale": {"domain": [0, HOURS], "nice": False},
         "axis": {"values": [0, 6, 12, 18, 24], "grid": False}}  # fmt: skip
    y = {"field": "charge", "type": "nominal", "title": "charge", "scale": {"domain": levels, "padding": 0.02},
         "axis": {"domain": False, "ticks": False, "labelOverlap": "greedy"}}  # fmt: skip
    opacity = {"field": "strength", "type": "quantitative", "legend": None, "scale": None}
    layers = [
        layer({"type": "rect", "style": style}, part, x=x, x2={"field": "to"}, y=y, opacity=opacity)
        for part, style in (("charges", "accent"), ("discharges", "bad"))
    ]
    return {
        "width": WIDTH, "height": HEIGHT, "title": {"text": title, "frame": "group"}, "layer": layers,
        "transform": [{"filter": {"field": "policy", "equal": title}}],
    }  # fmt: skip
