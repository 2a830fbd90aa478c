"""Section 3: the training curve. What exploring costs a day, and why the curve never comes to rest.

The agent goes on exploring at a constant rate, so its training days earn less than its greedy schedule by what random
actions cost. The mean of the last hundred days, and not of the first or of all, is held against the greedy schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.practice.assignments.battery_trading.house import CENT, HOURS, House, house_of
from takehome.practice.assignments.battery_trading.rubrics.curve import RUBRIC
from takehome.practice.assignments.battery_trading.wording import a_day_and_year, money, schedule_problem
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

LAST = 100
"""Training days of which the mean is asked for."""
FEWEST = 3 * LAST
"""Training days at least: with fewer, the first hundred and the last would not be told apart."""
EXPLORATION = (0.02, 0.5)
"""Exploration rates that show the effect: below, a hundred days hold too few random actions to see; above, more
actions are random than chosen."""


@dataclass(frozen=True)
class Truth:
    """House A and the scenario's numbers."""

    house: House
    business: Mapping[str, Any]


def truth(world: World) -> Truth:
    """House A of the world."""
    return Truth(house_of(world.tables["prices"]["Price"].tolist(), world.business), world.business)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _history(true: Truth, answers: Answers) -> str | None:
    history = answers["history"]
    if len(history) < FEWEST:
        return f"Your history has {len(history)} training days; at least {FEWEST} are asked for."
    best = max(history)
    if best > true.house.optimum + CENT * HOURS:
        return f"A day of your history earns {money(best)}, more than the day can: {money(true.house.optimum)}."
    return None


def _last_mean(true: Truth, answers: Answers) -> str | None:
    history = answers.get("history") or []
    if len(history) < LAST:
        return f"Without a history of {LAST} days the mean of the last {LAST} cannot be checked."
    mean = _mean(history[-LAST:])
    if abs(answers["last_mean"] - mean) <= CENT:
        return None
    return (
        f"You give {money(answers['last_mean'])} a day; the last {LAST} days of your history earn {money(mean)} a day "
        f"on average."
    )


def _schedule(true: Truth, answers: Answers) -> str | None:
    return schedule_problem(answers["schedule"])


def _greedy(true: Truth, answers: Answers) -> str | None:
    schedule = answers.get("schedule")
    if schedule is None or schedule_problem(schedule):
        return "Without a schedule of 24 actions the greedy profit cannot be checked."
    earned = true.house.profit(schedule)
    if abs(answers["greedy_profit"] - earned) <= CENT * HOURS:
        return None
    return (
        f"You give a greedy profit of {money(answers['greedy_profit'])} a day; your schedule earns {money(earned)} a "
        "day."
    )


def _cost(true: Truth, answers: Answers) -> str | None:
    if "greedy_profit" not in answers or "last_mean" not in answers:
        return "The exploration cost is greedy_profit − last_mean; one of them is missing."
    wanted = answers["greedy_profit"] - answers["last_mean"]
    if abs(answers["exploration_cost"] - wanted) <= CENT:
        return None
    return (
        f"You give an exploration cost of {money(answers['exploration_cost'])} a day; greedy_profit − last_mean is "
        f"{money(wanted)} a day."
    )


def _epsilon(true: Truth, answers: Answers) -> str | None:
    low, high = EXPLORATION
    if low <= answers["epsilon"] <= high:
        return None
    return (
        f"You explored at a rate of {format_number(answers['epsilon'])}; {low} to {high} is asked for in the last days."
    )


def _first(true: Truth, answers: Answers) -> str | None:
    history = answers.get("history") or []
    if len(history) < FEWEST or "last_mean" not in answers:
        return None
    first, last = _mean(history[:LAST]), _mean(history[-LAST:])
    if abs(answers["last_mean"] - first) > CENT or abs(first - last) <= CENT:
        return None
    return (
        f"{money(first)} a day is the mean of the first {LAST} days, before the agent had learned much; the last "
        f"{LAST} earn {money(last)} a day. Taken for the cost of exploring, it is off by "
        f"{a_day_and_year(abs(last - first), true.business)}."
    )


def _all(true: Truth, answers: Answers) -> str | None:
    history = answers.get("history") or []
    if len(history) < FEWEST or "last_mean" not in answers:
        return None
    everything, last = _mean(history), _mean(history[-LAST:])
    if abs(answers["last_mean"] - everything) > CENT or abs(everything - last) <= CENT:
        return None
    return (
        f"{money(everything)} a day is the mean of all {len(history):,} days, the learning of the beginning included; "
        f"the last {LAST} earn {money(last)} a day. Taken for the cost of exploring, it is off by "
        f"{a_day_and_year(abs(last - everything), true.business)}."
    )


def _sign(true: Truth, answers: Answers) -> str | None:
    if not {"greedy_profit", "last_mean", "exploration_cost"} <= answers.keys():
        return None
    wanted = answers["greedy_profit"] - answers["last_mean"]
    if abs(answers["exploration_cost"] + wanted) > CENT or abs(wanted) <= CENT:
        return None
    return (
        f"Your exploration cost of {money(answers['exploration_cost'])} a day has its sign reversed: exploring earns "
        f"{money(answers['last_mean'])} a day, the greedy schedule {money(answers['greedy_profit'])} a day. Read as a "
        f"gain, it would keep a running battery exploring for {a_day_and_year(abs(wanted), true.business)}."
    )


