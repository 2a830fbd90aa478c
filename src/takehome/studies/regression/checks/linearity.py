"""REG001: does the target follow each numeric feature in the form that the model gives it?

The page is ``linearity.md``; the statistics are in ``curvature.py`` and the words in ``bend_words.py``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from takehome.checks.verdict import (
    FALSE_DISCOVERY_RATE,
    between,
    joint_level,
    rows_to_settle,
    settle_sentence,
    verdict,
)  # fmt: skip
from takehome.protocol import Finding, Interval, Status
from takehome.stats.robust import find_outliers
from takehome.studies.regression.checks.base_model import (
    OUTLIER_LEVEL,
    Base,
    base_model,
    flexible_base,
    per_unit,
    residual_unit,
    training_columns,
)
from takehome.studies.regression.checks.bend_words import Bend, describe_bend
from takehome.studies.regression.checks.curvature import Curvature, curvatures
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.wording import possessive
from takehome.units import Quantity, format_number

CODE = "REG001"
TITLE = "Linearity, feature by feature"
F2_LIMIT = 0.02
"""Cohen's f²: a smaller bend is less than "small" (Cohen 1988, *Statistical Power Analysis*, §9.2.1, p. 413)."""
ADJUSTED_P_LIMIT = FALSE_DISCOVERY_RATE
"""A failure needs a p-value, adjusted over the features, at most this."""
GOOD = "The target follows each feature in the form that the model gives it: no feature's bend is worth fitting."


@dataclass(frozen=True, slots=True)
class FeatureBend:
    """How one feature departs from the model's form.

    Attributes
    ----------
    feature : the design column; `unit` is its own unit.
    rms : root mean square of the bend, in the target's unit; `interval` holds jointly over the features.
    limit : the materiality limit in the target's unit.
    test : Cohen's f² with limits, F statistic, p-values.
    bend : where and which way it bends; for offenders only.
    """

    feature: str
    unit: str
    rms: float
    interval: Interval
    limit: float
    test: Curvature
    bend: Bend | None

    @property
    def offends(self) -> bool:
        return self.test.offender

    @property
    def status(self) -> Status:
        """FAILED needs the adjusted p-value as well; without it an interval beyond the limit is a caution."""
        if self.offends:
            return Status.FAILED
        status = verdict(self.test.low, self.test.high, F2_LIMIT)
        return Status.CAUTION if status is Status.FAILED else status


def bends(evidence: ModelEvidence) -> tuple[FeatureBend, ...]:
    """Test every numeric feature with more than two distinct values; empty where no linear model stands behind."""
    base = base_model(evidence)
    if base is None:
        return ()
    X = training_columns(evidence)
    columns = evidence.design.columns
    positions = [j for j, column in enumerate(columns) if column.numeric]
    results, _ = curvatures(base, X, positions, evidence.confidence_level, F2_LIMIT)
    results = _not_by_outliers(evidence, base, X, results)
    return tuple(_feature_bend(evidence, base, X[:, c.position], c) for c in results)


def _not_by_outliers(
    evidence: ModelEvidence, base: Base, X: np.ndarray, results: tuple[Curvature, ...]
) -> tuple[Curvature, ...]:
    """Keep as offenders only those that bend without the outliers too: a cluster of bad rows is REG006's to name.

    The outliers are looked for beside the bends, so that the rows of a real bend are not among them.
    """
    failed = [c.position for c in results if c.offender]
    if not failed:
        return results
    names = tuple(evidence.design.columns[j].name for j in failed)
    flexible = flexible_base(replace(evidence, curved=names))
    if flexible is None or flexible.df_resid < 3:
        return results
    rows, _ = find_outliers(flexible.Q, flexible.residuals, OUTLIER_LEVEL)
    if not len(rows):
        return results
    clean = curvatures(base.without(rows), np.asfortranarray(np.delete(X, rows, axis=0)), [c.position for c in results],
                       evidence.confidence_level, F2_LIMIT)[0]  # fmt: skip
    again = {c.position: c for c in clean}
    return tuple(again.get(c.position, c) if c.offender else c for c in results)


def _feature_bend(evidence: ModelEvidence, base: Base, x: np.ndarray, c: Curvature) -> FeatureBend:
    column = evidence.design.columns[c.position]
    bend = describe_bend(evidence, base, x, column.name, c.jump) if c.offender else None
    low, high = math.sqrt(c.low) * c.sigma, math.sqrt(c.high) * c.sigma
    interval = Interval(low, high, residual_unit(evidence), joint_level(evidence.confidence_level))
    rms, limit = math.sqrt(c.f2) * c.sigma, math.sqrt(F2_LIMIT) * c.sigma
    return FeatureBend(column.name, column.unit, rms, interval, limit, c, bend)


