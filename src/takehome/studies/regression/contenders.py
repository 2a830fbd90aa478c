"""The models that compete: trivial ones, repairs, popular fixes, and the ceiling.

Each is scored on the target's own scale by models that had not seen the row. A contender is *eligible* when a check
that failed calls for it; the others are shown for what they teach (the popular fixes often make things worse).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from takehome.stats.ols import fit_ols
from takehome.studies.regression.checks.linearity import offenders
from takehome.studies.regression.evidence import evidence_of
from takehome.studies.regression.families import family_errors, fit_family
from takehome.studies.regression.forms import FORMS, term, term_cost
from takehome.studies.regression.linear import LinearFit, box_cox, fit_linear, out_of_sample_errors, weighted
from takehome.studies.regression.model import Fitted, Specification, Term
from takehome.studies.regression.prepare import Design
from takehome.studies.regression.repair import Repair, repair, straight_terms
from takehome.studies.regression.search import SearchSpace
from takehome.studies.wording import listed
from takehome.units import format_number

MAX_FAMILY_ROWS = 20_000
"""Above it the families that need iteration are left out of the ladder unless a failed check calls for them."""

LARGEST_ERROR = 1e70
"""A rival that is wrong by more has left the numbers whose squares can be squared."""


@dataclass(frozen=True)
class Contender:
    """One model of the ladder.

    Attributes
    ----------
    errors : (n,) actual − predicted, each row by a model that had not seen it.
    parameters : how many numbers it estimates, profiled ones and the constant included.
    eligible : whether it may be chosen.
    remark : why it is what it is, as a sentence with its numbers; may be empty.
    fit : its least-squares fit, where there is one and it may be chosen.
    """

    name: str
    model: Fitted
    errors: np.ndarray
    parameters: int
    eligible: bool
    remark: str = ""
    fit: LinearFit | None = None


def attempt(make: Callable[[], list[Contender]]) -> list[Contender]:
    """The contenders, or none where these rows cannot determine them (a rival is a courtesy, not a duty).

    statsmodels reports a fit that left its family's domain as a ``ValueError``.
    """
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            made = make()
    except (np.linalg.LinAlgError, ValueError, FloatingPointError):
        return []
    return [contender for contender in made if np.abs(contender.errors).max() <= LARGEST_ERROR]


def linear_contender(design: Design, fit: LinearFit, name: str, eligible: bool, remark: str = "") -> Contender:
    """A linear model, scored by exact leave-one-out."""
    terms = fit.model.specification.terms
    cost = 1 + sum(map(term_cost, terms)) + (fit.model.specification.response != "identity")
    kept = fit if eligible else None  # the others are only shown, and their matrices are large
    return Contender(name, fit.model, out_of_sample_errors(design, fit), cost, eligible, remark, kept)


def repaired_contenders(design: Design, repairs: Repair) -> list[Contender]:
    """The straight line, and the repairs that differ from it."""
    found = [linear_contender(design, repairs.straight, "straight line", True)]
    previous = repairs.straight
    for fit in (repairs.bent_terms, repairs.full):
        if fit is not previous:
            found.append(linear_contender(design, fit, f"repaired: {repaired_words(design, fit)}", True))
        previous = fit
    return found


def repaired_words(design: Design, fit: LinearFit) -> str:
    """The terms that differ from a straight line; the products with one category's indicators count as one."""
    source = {column.name: column.feature if column.level is not None else column.name for column in design.columns}
    words = [
        " × ".join(source[name] for name in t.features) if t.form == "product" else t.label
        for t in fit.model.specification.terms
        if t.form != "identity"
    ]
    return ", ".join(dict.fromkeys(words))


def response_contenders(design: Design, space: SearchSpace, eligible: bool) -> list[Contender]:
    """The target on a log or root scale: the popular fix as it is usually made, and made well."""
    if design.y[design.train].min() <= 0 or design.y.min() <= 0:
        return []
    found = []
    straight = Specification(straight_terms(design), "log")
    naive = fit_linear(design, straight, smearing=False)
    remark = _bent_on_scale(design, naive)
    found.append(linear_contender(design, naive, f"log({design.target}), transform undone naively", False, remark))
    smeared = fit_linear(design, straight)
    found.append(linear_contender(design, smeared, f"log({design.target}), smearing", eligible, remark))
    root = fit_linear(design, Specification(straight.terms, "root"))
    found.append(linear_contender(design, root, f"√{design.target}, smearing", eligible, _bent_on_scale(design, root)))
    best = box_cox_power(design)
    if best not in (0.5, 1.0):  # the root and the straight line are there already
        power = fit_linear(design, Specification(straight.terms, f"power {best}"))
        found.append(linear_contender(design, power, f"Box–Cox with power {format_number(best)}", False))
    repaired = repair(design, space, "log")
    if eligible and repaired.full is not repaired.straight:
        label = repaired_words(design, repaired.full)
        found.append(linear_contender(design, repaired.full, f"log({design.target}), repaired: {label}", True))
    return found


