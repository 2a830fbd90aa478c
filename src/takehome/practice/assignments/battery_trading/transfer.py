"""Section 4: transfer. What House A's table is worth at House B, on its first day and after two hundred days there.

A schedule that is right at A can be worse than doing nothing at B, since its dear hours are others. So three numbers
are asked for: A's schedule as it is, a table that starts empty, and one that starts from A's; each with its schedule,
so that each can be replayed at B's prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from takehome.practice.assignments.battery_trading.house import CENT, HOURS, House, house_of
from takehome.practice.assignments.battery_trading.rubrics.transfer import RUBRIC
from takehome.practice.assignments.battery_trading.wording import a_day_and_year, money, schedule_problem
from takehome.practice.spec import (
    Answers,
    Criterion,
    Facts,
    Field,
    FollowUp,
    Kind,
    Section,
    Trap,
    World,
)
from takehome.units import format_number

ENOUGH = 0.9
"""Share of A's optimum that the schedule which is carried over must earn at A, as in section 2."""
OPTIMUM_ROUNDED = 0.001
"""Share by which a stated optimum may differ from the exact one: rounding."""
WAYS = {"zero_shot": "schedule_a", "scratch": "schedule_scratch", "warm": "schedule_warm"}
"""Profit at B → the schedule that earns it."""


@dataclass(frozen=True)
class Truth:
    """House A, House B and the scenario's numbers."""

    a: House
    b: House
    business: Mapping[str, Any]

    def at_b(self, answers: Answers, key: str) -> float | None:
        """What the schedule behind a profit earns at B, $; None where it is no schedule."""
        schedule = answers.get(WAYS[key])
        return None if schedule is None or schedule_problem(schedule) else self.b.profit(schedule)


def truth(world: World) -> Truth:
    """Both houses of the world."""
    a = house_of(world.tables["prices"]["Price"].tolist(), world.business)
    return Truth(a, a.at(world.tables["prices_b"]["Price"].tolist()), world.business)


def _schedule_a(true: Truth, answers: Answers) -> str | None:
    schedule = answers["schedule_a"]
    if problem := schedule_problem(schedule):
        return problem
    share = true.a.profit(schedule) / true.a.optimum
    if share >= ENOUGH:
        return None
    return (
        f"The schedule that you carry over earns {format_number(100 * share)} % of A's optimum at House A itself; "
        f"there is little to transfer before it earns {100 * ENOUGH:g} %."
    )


def _schedule_scratch(true: Truth, answers: Answers) -> str | None:
    return schedule_problem(answers["schedule_scratch"])


def _untrained(true: Truth, answers: Answers) -> bool:
    """Whether the warm schedule is still A's, though A's is not good at B."""
    same = answers.get("schedule_warm") is not None and answers.get("schedule_warm") == answers.get("schedule_a")
    return same and true.b.profit(answers["schedule_warm"]) < ENOUGH * true.b.optimum


def _schedule_warm(true: Truth, answers: Answers) -> str | None:
    if problem := schedule_problem(answers["schedule_warm"]):
        return problem
    if _untrained(true, answers):
        return (
            f"Your warm schedule is A's, action by action, and earns {money(true.b.profit(answers['schedule_warm']))} "
            f"of {money(true.b.optimum)} a day at B: {true.business['episodes_b']} days of training would have changed "
            "it."
        )
    return None


def _profit_of(key: str) -> Criterion:
    def judge(true: Truth, answers: Answers) -> str | None:
        earned = true.at_b(answers, key)
        if earned is None:
            return f"Without a schedule of {HOURS} actions in “{WAYS[key]}” this profit cannot be checked."
        if abs(answers[key] - earned) <= CENT * HOURS:
            return None
        return f"You give {money(answers[key])} a day; at B's prices your “{WAYS[key]}” earns {money(earned)} a day."

    return Criterion(key, f"what your “{WAYS[key]}” earns at B's prices, to a cent an hour", judge)


def _optimum_b(true: Truth, answers: Answers) -> str | None:
    if abs(answers["optimum_b"] - true.b.optimum) <= OPTIMUM_ROUNDED * true.b.optimum:
        return None
    return f"You give {money(answers['optimum_b'])} as the most that B's day can earn; it is {money(true.b.optimum)}."


def _as_prices(true: Truth, answers: Answers) -> str | None:
    earned = true.at_b(answers, "zero_shot")
    if earned is None or "zero_shot" not in answers:
        return None
    at_a = true.a.profit(answers["schedule_a"])
    if abs(answers["zero_shot"] - at_a) > CENT * HOURS or abs(at_a - earned) <= CENT * HOURS:
        return None
    much = "too much" if at_a > earned else "too little"
    return (
        f"{money(at_a)} a day is what A's schedule earns at A's own prices. At B's it earns {money(earned)} a day: you "
        f"would promise B's owner {a_day_and_year(abs(at_a - earned), true.business)} {much}."
    )


def _still_as(true: Truth, answers: Answers) -> str | None:
    if not _untrained(true, answers):
        return None
    earned = true.b.profit(answers["schedule_warm"])
    left = a_day_and_year(true.b.optimum - earned, true.business)
    return (
        f"Your warm start was never trained at B: its schedule is A's, and its {money(earned)} a day is the zero-shot "
        f"profit under another name. It leaves {left}."
    )


