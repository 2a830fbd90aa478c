"""What the answers say: sentences from the metrics, each with its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Effect, Finding, Recommendation
from takehome.studies.storage.federated.comparing import NEAR, WORSE
from takehome.studies.storage.federated.newcomers import USEFUL
from takehome.studies.storage.federated.traffic import shown
from takehome.studies.storage.homes.expected_plan_kernels import PAST
from takehome.studies.wording import listed
from takehome.units import format_number


@dataclass(frozen=True)
class Evidence:
    """What an answer may rest on."""

    findings: Sequence[Finding]
    effects: Sequence[Effect]
    recommendation: Recommendation
    given: Mapping[str, Any]

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted names that this report has: metrics, codes of findings, subjects of effects."""
        known = set(self.given) | {one.code for one in self.findings} | {one.subject for one in self.effects}
        return tuple(dict.fromkeys(name for name in wanted if name in known))

    @property
    def something(self) -> bool:
        """Whether there is anything to gain."""
        return self.given["share_of_optimum_federated"] is not None

    def number(self, key: str) -> float:
        """A metric that is a number."""
        return float(self.given[key])

    def percent(self, key: str) -> str:
        """A share among the metrics, in per cent."""
        return f"{format_number(100 * self.number(key))} %"

    def money(self, amount: float) -> str:
        """Money per home and year."""
        return f"{format_number(amount + 0.0)} {self.given['currency']} per home and year"

    def label(self, key: str) -> str:
        """What an alternative is called."""
        return str(self.given["labels"][key])

    @property
    def homes(self) -> str:
        """``"1 home"``, ``"10,000 homes"``."""
        number = int(self.given["homes"])
        return f"{number:,} home{'s' * (number != 1)}"

    @property
    def nothing(self) -> str:
        """Why there is no share of anything."""
        return f"There is nothing to gain in {self.homes}: even with everything known a battery saves 0 here."

    def table(self) -> str:
        """Every alternative with its money and share."""
        shares, worth = self.given["shares"], self.given["per_home_year"]
        said = []
        for key in shares:
            share = "" if shares[key] is None else f", {format_number(100 * shares[key])} % of the optimum"
            said.append(f"{self.label(key)} ({format_number(worth[key] + 0.0)}{share})")
        money = f"In {self.given['currency']} per home and year"
        return f"{money}: {'; '.join(said)}."

    def rounds(self) -> str:
        """Rounds until the shared policy is as good as it gets, and what travels."""
        given = self.given
        needed, month = given["rounds_needed"], given["bytes_per_home_month"]
        ran = f"{given['rounds']} rounds with {self.percent('cohort_share')} of {self.homes} in each"
        travel = (
            f"A home sends {shown(given['bytes_per_home_round'])} in a round in which it takes part, and sends and "
            f"receives {shown(month)} a month at {format_number(given['trainings_a_year'])} trainings a year. Its own "
            f"loads and prices would be {shown(given['bytes_per_month'].get('pooled', 0.0))} a month with the policy "
            "sent back: updates "
            + (
                "save no traffic, and privacy is the only reason to prefer them."
                if self._more_traffic
                else "are less traffic."
            )
        )
        if needed is None:
            return f"None of {ran} added anything to the homes' own plans. {travel}"
        reach = "reaches" if needed == 1 else "reach"
        return f"{needed} of {ran} {reach} {NEAR:.0%} of the most that training added to the homes' own plans. {travel}"

    @property
    def _more_traffic(self) -> bool:
        months = self.given["bytes_per_month"]
        return bool(months[self.given["sharing"]] >= months.get("pooled", 0.0))

    def worse_off(self) -> str:
        """How many homes lose by sharing, and what."""
        given = self.given
        if not self.something:
            return f"{self.nothing} So nobody is worse off by more than 0."
        said = (
            f"{given['worse_off']:,} of {given['homes_valued']:,} homes ({self.percent('worse_off_share')}) save less "
            "when they "
            f"{self.label(given['offered'])} than when each learns the same table alone, by more than "
            f"{100 * WORSE:g} % of their own optimum; {self.percent('better_off_share')} save more by as much."
        )
        if given["worse_off"]:
            said += (
                f" Those who lose, lose {self.money(self.number('worse_off_loss'))} on average and "
                f"{self.money(self.number('worse_off_most'))} at most."
            )
        if given["offered"] != "federated":
            all_alike = self.percent("worse_off_share_federated")
            said += f" With the shared table as it is, for all alike, {all_alike} lose as much."
        return said

    def new_home(self) -> str:
        """Days of own data that a new home needs."""
        given = self.given
        if not self.something:
            return self.nothing
        lead = (
            "Without learning, a plan earns "
            f"{self.percent('share_of_optimum_plan')} of the optimum once the home has metered 1 day, and "
            f"{self.percent('share_of_optimum_plan_days')} where it looks at the last {PAST} days. Nothing leaves the "
            "home for either. "
        )
        if "newcomers" not in given:
            return f"{lead}No home was held out of these {self.homes}, so days to a learned policy were not measured."
        found = given["newcomers"]
        last = format_number(found["days"][-1])
        ways = {"small": "a table from nothing", "planned": "the bare plan",
                "expected": f"the plan on up to {PAST} past days", "alone": "the plan corrected alone",
                "shared": "the fleet's table as it is", "personal": "learning on from the fleet's table"}  # fmt: skip
        said = [
            f"{words} {format_number(100 * found[kind][0])} % with 0 days to learn from and "
            f"{format_number(100 * found[kind][-1])} % with {last} ({_after(given[f'new_home_days_{kind}'], found)})"
            for kind, words in ways.items()
        ]
        return (
            f"{lead}{found['homes']} homes that were not in training earn, in percent of their optimum over the "
            f"{format_number(given['judged_days'])} judged days that follow, with the day before them metered; plans "
            f"go on looking back in them (in brackets: when they come to {USEFUL:.0%} of the best of all ways): "
            f"{'; '.join(said)}."
        )


def _after(days: float | None, found: Mapping[str, Any]) -> str:
    if days is None:
        return f"not within {format_number(found['days'][-1])} days"
    return "with 0 days to learn from" if days == 0 else f"after {format_number(days)} days"


def named(arrays: Sequence[Mapping[str, Any]]) -> str:
    """Each array that leaves, with its numbers and bytes."""
    return listed([
        f"'{one['tensor']}' ({' × '.join(f'{size:,}' for size in one['shape'])} numbers as {one['type']}, "
        f"{shown(one['bytes'])})"
        for one in arrays
    ])  # fmt: skip
