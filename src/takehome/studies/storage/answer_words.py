"""What the answers say of the bound, of policies and of size: sentences from the other results, each with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Effect, Finding, Recommendation
from takehome.studies.storage.information import MEANING, Information
from takehome.studies.wording import lower_first
from takehome.units import format_number

FEWEST_DAYS = 20
"""From fewer days, 5 % of them are less than one day."""
SAME = 1e-9
"""Two amounts are equal within this share of the larger."""


def percent(share: float) -> str:
    """``"84.3 %"``."""
    return f"{format_number(100 * share)} %"


def counted(number: int, noun: str) -> str:
    """``"1 day"``, ``"1,200 days"``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


@dataclass(frozen=True)
class Evidence:
    """The results that the answers are made from."""

    findings: Sequence[Finding]
    effects: Sequence[Effect]
    recommendation: Recommendation
    metrics: Mapping[str, Any]

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted codes, subjects and metrics that exist; the bound where none does."""
        known = {finding.code for finding in self.findings} | {effect.subject for effect in self.effects}
        known |= set(self.metrics)
        return tuple(item for item in wanted if item in known) or ("optimum",)

    def effect(self, subject: str) -> Effect | None:
        """The effect of a subject, or None."""
        return next((effect for effect in self.effects if effect.subject == subject), None)

    @property
    def lesson(self) -> bool:
        """Whether Q-learning was taught on one repeated day."""
        return "brief_agent_mean" in self.metrics

    @property
    def days(self) -> str:
        """``"183 judged days"``."""
        return counted(self.metrics["days"], "judged day")

    @property
    def known(self) -> str:
        """What may be known when acting, by name and in words."""
        information = self.metrics["information"]
        return f"information = {information}: {MEANING[Information(information)]}"

    def money(self, amount: float) -> str:
        """In the money of the price file."""
        return f"{format_number(amount + 0.0)} {self.metrics['currency']}"

    @property
    def day_bound(self) -> str:
        """``"the bound of 435 $"``, or the optimum of the brief's environment where its last price would have paid."""
        most, bound = self.metrics["day_optimum"], self.metrics["optimum"]
        if abs(most - bound) <= SAME * max(abs(bound), abs(most)):
            return f"the bound of {self.money(most)}"
        return f"the optimum of {self.money(most)} of an environment that never trades the day's last price"

    def of_bound(self, share: float | None) -> str:
        """``"84.3 % of the bound"``."""
        return "no share of the bound, which is 0" if share is None else f"{percent(share)} of the bound"

    @property
    def few_days(self) -> str:
        """``"the best 1 % of the days earn 2.70 %, the best 5 % 11.8 %"``; empty where that cannot be said."""
        first, more = self.metrics["top_1pct_days_share"], self.metrics["top_5pct_days_share"]
        if self.metrics["days"] < FEWEST_DAYS or first is None:
            return ""
        return f"the best 1 % of the days earn {percent(first)}, the best 5 % {percent(more)}"

    def bound(self) -> str:
        """The bound, what is reached of it, the floor, and how few days earn it."""
        metrics = self.metrics
        labels, shares = metrics["labels"], metrics["shares"]
        said = [
            f"With all prices known the best schedule earns {self.money(metrics['optimum'])} on the {self.days}; this "
            "is the bound, which nobody can pass."
        ]
        if metrics["share_of_optimum"] is None:
            said.append(f"There is nothing to earn between {self._prices()}, so shares of it are not defined.")
            return " ".join(said)
        floor = metrics["floor_best"]
        said.append(
            f"The recommended policy reaches {self.money(metrics['profit'])}, {percent(metrics['share_of_optimum'])} "
            f"of it ({self.known}); the best rule without a model, '{labels[floor]}', {percent(shares[floor])}."
        )
        if self.few_days:
            said.append(f"Of the bound {self.few_days}.")
        if metrics.get("day_optimum", 0.0) > 0:
            said.append(
                "The brief's text also promises a cost of degradation that its code leaves out: as coded the bound is "
                f"{self.money(metrics['day_optimum'])}, with 2 % of the highest price for each step that moves energy "
                f"it is {self.money(metrics['optimum_described'])}."
            )
        return " ".join(said)

    def _prices(self) -> str:
        low, high, unit = (self.metrics[key] for key in ("lowest_price", "highest_price", "price_unit"))
        return f"prices of {format_number(low)} and {format_number(high)} {unit}"

    def proof(self) -> str:
        """How the bound was proved."""
        negative, steps = self.metrics["negative_steps"], self.metrics["n_steps"]
        return (
            f"{self.metrics['proof']} It is computed by dynamic programming from the last of the {steps:,} steps "
            f"backwards, on charge levels that every full step of the battery lands on, so no rounding loses anything; "
            f"{negative:,} of the {steps:,} steps {'has' if negative == 1 else 'have'} a negative price."
        )

    def learning(self) -> str:
        """What forecasting and learning gain beyond rules, and what they lose against known prices."""
        metrics = self.metrics
        said = [effect.sentence for name in ("a model", "the day's prices") if (effect := self.effect(name))]
        learned = [key for key, group in metrics["groups"].items() if group == "learned"]
        if metrics["share_of_optimum"] is None:
            said.append(f"There is nothing to learn for: the bound is {self.money(metrics['optimum'])}.")
        elif not learned:
            reason = next(iter(metrics["skipped"].values()), "")
            said.append(
                f"Nothing was learned here: {reason}. What may be earned at all is "
                f"{self.money(metrics['optimum'])} on the {self.days}."
            )
        else:
            shares, labels = metrics["shares"], metrics["labels"]
            told = [f"'{labels[key]}' {percent(shares[key])}" for key in learned]
            said.append(f"Of the bound, learned policies earn: {', '.join(told)} ({self.days}).")
        if self.metrics["groups"].get(metrics["policy"]) == "plan" and learned:
            said.insert(0, f"Not where the day's prices are known ({self.known}): run the plan.")
        return " ".join(said)

    def stops_paying(self) -> str:
        """The cost of wear, the spread, and whatever else turns the decision."""
        metrics, turn = self.metrics, self.recommendation.break_even
        said = []
        if turn is None:
            why = "it delivers next to nothing" if self.recommendation.gain.amount > 0 else "nothing beats holding"
            said.append(f"There is no cost of wear at which that turns, because {why} on the {self.days}.")
        else:
            said.append(
                f"At a cost of wear of {format_number(turn.value)} {turn.unit.partition(',')[0]}, with the same moves."
            )
        if "break_even_sell" in metrics:
            unit = metrics["price_unit"]
            said.append(
                f"Bought at {format_number(metrics['cheap_buy'])} {unit} (the median of each day's lowest price), "
                f"energy must be sold at {format_number(metrics['break_even_sell'])} {unit} or more; a round trip pays "
                f"on {percent(metrics['paying_days'])} of the {self.days}."
            )
        said += [f"Or if {lower_first(one)}" for one in self.recommendation.would_change_if[1:3]]
        return " ".join(said)

    def size(self) -> str:
        """What one unit more earns, and what half as much again or twice as much would."""
        metrics = self.metrics
        said = [effect.sentence for name in ("capacity", "power") if (effect := self.effect(name))]
        for size in metrics.get("sizes", ()):
            if size["changed"] and size["factor"] == 2 and metrics["sizes"][0]["profit"] > 0:
                gained = size["profit"] / metrics["sizes"][0]["profit"] - 1
                said.append(
                    f"Twice the {size['changed']} would earn {percent(gained)} more ({self.money(size['profit'])} "
                    "a year, with all prices known)."
                )
        said += metrics.get("size_notes", ())
        if not said:
            said.append(f"Other sizes were not computed; this one earns {self.money(metrics['profit'])} here.")
        return " ".join(said)

    def given(self) -> str:
        """The given schedule against bound and floor, and what another policy would gain."""
        metrics = self.metrics
        said = [
            f"It earns {self.money(metrics['given_profit'])} on the {self.days}, "
            f"{self.of_bound(metrics['given_share'])} of {self.money(metrics['optimum'])}; the best rule without a "
            f"model, '{metrics['labels'][metrics['floor_best']]}', earns "
            f"{self.of_bound(metrics['floor_best_share'])}."
        ]
        effect = self.effect("the given schedule")
        return " ".join([*said, *([effect.sentence] if effect else [])])