def _optimum_of_a(true: Truth, answers: Answers) -> str | None:
    given = answers.get("optimum_b")
    if given is None or _optimum_b(true, answers) is None:
        return None
    if abs(given - true.a.optimum) > OPTIMUM_ROUNDED * true.a.optimum:
        return None
    return (
        f"{money(given)} is the optimum of House A. B's day can earn {money(true.b.optimum)}, so every share at B is "
        f"off by {a_day_and_year(abs(true.a.optimum - true.b.optimum), true.business)}."
    )


def _no_wear(true: Truth, answers: Answers) -> str | None:
    given = answers.get("optimum_b")
    free = true.b.with_wear(0.0)
    if given is None or abs(given - free.optimum) > OPTIMUM_ROUNDED * free.optimum:
        return None
    return (
        f"{money(given)} is what B's day could earn if use cost nothing; with wear of {money(true.b.wear)} a step "
        f"sold it is {money(true.b.optimum)}. You would promise "
        f"{a_day_and_year(given - true.b.optimum, true.business)} too much."
    )


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of, $ a day; `warm_gain` is warm − scratch."""
    found: dict[str, float | str] = {"optimum_b": true.b.optimum, "optimum_a": true.a.optimum}
    found |= {key: answers[key] for key in WAYS if key in answers}
    found |= {f"share_{key}": answers[key] / true.b.optimum for key in WAYS if key in answers}
    found["episodes_b"] = float(true.business["episodes_b"])
    if {"warm", "scratch"} <= answers.keys():
        found["warm_gain"] = answers["warm"] - answers["scratch"]
    return found


def _ask_first_day(true: Truth, answers: Answers) -> tuple[str, str] | None:
    earned = true.at_b(answers, "zero_shot")
    if earned is None:
        return None
    left = a_day_and_year(true.b.optimum - earned, true.business)
    verdict = "worse than not trading at all, so B should hold" if earned < 0 else "no worse than not trading"
    return (
        f"House B starts tomorrow with A's schedule and earns {money(earned)} a day. Do you switch it on?",
        f"{money(earned)} a day is {verdict}, and leaves {left}. B's prices of tomorrow are published today, so a plan "
        f"on them earns {money(true.b.optimum)} a day from the first day, without any transfer.",
    )


def _ask_warm(true: Truth, answers: Answers) -> tuple[str, str] | None:
    warm, scratch = true.at_b(answers, "warm"), true.at_b(answers, "scratch")
    if warm is None or scratch is None:
        return None
    gain = warm - scratch
    better = "helped" if gain > 0 else "hurt" if gain < 0 else "changed nothing"
    return (
        f"After {true.business['episodes_b']} days the warm table earns {money(warm)} a day and the empty one "
        f"{money(scratch)} a day. Is that luck?",
        f"One run each cannot tell: A's table {better} by {money(abs(gain))} a day here. Repeat both with 20 seeds and "
        "compare the means with their spread. Old values that are too high for B are worn down only where the agent "
        f"goes, so the more B's dear hours differ from A's, the less the table may help.",
    )


SECTION = Section(
    number=4,
    title="Transfer to House B",
    fields=(
        Field("schedule_a", Kind.INTEGERS, "24 actions of A's greedy policy, as carried over"),
        Field("zero_shot", Kind.NUMBER, "what schedule_a earns at B's prices, without training there", "$"),
        Field("schedule_scratch", Kind.INTEGERS, "24 greedy actions after episodes_b days at B from an empty table"),
        Field("scratch", Kind.NUMBER, "what schedule_scratch earns at B's prices", "$"),
        Field("schedule_warm", Kind.INTEGERS, "24 greedy actions after episodes_b days at B from A's table"),
        Field("warm", Kind.NUMBER, "what schedule_warm earns at B's prices", "$"),
        Field("optimum_b", Kind.NUMBER, "the most that B's day can earn", "$"),
    ),
    truth=truth,
    criteria=(
        Criterion("schedule_a", f"24 actions that earn at least {100 * ENOUGH:g} % of A's optimum at A", _schedule_a),
        _profit_of("zero_shot"),
        Criterion("schedule_scratch", "24 actions, each 0, 1 or 2", _schedule_scratch),
        _profit_of("scratch"),
        Criterion("schedule_warm", "24 actions; not A's own, unless these are good at B", _schedule_warm),
        _profit_of("warm"),
        Criterion("optimum_b", f"the exact optimum of B's day, within {100 * OPTIMUM_ROUNDED:g} %", _optimum_b),
    ),
    traps=(
        Trap("prices-of-a", "A's schedule is valued at A's prices", _as_prices),
        Trap("zero-shot-called-warm", "The warm start was never trained at B.", _still_as),
        Trap("optimum-of-a", "A's optimum is taken for B's", _optimum_of_a),
        Trap("optimum-without-wear", "B's optimum is computed without wear", _no_wear),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("first-day", _ask_first_day), FollowUp("warm-or-luck", _ask_warm)),
    hints=(
        "Build a second environment with B's prices and replay A's greedy schedule in it before any training.",
        "Copy A's table (do not train it in place), train the copy and an empty one for the same number of days at B.",
        "zero_shot, scratch and warm are three replays of three schedules at B's prices; optimum_b comes from the same "
        "exact method as in section 2.",
    ),
)
