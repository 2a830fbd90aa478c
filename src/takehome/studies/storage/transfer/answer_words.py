"""What the answers say: sentences from the other results, each with its number and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Effect, Finding, Recommendation, Status
from takehome.studies.storage.homes.expected_plan_kernels import PAST
from takehome.studies.storage.transfer.curves import GUARDED, PLANS, RULE
from takehome.studies.storage.transfer.learner import AS_IS, SCRATCH
from takehome.studies.wording import listed, plain
from takehome.units import format_number

FREEZABLE = 2
"""From so many choices on, something was frozen."""


@dataclass(frozen=True)
class Evidence:
    """The results that the answers are made from."""

    findings: Sequence[Finding]
    effects: Sequence[Effect]
    recommendation: Recommendation
    metrics: Mapping[str, Any]

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted codes, subjects and metrics that exist; the recommended action where none does."""
        known = {finding.code for finding in self.findings} | {effect.subject for effect in self.effects}
        known |= set(self.metrics)
        return tuple(item for item in wanted if item in known) or ("action",)

    def effect(self, subject: str) -> str:
        """The sentence of an effect; empty where there is none."""
        return next((effect.sentence for effect in self.effects if effect.subject == subject), "")

    def finding(self, code: str, subject: str | None = None, stage: str | None = None) -> Finding:
        """The first finding of a check."""
        return next(
            one for one in self.findings
            if one.code == code and subject in (None, one.subject) and stage in (None, one.stage)
        )  # fmt: skip

    @property
    def names(self) -> tuple[str, str]:
        """The home that teaches and the one that comes online."""
        return self.metrics["source_home"], self.metrics["target_home"]

    @property
    def saves(self) -> bool:
        """Whether a battery can save anything."""
        return "curves" in self.metrics

    def nothing(self) -> str:
        """What every answer says where nothing can be saved."""
        _, pupil = self.names
        return f"Nothing can be saved: even with everything known {pupil}'s battery saves 0 {self.metrics['currency']}."

    def share(self, key: str, at: int) -> str:
        """``"56.1 %"`` of the optimum by a way to start at one of the numbers of days."""
        return f"{format_number(100 * float(self.metrics['curves'][key][at]) + 0.0)} %"

    def transfer(self) -> str:
        """Warm start, what is frozen, what it brings; the premise first."""
        if not self.saves:
            return self.nothing()
        parts = [self._premise(), self._how(), self._frozen(), self.effect("jumpstart"),
                 self.effect("days to the threshold"), self.effect("asymptote"), self._no_learning()]  # fmt: skip
        return " ".join(filter(None, parts))

    def _premise(self) -> str:
        teacher, pupil = self.names
        finding = self.finding("STO151", stage="chosen")
        if finding.status is Status.FAILED:
            lost = finding.measured["lost"]
            return (
                f"It does not speed {pupil} up here: after {plain(self.metrics['scratch_days_judged'])} days what "
                f"{teacher} taught costs {lost} of the optimum against training from scratch."
            )
        ratio = self.metrics["transfer_days_ratio"]
        if ratio is None:
            return ""
        low, high = self.metrics["transfer_days_ratio_low"], self.metrics["transfer_days_ratio_high"]
        if high <= 1:
            return (
                f"It does not speed {pupil} up here: from {teacher} it takes {format_number(1 / ratio)} times as many "
                "days as from scratch."
            )
        told = "It speeds" if low > 1 else "It seems to speed" if ratio > 1 else "We cannot tell whether it speeds"
        return (
            f"{told} {pupil}'s training up: from scratch takes {format_number(ratio)} times as many days "
            f"({format_number(low)} to {format_number(high)})."
        )

    def _how(self) -> str:
        teacher, pupil = self.names
        return (
            f"Warm start: {pupil}'s learner ({self.metrics['learner']}) begins with what {teacher}'s learned of the "
            "worth of stored energy, in units of each house's own battery and mean price, and goes on with its own "
            f"days; used as it is, it saves {self.share(AS_IS, 0)} of the optimum."
        )

    def _frozen(self) -> str:
        choices = self.metrics["choices"]
        if len(choices) < FREEZABLE:
            return (
                "A table has 1 layer, so nothing can be frozen; with deep=True (--deep) the layers of the Q-network "
                "are compared."
            )
        best, last = self.metrics["best_freeze"], len(self.metrics["local_days"]) - 1
        shares = listed([f"'{key}' {self.share(key, last)}" for key in choices])
        days = plain(float(self.metrics["local_days"][last]))
        do = (
            "Freeze nothing of the Q-network"
            if best == choices[0]
            else f"Of the Q-network retrain {best}, freeze the rest"
        )
        return f"{do}: after {days} days {shares} of the optimum. {self.effect('freezing')}".strip()

    @property
    def plan(self) -> str:
        """The plan that saves more."""
        return max(PLANS, key=lambda key: float(self.metrics["floors"][key]))

    def _no_learning(self) -> str:
        return (
            f"Without any training {PLANS[self.plan]} saves {format_number(100 * self.metrics['floors'][self.plan])} %."
        )

    def two_weeks(self) -> str:
        """Days and money of a house and of all."""
        if not self.saves:
            return self.nothing()
        found, homes = self.metrics, self.metrics["homes"]
        teacher, _ = self.names
        asked, money = plain(found["scratch_days_judged"]), found["currency"]
        verb = "more" if found["fleet_gain"] >= 0 else "less"
        ends = (found["fleet_gain_low"], found["fleet_gain_high"])
        ends = ends if verb == "more" else (-ends[1], -ends[0])
        said = (
            f"Starting from {teacher} saves {format_number(found['days_saved'])} of the {asked} days of a house "
            f"({format_number(found['days_saved_low'])} to {format_number(found['days_saved_high'])}), "
            f"{format_number(homes * found['days_saved'])} house-days for {homes:,} houses."
        )
        if not found["days_needed_reached"]:
            said = (
                f"Starting from {teacher} saves 0 of the {asked} days: within {plain(found['days_needed'])} days of "
                f"its own data its policy never saves as much a day as scratch does after {asked}."
            )
        return (
            f"{said} In money '{found['fleet_gain_option']}' saves {homes:,} houses "
            f"{format_number(abs(found['fleet_gain']))} {money} {verb} in their first year than '{found['default']}' "
            f"({format_number(ends[0])} to {format_number(ends[1])}). {self.effect('starting at once')}"
        )

    def tomorrow(self) -> str:
        """What is best at zero days."""
        if not self.saves:
            return self.nothing()
        floors = self.metrics["floors"]
        shares = {
            **{words: floors[key] for key, words in PLANS.items()}, "the self-consumption rule": floors[RULE],
            f"the policy of {self.names[0]} as it is": self.metrics["curves"][AS_IS][0],
            "a policy that starts from nothing": self.metrics["curves"][SCRATCH][0],
        }  # fmt: skip
        ranked = sorted(shares, key=lambda name: -shares[name])
        said = ", ".join(f"{name} {format_number(100 * shares[name] + 0.0)} %" for name in ranked)
        able = next(name for name in ranked if name not in PLANS.values())
        return (
            f"Without days to learn from, of the exact optimum of the judged days: {said}. The plans look at metered "
            f"days, 1 and up to {PAST}: before the first of them run {able}, and then {ranked[0]}."
        )

    def harm(self) -> str:
        """Negative transfer and the fallback."""
        if not self.saves:
            return self.nothing()
        used, learned = (self.finding("STO151", stage=stage) for stage in ("baseline", "chosen"))
        guard = self.finding("STO152")
        last = len(self.metrics["local_days"]) - 1
        return (
            f"When the other house taught another relation of hours, prices and surplus. {used.seen} {learned.seen} "
            f"The fallback holds out local days in turn and keeps transfer only where it did better: {guard.seen} "
            f"After {self.metrics['local_days'][last]} days it saves {self.share(GUARDED, last)}, scratch "
            f"{self.share(SCRATCH, last)}."
        )

    def unlike(self) -> str:
        """How unlike the houses are, and what that did."""
        finding = self.finding("STO154")
        if not self.saves:
            return f"{finding.seen} {self.nothing()}"
        return f"{finding.seen} What decides is not the distance but what it did: {self.effect('asymptote')}"

    def planning(self) -> str:
        """Whether learning adds anything to a plan."""
        if not self.saves:
            return self.nothing()
        finding = self.finding("STO156", self.plan)
        verdict = {
            Status.FAILED: "No: a plan that learns nothing saves more.",
            Status.PASSED: "Yes: the best learner saves more than a plan that learns nothing.",
        }.get(finding.status, "We cannot tell.")
        return f"{verdict} {finding.seen} {self.effect('a plan instead')}"
