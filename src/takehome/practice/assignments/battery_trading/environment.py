"""Section 1: the environment. What the money of an hour is, and what an agent learns when a part of it is forgotten.

The shift's log that is replayed holds everything that can go wrong: a sale from an empty store, a purchase into a full
one, and a real sale in the last hour. A forgotten part is recognised hour by hour, so two mistakes at once are both
seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.practice.assignments.battery_trading.house import BUY, CENT, HOURS, SELL, House, house_of
from takehome.practice.assignments.battery_trading.rubrics.environment import RUBRIC
from takehome.practice.assignments.battery_trading.wording import loses, money
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


@dataclass(frozen=True)
class Truth:
    """The log at House A: its `actions` (24,), their `rewards` (24,), and the scenario's numbers."""

    house: House
    actions: tuple[int, ...]
    rewards: tuple[float, ...]
    business: Mapping[str, Any]

    @property
    def profit(self) -> float:
        """Money of the logged day, $."""
        return sum(self.rewards)

    @property
    def wear_paid(self) -> float:
        """Wear of the logged day, $."""
        return self.house.sold(self.actions) * self.house.wear

    @property
    def possible(self) -> tuple[bool, ...]:
        """Whether each action could be done."""
        charges = self.house.charges(self.actions)
        return tuple(action == 0 or charges[h + 1] != charges[h] for h, action in enumerate(self.actions))

    def hours(self, action: int, *, possible: bool = True) -> tuple[int, ...]:
        """Hours but the last in which `action` was taken and could, or could not, be done."""
        taken = enumerate(zip(self.actions[:-1], self.possible, strict=False))
        return tuple(h for h, (what, done) in taken if what == action and done == possible)

    def lost_by(self, taught: House) -> float:
        """What the best schedule of a wrongly built environment loses of the optimum, $ a day."""
        plan = (*taught.best, *([0] * (HOURS - len(taught.best))))
        return self.house.optimum - self.house.profit(plan)

    @property
    def without_last(self) -> House:
        """The house whose day ends before its last hour."""
        return self.house.at(self.house.prices[:-1])


def truth(world: World) -> Truth:
    """The log of the world's House A, replayed."""
    prices = world.tables["prices"]
    house = house_of(prices["Price"].tolist(), world.business)
    actions = tuple(int(action) for action in prices["Action"])
    return Truth(house, actions, house.rewards(actions), world.business)


def _rewards(true: Truth, answers: Answers) -> str | None:
    given = answers["rewards"]
    if len(given) != HOURS:
        return f"You give {len(given)} rewards; the log has {HOURS} actions, one an hour."
    wrong = [hour for hour in range(HOURS) if abs(given[hour] - true.rewards[hour]) > CENT]
    if not wrong:
        return None
    first = wrong[0]
    return (
        f"{len(wrong)} of {HOURS} rewards {'is' if len(wrong) == 1 else 'are'} wrong; the first is hour {first}, "
        f"action {true.actions[first]} at {money(true.house.prices[first])}: you give {money(given[first])}, it is "
        f"{money(true.rewards[first])}."
    )


def _profit(true: Truth, answers: Answers) -> str | None:
    if abs(answers["profit"] - true.profit) <= CENT * HOURS:
        return None
    return f"Your profit is {money(answers['profit'])} a day; the log earns {money(true.profit)} a day."


def _agree(given: Sequence[float], wanted: Mapping[int, float]) -> bool:
    """Whether these hours hold these rewards; False where there is no such hour."""
    return bool(wanted) and all(hour < len(given) and abs(given[hour] - wanted[hour]) <= CENT for hour in wanted)


def _no_wear(true: Truth, answers: Answers) -> str | None:
    if not _agree(answers.get("rewards", ()), {h: true.house.prices[h] for h in true.hours(SELL)}):
        return None
    lost = true.lost_by(true.house.with_wear(0.0))
    return (
        f"Your sales earn the whole price: the wear of {money(true.house.wear)} a step sold is missing. It hides "
        f"{money(true.wear_paid)} of cost in this log. An agent taught so trades where wear uses up the spread, and "
        f"{loses(lost, true.business)}."
    )


def _last_hour(true: Truth, answers: Answers) -> str | None:
    given = answers.get("rewards", ())
    cut = len(given) == HOURS - 1 or (len(given) == HOURS and given[-1] == 0.0)
    if not cut:
        return None
    lost = true.lost_by(true.without_last)
    return (
        f"Your day ends before hour {HOURS - 1} is traded: this log's sale there earns {money(true.rewards[-1])}. An "
        f"agent taught so never sells in the last hour and {loses(lost, true.business)}."
    )


def _next_price(true: Truth, answers: Answers) -> str | None:
    prices, wear = true.house.prices, true.house.wear
    bought = {h: -prices[h + 1] for h in true.hours(BUY)}
    if not _agree(answers.get("rewards", ()), bought):
        return None
    lost = true.lost_by(true.house.at((*prices[1:], prices[0])))
    hour = true.hours(BUY)[0]
    return (
        f"Your environment moves the clock before it reads the price: in hour {hour} it buys at "
        f"{money(prices[hour + 1])} and not at {money(prices[hour])} (wear is {money(wear)}). An agent taught so acts "
        f"an hour early and {loses(lost, true.business)}."
    )


