r"""Which form each feature should take: an exact leave-one-out search, cheap enough to bootstrap whole.

For a feature with the other terms fixed, let Q span those terms. By Frisch–Waugh the candidate columns matter only
through their residuals on Q, orthonormalised to :math:`Q_c`; with :math:`r = y - QQ'y`,

.. math:: e = r - Q_c Q_c' r, \qquad h = h_Q + \mathrm{rowsum}(Q_c^2), \qquad e_{(i)} = e_i / (1 - h_i),

so the leave-one-out errors of every candidate on every row are a few products with matrices that do not depend on y.
Among the candidates whose mean squared error is within one paired standard error of the least, the one that
estimates the fewest numbers is taken (Breiman et al. 1984, §3.4.3). The rate of an exponential and the place of a
bend are then refined off the grid by Gauss–Newton steps on their derivative columns (Muggeo 2003).
Features are visited in turn until nothing changes (backfitting).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from takehome.studies.regression.forms import (
    EXPONENT_GRID,
    FORMS,
    Parameters,
    model_matrix,
    term,
    term_columns,
    term_cost,
)
from takehome.studies.regression.model import Term

PROFILED = ("exp", "hinge")
"""Forms whose own number is refined off the grid."""

MAX_SWEEPS = 4
NEWTON_STEPS = 4
LEAST_SHARE = 1e-5
"""A candidate column of which less than this share is new to the other terms is not tried."""

MOST_ROWS = 10_000
"""The search looks at no more rows than that."""

REMEMBERED = 12
"""How many sets of candidates are kept (a bootstrap meets the same few again and again)."""


@dataclass(frozen=True)
class Candidates:
    """Candidate terms of one feature, orthonormalised against the other terms.

    Attributes
    ----------
    Q, leverage : (n, m) orthonormal basis of the other terms and its (n,) row sums of squares.
    terms : C candidates.
    basis : (n, K) all candidate bases side by side; candidate c owns the columns from `starts[c]` on.
    headroom : (n, C) 1 − leverage of each candidate's whole model.
    """

    Q: np.ndarray
    leverage: np.ndarray
    terms: tuple[Term, ...]
    basis: np.ndarray
    starts: np.ndarray
    headroom: np.ndarray

    def errors(self, y: np.ndarray) -> np.ndarray:
        """Leave-one-out errors of every candidate, shape (n, C)."""
        r = y - self.Q @ (self.Q.T @ y)
        explained = np.add.reduceat(self.basis * (self.basis.T @ r), self.starts, axis=1)
        return (r[:, None] - explained) / self.headroom

    def errors_of(self, columns: np.ndarray, y: np.ndarray) -> np.ndarray | None:
        """Leave-one-out errors (n,) of columns that are not among the candidates; None where they add nothing."""
        basis = _new_basis(self.Q, columns)
        if basis is None:
            return None
        r = y - self.Q @ (self.Q.T @ y)
        headroom = 1.0 - self.leverage - np.einsum("ij,ij->i", basis, basis)
        return (r - basis @ (basis.T @ r)) / np.maximum(headroom, 1e-9)


@dataclass
class SearchSpace:
    """The rows that the search looks at, and the memory of the candidates that were built for them.

    Parameters
    ----------
    X : (n, q) rows of the design.
    names : design column names.
    rows : their positions among the training rows; all of them unless there are very many (:func:`search_space`).
    """

    X: np.ndarray
    names: tuple[str, ...]
    rows: np.ndarray | slice = field(default_factory=lambda: slice(None))
    remembered: OrderedDict[tuple, Candidates] = field(default_factory=OrderedDict)

    def candidates(self, name: str, others: tuple[Term, ...]) -> Candidates:
        """The candidates of one feature given the other terms; built once per set of other terms."""
        key = (name, others)
        if key not in self.remembered:
            self.remembered[key] = self._build(name, others)
            while len(self.remembered) > REMEMBERED:
                self.remembered.popitem(last=False)
        self.remembered.move_to_end(key)
        return self.remembered[key]

    def _build(self, name: str, others: tuple[Term, ...]) -> Candidates:
        Q = orthonormal(model_matrix(others, self.X, self.names)[0])
        x = self.X[:, self.names.index(name)]
        leverage = np.einsum("ij,ij->i", Q, Q)
        terms, bases = [], []
        for tried in _tried(name, x):
            basis = _new_basis(Q, term_columns(tried, self.X, self.names))
            if basis is not None:
                terms.append(tried)
                bases.append(basis)
        widths = [b.shape[1] for b in bases]
        starts = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(int)
        if not bases:  # nothing that this feature could be is new to the other terms
            return Candidates(Q, leverage, (), np.empty((len(Q), 0)), starts[:0], np.empty((len(Q), 0)))
        basis = np.hstack(bases)
        headroom = 1.0 - leverage[:, None] - np.add.reduceat(basis**2, starts, axis=1)
        return Candidates(Q, leverage, tuple(terms), basis, starts, np.maximum(headroom, 1e-9))


def search_space(X: np.ndarray, names: tuple[str, ...], seed: int) -> SearchSpace:
    """The space of these training rows (n, q); above `MOST_ROWS` a random sample of that many.

    The form of a bend is settled long before; its numbers are fitted on all rows afterwards.
    """
    if len(X) <= MOST_ROWS:
        return SearchSpace(X, names)
    rows = np.sort(np.random.default_rng([seed, 6]).permutation(len(X))[:MOST_ROWS])
    return SearchSpace(X[rows], names, rows)


def _tried(name: str, x: np.ndarray) -> list[Term]:
    """Every bent form with every parameter of its grid; the straight line failed its check and is not tried."""
    return [
        term(name, form.name, parameters)
        for form in FORMS.values()
        if form.name != "identity"
        for parameters in form.grid(x)
    ]


def _unit(matrix: np.ndarray) -> np.ndarray:
    """Columns centred (but for the constant, the first) and scaled to unit length."""
    centred = matrix - np.r_[0.0, matrix[:, 1:].mean(axis=0)]
    norms = np.linalg.norm(centred, axis=0)
    return centred / np.where(norms > 0, norms, 1.0)


def orthonormal(matrix: np.ndarray) -> np.ndarray:
    """Orthonormal basis (n, m) of a model matrix whose first column is the constant."""
    return np.linalg.qr(_unit(matrix))[0]


def _new_basis(Q: np.ndarray, columns: np.ndarray) -> np.ndarray | None:
    """Orthonormal basis of what the columns add to Q, or None where a column adds next to nothing."""
    unit = columns - columns.mean(axis=0)
    norms = np.linalg.norm(unit, axis=0)
    if not np.isfinite(norms).all() or (norms == 0).any():
        return None
    unit = unit / norms
    new = unit - Q @ (Q.T @ unit)
    new -= Q @ (Q.T @ new)
    basis, R = np.linalg.qr(new)
    return basis if np.abs(np.diag(R)).min() > LEAST_SHARE else None


def simplest_within_one_error(squared: np.ndarray, costs: np.ndarray) -> int:
    """The cheapest candidate within one paired standard error of the best.

    Parameters
    ----------
    squared : (n, C) squared out-of-sample errors, paired by row.
    costs : (C,) how many numbers each candidate estimates.
    """
    means = squared.mean(axis=0)
    best = int(np.argmin(means))
    excess = squared - squared[:, [best]]
    standard_error = excess.std(axis=0) / np.sqrt(len(squared))
    near = np.flatnonzero(means - means[best] <= standard_error)
    return int(near[np.lexsort((means[near], costs[near]))[0]])


def search_forms(space: SearchSpace, y: np.ndarray, bent: tuple[str, ...], products: tuple[Term, ...] = ()):
    """Terms for all features: a straight line for most, the best form for each of the `bent` ones.

    Parameters
    ----------
    y : (n,) target of the training rows (transformed, where the response is).
    bent : the features that failed linearity, worst first.
    products : kept as they are.

    Returns
    -------
    tuple of Term, in the order of the design columns, then the products.
    """
    forms = {name: _start(space, name) if name in bent else term(name) for name in space.names}
    for _ in range(MAX_SWEEPS):
        before = {name: forms[name].form for name in bent}
        for name in bent:
            others = (*(forms[other] for other in space.names if other != name), *products)
            forms[name] = best_form(space, y, name, others)
        if len(bent) < 2 or before == {name: forms[name].form for name in bent}:
            break
    return (*(forms[name] for name in space.names), *products)


def _start(space: SearchSpace, name: str) -> Term:
    """A smooth curve, so that the first sweep is not misled by the other bent features."""
    grid = FORMS["spline"].grid(space.X[:, space.names.index(name)])
    return term(name, "spline", grid[0]) if grid else term(name)


def best_form(space: SearchSpace, y: np.ndarray, name: str, others: tuple[Term, ...]) -> Term:
    """The form of one feature with the other terms fixed.

    Each form is represented by its best parameters, refined off the grid first: a coarse grid would hand the win to
    a form that needs none.
    """
    candidates = space.candidates(name, others)
    if not candidates.terms:
        return term(name)
    errors = candidates.errors(y)
    losses = np.einsum("ij,ij->j", errors, errors)
    x = space.X[:, space.names.index(name)]
    terms, squared = [], []
    for form in dict.fromkeys(t.form for t in candidates.terms):
        own = [c for c, t in enumerate(candidates.terms) if t.form == form]
        best = own[int(np.argmin(losses[own]))]
        found, error = candidates.terms[best], errors[:, best]
        if form in PROFILED:
            refined = term(name, form, refine(form, found.parameters, x, y, candidates.Q))
            refined_error = candidates.errors_of(FORMS[form].columns(x, refined.parameters), y)
            if refined_error is not None and refined_error @ refined_error < losses[best]:
                found, error = refined, refined_error
        terms.append(found)
        squared.append(error**2)
    costs = np.array([term_cost(t) for t in terms])
    return terms[simplest_within_one_error(np.column_stack(squared), costs)]


def refine(form: str, parameters: Parameters, x: np.ndarray, y: np.ndarray, Q: np.ndarray) -> Parameters:
    """Gauss–Newton on the form's own number; a step that does not lower the residual sum is halved, then dropped."""
    current, rss = parameters, _rss(form, parameters, x, y, Q)
    for _ in range(NEWTON_STEPS):
        step = _newton_step(form, current, x, y, Q)
        for _ in range(3):
            trial = (current[0] + step, *current[1:])
            inside = _inside(form, trial[0], x)
            trial_rss = _rss(form, trial, x, y, Q) if inside else np.inf
            if trial_rss < rss:
                break
            step /= 2
        else:
            break
        current, rss = trial, trial_rss
    return current


