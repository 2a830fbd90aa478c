"""What the answers say: sentences from the metrics, findings and effects, each with its numbers and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Effect, Finding, Recommendation, Status
from takehome.studies.classification.accuracy import count_words
from takehome.studies.wording import capital, listed
from takehome.units import format_number, format_probability

FEW_MISSED = 0.2
"""Up to this share of missed positives, accuracy hides little: the limit of CLA001."""


@dataclass(frozen=True)
class Evidence:
    """The four results that answers are made from."""

    findings: Sequence[Finding]
    effects: Sequence[Effect]
    recommendation: Recommendation
    metrics: Mapping[str, Any]

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted codes and metrics that exist; the action where none does."""
        known = {finding.code for finding in self.findings} | set(self.metrics)
        return tuple(item for item in wanted if item in known) or ("action",)

    @property
    def plain(self) -> Mapping[str, Any]:
        """The plain model at 0.5: its row of the table of models."""
        name = self.metrics["baseline_model"]
        rows = [row for row in self.metrics["models"] if row["model"] == name and row["threshold"] == 0.5]
        found: Mapping[str, Any] = rows[0]
        return found

    @property
    def happens(self) -> str:
        """The positive class in words: ``"Churn = 1"``."""
        return str(self.metrics["happens"])

    def money(self, amount: float) -> str:
        """An amount in the currency of the decision."""
        return f"{format_number(amount)} {self.recommendation.gain.currency}"

    def caught(self) -> str:
        """How many positives the plain model catches at 0.5; whether the premise holds is said first."""
        row = self.plain
        hits, misses = row["tp"], row["fn"]
        positives = hits + misses
        share = misses / positives if positives else 0.0
        lead = f"Most of them, so the suspicion is only half true here: at 0.5 '{row['model']}'"
        if share > FEW_MISSED:
            lead = f"Too few: at 0.5 '{row['model']}'"
        return (
            f"{lead} catches {count_words(hits)} of {count_words(positives)} rows with {self.happens} "
            f"({100 * row['recall']:.1f} %; 95 %: {100 * row['recall_low']:.0f} to {100 * row['recall_high']:.0f} %) "
            f"and misses {count_words(misses)}, with {count_words(row['fp'])} false alarm{'s' * (row['fp'] != 1)}, at "
            f"an "
            f"accuracy of {100 * row['accuracy']:.1f} %."
        )

    def accuracy(self) -> str:
        """What accuracy hides, in counts and in money."""
        row, metrics = self.plain, self.metrics
        nobody = _option(self.recommendation, "act on nobody")
        cost = "" if nobody is None else f", and costs {self.money(-nobody)} per {self.recommendation.gain.per}"
        more = 100 * (row["accuracy"] - metrics["accuracy_majority"])
        return (
            f"It counts a miss and a false alarm alike, and only {100 * metrics['prevalence']:.1f} % of the rows have "
            f"{self.happens}: giving every row the commoner class is right in "
            f"{100 * metrics['accuracy_majority']:.1f} % of {metrics['n_rows']:,} rows, catches 0 of "
            f"{metrics['n_positive']:,}{cost}. '{row['model']}' at 0.5 reaches {100 * row['accuracy']:.1f} %, "
            f"{more:.1f} points more, and costs {self.money(row['cost'])}; the recommended policy catches "
            f"{count_words(metrics['caught'])} and costs {self.money(metrics['cost_policy'])}."
        )

    def strategy(self) -> str:
        """Low or high: which has the higher expected value, whether that can be told, and what would settle it."""
        made = self.metrics["cut_comparisons"]
        asked = [one for one in made if one["named"]] or made
        told = [self._compared(one) for one in asked]
        apart = [one for one in asked if not one["low_end"] <= 0 <= one["high_end"]]
        lead = self.recommendation.sentence
        if not told:
            return lead
        unsure = "" if apart else f"None of {len(told)} comparisons can be told from chance on these rows. "
        return f"{lead} {unsure}{' '.join(told)}"

    def _compared(self, one: Mapping[str, Any]) -> str:
        better = one["low"] if one["saved"] >= 0 else one["high"]
        said = (
            f"'{one['model']}': {self.money(one['high_cost'])} at {one['high']:g}, {self.money(one['low_cost'])} at "
            f"{format_number(one['low'])}; acting above {format_number(better)} has the higher expected value, by "
            f"{self.money(abs(one['saved']))} (saved by the lower cut, 95 %: {format_number(one['low_end'])} to "
            f"{self.money(one['high_end'])})"
        )
        if one["saved"] == 0:
            said = f"'{one['model']}': {self.money(one['high_cost'])} at either of {one['high']:g} and {one['low']:g}"
        if one["low_end"] <= 0 <= one["high_end"]:
            needed = one["positives_to_settle"]
            said += ", which cannot be told from chance" + (
                f"; about {needed:,} rows with {self.happens} in all, where there are {self.metrics['n_positive']:,}, "
                "would settle it" if needed else ""
            )  # fmt: skip
        return f"{said}."

    def returns(self) -> str:
        """The return under both conventions, and the savings."""
        metrics, per = self.metrics, self.recommendation.gain.per
        if metrics["roi_all_actions_paid"] is None:
            return (
                f"The policy spends 0 {self.recommendation.gain.currency} on acting, so there is no return on it: it "
                f"costs {self.money(metrics['cost_policy'])} per {per}, '{metrics['trivial_best']}' "
                f"{self.money(metrics['cost_trivial_best'])}."
            )
        own = metrics["roi_convention"]
        parts = [
            f"Per {per}, the policy costs {self.money(metrics['cost_policy'])} where the better policy without a "
            f"model, '{metrics['trivial_best']}', costs {self.money(metrics['cost_trivial_best'])}: it saves "
            f"{100 * metrics['savings']:.1f} % (95 %: {100 * metrics['savings_low']:.1f} to "
            f"{100 * metrics['savings_high']:.1f} %).",
            f"Each unit of money spent on acting brings back {format_number(metrics['roi'])} beyond itself (95 %: "
            f"{format_number(metrics['roi_low'])} to {format_number(metrics['roi_high'])}), where {own}.",
        ]
        if own != "every action is paid for":
            parts.append(
                "Where acting on a positive is paid for too, it is "
                f"{format_number(metrics['roi_all_actions_paid'])} (95 %: "
                f"{format_number(metrics['roi_all_actions_paid_low'])} to "
                f"{format_number(metrics['roi_all_actions_paid_high'])})."
            )
        parts += [f"{capital(one.statement)} {capital(one.tolerance)}." for one in self.recommendation.assumes[2:]]
        return " ".join(parts)

    def main_effects(self) -> list[Effect]:
        """The first effect of each subject, which carries its direction."""
        first: dict[str, Effect] = {}
        for effect in self.effects:
            first.setdefault(effect.subject, effect)
        return list(first.values())

    def drivers(self) -> str:
        """The features by how much the model needs them, the forest's own ranking beside it."""
        rows = self.metrics.get("features") or []
        if not rows:
            return f"{len(self.main_effects())} features: " + listed([e.subject for e in self.main_effects()[:6]]) + "."
        by = sorted((row for row in rows if row.get("impurity") is not None), key=lambda row: -row["impurity"])
        told = ", ".join(f"{row['feature']} {row['impurity']:.0f} %" for row in by[:6])
        needed = sorted(
            (row for row in rows if row.get("permutation") is not None), key=lambda row: -row["permutation"]
        )
        said = ", ".join(f"{row['feature']} {format_number(row['permutation'])} %" for row in needed[:6])
        parts = (
            [f"By how much worse the log loss on rows not seen becomes when a column is shuffled: {said}."]
            if said
            else []
        )
        if told:
            parts.append(f"By the forest's own impurity importance, which has no direction: {told}.")
        trap = [f for f in self.findings if f.code == "CLA011" and f.status in (Status.FAILED, Status.CAUTION)]
        return " ".join([*parts, *(finding.seen for finding in trap[:1])])

    def trust(self) -> str:
        """The scores of the probabilities, and which checks failed or are open."""
        metrics = self.metrics
        able = [f for f in self.findings if f.status is not Status.NOT_APPLICABLE and f.stage != "baseline"]
        failed = [finding for finding in able if finding.status is Status.FAILED]
        open_ones = [finding for finding in able if finding.status is Status.CAUTION]
        parts = [
            f"On {metrics['n_rows']:,} rows not seen ({metrics['judged_on']}), '{metrics['model']}' has a log loss of "
            f"{format_number(metrics['log_loss'])}, a Brier score of {format_number(metrics['brier'])} and an area "
            f"under the precision-recall curve of {format_number(metrics['pr_auc'])} (the average alone: "
            f"{format_number(metrics['prevalence'])}).",
            f"Of {len(able)} findings {len(failed)} failed and {len(open_ones)} "
            f"{'is' if len(open_ones) == 1 else 'are'} open.",
        ]
        parts += [f"'{finding.title}' fails: {finding.seen} {finding.consequence}" for finding in failed[:3]]
        parts += [f"Open, '{finding.title}': {finding.seen}" for finding in open_ones[:2]]
        if not failed and self.recommendation.action != self.recommendation.baseline:
            better = format_probability(self.recommendation.probability_better)
            parts.append(f"So yes, for rows like these; the policy is the better one with a probability of {better}.")
        return " ".join(parts)

    def against_own(self) -> str:
        """The given scores beside the best model that the study fitted itself."""
        rungs = self.metrics["ladder"]
        given = [rung for rung in rungs if rung["chooses"]]
        own = [rung for rung in rungs if not rung["chooses"]]
        if not own:
            return f"Their log loss is {format_number(min(rung['log_loss'] for rung in given))} a row."
        best, theirs = min(own, key=lambda r: r["log_loss"]), min(given, key=lambda r: r["log_loss"])
        way = "less" if best["log_loss"] < theirs["log_loss"] else "more"
        return (
            f"Their log loss is {format_number(theirs['log_loss'])} a row; '{best['name']}', fitted here on the same "
            f"table, has {format_number(abs(theirs['log_loss'] - best['log_loss']))} {way}."
        )


def _option(recommendation: Recommendation, action: str) -> float | None:
    values = [option.value.amount for option in recommendation.options if option.action == action]
    return values[0] if values else None
