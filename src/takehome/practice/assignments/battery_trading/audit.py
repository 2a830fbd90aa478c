"""Section 6 (from level 2): the audit. A column that knows the future, and days that are no longer like the past.

A vendor sells Forecast, Load and Wind as known the day before. Forecast misses the price by cents, as no forecast does:
it was filled in afterwards. A plan on it looks nearly perfect on past days and cannot be had on the next one; the plan
on the average past day can. At level 3 the dear hours of the judged week are others than before, so the past itself
misleads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from takehome.practice.assignments.battery_trading.house import CENT, HOURS, House, house_of
from takehome.practice.assignments.battery_trading.rubrics.audit import RUBRIC
from takehome.practice.assignments.battery_trading.wording import a_day_and_year, hours, money
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

LEAK = "Forecast"
COLUMNS = ("Forecast", "Load", "Wind", "none")
EXACT = 0.005
"""$/MWh by which the mean error may differ: it is computed, not estimated, and rounds to a cent."""
SAME_PLAN = CENT * HOURS
"""$ a day by which a profit of the same plan may differ: cents, hour by hour."""
HOURS_OFF = 1
"""Hours by which a shift of the pattern may be misread: weather moves single days by up to two, so the average days of
two spans may look an hour apart where nothing moved, or a shift an hour longer than it is."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The past: `price`, `forecast`, `load`, `wind` (days, 24); `judged` days at the end; `moved` hours there."""

    columns: Mapping[str, np.ndarray]
    judged: int
    moved: int
    house: House
    business: Mapping[str, Any]

    @property
    def week(self) -> np.ndarray:
        """(judged, 24) prices of the judged days."""
        return self.columns["Price"][-self.judged :]

    @property
    def before(self) -> np.ndarray:
        """(days − judged, 24) prices of the days before."""
        return self.columns["Price"][: -self.judged]

    def earned(self, plans: Sequence[Sequence[int]]) -> float:
        """What one plan a judged day earns on average, $ a day."""
        days = zip(self.week.tolist(), plans, strict=True)
        return float(np.mean([self.house.at(prices).profit(plan) for prices, plan in days]))

    def planned_on(self, prices: np.ndarray) -> float:
        """What the judged week earns, a day, when every day is planned on the same (24,) prices."""
        return self.earned([self.house.at(prices.tolist()).best] * self.judged)

    @cached_property
    def promised(self) -> float:
        """Planning on the leak, $ a day."""
        return self.earned([self.house.at(day).best for day in self.columns[LEAK][-self.judged :].tolist()])

    @cached_property
    def honest(self) -> float:
        """Planning on the average of the days before, $ a day."""
        return self.planned_on(self.before.mean(axis=0))

    @cached_property
    def promised_on_all(self) -> float:
        """Planning on the leak on all days, the judged ones and those before, $ a day."""
        days = zip(self.columns["Price"].tolist(), self.columns[LEAK].tolist(), strict=True)
        return float(np.mean([self.house.at(prices).profit(self.house.at(believed).best) for prices, believed in days]))

    @cached_property
    def error(self) -> float:
        """Mean absolute difference of Forecast and Price, $/MWh."""
        return float(np.abs(self.columns[LEAK] - self.columns["Price"]).mean())

    @cached_property
    def spread(self) -> float:
        """Standard deviation of all prices, $/MWh."""
        return float(self.columns["Price"].std())

    def drift_cost(self, moved: int) -> float:
        """What planning on the past loses against the same past moved by so many hours, $ a day."""
        return self.planned_on(np.roll(self.before.mean(axis=0), moved)) - self.honest


def truth(world: World) -> Truth:
    """The past days of the world; needs a world of level 2 or more."""
    days = world.tables["days"].sort_values(["Day", "Hour"])
    columns = {name: days[name].to_numpy(float).reshape(-1, HOURS) for name in ("Price", "Forecast", "Load", "Wind")}
    house = house_of(world.tables["prices"]["Price"].tolist(), world.business)
    return Truth(columns, int(world.business["judged_days"]), int(world.planted["moved"]), house, world.business)


def _leaking(true: Truth, answers: Answers) -> str | None:
    if answers["leaking"] == LEAK:
        return None
    return (
        f"You name “{answers['leaking']}”; look at how far each column is from a price that nobody could know yet: "
        f"{LEAK} misses it by {money(true.error)} per MWh on average."
    )


