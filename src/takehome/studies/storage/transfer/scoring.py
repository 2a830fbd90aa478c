"""What the recommended policy does hour by hour for new rows of the house that came online.

Rows are worked in order of time. What a policy sees of the past, and of the prices ahead, is taken from the rows
themselves, else from the hours that the study was fitted on, else from the mean of the hour of the day. Where
``charge_kwh`` says what is stored, the policy goes on from there; else the battery starts empty and follows
its answers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.studies.scores import Scores
from takehome.studies.storage.federated.deep.network import values
from takehome.studies.storage.homes.bound import battery_arrays
from takehome.studies.storage.homes.expected_plan_kernels import EVERY, PAST, expected_moves
from takehome.studies.storage.homes.homes import AHEAD, HOURS, TOP, Homes
from takehome.studies.storage.homes.observing import cells, features
from takehome.studies.storage.transfer.curves import GUARDED, HOLD, PLAN, PLAN_DAYS, RULE
from takehome.studies.storage.transfer.learner import SCRATCH
from takehome.studies.storage.transfer.new_rows import Asked, read_rows
from takehome.studies.storage.transfer.outcome import Outcome
from takehome.studies.storage.transfer.reading import columns_of
from takehome.studies.storage.transfer.settings import MOST_LOCAL_DAYS
from takehome.studies.storage.transfer.tables import TABLE
from takehome.studies.storage.transfer.walk_kernels import plan_moves, rule_moves, values_moves
from takehome.table import Table

PROBE_HOURS = 48
"""Rows of each home whose answers a saved study must give again."""
LONGEST = 20 * 366 * HOURS
"""Hours between the first and the last row: twenty years."""
ANSWERS = ("action", "energy_kwh", "stored_kwh", "saved")
ACTIONS = {-1: "discharge", 0: "hold", 1: "charge"}


def score_rows(outcome: Outcome, key: str, rows: Table) -> Scores:
    """What the recommended way to run does in each row: action, energy into the battery, stored after, money saved.

    Raises
    ------
    InputError
        Where a column is absent, a number is missing or infinite, or rows lie too far apart.
    """
    if not rows.rows:
        return Scores(dict.fromkeys(ANSWERS, ()))
    asked = read_rows(rows, columns_of(outcome.table))
    found: dict[str, list[object]] = {name: [None] * rows.rows for name in ANSWERS}
    gaps = 0
    for name in dict.fromkeys(asked.home.tolist()):
        own = np.flatnonzero(asked.home == name)
        home, first, place = _around(outcome, asked, own)
        moves, money, stored = _run(outcome, key, home, first, place, asked.charge[own])
        gaps += home.hours - AHEAD - first - len(np.unique(place))
        pitch, charging, discharging = (
            float(one[0]) for one in (home.pitch_kwh, home.charge_efficiency, home.discharge_efficiency)
        )
        for row, at in zip(own.tolist(), place.tolist(), strict=True):
            move = int(moves[at])
            grid = move * pitch / charging if move > 0 else move * pitch * discharging
            found["action"][row] = ACTIONS[int(np.sign(move))]
            found["energy_kwh"][row] = float(grid) + 0.0
            found["stored_kwh"][row] = float(stored[at] * pitch)
            found["saved"][row] = float(money[at]) + 0.0
    notes = () if not gaps else (f"{gaps:,} hours between the rows were taken from the fitted hours or their means",)
    return Scores({name: tuple(column) for name, column in found.items()}, notes)


def _around(outcome: Outcome, asked: Asked, own: np.ndarray) -> tuple[Homes, int, np.ndarray]:
    """(hours of one home around its rows, first hour of a row, place of each row among them)."""
    known = outcome.source if asked.home[own[0]] == outcome.source.names[0] else outcome.target
    time = asked.time[own]
    start, end = int(time.min()) - MOST_LOCAL_DAYS * HOURS, int(time.max()) + AHEAD + 1
    if end - start > LONGEST:
        raise InputError(f"rows that are {end - start:,} hours apart", f"at most {LONGEST:,}", "score a part of them")
    clock = np.arange(start, end)
    past = known.day[0] * HOURS + known.hour[0]
    columns = []
    for fitted, given in ((known.net_kwh[0], asked.net), (known.buy[0], asked.buy), (known.sell[0], asked.sell)):
        mean = np.array([fitted[known.hour[0] == hour].mean() if (known.hour[0] == hour).any() else fitted.mean()
                         for hour in range(HOURS)])  # fmt: skip
        made = mean[clock % HOURS]
        inside = (past >= start) & (past < end)
        made[past[inside] - start] = fitted[inside]
        made[time - start] = given[own]
        columns.append(made[None])
    home = replace(
        known, hour=(clock % HOURS)[None], day=(clock // HOURS)[None], net_kwh=columns[0], buy=columns[1],
        sell=np.minimum(columns[2], columns[1]), judged=MOST_LOCAL_DAYS * HOURS, begins=np.zeros(1, np.int64),
    )  # fmt: skip
    return home, MOST_LOCAL_DAYS * HOURS, time - start


def _run(
    outcome: Outcome, key: str, home: Homes, first: int, place: np.ndarray, charge: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(moves, money, levels after) of all hours from the first row on; anew from each row that says what is stored."""
    starts = {first: 0}
    for at, held in zip(place.tolist(), charge.tolist(), strict=True):
        if not np.isnan(held):
            starts[at] = int(np.clip(round(held / float(home.pitch_kwh[0])), 0, TOP))
    moves, money = np.zeros(home.hours, np.int64), np.zeros(home.hours)
    stored = np.zeros(home.hours, np.int64)
    ordered = sorted(starts)
    for at, to in zip(ordered, [*ordered[1:], home.hours], strict=True):
        moves[at:to], money[at:to] = _moves(outcome, key, home, at, to, starts[at])
        stored[at:to] = starts[at] + np.cumsum(moves[at:to])
    return moves, money, stored


def _moves(
    outcome: Outcome, key: str, home: Homes, at: int, to: int, level: int
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Moves and money of hours `at` to `to`, with `level` stored before them."""
    battery = tuple(column[0] for column in battery_arrays(home))
    whole = (home.net_kwh[0], home.buy[0], home.sell[0])
    part = tuple(column[at:to] for column in whole)
    if key == HOLD:
        return np.zeros(to - at, np.int64), np.zeros(to - at)
    if key == RULE:
        return rule_moves(level, *part, *battery)
    if key == PLAN:
        return plan_moves(level, at, to, AHEAD, *whole, *battery)
    if key == PLAN_DAYS:
        shift = int(home.hour[0, 0])
        return expected_moves(level, at, to, EVERY, shift, AHEAD, int(home.begins[0]), PAST, *whole, *battery)
    worth = _worth(outcome, key, home)[at:to]
    rest = (*part, *battery, float(home.scale[0]), outcome.settings.discount)
    return values_moves(worth, level, *rest)


def _worth(outcome: Outcome, key: str, home: Homes) -> np.ndarray:
    """(T, KNOTS) what the policy says that stored energy is worth after each hour."""
    if key == GUARDED:
        key = SCRATCH if outcome.fell_back else outcome.curves.best
    policy = outcome.policies[key]
    if TABLE in policy:
        return np.ascontiguousarray(policy[TABLE][cells(home)[0]])
    return np.ascontiguousarray(values(policy, features(home)[0]), float)


def probe_rows(outcome: Outcome) -> Table:
    """The last rows of the fitted table."""
    return outcome.table.take(np.arange(max(outcome.table.rows - 2 * PROBE_HOURS, 0), outcome.table.rows))
