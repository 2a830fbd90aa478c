"""CLA012: can the columns be told apart, so that "the others held fixed" means something?

The page is ``identifiable.md``. Belsley, Kuh & Welsch (1980), *Regression Diagnostics*, section 3.2.
"""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding, Status
from takehome.stats.collinearity import variance_inflation
from takehome.studies.classification.checks.stage import DATA, not_applicable
from takehome.studies.classification.collinear import exact_partners
from takehome.studies.classification.decision import Priced
from takehome.studies.wording import listed
from takehome.units import Quantity, format_number

CODE = "CLA012"
TITLE = "Columns can be told apart"
OWN_LIMIT = 10.0
"""Per cent of its variance that a column must have for itself; 10 % is a variance inflation of 10 (Fox 2016, *Applied
Regression Analysis and Generalized Linear Models*, section 13.1; Belsley, Kuh & Welsch 1980)."""
MOST_NAMED = 6
GOOD = "Every column has a tenth or more of its variance for itself, beyond what the others say."


def check(made: Priced) -> tuple[Finding, ...]:
    """One finding for each set of columns that determine one another, or for the column with the least of its own."""
    design = made.outcome.design
    if design.X.shape[1] < 2:
        return not_applicable(CODE, TITLE, GOOD, f"With {design.X.shape[1]} columns there are no others.", DATA)
    X = design.X[design.train]
    partners = exact_partners(X, design.columns)
    sets = {frozenset((design.columns[j].feature, *others)) for j, others in partners.items()}
    found = [_dependent(tuple(name for name in design.features if name in names)) for names in _sorted(sets)]
    rest = [j for j in range(X.shape[1]) if j not in partners]
    if len(rest) > 1:
        inflation = variance_inflation(X[:, rest])
        worst = int(np.argmax(inflation))
        found.append(_least(design.columns[rest[worst]].name, 100 / float(inflation[worst]), len(rest)))
    return tuple(found) or not_applicable(CODE, TITLE, GOOD, "No column is left to compare: 1 stands alone.", DATA)


def _sorted(sets: set[frozenset[str]]) -> list[frozenset[str]]:
    return sorted(sets, key=lambda names: sorted(names))


def _dependent(names: tuple[str, ...]) -> Finding:
    shown = [f"'{name}'" for name in names[:MOST_NAMED]]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return Finding(
        CODE, TITLE, Status.FAILED, GOOD,
        f"{listed(shown)}{more} determine one another exactly: each of {len(names)} has 0 % of its variance for "
        f"itself.",
        "Coefficients and effects of these columns 'with the others held fixed' are not defined: the penalty divides "
        "what they have in common. Predictions and money are not touched.",
        f"Keep those that can be acted on and leave out the rest: ignore=[{names[-1][:60]!r}].",
        " + ".join(name[:60] for name in names[:5]), DATA, {"own": Quantity(0.0, "%")}, "own", None,
        Quantity(OWN_LIMIT, "%"),
    )  # fmt: skip


def _least(name: str, own: float, columns: int) -> Finding:
    status = Status.PASSED if own >= OWN_LIMIT else Status.CAUTION
    seen = (
        f"'{name}' has the least of its own among {columns:,} columns: {format_number(own)} % of its variance (limit "
        f"{OWN_LIMIT:g} %)."
    )
    remedy = "Nothing to do."
    if status is not Status.PASSED:
        remedy = f"Keep one of the columns that say the same, or read their effects together: ignore=[{name[:60]!r}]."
    return Finding(
        CODE, TITLE, status, GOOD, seen,
        f"The interval of its coefficient is {format_number(float(np.sqrt(100 / max(own, 1e-9))))} times as wide as "
        f"if it "
        "stood alone.",
        remedy, name if status is not Status.PASSED else None, DATA, {"own": Quantity(own, "%")}, "own", None,
        Quantity(OWN_LIMIT, "%"),
    )  # fmt: skip
