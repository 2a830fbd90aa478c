"""What the answers read off findings, effects and metrics, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from takehome.protocol import Effect, Finding, Status
from takehome.studies.regression.effects import RANKING
from takehome.units import format_number

LINEARITY, SPREAD = "REG001", "REG002"
KNOWN_CHARTS = ("residuals", "partial-residuals", "predicted-actual", "quantiles", "drivers", "ladder")
POPULAR = ("log(", "Gamma", "√", "²", "³", "Box")
"""How the names of the fixes begin or end that people reach for first."""


def _features_of(product: str) -> str:
    """``"Month = DEC × Humidity"`` → ``"Month × Humidity"``: a product with a category is one product."""
    return " × ".join(factor.partition(" = ")[0] for factor in product.split(" × "))


@dataclass(frozen=True)
class Evidence:
    """Findings, effects and metrics, with the questions that the answers ask of them."""

    findings: tuple[Finding, ...]
    effects: tuple[Effect, ...]
    metrics: Mapping[str, object]

    @property
    def bent(self) -> list[Finding]:
        """Features that fail linearity before any repair."""
        return [f for f in self.failed("baseline") if f.code == LINEARITY and f.subject]

    @property
    def tested_features(self) -> int:
        """How many features have an effect."""
        return len(self._features)

    @property
    def _features(self) -> set[str]:
        """The features of the study's own model; effects on given predictions' errors have other subjects."""
        return {effect.subject for effect in self.effects if effect.contrast == RANKING}

    @property
    def spread(self) -> Finding | None:
        """The equal-spread finding of the last stage tested (the repaired model, where there is one)."""
        tested = [f for f in self.findings if f.code == SPREAD and f.status is not Status.NOT_APPLICABLE]
        return next((f for f in tested if f.stage == "chosen"), tested[-1] if tested else None)

    @cached_property
    def repaired(self) -> bool:
        """Whether another model than the straight line was chosen: its checks then ran on both."""
        both = [{f.code for f in self.findings if f.stage == stage} for stage in ("baseline", "chosen")]
        return bool(both[0] & both[1])

    @property
    def final_findings(self) -> list[Finding]:
        """Findings about the data and about the model that was chosen."""
        before = () if self.repaired else ("baseline",)
        return [f for f in self.findings if f.stage in ("data", "chosen", *before)]

    @property
    def given(self) -> list[Finding]:
        """Findings about predictions made by somebody else."""
        return [f for f in self.findings if f.stage == "given" and f.status is not Status.NOT_APPLICABLE]

    def failed(self, stage: str) -> list[Finding]:
        """Failed findings of one stage."""
        return [f for f in self.findings if f.status is Status.FAILED and f.stage == stage]

    @property
    def unit(self) -> str:
        """The target's unit."""
        stated = self.metrics.get("target_unit")
        if isinstance(stated, str):
            return stated
        return next((effect.estimate.unit for effect in self.effects if effect.contrast != RANKING), "")

    @property
    def rows(self) -> str:
        count = self.number("n_rows")
        return f"{count:,.0f}" if count is not None else "these"

    @property
    def judged_on(self) -> str:
        """On which rows errors were measured."""
        return "on the hold-out rows" if self.metrics.get("judged_on") == "hold-out" else "on rows not seen"

    @property
    def forms(self) -> dict[str, str]:
        """Feature → form, of the features that are not straight."""
        forms = self.metrics.get("chosen_form")
        return {str(k): str(v) for k, v in forms.items()} if isinstance(forms, Mapping) else {}

    @property
    def picks(self) -> list[str]:
        """What the repair chose: forms, products, a transform of the target, a family."""
        terms, response = self.metrics.get("chosen_terms"), self.metrics.get("chosen_response", "identity")
        products = [_features_of(str(t)) for t in terms if " × " in str(t)] if isinstance(terms, list | tuple) else []
        found = [f"{name} as {form}" for name, form in self.forms.items()]
        found += [f"the product {name}" for name in dict.fromkeys(products)]
        found += [] if response == "identity" else [f"the target's {response}"]
        family = self.metrics.get("chosen_family", "ols")
        return found + ([] if family == "ols" else [f"the family {family}"])

    @property
    def ladder(self) -> list[Mapping[str, Any]]:
        """The models that were tried, best first, as the metrics list them."""
        ladder = self.metrics.get("ladder")
        return list(ladder) if isinstance(ladder, list | tuple) else []

    @property
    def chosen_name(self) -> str:
        return next((str(rung["name"]) for rung in self.ladder if rung["chosen"]), "the repaired model")

    @property
    def line_error(self) -> float:
        """The straight line's error in the ladder."""
        found = (self._rung_number(rung) for rung in self.ladder if rung["name"] == "straight line")
        return next(found, self.number("rmse_baseline") or 0.0)

    @property
    def worse_rungs(self) -> list[Mapping[str, Any]]:
        """Models that do worse than the straight line, the worst first; knowing nothing is no model."""
        tried = [rung for rung in self.ladder if rung["name"] != "mean only"]
        worse = [rung for rung in tried if self._rung_number(rung) > self.line_error]
        return sorted(worse, key=self._rung_number, reverse=True)

    def is_popular(self, rung: Mapping[str, Any]) -> bool:
        """Whether this is a fix that people reach for first, and not the one chosen."""
        return not rung["chosen"] and any(mark in str(rung["name"]) for mark in POPULAR)

    def rung_error(self, rung: Mapping[str, Any]) -> str:
        """The error of a model of the ladder: on the hold-out where there is one; its verdict is by leaving one out."""
        size = self.rung_size(rung)
        kind = "" if rung.get("rmse_test") is None else "leaving one out: "
        return f"{size} ({kind}{rung['verdict']})"

    def rung_size(self, rung: Mapping[str, Any]) -> str:
        """The error of a model of the ladder with the target's unit, and nothing else."""
        return f"{format_number(self._rung_number(rung))} {self.unit}".strip()

    def _rung_number(self, rung: Mapping[str, Any]) -> float:
        test = rung.get("rmse_test")
        return float(test if test is not None else rung["rmse_loo"])

    def number(self, key: str) -> float | None:
        """A metric, where it is a number."""
        value = self.metrics.get(key)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def error(self, key: str) -> str:
        """An error metric with the target's unit."""
        value = self.number(key)
        return "not measured" if value is None else f"{format_number(value)} {self.unit}".strip()

    def ratio_words(self) -> str:
        """The ratio of spreads with its interval and limit, and on which model it was measured."""
        finding = self.spread
        if finding is None:
            return "the spread of the noise could not be compared"
        ratio = finding.measured.get("spread_ratio")
        size = f"{format_number(ratio.value)} times as wide" if ratio is not None else "equally wide"
        around = f" ({finding.interval})" if finding.interval is not None else ""
        limit = f", within the limit of {finding.limit}" if finding.limit is not None else ""
        return f"{self.stage_words(finding)} the noise is {size} at one end as at the other{around}{limit}"

    def stage_words(self, finding: Finding) -> str:
        """``"on the repaired model"`` or ``"on the straight line"``."""
        return "on the repaired model" if finding.stage == "chosen" else "on the straight line"

    def main_effects(self, most: int) -> list[Effect]:
        """The first effect of each feature, and every further one of a bent feature, up to `most`."""
        own = self._features
        return [effect for effect in self.effects if effect.contrast != RANKING and effect.subject in own][:most]

    def subjects(self, most: int) -> tuple[str, ...]:
        """The features behind :meth:`main_effects`."""
        return tuple(dict.fromkeys(effect.subject for effect in self.main_effects(most)))

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted finding codes, metrics and charts that exist."""
        codes = {finding.code for finding in self.findings}
        return tuple(name for name in wanted if name in codes or name in self.metrics or name in KNOWN_CHARTS)