def _training_as_greedy(true: Truth, answers: Answers) -> str | None:
    if not {"greedy_profit", "last_mean"} <= answers.keys() or _greedy(true, answers) is None:
        return None
    history = answers.get("history") or [0.0]
    if abs(answers["greedy_profit"] - max(history)) > CENT:
        return None
    return (
        f"Your greedy profit of {money(answers['greedy_profit'])} a day is the best day of training, not what the "
        f"schedule that you give earns. A lucky day cannot be deployed: the mean of the last {LAST} training days "
        f"misses it by {a_day_and_year(answers['greedy_profit'] - answers['last_mean'], true.business)}."
    )


def _picture(true: Truth, answers: Answers, drawn: Sequence[Drawn]) -> str | None:
    length = len(answers.get("history") or [])
    # a moving average over some days is shorter than the history, and a better picture
    lines = [axes for axes in drawn if any(length / 2 <= len(x) <= length for x, _ in axes.lines)]
    if not lines:
        return f"No picture shows a line through the {length:,} training days, or their moving average."
    if not any(axes.x_label.strip() and axes.y_label.strip() for axes in lines):
        return "Your training curve has no label at one of its axes: say what each shows, with its unit."
    return None


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of, $ a day; `epsilon` is a share."""
    keys = ("last_mean", "greedy_profit", "exploration_cost", "epsilon")
    found: dict[str, float | str] = {key: answers[key] for key in keys if key in answers}
    history = answers.get("history") or []
    if len(history) >= LAST:
        found |= {"first_mean": _mean(history[:LAST]), "last_days": LAST, "episodes": len(history)}
    if "exploration_cost" in answers:
        year = float(true.business["fleet"]) * float(true.business["days_a_year"])
        found["cost_a_year"] = answers["exploration_cost"] * year
    return found | {"optimum": true.house.optimum}


def _ask_stop(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if not {"exploration_cost", "epsilon"} <= answers.keys() or _cost(true, answers) is not None:
        return None
    cost = a_day_and_year(answers["exploration_cost"], true.business)
    return (
        f"You explore at {100 * answers['epsilon']:.3g} % and it costs {cost}. Would you switch it off?",
        "On a day whose prices never change, yes: once the greedy schedule is optimal, exploring can only lose. Where "
        "prices change, keep a little of it, in a simulator or on a few batteries: that is the price of noticing the "
        "change.",
    )


def _ask_state(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if "greedy_profit" not in answers:
        return None
    states = (true.house.capacity + 1) * HOURS
    return (
        f"Your table has {states} states. How many has it with the current price in ten bins, and what follows?",
        f"{10 * states:,}, so each is visited a tenth as often and needs ten times the days; that is why one takes few "
        f"bins, a forecast in place of many prices, or a function that shares what neighbouring states have learned.",
    )


SECTION = Section(
    number=3,
    title="The training curve",
    fields=(
        Field("history", Kind.NUMBERS, f"the total of each training day, at least {FEWEST}, in order", "$"),
        Field("last_mean", Kind.NUMBER, f"the mean of the last {LAST} totals", "$"),
        Field("schedule", Kind.INTEGERS, "24 actions of the greedy policy after this training"),
        Field("greedy_profit", Kind.NUMBER, "what that schedule earns, without exploring", "$"),
        Field("exploration_cost", Kind.NUMBER, "greedy_profit − last_mean", "$"),
        Field("epsilon", Kind.NUMBER, f"the exploration rate of the last {LAST} days, a share from 0 to 1"),
    ),
    truth=truth,
    criteria=(
        Criterion("history", f"at least {FEWEST} totals, none above the optimum of the day", _history),
        Criterion("last_mean", f"the mean of the last {LAST} totals of your history, to a cent", _last_mean),
        Criterion("schedule", "24 actions, each 0, 1 or 2", _schedule),
        Criterion("greedy_profit", "what your schedule earns, to a cent an hour", _greedy),
        Criterion("exploration_cost", "greedy_profit − last_mean, to a cent", _cost),
        Criterion("epsilon", f"a constant rate between {EXPLORATION[0]} and {EXPLORATION[1]}", _epsilon),
    ),
    traps=(
        Trap("first-mean", "The mean of the first days is taken for that of the last.", _first),
        Trap("all-episodes-mean", "The mean of all days is taken for that of the last.", _all),
        Trap("sign", "The cost of exploring has its sign reversed.", _sign),
        Trap("best-training-day", "The best day of training is taken for the greedy schedule.", _training_as_greedy),
    ),
    rubric=RUBRIC,
    facts=facts,
    plots=(Plot("the totals of the training days in order, with both axes labelled", _picture),),
    followups=(FollowUp("stop-exploring", _ask_stop), FollowUp("states", _ask_state)),
    hints=(
        "What does the same agent earn on the same day when it takes no random action at all?",
        f"Keep exploration constant in the last {LAST} days, average their totals, then replay the greedy schedule.",
        "exploration_cost = greedy_profit − mean(history[-100:]); a cost is positive where exploring earns less.",
    ),
)
