"""CLA012: can the columns be told apart, so that "the others held fixed" means something?

Exact combinations are the null space of the standardised columns (Belsley, Kuh & Welsch 1980, *Regression Diagnostics*,
section 3.2); of the others, variance inflation says how far the rest determine a feature, a category's indicators
together (Fox & Monette 1992, *JASA* 87). Both are exact for the rows at hand, so there is no interval: the band between
the two limits is the caution. Flags of missing values are not looked at: that two columns are missing together harms
nobody. The page is ``identifiable.md``.
"""

from __future__ import annotations

import numpy as np

from takehome.checks.subjects import shown_name
from takehome.protocol import Finding, Status
from takehome.stats.collinearity import generalised_inflation
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.collinear import exact_partners
from takehome.studies.classification.priced import Priced
from takehome.studies.wording import listed
from takehome.table.encoding import MISSING, DesignColumn
from takehome.units import Quantity, format_number

CODE = "CLA012"
TITLE = "Columns can be told apart"
OWN_LIMIT = 10.0
"""Per cent of its variance that a column must have for itself, a variance inflation of 10 (Kutner, Nachtsheim, Neter &
Li 2005, *Applied Linear Statistical Models*, 5th ed., section 10.5): the limit of REG005."""
OWN_CAUTION = 20.0
"""A variance inflation of 5 (James, Witten, Hastie & Tibshirani 2013, *An Introduction to Statistical Learning*,
section 3.3.3)."""
MOST_NAMED = 6
MOST_SHOWN = 5
GOOD = "Every column has a fifth or more of its variance for itself, beyond what the others say."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each set of columns that determine one another, and for those with too little of their own."""
    design = made.outcome.design
    kept = [j for j, column in enumerate(design.columns) if not _flag(column)]
    columns = tuple(design.columns[j] for j in kept)
    features = tuple(dict.fromkeys(column.feature for column in columns))
    if len(features) < 2:
        return not_applicable(CODE, TITLE, GOOD, f"With {len(features)} columns there are no others.", DATA)
    X = design.X[design.train][:, kept]
    partners = exact_partners(X, columns)
    sets = {frozenset((columns[j].feature, *others)) for j, others in partners.items()}
    ordered = sorted(tuple(name for name in features if name in names) for names in sets)
    found = [_dependent(names) for names in ordered[:MOST_SHOWN]]
    rest = [j for j in range(len(columns)) if j not in partners]
    return (*found, *_inflated(X[:, rest], [columns[j] for j in rest]))


def _flag(column: DesignColumn) -> bool:
    return column.level == MISSING or (not column.numeric and column.level is None)


def _inflated(X: np.ndarray, columns: list[DesignColumn]) -> list[Finding]:
    """The features of which the others say nearly everything, or the one of which they say most."""
    features = list(dict.fromkeys(column.feature for column in columns))
    if len(features) < 2:
        return []
    sets = [[j for j, column in enumerate(columns) if column.feature == name] for name in features]
    own = 100 / np.maximum(generalised_inflation(X, sets), 1.0)
    order = np.argsort(own, kind="stable")
    failed = [int(k) for k in order if own[k] < OWN_LIMIT]
    shown = failed[:MOST_SHOWN] or [int(order[0])]
    return [_least(features, k, float(own[k]), _partner(X, sets, k)) for k in shown]


def _partner(X: np.ndarray, sets: list[list[int]], k: int) -> int:
    """The feature whose columns correlate most with those of feature k."""
    Z = X - X.mean(axis=0)
    Z = Z / np.sqrt((Z**2).sum(axis=0))
    strongest = [float(np.abs(Z[:, sets[k]].T @ Z[:, own]).max()) if i != k else -1.0 for i, own in enumerate(sets)]
    return int(np.argmax(strongest))


def _dependent(names: tuple[str, ...]) -> Finding:
    shown = [shown_name(name) for name in names[:MOST_NAMED]]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD,
        f"{listed(shown)}{more} determine one another exactly: each of {len(names)} has 0 % of its variance for "
        f"itself, against a limit of {OWN_LIMIT:g} %.",
        "Coefficients and effects of these columns 'with the others held fixed' are not defined: the penalty divides "
        "what they have in common. Predictions and money are not touched.",
        f"Keep those that can be acted on and leave out the rest: ignore=[{names[-1][:60]!r}] (--ignore).",
        " + ".join(name[:60] for name in names[:MOST_NAMED]), DATA, {"own": Quantity(0.0, "%")}, "own", None,
        Quantity(OWN_LIMIT, "%"),
    )  # fmt: skip


def _least(features: list[str], k: int, own: float, partner: int) -> Finding:
    status = Status.FAILED if own < OWN_LIMIT else Status.CAUTION if own < OWN_CAUTION else Status.PASSED
    name, other = shown_name(features[k]), shown_name(features[partner])
    lead = f"{name} has" if status is Status.FAILED else f"{name} has the least of its own among {len(features)}:"
    seen = (
        f"{lead} {format_number(own)} % of its variance for itself (exact for these rows), against limits of "
        f"{OWN_CAUTION:g} % (caution) and {OWN_LIMIT:g} % (failed); it resembles {other} most."
    )
    width = format_number(float(np.sqrt(100 / max(own, 1e-9))))
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = (
            f"Predictions and money are not hurt. Keep one of {name} and {other}, or read their effects together: "
            f"ignore=[{features[k][:60]!r}] (--ignore)."
        )
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"The interval of {name}'s coefficient is {width} times as wide as if it varied on its own.", remedy,
        features[k] if status is not Status.PASSED else None, DATA, {"own": Quantity(own, "%")}, "own", None,
        Quantity(OWN_LIMIT, "%"),
    )  # fmt: skip