def offenders(evidence: ModelEvidence) -> tuple[str, ...]:
    """The design columns that fail linearity, in design order."""
    return tuple(b.feature for b in bends(evidence) if b.offends)


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One failed finding for each offending feature, and one for the rest together."""
    return findings(evidence, bends(evidence))


def findings(evidence: ModelEvidence, measured: tuple[FeatureBend, ...]) -> tuple[Finding, ...]:
    """The findings of features already measured."""
    if not measured:
        return (_not_applicable(evidence),)
    failed = [_offender_finding(evidence, b, b.bend) for b in measured if b.bend is not None]
    rest = [b for b in measured if not b.offends]
    return (*failed, _rest_finding(evidence, rest)) if rest else tuple(failed)


def _offender_finding(evidence: ModelEvidence, b: FeatureBend, bend: Bend) -> Finding:
    unit, target = residual_unit(evidence), evidence.design.target
    at = f"{format_number(bend.at)} {b.unit}".rstrip()
    seen = (
        f"{target} {bend.way} {'at' if bend.jump is not None or 'turns' in bend.way else 'above'} about {at} of "
        f"{b.feature}: the bend is worth {Quantity(b.rms, unit)} root mean square ({b.interval.confidence_level:.0%} "
        f"joint interval: {between(b.interval)}), against a limit of {Quantity(b.limit, unit)}."
    )
    consequence = (
        f"Predictions for {b.feature} {bend.where(b.unit)} are up to {Quantity(abs(bend.error), unit)} {bend.side}."
    )
    remedy = (
        f"Give {b.feature} a curved form: th.regress(...) searches log, root, power, e^(kx), hinge and spline forms by "
        "itself; chosen_form in its metrics says which won."
    )
    return _finding(evidence, Status.FAILED, b, seen, consequence, remedy, b.feature)


def _rest_finding(evidence: ModelEvidence, rest: list[FeatureBend]) -> Finding:
    unit = residual_unit(evidence)
    open_ones = [b for b in rest if b.status is Status.CAUTION]
    worst = max(open_ones or rest, key=lambda b: b.test.high)
    status = Status.CAUTION if open_ones else Status.PASSED
    names = ", ".join(b.feature for b in (open_ones or rest)[:8]) + (" …" if len(open_ones or rest) > 8 else "")
    seen = (
        f"{'Undecided' if open_ones else 'No bend beyond the limit'} for {names}: the largest bend may be "
        f"{possessive(worst.feature)}, {Quantity(worst.rms, unit)} root mean square "
        f"({worst.interval.confidence_level:.0%} joint interval: {between(worst.interval)}), against a limit of "
        f"{Quantity(worst.limit, unit)}."
    )
    rows = None
    if open_ones:
        t = worst.test
        rows = rows_to_settle(len(evidence.fitted), *(math.sqrt(v) for v in (t.f2, t.low, t.high, F2_LIMIT)))
    most = Quantity(worst.interval.high, unit)
    consequence = f"Any bend left out is worth at most {most} root mean square in a prediction."
    if not math.isfinite(most.value):
        consequence = f"A bend left out cannot be bounded with {len(evidence.fitted):,} rows."
    remedy = settle_sentence(rows) or "Nothing to do."
    return _finding(evidence, status, worst, seen, consequence, remedy, None, rows)


def _finding(
    evidence: ModelEvidence, status: Status, b: FeatureBend, seen: str, consequence: str, remedy: str,
    subject: str | None, rows: int | None = None,
) -> Finding:  # fmt: skip
    unit, t = residual_unit(evidence), b.test
    measured = {
        "bend": Quantity(b.rms, unit), "cohen_f2": Quantity(t.f2), "f2_low": Quantity(t.low),
        "f2_high": Quantity(t.high), "F": Quantity(t.F), "p_value": Quantity(t.p_value),
        "adjusted_p": Quantity(t.adjusted_p),
    }  # fmt: skip
    if b.bend is not None:
        measured |= {
            "bends_at": Quantity(b.bend.at, b.unit),
            "slope_below": Quantity(b.bend.slope_below, per_unit(unit, b.unit)),
            "slope_above": Quantity(b.bend.slope_above, per_unit(unit, b.unit)),
            "largest_error": Quantity(b.bend.error, unit),
        }
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, subject, evidence.stage, measured, "bend", b.interval,
        Quantity(b.limit, unit), rows,
    )  # fmt: skip


def _not_applicable(evidence: ModelEvidence) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"Nothing to test: 0 of {len(evidence.design.columns)} columns are numeric with 3 distinct values or more, or "
        "the model has no linear terms.",
        "None: a model without linear terms assumes no straight line.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
