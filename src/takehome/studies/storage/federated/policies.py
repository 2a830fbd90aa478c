"""One home's policy, hour by hour: the same kernels that valued it, asked for single moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from takehome.errors import InputError
from takehome.studies.storage.federated.alternatives import SMALL_PASSES
from takehome.studies.storage.federated.correction_kernels import correct, move_money, spread
from takehome.studies.storage.federated.outcome import DEEP, Outcome
from takehome.studies.storage.federated.personal import OWN_PRIOR, PASSES, PRIOR
from takehome.studies.storage.federated.personal_kernels import ALONE, LEARNED_ON, table_of
from takehome.studies.storage.federated.seeing import own_hours, seen
from takehome.studies.storage.federated.table_kernels import KNOTS
from takehome.studies.storage.federated.watching import DISCOUNT
from takehome.studies.storage.homes import bound, rule_kernels
from takehome.studies.storage.homes import expected_plan_kernels as expected
from takehome.studies.storage.homes.homes import AHEAD, HOURS, Homes
from takehome.studies.storage.homes.money_kernels import TINY, TOP
from takehome.studies.storage.homes.observing import features

Mover = Callable[[int, int], int]
"""Column of the home's hours and level → levels moved."""


def mover(outcome: Outcome, key: str, home: Homes, fitted: bool) -> Mover:
    """The policy of an alternative in one home.

    Parameters
    ----------
    home : one home over the hours that are asked for. fitted : whether it was in the fleet.
    """
    battery = tuple(one[0] for one in bound.battery_arrays(home))
    if key == "hold":
        return lambda t, level: 0
    if key == "self_consumption":
        return _self_consumption(home, battery)
    if key == "plan":
        return _plan(home, battery)
    if key == "plan_days":
        return _plan_on_past_days(home, battery)
    return _table(outcome, key, home, battery, fitted)


def _self_consumption(home: Homes, battery: tuple[np.ndarray, ...]) -> Mover:
    pitch, up, down, charging, discharging, _ = battery

    def move(t: int, level: int) -> int:
        return int(rule_kernels.self_consuming_move(level, up, down, home.net_kwh[0, t], pitch, charging, discharging))

    return move


def _plan(home: Homes, battery: tuple[np.ndarray, ...]) -> Mover:
    pitch, up, down, charging, discharging, wear = battery
    net, buy, sell = home.net_kwh[0], home.buy[0], home.sell[0]
    money = rule_kernels.expected_money(HOURS, net, buy, sell, pitch, up, down, charging, discharging, wear)
    after = np.empty(2 * TOP + rule_kernels.LANES)

    def move(t: int, level: int) -> int:
        rule_kernels.plan_ahead(t, AHEAD, money, up, down, after)
        return int(
            rule_kernels.first_move(level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear, after)
        )

    return move


def _plan_on_past_days(home: Homes, battery: tuple[np.ndarray, ...]) -> Mover:
    pitch, up, down, charging, discharging, wear = battery
    net, buy, sell = home.net_kwh[0], home.buy[0], home.sell[0]
    begins, shift, made = int(home.begins[0]), int(home.hour[0, 0]), [-1]
    money, count = expected.money_by_day(HOURS, home.hours, begins, 0, expected.PAST, net, buy, sell, *battery)
    worth = np.empty((expected.EVERY, 2 * TOP + rule_kernels.LANES))

    def move(t: int, level: int) -> int:
        start = expected.plan_made(t, expected.EVERY, shift)
        if start != made[0]:
            expected.expect_ahead(start, AHEAD, money, count, up, down, worth)
            made[0] = start
        given = (level, up, down, net[t], buy[t], sell[t], pitch, charging, discharging, wear)
        return int(rule_kernels.first_move(*given, worth[t - start]))

    return move


