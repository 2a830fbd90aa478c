"""Embedded problems of homes: House A and House B, their twins, a small fleet, and homes with nothing to gain."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Scenario
from takehome.studies.storage.homes import houses
from takehome.studies.storage.homes.homes import HOURS
from takehome.studies.storage.homes.houses import HOUSE_A, HOUSE_B, table_of, together
from takehome.studies.storage.homes.semi_synthetic import drawn, generation_kwh

FLEET_HOMES, FLEET_OWN_DAYS, FLEET_JUDGED_DAYS = 40, 3, 14
NULL_DAYS = 21
ECONOMICS = {"currency": "$"}


def house_a_to_house_b(seed: int = 0) -> Scenario:
    """House A teaches House B, on real prices and weather; 18 weeks of hours of each.

    Parameters
    ----------
    seed : unused; the series are recorded.
    """
    table = together((houses.house_a(), houses.house_b()), "scenario house-a-to-house-b")
    return Scenario(table, {"source": HOUSE_A, "target": HOUSE_B, "days": houses.HOUSE_DAYS}, ECONOMICS)


def house_twins(seed: int = 0) -> Scenario:
    """The same problem made from formulas, without any file."""
    made = tuple(houses.synthetic_house(name, seed=seed) for name in (HOUSE_A, HOUSE_B))
    table = together(made, f"scenario house-twins, seed {seed}")
    return Scenario(table, {"source": HOUSE_A, "target": HOUSE_B, "days": houses.HOUSE_DAYS}, ECONOMICS)


def misled_house_b(seed: int = 0) -> Scenario:
    """A House A whose prices are those of House B upside down: what is learned there does harm in House B."""
    table = together((houses.misleading_house(), houses.house_b()), "scenario misled house")
    return Scenario(table, {"source": HOUSE_A, "target": HOUSE_B, "misleading": True}, ECONOMICS)


def greengrid_homes(seed: int = 0) -> Scenario:
    """Forty homes of the semi-synthetic fleet: three days of their own, and two weeks that are judged."""
    homes, facts = drawn(FLEET_HOMES, FLEET_OWN_DAYS, FLEET_JUDGED_DAYS, seed)
    made = generation_kwh(homes, facts)
    rows = tuple(
        (
            homes.names[i],
            np.datetime64(int(homes.day[i, 0]), "D") + np.timedelta64(int(homes.hour[i, 0]), "h"),
            {
                "load_kwh": homes.net_kwh[i] + made[i], "generation_kwh": made[i], "buy": homes.buy[i],
                "sell": homes.sell[i], "capacity_kwh": facts.capacity_kwh[i],
                "power_kw": facts.capacity_kwh[i] / facts.full_hours[i],
            },
        )
        for i in range(FLEET_HOMES)
    )  # fmt: skip
    truth = {
        "generator": facts.generator, "tariff": facts.tariff, "own_days": FLEET_OWN_DAYS,
        "judged_days": FLEET_JUDGED_DAYS,
    }  # fmt: skip
    return Scenario(table_of(rows, f"scenario greengrid-homes, seed {seed}"), truth, ECONOMICS)


def no_gain_homes(seed: int = 0) -> Scenario:
    """Twelve homes with one price at all times, paid for what is sold as well, and no generation: nothing to gain."""
    return _nothing_to_gain(tuple(f"home {i + 1}" for i in range(12)), seed, NULL_DAYS)


def no_gain_houses(seed: int = 0) -> Scenario:
    """House A and House B without anything to gain."""
    return _nothing_to_gain((HOUSE_A, HOUSE_B), seed, 2 * NULL_DAYS)


def _nothing_to_gain(names: tuple[str, ...], seed: int, days: int) -> Scenario:
    rng = np.random.default_rng(seed)
    price = round(float(rng.uniform(0.1, 0.4)), 3)
    flat = np.full(days * HOURS, price)
    first = houses.first_hour(int(rng.integers(300)))
    fixed: dict[str, np.ndarray | float] = {
        "generation_kwh": 0.0, "buy": flat, "sell": flat, "capacity_kwh": 10.0, "power_kw": 5.0,
    }  # fmt: skip
    rows = tuple((name, first, {"load_kwh": np.exp(rng.normal(-0.5, 0.6, days * HOURS)), **fixed}) for name in names)
    truth = {"price": price, "optimum": 0.0}
    return Scenario(table_of(rows, f"scenario nothing to gain, seed {seed}"), truth, ECONOMICS)
