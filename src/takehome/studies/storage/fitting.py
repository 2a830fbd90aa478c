"""The one slow step, in its order: read, prove the bound, run every policy, then what explains them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.errors import InputError
from takehome.protocol import Finding
from takehome.studies.storage.given import given_result
from takehome.studies.storage.information import Information
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.lesson_day import day_problem, lesson_results
from takehome.studies.storage.losses import losses
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.market.reading import Reading, read_prices
from takehome.studies.storage.optimum.certificate import certify
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.past import first_judged
from takehome.studies.storage.result import PolicyResult, bound_of
from takehome.studies.storage.running import run_policies
from takehome.studies.storage.settings import Progress, Settings
from takehome.studies.storage.sizing import sizing
from takehome.studies.storage.states import state_ladder
from takehome.studies.storage.task import Task
from takehome.table import Column, Kind, Role, Table

LONGEST_PROOF = 20_000
"""Steps up to which the linear program is solved as a second proof: two years of hours take about a second."""


def fit_outcome(
    table: Table, settings: Settings, data_findings: tuple[Finding, ...], progress: Progress
) -> Outcome:  # fmt: skip
    """Run the whole study on a table of prices."""
    reading = read(table, settings)
    task = Task(
        lattice(settings.battery, reading.prices.step_hours), reading.prices,
        first_judged(reading.prices, settings.train),
    )  # fmt: skip
    information = _information(settings.information, reading.prices)
    given = given_schedule(table, task, settings)  # before all that takes long: it may not be usable
    progress("proving the bound")
    best = optimum(task.lattice, task.test)
    certificate = certify(task.lattice, task.test, best, linear=len(task.test) <= LONGEST_PROOF)
    bound = bound_of(task, best.moves)
    problem = day_problem(task)
    run = run_policies(task, settings, progress)
    results = run.results
    lesson = None
    if problem is not None:
        lesson, learned = lesson_results(problem, task, settings, progress)
        results = (*results, *learned)
    progress("what belongs in the state, and what other sizes would earn")
    return Outcome(
        table=table, settings=settings, reading=reading, task=task, information=information, certificate=certificate,
        bound=bound, results=results, policies=run.policies, skipped=run.skipped, day=problem, lesson=lesson,
        states=state_ladder(task, settings.seed), sizing=sizing(task),
        waterfall=losses(task, bound, results, run.policies, settings), given=given, data_findings=data_findings,
    )  # fmt: skip


def read(table: Table, settings: Settings) -> Reading:
    """The prices of the table, read as the settings say."""
    asked = settings.reading
    return read_prices(
        table, price=asked.price, time=asked.time, unit=asked.unit, currency=asked.currency, known=asked.known,
        buy_fee=asked.buy_fee, sell_fee=asked.sell_fee,
    )  # fmt: skip


def _information(asked: Information | None, prices: Prices) -> Information:
    """What may be known; for steps under an hour it must be said."""
    if asked is not None:
        return asked
    if prices.step_hours < 1:
        raise InputError(
            f"steps of {60 * prices.step_hours:g} minutes, and nothing about what is known when acting",
            "information: known_day (prices published the day before), current_price (a real-time market), or forecast",
            "information='current_price', or --information current_price",
        )
    return Information.KNOWN_DAY


def given_schedule(table: Table, task: Task, settings: Settings) -> PolicyResult | None:
    """The dispatch that somebody else made, on the steps that are judged."""
    columns = table.with_role(Role.PREDICTION)
    positive = settings.reading.schedule_positive
    if not columns:
        if positive is not None:
            saw = f"schedule_positive = {positive!r} without a schedule"
            raise InputError(saw, "the column of a dispatch to judge", "schedule='…' (--schedule), or leave it out")
        return None
    column = columns[0]
    _require_schedule(column, settings)
    asked = replace(settings.reading, known=(*settings.reading.known, column.name))
    values = read(table, replace(settings, reading=asked)).prices.known[column.name]
    return given_result(task, values, column.name, column.unit, positive=positive, battery=settings.battery)


def _require_schedule(column: Column, settings: Settings) -> None:
    """Raise :class:`InputError` for a schedule that is no column of power: a step without a number is not filled."""
    saw = ""
    if column.name == settings.reading.price:
        saw = f"{column.name!r} for both the price and the schedule"
    elif column.kind is not Kind.NUMBER:
        saw = f"the schedule {column.name!r} holds no numbers ({column.kind.value})"
    elif column.missing.any():
        gone = np.flatnonzero(column.missing)
        saw = f"the schedule {column.name!r} has no number in row {gone[0] + 1:,} ({gone.size:,} in all)"
    if saw:
        raise InputError(saw, "a column of power or energy, a number in every row", "0 where nothing moves")
