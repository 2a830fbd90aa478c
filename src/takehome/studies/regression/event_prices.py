"""The prices of a lever's event and of the running cost, as sliders of the report."""

from __future__ import annotations

from takehome.protocol import Price
from takehome.studies.regression.economics import RegressionEconomics


def event_prices(event: str, name: str, price: float, economics: RegressionEconomics) -> tuple[Price, Price]:
    """The prices of a lever's event and of the running cost, with the ranges of their sliders."""
    rate = economics.rate if economics.target_is == "cost" else -economics.rate
    low, high = sorted((0.5 * rate, 1.5 * rate))
    highest = 5.0 * price if price > 0 else 1.0
    return (
        Price(event, name, economics.currency, price, 0.0, highest),
        Price("running cost", "one unit of the target", economics.currency, rate, low, high),
    )