def _wear_twice(true: Truth, answers: Answers) -> str | None:
    wear = true.house.wear
    if not _agree(answers.get("rewards", ()), {h: -true.house.prices[h] - wear for h in true.hours(BUY)}):
        return None
    lost = true.lost_by(true.house.with_wear(2 * wear))
    bought = len(true.hours(BUY))
    return (
        f"You charge wear on buying as well as on selling: {money(bought * wear)} too much in this log. An agent "
        f"taught so leaves trades that pay and {loses(lost, true.business)}."
    )


def _no_penalty(true: Truth, answers: Answers) -> str | None:
    impossible = [*true.hours(BUY, possible=False), *true.hours(SELL, possible=False)]
    if not _agree(answers.get("rewards", ()), dict.fromkeys(impossible, 0.0)):
        return None
    return (
        f"{len(impossible)} of the log's actions cannot be done (full or empty store) and cost nothing in your "
        f"environment; the penalty is {money(true.house.penalty)} each, {money(len(impossible) * true.house.penalty)} "
        f"in this log."
    )


def _sold_empty(true: Truth, answers: Answers) -> str | None:
    empty = true.hours(SELL, possible=False)
    prices, wear = true.house.prices, true.house.wear
    given = answers.get("rewards", ())
    if not any(_agree(given, {h: prices[h] - cost for h in empty}) for cost in (wear, 0.0)):
        return None
    return (
        f"In hour {empty[0]} the store is empty and your environment is paid {money(given[empty[0]])} for energy that "
        f"does not exist; the penalty is {money(true.house.penalty)}. An agent taught so sells from an empty store in "
        f"every dear hour."
    )


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of, $ a day where nothing else is said."""
    return {
        "profit": true.profit,
        "profit_without_wear": true.profit + true.wear_paid,
        "wear_paid": true.wear_paid,
        "wear_cost": true.house.wear,
        "penalty": true.house.penalty,
        "reward_last_hour": true.rewards[-1],
        "optimum": true.house.optimum,
        "lost_without_wear": true.lost_by(true.house.with_wear(0.0)),
        "lost_without_last_hour": true.lost_by(true.without_last),
    }


def _missed(amount: float) -> str:
    """What a schedule for the higher wear misses, $ a day, as the middle of a sentence."""
    return "earns all of it" if amount < CENT else f"misses {money(amount)} of it, for it refuses trades that would pay"


def _ask_wear(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if "rewards" not in answers or _rewards(true, answers) is not None:
        return None
    halved = true.house.with_wear(true.house.wear / 2)
    missed = halved.optimum - halved.profit(true.house.best)
    return (
        f"Your environment charges {money(true.house.wear)} a step sold, {money(true.wear_paid)} in this log. What if "
        f"the true wear were half of that?",
        f"Then the day could earn {money(halved.optimum)}. A schedule that is best for the higher wear "
        f"{_missed(missed)}. An agent that believes in no wear at all, where it is {money(true.house.wear)}, "
        f"{loses(true.lost_by(true.house.with_wear(0.0)), true.business)}: get the figure from the battery's maker "
        "before training.",
    )


def _ask_penalty(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if "profit" not in answers:
        return None
    paid = sum(not done for done in true.possible) * true.house.penalty
    return (
        f"The log pays {money(paid)} in penalties. Would the best schedule change if the penalty were 0 $?",
        f"No. An impossible action moves nothing, so it is then as good as holding: the optimum stays "
        f"{money(true.house.optimum)}. The penalty only tells the learner sooner; masking such actions would do as "
        "well.",
    )


SECTION = Section(
    number=1,
    title="The environment",
    fields=(
        Field("rewards", Kind.NUMBERS, "the reward of each of the 24 logged actions, in order", "$"),
        Field("profit", Kind.NUMBER, "their sum, the profit of the logged day", "$"),
    ),
    truth=truth,
    criteria=(
        Criterion("rewards", "24 rewards, each right to a cent", _rewards),
        Criterion("profit", "the sum of the true rewards, to a cent an hour", _profit),
    ),
    traps=(
        Trap("no-wear", "Wear is forgotten when a step is sold.", _no_wear),
        Trap("last-hour-untraded", "The day ends before its last hour can be traded.", _last_hour),
        Trap("next-hours-price", "The clock moves before the price is read.", _next_price),
        Trap("wear-on-both-sides", "Wear is charged on buying as well.", _wear_twice),
        Trap("no-penalty", "What cannot be done costs nothing.", _no_penalty),
        Trap("sold-from-empty", "Energy that is not there is sold.", _sold_empty),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("wear", _ask_wear), FollowUp("penalty", _ask_penalty)),
    hints=(
        "Write down by hand what the first five actions of the log do to the charge and what each earns.",
        "Read the price before you move the clock, and let the day be over only when no hour is left to trade.",
        "reward = −price when a step is bought, price − wear_cost when one is sold, −penalty when nothing could move; "
        "done = hour == 24 after moving the clock.",
    ),
)
