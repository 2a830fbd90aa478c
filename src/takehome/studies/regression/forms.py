"""The forms that one feature may take, each a small family of columns with its own numbers.

======== ======================================= ============================== =====================
form     columns                                 its numbers                    estimated numbers
======== ======================================= ============================== =====================
identity x                                                                      1
log      log x                                   the smallest x in training     1
root     √x                                                                     1
square   x²                                                                     1
cube     x³                                                                     1
inverse  1/x                                     the smallest x in training     1
exp      e^{k(x − a)}                            k profiled, a fixed            2
poly2    x, (x − c)²                             c fixed                        2
poly3    x, (x − c)², (x − c)³                   c fixed                        3
hinge    x, (x − c)₊                             c profiled                     3
step     x, 1[x > c]                             c from a grid                  3
spline   x and a restricted cubic spline's bends its knots, 5 or fewer          as many as columns
curve    the same                                its knots, 7                   6
======== ======================================= ============================== =====================

The exponential is anchored at the end of the axis where it is largest, so that no column exceeds 1; `a` and `c` only
condition the arithmetic and cancel in the fit. Royston & Sauerbrei (2008), *Multivariable Model-Building*, ch. 4-5
for the powers; Harrell (2015), *Regression Modeling Strategies*, §2.4 for the spline; Muggeo (2003) for the hinge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from takehome.stats.splines import spline_columns, spline_knots
from takehome.studies.regression.model import Term
from takehome.units import format_number

Parameters = tuple[float, ...]

EXPONENT_GRID = np.array([0.4 * i for i in range(1, 26)])
"""|k| times the feature's range: e^0.4 bends by less than 2 %, e^10 is a wall at one end."""

HINGE_QUANTILES = np.linspace(0.06, 0.94, 23)
MIN_RATIO = 1.5
"""A log, root or inverse is a straight line in disguise unless the largest value is this many times the smallest."""

MANY_KNOTS = 7
MANY_KNOTS_ROWS = 100
"""Seven knots need as many rows as that (Harrell 2015, §2.4.6)."""

MIN_DISTINCT = 3
"""A feature with fewer different values can only be a straight line."""


@dataclass(frozen=True, slots=True)
class Form:
    """A family of columns.

    Attributes
    ----------
    cost : how many numbers it estimates.
    grid : training values (n,) -> the parameters to try; empty where the form does not apply.
    columns : values (n,), parameters -> (n, k) columns.
    words : feature name, parameters -> label.
    """

    name: str
    cost: int
    grid: Callable[[np.ndarray], list[Parameters]]
    columns: Callable[[np.ndarray, Parameters], np.ndarray]
    words: Callable[[str, Parameters], str]


def _always(x: np.ndarray) -> list[Parameters]:
    return [()]


def _positive(x: np.ndarray) -> list[Parameters]:
    low, high = float(x.min()), float(x.max())
    return [(low,)] if low > 0 and high / low >= MIN_RATIO else []


def _not_negative(x: np.ndarray) -> list[Parameters]:
    low, high = float(x.min()), float(x.max())
    return [()] if low >= 0 and (low == 0 or high / low >= MIN_RATIO) else []


def _centre(x: np.ndarray) -> list[Parameters]:
    return [(float(x.mean()),)]


def _exponents(x: np.ndarray) -> list[Parameters]:
    low, high = float(x.min()), float(x.max())
    rates = EXPONENT_GRID / (high - low)
    return [(k, high) for k in rates] + [(-k, low) for k in rates]


def _hinges(x: np.ndarray) -> list[Parameters]:
    inner = np.unique(np.quantile(x, HINGE_QUANTILES))
    return [(float(c),) for c in inner if x.min() < c < x.max()]


def _knots(x: np.ndarray) -> list[Parameters]:
    knots = spline_knots(x)
    return [tuple(map(float, knots))] if len(knots) >= MIN_DISTINCT else []


def _many_knots(x: np.ndarray) -> list[Parameters]:
    knots = spline_knots(x, MANY_KNOTS) if len(x) >= MANY_KNOTS_ROWS else np.empty(0)
    return [tuple(map(float, knots))] if len(knots) == MANY_KNOTS else []


