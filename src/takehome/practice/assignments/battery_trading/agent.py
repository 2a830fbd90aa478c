"""Section 2: the agent. What its schedule earns, held against the most that the day can earn.

Any method passes whose schedule comes close to the optimum. An agent with the usual constants (step size 0.1, discount
0.95, exploration 0.1, a thousand days) does not: most cells of its table are never visited often enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.practice.assignments.battery_trading.house import CENT, HOURS, House, house_of
from takehome.practice.assignments.battery_trading.rubrics.agent import RUBRIC
from takehome.practice.assignments.battery_trading.wording import a_day_and_year, money, schedule_problem, whole
from takehome.practice.drawn import Drawn
from takehome.practice.spec import (
    Answers,
    Criterion,
    Facts,
    Field,
    FollowUp,
    Kind,
    Plot,
    Section,
    Trap,
    World,
)
from takehome.units import format_number

ENOUGH = 0.9
"""Share of the optimum that a learned schedule must earn: repaired learners, on-policy ones too, reach it in 97 % of
seeds and more; the usual constants stay below one half (simulated with benchmarks/practice_methods, 200 seeds)."""
OPTIMUM_ROUNDED = 0.001
"""Share by which a stated optimum may differ from the exact one: rounding, nothing else; it is not estimated."""
CURVE_POINTS = 24
"""Points of a training curve at least; a method that does not train draws the day hour by hour."""


@dataclass(frozen=True)
class Truth:
    """House A and the scenario's numbers."""

    house: House
    business: Mapping[str, Any]

    def earned(self, answers: Answers) -> float | None:
        """What the given schedule earns, $ a day; None where it is no schedule."""
        schedule = answers.get("schedule")
        if schedule is None or schedule_problem(schedule):
            return None
        return self.house.profit(schedule)

    def share(self, answers: Answers) -> float | None:
        """What the given schedule earns, as a share of the optimum."""
        earned = self.earned(answers)
        return None if earned is None else earned / self.house.optimum


def truth(world: World) -> Truth:
    """House A of the world."""
    return Truth(house_of(world.tables["prices"]["Price"].tolist(), world.business), world.business)


def percent(share: float) -> str:
    """A share in words, with "−" where it is negative."""
    return f"{format_number(100 * share)} %"


def _schedule(true: Truth, answers: Answers) -> str | None:
    if problem := schedule_problem(answers["schedule"]):
        return problem
    share = true.share(answers) or 0.0
    if share >= ENOUGH:
        return None
    return (
        f"Your schedule earns {money(true.house.profit(answers['schedule']))} of {money(true.house.optimum)} a day, "
        f"{percent(share)}; at least {100 * ENOUGH:g} % is asked for."
    )


def _profit(true: Truth, answers: Answers) -> str | None:
    earned = true.earned(answers)
    if earned is None:
        return "Without a schedule of 24 actions the profit cannot be checked."
    if abs(answers["profit"] - earned) <= CENT * HOURS:
        return None
    return f"You report a profit of {money(answers['profit'])} a day; your own schedule earns {money(earned)} a day."


def _optimum(true: Truth, answers: Answers) -> str | None:
    if abs(answers["optimum"] - true.house.optimum) <= OPTIMUM_ROUNDED * true.house.optimum:
        return None
    return f"You give {money(answers['optimum'])} as the most that the day can earn; it is {money(true.house.optimum)}."


def _episodes(true: Truth, answers: Answers) -> str | None:
    return None if answers["episodes"] >= 0 else f"You report {whole(answers['episodes'])} episodes; 0 is the least."


def _learned(true: Truth, answers: Answers) -> tuple[float, str] | None:
    """What a schedule that falls short earns, and what that costs in words; None where it is good or none."""
    earned = true.earned(answers)
    if earned is None or earned >= ENOUGH * true.house.optimum:
        return None
    return earned, a_day_and_year(true.house.optimum - earned, true.business)


def _never(true: Truth, answers: Answers) -> str | None:
    if (found := _learned(true, answers)) is None or any(answers["schedule"]):
        return None
    return (
        f"Your schedule never trades: it holds in all {HOURS} hours and earns 0 $ a day. Even the charge of "
        f"{true.house.start} steps that was there at the start is never sold. That leaves {found[1]}."
    )


def _myopic(true: Truth, answers: Answers) -> str | None:
    if (found := _learned(true, answers)) is None or tuple(answers["schedule"]) != true.house.myopic:
        return None
    return (
        f"Your schedule looks at the money of the next action alone (a discount of 0): it sells the {true.house.start} "
        f"steps of the start at once and never buys, since buying costs now and pays later. It earns "
        f"{money(found[0])} of {money(true.house.optimum)} a day and leaves {found[1]}."
    )


def _unrepaired(true: Truth, answers: Answers) -> str | None:
    found = _learned(true, answers)
    if found is None or not any(answers["schedule"]) or tuple(answers["schedule"]) == true.house.myopic:
        return None
    return (
        f"Your agent has not finished learning: its schedule earns {money(found[0])} of {money(true.house.optimum)} "
        f"a day. If you used them, small steps (0.1), little exploration (0.1) and a thousand days typically give "
        f"this, as most cells of the table are hardly visited. It leaves {found[1]}."
    )