def _error(true: Truth, answers: Answers) -> str | None:
    if abs(answers["forecast_error"] - true.error) <= EXACT:
        return None
    return (
        f"You give a mean error of {money(answers['forecast_error'])} per MWh; |{LEAK} − Price| is "
        f"{money(true.error)} per MWh on average."
    )


def _promised(true: Truth, answers: Answers) -> str | None:
    if abs(answers["promised"] - true.promised) <= SAME_PLAN:
        return None
    return (
        f"You give {money(answers['promised'])} a day; the best plans on {LEAK} earn {money(true.promised)} on "
        f"average of the last {true.judged} days."
    )


def _honest(true: Truth, answers: Answers) -> str | None:
    if abs(answers["honest"] - true.honest) <= SAME_PLAN:
        return None
    return (
        f"You give {money(answers['honest'])} a day; the plan on the average day before the judged week earns "
        f"{money(true.honest)} on average of the last {true.judged} days."
    )


def _moved(true: Truth, answers: Answers) -> str | None:
    if abs(answers["moved_hours"] - true.moved) <= HOURS_OFF:
        return None
    return (
        f"You say that the pattern moved by {hours(answers['moved_hours'])} before the judged week; it moved by "
        f"{hours(true.moved)} (within {HOURS_OFF})."
    )


def _drift(true: Truth, answers: Answers) -> str | None:
    if "moved_hours" not in answers:
        return "Without moved_hours the cost of the drift cannot be checked."
    moved = int(answers["moved_hours"]) % HOURS
    if abs(answers["lost_to_drift"] - true.drift_cost(moved)) <= 2 * SAME_PLAN:
        return None
    return (
        f"You give {money(answers['lost_to_drift'])} a day; the average day moved by {hours(answers['moved_hours'])} "
        f"earns {money(abs(true.drift_cost(moved)))} a day {'more' if true.drift_cost(moved) >= 0 else 'less'} than "
        "as it was."
    )


def _trusted(true: Truth, answers: Answers) -> str | None:
    believed = answers.get("leaking") == "none"
    same = "honest" in answers and abs(answers["honest"] - true.promised) <= SAME_PLAN < true.promised - true.honest
    if not believed and not same:
        return None
    return (
        f"You trust {LEAK}: it misses the price by {money(true.error)} per MWh, where prices differ by "
        f"{money(true.spread)} per MWh; no forecast is that good. A plan on it "
        f"promises {money(true.promised)} a day; what can be had is {money(true.honest)} a day: "
        f"{a_day_and_year(true.promised - true.honest, true.business)} that would never come."
    )


def _wrong_column(true: Truth, answers: Answers) -> str | None:
    name = answers.get("leaking")
    if name not in ("Load", "Wind"):
        return None
    with_price = float(np.corrcoef(true.columns[name].ravel(), true.columns["Price"].ravel())[0, 1])
    together = f"{with_price:.2f}".replace("-", "−")
    return (
        f"{name} goes with the price (correlation {together}) because both follow the hour and the weather, "
        f"which can be known the day before. {LEAK} is the price itself; a plan on it promises "
        f"{a_day_and_year(true.promised - true.honest, true.business)} too much."
    )


def _all_days(true: Truth, answers: Answers) -> str | None:
    given = answers.get("promised")
    if given is None or abs(given - true.promised_on_all) > SAME_PLAN or _promised(true, answers) is None:
        return None
    days = len(true.columns["Price"])
    return (
        f"{money(given)} a day is the mean of all {days} days; the last {true.judged}, which were kept apart, "
        f"promise {money(true.promised)} a day. Held against the honest plan of other days, it misstates the leak by "
        f"{a_day_and_year(abs(given - true.promised), true.business)}."
    )


def _drift_missed(true: Truth, answers: Answers) -> str | None:
    if true.moved == 0 or answers.get("moved_hours") != 0:
        return None
    lost = true.drift_cost(true.moved)
    price = a_day_and_year(lost, true.business) if lost >= CENT else "nothing in this week, by luck"
    return (
        f"You see no change, but in the judged week the dear hours lie {hours(abs(true.moved))} "
        f"{'later' if true.moved > 0 else 'earlier'} than before. Planning on the old average day loses {price}."
    )


