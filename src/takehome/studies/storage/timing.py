"""At which hours of the day a policy buys and sells: the short answer to the study's question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.result import PolicyResult
from takehome.units import format_number

MOST = 0.5
"""The fewest hours that hold at least this share of the energy are named."""


def timing(prices: Prices, result: PolicyResult) -> dict[str, Any]:
    """Hours of the local clock by the energy that is bought and sold in them, and how often the battery rests.

    Parameters
    ----------
    prices : the judged steps. result : of a policy on them.

    Returns
    -------
    dict
        ``buy`` and ``sell``: the hours that together hold most, in order of the clock, with ``buy_share`` and
        ``sell_share`` of all energy and ``bought_kwh`` and ``sold_kwh`` in all; ``resting`` the share of steps.
    """
    hour = np.floor(prices.slot * prices.step_hours + 1e-9).astype(int)
    found: dict[str, Any] = {"resting": float((result.moves == 0).mean())}
    for word, past, energy in (
        ("buy", "bought", result.account.bought_kwh), ("sell", "sold", result.account.sold_kwh)
    ):  # fmt: skip
        by_hour = np.bincount(hour, weights=energy, minlength=24)
        total = float(by_hour.sum())
        order = np.argsort(-by_hour, kind="stable")
        count = int(np.searchsorted(np.cumsum(by_hour[order]), MOST * total)) + 1 if total > 0 else 0
        hours = sorted(int(h) for h in order[:count])
        share = float(by_hour[hours].sum() / total) if total > 0 else None
        found |= {word: hours, f"{word}_share": share, f"{past}_kwh": total}
    return found


def timing_sentence(when: Mapping[str, Any], name: str, known: str) -> str:
    """The hours in words."""
    rests = f"{format_number(100 * when['resting'])} % of the steps"
    if when["buy_share"] is None or when["sell_share"] is None:
        return f"It neither buys nor sells under '{name}': the battery rests in {rests} ({known})."
    return (
        f"Under '{name}' it buys {format_number(100 * when['buy_share'])} % of its {_energy(when['bought_kwh'])} in "
        f"{_hours(when['buy'])}, and sells {format_number(100 * when['sell_share'])} % of its "
        f"{_energy(when['sold_kwh'])} in {_hours(when['sell'])}. It rests in {rests} ({known})."
    )


def _energy(kwh: float) -> str:
    return f"{format_number(kwh)} kWh" if kwh < 1e5 else f"{format_number(kwh / 1e3)} MWh"


def _hours(hours: list[int]) -> str:
    """``"the hours from 1, 2 and 3 o'clock"``."""
    named = [str(hour) for hour in hours]
    if len(named) == 1:
        return f"the hour from {named[0]} o'clock"
    return f"the hours from {', '.join(named[:-1])} and {named[-1]} o'clock"
