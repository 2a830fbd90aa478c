"""The one slow step: from a design to everything that the views need, in the order in which a person would work.

Straight line, its checks, the repair that the failed checks call for, the ladder of rivals, the choice, the checks of
the chosen model, and the whole search again on bootstrap samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from takehome.protocol import Finding, Status
from takehome.studies.regression import checks
from takehome.studies.regression.bends import BendDetector, NothingBent
from takehome.studies.regression.bootstrap import REPLICATES, with_searched_draws
from takehome.studies.regression.checks.missed_structure import check as check_ceiling
from takehome.studies.regression.contenders import (
    MAX_FAMILY_ROWS,
    Contender,
    additive_contender,
    attempt,
    family_contender,
    fixed_form_contenders,
    repaired_contenders,
    response_contenders,
    weighted_contender,
)
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.families import boosting_errors
from takehome.studies.regression.given import given_findings, given_predictions
from takehome.studies.regression.ladder import choose, rungs
from takehome.studies.regression.linear import LinearModel
from takehome.studies.regression.model import ModelEvidence, Term
from takehome.studies.regression.outcome import Outcome
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.repair import Repair, repair
from takehome.studies.regression.search import SearchSpace, search_space
from takehome.table import Table

Progress = Callable[[str], None]


def silent(step: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Plan:
    """How much work to do.

    Attributes
    ----------
    replicates : how often the search is repeated on bootstrap samples.
    rivals : whether families without a closed form, and boosting, are fitted for comparison.
    """

    seed: int = 0
    confidence_level: float = 0.95
    replicates: int = REPLICATES
    rivals: bool = True
    progress: Progress = silent


def fast_plan(seed: int, confidence_level: float, progress: Progress = silent) -> Plan:
    """No bootstrap and no rivals: a first look."""
    return Plan(seed, confidence_level, replicates=0, rivals=False, progress=progress)


def fit_outcome(table: Table, design: Design, data_findings: tuple[Finding, ...], plan: Plan) -> Outcome:
    """Run the whole study on a prepared design."""
    plan.progress("checking the straight line")
    space = search_space(design.X[design.train], design.names, plan.seed)
    repairs = repair(design, space)
    straight = evidence_of(design, repairs.straight, "baseline", repairs.bent, plan.confidence_level)
    repaired = evidence_of(design, repairs.full, "chosen", (), plan.confidence_level)
    found = checks.run_checks(straight)
    found_after = checks.run_checks(repaired) if repairs.full is not repairs.straight else found
    plan.progress("climbing the repair ladder")
    contenders = climb(design, space, repairs, found, found_after, plan)
    chosen = choose(design, contenders)
    evidence = chosen_evidence(design, chosen, repairs, straight, plan)
    if chosen.fit is repairs.full and chosen.fit is not repairs.straight:
        found += found_after
    elif chosen.fit is not repairs.straight:
        found += checks.run_checks(evidence)
    ceiling = boosting_errors(design, plan.seed) if plan.rivals else None
    if ceiling is not None:
        found += check_ceiling(design, chosen.errors, ceiling)
    given = given_predictions(table, design, plan.confidence_level)
    if given is not None:
        found += given_findings(given)
    plan.progress("repeating the search on bootstrap samples")
    drawn = with_draws(design, space, chosen, plan, BendDetector)
    first = contenders[0]
    line = drawn if chosen is first else with_draws(design, space, first, plan, NothingBent)
    return Outcome(
        table=table, design=design, baseline=line.model, chosen=drawn.model, baseline_evidence=straight,
        chosen_evidence=evidence, baseline_errors=first.errors, chosen_errors=chosen.errors,
        ceiling_errors=ceiling, ladder=rungs(design, contenders, chosen, ceiling),
        findings=data_findings + found, seed=plan.seed, confidence_level=plan.confidence_level, given=given,
    )  # fmt: skip


def climb(
    design: Design,
    space: SearchSpace,
    repairs: Repair,
    found: tuple[Finding, ...],
    found_after: tuple[Finding, ...],
    plan: Plan,
) -> list[Contender]:
    """Every contender, the straight line first.

    Parameters
    ----------
    found, found_after : findings on the straight line, and on the model with repaired forms and products.
    """
    contenders = repaired_contenders(design, repairs)
    failed, failed_after = failed_codes(found), failed_codes(found_after)
    shape = bool(failed & {"REG001", "REG002", "REG003", "REG007"})
    if not shape and not plan.rivals:
        return contenders
    scale = bool(failed_after & {"REG001", "REG002", "REG003"})
    final = repairs.full.model.specification.terms
    contenders += attempt(lambda: response_contenders(design, space, eligible=scale))
    contenders += attempt(lambda: fixed_form_contenders(design, repairs.bent, final))
    contenders += attempt(lambda: [additive_contender(design, eligible="REG001" in failed_after)])
    contenders += attempt(lambda: [weighted_contender(design, repairs.full, eligible="REG002" in failed_after)])
    if not plan.rivals:
        return contenders
    return contenders + family_contenders(design, repairs, failed_after, plan)


def failed_codes(found: tuple[Finding, ...]) -> set[str]:
    """Codes of the failed findings."""
    return {f.code for f in found if f.status is Status.FAILED}


def family_contenders(design: Design, repairs: Repair, failed: set[str], plan: Plan) -> list[Contender]:
    """Gamma where the target is positive; Huber and the median where influence fails."""
    terms = repairs.full.model.specification.terms
    straight = repairs.straight.model.specification.terms
    wanted: list[tuple[str, tuple[Term, ...], bool]] = []
    if design.y.min() > 0 and (len(design.y) <= MAX_FAMILY_ROWS or "REG002" in failed):
        wanted.append(("Gamma, log link", straight, False))
        wanted.append(("Gamma, identity link", terms, "REG002" in failed))
    if "REG006" in failed and len(design.y) <= MAX_FAMILY_ROWS:
        wanted += [("Huber", terms, True), ("median", terms, False)]
    found: list[Contender] = []
    for family, used, eligible in wanted:
        found += attempt(partial(_one_family, design, used, family, eligible, plan.seed))
    return found


def _one_family(design: Design, terms: tuple[Term, ...], family: str, eligible: bool, seed: int) -> list[Contender]:
    return [family_contender(design, terms, family, eligible, seed)]


def chosen_evidence(
    design: Design, chosen: Contender, repairs: Repair, baseline: ModelEvidence, plan: Plan
) -> ModelEvidence:
    """What the checks see of the chosen model; without a least-squares fit, its errors alone."""
    if chosen.fit is repairs.straight:
        return baseline
    if chosen.fit is not None:
        return evidence_of(design, chosen.fit, "chosen", (), plan.confidence_level)
    fitted = chosen.model.predict(design.X[design.train])
    return ModelEvidence(
        stage="chosen", design=design, fitted=fitted, residuals=design.y[design.train] - fitted,
        loo_residuals=chosen.errors[design.train], confidence_level=plan.confidence_level,
    )  # fmt: skip


def with_draws(
    design: Design,
    space: SearchSpace,
    contender: Contender,
    plan: Plan,
    detector: type[BendDetector] | type[NothingBent],
) -> Contender:
    """The contender with bootstrap draws of its whole search, where it is one least-squares fit."""
    if contender.fit is None or not plan.replicates or not isinstance(contender.model, LinearModel):
        return contender
    detect = detector(space, design.columns, plan.confidence_level)
    return replace(contender, model=with_searched_draws(space, contender.fit, detect, plan.seed, plan.replicates))