def _other_way(true: Truth, answers: Answers) -> str | None:
    if true.moved == 0 or answers.get("moved_hours") != -true.moved:
        return None
    lost = true.honest - true.planned_on(np.roll(true.before.mean(axis=0), -true.moved))
    change = "makes it worse by" if lost > 0 else "does not help, even where by luck it earns more:"
    return (
        f"The pattern moved the other way: by {hours(true.moved)} (positive is later). Moving the plan by "
        f"{hours(-true.moved)} {change} {a_day_and_year(abs(lost), true.business)}."
    )


def facts(true: Truth, answers: Answers) -> Facts:
    """What a text may speak of, $ a day; the error in $/MWh."""
    return {
        "forecast_error": true.error,
        "promised": true.promised,
        "honest": true.honest,
        "missed": true.promised - true.honest,
        "moved_hours": float(abs(true.moved)),
        "lost_to_drift": true.drift_cost(true.moved),
        "judged_days": true.judged,
        "days": len(true.columns["Price"]),
        "rows": true.columns["Price"].size,
        "leaking": LEAK,
    }


def _ask_honest_forecast(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if answers.get("leaking") != LEAK:
        return None
    return (
        f"The vendor says that {LEAK} is simply very good. How would you settle it?",
        f"Ask for the time at which each value was published, and record tomorrow's today. A mean error of "
        f"{money(true.error)} per MWh on prices that differ by {money(true.spread)} per MWh (standard deviation) would "
        f"have to hold on days that had not happened when it was written.",
    )


def _ask_ceiling(true: Truth, answers: Answers) -> tuple[str, str] | None:
    if "honest" not in answers:
        return None
    gap = money(true.promised - max(true.honest, 0.0))
    better = "what the honest plan earns" if true.honest > 0 else "the 0 $ of not trading, which beats the honest plan"
    return (
        f"Your honest plan earns {money(answers['honest'])} a day. How much could any forecast add?",
        f"At most {gap} a day: from {better} up to {money(true.promised)}, what knowing all prices earns. A forecaster "
        f"is worth less than that; how much less, only days that the forecaster has not seen can tell.",
    )


SECTION = Section(
    number=6,
    title="The audit",
    fields=(
        Field("leaking", Kind.CHOICE, "the column that knows the future", choices=COLUMNS),
        Field("forecast_error", Kind.NUMBER, "mean of |Forecast − Price| over all rows", "$/MWh"),
        Field("promised", Kind.NUMBER, "mean profit of the judged days, each planned on its own Forecast", "$ a day"),
        Field("honest", Kind.NUMBER, "mean profit of the judged days, planned on the mean day before them", "$ a day"),
        Field(
            "moved_hours",
            Kind.INTEGER,
            "hours by which the judged days' pattern lies later; negative: earlier, 0: none",
        ),
        Field(
            "lost_to_drift",
            Kind.NUMBER,
            "what the mean day, moved by moved_hours, would earn more than honest",
            "$ a day",
        ),
    ),
    truth=truth,
    criteria=(
        Criterion("leaking", "the column that no one can have the day before", _leaking),
        Criterion("forecast_error", f"the mean error over all rows, within {EXACT} $/MWh", _error),
        Criterion("promised", "the mean profit of exact plans on Forecast, to a cent an hour", _promised),
        Criterion("honest", "the mean profit of the exact plan on the mean day before, to a cent an hour", _honest),
        Criterion("moved_hours", f"the shift, within {HOURS_OFF} hour", _moved),
        Criterion("lost_to_drift", "the difference for your own moved_hours, to two cents an hour", _drift),
    ),
    traps=(
        Trap("leak-trusted", "The column that knows the future is taken for a forecast.", _trusted),
        Trap("wrong-column", "A column that goes with the price is taken for the leak.", _wrong_column),
        Trap("all-days-judged", "The plans are judged on all days and not on the week that was kept apart.", _all_days),
        Trap("drift-missed", "The pattern of the judged days moved, and nobody looked.", _drift_missed),
        Trap("drift-reversed", "The pattern moved the other way.", _other_way),
    ),
    rubric=RUBRIC,
    facts=facts,
    followups=(FollowUp("vendor", _ask_honest_forecast), FollowUp("ceiling", _ask_ceiling)),
    hints=(
        "Of three columns that are said to be known the day before, which is closer to the price than weather allows?",
        "Hold |Forecast − Price| against how much the price of one hour differs from day to day.",
        "Average the price by hour before the last seven days, plan once on it, and replay that plan on each of the "
        "seven; compare the average day before and in that week hour by hour for the shift.",
    ),
    from_level=2,
)