def _table(outcome: Outcome, key: str, home: Homes, battery: tuple[np.ndarray, ...], fitted: bool) -> Mover:
    """A table of worths: added to what the home's own plan says, or, by the hour alone, without a plan."""
    if key.startswith(DEEP):
        return _network(outcome, home, battery)
    table = home_table(outcome, key, home.names[0] if fitted else None)
    up, down = int(battery[1]), int(battery[2])
    given = (home.net_kwh[0], home.buy[0], home.sell[0], *battery, home.scale[0])
    money = move_money(*given)
    worth = np.empty(TOP + 1)
    if key == "small_local":
        cell, outset = home.hour[0].astype(np.int64), np.zeros((home.hours, KNOTS), np.float32)
    else:
        hours = seen(home, backwards=True)
        cell, outset = hours.cell[0], hours.outset[0]

    def move(t: int, level: int) -> int:
        spread(outset[t], table[cell[t]], DISCOUNT, worth)
        return _best(money[t], worth, level, up, down)

    return move


def _network(outcome: Outcome, home: Homes, battery: tuple[np.ndarray, ...]) -> Mover:
    """The shared network, whose word is added to what the home's own plan says."""
    from takehome.studies.storage.federated.deep.sight import observed
    from takehome.studies.storage.federated.deep.walking import worth as network_worth

    base = seen(home, backwards=True).outset
    outset = (network_worth(outcome.network, observed(features(home), base)) + base)[0]
    given = (home.net_kwh[0], home.buy[0], home.sell[0], *battery, home.scale[0])
    money, none, worth = move_money(*given), np.zeros(KNOTS), np.empty(TOP + 1)

    def move(t: int, level: int) -> int:
        spread(outset[t], none, DISCOUNT, worth)
        return _best(money[t], worth, level, int(battery[1]), int(battery[2]))

    return move


def home_table(outcome: Outcome, key: str, name: str | None) -> np.ndarray:
    """The table of one home under an alternative; for a home that was not in the fleet, what can be shared.

    Raises
    ------
    InputError
        Where nothing of the alternative can be shared, or it has no table.
    """
    if key in outcome.tables and (name is None or key != "personalised"):
        return outcome.tables[key]
    if key == "personalised" and name is None:
        return outcome.tables["federated"]
    if name is None or key not in ("local", "small_local", "personalised"):
        raise InputError(
            f"a home that was not in the fleet, to {_label(outcome, key)}", "a home of the fleet, or a way that is "
            "shared",
            "fit the fleet with this home, or score 'plan'",
        )  # fmt: skip
    return own_table(outcome, key, outcome.everyone.names.index(name))


def own_table(outcome: Outcome, key: str, position: int) -> np.ndarray:
    """The table that a home of the fleet has of its own, learned again from its own days."""
    home = outcome.everyone.take(np.array([position]))
    own, hours = own_hours(home)
    first, last = int(own.begins[0]), own.judged
    battery = tuple(one[0] for one in bound.battery_arrays(own))
    series = tuple(one[0, first:last] for one in (own.net_kwh, own.buy, own.sell))
    given = (*series, *battery, home.scale[0])
    money = move_money(*given)
    up, down = battery[1], battery[2]
    if key == "small_local":
        table, nothing = np.zeros((HOURS, KNOTS)), np.zeros((last - first, KNOTS), np.float32)
        hour = own.hour[0, first:last].astype(np.int64)
        correct(table, np.zeros(HOURS), table.copy(), hour, nothing, money, up, down, DISCOUNT, 0.0, 0.0, SMALL_PASSES)
        return table
    way = ALONE if key == "local" else LEARNED_ON
    found: np.ndarray = table_of(
        way, outcome.tables["federated"], hours.cell[0, first:], hours.outset[0, first:], money, up, down, DISCOUNT,
        PRIOR, OWN_PRIOR, PASSES,
    )  # fmt: skip
    return found


def _best(money: np.ndarray, worth: np.ndarray, level: int, up: int, down: int) -> int:
    """As :func:`~.correction_kernels.walk_corrected` chooses: the best move, and of equal ones the smaller."""
    chosen, best = 0, money[down] + worth[level]
    for size in range(1, max(up, down) + 1):
        for move in (size, -size):
            if move > up or -move > down or not 0 <= level + move <= TOP:
                continue
            value = money[move + down] + worth[level + move]
            if value > best + TINY:
                chosen, best = move, value
    return chosen


def _label(outcome: Outcome, key: str) -> str:
    found = outcome.alternative(key)
    return key if found is None else found.label
