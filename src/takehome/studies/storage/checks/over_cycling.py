"""STO011: is the battery used more than its warranty allows?

A full equivalent cycle takes one capacity from the store. Warranties count them by day or year; wear depends on depth
as well, so the cycles that rainflow counting finds and what they add up to in full cycles of the same wear stand beside
(:mod:`~takehome.studies.storage.rainflow`). The page is ``over_cycling.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, ratio
from takehome.studies.storage.checks.stage import NOTHING_TO_DO, judged, money, under
from takehome.studies.storage.economics import StorageEconomics
from takehome.studies.storage.money.basis import YEAR_DAYS
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.rainflow import wear_by_depth
from takehome.studies.storage.result import PolicyResult, daily
from takehome.units import Quantity, format_number

CODE = "STO011"
TITLE = "The battery is not used more than a warranty allows"
WARRANTED_LIMIT = 1.0
"""Full equivalent cycles a day that nearly every warranty covers: NREL's *Annual Technology Baseline 2024*
(utility-scale battery storage) assumes one cycle a day."""
MOST_LIMIT = 2.0
"""Cycles a day beyond which ordinary use ends, this project's own limit: two are one for the morning's and one for the
evening's peak. A planner without a cost of wear has been seen to make seven (emhass, issue 111)."""
GOOD = "One full cycle a day or less, so that the warranty and the life that was reckoned with hold."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """FAILED above two cycles a day, CAUTION above one, for the best policy and for a given schedule."""
    return tuple(_of(outcome, result, stage) for result, stage in judged(outcome))


def _of(outcome: Outcome, result: PolicyResult, stage: str) -> Finding:
    prices, account = outcome.task.test, result.account
    hours = daily(prices, np.full(len(prices), prices.step_hours))
    length = hours / 24 if prices.days > 1 else np.ones(1)  # a single day repeats, however few of its prices are given
    cycles = daily(prices, np.maximum(-np.diff(account.stored_kwh), 0)) / account.capacity_kwh
    allowed = ratio(outcome, cycles, length, WARRANTED_LIMIT, "cycles a day")
    most = ratio(outcome, cycles, length, MOST_LIMIT, "cycles a day")
    held = most if most.status is Status.FAILED else allowed
    if held is allowed and held.status is Status.FAILED:
        held = replace(allowed, status=Status.CAUTION, settle=most.settle if most.status is Status.CAUTION else None)
    count, equivalent = _rainflow(outcome, result)
    measured = {
        "cycles": Quantity(held.value, "cycles a day"), "cycles a year": Quantity(held.value * YEAR_DAYS, "cycles"),
        "rainflow cycles": Quantity(count, "cycles"), "rainflow equivalent": Quantity(equivalent, "cycles"),
    }  # fmt: skip
    seen = (
        f"'{result.label}' ({under(outcome)}) makes {format_number(held.value)} full equivalent cycles a day "
        f"({held.words}), {format_number(account.cycles)} in all. Rainflow counting finds {format_number(count)} "
        f"cycles of any depth, which wear like {format_number(equivalent)} full ones."
    )
    return Finding(
        CODE, TITLE, held.status, GOOD, seen, _consequence(outcome, result, held.value), _remedy(held),
        None if held.status is Status.PASSED else result.label, stage, measured, "cycles", held.interval, held.cap,
        held.settle,
    )  # fmt: skip


def _rainflow(outcome: Outcome, result: PolicyResult) -> tuple[float, float]:
    """How many cycles there are, and how many of full depth wear as much."""
    account = result.account
    share = account.stored_kwh / account.capacity_kwh
    exponent = outcome.settings.battery.wear.exponent
    return float(wear_by_depth(share, 1.0, 0.0).sum()), float(wear_by_depth(share, 1.0, exponent).sum())


def _consequence(outcome: Outcome, result: PolicyResult, a_day: float) -> str:
    life = StorageEconomics().life_cycles
    if a_day <= 0:
        return f"It makes 0 cycles, so use wears out nothing of the {life:,.0f} that a battery is taken to last."
    years = life / (a_day * YEAR_DAYS)
    each = result.account.profit / result.account.cycles
    return (
        f"At {format_number(a_day * YEAR_DAYS)} cycles a year, a battery that lasts {life:,.0f} cycles is worn out in "
        f"{format_number(years)} years; a cycle earns {money(outcome, each)} on average."
    )


def _remedy(held: Judgement) -> str:
    if held.status is Status.PASSED:
        return NOTHING_TO_DO
    said = (
        "Look up the cycles that your warranty allows, and state what a cycle costs (wear_per_cycle, "
        "--wear-per-cycle): then only cycles that earn more are made."
    )
    return f"{said} {held.advice}".strip()
