"""From a failed linearity or interaction check to terms that pass it, on any form of the target.

The loop is short: name the bent features, search their forms, check again. A feature that is still bent in its best
form gets a smooth curve; a feature that only now shows its bend joins the search. Then the products whose absence
the interaction check fails are added, the strongest first, one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.regression.checks.interactions import missing
from takehome.studies.regression.checks.linearity import offenders
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.forms import FORMS, product, term
from takehome.studies.regression.linear import LinearFit, fit_linear
from takehome.studies.regression.model import Specification, Term
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.search import SearchSpace, search_forms

MAX_ROUNDS = 3
MAX_PRODUCTS = 4


@dataclass(frozen=True)
class Repair:
    """What the repair loop found on one form of the target.

    Attributes
    ----------
    straight, bent_terms, full : the straight line; with repaired forms; with products as well (each may equal the
        one before).
    bent : the features whose form was changed, worst first.
    """

    straight: LinearFit
    bent_terms: LinearFit
    full: LinearFit
    bent: tuple[str, ...]


def straight_terms(design: Design) -> tuple[Term, ...]:
    """Every design column as a straight line."""
    return tuple(term(name) for name in design.names)


def repair(design: Design, space: SearchSpace, response: str = "identity") -> Repair:
    """Repair the straight line on one form of the target.

    Parameters
    ----------
    space : the training rows of `design`; its memory is shared with the bootstrap.
    response : ``"identity"``, ``"log"``, ``"root"``.
    """
    straight = fit_linear(design, Specification(straight_terms(design), response))
    bent = offenders(evidence_of(design, straight, "baseline"))
    forms, bent = _repair_forms(design, space, straight, bent)
    return Repair(straight, forms, _add_products(design, space, forms, bent), bent)


def _repair_forms(design: Design, space: SearchSpace, fit: LinearFit, bent: tuple[str, ...]):
    """Search until no feature is bent, or nothing more can be done; returns the fit and the features it changed."""
    response = fit.model.specification.response
    forced: set[str] = set()
    for _ in range(MAX_ROUNDS):
        if not bent:
            break
        terms = search_forms(space, fit.ols.y[space.rows], tuple(bent))
        terms = tuple(_smooth(space, t) if t.features[0] in forced else t for t in terms)
        try:
            fit = fit_linear(design, Specification(terms, response, name="repaired forms"))
        except np.linalg.LinAlgError:  # too few rows for this many bends: what was reached stands
            break
        still = offenders(evidence_of(design, fit, "chosen", bent))
        new = tuple(name for name in still if name not in bent)
        again = {name for name in still if name in bent and name not in forced}
        if not new and not again:
            break
        bent, forced = bent + new, forced | again
    return fit, bent


def _smooth(space: SearchSpace, bent: Term) -> Term:
    """The same feature as a smooth curve, where it has enough values for one."""
    name = bent.features[0]
    grid = FORMS["spline"].grid(space.X[:, space.names.index(name)])
    return term(name, "spline", grid[0]) if grid else bent


def _add_products(design: Design, space: SearchSpace, fit: LinearFit, bent: tuple[str, ...]) -> LinearFit:
    """Add missing products, the strongest first, until none is missing."""
    for _ in range(MAX_PRODUCTS):
        lacking = missing(evidence_of(design, fit, "chosen", bent))
        if not lacking:
            break
        terms = (*fit.model.specification.terms, *pair_terms(design, space, lacking[0]))
        try:
            fit = fit_linear(design, Specification(terms, fit.model.specification.response, name="with products"))
        except np.linalg.LinAlgError:
            break
    return fit


def pair_terms(design: Design, space: SearchSpace, pair: str) -> tuple[Term, ...]:
    """The products behind ``"A × B"``: one of two numbers, or one with each indicator of a category."""
    members: dict[str, list[str]] = {}
    for column in design.columns:
        members.setdefault(column.name if column.level is None else column.feature, []).append(column.name)
    first, second = next((members[a], members[b]) for a in members for b in members if a != b and pair == f"{a} × {b}")
    means = dict(zip(space.names, space.X.mean(axis=0).tolist(), strict=True))
    return tuple(product(a, b, (means[a], means[b])) for a in first for b in second)
