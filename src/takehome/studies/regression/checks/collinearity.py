"""REG005: can the features' effects be told apart?

Variance inflation is exact for the rows at hand, so there is no interval: a band between the two limits is the
caution. The page is ``collinearity.md``.
"""

from __future__ import annotations

import math

import numpy as np

from takehome.protocol import Finding, Status
from takehome.stats.collinearity import generalised_inflation
from takehome.stats.rank import Combination
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.wording import possessive
from takehome.table.encoding import MISSING
from takehome.units import Quantity, format_number

CODE = "REG005"
TITLE = "Features can be told apart"
VIF_LIMIT = 10.0
"""Intervals 3.2 times as wide (Kutner, Nachtsheim, Neter & Li 2005, *Applied Linear Statistical Models*, 5th ed.,
§10.5, p. 409)."""
VIF_CAUTION = 5.0
"""Intervals 2.2 times as wide (James, Witten, Hastie & Tibshirani 2013, *An Introduction to Statistical Learning*,
§3.3.3, p. 101)."""
GOOD = "Each feature varies on its own, so that its coefficient says what it alone does."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One finding for each feature left out or beyond the limit, and one for the rest together."""
    features, columns, sets = _sets(evidence)
    left_out = _left_out(evidence) if evidence.matrix is not None else ()
    if evidence.matrix is None or len(sets) < 2:
        return left_out or (_not_applicable(evidence, len(sets)),)
    X = evidence.matrix[:, columns]
    factors = generalised_inflation(X, sets)
    failed = [i for i in range(len(sets)) if factors[i] > VIF_LIMIT]
    found = [_finding(evidence, X, features, sets, factors, i, Status.FAILED) for i in failed]
    rest = [i for i in range(len(sets)) if factors[i] <= VIF_LIMIT]
    if rest:
        worst = max(rest, key=lambda i: factors[i])
        status = Status.CAUTION if factors[worst] > VIF_CAUTION else Status.PASSED
        found.append(_finding(evidence, X, features, sets, factors, worst, status))
    return left_out + tuple(found)


def _left_out(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """A failed finding for each feature of which a column had to be left out, because others determine it.

    Flags of missing values are not features: that two columns are missing together harms nobody.
    """
    named: dict[str, Combination] = {}
    flags = {f"{c.feature} is missing" for c in evidence.design.combinations}
    for combination in evidence.design.combinations:
        if combination.name not in flags and not combination.name.endswith(f"= {MISSING}"):
            named.setdefault(combination.feature, combination)
    return tuple(_combination_finding(evidence, combination) for combination in named.values())


def _combination_finding(evidence: ModelEvidence, combination: Combination) -> Finding:
    name, others = combination.name, _few(combination.of)
    limit = 1 / VIF_LIMIT
    share = combination.own_share if combination.own_share > np.finfo(float).eps else 0.0
    seen = (
        f"{name} is an exact combination of {others}: {format_number(share)} of its variance is its own "
        f"(1 / variance inflation, exact for these rows), against limits of {format_number(1 / VIF_CAUTION)} (caution) "
        f"and {format_number(limit)} (failed); it was left out."
    )
    consequence = f"What {name} does is credited to {others}: 0 of these rows can tell their effects apart."
    remedy = (
        f"Predictions are not hurt. Keep whichever of {name} and {others} can be acted on: th.regress(..., "
        "features=[...]) says which."
    )
    measured = {"own_share": Quantity(share)}
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD, seen, consequence, remedy, combination.feature, evidence.stage, measured,
        "own_share", None, Quantity(limit),
    )  # fmt: skip


def _few(names: tuple[str, ...]) -> str:
    """Names as a list that ends: ``"a and b"``, ``"a, b, c, d and 3 more"``."""
    shown = list(names[:4])
    last = f"{len(names) - 4} more" if len(names) > 4 else shown.pop() if len(shown) > 1 else ""
    return " and ".join(part for part in (", ".join(shown), last) if part)


def _sets(evidence: ModelEvidence) -> tuple[list[str], list[int], list[list[int]]]:
    """Features, the matrix columns that are theirs alone, and where each feature's columns stand among those.

    Products are left out: that A × B resembles A and B depends on where their zero lies, and harms nothing.
    """
    own: dict[str, list[int]] = {}
    names = {column.name: column.feature for column in evidence.design.columns}
    for j, behind in enumerate(evidence.term_features):
        features = {names.get(name, name) for name in behind}
        if evidence.matrix is not None and len(features) == 1 and np.ptp(evidence.matrix[:, j]) > 0:
            own.setdefault(features.pop(), []).append(j)
    columns = [j for members in own.values() for j in members]
    place = {j: k for k, j in enumerate(columns)}
    return list(own), columns, [[place[j] for j in members] for members in own.values()]


def _finding(
    evidence: ModelEvidence, X: np.ndarray, features: list[str], sets: list[list[int]], factors: np.ndarray, i: int,
    status: Status,
) -> Finding:  # fmt: skip
    name, factor = features[i], float(factors[i])
    width = math.sqrt(factor)
    partner = _partner(X, features, sets, i)
    passed = status is Status.PASSED
    lead = f"The largest variance inflation is {possessive(name)}" if passed else f"The variance inflation of {name} is"
    seen = (
        f"{lead}{':' if passed else ''} {format_number(factor)} (exact for these rows), against limits of "
        f"{format_number(VIF_CAUTION)} (caution) and {format_number(VIF_LIMIT)} (failed); it resembles {partner} most."
    )
    consequence = (
        f"The interval of {possessive(name)} effect is {format_number(width)} times as wide as if {name} varied on its "
        "own."
    )
    remedy = (
        f"Predictions are not hurt. To tell {name} from {partner}, leave one of them out, combine them, or collect "
        "rows in which they differ."
    )
    measured = {"variance_inflation": Quantity(factor), "interval_width": Quantity(width, "times")}
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, "Nothing to do." if passed else remedy, None if passed else name,
        evidence.stage, measured, "variance_inflation", None, Quantity(VIF_LIMIT),
    )  # fmt: skip


def _partner(X: np.ndarray, features: list[str], sets: list[list[int]], i: int) -> str:
    """The feature whose columns correlate most with those of feature i, and by how much."""
    correlation = np.abs(np.nan_to_num(np.corrcoef(X, rowvar=False)))
    strongest = {k: float(correlation[np.ix_(sets[i], sets[k])].max()) for k in range(len(sets)) if k != i}
    best = max(strongest, key=lambda k: strongest[k])
    return f"{features[best]} (correlation {format_number(strongest[best])})"


def _not_applicable(evidence: ModelEvidence, count: int) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"{count} features stand in the linear model; telling apart takes 2.", "None.", "Nothing to do.",
        stage=evidence.stage,
    )  # fmt: skip
