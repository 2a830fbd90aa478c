"""REG007: does one feature change what another does?

Every product of two features is tested beside the model, whose bent features have been given their bends; the
statistics are in ``products.py`` and the page is ``interactions.md``.
"""

from __future__ import annotations

import math

from takehome.checks.verdict import (
    FALSE_DISCOVERY_RATE,
    between,
    joint_level,
    rows_to_settle,
    settle_sentence,
    verdict,
)
from takehome.protocol import Finding, Interval, Status
from takehome.studies.regression.checks.base_model import flexible_base, residual_unit, training_columns
from takehome.studies.regression.checks.products import Product, products
from takehome.studies.regression.model import ModelEvidence
from takehome.units import Quantity

CODE = "REG007"
TITLE = "No missing interactions"
F2_LIMIT = 0.02
"""Cohen's f²: a smaller product is less than "small" (Cohen 1988, *Statistical Power Analysis*, §9.2.1, p. 413)."""
ADJUSTED_P_LIMIT = FALSE_DISCOVERY_RATE
"""A failure needs a p-value, adjusted over the pairs, at most this."""
GOOD = "Each feature does the same whatever the others are: no product of two features is worth fitting."


def check(evidence: ModelEvidence) -> tuple[Finding, ...]:
    """One failed finding for each missing product, and one for the rest together."""
    base = flexible_base(evidence)
    tested: tuple[Product, ...] = ()
    total = 0
    if base is not None and base.df_resid > 1:
        X = training_columns(evidence)
        tested, total = products(base, X, evidence.design.columns, evidence.confidence_level, F2_LIMIT)
    if not tested:
        return (_not_applicable(evidence),)
    found = [_finding(evidence, p, Status.FAILED) for p in tested if p.missing]
    rest = [p for p in tested if not p.missing]
    if rest:
        found.append(_rest_finding(evidence, rest, total))
    return tuple(found)


def missing(evidence: ModelEvidence) -> tuple[str, ...]:
    """The products that fail, as ``"A × B"``."""
    return tuple(f.subject for f in check(evidence) if f.status is Status.FAILED and f.subject)


def _rest_finding(evidence: ModelEvidence, rest: list[Product], total: int) -> Finding:
    statuses = {p.name: verdict(p.low, p.high, F2_LIMIT) for p in rest}
    open_ones = [p for p in rest if statuses[p.name] is not Status.PASSED]
    worst = max(open_ones or rest, key=lambda p: p.high)
    status = Status.CAUTION if open_ones else Status.PASSED
    count = f"{len(open_ones)} of {len(rest)}" if open_ones else f"{len(rest)}"
    untested = f" {total - len(rest):,} pairs of weaker features were not tested." if total > 2 * len(rest) else ""
    return _finding(evidence, worst, status, f"{count} products {'undecided' if open_ones else 'tested'}.{untested} ")


def _finding(evidence: ModelEvidence, p: Product, status: Status, lead: str = "") -> Finding:
    unit = residual_unit(evidence)
    ends = math.sqrt(p.low) * p.sigma, math.sqrt(p.high) * p.sigma
    interval = Interval(*ends, unit, joint_level(evidence.confidence_level))
    worth, limit = Quantity(math.sqrt(p.f2) * p.sigma, unit), Quantity(math.sqrt(F2_LIMIT) * p.sigma, unit)
    largest = "The largest may be" if lead else "The model lacks"
    seen = (
        f"{lead}{largest} {p.name}: it is worth {worth} root mean square ({interval.confidence_level:.0%} joint "
        f"interval: {between(interval)}), against a limit of {limit}."
    )
    rows = None
    if status is Status.CAUTION:
        rows = rows_to_settle(len(evidence.fitted), *(math.sqrt(v) for v in (p.f2, p.low, p.high, F2_LIMIT)))
    if status is Status.FAILED:
        consequence = (
            f"What one of the two does depends on the other: predictions are off by {worth} root mean square, most "
            "where both are far from their middle."
        )
        remedy = f"Add the product {p.name}; th.regress(...) tries it by itself."
    else:
        consequence = f"Any product left out is worth at most {Quantity(interval.high, unit)} root mean square."
        remedy = settle_sentence(rows) or "Nothing to do."
    measured = {
        "product": worth, "cohen_f2": Quantity(p.f2), "f2_low": Quantity(p.low), "f2_high": Quantity(p.high),
        "F": Quantity(p.F), "p_value": Quantity(p.p_value), "adjusted_p": Quantity(p.adjusted_p),
    }  # fmt: skip
    return Finding(
        CODE, TITLE, status, GOOD, seen, consequence, remedy, p.name if status is Status.FAILED else None,
        evidence.stage, measured, "product", interval, limit, rows,
    )  # fmt: skip


def _not_applicable(evidence: ModelEvidence) -> Finding:
    return Finding(
        CODE, TITLE, Status.NOT_APPLICABLE, GOOD,
        f"No product to test among {len(evidence.design.columns)} columns and {len(evidence.fitted)} rows, or the "
        "model has no linear terms.", "None.", "Nothing to do.", stage=evidence.stage,
    )  # fmt: skip
