"""STO009: how much of the bound is left on the table?

The best policy that may be used is held against the bound on the same days, with whole weeks of days drawn anew, once
on all days and once without the spike days (:mod:`~takehome.studies.storage.concentration`). On one repeated day the
brief's own agent is judged over its seeds as well. The page is ``far_from_bound.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.verdict import between, joint_level, tail, verdict
from takehome.protocol import Finding, Interval, Status
from takehome.studies.storage.checks.day_draws import Judgement, drawn, ratio
from takehome.studies.storage.checks.stage import (
    BRIEF,
    GIVEN,
    NOTHING_TO_DO,
    counted_days,
    judged,
    money,
    no_bound,
    under,
)
from takehome.studies.storage.concentration import spike_days
from takehome.studies.storage.information import Information
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import Quantity, format_number

CODE = "STO009"
TITLE = "The best policy comes near the bound"
KNOWN_LIMIT = 0.05
"""Share of the bound that may be lost where the day's prices are known: planners lose less in ordinary years, and years
in which they lose more are explained by their top days (issue 4, "done when")."""
UNKNOWN_LIMIT = 0.35
"""The same where they are not: published policies in real-time markets earn 65 to 90 % of perfect foresight (Zheng,
Liu, Xu & Shi 2022, "Energy storage price arbitrage via opportunity value function prediction", arXiv 2211.07797)."""
GOOD = "The best policy that may be used earns nearly what all prices known would earn."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The best policy and a given schedule on all days and without spikes; the brief's agent on a repeated day."""
    if outcome.bound.profit <= 0:
        return no_bound(outcome, CODE, TITLE, GOOD)
    found = [finding for result, stage in judged(outcome) for finding in _of(outcome, result, stage)]
    return (*found, *([] if outcome.lesson is None else [_brief(outcome, outcome.lesson)]))


def limit_of(outcome: Outcome) -> float:
    """Per cent of the bound that may be lost under this information."""
    return 100 * (KNOWN_LIMIT if outcome.information is Information.KNOWN_DAY else UNKNOWN_LIMIT)


def _of(outcome: Outcome, result: PolicyResult, stage: str) -> list[Finding]:
    """All days, and the days without spikes where there are draws of days."""
    most_of = outcome.bound
    bound, spikes = most_of.day_profit, spike_days(most_of)
    enough = len(drawn(len(bound), outcome.settings.seed)) > 0 and float(bound[~spikes].sum()) > 0
    parts = [("all days", np.ones(len(bound), bool))] + [("without spike days", ~spikes)] * enough
    found = []
    for subject, days in parts:
        lost = ratio(outcome, (bound - result.day_profit) * days, bound * days, limit_of(outcome),
                     family=len(parts), least=0.0)  # fmt: skip
        earned, most = float(result.day_profit[days].sum()), float(bound[days].sum())
        seen = (
            f"{_named(outcome, result)} earns {money(outcome, earned)} of {money(outcome, most)} on "
            f"{_days(days)}: {format_number(100 - lost.value)} % of the bound, so {format_number(lost.value)} % "
            f"is lost ({lost.words})."
        )
        found.append(_finding(outcome, lost, subject, stage, seen, most - earned))
    return found


def _named(outcome: Outcome, result: PolicyResult) -> str:
    if result.group == GIVEN:
        return f"The given schedule ({under(outcome)})"
    return f"The best policy that may be used, '{result.label}' ({under(outcome)}),"


def _days(days: np.ndarray) -> str:
    left = int((~days).sum())
    if not left:
        return counted_days(len(days))
    return f"{counted_days(int(days.sum()))}, without the {counted_days(left)} on which the bound earns most"


def _finding(
    outcome: Outcome, lost: Judgement, subject: str, stage: str, seen: str, left: float
) -> Finding:  # fmt: skip
    measured = {
        "lost": Quantity(lost.value, "%"), "share of the bound": Quantity(100 - lost.value, "%"),
        "left on the table": Quantity(left + 0.0, outcome.task.prices.currency),
    }  # fmt: skip
    return Finding(
        CODE, TITLE, lost.status, GOOD, seen,
        f"{money(outcome, left)} would be the most that any better policy could add on these days.",
        _remedy(outcome, lost, stage), subject, stage, measured, "lost", lost.interval, lost.cap, lost.settle,
    )  # fmt: skip


def _remedy(outcome: Outcome, lost: Judgement, stage: str) -> str:
    if lost.status is Status.PASSED:
        return NOTHING_TO_DO
    if stage == GIVEN:
        said = "Compare it step by step with the best policy in dispatch.csv."
    elif outcome.waterfall is not None:
        said = "Read the chain of losses: it says how much lies beyond the day, in the forecast and in the learning."
    elif outcome.information is Information.KNOWN_DAY:
        said = "With known days, what is lost lies beyond the day (STO013): see on which days."
    else:
        said = "Give a past to learn from (train=, --train): 0 policies that learn were run."
    return f"{said} {lost.advice}".strip()


def _brief(outcome: Outcome, lesson: Lesson) -> Finding:
    """The mean over seeds of what the brief's agent loses, with Student's interval."""
    from scipy.stats import t as student

    rung, level = lesson.rungs[0], outcome.settings.confidence_level
    optimum = lesson.exact.optimum
    limit = limit_of(outcome)
    lost = 100 * (1 - rung.profits / optimum) if optimum > 0 else np.zeros(len(rung.profits))
    mean, seeds = float(lost.mean()), len(lost)
    half = float(student.ppf(1 - tail(level, 1), seeds - 1) * lost.std(ddof=1) / np.sqrt(seeds))
    interval = Interval(mean - half, mean + half, "%", joint_level(level))
    status = verdict(interval.low, interval.high, limit)
    return Finding(
        CODE, TITLE, status, GOOD,
        f"Over {seeds} seeds the brief's agent earns {money(outcome, float(rung.profits.mean()))} of "
        f"{money(outcome, optimum)} a day on average ({format_number(float(rung.profits.min()))} to "
        f"{format_number(float(rung.profits.max()))}): {format_number(mean)} % of the optimum is lost "
        f"({interval.confidence_level:.0%} interval: {between(interval)}; limit {limit:g} %).",
        f"An agent trained like this leaves {money(outcome, optimum - float(rung.profits.mean()))} a day on the table.",
        NOTHING_TO_DO if status is Status.PASSED else
        "Repair what was measured to cause it (exploration, step size, start values: the answers name each effect), or "
        "plan: the prices are known.",
        "the brief's agent", BRIEF, {"lost": Quantity(mean, "%"), "seeds": Quantity(seeds)}, "lost", interval,
        Quantity(limit, "%"), None,
    )  # fmt: skip
