"""STO003: does the result hang on what happens at negative prices?

Who charges at a negative price is paid for it, and who may also *discharge* then can burn energy for money: empty the
battery at a small loss to fill it again. Whether a battery may do that is a matter of contract and meter, so the bound
is solved with and without. A linear program that does not forbid charging and discharging at once earns more than any
battery can; its gap stands beside (Castillo & Gayme 2013). The page is ``negative_prices.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, ratio
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, counted_days, money, no_bound
from takehome.studies.storage.optimum.certificate import TOLERANCE
from takehome.studies.storage.optimum.dynamic_programming import optimum
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult, bound_of
from takehome.studies.storage.task import Task
from takehome.units import Quantity, format_number

CODE = "STO003"
TITLE = "Selling at negative prices does not decide the result"
RULE_LIMIT = 0.01
"""Share of the bound that the permission to discharge at negative prices may be worth, this project's own limit:
policies that differ by less are not told apart in a year (a year's interval is several times as wide)."""
MOST_STEPS = 120_000
"""Steps on which the bound is solved again: a year of 5 minutes takes about a second; of more, the last whole days."""
GOOD = "The bound is the same whether or not the battery may discharge while the price is below 0."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """PASSED without negative prices; otherwise the share of the bound that the rule is worth, against its limit."""
    prices = outcome.task.test
    steps = int((prices.values < 0).sum())
    if not steps:
        return (_none(outcome),)
    allowed, forbidden = _both(outcome)
    if outcome.bound.profit <= 0 or allowed.profit <= 0:
        return no_bound(outcome, CODE, TITLE, GOOD, DATA)
    judged = ratio(outcome, allowed.day_profit - forbidden.day_profit, allowed.day_profit, 100 * RULE_LIMIT,
                   least=0.0)  # fmt: skip
    gap = outcome.certificate.linear_gap
    measured = {
        "rule": Quantity(judged.value, "%"), "negative steps": Quantity(100 * steps / len(prices), "%"),
        "lowest price": Quantity(float(prices.values.min()), outcome.reading.price_unit),
        **({} if gap is None else {"gap of the linear program": Quantity(100 * max(gap, 0.0), "%")}),
    }  # fmt: skip
    return (
        Finding(
            CODE, TITLE, judged.status, GOOD, _seen(outcome, judged, steps, gap),
            _consequence(outcome, allowed, forbidden), _remedy(outcome, judged), None, DATA, measured, "rule",
            judged.interval, judged.cap, judged.settle,
        ),
    )  # fmt: skip


def _none(outcome: Outcome) -> Finding:
    lowest = Quantity(float(outcome.task.test.values.min()), outcome.reading.price_unit)
    steps = len(outcome.task.test)
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, f"0 of {steps:,} judged steps have a negative price; the lowest is {lowest}.",
        "Whether the battery may sell below 0 changes 0 % of the bound.", NOTHING_TO_DO, None, DATA,
        {"rule": Quantity(0.0, "%"), "negative steps": Quantity(0.0, "%"), "lowest price": lowest}, "rule", None,
        Quantity(100 * RULE_LIMIT, "%"),
    )  # fmt: skip


def _both(outcome: Outcome) -> tuple[PolicyResult, PolicyResult]:
    """The bound where the battery may discharge below 0 and where it may not."""
    prices = outcome.task.test
    first = max(len(prices) - MOST_STEPS, 0)
    if first:
        starts = prices.day_starts()
        first = int(starts[np.searchsorted(starts, first)])
    part, own = prices.part(first), outcome.task.lattice
    found = {own.battery.sell_below_zero: outcome.bound} if first == 0 else {}
    for may in {True, False} - set(found):
        grid = replace(own, battery=replace(own.battery, sell_below_zero=may))
        found[may] = bound_of(Task(grid, part), optimum(grid, part).moves)
    return found[True], found[False]


def _seen(outcome: Outcome, judged: Judgement, steps: int, gap: float | None) -> str:
    prices = outcome.task.test
    share, lowest = 100 * steps / len(prices), Quantity(float(prices.values.min()), outcome.reading.price_unit)
    above = ""
    if gap is not None:
        both = outcome.certificate.both
        apart = f"{format_number(100 * gap)} % above" if gap > TOLERANCE else "no higher than"
        above = (
            f" A linear program, which charges and discharges at once in {both:,} steps, comes out {apart} the bound."
        )
    return (
        f"{steps:,} of {len(prices):,} judged steps have a negative price ({format_number(share)} %, the lowest "
        f"{lowest}); that the battery may sell at them is worth {format_number(judged.value)} % of the bound "
        f"({judged.words}).{above}"
    )


def _consequence(outcome: Outcome, allowed: PolicyResult, forbidden: PolicyResult) -> str:
    days = counted_days(len(allowed.day_profit))
    return (
        f"With all prices known, {money(outcome, allowed.profit)} are earned in {days} where selling below 0 is "
        f"allowed, and {money(outcome, forbidden.profit)} where it is not."
    )


def _remedy(outcome: Outcome, judged: Judgement) -> str:
    if judged.status is Status.PASSED:
        return NOTHING_TO_DO
    now = "allowed" if outcome.settings.battery.sell_below_zero else "not allowed"
    other = "--no-sell-below-zero" if outcome.settings.battery.sell_below_zero else "--sell-below-zero"
    said = f"Here it is {now}. Ask the grid operator and the supplier; {other} computes the other case."
    return f"{said} {judged.advice}".strip()