def _training_mean(true: Truth, answers: Answers) -> str | None:
    earned = true.earned(answers)
    profit = answers.get("profit")
    if earned is None or profit is None or earned < ENOUGH * true.house.optimum or profit >= earned - CENT * HOURS:
        return None
    missing = a_day_and_year(earned - profit, true.business)
    return (
        f"You report {money(profit)} a day, but your schedule earns {money(earned)} a day. A lower number is what "
        f"training days earn, random actions included; the policy that would be deployed does not explore. You "
        f"undersell your agent by {missing}."
    )


def _curve(true: Truth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    lines = [axes for axes in drawn if any(len(x) >= CURVE_POINTS for x, _ in axes.lines)]
    if not lines:
        return (
            f"No picture shows a line of {CURVE_POINTS} points or more: the training curve, or the charge by hour "
            f"where your method does not train."
        )
    if not any(axes.x_label.strip() and axes.y_label.strip() for axes in lines):
        return "Your curve has no label at one of its axes: say what each shows, with its unit."
    return None


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of, $ a day; `share` as a share of the optimum."""
    profit = true.earned(answers)
    found: dict[str, float | str] = {"optimum": true.house.optimum, "start_charge": true.house.start}
    if profit is not None:
        found |= {"profit": profit, "share": profit / true.house.optimum, "left": true.house.optimum - profit}
    if "episodes" in answers:
        found["episodes"] = answers["episodes"]
    return found


def _ask_first_cause(true: Truth, answers: Answers) -> tuple[str, str] | None:
    earned, share = true.earned(answers), true.share(answers)
    if earned is None or share is None or share >= ENOUGH:
        return None
    return (
        f"Your agent reaches {money(earned)} of {money(true.house.optimum)} a day. Which cause would you repair first?",
        f"The step size. Nothing is random on this day, so a target that was seen is exact: a step of 1, or one that "
        f"starts at 1 and decays with the visits of the cell, carries a price through {HOURS} hours in a few passes, "
        f"while 0.1 needs tens of visits for each of them. Then explore from high start values or random starts, and "
        f"last add episodes. What is at stake: {a_day_and_year(true.house.optimum - earned, true.business)}.",
    )


def _ask_need(true: Truth, answers: Answers) -> tuple[str, str] | None:
    share = true.share(answers)
    if share is None or share < ENOUGH:
        return None
    return (
        f"Your schedule earns {percent(share)} of the optimum on prices that are known a day ahead. What does "
        f"learning add to a plan?",
        f"Nothing: with the 24 prices known, backward induction over {true.house.capacity + 1} charge levels finds "
        f"{money(true.house.optimum)} a day exactly and at once. Learning pays where tomorrow's prices are not known.",
    )


def _ask_discount(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if true.share(answers) is None:
        return None
    return (
        "Which discount do you use, and why does a day of 24 hours need none?",
        f"1: the day ends, so sums are finite, and a dollar of the evening is worth as much as one of the morning. A "
        f"discount of 0 never buys and earns {money(true.house.profit(true.house.myopic))} instead of "
        f"{money(true.house.optimum)} a day.",
    )


SECTION = Section(
    number=2,
    title="The agent",
    fields=(
        Field("schedule", Kind.INTEGERS, "24 actions of the greedy policy from the day's start: 0 hold, 1 buy, 2 sell"),
        Field("profit", Kind.NUMBER, "what this schedule earns on the day", "$"),
        Field("optimum", Kind.NUMBER, "the most that any schedule can earn on the day", "$"),
        Field("episodes", Kind.INTEGER, "training days that your agent saw, 0 where the method does not train"),
    ),
    truth=truth,
    criteria=(
        Criterion("schedule", f"24 actions that earn at least {100 * ENOUGH:g} % of the optimum", _schedule),
        Criterion("profit", "what your schedule earns, to a cent an hour", _profit),
        Criterion("optimum", f"the exact optimum, within {100 * OPTIMUM_ROUNDED:g} %", _optimum),
        Criterion("episodes", "a whole number, 0 or more", _episodes),
    ),
    traps=(
        Trap("never-trades", "The schedule holds all day.", _never),
        Trap("myopic", "Only the next action's money counts (a discount of 0).", _myopic),
        Trap("unrepaired", "The usual constants: too small steps, too little exploration, too few days.", _unrepaired),
        Trap(
            "training-mean-as-profit", "The mean of training days is reported as the schedule's profit.", _training_mean
        ),
    ),
    rubric=RUBRIC,
    facts=facts,
    plots=(Plot("the training curve or, without training, the charge by hour, with both axes labelled", _curve),),
    followups=(
        FollowUp("first-cause", _ask_first_cause),
        FollowUp("need", _ask_need),
        FollowUp("discount", _ask_discount),
    ),
    hints=(
        "A curve that flattens proves nothing. What is the most that this day can earn, computed without any learning?",
        "Each cell needs many visits before a step of 0.1 has carried an evening price back to the night. What happens "
        "with a step that starts at 1, and with start values so high that every action is tried?",
        "Start the table at (highest price × hours left), use discount 1 and step 1/visits**0.5 or 1, let exploration "
        "fall to 0 over some thousand days, then read off the greedy schedule and replay it in your environment.",
    ),
)