def _inside(form: str, value: float, x: np.ndarray) -> bool:
    """A bend within the axis; a rate no steeper than the grid's (steeper, it would single out one end's rows)."""
    if form == "hinge":
        return bool(x.min() < value < x.max())
    return bool(abs(value) * np.ptp(x) <= EXPONENT_GRID[-1])


def _rss(form: str, parameters: Parameters, x: np.ndarray, y: np.ndarray, Q: np.ndarray) -> float:
    _, residuals = _regress(FORMS[form].columns(x, parameters), y, Q)
    return float(residuals @ residuals)


def _newton_step(form: str, parameters: Parameters, x: np.ndarray, y: np.ndarray, Q: np.ndarray) -> float:
    """Coefficient of the derivative column over that of the form's own column."""
    columns = FORMS[form].columns(x, parameters)
    derivative = (x - parameters[1]) * columns[:, -1] if form == "exp" else -(x > parameters[0]).astype(float)
    coef, _ = _regress(np.column_stack([columns, derivative]), y, Q)
    return float(coef[-1] / coef[-2]) if coef[-2] != 0 else 0.0


def _regress(columns: np.ndarray, y: np.ndarray, Q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares of y on columns, both after Q."""
    new = columns - Q @ (Q.T @ columns)
    r = y - Q @ (Q.T @ y)
    coef, *_ = np.linalg.lstsq(new, r, rcond=1e-10)
    return coef, r - new @ coef