def box_cox_power(design: Design) -> float:
    """The Box–Cox power of the straight line on a grid, by the profile likelihood (Box & Cox 1964, eq. 8)."""
    y, X = design.y[design.train], np.column_stack([np.ones(design.train.sum()), design.X[design.train]])
    y = y / np.exp(np.mean(np.log(y)))
    powers = [p for p in np.round(np.arange(-1.0, 2.01, 0.25), 2) if p != 0]
    rss = [float(np.sum(fit_ols(X, box_cox(p).forward(y)).residuals ** 2)) for p in powers]
    return float(powers[int(np.argmin(rss))])


def _bent_on_scale(design: Design, fit: LinearFit) -> str:
    """Which features a transform of the target leaves, or makes, bent."""
    bent = offenders(evidence_of(design, fit, "chosen"))
    scale = fit.model.specification.response
    return f"on the {scale} scale {listed(bent)} {'is' if len(bent) == 1 else 'are'} bent" if bent else ""


def fixed_form_contenders(design: Design, bent: tuple[str, ...], chosen: tuple[Term, ...]) -> list[Contender]:
    """The worst feature in the forms that people try first, the other features as chosen."""
    if not bent:
        return []
    found = []
    x = design.X[design.train, design.position(bent[0])]
    for form in ("log", "root", "poly2", "poly3", "spline"):
        for parameters in FORMS[form].grid(x)[:1]:
            tried = term(bent[0], form, parameters)
            terms = tuple(tried if t.features == (bent[0],) else t for t in chosen)
            found.append(linear_contender(design, fit_linear(design, Specification(terms)), tried.label, False))
    return found


def additive_contender(design: Design, eligible: bool) -> Contender:
    """Every numeric feature as a smooth curve: the additive ceiling."""
    terms = []
    for column, x in zip(design.columns, design.X[design.train].T, strict=True):
        grid = FORMS["spline"].grid(x) if column.numeric else []
        terms.append(term(column.name, "spline", grid[0]) if grid else term(column.name))
    fit = fit_linear(design, Specification(tuple(terms), name="additive"))
    return linear_contender(design, fit, "smooth curve of every number", eligible)


def family_contender(design: Design, terms: tuple[Term, ...], family: str, eligible: bool, seed: int) -> Contender:
    """A Gamma, Huber or median fit of the given terms."""
    model = fit_family(design, terms, family, seed)
    cost = 1 + sum(map(term_cost, terms))
    straight = all(t.form == "identity" for t in terms)
    name = f"{family}, straight line" if straight else f"{family}, repaired terms"
    return Contender(name, model, family_errors(design, model, seed), cost, eligible)


def weighted_contender(design: Design, fit: LinearFit, eligible: bool) -> Contender:
    """The same terms with each row weighted by the inverse of its estimated noise variance.

    The spread is taken as log-linear in the fitted values (Harvey 1976); one step, as in Wooldridge (2019, §8.4).
    """
    floor = np.quantile(np.abs(fit.ols.residuals), 0.01) + 1e-12 * np.abs(fit.ols.y).max()
    carrier = np.column_stack([np.ones(len(fit.ols.y)), fit.ols.fitted])
    log_spread = fit_ols(carrier, np.log(np.maximum(np.abs(fit.ols.residuals), floor))).fitted
    weights = np.exp(-2.0 * (log_spread - log_spread.mean()))
    ols = weighted(fit, weights)
    specification = replace(fit.model.specification, family="weighted least squares", name="weighted")
    model = replace(fit.model, specification=specification, coef=ols.coef)
    errors = np.empty(len(design.y))
    errors[design.train] = ols.loo_residuals / np.sqrt(weights)
    errors[~design.train] = design.y[~design.train] - model.predict(design.X[~design.train])
    cost = 3 + sum(map(term_cost, fit.model.specification.terms))
    return Contender("weighted least squares, repaired terms", model, errors, cost, eligible)
