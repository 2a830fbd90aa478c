"""STO012: does a learned table act in states that it has never seen?

A table knows nothing of a state that training never entered: the agent acts there by its start values. On one repeated
day the states are charge and hour, of which some schedule can reach a part; in a market they are hour, price and
outlook, and the past either showed such a step or did not. The page is ``unvisited_states.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import ratio
from takehome.studies.storage.checks.stage import BRIEF, CHOSEN, NOTHING_TO_DO, best_allowed, money, not_applicable
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.policies.value.tabular_q import TabularQ
from takehome.studies.storage.result import daily
from takehome.units import Quantity, format_number

CODE = "STO012"
TITLE = "The learned table knows the states in which it acts"
CELLS_LIMIT = 0.05
"""Share of the reachable cells of a repeated day that training may leave out, this project's own limit: one in twenty;
a table that is right everywhere else can go around them."""
STEPS_LIMIT = 0.01
"""Share of the judged steps that may fall into states that the past never showed, this project's own limit: as many as
spike days (:mod:`~takehome.studies.storage.concentration`), on which a wrong action costs most."""
GOOD = "Training has shown every state that matters."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The brief's agent on a repeated day, the learned table on the judged steps."""
    found = []
    if outcome.lesson is not None:
        found.append(_lesson(outcome, outcome.lesson))
    table = outcome.policies.get("tabular_q")
    if isinstance(table, TabularQ) and table.state is not None:
        found.append(_market(outcome, table))
    if found:
        return tuple(found)
    why = "0 tables were learned: there is no state that could be unknown."
    return not_applicable(CODE, TITLE, GOOD, why)


def _lesson(outcome: Outcome, lesson: Lesson) -> Finding:
    """Exact counts of one agent, the brief's first."""
    counts, wrong = lesson.wrong.counts, lesson.wrong
    share = 100 * counts["unvisited"] / counts["reachable"]
    failed = share > 100 * CELLS_LIMIT
    episodes = lesson.rungs[0].settings.episodes
    seen = (
        f"After {episodes:,} days the brief's agent (its first seed) has never been in {counts['unvisited']:,} of "
        f"{counts['reachable']:,} cells of charge and hour that can be reached: {format_number(share)} % (limit "
        f"{100 * CELLS_LIMIT:g} %). In {counts['wrong']:,} cells its action is wrong, in {counts['wrong_visited']:,} "
        "of them though it has been there."
    )
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.PASSED, GOOD, seen,
        f"{counts['wrong_on_path']:,} wrong cells lie on its way and cost {money(outcome, wrong.loss)} a day; a wrong "
        "cell that is never entered costs nothing.",
        "Explore more at the start and less at the end, begin with hopeful values, or let each price teach every "
        "charge level." if failed else NOTHING_TO_DO,
        "the brief's agent", BRIEF,
        {"unvisited": Quantity(share, "%"), "wrong": Quantity(counts["wrong"], "cells"),
         "wrong on its way": Quantity(counts["wrong_on_path"], "cells"),
         "cost": Quantity(wrong.loss + 0.0, outcome.task.prices.currency)},
        "unvisited", None, Quantity(100 * CELLS_LIMIT, "%"),
    )  # fmt: skip


def _market(outcome: Outcome, table: TabularQ) -> Finding:
    """Share of the judged steps in states without a past step."""
    state, prices, first = table.state, outcome.task.prices, outcome.task.first
    codes = (
        state.codes(table.prepare(prices), np.arange(len(prices))) if state is not None else np.zeros(len(prices), int)
    )
    past = np.bincount(codes[:first], minlength=codes.max() + 1)
    unseen = past[codes[first:]] == 0
    length = daily(outcome.task.test, np.ones(len(unseen)))
    judged = ratio(outcome, daily(outcome.task.test, unseen.astype(float)), length, 100 * STEPS_LIMIT)
    turnover = np.abs(outcome.bound.account.income)
    missed = 100 * float(turnover[unseen].sum() / max(float(turnover.sum()), np.finfo(float).tiny))
    acts = "0 steps had to be met without knowledge."
    if unseen.any():
        blind = "follows the plan on the expected day" if table.advised else "does nothing"
        acts = (
            f"There it {blind}, for want of experience, while the bound's schedule does {format_number(missed)} % of "
            f"its trade (by money) in these steps.{_not_the_best(outcome, table)}"
        )
    seen = (
        f"'{table.label}' tells {0 if state is None else state.count:,} states of hour, price and outlook apart; "
        f"{int(unseen.sum()):,} of {len(unseen):,} judged steps fall into one that the past never showed: "
        f"{format_number(judged.value)} % ({judged.words})."
    )
    passed = judged.status is Status.PASSED
    return Finding(
        CODE, TITLE, judged.status, GOOD, seen,
        acts,
        NOTHING_TO_DO if passed else
        f"Learn from more days, or with fewer cells of price and outlook. {judged.advice}".strip(),
        table.label, CHOSEN,
        {"unseen": Quantity(judged.value, "%"), "states known": Quantity(int((past > 0).sum()), "states")}, "unseen",
        judged.interval, judged.cap, judged.settle,
    )  # fmt: skip


def _not_the_best(outcome: Outcome, table: TabularQ) -> str:
    best = best_allowed(outcome)
    if best.key == table.key:
        return ""
    return f" It is not the best policy here: '{best.label}' earns {money(outcome, best.profit)}, and reads no table."
