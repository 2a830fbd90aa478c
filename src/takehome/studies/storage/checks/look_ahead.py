"""STO008: does a policy read a price that it may not know when it acts?

Each fitted policy is run again on a few days in which every price that it may not know at a random step is shuffled and
stretched. What it did up to that step must not change by anything. A schedule that was given cannot be run again; it is
suspected where it earns more than the best plan on known days, which nobody does without knowing what comes after. And
a column that is said to be known ahead must not be the price itself, nor nearer to it than a forecast can be. The page
is ``look_ahead.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import ratio
from takehome.studies.storage.checks.stage import CHOSEN, DATA, GIVEN, NOTHING_TO_DO, money, not_applicable
from takehome.studies.storage.information import Information, known_until
from takehome.studies.storage.market.prices import Prices
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.policy import Policy
from takehome.studies.storage.result import PolicyResult
from takehome.studies.storage.task import Task
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "STO008"
TITLE = "No policy reads a price that it may not know"
CHANGED_LIMIT = 0
"""Decisions that may change with prices that are not known yet: a single one is proof."""
BEYOND_LIMIT = 0.1
"""Per cent of the bound by which a given schedule may earn more than the best plan on known days: what rounding in its
file may explain (:data:`~takehome.studies.storage.given_ways.ROUNDED_MOST`)."""
SAME_LIMIT = 0.5
"""Share of steps in which a column known ahead may equal the price, this project's own limit: two markets that settle
apart agree now and then, and hardly in every other step."""
NEAR_LIMIT = 10
"""Per cent: mean distance of a column known ahead from the price, over the mean change of the price from one day to the
next; this project's own limit for that relative error of forecasts (Lago, Marcjasz, De Schutter & Weron 2021, Applied
Energy 293, 116983). New York's day-ahead price comes no nearer to the real-time price than 38 % in any two days or
more of 2016 to 2019, and 68 % in any year; the price with cents of noise is below 1 %."""
HISTORY_DAYS, WINDOW_DAYS, CUTS = 8, 2, 3
"""Days of past (a whole week and one), days that are run again, and random steps at which the future is shuffled."""
STRETCH = 2.0
"""Shuffled prices are multiplied by up to this, or divided, so that even a constant price changes."""
GOOD = "Shuffling what is not known yet changes no decision."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """One finding on the policies, one on each column known ahead, one on a given schedule."""
    columns = (_column(outcome, name) for name in outcome.task.prices.known)
    given = () if outcome.given is None else (_given(outcome, outcome.given),)
    return (*_policies(outcome), *columns, *given)


def _policies(outcome: Outcome) -> tuple[Finding, ...]:
    task = _window(outcome)
    checked = changed = 0
    guilty = []
    for key, policy in outcome.policies.items():
        ran, differ = changed_decisions(policy, task, np.random.default_rng(outcome.settings.seed))
        checked, changed = checked + ran, changed + differ
        guilty += [f"'{policy.label}' ({key})"] if differ else []
    if not checked:
        why = f"0 decisions of {len(outcome.policies)} policies are made while a price of the judged steps is unknown."
        return not_applicable(CODE, TITLE, GOOD, why)
    seen = (
        f"{len(outcome.policies)} policies made {checked:,} decisions again while all prices that they may not know "
        f"were shuffled and stretched: {changed:,} changed (limit {CHANGED_LIMIT})."
    )
    return (
        Finding(
            CODE, TITLE, Status.FAILED if changed else Status.PASSED, GOOD, seen,
            f"What {listed(guilty)} earn cannot be earned: {changed:,} decisions know the future." if changed else
            f"All {checked:,} decisions can be made with what is known.",
            "Do not use them; this is a fault of the program, please report it." if changed else NOTHING_TO_DO,
            guilty[0] if guilty else None, CHOSEN,
            {"changed": Quantity(changed, "decisions"), "checked": Quantity(checked, "decisions")}, "changed", None,
            Quantity(CHANGED_LIMIT, "decisions"),
        ),
    )  # fmt: skip


def changed_decisions(policy: Policy, task: Task, rng: np.random.Generator) -> tuple[int, int]:
    """How many decisions were made again, and how many of them changed.

    Parameters
    ----------
    task : a short one, whose judged steps are run again.
    """
    until = known_until(task.prices, policy.information)
    steps = np.arange(task.first, len(task.prices))
    hidden = steps[until[steps] < len(task.prices)]
    if not len(hidden):
        return 0, 0
    before = policy.dispatch(task)
    checked = changed = 0
    for step in rng.choice(hidden, min(CUTS, len(hidden)), replace=False):
        values = task.prices.values.copy()
        future = values[until[step] :]
        values[until[step] :] = rng.permutation(future) * STRETCH ** rng.uniform(-1, 1, len(future))
        after = policy.dispatch(replace(task, prices=task.prices.with_values(values)))
        own = slice(0, int(step) - task.first + 1)
        checked += own.stop
        changed += int((before[own] != after[own]).sum())
    return checked, changed


def _window(outcome: Outcome) -> Task:
    """A few judged days, drawn at random, with the days before them as the past."""
    prices, first = outcome.task.prices, outcome.task.first
    starts = prices.day_starts()
    judged = int(prices.day[first] - prices.day[0]) if first else 0
    latest = max(prices.days - WINDOW_DAYS, judged)
    begin = int(np.random.default_rng(outcome.settings.seed).integers(judged, latest + 1))
    early, late = int(starts[max(begin - HISTORY_DAYS, 0)]), int(starts[min(begin + WINDOW_DAYS, prices.days)])
    return Task(outcome.task.lattice, prices.part(early, late), int(starts[begin]) - early)


def _column(outcome: Outcome, name: str) -> Finding:
    """A column that is said to be known ahead and is the price itself gives every policy the future."""
    prices = outcome.task.prices
    same = 100 * float(np.mean(np.isclose(prices.known[name], prices.values, rtol=1e-9, atol=0.0)))
    knows = outcome.information is Information.KNOWN_DAY
    failed = same > 100 * SAME_LIMIT and not knows
    gap, change = distance(prices, name)
    if not (failed or knows) and gap < NEAR_LIMIT / 100 * change:
        return _near(outcome, name, gap, change)
    seen = (
        f"{name!r}, known for a whole day ahead, equals the price in {format_number(same)} % of the steps (limit "
        f"{100 * SAME_LIMIT:g} %{'; the day is known anyway' if knows else ''})."
    )
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.PASSED, GOOD, seen,
        f"Policies read in it the price that they may not know, in {format_number(same)} % of the steps." if failed else
        f"It tells at most {format_number(same)} % of the prices ahead.",
        "Leave it out of known= (--known), or say that the day is known: information='known_day'." if failed else
        NOTHING_TO_DO,
        name, DATA, {"same": Quantity(same, "%")}, "same", None, Quantity(100 * SAME_LIMIT, "%"),
    )  # fmt: skip


def distance(prices: Prices, name: str) -> tuple[float, float]:
    """Mean distance of a known column from the price of its step, and of the price from that of the day before.

    Their ratio is the relative mean absolute error of a forecast. The second is 0 where there is no day before.
    """
    gap = float(np.abs(prices.known[name] - prices.values).mean())
    change = np.abs(prices.values[prices.slots :] - prices.values[: -prices.slots])
    return gap, float(change.mean()) if len(change) else 0.0


def _near(outcome: Outcome, name: str, gap: float, change: float) -> Finding:
    """The price with a little noise: better than any forecast that was made before."""
    share, unit = 100 * gap / change, outcome.reading.price_unit
    return Finding(
        CODE, TITLE, Status.CAUTION, GOOD,
        f"{name!r}, known for a whole day ahead, is the price of the same step but for {Quantity(gap, unit)} on "
        f"average, {format_number(share)} % of what a price differs from that of the day before (limit {NEAR_LIMIT} "
        "%).",
        f"No forecast made before is so good. If {name!r} is filled in afterwards, policies read in it the price that "
        f"they may not know, to {Quantity(gap, unit)}.",
        f"Find out when {name!r} is written; if after the price is known, leave it out of known= (--known), or say "
        "that the day is known: information='known_day'.",
        name, DATA, {"distance": Quantity(share, "%"), "mean gap": Quantity(gap, unit)}, "distance", None,
        Quantity(NEAR_LIMIT, "%"),
    )  # fmt: skip


def _given(outcome: Outcome, given: PolicyResult) -> Finding:
    plan = outcome.result("known_day")
    if plan is None or outcome.bound.profit <= 0:
        why = "The bound is 0 or no plan on known days was run, so there is nothing to hold the schedule against."
        return not_applicable(CODE, TITLE, GOOD, why, GIVEN)[0]
    own, planned_days, bound = (one.day_profit for one in (given, plan, outcome.bound))
    judged = ratio(outcome, own - planned_days, bound, BEYOND_LIMIT)
    earns, planned = money(outcome, given.profit), money(outcome, plan.profit)
    status = judged.status
    if judged.interval is None:  # what it earned on these days is a fact; whether it would again, few days do not tell
        status = Status.PASSED if judged.value <= BEYOND_LIMIT else Status.CAUTION
    return Finding(
        CODE, TITLE, status, GOOD,
        f"The given schedule earns {format_number(judged.value)} % of the bound more than the best plan on known days "
        f"({judged.words}).",
        f"It earns {earns}; a plan that knows each day's prices earns {planned}.",
        NOTHING_TO_DO if status is Status.PASSED else
        f"Ask with which prices it was made: to earn more than a plan on known days one must know what comes after the "
        f"day. {judged.advice}".strip(),
        given.label, GIVEN, {"beyond known days": Quantity(judged.value, "%")}, "beyond known days", judged.interval,
        judged.cap, judged.settle if status is Status.CAUTION else None,
    )  # fmt: skip