def _spline(x: np.ndarray, parameters: Parameters) -> np.ndarray:
    return np.column_stack([x, spline_columns(x, np.array(parameters))])


def _column(x: np.ndarray) -> np.ndarray:
    return x[:, None]


def exponential(x: np.ndarray, parameters: Parameters) -> np.ndarray:
    """e^{k(x − a)} as one column; the exponent is capped so that extrapolation stays finite."""
    k, anchor = parameters
    return _column(np.exp(np.minimum(k * (x - anchor), 50.0)))


def _number(value: float) -> str:
    return format_number(value)


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("identity", 1, _always, lambda x, p: _column(x), lambda f, p: f),
        Form("log", 1, _positive, lambda x, p: _column(np.log(np.maximum(x, p[0]))), lambda f, p: f"log({f})"),
        Form("root", 1, _not_negative, lambda x, p: _column(np.sqrt(np.maximum(x, 0.0))), lambda f, p: f"√{f}"),
        Form("square", 1, _not_negative, lambda x, p: _column(x**2), lambda f, p: f"{f}²"),
        Form("cube", 1, _not_negative, lambda x, p: _column(x**3), lambda f, p: f"{f}³"),
        Form("inverse", 1, _positive, lambda x, p: _column(1.0 / np.maximum(x, p[0])), lambda f, p: f"1/{f}"),
        Form("exp", 2, _exponents, exponential, lambda f, p: f"e^({_number(p[0])}·{f})"),
        Form("poly2", 2, _centre, lambda x, p: np.column_stack([x, (x - p[0]) ** 2]), lambda f, p: f"{f} + {f}²"),
        Form(
            "poly3", 3, _centre,
            lambda x, p: np.column_stack([x, (x - p[0]) ** 2, (x - p[0]) ** 3]), lambda f, p: f"{f} + {f}² + {f}³",
        ),
        Form(
            "hinge", 3, _hinges,
            lambda x, p: np.column_stack([x, np.maximum(x - p[0], 0.0)]), lambda f, p: f"{f}, bent at {_number(p[0])}",
        ),
        Form(
            "step", 3, _hinges,
            lambda x, p: np.column_stack([x, x > p[0]]), lambda f, p: f"{f}, with a step at {_number(p[0])}",
        ),
        Form("spline", 4, _knots, _spline, lambda f, p: f"smooth curve of {f}"),
        Form("curve", 6, _many_knots, _spline, lambda f, p: f"winding curve of {f}"),
    )
}  # fmt: skip


def term(feature: str, form: str = "identity", parameters: Parameters = ()) -> Term:
    """One feature in one form."""
    return Term((feature,), form, parameters, FORMS[form].words(feature, parameters))


def product(first: str, second: str, centres: Parameters) -> Term:
    """The product of two design columns, each about its training mean."""
    return Term((first, second), "product", centres, f"{first} × {second}")


def term_columns(term: Term, X: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """The (n, k) columns of a term for design rows X (n, q)."""
    first = X[:, names.index(term.features[0])]
    if term.form != "product":
        return FORMS[term.form].columns(first, term.parameters)
    second = X[:, names.index(term.features[1])]
    return _column((first - term.parameters[0]) * (second - term.parameters[1]))


def term_cost(term: Term) -> int:
    """How many numbers the term estimates."""
    if term.form in ("spline", "curve"):
        return len(term.parameters) - 1
    return 1 if term.form == "product" else FORMS[term.form].cost


def model_matrix(terms: tuple[Term, ...], X: np.ndarray, names: tuple[str, ...]):
    """The model matrix with its constant first, and for each column the design columns behind it."""
    blocks = [term_columns(t, X, names) for t in terms]
    features: list[tuple[str, ...]] = [()]
    for t, block in zip(terms, blocks, strict=True):
        features += [t.features] * block.shape[1]
    return np.column_stack([np.ones(len(X)), *blocks]), tuple(features)
